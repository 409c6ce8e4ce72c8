"""The invitations: one-time links, who followed them, and what was said to that."""

from __future__ import annotations

from bot.core.invitations import Answer, Guest, Invitation
from bot.core.people import Language, Role
from bot.store.group import Group, Row


class Invitations(Group):
    """The table invitations; a link's secret is stored hashed."""

    __slots__ = ()

    def add(
        self,
        token_hash: str,
        role: Role,
        *,
        created_by: int,
        created_at: float,
        language: Language,
    ) -> int:
        """The invitation's id."""
        return self._insert(
            """
            INSERT INTO invitations (token_hash, role, created_by, created_at, language)
            VALUES (:token_hash, :role, :created_by, :created_at, :language)
            """,
            token_hash=token_hash,
            role=role,
            created_by=created_by,
            created_at=created_at,
            language=language,
        )

    def get(self, invitation_id: int) -> Invitation | None:
        """An invitation by its id."""
        row = self._one("SELECT * FROM invitations WHERE id = :id", id=invitation_id)
        return None if row is None else _invitation(row)

    def by_hash(self, token_hash: str) -> Invitation | None:
        """The invitation whose link holds the secret of this hash."""
        row = self._one(
            "SELECT * FROM invitations WHERE token_hash = :token_hash", token_hash=token_hash
        )
        return None if row is None else _invitation(row)

    def batch(self, first: int, last: int, created_by: int) -> list[Invitation]:
        """The invitations of this maker from one id to another."""
        rows = self._all(
            """
            SELECT * FROM invitations
            WHERE id BETWEEN :first AND :last AND created_by = :created_by ORDER BY id
            """,
            first=first,
            last=last,
            created_by=created_by,
        )
        return [_invitation(row) for row in rows]

    def is_waited_for(self, person_id: int) -> bool:
        """Whether this person followed a link and nobody has answered yet."""
        found = self._one(
            "SELECT 1 FROM invitations WHERE person_id = :person_id AND answer IS NULL",
            person_id=person_id,
        )
        return found is not None

    def follow(self, invitation_id: int, guest: Guest, at: float) -> None:
        """Somebody followed the link, which is theirs from now on."""
        self._run(
            """
            UPDATE invitations SET person_id = :person_id, person_name = :name,
                person_language = :language, followed_at = :at
            WHERE id = :id AND person_id IS NULL
            """,
            id=invitation_id,
            person_id=guest.person_id,
            name=guest.name,
            language=guest.language,
            at=at,
        )

    def answer(self, invitation_id: int, answer: Answer, *, by: int, at: float) -> bool:
        """Say it once; False: it was said before, or nobody has followed the link."""
        answered = self._run(
            """
            UPDATE invitations SET answer = :answer, answered_by = :by, answered_at = :at
            WHERE id = :id AND person_id IS NOT NULL AND answer IS NULL
            """,
            id=invitation_id,
            answer=answer,
            by=by,
            at=at,
        )
        return bool(answered)

    def revoke(self, invitation_id: int, at: float) -> None:
        """The link leads nowhere, unless somebody has followed it already."""
        self._run(
            """
            UPDATE invitations SET revoked_at = :at
            WHERE id = :id AND person_id IS NULL AND revoked_at IS NULL
            """,
            id=invitation_id,
            at=at,
        )


def _invitation(row: Row) -> Invitation:
    guest = None
    if row["person_id"] is not None:
        guest = Guest(
            person_id=row["person_id"],
            name=row["person_name"],
            language=Language(row["person_language"]),
        )
    return Invitation(
        id=row["id"],
        role=Role(row["role"]),
        created_by=row["created_by"],
        created_at=row["created_at"],
        language=Language(row["language"]),
        revoked_at=row["revoked_at"],
        guest=guest,
        answer=None if row["answer"] is None else Answer(row["answer"]),
        answered_by=row["answered_by"],
    )
