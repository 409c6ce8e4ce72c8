"""The state of a call follows from its facts, whatever the order in which they came."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import combinations, pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calls import (
    DAY,
    MOVES,
    SETTLES_AFTER,
    Asked,
    Facts,
    Known,
    Outcome,
    Report,
    Seen,
    Source,
    State,
    merge,
    outcome,
    settles_at,
    state,
)
from bot.core.events import read_hook
from bot.core.records import CallKind
from tests.samples import read_hook_body

numbers = st.integers(0, 3)
times = st.integers(0, 3).map(float)
words = st.sampled_from(["", "a", "b"])


def known_or_not(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.builds(Known, st.sampled_from(Source), values)


reports = st.builds(
    Report,
    attempt=st.integers(1, 2),
    seen=st.sampled_from(Seen),
    recorded=st.booleans(),
    start_time=known_or_not(times),
    answer_time=known_or_not(times),
    end_time=known_or_not(times),
    duration=known_or_not(numbers),
    billsec=known_or_not(numbers),
    hangup_cause=known_or_not(words),
    keypress=known_or_not(words),
    picked_up=known_or_not(st.booleans()),
)
facts = st.builds(
    Facts, asked=st.sampled_from(Asked), call_id=known_or_not(words), reason=words, report=reports
)


def of_hook(case: str) -> Facts:
    return read_hook(read_hook_body(case), CallKind.VOICE).facts


def ended(**report: object) -> Facts:
    return Facts(asked=Asked.PLACED, report=Report(seen=Seen.ENDED, **report))  # type: ignore[arg-type]


PLACING = Facts(asked=Asked.PLACING)
REPLIES = {
    "placed": Facts(
        asked=Asked.PLACED, call_id=Known(Source.REPLY, "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee")
    ),
    "refused": Facts(asked=Asked.REFUSED, reason="no channel is free"),
    "unknown": Facts(asked=Asked.UNKNOWN),
}
REPORTS = {
    case: of_hook(case)
    for case in (
        "event_ringing",
        "event_answered",
        "event_hangup",
        "event_of_unknown_state",
        "oldest_success",
        "cdr_running",
        "cdr",
    )
}


@given(facts, facts)
def test_merging_is_commutative(one: Facts, other: Facts) -> None:
    assert merge(one, other) == merge(other, one)


@given(facts, facts, facts)
def test_merging_is_associative(one: Facts, two: Facts, three: Facts) -> None:
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


@given(facts)
def test_merging_is_idempotent_and_nothing_adds_nothing(one: Facts) -> None:
    assert merge(one, one) == one
    assert merge(one, Facts()) == one


@pytest.mark.parametrize("reply", REPLIES)
def test_any_five_signals_end_in_the_same_facts_and_move_forward_only(reply: str) -> None:
    for four in combinations(REPORTS.values(), 4):
        ends = set()
        for order in permutations((REPLIES[reply], *four)):
            steps = [PLACING]
            for signal in order:
                steps.append(merge(steps[-1], signal))
            ends.add(steps[-1])
            for before, after in pairwise(map(state, steps)):
                assert before is after or after in MOVES[before]
        assert ends == {reduce(merge, (REPLIES[reply], *four), PLACING)}


def test_all_signals_together_are_an_answered_call_with_its_key() -> None:
    together = reduce(merge, (REPLIES["unknown"], *REPORTS.values()))
    assert state(together) is State.ENDED
    assert outcome(together) is Outcome.ANSWERED
    assert together.report.recorded
    assert together.report.keypress == Known(Source.CDR, "2")
    assert together.report.billsec == Known(Source.CDR, 3)


def test_every_state_can_be_reached_and_only_the_ends_lead_nowhere() -> None:
    reached = {State.PENDING, *(after for moves in MOVES.values() for after in moves)}
    assert reached == set(State) == set(MOVES)
    assert {before for before, moves in MOVES.items() if not moves} == {State.ENDED, State.DROPPED}


@pytest.mark.parametrize("asked", Asked)
def test_without_reports_the_state_is_how_far_our_asking_got(asked: Asked) -> None:
    assert state(Facts(asked=asked)) == asked.name.lower()


@pytest.mark.parametrize("seen", set(Seen) - {Seen.NOTHING})
@pytest.mark.parametrize("asked", set(Asked) - {Asked.DROPPED})
def test_a_report_overrules_our_own_asking(asked: Asked, seen: Seen) -> None:
    assert state(Facts(asked=asked, report=Report(seen=seen))) == seen.name.lower()


@pytest.mark.parametrize("seen", Seen)
def test_a_dropped_call_stays_dropped(seen: Seen) -> None:
    assert state(Facts(asked=Asked.DROPPED, report=Report(seen=seen))) is State.DROPPED


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (Known(Source.CDR, 1), Known(Source.EVENT, 9)),
        (Known(Source.CDR, 1), Known(Source.OLDEST, 9)),
        (Known(Source.OLDEST, 1), Known(Source.EVENT, 9)),
        (Known(Source.EVENT, 9), Known(Source.EVENT, 1)),
        (Known(Source.EVENT, 1), None),
    ],
    ids=str,
)
def test_the_record_is_believed_before_hooks_and_anything_before_nothing(
    better: Known[int], worse: Known[int] | None
) -> None:
    assert merge(ended(duration=worse), ended(duration=better)).report.duration == better


def test_the_records_id_is_believed_before_the_replys_and_that_before_any_hooks() -> None:
    event = Facts(call_id=Known(Source.EVENT, "zzzz-leg"))
    oldest = Facts(call_id=Known(Source.OLDEST, "zzz"))
    reply = Facts(call_id=Known(Source.REPLY, "b"))
    record = Facts(call_id=Known(Source.CDR, "a"))
    assert reduce(merge, (reply, event, oldest)).call_id == Known(Source.REPLY, "b")
    assert reduce(merge, (reply, event, record)).call_id == Known(Source.CDR, "a")


def test_a_redial_replaces_the_attempt_before_it() -> None:
    first = of_hook("event_hangup")
    second = Facts(report=Report(attempt=2, seen=Seen.RINGING))
    assert merge(first, second).report == second.report
    assert merge(first, second).call_id == first.call_id


@pytest.mark.parametrize(
    ("cause", "came_out"),
    [
        ("USER_BUSY", Outcome.BUSY),
        ("BUSY", Outcome.BUSY),
        ("NO_ANSWER", Outcome.NO_ANSWER),
        ("NO_USER_RESPONSE", Outcome.NO_ANSWER),
        ("NOANSWER", Outcome.NO_ANSWER),
        ("NORMAL_CLEARING", Outcome.NO_ANSWER),
        ("CALL_REJECTED", Outcome.REJECTED),
        ("SUBSCRIBER_ABSENT", Outcome.UNREACHABLE),
        ("DESTINATION_OUT_OF_ORDER", Outcome.UNREACHABLE),
        ("UNALLOCATED_NUMBER", Outcome.INVALID),
        ("INVALID_NUMBER_FORMAT", Outcome.INVALID),
        ("INVALIDNUMBER", Outcome.INVALID),
        ("ORIGINATOR_CANCEL", Outcome.CANCELLED),
        ("CANCEL", Outcome.CANCELLED),
        ("NETWORK_OUT_OF_ORDER", Outcome.FAILED),
        ("NORMAL_TEMPORARY_FAILURE", Outcome.FAILED),
        ("RECOVERY_ON_TIMER_EXPIRE", Outcome.FAILED),
        ("CONGESTION", Outcome.FAILED),
        ("NEVER_SEEN_BEFORE", Outcome.FAILED),
    ],
)
def test_a_call_that_nobody_answered_came_out_by_its_cause(cause: str, came_out: Outcome) -> None:
    unanswered = ended(recorded=True, hangup_cause=Known(Source.CDR, cause))
    assert outcome(unanswered) is came_out


@pytest.mark.parametrize("cause", ["NORMAL_CLEARING", "USER_BUSY", None])
@pytest.mark.parametrize(
    "told", [{"billsec": Known(Source.CDR, 1)}, {"answer_time": Known(Source.CDR, 1.0)}], ids=str
)
def test_billed_seconds_or_a_time_of_answering_say_answered_whatever_the_cause(
    cause: str | None, told: dict[str, object]
) -> None:
    hangup_cause = None if cause is None else Known(Source.CDR, cause)
    assert outcome(ended(recorded=True, hangup_cause=hangup_cause, **told)) is Outcome.ANSWERED


def test_no_billed_seconds_say_nothing() -> None:
    assert outcome(ended(billsec=Known(Source.CDR, 0))) is Outcome.NO_ANSWER


def test_an_answered_event_counts_until_the_record_says_otherwise() -> None:
    picked_up = ended(picked_up=Known(Source.EVENT, True))
    busy = ended(recorded=True, hangup_cause=Known(Source.CDR, "USER_BUSY"))
    assert outcome(picked_up) is Outcome.ANSWERED
    assert outcome(merge(picked_up, busy)) is Outcome.BUSY


def test_the_oldest_shapes_fail_counts_until_the_record_says_otherwise() -> None:
    failed = ended(picked_up=Known(Source.OLDEST, False))
    unanswered = ended(recorded=True, hangup_cause=Known(Source.CDR, "NO_ANSWER"))
    assert outcome(failed) is Outcome.FAILED
    assert outcome(merge(failed, unanswered)) is Outcome.NO_ANSWER


@given(facts)
def test_only_an_ended_call_has_an_outcome(one: Facts) -> None:
    assert (outcome(one) is None) == (state(one) is not State.ENDED)


@pytest.mark.parametrize("asked", Asked)
def test_a_finished_record_settles_a_call_at_once(asked: Asked) -> None:
    recorded = replace(ended(recorded=True), asked=asked)
    assert settles_at(recorded, 100.0) == 100.0


@pytest.mark.parametrize(
    ("one", "after"),
    [
        (Facts(asked=Asked.PENDING), None),
        (Facts(asked=Asked.PLACING), None),
        (Facts(asked=Asked.DROPPED), 0.0),
        (Facts(asked=Asked.REFUSED), 0.0),
        (Facts(asked=Asked.UNKNOWN), 600.0),
        (Facts(asked=Asked.PLACED), DAY),
        (of_hook("event_ringing"), DAY),
        (of_hook("event_answered"), DAY),
        (of_hook("event_hangup"), 60.0),
    ],
    ids=lambda value: state(value) if isinstance(value, Facts) else str(value),
)
def test_a_silent_call_settles_after_its_states_time(one: Facts, after: float | None) -> None:
    assert settles_at(one, 100.0) == (None if after is None else 100.0 + after)
    assert SETTLES_AFTER.get(state(one)) == after
