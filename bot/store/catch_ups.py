"""How far each account's list of records is known."""

from __future__ import annotations

from bot.core.catching_up import Progress
from bot.store.group import Group


class CatchUps(Group):
    """The table catch_ups; an account has its row from its first look on."""

    __slots__ = ()

    def get(self, account_id: int) -> Progress | None:
        """None: nobody looked yet."""
        row = self._one(
            "SELECT * FROM catch_ups WHERE account_id = :account_id", account_id=account_id
        )
        if row is None:
            return None
        return Progress(
            newest_first=None if row["newest_first"] is None else bool(row["newest_first"]),
            newest_at=row["newest_at"],
            leading=row["leading"],
            last_id=row["last_id"],
            whole=bool(row["whole"]),
        )

    def caught_up_at(self, account_id: int) -> float | None:
        """When our records last matched the PBX's; None: never."""
        at: float | None = self._value(
            "SELECT caught_up_at FROM catch_ups WHERE account_id = :account_id",
            account_id=account_id,
        )
        return at

    def put(self, account_id: int, progress: Progress, *, at: float) -> None:
        """A look ended."""
        self._run(
            """
            INSERT INTO catch_ups (account_id, newest_first, newest_at, leading, last_id, whole,
                caught_up_at)
            VALUES (:account_id, :newest_first, :newest_at, :leading, :last_id, :whole, :at)
            ON CONFLICT (account_id) DO UPDATE SET
                newest_first = excluded.newest_first,
                newest_at = excluded.newest_at,
                leading = excluded.leading,
                last_id = excluded.last_id,
                whole = excluded.whole,
                caught_up_at = excluded.caught_up_at
            """,
            account_id=account_id,
            newest_first=progress.newest_first,
            newest_at=progress.newest_at,
            leading=progress.leading,
            last_id=progress.last_id,
            whole=progress.whole,
            at=at,
        )
