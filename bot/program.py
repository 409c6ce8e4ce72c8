"""The running program: starts its parts, watches them, and stops them in order.

A part that dies ends the process, never silently. Builds nothing: that is app's.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from starlette.applications import Starlette

from bot.chat.polling import Polling
from bot.flows.clients import Clients
from bot.flows.dial import recover
from bot.flows.reconcile import Reconciler
from bot.flows.relay import Relay
from bot.metrics import Metrics
from bot.serving import FINISH_HOOKS, Serving
from bot.store import Store

log = logging.getLogger(__name__)

#: Seconds that handlers, placements and messages under way get: from SIGTERM to a closed database
#: it is ten at the most.
FINISH: Final = 4.0
#: How often the event loop's own lateness is measured, in seconds.
STALL_EVERY: Final = 0.5


class Placements:
    """Calls being placed: each goes on while its handler has long returned."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, placement: Coroutine[Any, Any, None]) -> None:
        """Let one go on by itself."""
        task = asyncio.create_task(placement)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a placement ended with an error", exc_info=error)

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
    relay: Relay
    reconciler: Reconciler
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
            # What was built so far lives as long as the process: no collection need look at it.
            gc.freeze()
            async with asyncio.TaskGroup() as group:
                running = {
                    name: group.create_task(_endless(name, part))
                    for name, part in self._parts(serving)
                }
                await stop.wait()
                # It may still be connecting: stopped as it is, it would go on to connect.
                running["telegram"].cancel()
                await asyncio.wait([running["telegram"]], timeout=1)
                await _within(
                    FINISH, self.polling.stop(), self.placements.finish(), self.relay.finish()
                )
                if serving is not None:
                    await _within(FINISH_HOOKS + 0.5, serving.stop())
                for task in running.values():
                    task.cancel()
        finally:
            await self._close()

    def _parts(self, serving: Serving | None) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        yield "relay", self.relay.run()
        yield "reconcile", self.reconciler.run()
        yield "probe", self.reconciler.probe()
        yield "telegram", self.polling.run()
        yield "stall", self._measure_stall()
        if serving is not None:
            yield "http", serving.run()

    async def _close(self) -> None:
        """Let go of everything, in whatever state it is."""
        # Nothing to stop after an orderly end; after a part died nobody has stopped it yet.
        await _within(1, self.polling.stop())
        await self.placements.cut_off()
        await _within(1, self.polling.close(), self.clients.close())
        await self.store.close()

    async def _measure_stall(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + STALL_EVERY
            await asyncio.sleep(STALL_EVERY)
            self.metrics.show_stall(max(0.0, loop.time() - due))


async def _within(seconds: float, *parts: Coroutine[Any, Any, None]) -> None:
    """Let parts go on side by side; what is not done in time is cut off."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*parts)


async def _endless(name: str, part: Coroutine[Any, Any, None]) -> None:
    await part
    raise RuntimeError(f"{name} ended by itself")
