"""Connections to the file: how they are opened, and what SQLite's errors mean to the rest.

Driver-level autocommit everywhere: transactions begin and end by statements that can be read.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from bot.errors import StoreBusy, StoreError

#: How long readers, and the opening, wait for another program's lock, in seconds.
PATIENCE: Final = 5.0

#: What may pass by itself: a lock, a full or failing disk, one that takes no writes, no memory.
_PASSING: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
    }
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection that writes: WAL, and a commit is on the disk before it returns."""
    connection = _connect(path, mode="rwc")
    try:
        # Of a new file only, and before anything is written to it: what is freed can be given back.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise StoreError(f"{path} is on a file system where SQLite has no write-ahead log")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What undoes a savepoint: every third transaction of hooks would make a file for it.
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that can only read what is committed."""
    return _connect(path, mode="ro")


def _connect(path: Path, *, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        # A connection is used by one thread at a time, but not always by the same.
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    return connection


class Files:
    """The files of an open database: whoever deletes or moves one takes it from under SQLite.

    SQLite would write on into what no start will find.
    """

    def __init__(self, path: Path) -> None:
        """As they are now; the log beside the database is there since the first look at it."""
        names = (path, path.with_name(f"{path.name}-wal"))
        self._known = {name: found for name in names if (found := _identity(name))}

    def verify(self) -> None:
        """Raises StoreBusy while one is missing, or another stands in its place."""
        for name, known in self._known.items():
            if _identity(name) != known:
                raise StoreBusy(f"{name} was deleted or replaced; put it back, or start again")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def translated(error: sqlite3.Error) -> StoreError:
    """StoreBusy if it may pass by itself, else StoreError."""
    passing = getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING
    return (StoreBusy if passing else StoreError)(f"database: {error}")
