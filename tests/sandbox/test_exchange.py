"""The simulated exchange: what each callee does, and who is dialled when."""

from __future__ import annotations

import pytest

from bot.sandbox.calls import Call, CallState, Script, Sound
from bot.sandbox.exchange import ENDINGS, Event, Exchange, Happening

SCRIPT = 5.0
LONG = 1000.0


def a_sound(text: str, seconds: float) -> Sound:
    return Sound(words=((text, 0.0),), seconds=seconds)


PLAIN = Script(content=a_sound("content", SCRIPT))
ASKING = Script(
    content=a_sound("content", SCRIPT),
    keys={"1": a_sound("one", 4.0), "2": a_sound("two", 2.0)},
    exit=a_sound("exit", 1.5),
    invalid=a_sound("invalid", 1.0),
)


def a_call(
    callee: str,
    *,
    call_id: str = "c1",
    at: float = 0.0,
    user: str = "u1",
    script: Script = PLAIN,
) -> Call:
    return Call(
        call_id=call_id,
        user_id=user,
        campaign_id="campaign",
        caller="0123456789",
        callee=callee,
        type="OTP",
        param="{}",
        script=script,
        created=at,
    )


def played(call: Call) -> list[tuple[str, float]]:
    """What was played, by seconds from the answer."""
    assert call.answered is not None
    return [(each.sound.text, each.at - call.answered) for each in call.played]


def talked(call: Call) -> float:
    assert call.ended is not None
    assert call.answered is not None
    return call.ended - call.answered


def last_ended(exchange: Exchange) -> str:
    call = exchange.last_ended
    assert call is not None
    return call.call_id


def answered_by_hand(script: Script) -> Exchange:
    """An exchange with a call that a hand has answered at 2.0."""
    exchange = an_exchange()
    exchange.place(a_call("0912345600", script=script), queue=False)
    exchange.advance(1.0)
    exchange.answer("c1", 2.0)
    exchange.advance(2.0)
    return exchange


def an_exchange(*, channels: int = 5) -> Exchange:
    return Exchange({"u1": channels, "u2": channels})


def story(events: list[Event]) -> list[str]:
    return [event.happening.value for event in events]


UNANSWERED = {
    "02": "USER_BUSY",
    "03": "NO_ANSWER",
    "04": "CALL_REJECTED",
    "05": "UNALLOCATED_NUMBER",
    "06": "SUBSCRIBER_ABSENT",
    "07": "NETWORK_OUT_OF_ORDER",
    "00": "NO_ANSWER",
}
ANSWERED = {"01": None, "08": None, "21": "1", "22": "2", "29": "9"}


def test_every_ending_is_either_answered_or_not() -> None:
    assert ENDINGS.keys() == UNANSWERED.keys() | ANSWERED.keys()


@pytest.mark.parametrize("digits", UNANSWERED)
def test_a_callee_who_does_not_answer_leaves_a_cause_and_no_answer(digits: str) -> None:
    exchange = an_exchange()
    exchange.place(a_call(f"09123456{digits}"), queue=False)
    last = exchange.advance(LONG)[-1]
    assert last.call.hangup_cause == UNANSWERED[digits]
    assert last.call.answered is None
    assert last.call.keypress is None


@pytest.mark.parametrize("digits", ANSWERED)
def test_a_callee_who_answers_ends_the_call_normally_with_the_key(digits: str) -> None:
    exchange = an_exchange()
    exchange.place(a_call(f"09123456{digits}"), queue=False)
    last = exchange.advance(LONG)[-1]
    assert last.call.hangup_cause == "NORMAL_CLEARING"
    assert last.call.keypress == ANSWERED[digits]
    assert last.call.answered is not None


