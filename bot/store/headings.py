"""What somebody picked for a column's heading the last time a list was read for a template."""

from __future__ import annotations

from bot.store.group import Group


class Headings(Group):
    """The table headings; a heading is kept folded, as core.columns compares it."""

    __slots__ = ()

    def keep(self, account_id: int, template: str, heading: str, holds: str) -> None:
        """A column of this heading holds a key field, the phone or the team's own id."""
        self._run(
            """
            INSERT INTO headings (account_id, template, heading, holds)
            VALUES (:account_id, :template, :heading, :holds)
            ON CONFLICT (account_id, template, heading) DO UPDATE SET holds = excluded.holds
            """,
            account_id=account_id,
            template=template,
            heading=heading,
            holds=holds,
        )

    def of(self, account_id: int, template: str) -> dict[str, str]:
        """What each heading holds."""
        rows = self._all(
            """
            SELECT heading, holds FROM headings
            WHERE account_id = :account_id AND template = :template
            """,
            account_id=account_id,
            template=template,
        )
        return {row["heading"]: row["holds"] for row in rows}
