"""The outbox: what waits to be shown, read by the relay one thing at a time.

Each question is answered from a partial index, however many rows wait or were sent.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from bot.core.records import Card, Deletion, Delivery, Notice
from bot.store.cards import EVER, Cards
from bot.store.deletions import Deletions
from bot.store.deliveries import Deliveries
from bot.store.group import Group
from bot.store.notices import Notices

#: Where something may wait: the table, its column of chat ids, and what waiting means there.
_WAITING: Final = (
    ("cards", "chat_id", "message_id IS NULL AND shown < wanted AND dead = 0"),
    (
        "cards",
        "chat_id",
        "message_id IS NOT NULL AND shown < wanted AND dead = 0 AND wanted_at <= :now",
    ),
    ("deletions", "chat_id", "done_at IS NULL"),
    ("deliveries", "chat_id", "state = 'due'"),
    ("deliveries", "chat_id", "state = 'sent' AND message_id IS NOT NULL AND shown < wanted"),
    ("notices", "person_id", "sent_at IS NULL AND dead = 0"),
)

#: DISTINCT would read every waiting row; this leaps along the index from chat to chat.
_CHATS: Final = """
    WITH RECURSIVE waiting (chat_id) AS (
        SELECT MIN({column}) FROM {table} WHERE {condition}
        UNION ALL
        SELECT (SELECT MIN({column}) FROM {table} WHERE {condition} AND {column} > waiting.chat_id)
        FROM waiting WHERE waiting.chat_id IS NOT NULL
    )
    SELECT chat_id FROM waiting WHERE chat_id IS NOT NULL
"""


class Outbox(Group):
    """What cards, deletions, deliveries and notices owe to chats."""

    __slots__ = ("_cards", "_deletions", "_deliveries", "_notices")

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._cards = Cards(connection)
        self._deletions = Deletions(connection)
        self._deliveries = Deliveries(connection)
        self._notices = Notices(connection)

    def chats(self, *, now: float = EVER) -> list[int]:
        """The ids of the chats that something waits for which may be shown by now."""
        found: set[int] = set()
        for table, column, condition in _WAITING:
            sql = _CHATS.format(table=table, column=column, condition=condition)
            found.update(row["chat_id"] for row in self._all(sql, now=now))
        return sorted(found)

    def next(
        self, chat_id: int, *, now: float = EVER
    ) -> Card | Deletion | Delivery | Notice | None:
        """What a chat is to see first: new cards, codes gone, news, corrections, live edits."""
        return (
            self._cards.unsent(chat_id)
            or self._deletions.due(chat_id)
            or self._deliveries.due(chat_id)
            or self._notices.due(chat_id)
            or self._deliveries.stale(chat_id)
            or self._cards.stale(chat_id, now=now)
        )