@pytest.mark.parametrize(
    ("digits", "happenings"),
    [
        ("01", ["ringing", "answered", "hangup", "cdr"]),
        ("02", ["hangup", "cdr"]),
        ("03", ["ringing", "hangup", "cdr"]),
        ("04", ["ringing", "hangup", "cdr"]),
        ("05", ["hangup", "cdr"]),
        ("21", ["ringing", "answered", "pressed", "hangup", "cdr"]),
    ],
)
def test_events_tell_the_call_in_order(digits: str, happenings: list[str]) -> None:
    exchange = an_exchange()
    exchange.place(a_call(f"09123456{digits}"), queue=False)
    events = exchange.advance(LONG)
    assert story(events) == happenings
    assert [event.at for event in events] == sorted(event.at for event in events)


@pytest.mark.parametrize("number", range(0, 100, 7))
def test_it_rings_four_to_eight_seconds_before_an_answer(number: int) -> None:
    exchange = an_exchange()
    exchange.place(a_call(f"09{number:06d}21"), queue=False)
    ringing, answered, *_ = exchange.advance(LONG)
    assert 4 <= answered.at - ringing.at <= 8


def test_ringing_times_differ_between_callees_but_not_between_runs() -> None:
    def rings(callee: str) -> float:
        exchange = an_exchange()
        exchange.place(a_call(callee), queue=False)
        ringing, answered, *_ = exchange.advance(LONG)
        return answered.at - ringing.at

    callees = [f"09123{number}21" for number in range(100, 110)]
    assert len({rings(callee) for callee in callees}) == 5
    assert [rings(callee) for callee in callees] == [rings(callee) for callee in callees]


@pytest.mark.parametrize(
    ("digits", "talks"), [("01", SCRIPT), ("21", SCRIPT + 5.0), ("08", 2.0), ("58", SCRIPT)]
)
def test_talk_time_is_the_script_and_the_key(digits: str, talks: float) -> None:
    exchange = an_exchange()
    exchange.place(a_call(f"09123456{digits}"), queue=False)
    call = exchange.advance(LONG)[-1].call
    assert call.ended is not None
    assert call.answered is not None
    assert call.ended - call.answered == talks


def test_nothing_happens_before_its_time() -> None:
    exchange = an_exchange()
    exchange.place(a_call("0912345601", at=100.0), queue=False)
    due = exchange.next_at()
    assert due is not None
    assert exchange.advance(due - 0.001) == []
    assert story(exchange.advance(due)) == ["ringing"]
    assert exchange.advance(due) == []


def test_an_idle_exchange_has_nothing_next() -> None:
    exchange = an_exchange()
    assert exchange.next_at() is None
    exchange.place(a_call("0912345602"), queue=False)
    exchange.advance(LONG)
    assert exchange.next_at() is None


def test_small_steps_and_one_leap_tell_the_same_story() -> None:
    callees = [f"09123456{digits}" for digits in ENDINGS]
    leap, steps = an_exchange(channels=3), an_exchange(channels=3)
    for exchange in (leap, steps):
        for number, callee in enumerate(callees):
            exchange.place(a_call(callee, call_id=f"c{number}", at=0.0), queue=True)
    by_steps = [event for now in range(int(LONG)) for event in steps.advance(float(now))]
    assert leap.advance(LONG) == by_steps


def test_the_record_comes_after_the_end_of_the_call() -> None:
    exchange = an_exchange()
    exchange.place(a_call("0912345602"), queue=False)
    hangup, cdr = exchange.advance(LONG)
    assert hangup.call.state is CallState.ENDED
    assert cdr.call.state is CallState.RECORDED
    assert cdr.at == hangup.at + 1.0


def test_over_the_concurrency_a_call_is_refused_and_not_kept() -> None:
    exchange = an_exchange(channels=1)
    assert exchange.place(a_call("0912345601", call_id="c1"), queue=False) is not None
    assert exchange.place(a_call("0912345601", call_id="c2"), queue=False) is None
    assert list(exchange.calls) == ["c1"]


