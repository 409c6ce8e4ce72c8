"""The drafts: questions put to people, each taken once."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.core.records import Draft, Topic
from bot.store.group import VALUES, Group, Row, columns_of, place_of


class Drafts(Group):
    """The table drafts; it never holds a code."""

    __slots__ = ()

    def add(self, draft: Draft) -> None:
        """Write a question down."""
        self._run(
            """
            INSERT INTO drafts (id, person_id, chat_id, thread_id, message_id, about, asking,
                "values", created_at)
            VALUES (:id, :person_id, :chat_id, :thread_id, :message_id, :about, :asking,
                :values, :created_at)
            """,
            id=draft.id,
            person_id=draft.person_id,
            **columns_of(draft.place),
            message_id=draft.message_id,
            about=draft.about,
            asking=draft.asking,
            values=VALUES.dump_json(draft.values).decode(),
            created_at=draft.created_at,
        )

    def get(self, draft_id: str) -> Draft | None:
        """A draft by what its buttons carry, taken or not."""
        row = self._one("SELECT * FROM drafts WHERE id = :draft_id", draft_id=draft_id)
        return None if row is None else _draft(row)

    def at(self, chat_id: int, message_id: int) -> Draft | None:
        """The draft that a message is the prompt of, taken or not."""
        row = self._one(
            "SELECT * FROM drafts WHERE chat_id = :chat_id AND message_id = :message_id",
            chat_id=chat_id,
            message_id=message_id,
        )
        return None if row is None else _draft(row)

    def newest_open(
        self, person_id: int, chat_id: int, *, since: float, asking: Sequence[str] = ()
    ) -> Draft | None:
        """The newest draft of a person in a chat that was put since then and is not taken.

        `asking`: only one that waits for one of these.
        """
        row = self._one(
            """
            SELECT * FROM drafts
            WHERE person_id = :person_id AND chat_id = :chat_id
                AND created_at >= :since AND taken_at IS NULL
                AND (:asking = '[]' OR asking IN (SELECT value FROM json_each(:asking)))
            ORDER BY created_at DESC, rowid DESC LIMIT 1
            """,
            person_id=person_id,
            chat_id=chat_id,
            since=since,
            asking=json.dumps(asking),
        )
        return None if row is None else _draft(row)

    def prompt(self, draft_id: str, message_id: int) -> None:
        """The prompt was sent: a reply to it is the answer."""
        self._run(
            "UPDATE drafts SET message_id = :message_id WHERE id = :draft_id",
            draft_id=draft_id,
            message_id=message_id,
        )

    def renew(self, draft_id: str, values: dict[str, str], at: float) -> None:
        """A draft that is not taken is put anew: what it keeps is this, and its time begins now."""
        self._run(
            """
            UPDATE drafts SET "values" = :values, created_at = :at
            WHERE id = :draft_id AND taken_at IS NULL
            """,
            draft_id=draft_id,
            values=VALUES.dump_json(values).decode(),
            at=at,
        )

    def take(self, draft_id: str, at: float) -> Draft | None:
        """Claim a draft; None if there is none or it was taken already."""
        taken = self._run(
            "UPDATE drafts SET taken_at = :at WHERE id = :draft_id AND taken_at IS NULL",
            draft_id=draft_id,
            at=at,
        )
        return self.get(draft_id) if taken else None

    def take_all(self, person_id: int, at: float) -> None:
        """None of a person's questions can be answered any more."""
        self._run(
            "UPDATE drafts SET taken_at = :at WHERE person_id = :person_id AND taken_at IS NULL",
            person_id=person_id,
            at=at,
        )


def _draft(row: Row) -> Draft:
    return Draft(
        id=row["id"],
        person_id=row["person_id"],
        place=place_of(row),
        message_id=row["message_id"],
        about=Topic(row["about"]),
        asking=row["asking"],
        values=VALUES.validate_json(row["values"]),
        created_at=row["created_at"],
        taken=row["taken_at"] is not None,
    )
