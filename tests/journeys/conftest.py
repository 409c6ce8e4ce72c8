"""Most journeys begin alike: the demo's world, and a program that runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.journeys.world import Journey, journey


@pytest.fixture
async def told(tmp_path: Path, now: Callable[[], float]) -> AsyncIterator[Journey]:
    """A journey with the demo's settings."""
    async with journey(tmp_path, now) as begun:
        yield begun
