"""The feed: takes rows of lists as lines come free, lists in turn, and brings lists to their end.

A row becomes a call in the unit that takes it, and is asked of the PBX like any other. What a
start finds half done goes on by the calls' own states; a list that was left alone for long waits
for a person.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import Final

from bot.core.calls import outcome
from bot.core.list_rules import OVERDUE, free_at, result
from bot.core.lists import (
    CallList,
    LeftOut,
    ListState,
    Row,
    RowState,
)
from bot.core.records import CallKind, NewCall
from bot.errors import StoreBusy
from bot.flows.dial import Dialler
from bot.flows.list_life import start, tend
from bot.flows.record import hash_token
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

IDLE: Final = 10.0
#: Cards that are behind are looked at so often; how soon one is drawn again, the store knows.
DRAW_EVERY: Final = 1.0
#: Seconds after a start in which the PBX is asked for what happened meanwhile.
CATCH_UP: Final = 120.0
#: Wake-ups come by the hundred; they are answered together.
TOGETHER: Final = 0.02
#: So many rows are taken in one unit.
AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A row that was taken: its call, and the token for that call's hooks."""

    call_id: int
    list_id: int
    account_id: int
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Runs until cancelled; `woken` is set when something was committed that may free a line."""

    store: Store
    dialler: Dialler
    now: Callable[[], float]
    wake_relay: Callable[[], None]
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Feed, draw, and wait for the next thing."""
        began = self.now()
        while True:
            self.woken.clear()
            try:
                wait = await self._step(began)
            except StoreBusy:
                log.warning("store busy, lists wait")
                wait = DRAW_EVERY
            await asyncio.sleep(TOGETHER)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self.woken.wait()

    async def _step(self, began: float) -> float:
        """Seconds until there may be something to do, if nobody wakes us."""
        lists = await self.store.read(lambda tx: tx.lists.under_way())
        caught_up = self.now() - began > CATCH_UP
        full = False
        for account_id, of_account in groupby(lists, key=lambda called: called.account_id):
            ids = [called.id for called in of_account]
            feed = partial(self._feed, account_id=account_id, list_ids=ids, caught_up=caught_up)
            taken = await self.store.write(feed)
            full = full or len(taken) == AT_ONCE
            for one in taken:
                found_by = {"call": one.call_id, "list": one.list_id, "account": one.account_id}
                log.info("written down", extra=found_by)
                self.dialler.place(one.call_id, one.account_id, one.token)
        behind = await self._draw()
        if full:
            return 0.0
        due = await self.store.read(partial(_next_due, now=self.now()))
        waits = [IDLE, *([DRAW_EVERY] if behind else []), *([] if due is None else [due])]
        return max(min(waits), 0.0)

    async def _draw(self) -> bool:
        """Have cards show what changed; True: some have to wait for their time."""
        if not await self.store.read(lambda tx: tx.lists.behind()):
            return False

        def unit(tx: Transaction) -> bool:
            now = self.now()
            drawn = [
                tx.cards.want_changed(list_id, changes, now=now)
                for list_id, changes in tx.lists.behind()
            ]
            return not all(drawn)

        behind = await self.store.write(unit)
        self.wake_relay()
        return behind

    def _feed(
        self, tx: Transaction, *, account_id: int, list_ids: Sequence[int], caught_up: bool
    ) -> list[Taken]:
        now = self.now()
        waiting: deque[CallList] = deque()
        for list_id in list_ids:
            called = tx.lists.get(list_id)
            assert called is not None, "lists under way are never deleted"
            called = tend(tx, called, now=now, caught_up=caught_up)
            if called.state is ListState.RUNNING:
                waiting.append(called)
        account = tx.accounts.get(account_id)
        assert account is not None, "accounts are never deleted"
        if not waiting or tx.outages.get(account_id) is not None:
            return []
        free = account.concurrency - tx.lines.taken(account_id, now=now)
        taken: list[Taken] = []
        while waiting and len(taken) < min(free, AT_ONCE):
            called = waiting.popleft()
            row = _next_row(tx, called, now=now)
            if row is not None:
                if called.started_at is None:
                    called = start(tx, called, now=now)
                taken.append(self._take(tx, called, row))
                waiting.append(called)
        return taken

    def _take(self, tx: Transaction, called: CallList, row: Row) -> Taken:
        """The row's next call, written down and pending."""
        token = self.dialler.new_token()
        new = NewCall(
            ref=self.dialler.new_ref(),
            token_hash=hash_token(token),
            account_id=called.account_id,
            person_id=called.person_id,
            kind=CallKind.VOICE,
            place=called.place,
            message_id=called.message_id or 0,
            language=called.language,
            callee=row.callee,
            caller=called.caller,
            campaign_id=called.campaign_id,
            template=called.template,
            # The PBX's own queue holds no row: stopping a list must stop it.
            queue=False,
            created_at=self.now(),
            values=dict(row.values),
            label=row.label,
            script=called.script,
            list_id=called.id,
            list_row=row.id,
        )
        call_id = tx.calls.add(new)
        assert call_id is not None, "a row claims no message"
        tx.rows.update(replace(row, state=RowState.CALLING, call_row=call_id))
        tx.lists.take_turn(called.id)
        tx.lists.change(called.id)
        return Taken(call_id=call_id, list_id=called.id, account_id=called.account_id, token=token)


def _next_row(tx: Transaction, called: CallList, *, now: float) -> Row | None:
    """The row whose turn it is; a number that was called just now waits until it was not."""
    while (row := tx.rows.next(called.id, now)) is not None:
        if tx.blocks.of(row.callee) is not None:
            _call_no_more(tx, called, row, now=now)
            continue
        at = free_at(tx.listings.to_number(row.callee, now - OVERDUE), row, now=now)
        if at <= now:
            return row
        tx.rows.update(replace(row, due_at=at))
    return None


def _call_no_more(tx: Transaction, called: CallList, row: Row, *, now: float) -> None:
    """Its number was blocked since the preview: what came of it before, if anything, stands."""
    last = tx.calls.counted_last(row.id)
    if last is None:
        tx.rows.leave_out(row.id, LeftOut.BLOCKED)
    else:
        done = replace(row, state=RowState.DONE, settled_at=now)
        tx.rows.update(done, came_out=result(outcome(last.facts), last.state))
    tx.lists.change(called.id)


def _next_due(tx: Transaction, *, now: float) -> float | None:
    """Seconds until a list begins or a row that waits is due; what waits for a line has no time."""
    times = []
    for called in tx.lists.under_way():
        if called.state is ListState.SCHEDULED and called.start_at is not None:
            times.append(called.start_at)
        elif called.state is ListState.RUNNING:
            due = tx.rows.next_due(called.id)
            times += [] if due is None or due <= now else [due]
    return min(times) - now if times else None
