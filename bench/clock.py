"""A clock on which waiting for an hour is over at once, and work takes the time that it takes.

So what is too slow shows, and nobody waits for calls that nobody makes.
"""

from __future__ import annotations

import time
from typing import Any

from tests.virtual_time import VirtualTimeLoop


class StoodStill:
    """A selector that knows how long the loop was away at the most: it reads nothing meanwhile.

    `longest` is on the real clock, `worked` what its thread worked meanwhile: on a busy machine the
    first says more of others.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._back, self._work = time.perf_counter(), time.thread_time()
        self.longest = self.worked = 0.0

    def forget(self) -> None:
        """Begin anew."""
        self.longest = self.worked = 0.0

    def select(self, timeout: float | None = None) -> Any:
        """What the other selector says."""
        self.longest = max(self.longest, time.perf_counter() - self._back)
        self.worked = max(self.worked, time.thread_time() - self._work)
        ready = self._inner.select(timeout)
        self._back, self._work = time.perf_counter(), time.thread_time()
        return ready

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class BenchLoop(VirtualTimeLoop):
    """Waiting is jumped over, work takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self._began = time.perf_counter()
        self._selector: Any
        self._selector = self.watched = StoodStill(self._selector)

    def time(self) -> float:
        """Seconds since the loop was made: those jumped over, and those worked."""
        return super().time() + time.perf_counter() - self._began
