"""An intake whose hooks are taken by a recording callable, and ways to talk to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.applications import Starlette

from bot.intake.app import build_app
from bot.metrics import Metrics

TOKEN = "Zq3" + "x-_9" * 10
PATH = f"/hooks/pbx/{TOKEN}"


@dataclass(slots=True, kw_only=True)
class Peer:
    """Stands where the flows stand: what it was given, and what it answers."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    error: Exception | None = None
    seconds: float = 0.0
    ready: Callable[[], Awaitable[bool]]
    look: Callable[[], Awaitable[None]]

    async def take_hook(self, token: str, body: bytes) -> None:
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error
        self.taken.append((token, body))


@pytest.fixture
def peer() -> Peer:
    async def ready() -> bool:
        return True

    async def look() -> None:
        pass

    return Peer(ready=ready, look=look)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def app(peer: Peer, metrics: Metrics) -> Starlette:
    return build_app(
        take_hook=peer.take_hook,
        ready=lambda: peer.ready(),
        metrics=metrics,
        look=lambda: peer.look(),
        body_seconds=10.0,
    )


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.example.com") as client:
        yield client
