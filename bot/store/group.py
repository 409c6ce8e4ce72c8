"""What the groups of statements share: how a statement runs, and columns that several tables have.

The only module that knows how an inserted row tells its id.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from pydantic import TypeAdapter

from bot.core.records import About, Place, Subject

Row = sqlite3.Row

#: The free values of drafts and notices, as JSON.
VALUES = TypeAdapter(dict[str, str])

#: Sets the id of the message that stands in a place, unless the row has moved on from there.
MESSAGE_IF_THERE: Final = """
    message_id = CASE
        WHEN chat_id = :chat_id AND thread_id = :thread_id THEN :message_id
    END"""


class Group:
    """Named statements about one kind of thing, on one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _one(self, sql: str, **values: Any) -> Row | None:
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def _all(self, sql: str, **values: Any) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def _value(self, sql: str, **values: Any) -> Any:
        row = self._one(sql, **values)
        return None if row is None else row[0]

    def _run(self, sql: str, **values: Any) -> int:
        """How many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def _insert(self, sql: str, **values: Any) -> int:
        """The id of the row it made."""
        row_id = self._connection.execute(sql, values).lastrowid
        assert row_id is not None, "an INSERT that did not raise made a row"
        return row_id


def place_of(row: Row) -> Place:
    """The place a row points to."""
    return Place(chat_id=row["chat_id"], thread_id=row["thread_id"] or None)


def subject_of(row: Row) -> Subject:
    """What a card or a delivery is about."""
    return Subject(about=About(row["about"]), id=row["subject_id"])


def columns_of(place: Place) -> dict[str, int]:
    """A place as a statement's values."""
    return {"chat_id": place.chat_id, "thread_id": place.thread_id or 0}
