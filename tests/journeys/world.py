"""The whole program against the sandbox, in one loop, on virtual time: what journeys are told in.

Peers are the sandbox's; the program is the real one, put together by its own composition root. It
can be cut off without warning and opened again over the same database.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from bot.app import Program, World, open_program
from bot.demo import demo_settings, furnish
from bot.sandbox.world import SEED, Sandbox
from bot.settings import Settings
from bot.store import Keyring

URL = "http://sandbox"
OPERATOR, ADMIN, STRANGER = SEED.operator.id, SEED.admin.id, SEED.stranger.id
GROUP = SEED.group_id


class _ToProgram(httpx.AsyncBaseTransport):
    """Takes the PBX's hooks to whichever program runs now; refused where none does."""

    program: Program | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.program is None:
            raise httpx.ConnectError("nobody listens")
        transport = httpx.ASGITransport(self.program.http)
        return await transport.handle_async_request(request)


class Journey:
    """A sandbox, a program in front of it, and people who type."""

    def __init__(self, folder: Path, now: Callable[[], float], **settings: Any) -> None:
        self.now = now
        self._inbound = _ToProgram()
        self.sandbox = Sandbox(now=now, hooks=httpx.AsyncClient(transport=self._inbound))
        self.telegram = self.sandbox.telegram
        self.pbx = self.sandbox.pbx
        self.settings: Settings = demo_settings(URL, folder, **settings)
        self._run: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()

    @property
    def program(self) -> Program:
        """The program that runs now."""
        assert self._inbound.program is not None
        return self._inbound.program

    async def start(self) -> None:
        """Open the program over its database, furnished as the demo is, and let it run."""
        transport = httpx.ASGITransport(self.sandbox.app)
        world = World(now=self.now, telegram=transport, pbx=transport)
        program = await open_program(self.settings, world)
        keyring = Keyring(self.settings.secret_key.get_secret_value())
        await program.store.write(lambda tx: furnish(tx, keyring, now=self.now()))
        self._inbound.program = program
        self._stop = asyncio.Event()
        self._run = asyncio.create_task(program.run(self._stop))
        await asyncio.sleep(1)

    async def stop(self) -> None:
        """A SIGTERM: everything is wound down."""
        self._stop.set()
        if self._run is not None:
            await self._run
        self._inbound.program = self._run = None

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    def texts(self, chat_id: int) -> list[str]:
        """What stands in a chat now, no-break spaces as spaces."""
        return [m.text.replace("\u00a0", " ") for m in self.telegram.messages(chat_id)]


@asynccontextmanager
async def journey(
    folder: Path, now: Callable[[], float], **settings: Any
) -> AsyncIterator[Journey]:
    """A journey that has begun, and is wound down at the end."""
    told = Journey(folder, now, **settings)
    going = asyncio.create_task(told.sandbox.run())
    await told.start()
    try:
        yield told
    finally:
        await told.stop()
        told.sandbox.close()
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going