def test_over_the_concurrency_a_queued_call_is_dialled_when_a_channel_frees() -> None:
    exchange = an_exchange(channels=1)
    for call_id in ("c1", "c2", "c3"):
        exchange.place(a_call("0912345602", call_id=call_id), queue=True)
    assert [call.state for call in exchange.calls.values()] == [
        CallState.DIALLING,
        CallState.WAITING,
        CallState.WAITING,
    ]
    events = exchange.advance(LONG)
    ended = {e.call.call_id: e.at for e in events if e.happening is Happening.HANGUP}
    assert exchange.calls["c2"].started == ended["c1"]
    assert exchange.calls["c3"].started == ended["c2"]
    assert exchange.calls["c3"].created == 0.0


def test_a_call_that_may_queue_is_dialled_at_once_while_a_channel_is_free() -> None:
    exchange = an_exchange(channels=1)
    call = exchange.place(a_call("0912345601"), queue=True)
    assert call is not None
    assert call.state is CallState.DIALLING


def test_a_channel_is_free_again_from_the_hangup_on() -> None:
    exchange = an_exchange(channels=1)
    exchange.place(a_call("0912345605", call_id="c1"), queue=False)
    due = exchange.next_at()
    assert due is not None
    assert story(exchange.advance(due)) == ["hangup"]
    assert exchange.place(a_call("0912345605", call_id="c2", at=due), queue=False) is not None


def test_accounts_do_not_share_channels() -> None:
    exchange = an_exchange(channels=1)
    exchange.place(a_call("0912345601", call_id="c1"), queue=False)
    assert exchange.place(a_call("0912345601", call_id="c2", user="u2"), queue=False) is not None


def test_a_hand_answers_presses_and_hangs_up() -> None:
    exchange = an_exchange()
    exchange.place(a_call("0912345600"), queue=False)
    exchange.advance(3.0)
    assert exchange.answer("c1", 3.5)
    assert story(exchange.advance(3.5)) == ["answered"]
    assert exchange.press("c1", "#", now=4.0)
    assert story(exchange.advance(4.0)) == ["pressed"]
    assert exchange.press("c1", "2", now=5.0)
    exchange.advance(5.0)
    assert exchange.hang_up("c1", 6.0)
    call = exchange.advance(LONG)[-1].call
    assert (call.answered, call.ended, call.keypress) == (3.5, 6.0, "2")
    assert call.hangup_cause == "NORMAL_CLEARING"


def test_a_hand_declines_a_ringing_call() -> None:
    exchange = an_exchange()
    exchange.place(a_call("0912345600"), queue=False)
    exchange.advance(3.0)
    assert exchange.reject("c1", 4.0)
    events = exchange.advance(LONG)
    assert story(events) == ["hangup", "cdr"]
    assert events[0].call.hangup_cause == "CALL_REJECTED"


@pytest.mark.parametrize("digits", ["00", "01", "21", "08", "03"])
def test_a_call_answered_by_hand_and_left_alone_ends_soon_after_its_script(digits: str) -> None:
    exchange = an_exchange()
    exchange.place(a_call(f"09123456{digits}"), queue=False)
    exchange.advance(1.0)
    assert exchange.answer("c1", 2.0)
    call = exchange.advance(LONG)[-1].call
    assert (call.answered, call.ended, call.keypress) == (2.0, 2.0 + SCRIPT + 3.0, None)


def test_a_hand_can_only_do_what_the_call_allows() -> None:
    exchange = an_exchange()
    exchange.place(a_call("0912345600"), queue=False)
    assert not exchange.answer("c1", 0.5), "it is not ringing yet"
    exchange.advance(1.0)
    assert not exchange.press("c1", "1", now=2.0), "nobody has answered"
    assert not exchange.hang_up("c1", 2.0), "nobody has answered"
    exchange.answer("c1", 3.0)
    exchange.advance(3.0)
    assert not exchange.reject("c1", 4.0), "it was answered"
    exchange.advance(LONG)
    assert not exchange.hang_up("c1", LONG), "it has ended"
    assert not exchange.answer("no such call", LONG)


