"""Rows of lists: kept as they came, taken in turn, counted as they came out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from bot.core.calls import Asked, Dropped, Facts, Known, Report, Seen, Source, State
from bot.core.list_rules import Result
from bot.core.list_views import Which
from bot.core.lists import Called, CallList, LeftOut, NewRow, Row, RowState, Tally
from bot.core.records import CallKind
from bot.store import Transaction
from tests.conftest import EPOCH
from tests.store.making import call_row, make_account, make_call, make_list, new_row

BUSY = Facts(
    asked=Asked.PLACED,
    report=Report(seen=Seen.ENDED, recorded=True, hangup_cause=Known(Source.CDR, "USER_BUSY")),
)
ANSWERED = Facts(
    asked=Asked.PLACED,
    report=Report(seen=Seen.ENDED, recorded=True, billsec=Known(Source.CDR, 9)),
)
REFUSED = Facts(asked=Asked.REFUSED, reason="no")


@pytest.fixture
def account_id(tx: Transaction) -> int:
    return make_account(tx)


@pytest.fixture
def called(tx: Transaction, account_id: int) -> CallList:
    return make_list(tx, account_id)


def put(tx: Transaction, called: CallList, *rows: NewRow) -> list[Row]:
    tx.rows.put(called.id, rows)
    return tx.rows.all(called.id)


def settle(
    tx: Transaction, row: Row, came_out: Result, *, keypress: str = "", at: float = EPOCH
) -> Row:
    """A row is called, and its call comes out so."""
    call = call_row(tx, row, state=State.ENDED)
    done = replace(row, state=RowState.DONE, attempts=1, call_row=call.id, settled_at=at)
    tx.rows.update(done, came_out=came_out, keypress=keypress)
    return done


def positions(rows: list[Row] | list[Called]) -> list[int]:
    return [(row.row if isinstance(row, Called) else row).position for row in rows]


def every_kind(tx: Transaction, called: CallList) -> list[Row]:
    """A row of each kind, in this order; two of those who wait for somebody."""
    rows = put(
        tx,
        called,
        *(new_row(position) for position in range(9)),
        new_row(9, left_out=LeftOut.REPEATED, detail="3"),
        new_row(10, left_out=LeftOut.NUMBER),
        new_row(11, left_out=LeftOut.NUMBER),
    )
    settle(tx, rows[0], Result.ANSWERED, keypress="2")
    settle(tx, rows[1], Result.ANSWERED, keypress="2")
    settle(tx, rows[2], Result.ANSWERED, keypress="1")
    settle(tx, rows[3], Result.ANSWERED)
    settle(tx, rows[4], Result.UNREACHED)
    settle(tx, rows[5], Result.FAILED)
    settle(tx, rows[6], Result.UNKNOWN)
    call_row(tx, rows[7])
    return tx.rows.all(called.id)


def test_a_rows_cells_come_back_as_they_came_with_what_was_made_of_them(
    tx: Transaction, called: CallList
) -> None:
    new = NewRow(
        position=4,
        line=17,
        cells=(
            "0987654321",
            "",
            None,
            10410000,
            10410000.5,
            -0.0,
            True,
            date(2026, 11, 30),
            datetime(2026, 11, 30, 9, 15),
            "2026-11-30",
            '=A1&"\n"',
        ),
        callee="0987654321",
        label="HĐ '24018'",
        values={"tên": "Nguyễn Văn A", "số tiền": "10.410.000"},
        left_out=LeftOut.VALUE,
        detail="số tiền",
    )

    (row,) = put(tx, called, new)

    assert row == Row(
        **{name: getattr(new, name) for name in NewRow.__dataclass_fields__},
        id=row.id,
        list_id=called.id,
        state=RowState.OUT,
    )
    assert [type(cell) for cell in row.cells] == [type(cell) for cell in new.cells]
    assert tx.rows.get(row.id) == row
    assert tx.rows.get(row.id + 1) is None


def test_a_row_waits_for_its_call_unless_it_is_left_out(tx: Transaction, called: CallList) -> None:
    rows = put(tx, called, new_row(0), *(new_row(n + 1, left_out=r) for n, r in enumerate(LeftOut)))

    assert [row.state for row in rows] == [RowState.WAITING, *[RowState.OUT] * len(LeftOut)]


def test_rows_come_in_the_files_order_whatever_the_order_of_writing(
    tx: Transaction, called: CallList, account_id: int
) -> None:
    other = make_list(tx, account_id, rows=1)

    rows = put(tx, called, new_row(2), new_row(0), new_row(1))

    assert positions(rows) == [0, 1, 2]
    assert positions(tx.rows.all(other.id)) == [0]


def test_rows_read_anew_keep_their_cells(tx: Transaction, called: CallList) -> None:
    (first,) = put(tx, called, new_row(0, left_out=LeftOut.EMPTY, detail="tên"))

    (again,) = put(
        tx, called, replace(new_row(0), cells=(), values={"tên": "A"}, label="1", callee="1900")
    )

    assert again == replace(
        first,
        values={"tên": "A"},
        label="1",
        callee="1900",
        left_out=None,
        detail="",
        state=RowState.WAITING,
    )


def test_a_row_that_was_called_is_not_read_anew(tx: Transaction, called: CallList) -> None:
    (row,) = put(tx, called, new_row(0))
    call_row(tx, row)
    (under_way,) = tx.rows.all(called.id)

    assert put(tx, called, new_row(0, callee="1900", left_out=LeftOut.NUMBER)) == [under_way]


def test_what_becomes_of_a_row_is_written_and_what_it_was_stays(
    tx: Transaction, called: CallList, account_id: int
) -> None:
    row, other = put(tx, called, new_row(0), new_row(1))
    changed = replace(
        row,
        state=RowState.WAITING,
        due_at=EPOCH + 10,
        attempts=2,
        busy=3,
        call_row=make_call(tx, account_id),
        settled_at=EPOCH + 9,
    )

    tx.rows.update(replace(changed, callee="1900", label="x"))

    assert tx.rows.all(called.id) == [changed, other]


def test_the_walk_begins_with_rows_that_have_a_warning_and_passes_those_left_out(
    tx: Transaction, called: CallList
) -> None:
    put(
        tx,
        called,
        new_row(0),
        new_row(1, detail="undotted"),
        new_row(2, left_out=LeftOut.EMPTY, detail="tên"),
        new_row(3),
        new_row(4, detail="undotted"),
    )

    walked = [tx.pages.walk(called.id, at) for at in range(5)]

    assert [row and row.position for row in walked] == [1, 4, 0, 3, None]


def test_a_row_has_its_turn_when_it_was_due_longest_and_then_by_the_files_order(
    tx: Transaction, called: CallList, account_id: int
) -> None:
    first, second, third, fourth = put(tx, called, *(new_row(n) for n in range(4)))
    tx.rows.update(replace(first, due_at=EPOCH + 20))
    tx.rows.update(replace(second, due_at=EPOCH + 10))
    make_list(tx, account_id, rows=1)

    def turns(now: float) -> list[int]:
        taken = []
        while (row := tx.rows.next(called.id, now)) is not None:
            taken.append(row.position)
            tx.rows.update(replace(row, state=RowState.CALLING))
        return taken

    assert tx.rows.next_due(called.id) == 0.0
    assert turns(EPOCH) == [third.position, fourth.position]
    assert tx.rows.next_due(called.id) == EPOCH + 10
    assert turns(EPOCH + 9.9) == []
    tx.rows.update(replace(third, due_at=EPOCH + 10))
    assert turns(EPOCH + 10) == [second.position, third.position]
    assert turns(EPOCH + 30) == [first.position]
    assert tx.rows.next_due(called.id) is None


def test_a_call_of_which_nothing_is_heard_is_overdue_until_it_has_settled(
    tx: Transaction, called: CallList, account_id: int
) -> None:
    late, young, settled, _waits = put(tx, called, *(new_row(n) for n in range(4)))
    call_row(tx, late, created_at=EPOCH - 1)
    call_row(tx, young, created_at=EPOCH)
    call_row(tx, settled, created_at=EPOCH - 1)
    settle(tx, settled, Result.UNREACHED)
    other = make_list(tx, account_id, rows=1)
    call_row(tx, tx.rows.all(other.id)[0], created_at=EPOCH - 1)

    assert positions(tx.rows.overdue(called.id, EPOCH)) == [late.position]
    assert tx.rows.overdue(called.id, EPOCH - 1) == []


def test_stopping_drops_those_who_wait_and_nobody_else(
    tx: Transaction, called: CallList, account_id: int
) -> None:
    waits, calling, done, later, _out = put(
        tx, called, *(new_row(n) for n in range(4)), new_row(4, left_out=LeftOut.NUMBER)
    )
    call_row(tx, calling)
    settle(tx, done, Result.ANSWERED)
    tx.rows.update(replace(later, due_at=EPOCH + 900))
    other = make_list(tx, account_id, rows=1)

    assert tx.rows.drop(called.id) == 2

    dropped = [row.id for row in tx.rows.all(called.id) if row.state is RowState.DROPPED]
    assert dropped == [waits.id, later.id]
    assert tx.rows.next(called.id, EPOCH + 900) is None
    assert tx.rows.next(other.id, EPOCH) is not None
    assert tx.rows.drop(called.id) == 0


def test_figures_count_each_row_once(tx: Transaction, called: CallList, account_id: int) -> None:
    rows = every_kind(tx, called)
    make_list(tx, account_id, rows=3)
    tx.rows.put(called.id, [new_row(12)])
    tx.rows.update(replace(tx.rows.all(called.id)[12], state=RowState.DROPPED))

    tally = tx.pages.tally(called.id)

    assert tally == Tally(
        rows=13,
        total=10,
        out={LeftOut.REPEATED: 1, LeftOut.NUMBER: 2},
        waiting=1,
        calling=1,
        dropped=1,
        answered=4,
        unreached=1,
        failed=1,
        unknown=1,
        keys={"1": 1, "2": 2},
    )
    assert tally.done + tally.waiting + tally.calling + tally.dropped == tally.total
    assert len(rows) == 12


def test_an_empty_list_has_no_figures(tx: Transaction, called: CallList) -> None:
    assert tx.pages.tally(called.id) == Tally()


def test_a_row_that_is_called_again_counts_as_waiting_and_no_more_as_it_came_out(
    tx: Transaction, called: CallList
) -> None:
    (row,) = put(tx, called, new_row(0))
    done = settle(tx, row, Result.ANSWERED, keypress="2")

    tx.rows.update(replace(done, state=RowState.WAITING, due_at=EPOCH + 900))

    assert tx.pages.tally(called.id) == Tally(rows=1, total=1, waiting=1)
    assert tx.pages.count(called.id, Which.BACK, ["2"]) == 0


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (Which.ALL, [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        (Which.BACK, [0, 1]),
        (Which.UNREACHED, [4]),
        (Which.FAILED, [5, 6]),
        (Which.OUT, [9, 10, 11]),
    ],
)
def test_rows_of_a_kind_are_counted_and_come_in_pages_with_their_calls(
    tx: Transaction, called: CallList, account_id: int, which: Which, expected: list[int]
) -> None:
    rows = every_kind(tx, called)
    make_list(tx, account_id, rows=3)

    found = tx.pages.called(called.id, which, ["2"])

    assert positions(found) == expected
    assert [one.row for one in found] == [rows[position] for position in expected]
    assert [one.call and one.call.id for one in found] == [one.row.call_row for one in found]
    assert tx.pages.count(called.id, which, ["2"]) == len(expected)
    assert positions(tx.pages.called(called.id, which, ["2"], offset=1, limit=2)) == expected[1:3]
    if which is not Which.BACK:
        assert positions(tx.pages.only(called.id, which)) == expected


def test_whoever_pressed_a_key_is_to_be_called_back_until_somebody_has_done_so(
    tx: Transaction, called: CallList
) -> None:
    first, second, *_ = every_kind(tx, called)
    assert first.call_row is not None

    def waiting() -> list[int]:
        found = positions(tx.pages.called(called.id, Which.BACK, ["2"]))
        assert tx.pages.count(called.id, Which.BACK, ["2"]) == len(found)
        return found

    tx.follow_ups.take(first.call_row, 101, EPOCH)
    assert waiting() == [first.position, second.position]
    tx.follow_ups.finish(first.call_row, EPOCH + 1)
    assert waiting() == [second.position]


def test_without_keys_that_need_somebody_nobody_is_to_be_called_back(
    tx: Transaction, called: CallList
) -> None:
    every_kind(tx, called)

    assert tx.pages.count(called.id, Which.BACK, []) == 0
    assert tx.pages.count(called.id, Which.BACK, ["1", "2"]) == 3


def test_all_rows_of_a_file_come_in_parts_each_once(tx: Transaction, called: CallList) -> None:
    rows = every_kind(tx, called)

    parts = [tx.pages.everything(called.id, after=after, limit=5) for after in (-1, 4, 9, 11)]

    assert [positions(part) for part in parts] == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11], []]
    assert [one.row for part in parts for one in part] == rows
    assert parts[0][0].call == tx.calls.get(rows[0].call_row or 0)
    assert parts[2][0].call is None


def test_the_latest_failure_is_that_which_settled_last(tx: Transaction, called: CallList) -> None:
    first, second, unknown, _ = put(tx, called, *(new_row(n) for n in range(4)))
    assert tx.pages.failure(called.id) is None
    settle(tx, first, Result.FAILED, at=EPOCH + 9)
    settle(tx, second, Result.FAILED, at=EPOCH + 8)
    settle(tx, unknown, Result.UNKNOWN, at=EPOCH + 10)

    failure = tx.pages.failure(called.id)

    assert failure is not None
    assert failure.row.position == first.position
    assert failure.call == tx.calls.get(failure.row.call_row or 0)


def test_whoever_has_answered_a_call_with_the_same_script_since_was_reached(
    tx: Transaction, called: CallList
) -> None:
    here, other = called.account_id, make_account(tx, "other")
    answered: list[tuple[str, int, dict[str, Any]]] = [
        ("0900000001", here, {}),
        ("0900000001", here, {}),
        ("0900000002", here, {"created_at": EPOCH - 1}),
        ("0900000003", here, {"template": "another"}),
        ("0900000004", other, {}),
        ("0900000005", here, {"test": True}),
        ("0900000006", here, {}),
    ]
    for callee, account_id, new in answered:
        made = {"kind": CallKind.VOICE, "template": "debt", **new}
        call_id = make_call(tx, account_id, callee=callee, **made)
        call = tx.calls.get(call_id)
        assert call is not None
        facts = BUSY if callee == "0900000006" else ANSWERED
        tx.calls.update(replace(call, state=State.ENDED, facts=facts, settled_at=EPOCH))

    assert tx.pages.reached(here, "debt", EPOCH) == {"0900000001"}


def test_rows_that_wait_because_no_line_was_free_are_counted(
    tx: Transaction, called: CallList, account_id: int
) -> None:
    twice, done, calling, _ = put(tx, called, *(new_row(n) for n in range(4)))
    tx.rows.update(replace(twice, busy=2))
    tx.rows.update(replace(done, state=RowState.DONE, busy=5))
    tx.rows.update(replace(calling, state=RowState.CALLING, busy=1))
    other = make_list(tx, account_id, rows=1)
    tx.rows.update(replace(tx.rows.all(other.id)[0], busy=1))

    assert tx.pages.without_line(called.id) == 1


def test_how_it_goes_is_told_by_the_latest_calls_that_say_something(
    tx: Transaction, called: CallList, account_id: int
) -> None:
    news: list[dict[str, Any]] = [
        {"state": State.ENDED, "facts": BUSY, "created_at": EPOCH - 1, "settled_at": EPOCH},
        {"state": State.ENDED, "facts": ANSWERED, "settled_at": EPOCH},
        {"state": State.REFUSED, "facts": REFUSED, "busy": True, "settled_at": EPOCH},
        {"state": State.REFUSED, "facts": REFUSED, "settled_at": EPOCH},
        {"state": State.DROPPED, "facts": Facts(asked=Asked.DROPPED, reason=Dropped.HELD)},
        {"state": State.PENDING, "facts": Facts()},
        {"state": State.UNKNOWN, "facts": Facts(asked=Asked.UNKNOWN)},
        {"state": State.ENDED, "facts": BUSY, "settled_at": EPOCH},
    ]
    for row, changes in zip(put(tx, called, *map(new_row, range(len(news)))), news, strict=True):
        call_row(tx, row, **changes)
    other = make_list(tx, account_id, rows=1)
    call_row(tx, tx.rows.all(other.id)[0], state=State.ENDED, facts=BUSY)

    newest_first = [Result.UNREACHED, Result.UNKNOWN, Result.FAILED, Result.ANSWERED]
    assert tx.rows.latest(called.id, since=EPOCH, limit=60) == newest_first
    assert tx.rows.latest(called.id, since=EPOCH, limit=2) == newest_first[:2]
    assert tx.rows.latest(called.id, since=EPOCH - 1, limit=60) == [*newest_first, Result.UNREACHED]


@pytest.mark.parametrize("state", [State.PLACING, State.PLACED, State.RINGING, State.ANSWERED])
def test_how_a_call_that_goes_on_comes_out_is_not_known_yet(
    tx: Transaction, called: CallList, state: State
) -> None:
    before, going_on = put(tx, called, new_row(0), new_row(1))
    call_row(tx, before, state=State.ENDED, facts=BUSY, settled_at=EPOCH)
    call_row(tx, going_on, state=state)

    latest = tx.rows.latest(called.id, since=EPOCH, limit=60)

    assert latest == [None, Result.UNREACHED]
    assert tx.rows.latest(called.id, since=EPOCH, limit=1) == [None]


@pytest.mark.parametrize("state", [State.ENDED, State.REFUSED])
def test_how_a_call_came_out_is_not_known_before_it_has_settled(
    tx: Transaction, called: CallList, state: State
) -> None:
    (row,) = put(tx, called, new_row(0))
    facts = {State.ENDED: BUSY, State.REFUSED: REFUSED}[state]

    call_row(tx, row, state=state, facts=facts)

    assert tx.rows.latest(called.id, since=EPOCH, limit=60) == [None]


@pytest.mark.parametrize(
    ("state", "over"),
    [
        (RowState.WAITING, False),
        (RowState.CALLING, False),
        (RowState.DONE, True),
        (RowState.DROPPED, True),
    ],
)
def test_a_list_is_over_when_no_row_waits_for_a_call_or_for_its_outcome(
    tx: Transaction, called: CallList, account_id: int, state: RowState, over: bool
) -> None:
    row, _, _ = put(tx, called, new_row(0), new_row(1), new_row(2, left_out=LeftOut.NUMBER))
    make_list(tx, account_id, rows=1)
    tx.rows.drop(called.id)

    tx.rows.update(replace(row, state=state))

    assert tx.rows.is_over(called.id) is over


def test_numbers_that_were_called_just_now_are_counted_whoever_called_them(
    tx: Transaction, called: CallList
) -> None:
    other = make_account(tx, "other")
    by_us, by_others, earlier, left_out, _never = put(
        tx,
        called,
        *(new_row(n) for n in range(3)),
        new_row(3, left_out=LeftOut.REPEATED),
        new_row(4),
    )
    make_call(tx, called.account_id, callee=by_us.callee)
    make_call(tx, called.account_id, callee=by_us.callee)
    make_call(tx, other, callee=by_others.callee)
    make_call(tx, called.account_id, callee=earlier.callee, created_at=EPOCH - 600)
    make_call(tx, called.account_id, callee=left_out.callee)

    assert tx.pages.recently_called(called.id, EPOCH - 600) == 2
    assert tx.pages.recently_called(called.id, EPOCH - 601) == 3
    assert tx.pages.recently_called(called.id, EPOCH) == 0


@pytest.mark.parametrize("state", [State.DROPPED, State.REFUSED])
def test_a_number_that_was_asked_for_but_never_placed_was_not_called_just_now(
    tx: Transaction, called: CallList, state: State
) -> None:
    placed, never = put(tx, called, new_row(0), new_row(1))
    for row, stands in ((placed, State.PLACED), (never, state)):
        call = tx.calls.get(make_call(tx, called.account_id, callee=row.callee))
        assert call is not None
        tx.calls.update(replace(call, state=stands), was=call)

    assert tx.pages.recently_called(called.id, EPOCH - 600) == 1
    assert tx.pages.twice(called.id, EPOCH - 600) == 1


def test_a_test_on_ones_own_phone_is_no_call_of_that_number(
    tx: Transaction, called: CallList
) -> None:
    (row,) = put(tx, called, new_row(0))
    make_call(tx, called.account_id, callee=row.callee, test=True)

    assert tx.pages.recently_called(called.id, EPOCH - 600) == 0
