"""Rows of lists as people look at them: in figures, in pages, one after another in a preview."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from bot.core.list_rules import Result
from bot.core.list_views import Which
from bot.core.lists import Called, LeftOut, Row, RowState, Tally
from bot.core.records import Call
from bot.store.calls import Calls
from bot.store.group import Group
from bot.store.list_rows import row_of

#: Which rows somebody looks at. Where keys need someone, `:keys` names them.
_WHICH: Final = {
    Which.ALL: "state <> 'out'",
    Which.BACK: """
        state = 'done' AND result = 'answered' AND keypress IN (SELECT value FROM json_each(:keys))
        AND NOT EXISTS (
            SELECT 1 FROM follow_ups
            WHERE follow_ups.call_row = list_rows.call_row AND done_at IS NOT NULL
        )""",
    Which.UNREACHED: "state = 'done' AND result = 'unreached'",
    Which.FAILED: "state = 'done' AND result IN ('failed', 'unknown')",
    Which.REST: """(
        state = 'dropped' OR (
            state = 'done' AND result = 'failed' AND EXISTS (
                SELECT 1 FROM calls
                WHERE calls.id = list_rows.call_row AND calls.state IN ('dropped', 'refused')
            )
        )
    )""",
    Which.OUT: "state = 'out'",
}


#: The number of `mine` was called since `:since`, by whomever. As with one call, a test and what
#: was never placed say nothing.
_RECENT: Final = """EXISTS (
    SELECT 1 FROM records LEFT JOIN calls ON calls.id = records.call_row
    WHERE records.callee = mine.callee
        AND records.account_id IN (SELECT account_id FROM accounts) AND at > :since
        AND (calls.id IS NULL OR (calls.state NOT IN ('dropped', 'refused') AND calls.test = 0))
)"""
#: It is to be called for another list as well.
_ELSEWHERE: Final = """EXISTS (
    SELECT 1 FROM list_rows AS others JOIN lists ON lists.id = others.list_id
    WHERE others.callee = mine.callee AND others.list_id <> :list_id
        AND others.state IN ('waiting', 'calling')
        AND lists.state IN ('approval', 'scheduled', 'running', 'paused')
)"""


class ListPages(Group):
    """Reads the table list_rows, with the calls that were made for its rows."""

    __slots__ = ()

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
        return None if row is None else row_of(row)

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
        return [row_of(row) for row in rows]

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
        return [self._called(row_of(row)) for row in rows]

    def reached(self, account_id: int, template: str, since: float) -> frozenset[str]:
        """The numbers that have answered a call with this script since then."""
        rows = self._all(
            """
            SELECT DISTINCT callee FROM calls
            WHERE account_id = :account_id AND template = :template AND created_at >= :since
                AND outcome = 'answered' AND test = 0
            """,
            account_id=account_id,
            template=template,
            since=since,
        )
        return frozenset(row["callee"] for row in rows)

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
        return [self._called(row_of(row)) for row in rows]

    def tried(self, list_id: int) -> list[tuple[Row, Call]]:
        """Rows whose call has settled but that wait for another one, and the one that counted."""
        rows = self._all(
            """
            SELECT * FROM list_rows WHERE list_id = :list_id AND state = 'waiting' AND attempts
            UNION ALL
            SELECT list_rows.* FROM list_rows JOIN calls ON calls.id = call_row
            WHERE list_rows.list_id = :list_id AND list_rows.state = 'calling'
                AND calls.settled_at IS NOT NULL AND calls.settle_at IS NULL
            """,
            list_id=list_id,
        )
        calls = Calls(self._connection)
        return [
            (row_of(row), call)
            for row in rows
            if (call := calls.counted_last(row["id"])) is not None
        ]

    def without_line(self, list_id: int) -> int:
        """How many rows wait because the PBX had no line for them."""
        count: int = self._value(
            """
            SELECT COUNT(*) FROM list_rows
            WHERE list_id = :list_id AND state = 'waiting' AND busy > 0
            """,
            list_id=list_id,
        )
        return count

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
        return None if row is None else self._called(row_of(row))

    def twice(self, list_id: int, since: float) -> int:
        """How many of the numbers to be called either of these counts."""
        count: int = self._value(
            f"""
            SELECT COUNT(*) FROM list_rows AS mine
            WHERE mine.list_id = :list_id AND mine.state = 'waiting'
                AND ({_RECENT} OR {_ELSEWHERE})
            """,
            list_id=list_id,
            since=since,
        )
        return count

    def recently_called(self, list_id: int, since: float) -> int:
        """How many of the numbers to be called were called since then, by whomever."""
        count: int = self._value(
            f"""
            SELECT COUNT(*) FROM list_rows AS mine
            WHERE mine.list_id = :list_id AND mine.state = 'waiting' AND {_RECENT}
            """,
            list_id=list_id,
            since=since,
        )
        return count

    def waiting_elsewhere(self, list_id: int) -> int:
        """How many of the numbers to be called are to be called for another list as well."""
        count: int = self._value(
            f"""
            SELECT COUNT(*) FROM list_rows AS mine
            WHERE mine.list_id = :list_id AND mine.state = 'waiting' AND {_ELSEWHERE}
            """,
            list_id=list_id,
        )
        return count

    def _called(self, row: Row) -> Called:
        call = None if row.call_row is None else Calls(self._connection).get(row.call_row)
        return Called(row=row, call=call)
