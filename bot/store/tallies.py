"""The tallies: how many calls there are of what, over the accounts of whoever asks."""

from __future__ import annotations

import json

from bot.core.calls import State
from bot.store.group import Group


class Tallies(Group):
    """Counts over the table calls."""

    __slots__ = ()

    def answered_today(self, accounts: list[int], since: float) -> tuple[int, int]:
        """How many calls went out over these accounts since then, and how many were answered.

        Tests are left out.
        """
        row = self._one(
            """
            SELECT COUNT(*) AS calls, COUNT(CASE WHEN outcome = 'answered' THEN 1 END) AS answered
            FROM calls
            WHERE account_id IN (SELECT value FROM json_each(:accounts)) AND created_at >= :since
                AND state NOT IN ('dropped', 'refused') AND test = 0
            """,
            accounts=json.dumps(accounts),
            since=since,
        )
        assert row is not None, "a COUNT always has a row"
        return row["calls"], row["answered"]

    def ended(self, at_most: int) -> int:
        """How many calls came out somehow, counted up to a limit."""
        count: int = self._value(
            """
            SELECT COUNT(*) FROM (SELECT 1 FROM calls WHERE outcome IS NOT NULL LIMIT :at_most)
            """,
            at_most=at_most,
        )
        return count

    def open(self) -> dict[State, int]:
        """How many calls of all accounts are unsettled, by state; no state is left out."""
        rows = self._all(
            """
            SELECT state, COUNT(*) AS calls FROM calls WHERE settled_at IS NULL GROUP BY state
            """
        )
        return dict.fromkeys(State, 0) | {State(row["state"]): row["calls"] for row in rows}

    def settled(self, after: float, until: float) -> dict[tuple[str, str], int]:
        """How many calls settled later than `after`, by kind, and outcome or else state."""
        rows = self._all(
            """
            SELECT kind, COALESCE(outcome, state) AS came_out, COUNT(*) AS calls FROM calls
            WHERE settled_at > :after AND settled_at <= :until
            GROUP BY kind, came_out
            """,
            after=after,
            until=until,
        )
        return {(row["kind"], row["came_out"]): row["calls"] for row in rows}

    def lists(self, accounts: list[int]) -> tuple[int, int]:
        """How many lists of these accounts are not over, and how many of their rows are left."""
        row = self._one(
            """
            SELECT COUNT(*) AS lists, COALESCE(SUM(
                (SELECT COUNT(*) FROM list_rows WHERE list_id = lists.id AND state = 'waiting')
                + (SELECT COUNT(*) FROM list_rows WHERE list_id = lists.id AND state = 'calling')
            ), 0) AS left
            FROM lists
            WHERE state IN ('running', 'paused', 'scheduled', 'stopping')
                AND account_id IN (SELECT value FROM json_each(:accounts))
            """,
            accounts=json.dumps(accounts),
        )
        assert row is not None, "a COUNT always has a row"
        return row["lists"], row["left"]

    def unsettled(self, accounts: list[int]) -> dict[State, int]:
        """How many calls of these accounts are unsettled, by state."""
        rows = self._all(
            """
            SELECT state, COUNT(*) AS calls FROM calls
            WHERE settled_at IS NULL AND account_id IN (SELECT value FROM json_each(:accounts))
            GROUP BY state
            """,
            accounts=json.dumps(accounts),
        )
        return {State(row["state"]): row["calls"] for row in rows}
