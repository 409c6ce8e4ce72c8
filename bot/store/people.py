"""Who was let in, with what role."""

from __future__ import annotations

from bot.core.people import Language, Person, Role
from bot.store.group import Group, Row


class People(Group):
    """The table people; `person_id` is a Telegram user id."""

    __slots__ = ()

    def get(self, person_id: int) -> Person | None:
        """None: nobody of this id was ever let in."""
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
                language = COALESCE(excluded.language, people.language),
                revoked_at = NULL
            """,
            person_id=person.person_id,
            name=person.name,
            role=person.role,
            language=person.language,
            created_at=created_at,
        )

    def set_default(self, person_id: int, account_id: int | None) -> None:
        """What this person calls with if they say nothing."""
        self._run(
            "UPDATE people SET default_account_id = :account_id WHERE person_id = :person_id",
            person_id=person_id,
            account_id=account_id,
        )

    def set_language(self, person_id: int, language: Language) -> None:
        """The language that this person chose."""
        self._run(
            "UPDATE people SET language = :language WHERE person_id = :person_id",
            person_id=person_id,
            language=language,
        )

    def set_role(self, person_id: int, role: Role) -> None:
        """What somebody who was let in may do."""
        self._run(
            "UPDATE people SET role = :role WHERE person_id = :person_id",
            person_id=person_id,
            role=role,
        )

    def revoke(self, person_id: int, at: float) -> None:
        """A stranger again; the name stays, for the calls that they placed."""
        self._run(
            """
            UPDATE people SET role = :stranger, default_account_id = NULL, phone = NULL,
                revoked_at = :at
            WHERE person_id = :person_id
            """,
            person_id=person_id,
            stranger=Role.STRANGER,
            at=at,
        )

    def forget_default(self, account_id: int, person_id: int | None = None) -> None:
        """The account is nobody's default any more, or not this person's."""
        self._run(
            """
            UPDATE people SET default_account_id = NULL
            WHERE default_account_id = :account_id
                AND (:person_id IS NULL OR person_id = :person_id)
            """,
            account_id=account_id,
            person_id=person_id,
        )

    def set_phone(self, person_id: int, phone: str | None) -> None:
        """This person's own number, for test calls."""
        self._run(
            "UPDATE people SET phone = :phone WHERE person_id = :person_id",
            person_id=person_id,
            phone=phone,
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
        default_account_id=row["default_account_id"],
        phone=row["phone"],
    )
