"""What a call means for its row, when a list pauses by itself, and how long the rest takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.calls import Asked, Dropped, Known, Outcome, Report, Source
from bot.core.list_rules import (
    BUSY_WAIT,
    FAILURES,
    MOST_BUSY,
    RATED,
    Result,
    after_call,
    after_news,
    pause_for,
    result_of,
    seconds_left,
)
from bot.core.lists import ListState, Pause, Redial, Row, RowState, Tally
from bot.core.records import Call
from tests.core.cases import NOW, TOLD, UNDER_WAY, UNKNOWN, asked, ended
from tests.core.list_cases import DRAFTED, ROW

CALLING = replace(ROW, state=RowState.CALLING, call_row=1)
NEVER = Redial()
TWICE = Redial(outcomes=frozenset({Outcome.BUSY}), times=2, after=600.0)
ANSWERED, FAILED, UNREACHED = Result.ANSWERED, Result.FAILED, Result.UNREACHED


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ("answered", Result.ANSWERED),
        ("busy", Result.UNREACHED),
        ("no answer", Result.UNREACHED),
        ("rejected", Result.UNREACHED),
        ("invalid", Result.FAILED),
        ("failed", Result.FAILED),
        ("refused", Result.FAILED),
        ("dropped", Result.FAILED),
        ("no trace", Result.UNKNOWN),
        ("no record", Result.UNKNOWN),
    ],
)
def test_a_row_comes_out_as_its_call_did(told: str, result: Result) -> None:
    assert result_of(TOLD[told]) is result


@pytest.mark.parametrize("state", sorted(UNDER_WAY.keys() - {"ended"}))
def test_a_call_that_has_not_ended_is_unknown(state: str) -> None:
    assert result_of(UNDER_WAY[state]) is Result.UNKNOWN


@pytest.mark.parametrize("told", ["answered", "busy", "invalid", "refused", "no trace"])
def test_without_redial_a_row_is_done_after_one_attempt(told: str) -> None:
    row = after_call(CALLING, TOLD[told], NEVER, stopped=False, now=NOW)

    assert (row.state, row.attempts, row.settled_at) == (RowState.DONE, 1, NOW)


def test_an_outcome_that_is_redialled_waits_its_time_and_is_done_after_so_many_times() -> None:
    busy, row = TOLD["busy"], CALLING
    for attempt in (1, 2):
        row = after_call(row, busy, TWICE, stopped=False, now=NOW)
        assert (row.state, row.due_at, row.attempts) == (RowState.WAITING, NOW + 600, attempt)

    row = after_call(row, busy, TWICE, stopped=False, now=NOW)

    assert (row.state, row.attempts) == (RowState.DONE, 3)


def by_hooks(cause: str) -> Call:
    """A call that has settled by what hooks said of it; there is no record yet."""
    known = ended(cause)
    return replace(known, facts=replace(known.facts, report=unrecorded(known.facts.report)))


def unrecorded(report: Report) -> Report:
    said = {
        name: Known(source=Source.EVENT, value=value.value)
        for name in Report.__dataclass_fields__
        if isinstance(value := getattr(report, name), Known)
    }
    return replace(report, recorded=False, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("hooks_say", ["USER_BUSY", "NO_ANSWER"])
def test_who_is_called_again_is_decided_by_the_record_whatever_hooks_said(hooks_say: str) -> None:
    row = after_news(CALLING, by_hooks(hooks_say), TWICE, stopped=False, now=NOW)
    assert row == CALLING

    row = after_news(row, TOLD["busy"], TWICE, stopped=False, now=NOW + 240)
    assert (row.state, row.due_at, row.attempts) == (RowState.WAITING, NOW + 840, 1)


@pytest.mark.parametrize("record", ["answered", "no answer", "invalid"])
def test_a_record_that_says_otherwise_than_hooks_has_nobody_called_again(record: str) -> None:
    row = after_news(CALLING, by_hooks("USER_BUSY"), TWICE, stopped=False, now=NOW)
    row = after_news(row, TOLD[record], TWICE, stopped=False, now=NOW + 240)

    assert (row.state, row.attempts) == (RowState.DONE, 1)


@pytest.mark.parametrize(
    ("row", "redial", "stopped", "cause"),
    [
        (CALLING, NEVER, False, "USER_BUSY"),
        (CALLING, TWICE, True, "USER_BUSY"),
        (replace(CALLING, attempts=2), TWICE, False, "USER_BUSY"),
        (CALLING, TWICE, False, "ANSWERED"),
        (CALLING, TWICE, False, "UNALLOCATED_NUMBER"),
    ],
)
def test_a_row_that_is_not_called_again_anyway_waits_for_no_record(
    row: Row, redial: Redial, stopped: bool, cause: str
) -> None:
    after = after_news(row, by_hooks(cause), redial, stopped=stopped, now=NOW)

    assert after.state is RowState.DONE


@pytest.mark.parametrize("told", ["answered", "no answer", "no trace", "refused"])
def test_an_outcome_that_was_not_chosen_is_not_redialled(told: str) -> None:
    row = after_call(CALLING, TOLD[told], TWICE, stopped=False, now=NOW)

    assert row.state is RowState.DONE


def test_what_may_have_gone_out_is_never_redialled_whatever_was_chosen() -> None:
    everything = Redial(outcomes=frozenset(Outcome), times=3, after=0.0)

    row = after_call(CALLING, UNKNOWN, everything, stopped=False, now=NOW)

    assert row.state is RowState.DONE


def test_nobody_is_redialled_in_a_list_that_was_stopped() -> None:
    row = after_call(CALLING, TOLD["busy"], TWICE, stopped=True, now=NOW)

    assert (row.state, row.attempts) == (RowState.DONE, 1)


@pytest.mark.parametrize("reason", [Dropped.NOT_REACHED, Dropped.HELD, Dropped.EXPIRED])
def test_a_call_that_was_not_even_asked_for_is_no_attempt_and_its_row_waits(
    reason: Dropped,
) -> None:
    dropped = asked(Asked.DROPPED, reason=reason, settled=True)

    row = after_call(CALLING, dropped, NEVER, stopped=False, now=NOW)

    assert (row.state, row.due_at, row.attempts, row.busy) == (RowState.WAITING, NOW, 0, 0)


def test_in_a_stopped_list_a_call_that_was_held_back_leaves_its_row_dropped() -> None:
    held = asked(Asked.DROPPED, reason=Dropped.HELD, settled=True)

    row = after_call(CALLING, held, NEVER, stopped=True, now=NOW)

    assert row.state is RowState.DROPPED


def test_a_busy_pbx_is_asked_again_later_and_later_and_five_times_at_most() -> None:
    busy, row = replace(TOLD["refused"], busy=True), CALLING
    for tries in range(1, MOST_BUSY):
        row = after_call(row, busy, NEVER, stopped=False, now=NOW)
        assert (row.state, row.due_at) == (RowState.WAITING, NOW + BUSY_WAIT * tries)

    row = after_call(row, busy, NEVER, stopped=False, now=NOW)

    assert (row.state, row.attempts) == (RowState.DONE, 0)


def test_a_call_that_the_pbx_took_makes_up_for_busy_tries() -> None:
    row = after_call(replace(CALLING, busy=3), TOLD["busy"], TWICE, stopped=False, now=NOW)

    assert (row.busy, row.attempts) == (0, 1)


def test_ten_failures_or_unknowns_in_a_row_pause_a_list() -> None:
    bad = [FAILED, Result.UNKNOWN] * (FAILURES // 2)

    assert pause_for([*bad, ANSWERED]) is Pause.FAILURES
    assert pause_for([*bad[:-1], ANSWERED]) is None
    assert pause_for([ANSWERED, *bad]) is None


def test_newest_calls_that_go_on_hide_no_row_of_failures() -> None:
    bad = [FAILED] * FAILURES

    assert pause_for([*[None] * 5, *bad]) is Pause.FAILURES
    assert pause_for([*[None] * 5, *bad[1:]]) is None


@pytest.mark.parametrize("at", [1, FAILURES // 2, FAILURES - 1])
def test_a_call_that_goes_on_between_failures_breaks_the_row(at: int) -> None:
    bad = [FAILED] * FAILURES

    assert pause_for([*bad[:at], None, *bad[at:]]) is None
    assert pause_for([*bad, None, *bad]) is Pause.FAILURES


def test_nine_failures_of_a_list_that_has_just_begun_pause_nothing() -> None:
    assert pause_for([FAILED] * (FAILURES - 1)) is None


def test_an_answer_rate_that_collapses_pauses_a_list() -> None:
    before = [ANSWERED] * 20 + [UNREACHED] * (RATED - 20)
    few, enough = [ANSWERED] * 4, [ANSWERED] * 5

    assert pause_for([*few, *[UNREACHED] * (RATED - 4), *before]) is Pause.RATE
    assert pause_for([*enough, *[UNREACHED] * (RATED - 5), *before]) is None


def test_a_rate_that_was_never_worth_mentioning_can_not_collapse() -> None:
    before = [ANSWERED] * 8 + [UNREACHED] * (RATED - 8)

    assert pause_for([*[UNREACHED] * RATED, *before]) is None


def test_a_rate_is_told_from_enough_calls_only() -> None:
    assert pause_for([*[UNREACHED] * RATED, *[ANSWERED] * (RATED - 1)]) is None


def test_a_rate_is_told_from_calls_whose_outcome_is_known_wherever_others_stand() -> None:
    lately, before = [UNREACHED] * RATED, [ANSWERED] * RATED

    assert pause_for([None, *lately[1:], None, *lately[:1], None, *before]) is Pause.RATE
    assert pause_for([*[None] * RATED, *before, *before]) is None
    assert pause_for([*lately, None, *before[1:]]) is None


def test_before_it_has_a_pace_a_list_takes_as_long_as_calls_are_thought_to() -> None:
    tally = Tally(total=100, waiting=100)

    assert seconds_left(DRAFTED, tally, lines=10, a_call=30.0, now=NOW) == 300.0


def test_a_list_under_way_goes_on_at_the_pace_so_far_pauses_aside() -> None:
    going = replace(
        DRAFTED, state=ListState.RUNNING, started_at=NOW - 200, idle=80.0, paused_at=NOW - 20
    )
    tally = Tally(total=60, waiting=30, calling=10, answered=20)

    assert seconds_left(going, tally, lines=10, a_call=30.0, now=NOW) == 40 * 100 / 20


def test_what_is_done_counts_everything_that_came_out() -> None:
    tally = Tally(total=10, waiting=3, answered=1, unreached=2, failed=1, unknown=1, dropped=2)

    assert tally.done == 5


def test_redial_is_on_with_an_outcome_and_a_number_of_times() -> None:
    assert TWICE.on
    assert not replace(TWICE, times=0).on
    assert not replace(TWICE, outcomes=frozenset()).on


@pytest.mark.parametrize(
    ("shared", "fields", "fills"),
    [
        ({}, ["a"], True),
        ({}, ["a", "b"], False),
        ({}, [], False),
        ({"b": "1"}, ["a", "b"], True),
        ({"b": "1"}, ["a"], True),
    ],
)
def test_a_list_knows_whether_its_rows_were_read_for_these_fields(
    shared: dict[str, str], fields: list[str], fills: bool
) -> None:
    assert DRAFTED.columns is not None
    read = replace(DRAFTED, columns=replace(DRAFTED.columns, fields={"a": 1}), shared=shared)

    assert read.fills(fields) is fills


def test_before_its_columns_are_known_no_row_was_read() -> None:
    assert not replace(DRAFTED, columns=None).fills([])
