"""What is asked again and again is answered from an index, however much the tables hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Final

import pytest

from bot.core.calls import Facts, State
from bot.core.list_rules import Result
from bot.core.list_views import Which
from bot.core.listing import Query, Span
from bot.core.lists import ListState, RowState
from bot.core.records import Call, Kind, Place, the_call, the_list
from bot.store import Transaction
from bot.store.old import Kept
from tests.conftest import EPOCH
from tests.store.making import (
    PRIVATE,
    call_row,
    make_account,
    make_call,
    make_list,
    new_call,
    new_row,
)

GROWING: Final = (
    "calls",
    "cards",
    "deliveries",
    "deletions",
    "notices",
    "hooks",
    "drafts",
    "records",
    "lists",
    "list_rows",
    "follow_ups",
    "digests",
    "views",
)

#: An index of the rows that are still open is as short as the work at hand.
OPEN_ROWS: Final = (
    "calls_unsettled",
    "deliveries_due",
    "deliveries_oldest",
    "lists_under_way",
    "lists_behind",
)

A_CALL: Final = Call(
    **asdict(new_call(1)) | {"place": Place(chat_id=1)},
    id=1,
    facts=Facts(),
    state=State.UNKNOWN,
    since=EPOCH,
)


def _read_list(tx: Transaction, *, query: Query) -> None:
    tx.listings.page([1, 2], query, Span(skip=0, take=8))
    tx.listings.count([1, 2], query, most=99)
    tx.listings.count([1, 2], query, most=99, since=EPOCH)


def _count(tx: Transaction, *, which: Which) -> None:
    tx.pages.count(1, which, ["2"])


def _called(tx: Transaction, *, which: Which) -> None:
    tx.pages.called(1, which, ["2"], limit=8)


def _walk(tx: Transaction, *, table: Kept) -> None:
    tx.old.walk(table, after=0, before=EPOCH, most=100)


def _delete(tx: Transaction, *, table: Kept) -> None:
    tx.old.delete(table, [1, 2, 3], before=EPOCH)


QUESTIONS: Final[dict[str, Callable[[Transaction], object]]] = {
    "outbox.chats": lambda tx: tx.outbox.chats(),
    "outbox.next": lambda tx: tx.outbox.next(1),
    "due.to_settle": lambda tx: tx.due.to_settle(EPOCH, 10),
    "due.next_to_settle": lambda tx: tx.due.next_to_settle(),
    "due.to_look": lambda tx: tx.due.to_look(EPOCH, 10, besides=[2]),
    "due.next_to_look": lambda tx: tx.due.next_to_look(besides=[2]),
    "calls.counts": lambda tx: tx.tallies.unsettled([1, 2]),
    "calls.rivals": lambda tx: tx.calls.rivals(A_CALL, ["x"], within=120),
    "calls.of_preview": lambda tx: tx.calls.of_preview("x"),
    "heard.count": lambda tx: tx.heard.count(1, "x"),
    "heard.page": lambda tx: tx.heard.page(1, "x", offset=0, limit=8),
    "templates.last_heard": lambda tx: tx.templates.last_heard(1, "x"),
    "calls.not_reached": lambda tx: tx.calls.not_reached(1, EPOCH),
    "calls.answered_today": lambda tx: tx.tallies.answered_today([1, 2], EPOCH),
    "hooks.last_at": lambda tx: tx.hooks.last_at([1, 2]),
    "cards.of": lambda tx: tx.cards.of(the_list(1)),
    "cards.want": lambda tx: tx.cards.want(the_call(1)),
    "cards.want_changed": lambda tx: tx.cards.want_changed(1, 2, now=EPOCH),
    "deliveries.of": lambda tx: tx.deliveries.of(the_list(1)),
    "deliveries.want": lambda tx: tx.deliveries.want(the_call(1)),
    "deliveries.waiting": lambda tx: tx.deliveries.waiting([1, 2]),
    "subscriptions.of_account": lambda tx: tx.subscriptions.of_account(1),
    "records.call_row": lambda tx: tx.records.call_row(1, "x"),
    "records.running_elsewhere": lambda tx: tx.records.running_elsewhere(1, EPOCH, 10),
    "records.newest": lambda tx: tx.records.newest(),
    "to_number": lambda tx: tx.listings.to_number("1", EPOCH),
    "listings.called": lambda tx: tx.listings.called([1, 2], "x"),
    **{
        f"listings.{name}": partial(_read_list, query=query)
        for name, query in {
            "all": Query(anchor=9),
            "of a number": Query(anchor=9, numbers=("1", "2")),
            "of a caller": Query(anchor=9, callers=("1", "2")),
            "of both": Query(anchor=9, numbers=("1",), callers=("1",)),
        }.items()
    },
    "lists.by_key": lambda tx: tx.lists.by_key("x"),
    "lists.waiting": lambda tx: tx.lists.waiting(1),
    "lists.under_way": lambda tx: tx.lists.under_way(),
    "lists.behind": lambda tx: tx.lists.behind(),
    "lists.take_turn": lambda tx: tx.lists.take_turn(1),
    "lists.same": lambda tx: tx.lists.same("x", besides=1, since=EPOCH),
    "lists.stands_in": lambda tx: tx.lists.stands_in(1, PRIVATE.chat_id, 3),
    "lists.refused": lambda tx: tx.lists.refused(1),
    "lists.forgotten": lambda tx: tx.lists.forgotten(EPOCH),
    "lists.newest_paste": lambda tx: tx.lists.newest_paste(1, since=EPOCH),
    "lists.delete": lambda tx: tx.lists.delete(1),
    "rows.forget": lambda tx: tx.rows.forget(1, 10),
    "rows.walk": lambda tx: tx.pages.walk(1, 0),
    "rows.next": lambda tx: tx.rows.next(1, EPOCH),
    "rows.next_due": lambda tx: tx.rows.next_due(1),
    "rows.overdue": lambda tx: tx.rows.overdue(1, EPOCH),
    "rows.drop": lambda tx: tx.rows.drop(1),
    "rows.tally": lambda tx: tx.pages.tally(1),
    "rows.everything": lambda tx: tx.pages.everything(1, after=5, limit=10),
    "rows.failure": lambda tx: tx.pages.failure(1),
    "rows.latest": lambda tx: tx.rows.latest(1, since=EPOCH, limit=60),
    "rows.is_over": lambda tx: tx.rows.is_over(1),
    "rows.recently_called": lambda tx: tx.pages.recently_called(1, EPOCH),
    **{f"rows.count {which}": partial(_count, which=which) for which in Which},
    **{f"rows.called {which}": partial(_called, which=which) for which in Which},
    "lines.taken": lambda tx: tx.lines.taken(1, now=EPOCH, before=9),
    "learned.of": lambda tx: tx.learned.of(1, "caller"),
    "drafts.at": lambda tx: tx.drafts.at(1, 2),
    "drafts.newest_open": lambda tx: tx.drafts.newest_open(1, 2, since=EPOCH, asking=["key"]),
    **{f"old.walk {table}": partial(_walk, table=table) for table in Kept},
    **{f"old.delete {table}": partial(_delete, table=table) for table in Kept},
    "digests.gathers": lambda tx: tx.digests.gathers(1, now=EPOCH),
    "digests.waiting": lambda tx: tx.digests.waiting(1, apart=False),
    "digests.gathered": lambda tx: tx.digests.gathered(1),
    "tallies.open": lambda tx: tx.tallies.open(),
    "tallies.settled": lambda tx: tx.tallies.settled(EPOCH, EPOCH + 15),
    "tallies.lists": lambda tx: tx.tallies.lists([1, 2]),
    "deliveries.all_waiting": lambda tx: tx.deliveries.all_waiting(),
    "deliveries.owed_to": lambda tx: tx.deliveries.owed_to(1),
    "chats.migrate": lambda tx: tx.chats.migrate(1, 2),
    "chats.drop_thread": lambda tx: tx.chats.drop_thread(1, 2),
    "chats.close": lambda tx: tx.chats.close(1, at=EPOCH, why="closed"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_that_is_asked_often_does_not_read_a_whole_table(
    connection: sqlite3.Connection, name: str
) -> None:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)

    QUESTIONS[name](Transaction(connection))

    connection.set_trace_callback(None)
    assert asked
    for sql in asked:
        for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}"):
            words = step["detail"].split()
            whole = words[0] == "SCAN" and words[1] in GROWING and words[-1] not in OPEN_ROWS
            assert not whole, f"{step['detail']}: {sql}"


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name.startswith("listings.")])
def test_a_page_of_a_list_is_read_along_an_index_and_never_sorted(
    connection: sqlite3.Connection, name: str
) -> None:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)

    QUESTIONS[name](Transaction(connection))

    connection.set_trace_callback(None)
    plans = [
        step["detail"] for sql in asked for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
    ]
    assert any("USING" in plan for plan in plans)
    assert [plan for plan in plans if "TEMP B-TREE" in plan] == []


def fill(tx: Transaction, account_id: int, *, rows: int) -> None:
    """Everything that can wait, in three chats."""
    for number in range(rows):
        place = Place(chat_id=number % 3 + 1)
        call_id = make_call(tx, account_id, place=place)
        tx.deletions.add(call_id, place, message_id=number)
        tx.notices.add(place.chat_id, "closed", values={}, created_at=EPOCH)
        for audience in ("asker", "subscription:1"):
            tx.deliveries.add(
                subject=the_call(call_id),
                kind=Kind.OUTCOME,
                audience=audience,
                place=place,
                subscription_id=None,
                created_at=EPOCH,
            )


def effort(connection: sqlite3.Connection, question: Callable[[Transaction], object]) -> int:
    """How many instructions of SQLite's machine it takes."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.set_progress_handler(count, 1)
    question(Transaction(connection))
    connection.set_progress_handler(None, 1)
    return steps


