"""The deliveries: outcomes owed to audiences, each sent once and corrected in place."""

from __future__ import annotations

import json

from bot.core.records import Delivery, Kind, Place
from bot.store.group import MESSAGE_IF_THERE, Group, Row, columns_of, place_of


class Deliveries(Group):
    """The table deliveries; a row is due, then sent or dead."""

    __slots__ = ()

    def add(
        self,
        *,
        call_id: int,
        kind: Kind,
        audience: str,
        place: Place,
        subscription_id: int | None,
        created_at: float,
    ) -> bool:
        """Owe an audience a call's news; False if it was owed before, sent or not."""
        return bool(
            self._run(
                """
                INSERT INTO deliveries (call_id, kind, audience, chat_id, thread_id,
                    subscription_id, created_at)
                VALUES (:call_id, :kind, :audience, :chat_id, :thread_id,
                    :subscription_id, :created_at)
                ON CONFLICT (call_id, audience, kind) DO NOTHING
                """,
                call_id=call_id,
                kind=kind,
                audience=audience,
                **columns_of(place),
                subscription_id=subscription_id,
                created_at=created_at,
            )
        )

    def want(self, call_id: int) -> None:
        """A call came out otherwise than was told, or than is being told at this moment."""
        self._run(
            "UPDATE deliveries SET wanted = wanted + 1 WHERE call_id = :call_id", call_id=call_id
        )

    def sent(
        self, delivery_id: int, *, place: Place, message_id: int, version: int, at: float
    ) -> None:
        """The message in `place` shows `version`: what the delivery wanted when it was rendered.

        If the delivery's place is another by now, its id means something else there.
        """
        self._run(
            f"""
            UPDATE deliveries SET state = 'sent', {MESSAGE_IF_THERE}, shown = :version,
                sent_at = COALESCE(sent_at, :at)
            WHERE id = :delivery_id
            """,
            delivery_id=delivery_id,
            **columns_of(place),
            message_id=message_id,
            version=version,
            at=at,
        )

    def kill(self, delivery_id: int) -> None:
        """It can't be sent: never try again."""
        self._run(
            "UPDATE deliveries SET state = 'dead' WHERE id = :delivery_id", delivery_id=delivery_id
        )

    def of_call(self, call_id: int) -> list[Delivery]:
        """All that was ever owed of a call, oldest first."""
        rows = self._all(
            "SELECT * FROM deliveries WHERE call_id = :call_id ORDER BY id", call_id=call_id
        )
        return [_delivery(row) for row in rows]

    def due(self, chat_id: int) -> Delivery | None:
        """The oldest delivery that a chat has not got."""
        row = self._one(
            """
            SELECT * FROM deliveries WHERE chat_id = :chat_id AND state = 'due' ORDER BY id LIMIT 1
            """,
            chat_id=chat_id,
        )
        return None if row is None else _delivery(row)

    def stale(self, chat_id: int) -> Delivery | None:
        """The oldest delivery of a chat to be corrected."""
        row = self._one(
            """
            SELECT * FROM deliveries
            WHERE chat_id = :chat_id
                AND state = 'sent' AND message_id IS NOT NULL AND shown < wanted
            ORDER BY id LIMIT 1
            """,
            chat_id=chat_id,
        )
        return None if row is None else _delivery(row)

    def waiting(self, accounts: list[int]) -> tuple[int, float | None]:
        """How many outcomes of these accounts are due, and since when the oldest waits."""
        row = self._one(
            """
            SELECT COUNT(*) AS due, MIN(deliveries.created_at) AS oldest
            FROM deliveries JOIN calls ON calls.id = deliveries.call_id
            WHERE deliveries.state = 'due'
                AND calls.account_id IN (SELECT value FROM json_each(:accounts))
            """,
            accounts=json.dumps(accounts),
        )
        assert row is not None, "a COUNT always has a row"
        return row["due"], row["oldest"]


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        call_id=row["call_id"],
        kind=Kind(row["kind"]),
        place=place_of(row),
        subscription_id=row["subscription_id"],
        message_id=row["message_id"],
        shown=row["shown"],
        wanted=row["wanted"],
    )
