"""What is kept for a time only: the journal of hooks, deliveries and cards of calls long settled.

Rows are walked by id, which is the order in which they were written, a few at a time; nothing that
is due, and nothing of a call that is open, goes. What is about a list stays with the list.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.store.group import Group


class Kept(StrEnum):
    """The tables whose rows go in the end."""

    HOOKS = "hooks"
    DELIVERIES = "deliveries"
    CARDS = "cards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The next rows of a table: the last one's id, and which of them may go."""

    last_id: int
    goes: Sequence[int]


_SETTLED: Final = "calls.settled_at < :before AND calls.settle_at IS NULL"

#: Each row's id, its time (NULL: it has none that matters), and whether it may go.
_ROWS: Final = MappingProxyType(
    {
        Kept.HOOKS: f"""
            SELECT hooks.id, received_at AS at, received_at < :before AND {_SETTLED} AS goes
            FROM hooks JOIN calls ON calls.id = hooks.call_id
        """,
        Kept.DELIVERIES: f"""
            SELECT deliveries.id, deliveries.created_at AS at,
                deliveries.state <> 'due'
                AND (deliveries.state = 'dead' OR deliveries.message_id IS NULL OR shown >= wanted)
                AND COALESCE(sent_at, deliveries.created_at) < :before AND {_SETTLED} AS goes
            FROM deliveries LEFT JOIN calls ON about = 'call' AND calls.id = subject_id
        """,
        Kept.CARDS: f"""
            SELECT cards.id, calls.created_at AS at,
                (dead OR shown >= wanted) AND {_SETTLED} AS goes
            FROM cards LEFT JOIN calls ON about = 'call' AND calls.id = subject_id
        """,
    }
)


class Old(Group):
    """Reads a table from its oldest row on, and takes away what is older than it is kept."""

    __slots__ = ()

    def walk(self, table: Kept, *, after: int, before: float, most: int) -> Walk | None:
        """The rows that follow an id; None: they are all younger, or there are none."""
        rows = self._all(
            f"{_ROWS[table]} WHERE {table}.id > :after ORDER BY {table}.id LIMIT :most",
            after=after,
            before=before,
            most=most,
        )
        if all(row["at"] is not None and row["at"] >= before for row in rows):
            return None
        return Walk(last_id=rows[-1]["id"], goes=[row["id"] for row in rows if row["goes"]])

    def delete(self, table: Kept, ids: Sequence[int], *, before: float) -> int:
        """Those of these rows go that still may; how many went."""
        chosen = f"{_ROWS[table]} WHERE {table}.id IN (SELECT value FROM json_each(:ids))"
        return self._run(
            f"DELETE FROM {table} WHERE id IN (SELECT id FROM ({chosen}) WHERE goes)",
            ids=json.dumps(ids),
            before=before,
        )

    def free_pages(self) -> int:
        """Pages of the file that hold nothing: they are used again before it grows."""
        count: int = self._value("PRAGMA freelist_count")
        return count

    def give_back(self, pages: int) -> None:
        """Make the file smaller by so many free pages; one of an older version stays as it is."""
        # Asked for many at once it frees one a step, and Python's sqlite3 takes a single step.
        for _ in range(pages):
            self._run("PRAGMA incremental_vacuum(1)")