ALL_SHOWN: Final = """
    UPDATE cards SET message_id = id, shown = wanted;
    UPDATE deliveries SET message_id = id, shown = wanted, state = 'sent';
    UPDATE deletions SET done_at = 1;
    UPDATE notices SET sent_at = 1;
"""


@pytest.mark.parametrize("rest", ["waits", "was shown"])
@pytest.mark.parametrize(
    "name", ["outbox.chats", "outbox.next", "due.next_to_settle", "due.next_to_look"]
)
def test_the_outbox_is_as_quick_to_read_however_many_rows_there_are(
    connection: sqlite3.Connection, tx: Transaction, name: str, rest: str
) -> None:
    account_id = make_account(tx)
    connection.execute("BEGIN")
    fill(tx, account_id, rows=10)
    few = effort(connection, QUESTIONS[name])

    fill(tx, account_id, rows=500)
    if rest == "was shown":
        for statement in ALL_SHOWN.split(";"):
            connection.execute(statement)
        fill(tx, account_id, rows=10)

    assert 0 < effort(connection, QUESTIONS[name]) <= few + 10
    connection.execute("ROLLBACK")


def fill_lists(tx: Transaction, account_id: int, *, lists: int) -> None:
    """Lists that are over, each with its card and its end told; and rows of list 1 that are."""
    for _ in range(lists):
        over = make_list(
            tx, account_id, rows=1, state=ListState.DONE, digest="x", confirmed_at=EPOCH - 1
        )
        tx.cards.add(the_list(over.id), PRIVATE)
        tx.deliveries.add(
            subject=the_list(over.id),
            kind=Kind.OVER,
            audience="asker",
            place=PRIVATE,
            subscription_id=None,
            created_at=EPOCH,
        )
        tx.rows.put(1, [new_row(over.id)])
        row = tx.rows.next(1, EPOCH)
        assert row is not None
        assert row.position == over.id
        call = call_row(tx, row, state=State.ENDED)
        done = replace(row, state=RowState.DONE, call_row=call.id)
        tx.rows.update(done, came_out=Result.UNREACHED)


@pytest.mark.parametrize(
    "name",
    [
        "lists.under_way",
        "lists.behind",
        "lists.take_turn",
        "lists.same",
        "lists.stands_in",
        "lists.forgotten",
        "rows.next",
        "rows.next_due",
        "rows.overdue",
        "rows.is_over",
        "rows.latest",
        "rows.failure",
        "rows.count back",
        "lines.taken",
    ],
)
def test_a_list_under_way_is_as_quick_to_feed_and_show_however_many_rows_and_lists_are_over(
    connection: sqlite3.Connection, tx: Transaction, name: str
) -> None:
    account_id = make_account(tx)
    connection.execute("BEGIN")
    running = make_list(tx, account_id, digest="x", confirmed_at=EPOCH)
    tx.rows.put(running.id, (new_row(position) for position in range(10_000, 10_010)))
    tx.cards.add(the_list(running.id), PRIVATE, message_id=4)
    fill_lists(tx, account_id, lists=70)
    few = effort(connection, QUESTIONS[name])

    fill_lists(tx, account_id, lists=300)

    assert 0 < effort(connection, QUESTIONS[name]) <= few + 20
    connection.execute("ROLLBACK")
