"""What no hook told us: calls settle when their time is up, silent ones are looked up by CDR.

Requests are kept sparse: a few open calls are asked for one by one, many by the list. An account
that hangs holds up no other. The CDR is the truth; nothing here ever dials.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from bot.core.calls import Facts
from bot.core.catching_up import PAGE, Ask
from bot.core.cdrs import Cdr
from bot.core.listed import Listed
from bot.core.progress import next_look
from bot.core.reconciling import LIKE_WITHIN, QUARTER, bears, match
from bot.core.records import Call
from bot.errors import PbxError, PbxNoAnswer, PbxNotFound, PbxNotReached, StoreBusy
from bot.flows.clients import Clients
from bot.flows.insist import insist
from bot.flows.outages import AT_A_TIME, begin_outage
from bot.flows.record import record
from bot.pbx import PbxClient
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: Records by the id of their call.
Found = dict[int, Cdr]

#: Up to this many open calls of an account are asked for by id, more by the list.
FEW: Final = 5
AT_ONCE: Final = 500
#: Calls that one unit brings forward: the loop stands still meanwhile.
A_UNIT: Final = 10
IDLE: Final = 15.0
#: Wake-ups come by the hundred; they are answered together.
TOGETHER: Final = 0.1
#: How far the PBX's clock may be from ours before the list is not read far enough back, in seconds.
SKEW: Final = QUARTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciler:
    """Runs until cancelled; `woken` is set when something was committed that may be due."""

    store: Store
    clients: Clients
    now: Callable[[], float]
    hooks_come: bool
    #: Told when something was settled or found: people hear of it, lists go on.
    wake: Callable[[], None]
    #: Told how many calls were looked up how: found, not_found, failed.
    observe: Callable[[str, int], None]
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    #: Set as `woken` is passed on, and when an account has been looked up.
    _looking: asyncio.Event = field(default_factory=asyncio.Event)
    #: What is known of each account's list.
    _listed: dict[int, Listed] = field(default_factory=dict)
    #: The accounts that are being looked up.
    _busy: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_A_TIME))

    async def run(self) -> None:
        """Settle and look up, each at its own pace: what is due, then wait for the next thing."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat(self._settle, self.woken))
            group.create_task(self._repeat(lambda: self._look_up(group), self._looking))

    async def _repeat(
        self, step: Callable[[], Awaitable[float | None]], woken: asyncio.Event
    ) -> None:
        """Take a step, which says when the next one is due, and wait until then or until woken."""
        while True:
            woken.clear()
            try:
                due = await step()
                wait = IDLE if due is None else min(IDLE, max(0.05, due - self.now()))
            except StoreBusy:
                wait = 1.0
            await asyncio.sleep(TOGETHER)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await woken.wait()

    async def _settle(self) -> float | None:
        self._looking.set()
        while True:
            due = await self.store.read(lambda tx: tx.due.next_to_settle())
            if due is None or due > self.now():
                return due
            await self.store.write(self._settle_due)
            self.wake()

    def _settle_due(self, tx: Transaction) -> None:
        for call in tx.due.to_settle(self.now(), A_UNIT):
            self._record(tx, call, Facts())

    async def look_now(self, ref: str) -> None:
        """A person pressed "look it up": the call is due at once."""

        def unit(tx: Transaction) -> None:
            call = tx.calls.by_ref(ref)
            if call is not None and not call.facts.report.recorded:
                tx.calls.update(replace(call, look_at=self.now()))

        await self.store.write(unit)
        self.woken.set()

    async def _look_up(self, group: asyncio.TaskGroup) -> float | None:
        """Begin with every account that has silent calls and is not being looked up already."""
        while due := await self._due():
            by_account: defaultdict[int, list[Call]] = defaultdict(list)
            for call in due:
                by_account[call.account_id].append(call)
            for account_id, calls in by_account.items():
                self._busy[account_id] = group.create_task(self._look_up_for(account_id, calls))
        busy = list(self._busy)
        return await self.store.read(lambda tx: tx.due.next_to_look(besides=busy))

    async def _due(self) -> list[Call]:
        now, busy = self.now(), list(self._busy)
        return await self.store.read(lambda tx: tx.due.to_look(now, AT_ONCE, besides=busy))

    async def _look_up_for(self, account_id: int, calls: Sequence[Call]) -> None:
        try:
            async with self._slots:
                found = await self._ask(account_id, calls)
            for at in range(0, len(calls), A_UNIT):
                looked = partial(self._looked, calls=calls[at : at + A_UNIT], found=found)
                await insist(self.store, looked)
        finally:
            del self._busy[account_id]
            self._looking.set()
        for call_id in found:
            log.info("record found", extra={"call": call_id})
        if found:
            self.wake()

    async def _ask(self, account_id: int, calls: Sequence[Call]) -> Found:
        """The records that could be had; an account that fails holds up no other."""
        found: Found = {}
        missing = "failed"
        try:
            await self._find(await self.clients.of(account_id), calls, found)
            missing = "not_found"
        except (PbxError, StoreBusy) as error:
            name = type(error).__name__
            log.info("not looked up: %s", name, extra={"account": account_id})
            if isinstance(error, PbxNotReached | PbxNoAnswer):
                await self._down(account_id, error)
        except Exception:
            log.exception("not looked up", extra={"account": account_id})
        self.observe("found", len(found))
        self.observe(missing, len(calls) - len(found))
        return found

    async def _down(self, account_id: int, error: PbxNotReached | PbxNoAnswer) -> None:
        now = self.now()
        await insist(self.store, lambda tx: begin_outage(tx, account_id, error, now=now))

    async def _find(self, client: PbxClient, calls: Sequence[Call], found: Found) -> None:
        """Fill `found` as records come, so that an error half-way loses none of them."""
        listed = [call for call in calls if call.call_id]
        if len(listed) > FEW and await self._by_list(client, listed, found):
            calls = [call for call in calls if not call.call_id]
        for call in calls:
            if call.id not in found:
                cdr = await self._by_id(client, call) or await self._by_callee(client, call)
                if cdr is not None:
                    found[call.id] = cdr

    async def _by_list(self, client: PbxClient, calls: Sequence[Call], found: Found) -> bool:
        """Newest records first until the oldest wanted one is passed; False: it was not got to."""
        by_ref = {call.ref: call for call in calls}
        by_id = {call.call_id: call for call in calls}
        oldest = min(call.created_at for call in calls)
        listed = self._listed.setdefault(calls[0].account_id, Listed())
        reading = listed.back_to(oldest - SKEW)
        ask = next(reading)
        while True:
            cdrs = await _page(client, ask)
            for cdr in cdrs:
                named = by_ref.get(cdr.ref)
                call = named if named and bears(cdr, named) else by_id.get(cdr.call_id)
                if call is not None:
                    found.setdefault(call.id, cdr)
            try:
                ask = reading.send(cdrs)
            except StopIteration as done:
                return bool(done.value)
            if len(found) == len(calls):
                return True

    async def _by_id(self, client: PbxClient, call: Call) -> Cdr | None:
        if call.call_id:
            with suppress(PbxNotFound):
                return await client.cdr(call.call_id)
        return None

    async def _by_callee(self, client: PbxClient, call: Call) -> Cdr | None:
        """Without an id that the PBX knows: our reference, or the one record that fits."""
        try:
            cdrs = await client.cdrs(limit=PAGE, callee=call.callee)
        except PbxNotFound:
            return None
        call_ids = [cdr.call_id for cdr in cdrs if cdr.call_id]
        rivals = await self.store.read(
            lambda tx: tx.calls.rivals(call, call_ids, within=2 * LIKE_WITHIN)
        )
        return match(cdrs, call, rivals)

    def _looked(self, tx: Transaction, *, calls: Sequence[Call], found: Found) -> None:
        now = self.now()
        for stale in calls:
            call = tx.calls.get(stale.id)
            assert call is not None, "calls are never deleted"
            was, call = call, replace(call, looks=call.looks + 1)
            # What came while we looked may ask for a look at once, or for none: that stands.
            if call.look_at == stale.look_at:
                again_at = next_look(call, now=now, hooks_come=self.hooks_come)
                call = replace(call, look_at=again_at)
            tx.calls.update(call, was=was)
            if (cdr := found.get(call.id)) is not None:
                self._record(tx, call, cdr.facts(), cdr)

    def _record(self, tx: Transaction, call: Call, news: Facts, cdr: Cdr | None = None) -> None:
        record(tx, call, news, now=self.now(), hooks_come=self.hooks_come, cdr=cdr)


async def _page(client: PbxClient, ask: Ask) -> Sequence[Cdr]:
    try:
        return await client.cdrs(limit=ask.limit, offset=ask.offset)
    except PbxNotFound:
        # A PBX may say so of a page that is empty.
        return []