def test_what_was_due_comes_before_a_late_hand() -> None:
    exchange = an_exchange()
    exchange.place(a_call("0912345600"), queue=False)
    exchange.advance(1.0)
    assert not exchange.answer("c1", LONG)
    assert exchange.advance(LONG)[-1].call.hangup_cause == "NO_ANSWER"


def test_every_ending_has_its_words_in_both_languages() -> None:
    for ending in ENDINGS.values():
        assert ending.vi
        assert ending.en
    assert len({ending.vi for ending in ENDINGS.values()}) == len(ENDINGS)
    assert len({ending.en for ending in ENDINGS.values()}) == len(ENDINGS)


@pytest.mark.parametrize(("digits", "reply", "seconds"), [("21", "one", 4.0), ("22", "two", 2.0)])
def test_a_right_key_plays_what_it_is_for_then_the_exit_sound_and_ends(
    digits: str, reply: str, seconds: float
) -> None:
    exchange = an_exchange()
    exchange.place(a_call(f"09123456{digits}", script=ASKING), queue=False)
    call = exchange.advance(LONG)[-1].call
    assert call.keypress == digits[-1]
    pressed = SCRIPT + 2.0
    assert played(call) == [("content", 0.0), (reply, pressed), ("exit", pressed + seconds)]
    assert talked(call) == pressed + seconds + 1.5 + 3.0


def test_a_wrong_key_is_told_so_and_one_more_is_waited_for() -> None:
    exchange = an_exchange()
    exchange.place(a_call("0912345629", script=ASKING), queue=False)
    events = exchange.advance(LONG)
    call = events[-1].call
    assert story(events).count("pressed") == 1
    assert call.keypress == "9"
    assert played(call) == [("content", 0.0), ("invalid", SCRIPT + 2.0)]
    assert talked(call) == SCRIPT + 2.0 + 1.0 + 10.0


@pytest.mark.parametrize(("digits", "talks"), [("01", SCRIPT + 10.0), ("08", 2.0)])
def test_a_script_with_keys_waits_ten_seconds_for_whoever_presses_none(
    digits: str, talks: float
) -> None:
    exchange = an_exchange()
    exchange.place(a_call(f"09123456{digits}", script=ASKING), queue=False)
    call = exchange.advance(LONG)[-1].call
    assert played(call) == [("content", 0.0)]
    assert (talked(call), call.keypress) == (talks, None)


def test_a_script_without_keys_goes_over_into_its_exit_sound() -> None:
    exchange = an_exchange()
    script = Script(content=a_sound("content", SCRIPT), exit=a_sound("exit", 1.5))
    exchange.place(a_call("0912345601", script=script), queue=False)
    call = exchange.advance(LONG)[-1].call
    assert played(call) == [("content", 0.0), ("exit", SCRIPT)]
    assert talked(call) == SCRIPT + 1.5


def test_sounds_that_a_script_does_not_have_are_silence() -> None:
    bare = Script(content=a_sound("content", SCRIPT), keys={"1": a_sound("one", 4.0)})
    exchange = an_exchange()
    for call_id, digits in (("right", "21"), ("wrong", "29")):
        call = a_call(f"09123456{digits}", call_id=call_id, script=bare)
        exchange.place(call, queue=False)
    exchange.advance(LONG)
    right, wrong = exchange.calls["right"], exchange.calls["wrong"]
    assert played(right) == [("content", 0.0), ("one", SCRIPT + 2.0)]
    assert talked(right) == SCRIPT + 2.0 + 4.0 + 3.0
    assert played(wrong) == [("content", 0.0)]
    assert talked(wrong) == SCRIPT + 2.0 + 10.0


