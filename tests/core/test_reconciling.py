"""When silent calls are looked up, and which record is theirs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calls import DAY, Asked, Facts, Known, Source, State
from bot.core.cdrs import Cdr
from bot.core.people import Language
from bot.core.reconciling import ROUND, bears, in_round, look_after, match, newest_first
from bot.core.records import Call, CallKind, Place

AT = 1795399950.0
OPEN = (State.PLACED, State.RINGING, State.ANSWERED, State.UNKNOWN)
LOOKED_UP = (*OPEN, State.ENDED)


def looks_until(
    state: State, end: float, *, hooks_come: bool = True, settles_after: float = DAY
) -> list[float]:
    """The ages at which a call that stays in `state` is looked up."""
    ages: list[float] = []
    age = 0.0
    while True:
        wait = look_after(
            state,
            since=AT,
            now=AT + age,
            looks=len(ages),
            hooks_come=hooks_come,
            settled=age >= settles_after,
        )
        if wait is None or age + wait > end:
            return ages
        age += wait
        ages.append(age)


def waits_between(ages: list[float]) -> list[float]:
    return [round(later - earlier, 6) for earlier, later in pairwise(ages)]


def a_call(number: int = 1, **changes: object) -> Call:
    call = Call(
        id=number,
        ref=f"r-{number}",
        token_hash=f"hash-{number}",
        account_id=1,
        person_id=11,
        kind=CallKind.OTP,
        place=Place(chat_id=11),
        message_id=number,
        language=Language.VI,
        callee="0987654321",
        caller="0123456789",
        campaign_id="c",
        template="otp_demo",
        queue=False,
        created_at=AT,
        facts=Facts(asked=Asked.UNKNOWN),
        state=State.UNKNOWN,
        since=AT,
    )
    return replace(call, **changes)  # type: ignore[arg-type]


def with_id(call: Call, call_id: str) -> Call:
    return replace(call, facts=replace(call.facts, call_id=Known(Source.REPLY, call_id)))


def a_cdr(call_id: str = "a", *, ref: str = "", after: float = 1.0, **changes: object) -> Cdr:
    param = {"template_name": "otp_demo"} | ({"ref_id": ref} if ref else {})
    fields = {
        "call_id": call_id,
        "callee": "0987654321",
        "create_time": AT + after,
        "end_time": AT + 20,
        "call_time": 1,
        "param": param,
    }
    return Cdr.model_validate({**fields, **changes})


@pytest.mark.parametrize("state", sorted(set(State) - set(LOOKED_UP)))
@pytest.mark.parametrize("hooks_come", [True, False])
def test_what_was_never_placed_is_not_looked_up(state: State, hooks_come: bool) -> None:
    assert looks_until(state, DAY, hooks_come=hooks_come) == []


def test_an_ended_call_is_looked_up_at_once_until_it_settles_and_then_ever_more_rarely() -> None:
    ages = looks_until(State.ENDED, DAY, settles_after=60)
    waits = waits_between(ages)
    assert ages[:4] == [1, 6, 21, 51]
    assert waits == sorted(waits)
    assert waits[-1] == 900
    assert len([age for age in ages if 60 < age < 15 * 60]) >= 5


def test_a_lost_answer_is_looked_for_within_seconds_and_each_minute_until_it_settles() -> None:
    ages = looks_until(State.UNKNOWN, 600, settles_after=600)
    assert ages[:5] == [2, 7, 17, 37, 97]
    assert max(waits_between(ages)) == 60
    assert ages[-1] > 540


def test_a_ringing_or_answered_call_is_looked_up_within_two_minutes_of_its_silence() -> None:
    for state in (State.RINGING, State.ANSWERED):
        ages = looks_until(state, 3600)
        assert ages == [30.0 * n for n in range(1, 121)]


def test_a_waiting_call_is_looked_up_ever_more_rarely_but_each_quarter_of_an_hour() -> None:
    ages = looks_until(State.PLACED, DAY)
    waits = waits_between([0.0, *ages])
    assert waits[:10] == [60] * 10
    assert waits == sorted(waits)
    assert waits[-1] == 900
    assert len(ages) < 150


def test_where_no_hooks_come_open_calls_are_looked_up_every_twenty_seconds() -> None:
    for state in OPEN:
        ages = looks_until(state, 600, hooks_come=False, settles_after=600)
        assert max(waits_between(ages)) <= 20
    assert looks_until(State.PLACED, 100, hooks_come=False) == [20, 40, 60, 80, 100]


@pytest.mark.parametrize("hooks_come", [True, False])
@pytest.mark.parametrize("state", OPEN)
def test_a_settled_call_without_an_end_is_looked_up_rarely_and_never_after_a_day(
    state: State, hooks_come: bool
) -> None:
    ages = looks_until(state, 2 * DAY, hooks_come=hooks_come, settles_after=0)
    assert ages == [900.0 * n for n in range(1, 97)]


@given(
    st.sampled_from(State),
    st.floats(-DAY, 2 * DAY),
    st.integers(0, 10_000),
    st.booleans(),
    st.booleans(),
)
def test_a_wait_is_between_a_second_and_a_quarter_of_an_hour(
    state: State, age: float, looks: int, hooks_come: bool, settled: bool
) -> None:
    wait = look_after(
        state, since=AT, now=AT + age, looks=looks, hooks_come=hooks_come, settled=settled
    )
    assert wait is None or 1 <= wait <= 900
    assert (wait is None) == (state not in LOOKED_UP or (AT + age) - AT >= DAY)


@given(st.floats(AT, AT + DAY), st.floats(1, 900))
def test_looks_that_are_no_hurry_fall_on_shared_moments_and_never_later(
    now: float, wait: float
) -> None:
    at = in_round(now + wait, now=now)
    assert now < at <= now + wait
    assert at == now + wait if now + wait - now < 2 * ROUND else at % ROUND == 0


def test_a_record_with_our_reference_is_ours_whatever_else_it_says() -> None:
    cdr = a_cdr(ref="r-1", callee="x", after=5000)
    assert match([a_cdr(), cdr], a_call(), [a_call(2)]) == cdr


@pytest.mark.parametrize("callee", ["0987654322", "84912345678", "+1 415 555 0100"])
def test_a_record_of_another_number_that_bears_our_reference_is_not_believed(callee: str) -> None:
    cdr = a_cdr(ref="r-1", callee=callee)
    assert match([cdr], a_call(), []) is None
    assert not bears(cdr, a_call())


@pytest.mark.parametrize("callee", ["", "unknown", "84987654321"])
def test_a_record_that_names_no_other_number_is_believed_by_our_reference(callee: str) -> None:
    cdr = a_cdr(ref="r-1", callee=callee)
    assert match([cdr], a_call(), []) == cdr


def test_a_record_with_the_calls_id_is_the_calls() -> None:
    cdr = a_cdr("mine", callee="x", after=5000)
    assert match([a_cdr(), cdr], with_id(a_call(), "mine"), []) == cdr


def test_a_call_with_an_id_takes_no_other_record() -> None:
    assert match([a_cdr("b")], with_id(a_call(), "mine"), []) is None


def test_our_reference_is_believed_before_an_id() -> None:
    mistaken = with_id(a_call(), "zzzz-leg")
    ours, theirs = a_cdr("mine", ref="r-1"), a_cdr("zzzz-leg", ref="r-2")
    assert match([theirs, ours], mistaken, []) == ours


def test_of_several_records_of_one_call_the_last_attempt_counts() -> None:
    first, second = a_cdr("a", ref="r-1"), a_cdr("b", ref="r-1", call_time=2)
    assert match([first, second], a_call(), []) == second
    assert match([second, first], a_call(), []) == second


def test_without_a_reference_the_one_record_that_fits_is_ours() -> None:
    others = [
        a_cdr("b", ref="r-9"),
        a_cdr("c", callee="0987654322"),
        a_cdr("d", param={"template_name": "other"}),
        a_cdr("e", param=None),
        a_cdr("f", after=61),
        a_cdr("g", after=-61),
        a_cdr("h", create_time=None),
    ]
    assert match([*others, a_cdr()], a_call(), []) == a_cdr()
    assert match(others, a_call(), []) is None


@pytest.mark.parametrize("callee", ["84987654321", "+84 987 654 321", "0987.654.321"])
def test_a_callee_is_the_same_in_every_form(callee: str) -> None:
    assert match([a_cdr(callee=callee)], a_call(), []) is not None


def test_a_landline_is_not_taken_for_the_mobile_that_ends_like_it() -> None:
    assert match([a_cdr(callee="02873001234")], a_call(callee="0873001234"), []) is None


def test_two_records_that_fit_are_nobodys() -> None:
    assert match([a_cdr("a"), a_cdr("b")], a_call(), []) is None


def test_a_record_that_fits_two_calls_is_nobodys() -> None:
    assert match([a_cdr()], a_call(), [a_call(2)]) is None


def test_a_rival_that_knows_its_own_record_does_not_contest_another() -> None:
    rival = with_id(a_call(2), "b")
    assert match([a_cdr("b"), a_cdr("a")], a_call(), [rival]) == a_cdr("a")
    assert match([a_cdr("b")], a_call(), [rival]) is None


def test_a_rival_that_is_ringing_contests_a_record_as_well() -> None:
    assert match([a_cdr()], a_call(), [a_call(2, state=State.RINGING)]) is None


@pytest.mark.parametrize("state", [State.PENDING, State.DROPPED, State.REFUSED])
def test_a_rival_that_never_left_does_not_contest(state: State) -> None:
    assert match([a_cdr()], a_call(), [a_call(2, state=state)]) == a_cdr()


def test_no_records_match_nothing() -> None:
    assert match([], a_call(), []) is None


@pytest.mark.parametrize(
    ("afters", "answer"),
    [
        ([3, 2, 1], True),
        ([3, 3, 1], True),
        ([1, 2, 3], False),
        ([1, None, 3], False),
        ([1, 3, 2], None),
        ([2, 2], None),
        ([2], None),
        ([None, None], None),
        ([], None),
    ],
)
def test_the_order_of_a_list_is_read_from_its_times(
    afters: list[float | None], answer: bool | None
) -> None:
    cdrs = [a_cdr(create_time=None if after is None else AT + after) for after in afters]
    assert newest_first(cdrs) is answer
