"""The deletions: messages that held a code and are to disappear."""

from __future__ import annotations

from bot.core.records import Deletion, Place
from bot.store.group import Group, Row


class Deletions(Group):
    """The table deletions; a message is deleted by its chat, whatever its topic."""

    __slots__ = ()

    def add(self, call_id: int, place: Place, *, message_id: int) -> None:
        """Have the message deleted that asked for a call."""
        self._run(
            """
            INSERT INTO deletions (call_id, chat_id, message_id)
            VALUES (:call_id, :chat_id, :message_id)
            """,
            call_id=call_id,
            chat_id=place.chat_id,
            message_id=message_id,
        )

    def done(self, deletion_id: int, at: float) -> None:
        """It is gone, or Telegram refused for good."""
        self._run(
            "UPDATE deletions SET done_at = :at WHERE id = :deletion_id",
            deletion_id=deletion_id,
            at=at,
        )

    def due(self, chat_id: int) -> Deletion | None:
        """The oldest message of a chat that is to disappear."""
        row = self._one(
            """
            SELECT * FROM deletions WHERE chat_id = :chat_id AND done_at IS NULL
            ORDER BY id LIMIT 1
            """,
            chat_id=chat_id,
        )
        return None if row is None else _deletion(row)


def _deletion(row: Row) -> Deletion:
    return Deletion(
        id=row["id"],
        call_id=row["call_id"],
        place=Place(chat_id=row["chat_id"]),
        message_id=row["message_id"],
    )
