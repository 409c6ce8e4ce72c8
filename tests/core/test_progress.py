"""What follows from news of a call."""

from __future__ import annotations

from dataclasses import replace

from bot.core.calls import DAY, Asked, Facts, Known, Report, Seen, Source, State
from bot.core.people import Language
from bot.core.progress import Step, advance
from bot.core.records import Call, CallKind, Place

NOW = 1000.0

RINGING = Facts(report=Report(seen=Seen.RINGING))
HANGUP = Facts(report=Report(seen=Seen.ENDED))
BUSY = Facts(
    report=Report(seen=Seen.ENDED, recorded=True, hangup_cause=Known(Source.CDR, "USER_BUSY"))
)
ANSWERED = Facts(
    report=Report(seen=Seen.ENDED, recorded=True, billsec=Known(Source.CDR, 9)),
)


def a_call(asked: Asked = Asked.PLACED, state: State = State.PLACED) -> Call:
    return Call(
        ref="r",
        token_hash="h",
        account_id=1,
        person_id=2,
        kind=CallKind.OTP,
        place=Place(chat_id=2),
        message_id=3,
        language=Language.VI,
        callee="0987654321",
        caller="0123456789",
        campaign_id="c",
        template="t",
        queue=False,
        created_at=0.0,
        id=1,
        facts=Facts(asked=asked),
        state=state,
        since=0.0,
        look_at=60.0,
    )


def _advance(call: Call, news: Facts, *, now: float = NOW, look: bool = False) -> Step:
    return advance(call, news, now=now, hooks_come=True, look=look)


def test_news_that_say_nothing_new_change_nothing() -> None:
    ringing = _advance(a_call(), RINGING).call
    again = _advance(ringing, RINGING, now=NOW + 5)
    assert again.call == ringing
    assert not again.changed


def test_entering_a_state_sets_since_and_the_next_look() -> None:
    step = _advance(a_call(), RINGING)
    assert step.call.since == NOW
    assert step.call.look_at == NOW + 30
    assert step.call.settle_at == NOW + 86400


def test_a_finished_record_settles_at_once_and_needs_no_more_looks() -> None:
    step = _advance(a_call(), BUSY)
    assert step.settles
    assert step.call.settled_at == NOW
    assert step.call.look_at is None


def test_a_hangup_waits_a_minute_for_its_record() -> None:
    hung_up = _advance(a_call(), HANGUP).call
    assert hung_up.settle_at == NOW + 60
    assert not _advance(hung_up, Facts(), now=NOW + 59).settles
    assert _advance(hung_up, Facts(), now=NOW + 60).settles


def test_a_hint_asks_for_the_record_at_once() -> None:
    assert _advance(a_call(), RINGING, look=True).call.look_at == NOW


def test_a_refusal_settles_at_once_and_is_never_looked_up() -> None:
    step = _advance(a_call(Asked.PLACING, State.PLACING), Facts(asked=Asked.REFUSED, reason="no"))
    assert step.settles
    assert step.call.look_at is None


def test_a_record_that_comes_after_settling_corrects_what_was_told() -> None:
    hung_up = _advance(a_call(), HANGUP).call
    settled = _advance(hung_up, Facts(), now=NOW + 60).call
    step = _advance(settled, ANSWERED, now=NOW + 90)
    assert (step.settles, step.corrected, step.resolved) == (False, True, False)
    assert step.call.settled_at == NOW + 60


def test_an_unknown_call_that_is_found_after_settling_is_resolved_once() -> None:
    unknown = _advance(a_call(Asked.PLACING, State.PLACING), Facts(asked=Asked.UNKNOWN)).call
    settled = _advance(unknown, Facts(), now=NOW + 600).call
    assert settled.settled_at == NOW + 600
    found = _advance(settled, BUSY, now=NOW + 700)
    assert found.resolved
    assert not _advance(found.call, BUSY, now=NOW + 800).resolved


def a_found_call() -> Call:
    """Settled as unknown, and then it rang."""
    unknown = _advance(a_call(Asked.PLACING, State.PLACING), Facts(asked=Asked.UNKNOWN)).call
    settled = _advance(unknown, Facts(), now=NOW + 600).call
    return _advance(settled, RINGING, now=NOW + 700).call


def test_a_settled_call_that_turns_up_is_live_until_nothing_was_heard_for_a_day() -> None:
    found = a_found_call()
    assert (found.settled, found.settle_at) == (False, NOW + 700 + DAY)
    assert not _advance(found, Facts(), now=NOW + 699 + DAY).changed

    closed = _advance(found, Facts(), now=NOW + 700 + DAY)

    assert (closed.settles, closed.corrected, closed.resolved) == (False, True, False)
    assert closed.call.settled
    assert closed.call.settled_at == NOW + 600


def test_a_call_that_is_live_again_is_looked_up_as_any_live_call() -> None:
    assert a_found_call().look_at == NOW + 730


def test_a_call_that_is_live_again_ends_as_others_do() -> None:
    step = _advance(a_found_call(), BUSY, now=NOW + 800)
    assert (step.settles, step.corrected, step.resolved) == (False, True, True)
    assert step.call.settled
    assert step.call.settle_at is None


def test_a_redial_by_the_pbx_is_a_new_attempt_of_the_same_call() -> None:
    ended = _advance(a_call(), BUSY).call
    running = Facts(report=Report(attempt=2, seen=Seen.PLACED))
    step = _advance(ended, running, now=NOW + 30)
    assert step.call.state is State.PLACED
    assert step.call.settled_at == NOW


def test_what_was_told_stands_until_a_redial_has_come_out() -> None:
    ended = _advance(a_call(), BUSY).call
    running = Facts(report=Report(attempt=2, seen=Seen.PLACED))
    again = _advance(ended, running, now=NOW + 30)
    assert (again.changed, again.corrected) == (True, False)

    answered = replace(ANSWERED, report=replace(ANSWERED.report, attempt=2))
    assert _advance(again.call, answered, now=NOW + 60).corrected


def test_looks_begin_anew_with_each_state() -> None:
    tired = replace(_advance(a_call(), RINGING).call, looks=7)
    assert _advance(tired, HANGUP).call.looks == 0
