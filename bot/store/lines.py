"""The lines: how many of an account's calls go on, or are about to, at a moment."""

from __future__ import annotations

from typing import Final

from bot.store.group import Group

#: A call of which nothing is heard for so many seconds is not believed to hold a line any more;
#: one of which it is not known whether it went out holds one for as long as calls last.
SILENT: Final = 900.0
DOUBTFUL: Final = 120.0


class Lines(Group):
    """Counts over the table calls."""

    __slots__ = ()

    def taken(self, account_id: int, *, now: float, before: int | None = None) -> int:
        """Calls that hold a line, or are about to be asked for; for a call, those `before` it."""
        taken: int = self._value(
            """
            SELECT COUNT(*) FROM calls
            WHERE account_id = :account_id
                AND state IN ('pending', 'placing', 'placed', 'ringing', 'answered', 'unknown')
                AND (state <> 'pending' OR :before IS NULL OR id < :before)
                AND since > :now - CASE WHEN state = 'unknown' THEN :doubtful ELSE :silent END
            """,
            account_id=account_id,
            now=now,
            before=before,
            silent=SILENT,
            doubtful=DOUBTFUL,
        )
        return taken
