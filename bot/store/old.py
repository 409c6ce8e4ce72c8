"""How long each table's rows are kept: `STAYS` for ever, and why; `Kept` until they are old.

Rows are walked in the order in which they were written, a few at a time. Nothing that is due, and
nothing of a call that is open, goes; what is about a list stays with the list. A digest goes whole:
its card first, so that it is counted no more, then the deliveries that it tells of, then itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.store.group import Group

_BOOKS: Final = "the books: who was called, when, by whom, and how it came out"
_TEAM: Final = "who may do what, and how that came about"
_BY_NAME: Final = "a row for each name that is in use, however often it is"

#: The tables whose rows stay, and why they may.
STAYS: Final = MappingProxyType(
    {
        "calls": _BOOKS,
        "records": _BOOKS,
        "lists": f"{_BOOKS}; one that nobody confirmed is forgotten after a day, with its rows",
        "list_rows": _BOOKS,
        "follow_ups": _BOOKS,
        "claims": "what keeps a message from dialling twice: two numbers for each call",
        "people": _TEAM,
        "accounts": _TEAM,
        "account_people": _TEAM,
        "invitations": _TEAM,
        "subscriptions": "a row for each account and place",
        "chats": "a row for each chat",
        "templates": _BY_NAME,
        "template_locks": _BY_NAME,
        "blocks": "who must not be called, and who said so",
        "uploads": _BY_NAME,
        "headings": _BY_NAME,
        "learned": _BY_NAME,
        "catch_ups": "a row for each account",
        "outages": "a row for each account, while it lasts",
        "meta": "a few rows",
    }
)


class Kept(StrEnum):
    """The tables whose rows go in the end, in the order in which they do."""

    HOOKS = "hooks"
    CARDS = "cards"
    DELIVERIES = "deliveries"
    DIGESTS = "digests"
    DELETIONS = "deletions"
    NOTICES = "notices"
    #: Questions, which nobody can answer after a day.
    DRAFTS = "drafts"
    #: What buttons under a list of records name.
    VIEWS = "views"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The next rows of a table: the last one's id, and which of them may go."""

    last_id: int
    goes: Sequence[int]


_SETTLED: Final = "calls.settled_at < :before AND calls.settle_at IS NULL"
_UNSEEN: Final = """
    NOT EXISTS (SELECT 1 FROM cards WHERE about = 'digest' AND subject_id = {digest})
"""

#: Each row's id, its time (NULL: it has none that matters), and whether it may go.
_ROWS: Final = MappingProxyType(
    {
        Kept.HOOKS: f"""
            SELECT hooks.id, received_at AS at, received_at < :before AND {_SETTLED} AS goes
            FROM hooks JOIN calls ON calls.id = hooks.call_id
        """,
        Kept.CARDS: f"""
            SELECT cards.id, COALESCE(calls.created_at, opened_at) AS at,
                (dead OR shown >= wanted) AND CASE about
                    WHEN 'call' THEN {_SETTLED}
                    WHEN 'digest' THEN opened_at < :before AND :before > COALESCE((
                        SELECT MAX(sent_at) FROM deliveries WHERE digest_id = digests.id
                    ), 0)
                END AS goes
            FROM cards
            LEFT JOIN calls ON about = 'call' AND calls.id = subject_id
            LEFT JOIN digests ON about = 'digest' AND digests.id = subject_id
        """,
        Kept.DELIVERIES: f"""
            SELECT deliveries.id, deliveries.created_at AS at,
                deliveries.state <> 'due'
                AND (deliveries.state = 'dead' OR deliveries.message_id IS NULL OR shown >= wanted)
                AND COALESCE(sent_at, deliveries.created_at) < :before AND {_SETTLED}
                AND {_UNSEEN.format(digest="digest_id")} AS goes
            FROM deliveries LEFT JOIN calls ON about = 'call' AND calls.id = subject_id
        """,
        Kept.DIGESTS: f"""
            SELECT digests.id, opened_at AS at, opened_at < :before
                AND {_UNSEEN.format(digest="digests.id")}
                AND NOT EXISTS (SELECT 1 FROM deliveries WHERE digest_id = digests.id) AS goes
            FROM digests
        """,
        Kept.DELETIONS: f"""
            SELECT deletions.id, created_at AS at, done_at IS NOT NULL AND {_SETTLED} AS goes
            FROM deletions JOIN calls ON calls.id = deletions.call_id
        """,
        # What is said once, however long ago that was, is known by its notice.
        Kept.NOTICES: """
            SELECT id, created_at AS at, (sent_at < :before OR dead AND created_at < :before)
                AND kind NOT IN ('no_hooks', 'slow') AS goes
            FROM notices
        """,
        Kept.DRAFTS: """
            SELECT drafts.rowid AS id, created_at AS at, created_at < :before AS goes FROM drafts
        """,
        Kept.VIEWS: "SELECT id, created_at AS at, created_at < :before AS goes FROM views",
    }
)


class Old(Group):
    """Reads a table from its oldest row on, and takes away what is older than it is kept."""

    __slots__ = ()

    def walk(self, table: Kept, *, after: int, before: float, most: int) -> Walk | None:
        """The rows that follow an id; None: they are all younger, or there are none."""
        rows = self._all(
            f"{_ROWS[table]} WHERE {table}.rowid > :after ORDER BY {table}.rowid LIMIT :most",
            after=after,
            before=before,
            most=most,
        )
        if all(row["at"] is not None and row["at"] >= before for row in rows):
            return None
        return Walk(last_id=rows[-1]["id"], goes=[row["id"] for row in rows if row["goes"]])

    def delete(self, table: Kept, ids: Sequence[int], *, before: float) -> int:
        """Those of these rows go that still may; how many went."""
        chosen = f"{_ROWS[table]} WHERE {table}.rowid IN (SELECT value FROM json_each(:ids))"
        return self._run(
            f"DELETE FROM {table} WHERE rowid IN (SELECT id FROM ({chosen}) WHERE goes)",
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
