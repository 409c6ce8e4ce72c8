"""What every test gets: a clean environment, and a virtual clock if it is async."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping

import pytest
from hypothesis import settings

os.environ["PTB_TIMEDELTA"] = "1"
# Where there is memory to write to, no test waits for a disk; that commits are synced to one is
# the store's own test.
if os.access("/dev/shm", os.W_OK):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")

from bot.settings import SETTING_NAMES
from tests.virtual_time import VirtualTimeLoop

# How long an example takes is the machine's business, and other tests run beside it.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
# httpx's way to an app in memory looks for it at each request, on the disk while it is not there.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

#: Monday 23 November 2026, 09:12:30 in Vietnam: the wall clock where virtual time is 0.
EPOCH = 1795399950.0


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real_time: the loop's clock is the machine's")
    config.addinivalue_line("markers", "browser: needs a Chromium; skipped only outside CI")


def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: tests of real processes wait for them most of the time."""
    return (os.cpu_count() or 1) + 1


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    if item.get_closest_marker("real_time"):
        return {"real": asyncio.SelectorEventLoop}
    return {"virtual": VirtualTimeLoop}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTING_NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


@pytest.fixture
async def now() -> Callable[[], float]:
    """The wall clock of the running loop: `EPOCH` plus virtual seconds; threads may ask it too."""
    loop = asyncio.get_running_loop()
    return lambda: EPOCH + loop.time()
