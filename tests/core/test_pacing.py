"""Telegram's budgets, kept on a clock that is passed in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.pacing import NO_REQUEST, Budgets, Lane, Line
from bot.core.reach import FIRST_WAIT, PROBE_LASTS

GROUP, PRIVATE = -100, 100


def _spend_all(budgets: Budgets, chat_id: int, lane: Lane, now: float) -> int:
    spent = 0
    while budgets.wait(chat_id, lane, now) == 0:
        budgets.spend(chat_id, lane, now)
        spent += 1
    return spent


def test_a_private_chat_gets_three_at_once_and_then_one_a_second() -> None:
    budgets = Budgets()
    assert _spend_all(budgets, PRIVATE, Lane.OUTCOME, 0.0) == 3
    assert budgets.wait(PRIVATE, Lane.OUTCOME, 0.0) == 1.0
    assert _spend_all(budgets, PRIVATE, Lane.OUTCOME, 1.0) == 1


def test_a_group_gets_fifteen_a_minute_and_keeps_five_for_answers() -> None:
    budgets = Budgets()
    assert _spend_all(budgets, GROUP, Lane.EDIT, 0.0) == 15
    assert _spend_all(budgets, GROUP, Lane.ANSWER, 0.0) == 5
    assert budgets.wait(GROUP, Lane.ANSWER, 0.0) == 60.0


def test_all_chats_together_get_thirty_a_second() -> None:
    budgets = Budgets()
    spent = sum(_spend_all(budgets, chat, Lane.ANSWER, 0.0) for chat in range(1, 50))
    assert spent == 30
    for _ in range(30):
        budgets.answered(0.0)
    assert budgets.wait(99, Lane.ANSWER, 0.0) == 1.0


def test_a_request_counts_until_a_second_after_it_was_answered() -> None:
    """Telegram may have had it at any moment until then."""
    budgets = Budgets()
    for chat in range(1, 50):
        _spend_all(budgets, chat, Lane.ANSWER, 0.0)
    for answered in range(30):
        budgets.answered(2.0 + answered / 10)
    assert budgets.wait(99, Lane.ANSWER, 2.9) == pytest.approx(0.1)
    assert budgets.wait(99, Lane.ANSWER, 3.0) == 0


def test_a_turn_that_led_to_no_request_counts_for_a_few_seconds_only() -> None:
    budgets = Budgets()
    for chat in range(1, 50):
        _spend_all(budgets, chat, Lane.ANSWER, 0.0)
    assert budgets.wait(99, Lane.ANSWER, 0.0) == NO_REQUEST
    assert budgets.wait(99, Lane.ANSWER, NO_REQUEST) == 0


def test_a_flood_answer_pauses_its_chat_alone() -> None:
    budgets = Budgets()
    budgets.flooded(PRIVATE, 7.0, 0.0)
    assert budgets.wait(PRIVATE, Lane.ANSWER, 0.0) == 7.0
    assert budgets.wait(PRIVATE + 1, Lane.ANSWER, 0.0) == 0


def test_flood_answers_from_three_chats_within_five_seconds_pause_everything() -> None:
    budgets = Budgets()
    for chat_id, now in ((1, 0.0), (2, 2.0), (3, 5.0)):
        budgets.flooded(chat_id, 4.0, now)
    assert budgets.wait(99, Lane.ANSWER, 5.0) == 4.0


def test_flood_answers_that_lie_further_apart_pause_nothing_else() -> None:
    budgets = Budgets()
    for chat_id, now in ((1, 0.0), (2, 2.0), (3, 5.1)):
        budgets.flooded(chat_id, 4.0, now)
    assert budgets.wait(99, Lane.ANSWER, 5.1) == 0


def test_slow_mode_lets_one_new_message_by_at_a_time_and_every_edit() -> None:
    budgets = Budgets()
    budgets.slowed(GROUP, 30.0, 20.0, 0.0)
    assert budgets.wait(GROUP, Lane.ANSWER, 0.0) == 20.0
    assert budgets.wait(GROUP, Lane.EDIT, 0.0) == 0

    budgets.sent(GROUP, 20.0)
    assert budgets.wait(GROUP, Lane.OUTCOME, 20.0) == 30.0


def test_slow_mode_says_nothing_of_other_chats() -> None:
    budgets = Budgets()
    for chat_id in (-1, -2, -3):
        budgets.slowed(chat_id, 30.0, 30.0, 0.0)
    assert budgets.wait(99, Lane.ANSWER, 0.0) == 0


def test_slow_mode_is_believed_for_ten_minutes() -> None:
    budgets = Budgets()
    budgets.slowed(GROUP, 3600.0, 5.0, 0.0)
    budgets.sent(GROUP, 5.0)
    assert budgets.wait(GROUP, Lane.OUTCOME, 599.0) > 0
    assert budgets.wait(GROUP, Lane.OUTCOME, 600.0) == 0


def test_who_is_hastened_waits_for_no_pause() -> None:
    budgets = Budgets()
    budgets.slowed(GROUP, 30.0, 30.0, 0.0)
    budgets.flooded(GROUP, 30.0, 0.0)
    budgets.hasten(GROUP)
    assert budgets.wait(GROUP, Lane.OUTCOME, 0.0) == 0


def test_forgetting_idle_chats_changes_no_budget() -> None:
    budgets = Budgets()
    _spend_all(budgets, GROUP, Lane.EDIT, 0.0)
    _spend_all(budgets, PRIVATE, Lane.EDIT, 10.0)
    budgets.flooded(7, 50.0, 0.0)
    budgets.forget_idle(10.0)
    assert budgets.wait(GROUP, Lane.EDIT, 10.0) == 50.0
    assert budgets.wait(PRIVATE, Lane.EDIT, 10.0) == 1.0
    assert budgets.wait(7, Lane.EDIT, 10.0) == 40.0


def test_a_deletion_costs_nothing_and_waits_for_no_budget() -> None:
    budgets = Budgets()
    _spend_all(budgets, GROUP, Lane.ANSWER, 0.0)
    assert budgets.wait(GROUP, Lane.DELETION, 0.0) == 0
    budgets.spend(PRIVATE, Lane.DELETION, 0.0)
    assert _spend_all(budgets, PRIVATE, Lane.OUTCOME, 0.0) == 3


def test_while_nothing_gets_through_every_lane_waits_for_one_that_tries() -> None:
    budgets = Budgets()
    for chat_id in (1, 2, 3):
        budgets.reach.failed(chat_id, 0.0)
    for lane in Lane:
        assert budgets.wait(99, lane, 0.0) == FIRST_WAIT
    assert budgets.pause(99, 0.0) == FIRST_WAIT
    assert budgets.paused(0.0) == 0, "it is none that Telegram has wait"

    budgets.spend(99, Lane.DELETION, FIRST_WAIT)
    for lane in Lane:
        assert budgets.wait(98, lane, FIRST_WAIT) == PROBE_LASTS

    budgets.reach.reached()
    for lane in Lane:
        assert budgets.wait(98, lane, FIRST_WAIT) == 0


@given(st.lists(st.tuples(st.sampled_from([1, 2, -1, -2]), st.floats(0, 5)), max_size=120))
def test_no_group_is_shown_more_than_twenty_in_any_minute(steps: list[tuple[int, float]]) -> None:
    budgets, now = Budgets(), 0.0
    sent: dict[int, list[float]] = {}
    for chat_id, pause in steps:
        now += pause
        if budgets.wait(chat_id, Lane.ANSWER, now) == 0:
            budgets.spend(chat_id, Lane.ANSWER, now)
            sent.setdefault(chat_id, []).append(now)
        budgets.forget_idle(now)
    for chat_id, moments in sent.items():
        span, limit = (60.0, 20) if chat_id < 0 else (1.0, 4)
        assert all(
            sum(1 for moment in moments if start <= moment < start + span) <= limit
            for start in moments
        )


def test_answers_go_before_outcomes_and_outcomes_before_edits() -> None:
    line, budgets = Line(), Budgets()
    line.join(1, Lane.EDIT, "edit")
    line.join(2, Lane.OUTCOME, "outcome")
    line.join(3, Lane.ANSWER, "answer")
    assert [line.next(budgets, 0.0) for _ in range(4)] == [
        (3, Lane.ANSWER, "answer"),
        (2, Lane.OUTCOME, "outcome"),
        (1, Lane.EDIT, "edit"),
        None,
    ]


def test_chats_of_one_lane_are_served_in_turn() -> None:
    line, budgets = Line(), Budgets()
    for ticket in ("a1", "a2"):
        line.join(1, Lane.OUTCOME, ticket)
    line.join(2, Lane.OUTCOME, "b1")
    served = [line.next(budgets, 0.0) for _ in range(3)]
    assert served == [(1, Lane.OUTCOME, "a1"), (2, Lane.OUTCOME, "b1"), (1, Lane.OUTCOME, "a2")]


def test_a_chat_that_must_wait_holds_up_nobody() -> None:
    line, budgets = Line(), Budgets()
    budgets.flooded(1, 9.0, 0.0)
    line.join(1, Lane.ANSWER, "waits")
    line.join(2, Lane.EDIT, "goes")
    assert line.next(budgets, 0.0) == (2, Lane.EDIT, "goes")
    assert line.next(budgets, 0.0) == 9.0
