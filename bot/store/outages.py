"""The PBX accounts that do not answer, since when."""

from __future__ import annotations

from bot.core.records import Outage
from bot.store.group import Group, Row


class Outages(Group):
    """The table outages; an account is in it while it is down."""

    __slots__ = ()

    def begin(self, account_id: int, *, since: float, status: int | None) -> Outage:
        """An account did not answer; one that was down already stays down since then."""
        self._run(
            """
            INSERT INTO outages (account_id, since, status) VALUES (:account_id, :since, :status)
            ON CONFLICT (account_id) DO UPDATE SET status = excluded.status
            """,
            account_id=account_id,
            since=since,
            status=status,
        )
        outage = self.get(account_id)
        assert outage is not None, "it was written just now"
        return outage

    def get(self, account_id: int) -> Outage | None:
        """None: as far as we know it answers."""
        row = self._one(
            "SELECT * FROM outages WHERE account_id = :account_id", account_id=account_id
        )
        return None if row is None else _outage(row)

    def all(self) -> list[Outage]:
        """Every account that is down, by id."""
        return [_outage(row) for row in self._all("SELECT * FROM outages ORDER BY account_id")]

    def end(self, account_id: int) -> bool:
        """It answers; False if it was not down."""
        return bool(
            self._run("DELETE FROM outages WHERE account_id = :account_id", account_id=account_id)
        )


def _outage(row: Row) -> Outage:
    return Outage(account_id=row["account_id"], since=row["since"], status=row["status"])
