"""Who was let in, with what role."""

from __future__ import annotations

from bot.core.people import Language, Person, Role
from bot.store.group import Group, Row


class People(Group):
    """The table people; `person_id` is a Telegram user id."""

    __slots__ = ()

    def get(self, person_id: int) -> Person | None:
        """None: a stranger."""
        row = self._one("SELECT * FROM people WHERE person_id = :person_id", person_id=person_id)
        return None if row is None else _person(row)

    def put(self, person: Person, *, created_at: float) -> None:
        """Let somebody in, or change their name and role; no language leaves theirs as it is."""
        self._run(
            """
            INSERT INTO people (person_id, name, role, language, created_at)
            VALUES (:person_id, :name, :role, :language, :created_at)
            ON CONFLICT (person_id) DO UPDATE SET
                name = excluded.name,
                role = excluded.role,
                language = COALESCE(excluded.language, people.language)
            """,
            person_id=person.person_id,
            name=person.name,
            role=person.role,
            language=person.language,
            created_at=created_at,
        )

    def all(self) -> list[Person]:
        """Everybody, in the order in which they came."""
        rows = self._all("SELECT * FROM people ORDER BY created_at, person_id")
        return [_person(row) for row in rows]


def _person(row: Row) -> Person:
    return Person(
        person_id=row["person_id"],
        name=row["name"],
        role=Role(row["role"]),
        language=None if row["language"] is None else Language(row["language"]),
    )
