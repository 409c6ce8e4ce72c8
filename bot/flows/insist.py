"""A write that must not be given up: what it says is known to nobody else.

That the PBX took a call, or Telegram a message, can't be found out by doing it again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final, TypeVar

from bot.errors import StoreBusy
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

T = TypeVar("T")

AGAIN_AFTER: Final = 1.0


async def insist(store: Store, unit: Callable[[Transaction], T]) -> T:
    """Write, however long the store is busy; any other error of it must end the process."""
    while True:
        try:
            return await store.write(unit)
        except StoreBusy:
            log.warning("store busy, the write waits")
            await asyncio.sleep(AGAIN_AFTER)
