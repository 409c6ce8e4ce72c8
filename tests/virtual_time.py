"""An event loop whose clock jumps: when nothing is ready it goes straight to the next timer.

Threads (the store's COMMIT, its readers) take real time, so no timer overtakes a commit.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

#: The wall clock, which is far from 0, tells no shorter times apart: it would never be due.
_SHORTEST = 1e-6


class _JumpingSelector:
    """Polls the real selector; where it would sleep for a timer, moves the clock instead."""

    def __init__(self, inner: selectors.BaseSelector) -> None:
        self._inner = inner
        self.clock = 0.0
        self.threads = 0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            return self._inner.select(None)
        if self.threads and timeout > 0:
            return self._inner.select(0.05)
        ready = self._inner.select(0)
        if not ready and timeout > 0:
            self.clock += max(timeout, _SHORTEST)
        return ready

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """`time()` is virtual seconds since the loop was made; a sleep of an hour returns at once."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector(selectors.DefaultSelector())
        super().__init__(self._jumping)  # type: ignore[arg-type]

    def time(self) -> float:
        return self._jumping.clock

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        future = super().run_in_executor(executor, func, *args)
        self._jumping.threads += 1
        future.add_done_callback(self._thread_done)
        return future

    def _thread_done(self, _future: asyncio.Future[Any]) -> None:
        self._jumping.threads -= 1
