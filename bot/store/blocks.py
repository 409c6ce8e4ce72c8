"""Numbers that nobody calls: one standing block a number, and those that were lifted."""

from __future__ import annotations

from bot.core.do_not_call import Block
from bot.store.group import Group, Row


class Blocks(Group):
    """The table blocks; nothing in it is changed but that a block is lifted."""

    __slots__ = ()

    def of(self, number: str) -> Block | None:
        """The block that stands on a number."""
        row = self._one(
            "SELECT * FROM blocks WHERE number = :number AND lifted_at IS NULL", number=number
        )
        return None if row is None else _block(row)

    def add(
        self,
        number: str,
        *,
        at: float,
        reason: str = "",
        by: int | None = None,
        pressed: str = "",
        call_id: int | None = None,
    ) -> bool:
        """Block a number, by somebody's word or by a key in a call; False: it is already."""
        added = self._run(
            """
            INSERT INTO blocks (number, reason, blocked_by, pressed, call_id, blocked_at)
            VALUES (:number, :reason, :by, :pressed, :call_id, :at)
            ON CONFLICT (number) WHERE lifted_at IS NULL DO NOTHING
            """,
            number=number,
            reason=reason,
            by=by,
            pressed=pressed,
            call_id=call_id,
            at=at,
        )
        return bool(added)

    def lift(self, number: str, *, by: int, at: float) -> bool:
        """A number may be called again; False: it was not blocked."""
        lifted = self._run(
            """
            UPDATE blocks SET lifted_by = :by, lifted_at = :at
            WHERE number = :number AND lifted_at IS NULL
            """,
            number=number,
            by=by,
            at=at,
        )
        return bool(lifted)

    def get(self, block_id: int) -> Block | None:
        """A block by its id, if it stands."""
        row = self._one(
            "SELECT * FROM blocks WHERE id = :block_id AND lifted_at IS NULL", block_id=block_id
        )
        return None if row is None else _block(row)

    def count(self) -> int:
        """How many numbers are blocked."""
        count: int = self._value("SELECT COUNT(*) FROM blocks WHERE lifted_at IS NULL")
        return count

    def latest(self, limit: int) -> list[Block]:
        """Those blocked last, the newest first."""
        rows = self._all(
            "SELECT * FROM blocks WHERE lifted_at IS NULL ORDER BY id DESC LIMIT :limit",
            limit=limit,
        )
        return [_block(row) for row in rows]

    def mark(self, list_id: int) -> bool:
        """Rows of a list that wait are left out if their number is blocked, and come back if not.

        True: some have changed.
        """
        gone = self._run(
            """
            UPDATE list_rows SET state = 'out', left_out = 'blocked'
            WHERE list_id = :list_id AND state = 'waiting'
                AND callee IN (SELECT number FROM blocks WHERE lifted_at IS NULL)
            """,
            list_id=list_id,
        )
        back = self._run(
            """
            UPDATE list_rows SET state = 'waiting', left_out = NULL
            WHERE list_id = :list_id AND state = 'out' AND left_out = 'blocked'
                AND callee NOT IN (SELECT number FROM blocks WHERE lifted_at IS NULL)
            """,
            list_id=list_id,
        )
        return bool(gone or back)


def _block(row: Row) -> Block:
    return Block(
        id=row["id"],
        number=row["number"],
        reason=row["reason"],
        blocked_by=row["blocked_by"],
        pressed=row["pressed"],
        blocked_at=row["blocked_at"],
    )
