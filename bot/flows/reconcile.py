"""What no hook told us: calls settle when their time is up, silent ones are looked up by CDR.

Requests are kept sparse: a few open calls are asked for one by one, many by the list. A PBX that
was down is asked until it answers. The CDR is the truth; nothing here ever dials.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from bot.core.calls import DAY, MINUTE, Facts
from bot.core.cdrs import Cdr
from bot.core.progress import next_look
from bot.core.reconciling import match, newest_first
from bot.core.records import Call, Kind, Outage
from bot.errors import PbxError, PbxNoAnswer, PbxNotFound, PbxNotReached, StoreBusy
from bot.flows.clients import Clients
from bot.flows.record import owe_asker, record
from bot.pbx import PbxClient
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: Records by the id of their call.
Found = dict[int, Cdr]

#: Up to this many open calls of an account are asked for by id, more by the list.
FEW: Final = 5
PAGE: Final = 100
MOST_PAGES: Final = 10
AT_ONCE: Final = 500
PROBE_EVERY: Final = 30.0
IDLE: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciler:
    """Runs until cancelled; `woken` is set when something was committed that may be due."""

    store: Store
    clients: Clients
    now: Callable[[], float]
    hooks_come: bool
    wake_relay: Callable[[], None]
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Do what is due, then wait for the next thing to be."""
        while True:
            self.woken.clear()
            try:
                await self.once()
                wait = await self._wait()
            except StoreBusy:
                wait = 1.0
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self.woken.wait()

    async def _wait(self) -> float:
        due = await self.store.read(lambda tx: tx.calls.next_due())
        return IDLE if due is None else min(IDLE, max(0.05, due - self.now()))

    async def once(self) -> None:
        """Settle what is due, look up what is silent."""
        await self._settle()
        await self._look_up()

    async def _down(self, account_id: int, status: int | None) -> None:
        now = self.now()
        await self.store.write(lambda tx: tx.outages.begin(account_id, since=now, status=status))

    async def probe(self) -> None:
        """Ask what was down whether it answers again, until cancelled."""
        while True:
            await asyncio.sleep(PROBE_EVERY)
            try:
                await self._probe()
            except StoreBusy:
                log.warning("probe not written: the store is busy")

    async def _settle(self) -> None:
        if await self.store.write(self._settle_due):
            self.wake_relay()

    def _settle_due(self, tx: Transaction) -> bool:
        due = tx.calls.to_settle(self.now(), AT_ONCE)
        for call in due:
            self._record(tx, call, Facts())
        return bool(due)

    async def look_now(self, ref: str) -> None:
        """A person pressed "look it up": the call is due at once."""

        def unit(tx: Transaction) -> None:
            call = tx.calls.by_ref(ref)
            if call is not None and not call.facts.report.recorded:
                tx.calls.update(replace(call, look_at=self.now()))

        await self.store.write(unit)
        self.woken.set()

    async def _look_up(self) -> None:
        due = await self.store.read(lambda tx: tx.calls.to_look(self.now(), AT_ONCE))
        by_account: defaultdict[int, list[Call]] = defaultdict(list)
        for call in due:
            by_account[call.account_id].append(call)
        for account_id, calls in by_account.items():
            await self._look_up_for(account_id, calls)

    async def _look_up_for(self, account_id: int, calls: Sequence[Call]) -> None:
        found: Found = {}
        try:
            await self._find(await self.clients.of(account_id), calls, found)
        except PbxError as error:
            name = type(error).__name__
            log.info("not looked up: %s", name, extra={"account": account_id})
            if isinstance(error, PbxNotReached | PbxNoAnswer):
                await self._down(account_id, error.status)
        await self.store.write(lambda tx: self._looked(tx, calls, found))
        for call_id in found:
            log.info("record found", extra={"call": call_id})
        if found:
            self.wake_relay()

    async def _find(self, client: PbxClient, calls: Sequence[Call], found: Found) -> None:
        """Fill `found` as records come, so that an error half-way loses none of them."""
        named = [call for call in calls if call.facts.call_id]
        await (self._by_id if len(named) <= FEW else self._by_list)(client, named, found)
        for call in calls:
            if not call.facts.call_id:
                cdr = await self._by_callee(client, call)
                if cdr is not None:
                    found[call.id] = cdr

    async def _by_id(self, client: PbxClient, calls: Sequence[Call], found: Found) -> None:
        for call in calls:
            try:
                found[call.id] = await client.cdr(call.facts.call_id)
            except PbxNotFound:
                continue

    async def _by_list(self, client: PbxClient, calls: Sequence[Call], found: Found) -> None:
        """Newest records first until the oldest wanted one is passed; else one by one."""
        wanted = {call.facts.call_id: call.id for call in calls}
        oldest = min(call.created_at for call in calls)
        for page in range(MOST_PAGES):
            cdrs = await client.cdrs(limit=PAGE, offset=page * PAGE)
            found |= {wanted[cdr.call_id]: cdr for cdr in cdrs if cdr.call_id in wanted}
            if len(found) == len(wanted) or len(cdrs) < PAGE:
                return
            if not newest_first(cdrs):
                await self._by_id(client, [call for call in calls if call.id not in found], found)
                return
            if any(cdr.create_time and cdr.create_time < oldest - MINUTE for cdr in cdrs):
                return

    async def _by_callee(self, client: PbxClient, call: Call) -> Cdr | None:
        """A call whose answer was lost has no id: its reference, or the one record that fits."""
        cdrs = await client.cdrs(limit=PAGE, callee=call.callee)
        since = self.now() - DAY
        rivals = await self.store.read(
            lambda tx: tx.calls.unmatched(call.account_id, settled_since=since)
        )
        cdr = match(cdrs, call, rivals)
        if cdr is None:
            return None
        taken = await self.store.read(
            lambda tx: tx.calls.by_call_id(call.account_id, cdr.call_id or "")
        )
        return cdr if taken is None or taken.id == call.id else None

    def _looked(self, tx: Transaction, calls: Sequence[Call], found: Found) -> None:
        now = self.now()
        for stale in calls:
            call = tx.calls.get(stale.id)
            assert call is not None, "calls are never deleted"
            later = replace(call, looks=call.looks + 1)
            # A hook that came while we looked may ask for another look at once: that one stands.
            if call.look_at == stale.look_at:
                again_at = next_look(later, now=now, hooks_come=self.hooks_come)
                later = replace(later, look_at=again_at)
            cdr = found.get(call.id)
            tx.calls.update(later)
            if cdr is not None:
                self._record(tx, later, cdr.facts())

    def _record(self, tx: Transaction, call: Call, news: Facts) -> None:
        record(tx, call, news, now=self.now(), hooks_come=self.hooks_come)

    async def _probe(self) -> None:
        """Ask accounts that were down; when one answers, tell those whose calls it did not take."""
        for outage in await self.store.read(lambda tx: tx.outages.all()):
            try:
                client = await self.clients.of(outage.account_id)
                await client.check()
            except PbxError:
                continue
            await self.store.write(partial(self._back, outage=outage))
            self.wake_relay()

    def _back(self, tx: Transaction, outage: Outage) -> None:
        if not tx.outages.end(outage.account_id):
            return
        missed = tx.calls.not_reached(outage.account_id, outage.since)
        # Somebody who tried five times is told once, under the last try.
        for call in {call.place: call for call in missed}.values():
            owe_asker(tx, call, Kind.BACK, self.now())
