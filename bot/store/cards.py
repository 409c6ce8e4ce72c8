"""The cards: which message follows which call, and how far it is behind."""

from __future__ import annotations

from bot.core.records import Card, Place
from bot.store.group import MESSAGE_IF_THERE, Group, Row, columns_of, place_of


class Cards(Group):
    """The table cards; a card is due while `shown < wanted`."""

    __slots__ = ()

    def add(self, call_id: int, place: Place, *, message_id: int | None = None) -> int:
        """A call's card, due to be sent for the first time, or to take a preview's message over."""
        return self._insert(
            """
            INSERT INTO cards (call_id, chat_id, thread_id, message_id)
            VALUES (:call_id, :chat_id, :thread_id, :message_id)
            """,
            call_id=call_id,
            **columns_of(place),
            message_id=message_id,
        )

    def of_call(self, call_id: int) -> Card | None:
        """A call's card, unless it can't be shown any more; calls have one at most."""
        row = self._one(
            "SELECT * FROM cards WHERE call_id = :call_id AND dead = 0", call_id=call_id
        )
        return None if row is None else _card(row)

    def want(self, call_id: int) -> None:
        """There is something new to show of a call."""
        self._run("UPDATE cards SET wanted = wanted + 1 WHERE call_id = :call_id", call_id=call_id)

    def shown(self, card_id: int, *, place: Place, message_id: int, version: int) -> None:
        """The message in `place` shows `version`: what the card wanted when it was rendered.

        If the card's place is another by now, its id means something else there.
        """
        self._run(
            f"UPDATE cards SET {MESSAGE_IF_THERE}, shown = :version WHERE id = :card_id",
            card_id=card_id,
            **columns_of(place),
            message_id=message_id,
            version=version,
        )

    def kill(self, card_id: int) -> None:
        """Its message is gone or can't be shown: never try again."""
        self._run("UPDATE cards SET dead = 1 WHERE id = :card_id", card_id=card_id)

    def unsent(self, chat_id: int) -> Card | None:
        """The oldest card of a chat that has no message yet."""
        row = self._one(
            """
            SELECT * FROM cards
            WHERE chat_id = :chat_id AND message_id IS NULL AND shown < wanted AND dead = 0
            ORDER BY id LIMIT 1
            """,
            chat_id=chat_id,
        )
        return None if row is None else _card(row)

    def stale(self, chat_id: int) -> Card | None:
        """The oldest card of a chat whose message is behind."""
        row = self._one(
            """
            SELECT * FROM cards
            WHERE chat_id = :chat_id AND message_id IS NOT NULL AND shown < wanted AND dead = 0
            ORDER BY id LIMIT 1
            """,
            chat_id=chat_id,
        )
        return None if row is None else _card(row)


def _card(row: Row) -> Card:
    return Card(
        id=row["id"],
        call_id=row["call_id"],
        place=place_of(row),
        message_id=row["message_id"],
        shown=row["shown"],
        wanted=row["wanted"],
    )
