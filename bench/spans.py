"""How long steps took, and for how long the loop did not come round, on the real clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
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

    def __init__(self) -> None:
        self.longest = self.worked = 0.0

    async def beat(self) -> None:
        """Until cancelled."""
        while True:
            due, work = time.perf_counter() + BEAT, time.thread_time()
            await asyncio.sleep(BEAT)
            self.longest = max(self.longest, time.perf_counter() - due)
            self.worked = max(self.worked, time.thread_time() - work)


@asynccontextmanager
async def pulse() -> AsyncIterator[Pulse]:
    """The pulse of the running loop meanwhile."""
    felt = Pulse()
    beating = asyncio.create_task(felt.beat())
    try:
        yield felt
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
