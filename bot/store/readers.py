"""The read path: units on read-only connections in threads, each on one snapshot of the data.

A reader sees whatever was committed before it began, and can't write.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Final, TypeVar

from bot.store.connections import connect_reader, translated
from bot.store.transaction import Transaction

T = TypeVar("T")

THREADS: Final = 2


class Readers:
    """As many threads as connections; more units than that wait their turn."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store-read")
        #: None: one that failed and was closed; the next to read opens another.
        self._idle: SimpleQueue[sqlite3.Connection | None] = SimpleQueue()
        for _ in range(THREADS):
            self._idle.put(connect_reader(path))

    async def read(self, unit: Callable[[Transaction], T]) -> T:
        """What the unit makes of the data as it is committed now."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, unit)

    def close(self) -> None:
        """Let those that read finish, take no more."""
        self._threads.shutdown()
        while not self._idle.empty():
            if (connection := self._idle.get()) is not None:
                connection.close()

    def _read(self, unit: Callable[[Transaction], T]) -> T:
        connection = self._idle.get()
        try:
            if connection is None:
                connection = connect_reader(self._path)
            connection.execute("BEGIN")
            return unit(Transaction(connection))
        except sqlite3.Error as error:
            raise translated(error) from error
        finally:
            self._idle.put(_ended(connection))


def _ended(connection: sqlite3.Connection | None) -> sqlite3.Connection | None:
    """The connection without its transaction; None if it could not let go of it."""
    if connection is None:
        return None
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        connection.close()
        return None
    return connection
