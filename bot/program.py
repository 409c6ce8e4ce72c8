"""The running program: starts its parts, watches them, and stops them in order.

A part that dies ends the process, never silently. Builds nothing: that is app's.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.applications import Starlette

from bot.chat.polling import Polling
from bot.flows.clients import Clients
from bot.flows.dial import recover
from bot.flows.feed import Feed
from bot.flows.outages import Prober
from bot.flows.reconcile import Reconciler
from bot.flows.relay import Relay
from bot.flows.tidy import Tidier
from bot.metrics import Metrics
from bot.serving import FINISH_HOOKS, Serving
from bot.store import Store

log = logging.getLogger(__name__)

#: Seconds that the end takes at the most, ten in all: handlers and then placements under way;
#: hooks (`FINISH_HOOKS`) and messages under way; letting go of the peers; closing the database.
FINISH: Final = 4.0
LET_GO: Final = 1.0
CLOSE: Final = 1.0
#: How often the event loop's own lateness is measured, in seconds.
STALL_EVERY: Final = 0.5


class Placements:
    """Calls being placed, files on their way, lists being read: their handlers have returned."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._broken = asyncio.Event()
        self._error: BaseException | None = None

    async def run(self) -> None:
        """Until one breaks: what became of a call is written nowhere then, a start finds it out."""
        await self._broken.wait()
        assert self._error is not None, "set before the event"
        raise self._error

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Let one go on by itself."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("work in the background broke", exc_info=error)
            self._error = error
            self._broken.set()

    async def finish(self) -> None:
        """Wait for those under way."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def cut_off(self) -> None:
        """End those under way; whether they called anybody is looked up after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Every part that runs. `http` is what a server serves, ours or a test's."""

    store: Store
    clients: Clients
    placements: Placements
    #: Goes on with the calls that a start found waiting.
    resume: Callable[[], Awaitable[None]]
    relay: Relay
    reconciler: Reconciler
    feed: Feed
    tidier: Tidier
    prober: Prober
    polling: Polling
    http: Starlette
    metrics: Metrics
    now: Callable[[], float]
    hooks_come: bool

    async def run(self, stop: asyncio.Event, serving: Serving | None = None) -> None:
        """Run until `stop` is set; a part that dies ends everything, with its error."""
        try:
            now = self.now()
            await self.store.write(lambda tx: recover(tx, now=now, hooks_come=self.hooks_come))
            await self.resume()
            # What was built so far lives as long as the process: no collection need look at it.
            gc.freeze()
            async with asyncio.TaskGroup() as group:
                running = {
                    name: group.create_task(_endless(name, part))
                    for name, part in self._parts(serving)
                }
                await stop.wait()
                await self._wind_down((running["feed"], running["telegram"]), serving)
                for task in running.values():
                    task.cancel()
        finally:
            await self._close()

    def _parts(self, serving: Serving | None) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        yield "relay", self.relay.run()
        yield "reconcile", self.reconciler.run()
        yield "feed", self.feed.run()
        yield "probe", self.prober.run()
        yield "tidy", self.tidier.run()
        yield "placements", self.placements.run()
        yield "telegram", self.polling.run()
        yield "stall", self._measure_stall()
        if serving is not None:
            yield "http", serving.run()

    async def _wind_down(
        self, sources: Sequence[asyncio.Task[None]], serving: Serving | None
    ) -> None:
        """Take nothing new, and finish what is under way: handlers first, for they begin calls."""

        async def take_nothing_new() -> None:
            for source in sources:
                source.cancel()
            await asyncio.wait(sources)

        await _within(FINISH, take_nothing_new, self.polling.stop, self.placements.finish)
        last = [] if serving is None else [_within(FINISH_HOOKS + 0.5, serving.stop)]
        await asyncio.gather(_within(FINISH_HOOKS, self.relay.finish), *last)

    async def _close(self) -> None:
        """Let go of everything, in whatever state it is: after a part died nothing was stopped."""
        try:
            await _within(LET_GO / 2, self.polling.stop)
            await _within(
                LET_GO / 2, self.placements.cut_off, self.polling.close, self.clients.close
            )
        finally:
            await _within(CLOSE, self.store.close)

    async def _measure_stall(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + STALL_EVERY
            await asyncio.sleep(STALL_EVERY)
            self.metrics.time_stall(max(0.0, loop.time() - due))


async def _within(seconds: float, *steps: Callable[[], Awaitable[None]]) -> None:
    """Take the steps of an end one after another; what breaks, or is cut off, is only logged."""
    try:
        async with asyncio.timeout(seconds):
            for step in steps:
                try:
                    await step()
                except Exception:
                    log.exception("the end goes on without %s", step.__qualname__)
    except TimeoutError:
        log.warning("the end waits no longer for %s", step.__qualname__)


async def _endless(name: str, part: Coroutine[Any, Any, None]) -> None:
    await part
    raise RuntimeError(f"{name} ended by itself")
