"""Flows over a store of their own, with PBXs that answer as each test says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.flows.world import Flows, open_flows


@pytest.fixture
async def flows(tmp_path: Path, now: Callable[[], float]) -> AsyncIterator[Flows]:
    async with open_flows(tmp_path, now) as opened:
        yield opened
