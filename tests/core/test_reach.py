"""Whether anything gets through, and who tries while nothing does."""

from __future__ import annotations

import pytest

from bot.core.reach import FIRST_WAIT, LONGEST_WAIT, LOST_CHATS, PROBE_LASTS, Reach


@pytest.fixture
def lost() -> Reach:
    """Nothing gets through since 0."""
    reach = Reach()
    assert [reach.failed(chat, 0.0) for chat in range(LOST_CHATS)] == [False, False, True]
    return reach


def test_a_chat_that_fails_by_itself_however_often_holds_up_no_other() -> None:
    reach = Reach()
    for _ in range(9):
        reach.failed(1, 0.0)
    assert reach.wait(0.0) == 0


def test_what_got_through_in_between_says_that_it_is_for_the_chats_sake() -> None:
    reach = Reach()
    for chat in range(9):
        reach.failed(chat, 0.0)
        assert not reach.reached()
    assert reach.wait(0.0) == 0


def test_who_tries_waits_ever_longer_up_to_a_minute(lost: Reach) -> None:
    now, waits = 0.0, []
    for chat in range(8):
        waits.append(lost.wait(now))
        now += waits[-1]
        lost.spend(chat, now)
        lost.failed(chat, now)
    assert waits == [FIRST_WAIT, 4, 8, 16, 32, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]


def test_while_one_tries_all_others_wait_for_how_that_goes(lost: Reach) -> None:
    lost.spend(7, FIRST_WAIT)
    assert lost.wait(FIRST_WAIT) == PROBE_LASTS
    assert lost.pause(FIRST_WAIT) == 0

    # What was on its way before says nothing new.
    lost.failed(8, FIRST_WAIT + 1)
    assert lost.wait(FIRST_WAIT + 1) == PROBE_LASTS - 1

    assert lost.reached()
    assert lost.wait(FIRST_WAIT + 1) == 0


def test_a_turn_that_led_to_nothing_is_given_to_another_in_the_end(lost: Reach) -> None:
    lost.spend(7, FIRST_WAIT)
    assert lost.wait(FIRST_WAIT + PROBE_LASTS) == 0
    lost.spend(8, FIRST_WAIT + PROBE_LASTS)
    lost.failed(8, FIRST_WAIT + PROBE_LASTS)
    assert lost.wait(FIRST_WAIT + PROBE_LASTS) == 2 * FIRST_WAIT


def test_once_something_got_through_it_takes_as_many_failures_as_before(lost: Reach) -> None:
    lost.reached()
    for chat in range(LOST_CHATS - 1):
        assert not lost.failed(chat, 9.0)
    assert lost.failed(99, 9.0)
    assert lost.wait(9.0) == FIRST_WAIT


def test_who_hears_from_telegram_tries_at_once_unless_somebody_does(lost: Reach) -> None:
    for chat in range(9):
        lost.spend(chat, 0.0)
        lost.failed(chat, 0.0)
    assert lost.pause(0.0) == LONGEST_WAIT
    lost.hasten(1.0)
    assert lost.wait(1.0) == 0

    lost.spend(1, 1.0)
    lost.hasten(2.0)
    assert lost.wait(2.0) == PROBE_LASTS - 1
