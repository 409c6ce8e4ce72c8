"""Another program that fetches this bot's updates: since when there is one."""

from __future__ import annotations

from bot.store.group import Group


class Rivals(Group):
    """One row of the table meta, there while there is such a program."""

    __slots__ = ()

    def begin(self, since: float) -> bool:
        """There is one; False if that was known."""
        return bool(
            self._run(
                "INSERT INTO meta (key, value) VALUES ('rival', :since) ON CONFLICT DO NOTHING",
                since=str(since),
            )
        )

    def end(self) -> bool:
        """There is none any more; False if that was known."""
        return bool(self._run("DELETE FROM meta WHERE key = 'rival'"))

    def since(self) -> float | None:
        """None: as far as we know there is none."""
        at: str | None = self._value("SELECT value FROM meta WHERE key = 'rival'")
        return None if at is None else float(at)
