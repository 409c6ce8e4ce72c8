"""Another program that fetches this bot's updates: administrators are told once, `/status` says it.

Telegram gives each update to whoever asks first, so commands may go to the other one. Hooks are
taken and outcomes sent as ever.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.core.people import Language
from bot.errors import StoreBusy
from bot.flows.record import owe_admins
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: Seconds without a conflict after which it is over: two that take turns meet more often.
QUIET: Final = 120.0


@dataclass(slots=True, kw_only=True)
class Rivals:
    """Told by polling what it met."""

    store: Store
    now: Callable[[], float]
    #: Told when somebody is to be told.
    wake: Callable[[], None]
    #: Of notices to people who have chosen none.
    language: Language
    #: What the store is known to say; None: what a run before this one left there.
    _known: bool | None = None
    _quiet_at: float = 0.0

    async def met(self) -> None:
        """Telegram says that another program fetches updates."""
        self._quiet_at = _clock() + QUIET
        if self._known is True:
            return
        log.error("telegram: another program fetches this bot's updates; only one may")
        if await self._write(self._begin):
            self._known = True
            self.wake()

    async def gone(self) -> bool:
        """Updates came; whether nobody else fetches them, as far as we know."""
        if self._known is False:
            return True
        self._quiet_at = self._quiet_at or _clock() + QUIET
        if _clock() < self._quiet_at:
            return self._known is None
        if await self._write(lambda tx: tx.rivals.end()):
            if self._known:
                log.warning("telegram: no other program fetches this bot's updates any more")
            self._known = False
        return True

    def _begin(self, tx: Transaction) -> None:
        now = self.now()
        if tx.rivals.begin(now):
            owe_admins(tx, "rival", language=self.language, now=now)

    async def _write(self, unit: Callable[[Transaction], object]) -> bool:
        try:
            await self.store.write(unit)
        except StoreBusy:
            # Written when Telegram says it again.
            return False
        return True


def _clock() -> float:
    return asyncio.get_running_loop().time()
