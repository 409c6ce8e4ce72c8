"""What is asked again and again is answered from an index, however much the tables hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Final

import pytest

from bot.store import Transaction
from tests.conftest import EPOCH

GROWING: Final = ("calls", "cards", "deliveries", "deletions", "notices", "hooks", "drafts")

#: An index of the rows that are still open is as short as the work at hand.
OPEN_ROWS: Final = ("calls_unsettled",)

QUESTIONS: Final[dict[str, Callable[[Transaction], object]]] = {
    "outbox.chats": lambda tx: tx.outbox.chats(),
    "outbox.next": lambda tx: tx.outbox.next(1),
    "calls.by_call_id": lambda tx: tx.calls.by_call_id(1, "x"),
    "calls.to_settle": lambda tx: tx.calls.to_settle(EPOCH, 10),
    "calls.to_look": lambda tx: tx.calls.to_look(EPOCH, 10),
    "calls.next_due": lambda tx: tx.calls.next_due(),
    "calls.counts": lambda tx: tx.calls.counts(),
    "calls.unmatched": lambda tx: tx.calls.unmatched(1),
    "calls.not_reached": lambda tx: tx.calls.not_reached(1, EPOCH),
    "calls.answered_today": lambda tx: tx.calls.answered_today([1, 2], EPOCH),
    "calls.of_number": lambda tx: tx.calls.of_number("0987654321", [1], 10),
    "hooks.count_since": lambda tx: tx.hooks.count_since(EPOCH),
    "hooks.last_at": lambda tx: tx.hooks.last_at(),
    "deliveries.want": lambda tx: tx.deliveries.want(1),
    "deliveries.oldest_due": lambda tx: tx.deliveries.oldest_due(),
    "subscriptions.of_account": lambda tx: tx.subscriptions.of_account(1),
    "drafts.at": lambda tx: tx.drafts.at(1, 2),
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
