"""The store: opens the file for this process alone, and gives it a write and a read path.

What is written and read is said by units: functions of a Transaction, which know no SQL.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TypeVar

from bot.errors import StoreError
from bot.store.canary import verify_canary
from bot.store.connections import Files, connect, translated
from bot.store.lock import ProcessLock
from bot.store.migrations import migrate
from bot.store.readers import Readers
from bot.store.sealing import Keyring
from bot.store.transaction import Transaction
from bot.store.writer import OnCommit, Writer

T = TypeVar("T")


class Store:
    """One open database; `Store.open` makes it, `close` ends it."""

    def __init__(
        self, writer: Writer, readers: Readers, *, thread: ThreadPoolExecutor, resources: ExitStack
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._thread = thread
        self._resources = resources
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        path: Path,
        keyring: Keyring,
        *,
        queue_bound: int = 10_000,
        upgrade: bool = True,
        on_commit: OnCommit | None = None,
        clock: Callable[[], float] | None = None,
    ) -> Store:
        """Open, or create, the database and bring its schema up to date.

        `clock` is that by which a group takes no more units once it has had its time.
        Without `upgrade` its schema stays as it is: StoreOutdated if it is an older one.
        Raises StoreLocked if another process has it, WrongSecretKey if `keyring` does not open what
        it holds, StoreError if it can't be used or was written by a newer version.
        """
        thread = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        try:
            (
                connection,
                files,
                readers,
                resources,
            ) = await asyncio.get_running_loop().run_in_executor(
                thread, _open, path, keyring, upgrade
            )
        except BaseException:
            thread.shutdown(wait=False)
            raise
        writer = Writer(
            connection,
            thread,
            files=files,
            queue_bound=queue_bound,
            on_commit=on_commit,
            clock=clock,
        )
        return cls(writer, readers, thread=thread, resources=resources)

    async def write(self, unit: Callable[[Transaction], T]) -> T:
        """Run `unit` on the loop and return its result once it is on the disk.

        If it raises, what it wrote is undone and its exception is raised here. StoreBusy: nothing
        was written, it may be tried again. A unit never awaits and never keeps its Transaction.
        """
        result: T = await self._writer.write(unit)
        return result

    async def read(self, unit: Callable[[Transaction], T]) -> T:
        """Run `unit` in a thread on what is committed; it can't write."""
        if self._closing is not None:
            raise StoreError("the store is closed")
        return await self._readers.read(unit)

    async def close(self) -> None:
        """Commit what waits, then give up the file; a second call waits for the first."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await self._writer.drain()
        finally:
            await loop.run_in_executor(self._thread, self._resources.close)
            self._thread.shutdown()


def _open(
    path: Path, keyring: Keyring, upgrade: bool
) -> tuple[sqlite3.Connection, Files, Readers, ExitStack]:
    """Everything that can fail at the start; what was taken is given back if it does."""
    path = path.resolve()
    with ExitStack() as resources:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            resources.callback(ProcessLock(path).release)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = connect(path)
            resources.callback(connection.close)
            migrate(connection, path, upgrade=upgrade)
            verify_canary(connection, keyring)
            files, readers = Files(path), Readers(path)
        except OSError as error:
            raise StoreError(f"{path} can't be opened: {error.strerror}") from error
        except sqlite3.Error as error:
            raise translated(error) from error
        resources.callback(_checkpoint, connection)
        resources.callback(readers.close)
        # From here on a lock is waited for on the event loop, not inside SQLite.
        connection.execute("PRAGMA busy_timeout = 0")
        return connection, files, readers, resources.pop_all()


def _checkpoint(connection: sqlite3.Connection) -> None:
    """Move the write-ahead log into the file; if that can't be done, the next start does."""
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