def test_a_hand_may_press_before_the_script_is_over_and_cuts_it_short() -> None:
    exchange = answered_by_hand(ASKING)
    assert exchange.press("c1", "2", now=3.0)
    call = exchange.advance(LONG)[-1].call
    assert played(call) == [("content", 0.0), ("two", 1.0), ("exit", 3.0)]
    assert talked(call) == 1.0 + 2.0 + 1.5 + 3.0


def test_after_a_right_key_no_other_counts() -> None:
    exchange = answered_by_hand(ASKING)
    exchange.press("c1", "2", now=3.0)
    exchange.advance(3.0)
    assert not exchange.press("c1", "1", now=3.5)
    assert exchange.advance(LONG)[-1].call.keypress == "2"


def test_a_right_key_after_a_wrong_one_is_the_one_that_is_recorded() -> None:
    exchange = answered_by_hand(ASKING)
    exchange.press("c1", "7", now=3.0)
    exchange.advance(3.0)
    assert exchange.press("c1", "1", now=5.0)
    call = exchange.advance(LONG)[-1].call
    assert call.keypress == "1"
    assert [text for text, _ in played(call)] == ["content", "invalid", "one", "exit"]


def test_two_wrong_keys_end_the_call() -> None:
    exchange = answered_by_hand(ASKING)
    exchange.press("c1", "7", now=3.0)
    exchange.advance(3.0)
    exchange.press("c1", "*", now=5.0)
    exchange.advance(5.0)
    assert not exchange.press("c1", "1", now=5.5)
    call = exchange.advance(LONG)[-1].call
    assert call.keypress == "*"
    assert call.ended == 5.0 + 1.0 + 3.0


def test_a_script_answered_by_hand_waits_ten_seconds_for_a_key() -> None:
    call = answered_by_hand(ASKING).advance(LONG)[-1].call
    assert talked(call) == SCRIPT + 10.0


def test_a_key_in_a_script_that_asks_for_none_does_not_cut_it_short() -> None:
    exchange = answered_by_hand(PLAIN)
    exchange.press("c1", "5", now=2.5)
    call = exchange.advance(LONG)[-1].call
    assert (call.keypress, talked(call)) == ("5", SCRIPT + 3.0)


def test_a_hand_that_presses_first_keeps_the_digits_from_pressing_theirs() -> None:
    exchange = an_exchange()
    exchange.place(a_call("0912345621", script=ASKING), queue=False)
    _, answered = exchange.advance(10.0)
    assert exchange.press("c1", "8", now=10.0)
    events = exchange.advance(LONG)
    assert story(events) == ["pressed", "hangup", "cdr"]
    assert events[-1].call.keypress == "8"
    assert answered.at < 10.0


def test_the_calls_under_way_are_those_that_are_dialled_and_have_not_ended() -> None:
    exchange = an_exchange(channels=2)
    for call_id, callee in (("c1", "0912345605"), ("c2", "0912345601"), ("c3", "0912345601")):
        exchange.place(a_call(callee, call_id=call_id), queue=True)
    assert {call.call_id for call in exchange.under_way} == {"c1", "c2"}
    exchange.advance(1.5)
    assert {call.call_id for call in exchange.under_way} == {"c2", "c3"}
    exchange.advance(LONG)
    assert exchange.under_way == []


def test_the_call_that_ended_last_is_known_whatever_was_placed_first() -> None:
    exchange = an_exchange()
    assert exchange.last_ended is None
    exchange.place(a_call("0912345601", call_id="slow"), queue=False)
    exchange.place(a_call("0912345605", call_id="quick"), queue=False)
    exchange.advance(5.0)
    assert last_ended(exchange) == "quick"
    exchange.advance(LONG)
    assert last_ended(exchange) == "slow"
    exchange.place(a_call("0912345605", call_id="earlier", at=-100.0), queue=False)
    exchange.advance(LONG)
    assert last_ended(exchange) == "slow"
