"""What is kept no longer than it is needed: lists that nobody confirmed, and what is old.

In small steps with a rest after each, so that nobody waits for them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from bot.core.lists import FORGOTTEN_AFTER, ListState
from bot.errors import StoreBusy
from bot.store import Store, Transaction
from bot.store.old import Kept, Walk

log = logging.getLogger(__name__)

DAY: Final = 86400.0
EVERY: Final = 3600.0
#: So many rows go in one unit: some 2 ms of the loop.
A_STEP: Final = 100
#: Seconds between two units.
REST: Final = 0.05
#: So many pages of 4 KiB go back to the file system in one unit; so many stay, to be used again.
PAGES: Final = 50
SLACK: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidier:
    """Runs until cancelled."""

    store: Store
    now: Callable[[], float]
    #: Seconds after which rows of the tables in `Kept` go.
    keep: float

    async def run(self) -> None:
        """Tidy up, again and again."""
        while True:
            try:
                await self._forget_lists()
                for table in Kept:
                    await self._clear(table)
                await self._give_back()
            except StoreBusy:
                log.warning("store busy, nothing is tidied up")
            await asyncio.sleep(EVERY)

    async def _step(self, unit: Callable[[Transaction], bool]) -> bool:
        """Take one step and rest; False: it was the last one."""
        goes_on = await self.store.write(unit)
        await asyncio.sleep(REST)
        return goes_on

    async def _forget_lists(self) -> None:
        before = self.now() - FORGOTTEN_AFTER
        for list_id in await self.store.read(lambda tx: tx.lists.forgotten(before)):
            while await self._step(partial(_forget, list_id=list_id, before=before)):
                pass
            log.info("a list was never confirmed: forgotten", extra={"list": list_id})

    async def _clear(self, table: Kept) -> None:
        """Walk a table from its oldest row to the first that is kept."""
        before, last_id, gone = self.now() - self.keep, 0, 0
        walk = partial(_walk, table=table, before=before)
        while (found := await self.store.read(partial(walk, after=last_id))) is not None:
            last_id = found.last_id
            if found.goes:
                delete = partial(_delete, table=table, ids=found.goes, before=before)
                gone += await self.store.write(delete)
            await asyncio.sleep(REST)
        if gone:
            log.info("old rows of %s: %s gone", table, gone)

    async def _give_back(self) -> None:
        """Let the file shrink to what it holds and a little more."""
        while await self._step(_shrink):
            pass


def _forget(tx: Transaction, *, list_id: int, before: float) -> bool:
    """Forget a part of a list's rows, and the list once it has none; True: there is more.

    Nothing of a list that was drawn again, or confirmed, since it was found to be old.
    """
    called = tx.lists.get(list_id)
    if called is None or not called.is_forgotten(before):
        return False
    if called.state is not ListState.CANCELLED:
        tx.lists.update(replace(called, state=ListState.CANCELLED))
    if tx.rows.forget(list_id, A_STEP):
        return True
    tx.lists.delete(list_id)
    return False


def _walk(tx: Transaction, *, table: Kept, before: float, after: int) -> Walk | None:
    return tx.old.walk(table, after=after, before=before, most=A_STEP)


def _delete(tx: Transaction, *, table: Kept, ids: Sequence[int], before: float) -> int:
    return tx.old.delete(table, ids, before=before)


def _shrink(tx: Transaction) -> bool:
    """Give back a few free pages; True: there are more, and they went."""
    free = tx.old.free_pages()
    if free > SLACK:
        tx.old.give_back(min(PAGES, free - SLACK))
    return SLACK < tx.old.free_pages() < free
