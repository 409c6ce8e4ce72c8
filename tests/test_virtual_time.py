"""The clock that all async tests run on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from tests.conftest import EPOCH


async def test_an_hour_passes_at_once(now: Callable[[], float]) -> None:
    began = time.monotonic()
    await asyncio.sleep(3600)
    assert now() == EPOCH + 3600
    assert time.monotonic() - began < 60


async def test_no_timer_overtakes_a_thread() -> None:
    loop = asyncio.get_running_loop()
    thread = loop.run_in_executor(None, time.sleep, 0.05)
    timer = asyncio.create_task(asyncio.sleep(3600))
    done, _ = await asyncio.wait({thread, timer}, return_when=asyncio.FIRST_COMPLETED)
    assert done == {thread}
    timer.cancel()
