"""When a PBX account does not answer, and when it does again.

Decides what counts as an answer, and tells those whose calls were not taken that it is back. Who
is down is asked until it answers; nothing here ever dials.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.core.records import Kind, Outage
from bot.errors import PbxError, PbxNoAnswer, PbxNotReached, PbxRefused, StoreBusy
from bot.flows.clients import Clients
from bot.flows.lend import erase_keys
from bot.flows.record import owe_asker
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

PROBE_EVERY: Final = 30.0
#: So many accounts are asked side by side.
AT_A_TIME: Final = 8


def begin_outage(
    tx: Transaction, account_id: int, error: PbxNotReached | PbxNoAnswer, *, now: float
) -> Outage:
    """The PBX gave no answer; an account that was down already stays down since then."""
    return tx.outages.begin(account_id, since=now, status=error.status)


def end_outage(tx: Transaction, account_id: int, *, now: float) -> None:
    """The PBX answers; whoever's calls it did not take is told, under their last try."""
    outage = tx.outages.get(account_id)
    if outage is None or not tx.outages.end(account_id):
        return
    missed = tx.calls.not_reached(account_id, outage.since)
    for call in {call.place: call for call in missed}.values():
        owe_asker(tx, call, Kind.BACK, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prober:
    """Runs until cancelled; asks the accounts that are down whether they answer again.

    It also lets go of the keys that are needed no more.
    """

    store: Store
    clients: Clients
    now: Callable[[], float]
    #: Told when one answers again: lists go on, and people hear of it.
    wake: Callable[[], None]
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_A_TIME))

    async def run(self) -> None:
        """Ask all that are down, side by side, again and again."""
        while True:
            await asyncio.sleep(PROBE_EVERY)
            try:
                await self._erase_keys()
                down = await self.store.read(lambda tx: tx.outages.all())
                await asyncio.gather(*map(self._probe, down))
            except StoreBusy:
                log.warning("probe not written: the store is busy")

    async def _erase_keys(self) -> None:
        """Let go of the accounts that were closed and whose calls have ended."""
        if await self.store.read(lambda tx: tx.accounts.to_erase()):
            for account_id in await self.store.write(erase_keys):
                await self.clients.forget(account_id)
                log.info("its key is erased", extra={"account": account_id})

    async def _probe(self, outage: Outage) -> None:
        async with self._slots:
            answers = await self._answers(outage.account_id)
        if answers:
            await self.store.write(lambda tx: end_outage(tx, outage.account_id, now=self.now()))
            log.info("it answers again", extra={"account": outage.account_id})
            self.wake()

    async def _answers(self, account_id: int) -> bool:
        """Whether it says anything at all: a refusal is an answer too."""
        try:
            client = await self.clients.of(account_id)
        except PbxError:
            # It was not even asked.
            return False
        try:
            await client.check()
        except (PbxNotReached, PbxNoAnswer):
            return False
        except PbxRefused as refusal:
            log.info("it refuses: %s", type(refusal).__name__, extra={"account": account_id})
        return True
