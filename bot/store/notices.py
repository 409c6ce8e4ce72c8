"""The notices: a sentence each, owed to people about what they set up."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.records import Notice
from bot.store.group import VALUES, Group, Row


class Notices(Group):
    """The table notices; they go to a person's private chat, whose id is the person's."""

    __slots__ = ()

    def add(
        self, person_id: int, kind: str, *, values: Mapping[str, str], created_at: float
    ) -> None:
        """Owe a person the text named `kind`."""
        self._run(
            """
            INSERT INTO notices (person_id, kind, "values", created_at)
            VALUES (:person_id, :kind, :values, :created_at)
            """,
            person_id=person_id,
            kind=kind,
            values=VALUES.dump_json(dict(values)).decode(),
            created_at=created_at,
        )

    def ever(self, kind: str) -> bool:
        """Whether anybody was ever owed this text, and could be told."""
        found = self._value(
            "SELECT 1 FROM notices WHERE kind = :kind AND dead = 0 LIMIT 1", kind=kind
        )
        return found is not None

    def last_at(self, kind: str, about: str) -> float | None:
        """When a text of this kind about a person was last owed to anybody."""
        at: float | None = self._value(
            """
            SELECT MAX(created_at) FROM notices
            WHERE kind = :kind AND json_extract("values", '$.about') = :about
            """,
            kind=kind,
            about=about,
        )
        return at

    def sent(self, notice_id: int, at: float) -> None:
        """The person has it."""
        self._run(
            "UPDATE notices SET sent_at = :at WHERE id = :notice_id", notice_id=notice_id, at=at
        )

    def kill(self, notice_id: int) -> None:
        """It can't be sent: never try again."""
        self._run("UPDATE notices SET dead = 1 WHERE id = :notice_id", notice_id=notice_id)

    def due(self, person_id: int) -> Notice | None:
        """The oldest notice that a person has not got."""
        row = self._one(
            """
            SELECT * FROM notices WHERE person_id = :person_id AND sent_at IS NULL AND dead = 0
            ORDER BY id LIMIT 1
            """,
            person_id=person_id,
        )
        return None if row is None else _notice(row)


def _notice(row: Row) -> Notice:
    return Notice(
        id=row["id"],
        person_id=row["person_id"],
        kind=row["kind"],
        values=VALUES.validate_json(row["values"]),
    )
