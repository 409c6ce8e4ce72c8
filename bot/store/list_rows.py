"""The rows of lists: their cells as they came, their turn, and how they came out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.calls import Outcome, State
from bot.core.cells import dump_cells, load_cells
from bot.core.list_views import Which
from bot.core.lists import Called, LeftOut, NewRow, Result, Row, RowState, Tally, result
from bot.store import group
from bot.store.calls import Calls
from bot.store.group import VALUES, Group

#: Which rows somebody looks at. Where keys need someone, `:keys` names them.
_WHICH: Final = {
    Which.ALL: "state <> 'out'",
    Which.BACK: """
        result = 'answered' AND keypress IN (SELECT value FROM json_each(:keys))
        AND NOT EXISTS (
            SELECT 1 FROM follow_ups
            WHERE follow_ups.call_row = list_rows.call_row AND done_at IS NOT NULL
        )""",
    Which.UNREACHED: "state = 'done' AND result = 'unreached'",
    Which.FAILED: "state = 'done' AND result IN ('failed', 'unknown')",
    Which.OUT: "state = 'out'",
}


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

    def get(self, row_id: int) -> Row | None:
        """A row by its id."""
        row = self._one("SELECT * FROM list_rows WHERE id = :row_id", row_id=row_id)
        return None if row is None else _row(row)

    def all(self, list_id: int) -> list[Row]:
        """Every row of a list, in the file's order."""
        rows = self._all(
            "SELECT * FROM list_rows WHERE list_id = :list_id ORDER BY position", list_id=list_id
        )
        return [_row(row) for row in rows]

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

    def walk(self, list_id: int, at: int) -> Row | None:
        """The row at a place of the walk through those to be called: warned ones come first."""
        row = self._one(
            """
            SELECT * FROM list_rows WHERE list_id = :list_id AND state = 'waiting'
            ORDER BY detail = '', position LIMIT 1 OFFSET :at
            """,
            list_id=list_id,
            at=at,
        )
        return None if row is None else _row(row)

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
        return None if row is None else _row(row)

    def next_due(self, list_id: int) -> float | None:
        """When `next` has one; None: no row waits."""
        due: float | None = self._value(
            "SELECT MIN(due_at) FROM list_rows WHERE list_id = :list_id AND state = 'waiting'",
            list_id=list_id,
        )
        return due

    def overdue(self, list_id: int, since: float) -> list[Row]:
        """Rows whose call was asked for before then and has not settled."""
        rows = self._all(
            """
            SELECT list_rows.* FROM list_rows JOIN calls ON calls.id = call_row
            WHERE list_rows.list_id = :list_id AND list_rows.state = 'calling'
                AND calls.created_at < :since
            """,
            list_id=list_id,
            since=since,
        )
        return [_row(row) for row in rows]

    def drop(self, list_id: int) -> int:
        """Those that wait are not called; how many there were."""
        return self._run(
            """
            UPDATE list_rows SET state = 'dropped' WHERE list_id = :list_id AND state = 'waiting'
            """,
            list_id=list_id,
        )

    def tally(self, list_id: int) -> Tally:
        """How a list stands, in figures."""
        states: dict[str, int] = {}
        results: dict[str, int] = {}
        keys: dict[str, int] = {}
        for row in self._all(
            """
            SELECT state, result, keypress, COUNT(*) AS amount FROM list_rows
            WHERE list_id = :list_id GROUP BY state, result, keypress
            """,
            list_id=list_id,
        ):
            amount = row["amount"]
            states[row["state"]] = states.get(row["state"], 0) + amount
            if row["state"] == RowState.DONE:
                results[row["result"]] = results.get(row["result"], 0) + amount
                if row["keypress"]:
                    keys[row["keypress"]] = keys.get(row["keypress"], 0) + amount
        out = self._all(
            """
            SELECT left_out, COUNT(*) AS amount FROM list_rows
            WHERE list_id = :list_id AND state = 'out' GROUP BY left_out
            """,
            list_id=list_id,
        )
        return Tally(
            rows=sum(states.values()),
            total=sum(states.values()) - states.get(RowState.OUT, 0),
            out={LeftOut(row["left_out"]): row["amount"] for row in out},
            waiting=states.get(RowState.WAITING, 0),
            calling=states.get(RowState.CALLING, 0),
            dropped=states.get(RowState.DROPPED, 0),
            answered=results.get(Result.ANSWERED, 0),
            unreached=results.get(Result.UNREACHED, 0),
            failed=results.get(Result.FAILED, 0),
            unknown=results.get(Result.UNKNOWN, 0),
            keys=dict(sorted(keys.items())),
        )

    def count(self, list_id: int, which: Which, keys: Sequence[str]) -> int:
        """How many rows there are of a kind."""
        count: int = self._value(
            f"SELECT COUNT(*) FROM list_rows WHERE list_id = :list_id AND {_WHICH[which]}",
            list_id=list_id,
            keys=json.dumps(keys),
        )
        return count

    def only(self, list_id: int, which: Which) -> list[Row]:
        """Rows of a kind, whatever their calls were, in the file's order."""
        rows = self._all(
            f"""
            SELECT * FROM list_rows WHERE list_id = :list_id AND {_WHICH[which]} ORDER BY position
            """,
            list_id=list_id,
            keys="[]",
        )
        return [_row(row) for row in rows]

    def called(
        self,
        list_id: int,
        which: Which,
        keys: Sequence[str] = (),
        *,
        offset: int = 0,
        limit: int = -1,
    ) -> list[Called]:
        """Rows of a kind with their latest calls, in the file's order."""
        rows = self._all(
            f"""
            SELECT * FROM list_rows WHERE list_id = :list_id AND {_WHICH[which]}
            ORDER BY position LIMIT :limit OFFSET :offset
            """,
            list_id=list_id,
            keys=json.dumps(keys),
            offset=offset,
            limit=limit,
        )
        return [self._called(_row(row)) for row in rows]

    def everything(self, list_id: int, *, after: int, limit: int) -> list[Called]:
        """Rows behind a position, left out or not, with their latest calls, in the file's order."""
        rows = self._all(
            """
            SELECT * FROM list_rows WHERE list_id = :list_id AND position > :after
            ORDER BY position LIMIT :limit
            """,
            list_id=list_id,
            after=after,
            limit=limit,
        )
        return [self._called(_row(row)) for row in rows]

    def failure(self, list_id: int) -> Called | None:
        """The row that failed last."""
        row = self._one(
            """
            SELECT * FROM list_rows
            WHERE list_id = :list_id AND state = 'done' AND result = 'failed'
            ORDER BY settled_at DESC LIMIT 1
            """,
            list_id=list_id,
        )
        return None if row is None else self._called(_row(row))

    def latest(self, list_id: int, *, since: float, limit: int) -> list[Result]:
        """How its latest calls came out, those that may not have gone out too, the newest first.

        Calls that were held back, or for which no line was free, say nothing.
        """
        rows = self._all(
            """
            SELECT outcome, state FROM calls
            WHERE list_id = :list_id AND busy = 0 AND created_at >= :since
                AND state IN ('ended', 'refused', 'unknown')
            ORDER BY id DESC LIMIT :limit
            """,
            list_id=list_id,
            since=since,
            limit=limit,
        )
        return [
            result(None if row["outcome"] is None else Outcome(row["outcome"]), State(row["state"]))
            for row in rows
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

    def recently_called(self, list_id: int, since: float) -> int:
        """How many of the numbers to be called were called since then, by whomever."""
        count: int = self._value(
            """
            SELECT COUNT(*) FROM list_rows
            WHERE list_id = :list_id AND state = 'waiting' AND EXISTS (
                SELECT 1 FROM records
                WHERE records.callee = list_rows.callee
                    AND account_id IN (SELECT account_id FROM accounts) AND at > :since
            )
            """,
            list_id=list_id,
            since=since,
        )
        return count

    def _called(self, row: Row) -> Called:
        call = None if row.call_row is None else Calls(self._connection).get(row.call_row)
        return Called(row=row, call=call)


def _row(row: group.Row) -> Row:
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
