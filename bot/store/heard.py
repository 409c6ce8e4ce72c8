"""Who heard a voice script: answered calls with it, the latest of each callee."""

from __future__ import annotations

from bot.core.records import Call
from bot.store.calls import Calls
from bot.store.group import Group


class Heard(Group):
    """The table calls, by script; tests to one's own phone were heard by nobody else."""

    __slots__ = ()

    def count(self, account_id: int, template: str) -> int:
        """How many people."""
        counted: int = self._value(
            """
            SELECT COUNT(DISTINCT callee) FROM calls
            WHERE account_id = :account_id AND template = :template
                AND outcome = 'answered' AND test = 0
            """,
            account_id=account_id,
            template=template,
        )
        return counted

    def page(self, account_id: int, template: str, *, offset: int, limit: int) -> list[Call]:
        """Their latest calls that were answered, newest first; `limit` -1: all."""
        rows = self._all(
            """
            SELECT MAX(id) AS latest FROM calls
            WHERE account_id = :account_id AND template = :template
                AND outcome = 'answered' AND test = 0
            GROUP BY callee ORDER BY latest DESC LIMIT :limit OFFSET :offset
            """,
            account_id=account_id,
            template=template,
            limit=limit,
            offset=offset,
        )
        calls = Calls(self._connection)
        found = (calls.get(row["latest"]) for row in rows)
        return [call for call in found if call is not None]
