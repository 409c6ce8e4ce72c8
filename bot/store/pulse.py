"""The pulse: a row that is written for no other purpose than to find out whether rows can be."""

from __future__ import annotations

from bot.store.group import Group


class Pulse(Group):
    """One row of the table meta."""

    __slots__ = ()

    def beat(self, at: float) -> None:
        """Write as a hook would be: a full disk or a lock is met here too."""
        self._run(
            """
            INSERT INTO meta (key, value) VALUES ('pulse', :at)
            ON CONFLICT (key) DO UPDATE SET value = :at
            """,
            at=str(at),
        )
