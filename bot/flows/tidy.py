"""What is kept no longer than it is needed: lists that nobody confirmed go, with their rows.

In small steps, so that nobody waits for them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from bot.core.lists import FORGOTTEN_AFTER, ListState
from bot.errors import StoreBusy
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

EVERY: Final = 3600.0
#: So many rows go in one unit.
A_STEP: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidier:
    """Runs until cancelled."""

    store: Store
    now: Callable[[], float]

    async def run(self) -> None:
        """Tidy up, again and again."""
        while True:
            try:
                await self._forget_lists()
            except StoreBusy:
                log.warning("store busy, nothing is tidied up")
            await asyncio.sleep(EVERY)

    async def _forget_lists(self) -> None:
        before = self.now() - FORGOTTEN_AFTER
        for list_id in await self.store.read(lambda tx: tx.lists.forgotten(before)):
            while not await self.store.write(partial(_forget, list_id=list_id, before=before)):
                pass
            log.info("a list was never confirmed: forgotten", extra={"list": list_id})


def _forget(tx: Transaction, *, list_id: int, before: float) -> bool:
    """Forget a part of a list's rows, and the list once it has none; False: there is more.

    Nothing of a list that was drawn again, or confirmed, since it was found to be old.
    """
    called = tx.lists.get(list_id)
    if called is None or not called.is_forgotten(before):
        return True
    if called.state is not ListState.CANCELLED:
        tx.lists.update(replace(called, state=ListState.CANCELLED))
    if tx.rows.forget(list_id, A_STEP):
        return False
    tx.lists.delete(list_id)
    return True
