"""What past calls of an account used, for those who pick: campaigns, callers, templates, fields."""

from __future__ import annotations

from typing import Final

from bot.store.group import Group

#: Nobody picks from more.
MOST: Final = 50


class Learned(Group):
    """The table learned; a kind is one of core.learning's."""

    __slots__ = ()

    def use(self, account_id: int, kind: str, value: str, at: float) -> None:
        """It was used at that time; an earlier use than the last changes nothing."""
        self._run(
            """
            INSERT INTO learned (account_id, kind, value, used_at)
            VALUES (:account_id, :kind, :value, :at)
            ON CONFLICT (account_id, kind, value) DO UPDATE SET used_at = excluded.used_at
                WHERE excluded.used_at > learned.used_at
            """,
            account_id=account_id,
            kind=kind,
            value=value,
            at=at,
        )

    def of(self, account_id: int, kind: str) -> list[str]:
        """The values, the one used last first; of those used at once, the first one learned."""
        rows = self._all(
            """
            SELECT value FROM learned WHERE account_id = :account_id AND kind = :kind
            ORDER BY used_at DESC, rowid LIMIT :most
            """,
            account_id=account_id,
            kind=kind,
            most=MOST,
        )
        return [row["value"] for row in rows]
