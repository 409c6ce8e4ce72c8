"""The sound files that the PBX took from this bot, by account and name; never their bytes."""

from __future__ import annotations

from dataclasses import asdict

from bot.core.uploads import Uploaded
from bot.store.group import Group, Row


class Uploads(Group):
    """The table uploads."""

    __slots__ = ()

    def put(self, uploaded: Uploaded) -> None:
        """The PBX took it; whatever was remembered by its name is over."""
        self._run(
            """
            INSERT INTO uploads (account_id, name, size, seconds, digest, person_id, created_at)
            VALUES (:account_id, :name, :size, :seconds, :digest, :person_id, :created_at)
            ON CONFLICT (account_id, name) DO UPDATE SET
                size = excluded.size, seconds = excluded.seconds, digest = excluded.digest,
                person_id = excluded.person_id, created_at = excluded.created_at
            """,
            **asdict(uploaded),
        )

    def of_account(self, account_id: int) -> list[Uploaded]:
        """All files of an account, newest first."""
        rows = self._all(
            """
            SELECT * FROM uploads WHERE account_id = :account_id ORDER BY created_at DESC, name
            """,
            account_id=account_id,
        )
        return [_uploaded(row) for row in rows]


def _uploaded(row: Row) -> Uploaded:
    return Uploaded(
        account_id=row["account_id"],
        name=row["name"],
        size=row["size"],
        seconds=row["seconds"],
        digest=row["digest"],
        person_id=row["person_id"],
        created_at=row["created_at"],
    )
