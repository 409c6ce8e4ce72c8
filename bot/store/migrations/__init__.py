"""The schema, step by step. A step that was released is never edited; a new one is added below it.

Times are Unix seconds, ids of people and chats are Telegram's, thread_id 0 is "no topic".
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.errors import StoreError, StoreOutdated
from bot.store.migrations import (
    accounts_and_records,
    do_not_call,
    lists,
    making,
    one_call,
    relaying,
)

STEPS: Final = Migrations("bot")


@STEPS()
def m001_one_call(db: Database) -> None:
    """Accounts, people, calls, and what is shown of them."""
    db.executescript(one_call.ACCOUNTS_AND_PEOPLE)
    db.executescript(one_call.CALLS)
    db.executescript(one_call.SHOWN)
    db.executescript(one_call.CHATS)


@STEPS()
def m002_accounts_and_records(db: Database) -> None:
    """Voice calls, people let in from the chat, and the records of calls from every source."""
    db.executescript(accounts_and_records.VOICE_CALLS)
    db.executescript(accounts_and_records.LET_IN)
    db.executescript(accounts_and_records.RECORDS)


@STEPS()
def m003_lists(db: Database) -> None:
    """Lists and their rows, and what is shown of them."""
    db.executescript(lists.LISTS)
    db.executescript(lists.SUBJECTS)


@STEPS()
def m004_relaying(db: Database) -> None:
    """Many outcomes in one message, and what those ask who watch over the relay."""
    db.executescript(relaying.DIGESTS)
    db.executescript(relaying.WATCHED)


@STEPS()
def m005_making(db: Database) -> None:
    """Scripts that were made from the chat, and those that nobody may call with."""
    db.executescript(making.MADE)


@STEPS()
def m006_do_not_call(db: Database) -> None:
    """Numbers that nobody calls any more."""
    db.executescript(do_not_call.BLOCKS)


def migrate(connection: sqlite3.Connection, path: Path, *, upgrade: bool = True) -> None:
    """Apply the steps that are missing; raises StoreError if the file has steps unknown to us.

    Without `upgrade` nothing is applied: StoreOutdated if something is missing.
    """
    db = Database(connection)
    unknown = {step.name for step in STEPS.applied(db)} - _known()
    if unknown:
        raise StoreError(f"{path} was written by a newer version: {', '.join(sorted(unknown))}")
    if upgrade:
        STEPS.apply(db)
    elif any(STEPS.pending(db)):
        raise StoreOutdated(f"{path} is of an older version; the next start brings it up to date")


def _known() -> set[str]:
    with Database(memory=True) as empty:
        return {step.name for step in STEPS.pending(empty)}
