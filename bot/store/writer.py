"""The write path: units that wait together become durable by one COMMIT.

Units run on the event loop, each in its savepoint; only the COMMIT, which waits for the disk, runs
in a thread, and nothing touches the connection until it is back.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Final

from bot.errors import StoreBusy, StoreError
from bot.store.connections import Files, translated
from bot.store.transaction import Transaction

log = logging.getLogger(__name__)

Unit = Callable[[Transaction], Any]
#: Told of each group: how many units it held, and the seconds from BEGIN to the end of COMMIT.
OnCommit = Callable[[int, float], None]

#: Seconds for which a group takes units: the loop stands still meanwhile, and for the last one's.
TOGETHER: Final = 0.003
#: How long a lock held by another program is waited for, and how often it is tried, in seconds.
PATIENCE: Final = 5.0
RETRY: Final = 0.02


@dataclass(slots=True, eq=False)
class _Entry:
    """A unit, what came of it, and the future that tells its caller so."""

    unit: Unit
    done: asyncio.Future[None]
    result: Any = None
    error: Exception | None = None

    def finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


class Writer:
    """The only user of the write connection, from its first unit to the end of `drain`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        thread: Executor,
        *,
        files: Files,
        queue_bound: int,
        on_commit: OnCommit | None,
        clock: Callable[[], float] | None,
    ) -> None:
        self._connection = connection
        self._transaction = Transaction(connection)
        self._thread = thread
        self._files = files
        self._trouble = ""
        self._queue_bound = queue_bound
        self._on_commit = on_commit
        # A loop's own clock may stand still while the loop does.
        self._clock = clock or asyncio.get_running_loop().time
        self._queue: deque[_Entry] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run(), name="store-writer")

    async def write(self, unit: Unit) -> Any:
        """The unit's result once it is durable; its own exception, or StoreBusy, if it is not."""
        if self._closing or self._task.done():
            raise StoreError("the store takes no more writes")
        if len(self._queue) >= self._queue_bound:
            raise StoreBusy("too many writes are waiting")
        entry = _Entry(unit, self._loop.create_future())
        self._queue.append(entry)
        self._wake.set()
        await entry.done
        if entry.error is not None:
            raise entry.error
        return entry.result

    async def drain(self) -> None:
        """Take nothing more, commit what waits."""
        self._closing = True
        self._wake.set()
        await self._task

    async def _run(self) -> None:
        try:
            while await self._something_waits():
                started = self._loop.time()
                try:
                    self._files.verify()
                    await self._begin()
                except (sqlite3.Error, StoreBusy) as error:
                    self._say(str(error))
                    self._refuse(self._take_all(), error)
                    continue
                group = await self._commit()
                if self._on_commit is not None:
                    # Not called here: whatever it raises must not end the writer.
                    seconds = self._loop.time() - started
                    self._loop.call_soon(self._on_commit, len(group), seconds)
        finally:
            self._refuse(self._take_all(), "the writer ended")

    async def _something_waits(self) -> bool:
        while not self._queue and not self._closing:
            self._wake.clear()
            await self._wake.wait()
        return bool(self._queue)

    def _take_all(self) -> list[_Entry]:
        waiting = [*self._queue]
        self._queue.clear()
        return waiting

    async def _begin(self) -> None:
        deadline = self._loop.time() + PATIENCE
        while True:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                locked = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not locked or self._loop.time() >= deadline:
                    raise
            else:
                return
            await asyncio.sleep(RETRY)

    async def _commit(self) -> list[_Entry]:
        """Run and commit a group: one unit, and more while there is time; those that it held."""
        group: list[_Entry] = []
        until = self._clock() + TOGETHER
        try:
            while self._queue and (not group or self._clock() < until):
                group.append(self._queue.popleft())
                self._try(group[-1])
            await self._loop.run_in_executor(self._thread, self._connection.execute, "COMMIT")
        except sqlite3.Error as error:
            self._say(str(error))
            self._refuse(group, error)
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except BaseException as error:
            self._refuse(group, error)
            raise
        else:
            self._say("")
            for entry in group:
                entry.finish()
        return group

    def _say(self, trouble: str) -> None:
        """Log when writing begins to fail, or fails for another cause, and when it is over."""
        if trouble and trouble != self._trouble:
            log.error("nothing can be written to the database: %s", trouble)
        elif self._trouble and not trouble:
            log.warning("the database is written to again")
        self._trouble = trouble

    def _try(self, entry: _Entry) -> None:
        """Run a unit in a savepoint; sqlite3.Error only if the whole transaction is lost."""
        if entry.done.cancelled():
            return
        self._connection.execute("SAVEPOINT unit")
        try:
            entry.result = entry.unit(self._transaction)
        except Exception as error:  # noqa: BLE001 - it is its caller's, raised there
            entry.error = translated(error) if isinstance(error, sqlite3.Error) else error
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO unit")
        # Where a full disk made SQLite roll everything back, there is no savepoint: this raises.
        self._connection.execute("RELEASE unit")

    @staticmethod
    def _refuse(entries: list[_Entry], why: object) -> None:
        for entry in entries:
            entry.error = entry.error or StoreBusy(f"not committed: {why or type(why).__name__}")
            entry.finish()
