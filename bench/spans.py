"""How long steps took, and for how long the loop did not come round, on the real clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import wraps
from typing import Any

#: How often the loop is asked whether it still goes round, in seconds.
BEAT = 0.001


@contextmanager
def timed(*steps: tuple[type, str]) -> Iterator[dict[str, float]]:
    """Seconds spent in these asynchronous methods meanwhile, by "Class.method"."""
    took: dict[str, float] = {}
    whole = {(owner, name): getattr(owner, name) for owner, name in steps}
    for (owner, name), method in whole.items():
        setattr(owner, name, _timing(method, took))
    try:
        yield took
    finally:
        for (owner, name), method in whole.items():
            setattr(owner, name, method)


def _timing(method: Any, took: dict[str, float]) -> Any:
    @wraps(method)
    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return await method(*args, **kwargs)
        finally:
            spent = time.perf_counter() - began
            took[method.__qualname__] = took.get(method.__qualname__, 0.0) + spent

    return wrapped


class Pulse:
    """`longest` is by how many seconds a timer was late at the most, `worked` the loop's part."""

    def __init__(self, *, keeps: bool) -> None:
        #: Not from the start on where memory is measured: what is kept grows with every beat.
        self._keeps = keeps
        self.longest = self.worked = 0.0
        self._late: list[float] = []
        self._work: list[float] = []

    def forget(self) -> None:
        """Begin anew."""
        self._keeps = True
        self.longest = self.worked = 0.0
        self._late.clear()
        self._work.clear()

    def part(self, part: float) -> float:
        """By how many seconds at the most this part of all timers was late."""
        return quantile(self._late, part)

    def work(self, part: float) -> float:
        """How many seconds the loop's thread worked at the most in this part of its stretches."""
        return quantile(self._work, part)

    async def beat(self) -> None:
        """Until cancelled."""
        while True:
            due, work = time.perf_counter() + BEAT, time.thread_time()
            await asyncio.sleep(BEAT)
            if not self._keeps:
                continue
            late = time.perf_counter() - due
            self._late.append(late)
            self.longest = max(self.longest, late)
            work = time.thread_time() - work
            self._work.append(work)
            self.worked = max(self.worked, work)


@asynccontextmanager
async def pulse(*, keeps: bool = True) -> AsyncIterator[Pulse]:
    """The pulse of the running loop meanwhile; unless it `keeps`, from `forget` on."""
    felt = Pulse(keeps=keeps)
    beating = asyncio.create_task(felt.beat())
    try:
        yield felt
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating


def quantile(values: Sequence[float], part: float) -> float:
    """What this part of the values does not exceed; 0 of none."""
    return sorted(values)[int(part * (len(values) - 1))] if values else 0.0
