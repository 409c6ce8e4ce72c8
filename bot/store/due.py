"""What is due of calls: when they settle, and when the PBX is asked for them."""

from __future__ import annotations

import json

from bot.core.calls import State
from bot.core.records import Call
from bot.store.calls import calls_of
from bot.store.group import Group


class Due(Group):
    """The times in the table calls, each answered from its index."""

    __slots__ = ()

    def look_up_all(self, now: float, *states: State) -> None:
        """All that are in one of these states, and did not settle, are due to be asked for."""
        self._run(
            """
            UPDATE calls SET look_at = :now
            WHERE state IN (SELECT value FROM json_each(:states))
                AND (settled_at IS NULL OR settle_at IS NOT NULL)
            """,
            now=now,
            states=json.dumps(states),
        )

    def to_settle(self, now: float, limit: int) -> list[Call]:
        """Calls whose time to settle is up, longest due first."""
        return calls_of(
            self._all(
                "SELECT * FROM calls WHERE settle_at <= :now ORDER BY settle_at LIMIT :limit",
                now=now,
                limit=limit,
            )
        )

    def next_to_settle(self) -> float | None:
        """When `to_settle` has something next."""
        at: float | None = self._value(
            "SELECT MIN(settle_at) FROM calls WHERE settle_at IS NOT NULL"
        )
        return at

    def to_look(self, now: float, limit: int, *, besides: list[int]) -> list[Call]:
        """Calls to be asked of the PBX now, longest due first, but for these accounts."""
        return calls_of(
            self._all(
                """
                SELECT * FROM calls
                WHERE look_at <= :now
                    AND account_id NOT IN (SELECT value FROM json_each(:besides))
                ORDER BY look_at LIMIT :limit
                """,
                now=now,
                limit=limit,
                besides=json.dumps(besides),
            )
        )

    def next_to_look(self, *, besides: list[int]) -> float | None:
        """When `to_look` has something next."""
        at: float | None = self._value(
            """
            SELECT look_at FROM calls
            WHERE look_at IS NOT NULL
                AND account_id NOT IN (SELECT value FROM json_each(:besides))
            ORDER BY look_at LIMIT 1
            """,
            besides=json.dumps(besides),
        )
        return at
