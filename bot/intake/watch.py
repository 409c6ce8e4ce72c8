"""What is read from the store for /metrics: within a time limit, and never twice at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from bot.metrics import Metrics

#: Seconds that a scrape waits for the store; Prometheus itself waits for ten as a rule.
LOOK_SECONDS: Final = 3.0

log = logging.getLogger(__name__)


class Watch:
    """Has the metrics show what the store says now, or that it did not say it in time."""

    def __init__(self, *, look: Callable[[], Awaitable[None]], metrics: Metrics) -> None:
        self._look = look
        self._metrics = metrics
        self._looking: asyncio.Task[None] | None = None

    async def look_now(self) -> None:
        """A look that is still under way is waited for: hanging ones must not pile up."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._try())
        done, _ = await asyncio.wait([self._looking], timeout=LOOK_SECONDS)
        if not done:
            log.warning("the store did not say in %.0f s what waits", LOOK_SECONDS)
            self._metrics.hide_waiting()

    async def _try(self) -> None:
        try:
            await self._look()
        except Exception:
            log.exception("what waits could not be read")
            self._metrics.hide_waiting()
