"""Our records are brought to match the PBX's, as far as somebody is looking at them.

Reads only; what the PBX does not answer is shown as it is known. Two who look at once share one
walk, which goes on when nobody waits for it any more; accounts are asked side by side.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from bot.core.calls import DAY
from bot.core.catching_up import PAGE, Ask, Progress, Walk, walk
from bot.core.cdrs import Cdr
from bot.core.learning import latest_lessons
from bot.errors import BotError, PbxError, PbxNoAnswer, PbxNotFound, PbxNotReached, StoreBusy
from bot.flows.clients import Clients
from bot.flows.outages import begin_outage
from bot.flows.record import record_cdr
from bot.pbx import PbxClient
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: Whoever looks again within so many seconds sees what was there.
FRESH: Final = 5.0
#: Nobody waits longer for the PBX than this, in seconds.
PATIENCE: Final = 8.0
#: So many calls of other systems that had not ended are asked for again at a look.
RUNNING: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """How an account's records stand to the PBX's."""

    account_id: int
    #: When they last matched; None: never.
    at: float | None
    #: Nothing older is missing.
    whole: bool
    #: Why they were not brought to match now.
    error: BotError | None = None
    #: The PBX answers, and has not told everything yet.
    loading: bool = False


@dataclass(slots=True, kw_only=True)
class _Look:
    """The look at an account that goes on, or was the last.

    The PBX has `answered`, then all of its list was read (`listed`), then the look is `over`.
    """

    answered: bool = False
    listed: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)
    ended_at: float | None = None
    error: BotError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUp:
    """Asks when somebody looks; `wake` tells that something was committed.

    `spawn` runs a look in the background, under supervision.
    """

    store: Store
    clients: Clients
    now: Callable[[], float]
    hooks_come: bool
    wake: Callable[[], None]
    spawn: Callable[[Coroutine[Any, Any, None]], None]
    _looks: dict[int, _Look] = field(default_factory=dict)

    async def look(self, accounts: Sequence[int]) -> list[CaughtUp]:
        """Bring the records of these accounts to match, and say how far that went."""
        return list(await asyncio.gather(*map(self._look, accounts)))

    async def find(self, accounts: Sequence[int], call_id: str) -> bool:
        """Ask each account for one record, older than what is known; whether all have answered."""
        asked = (self._in_time(one, self._keep_one(one, call_id)) for one in accounts)
        return not any(await asyncio.gather(*asked))

    async def find_all(self, accounts: Sequence[int], callee: str) -> bool:
        """Ask each account for a number's records; whether none of them can be missing now."""
        found = await asyncio.gather(*(self._keep_all(one, callee) for one in accounts))
        return all(found)

    async def _look(self, account_id: int) -> CaughtUp:
        look = self._looks.get(account_id)
        if look is None or not self._is_fresh(look):
            look = self._looks[account_id] = _Look()
            self.spawn(self._go(account_id, look))
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await look.over.wait()
        goes_on = not look.over.is_set()
        error = PbxNoAnswer() if goes_on and not look.answered else look.error
        loading = goes_on and look.answered and not look.listed

        def unit(tx: Transaction) -> CaughtUp:
            progress = tx.catch_ups.get(account_id)
            return CaughtUp(
                account_id=account_id,
                at=tx.catch_ups.caught_up_at(account_id),
                whole=progress is not None and progress.whole,
                error=error,
                loading=loading,
            )

        return await self.store.read(unit)

    def _is_fresh(self, look: _Look) -> bool:
        """Whether it goes on, or ended just now."""
        return look.ended_at is None or 0 <= self.now() - look.ended_at < FRESH

    async def _go(self, account_id: int, look: _Look) -> None:
        try:
            look.error = await self._asking(account_id, self._catch_up(account_id, look))
        finally:
            look.ended_at = self.now()
            look.over.set()

    async def _keep_one(self, account_id: int, call_id: str) -> None:
        client = await self.clients.of(account_id)
        with suppress(PbxNotFound):
            await self._keep(account_id, [await client.cdr(call_id)])

    async def _keep_all(self, account_id: int, callee: str) -> bool:
        page: list[Cdr] = []

        async def ask() -> None:
            client = await self.clients.of(account_id)
            page.extend(await _ask(client, Ask(offset=0), callee=callee))
            await self._keep(account_id, page)

        error = await self._in_time(account_id, ask())
        # Where there is nothing, the PBX may write the number in another form.
        return error is None and 0 < len(page) < PAGE

    async def _in_time(self, account_id: int, asking: Awaitable[None]) -> BotError | None:
        """What went wrong, if anything did; what takes too long counts as no answer."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._asking(account_id, asking)
        except TimeoutError:
            return PbxNoAnswer()

    async def _asking(self, account_id: int, asking: Awaitable[None]) -> BotError | None:
        """What went wrong, if anything did: whoever looks is shown what is known all the same."""
        try:
            await asking
        except (PbxNotReached, PbxNoAnswer) as error:
            now, failure = self.now(), error
            with suppress(StoreBusy):
                await self.store.write(lambda tx: begin_outage(tx, account_id, failure, now=now))
            return error
        except BotError as error:
            log.info("not caught up: %s", type(error).__name__, extra={"account": account_id})
            return error
        except Exception:
            log.exception("not caught up", extra={"account": account_id})
            return PbxError()
        return None

    async def _catch_up(self, account_id: int, look: _Look) -> None:
        client, asked_at = await self.clients.of(account_id), self.now()
        known = await self.store.read(lambda tx: tx.catch_ups.get(account_id))
        seen: set[str] = set()
        steps = walk(known, now=asked_at)
        progress = await self._walk(account_id, client, steps, seen, look)
        await self.store.write(lambda tx: tx.catch_ups.put(account_id, progress, at=asked_at))
        look.listed = True
        await self._ask_again(account_id, seen)

    async def _walk(
        self, account_id: int, client: PbxClient, steps: Walk, seen: set[str], look: _Look
    ) -> Progress:
        """Ask what the walk says, and keep each page as it comes: an error loses none of them."""
        ask = next(steps)
        while True:
            page = await _ask(client, ask)
            look.answered = True
            await self._keep(account_id, page)
            seen.update(cdr.call_id for cdr in page)
            try:
                ask = steps.send(page)
            except StopIteration as done:
                progress: Progress = done.value
                return progress

    async def _ask_again(self, account_id: int, seen: set[str]) -> None:
        """Other systems' calls that were still going on, and that no page has shown."""
        since = self.now() - DAY
        running = await self.store.read(
            lambda tx: tx.records.running_elsewhere(account_id, since, RUNNING)
        )
        for call_id in running:
            if call_id not in seen:
                await self._keep_one(account_id, call_id)

    async def _keep(self, account_id: int, page: Sequence[Cdr]) -> None:
        if not page:
            return
        now = self.now()

        def unit(tx: Transaction) -> None:
            for cdr in page:
                record_cdr(tx, account_id, cdr, now=now, hooks_come=self.hooks_come)
            for (kind, value), at in latest_lessons(page, now=now).items():
                tx.learned.use(account_id, kind, value, at)

        await self.store.write(unit)
        self.wake()


async def _ask(client: PbxClient, ask: Ask, *, callee: str | None = None) -> Sequence[Cdr]:
    try:
        return await client.cdrs(limit=ask.limit, offset=ask.offset, callee=callee)
    except PbxNotFound:
        # A PBX may say so of a page that is empty.
        return []
