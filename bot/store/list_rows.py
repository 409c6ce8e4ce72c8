"""The rows of lists: their cells as they came, their turn, and how they came out.

How they are looked at is list_pages'.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from bot.core.calls import Outcome, State
from bot.core.cells import dump_cells, load_cells
from bot.core.list_rules import Result, result
from bot.core.lists import LeftOut, NewRow, Row, RowState
from bot.core.tables import TableRow
from bot.store import group
from bot.store.group import VALUES, Group


class ListRows(Group):
    """The table list_rows; a row is of one list for good."""

    __slots__ = ()

    def put(self, list_id: int, rows: Iterable[NewRow]) -> None:
        """Write rows that nobody was called for, or write them anew."""
        self._connection.executemany(
            """
            INSERT INTO list_rows (list_id, position, line, cells, callee, label, "values",
                left_out, detail, state)
            VALUES (:list_id, :position, :line, :cells, :callee, :label, :values, :left_out,
                :detail, :state)
            ON CONFLICT (list_id, position) DO UPDATE SET
                callee = excluded.callee, label = excluded.label, "values" = excluded."values",
                left_out = excluded.left_out, detail = excluded.detail, state = excluded.state
                WHERE list_rows.call_row IS NULL
            """,
            [
                {
                    "list_id": list_id,
                    "position": row.position,
                    "line": row.line,
                    "cells": dump_cells(row.cells),
                    "callee": row.callee,
                    "label": row.label,
                    "values": VALUES.dump_json(dict(row.values)).decode(),
                    "left_out": row.left_out,
                    "detail": row.detail,
                    "state": RowState.WAITING if row.left_out is None else RowState.OUT,
                }
                for row in rows
            ],
        )

    def forget(self, list_id: int, most: int) -> int:
        """Rows of a list that was never confirmed go; how many went."""
        return self._run(
            """
            DELETE FROM list_rows WHERE id IN (
                SELECT id FROM list_rows WHERE list_id = :list_id AND call_row IS NULL LIMIT :most
            )
            """,
            list_id=list_id,
            most=most,
        )

    def behead(self, list_id: int) -> None:
        """The first row turns out to be the heading: it goes, the others move up."""
        self._run(
            "DELETE FROM list_rows WHERE list_id = :list_id AND position = 0", list_id=list_id
        )
        # By way of numbers that no row has: a position is one row's at any moment.
        self._run(
            "UPDATE list_rows SET position = -position WHERE list_id = :list_id", list_id=list_id
        )
        self._run(
            "UPDATE list_rows SET position = -position - 1 WHERE list_id = :list_id",
            list_id=list_id,
        )

    def get(self, row_id: int) -> Row | None:
        """A row by its id."""
        row = self._one("SELECT * FROM list_rows WHERE id = :row_id", row_id=row_id)
        return None if row is None else row_of(row)

    def all(self, list_id: int) -> list[Row]:
        """Every row of a list, in the file's order."""
        rows = self._all(
            "SELECT * FROM list_rows WHERE list_id = :list_id ORDER BY position", list_id=list_id
        )
        return [row_of(row) for row in rows]

    def as_they_came(self, list_id: int) -> list[TableRow]:
        """The cells of every row, in the file's order."""
        rows = self._all(
            "SELECT line, cells FROM list_rows WHERE list_id = :list_id ORDER BY position",
            list_id=list_id,
        )
        return [TableRow(line=row["line"], cells=load_cells(row["cells"])) for row in rows]

    def update(self, row: Row, *, came_out: Result | None = None, keypress: str = "") -> None:
        """What became of a row; `came_out` and `keypress` are for counts, once it is done."""
        self._run(
            """
            UPDATE list_rows SET state = :state, due_at = :due_at, attempts = :attempts,
                busy = :busy, call_row = :call_row, settled_at = :settled_at, result = :result,
                keypress = :keypress
            WHERE id = :row_id
            """,
            row_id=row.id,
            state=row.state,
            due_at=row.due_at,
            attempts=row.attempts,
            busy=row.busy,
            call_row=row.call_row,
            settled_at=row.settled_at,
            result=came_out,
            keypress=keypress,
        )

    def leave_out(self, row_id: int, why: LeftOut) -> None:
        """A row that waits is not called after all."""
        self._run(
            """
            UPDATE list_rows SET state = 'out', left_out = :why
            WHERE id = :row_id AND state = 'waiting'
            """,
            row_id=row_id,
            why=why,
        )

    def next(self, list_id: int, now: float) -> Row | None:
        """The row whose turn it is: due longest, then the first in the file."""
        row = self._one(
            """
            SELECT * FROM list_rows
            WHERE list_id = :list_id AND state = 'waiting' AND due_at <= :now
            ORDER BY due_at, position LIMIT 1
            """,
            list_id=list_id,
            now=now,
        )
        return None if row is None else row_of(row)

    def next_due(self, list_id: int) -> float | None:
        """When `next` has one; None: no row waits."""
        due: float | None = self._value(
            "SELECT MIN(due_at) FROM list_rows WHERE list_id = :list_id AND state = 'waiting'",
            list_id=list_id,
        )
        return due

    def overdue(self, list_id: int, since: float) -> list[Row]:
        """Rows that are still calling, whose call was asked for before then."""
        rows = self._all(
            """
            SELECT list_rows.* FROM list_rows JOIN calls ON calls.id = call_row
            WHERE list_rows.list_id = :list_id AND list_rows.state = 'calling'
                AND calls.created_at < :since
            """,
            list_id=list_id,
            since=since,
        )
        return [row_of(row) for row in rows]

    def drop(self, list_id: int) -> int:
        """Those that wait are not called; how many there were."""
        return self._run(
            """
            UPDATE list_rows SET state = 'dropped' WHERE list_id = :list_id AND state = 'waiting'
            """,
            list_id=list_id,
        )

    def latest(self, list_id: int, *, since: float, limit: int) -> list[Result | None]:
        """How its latest calls came out, the newest first; None: that one has not yet.

        Calls that were held back, or for which no line was free, say nothing. Nor is it known how
        a call came out before it has settled, but for one that may not have gone out.
        """
        rows = self._all(
            """
            SELECT outcome, state, settled_at FROM calls
            WHERE list_id = :list_id AND busy = 0 AND created_at >= :since
                AND state NOT IN ('pending', 'dropped')
                -- Who is called again was not reached before: that says nothing of the rest.
                AND NOT EXISTS (
                    SELECT 1 FROM calls AS earlier
                    WHERE earlier.list_row = calls.list_row AND earlier.id < calls.id
                        AND earlier.busy = 0 AND earlier.state <> 'dropped'
                )
            ORDER BY created_at DESC, id DESC LIMIT :limit
            """,
            list_id=list_id,
            since=since,
            limit=limit,
        )
        return [
            _result(row["outcome"], row["state"], row["settled_at"] is not None) for row in rows
        ]

    def is_over(self, list_id: int) -> bool:
        """Whether no row waits for a call, or for its call's outcome."""
        return (
            self._one(
                """
                SELECT 1 FROM list_rows
                WHERE list_id = :list_id AND state IN ('waiting', 'calling') LIMIT 1
                """,
                list_id=list_id,
            )
            is None
        )


def row_of(row: group.Row) -> Row:
    left_out = row["left_out"]
    return Row(
        id=row["id"],
        list_id=row["list_id"],
        position=row["position"],
        line=row["line"],
        cells=load_cells(row["cells"]),
        callee=row["callee"],
        label=row["label"],
        values=VALUES.validate_json(row["values"]),
        left_out=None if left_out is None else LeftOut(left_out),
        detail=row["detail"],
        state=RowState(row["state"]),
        due_at=row["due_at"],
        attempts=row["attempts"],
        busy=row["busy"],
        call_row=row["call_row"],
        settled_at=row["settled_at"],
    )


@cache
def _result(came_out: str | None, in_state: str, settled: bool) -> Result | None:
    state = State(in_state)
    if not settled and state is not State.UNKNOWN:
        return None
    return result(None if came_out is None else Outcome(came_out), state)
