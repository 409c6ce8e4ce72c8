"""The deliveries: outcomes owed to audiences, each sent once and corrected in place."""

from __future__ import annotations

import json
from typing import Final

from bot.core.records import Delivery, Kind, Place, Subject
from bot.store.cards import SELDOM
from bot.store.group import MESSAGE_IF_THERE, Group, Row, columns_of, place_of, subject_of

#: What nobody was told yet: what is due; what a digest has gathered that was never shown; and what
#: it has gathered since its message is behind, or just before.
_UNTOLD: Final = """
    SELECT about, subject_id, created_at FROM deliveries WHERE state = 'due'
    UNION ALL
    SELECT told.about, told.subject_id, told.created_at
    FROM cards JOIN deliveries AS told ON digest_id = cards.subject_id
    WHERE cards.about = 'digest'
        AND cards.message_id IS NULL AND cards.shown < cards.wanted AND cards.dead = 0
    UNION ALL
    SELECT told.about, told.subject_id, told.created_at
    FROM cards JOIN deliveries AS told ON digest_id = cards.subject_id
    WHERE cards.about = 'digest' AND told.sent_at >= cards.wanted_at - :seldom
        AND cards.message_id IS NOT NULL AND cards.shown < cards.wanted AND cards.dead = 0
"""


class Deliveries(Group):
    """The table deliveries; a row is due, then sent or dead."""

    __slots__ = ()

    def add(
        self,
        *,
        subject: Subject,
        kind: Kind,
        audience: str,
        place: Place,
        subscription_id: int | None,
        created_at: float,
        apart: bool = False,
    ) -> bool:
        """Owe an audience news of a call or a list; False if it was owed before, sent or not.

        `apart`: it calls for somebody, and is told by itself as long as that can be done.
        """
        return bool(
            self._run(
                """
                INSERT INTO deliveries (about, subject_id, kind, audience, chat_id, thread_id,
                    subscription_id, created_at, apart)
                VALUES (:about, :subject_id, :kind, :audience, :chat_id, :thread_id,
                    :subscription_id, :created_at, :apart)
                ON CONFLICT (about, subject_id, audience, kind) DO NOTHING
                """,
                about=subject.about,
                subject_id=subject.id,
                kind=kind,
                audience=audience,
                **columns_of(place),
                subscription_id=subscription_id,
                created_at=created_at,
                apart=apart,
            )
        )

    def want(self, subject: Subject) -> None:
        """It came out otherwise than was told, or than is being told at this moment."""
        self._run(
            """
            UPDATE deliveries SET wanted = wanted + 1
            WHERE about = :about AND subject_id = :subject_id
            """,
            about=subject.about,
            subject_id=subject.id,
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

    def of(self, subject: Subject) -> list[Delivery]:
        """All that was ever owed of a call or a list, oldest first."""
        rows = self._all(
            """
            SELECT * FROM deliveries WHERE about = :about AND subject_id = :subject_id ORDER BY id
            """,
            about=subject.about,
            subject_id=subject.id,
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

    def all_due(self, chat_id: int) -> list[Delivery]:
        """All that a chat has not got, oldest first."""
        rows = self._all(
            "SELECT * FROM deliveries WHERE chat_id = :chat_id AND state = 'due' ORDER BY id",
            chat_id=chat_id,
        )
        return [_delivery(row) for row in rows]

    def owed_to(self, chat_id: int) -> tuple[int, float | None]:
        """How many deliveries a chat has not got, and since when the oldest of them waits."""
        row = self._one(
            """
            SELECT COUNT(*) AS due, MIN(created_at) AS oldest FROM deliveries
            WHERE chat_id = :chat_id AND state = 'due'
            """,
            chat_id=chat_id,
        )
        assert row is not None, "a COUNT always has a row"
        return row["due"], row["oldest"]

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

    def all_waiting(self) -> tuple[int, float | None]:
        """How many outcomes are not told, alone or in a digest, and since when the oldest waits."""
        row = self._one(
            f"SELECT COUNT(*) AS untold, MIN(created_at) AS oldest FROM ({_UNTOLD})",
            seldom=SELDOM,
        )
        assert row is not None, "a COUNT always has a row"
        return row["untold"], row["oldest"]

    def waiting(self, accounts: list[int]) -> tuple[int, float | None]:
        """The same of these accounts."""
        row = self._one(
            f"""
            SELECT COUNT(*) AS untold, MIN(owed.created_at) AS oldest
            FROM ({_UNTOLD}) AS owed
            LEFT JOIN calls ON about = 'call' AND calls.id = subject_id
            LEFT JOIN lists ON about = 'list' AND lists.id = subject_id
            WHERE COALESCE(calls.account_id, lists.account_id)
                IN (SELECT value FROM json_each(:accounts))
            """,
            accounts=json.dumps(accounts),
            seldom=SELDOM,
        )
        assert row is not None, "a COUNT always has a row"
        return row["untold"], row["oldest"]


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        subject=subject_of(row),
        kind=Kind(row["kind"]),
        place=place_of(row),
        subscription_id=row["subscription_id"],
        message_id=row["message_id"],
        shown=row["shown"],
        wanted=row["wanted"],
    )
