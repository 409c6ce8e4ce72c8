"""The records: every call of an account, whoever placed it, as its list shows them.

One row a call: what another system is thought to have placed, and turns out to be ours, is merged.
"""

from __future__ import annotations

from bot.core.cdrs import Cdr, fuller
from bot.core.phones import national
from bot.core.records import NewCall
from bot.store.group import Group, Row


class Records(Group):
    """The table records; a call of ours has its row from the moment it is written down."""

    __slots__ = ()

    def add_call(self, call_row: int, new: NewCall) -> None:
        """A call of ours, of which the PBX knows nothing yet."""
        self._insert(
            """
            INSERT INTO records (account_id, at, callee, caller, call_row)
            VALUES (:account_id, :at, :callee, :caller, :call_row)
            """,
            account_id=new.account_id,
            at=new.created_at,
            callee=national(new.callee),
            caller=national(new.caller),
            call_row=call_row,
        )

    def call_row(self, account_id: int, call_id: str) -> int | None:
        """Our own id of the call that the PBX calls this; None: it is not known to be ours."""
        row: int | None = self._value(
            "SELECT call_row FROM records WHERE account_id = :account_id AND call_id = :call_id",
            account_id=account_id,
            call_id=call_id,
        )
        return row

    def name(self, call_row: int, account_id: int, call_id: str) -> Cdr | None:
        """A call of ours is told its id; the record that stood under it as another's, if one did.

        An id that another call of ours holds stays there.
        """
        known = self._one(
            """
            SELECT id, call_row, cdr FROM records
            WHERE account_id = :account_id AND call_id = :call_id
            """,
            account_id=account_id,
            call_id=call_id,
        )
        if known is not None:
            if known["call_row"] is not None:
                return None
            self._run("DELETE FROM records WHERE id = :id", id=known["id"])
        self._run(
            "UPDATE records SET call_id = :call_id WHERE call_row = :call_row",
            call_id=call_id,
            call_row=call_row,
        )
        return None if known is None else _cdr(known)

    def keep(self, call_row: int, cdr: Cdr) -> None:
        """What the PBX recorded of a call of ours; what says less than is known changes nothing."""
        row = self._one("SELECT id, cdr FROM records WHERE call_row = :call_row", call_row=call_row)
        assert row is not None, "a call of ours has its record"
        self._keep(row, cdr)

    def put(self, account_id: int, cdr: Cdr, *, now: float) -> None:
        """A call that another system placed; it is known by its id, so it has one."""
        made_at = cdr.made_at(now=now)
        row = self._one(
            "SELECT id, cdr FROM records WHERE account_id = :account_id AND call_id = :call_id",
            account_id=account_id,
            call_id=cdr.call_id,
        )
        if row is not None:
            self._keep(row, cdr)
            return
        self._insert(
            """
            INSERT INTO records (account_id, at, callee, caller, call_id, finished, cdr)
            VALUES (:account_id, :at, :callee, :caller, :call_id, :finished, :cdr)
            """,
            account_id=account_id,
            at=now if made_at is None else made_at,
            callee=national(cdr.callee),
            caller=national(cdr.caller),
            call_id=cdr.call_id,
            finished=cdr.finished,
            cdr=_json(cdr),
        )

    def _keep(self, row: Row, cdr: Cdr) -> None:
        known = _cdr(row)
        if known is None or fuller(known, cdr) != known:
            self._run(
                "UPDATE records SET cdr = :cdr, finished = :finished WHERE id = :id",
                id=row["id"],
                finished=cdr.finished,
                cdr=_json(cdr),
            )

    def running_elsewhere(self, account_id: int, since: float, limit: int) -> list[str]:
        """Ids of other systems' calls that had not ended when last seen, newest first."""
        rows = self._all(
            """
            SELECT call_id FROM records
            WHERE account_id = :account_id AND finished = 0 AND call_row IS NULL AND at >= :since
            ORDER BY at DESC LIMIT :limit
            """,
            account_id=account_id,
            since=since,
            limit=limit,
        )
        return [row["call_id"] for row in rows]

    def newest(self) -> int:
        """The id of the record that came last; 0: there is none."""
        newest: int = self._value("SELECT COALESCE(MAX(id), 0) FROM records")
        return newest


def _json(cdr: Cdr) -> str:
    return cdr.model_dump_json(exclude_defaults=True)


def _cdr(row: Row) -> Cdr | None:
    return None if row["cdr"] is None else Cdr.model_validate_json(row["cdr"])
