"""The program as a process of its own over a prepared database, and its peers in this one."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx
from starlette.types import ASGIApp

from bench.posted import add_calls
from bot.demo import furnish
from bot.sandbox.world import SEED, Sandbox
from bot.serving import Serving
from bot.store import Keyring, Store
from bot.store.sealing import new_secret_key

HOST = "127.0.0.1"
_A_UNIT, _LOOK = 250, 0.02


@dataclass(slots=True, kw_only=True)
class Served:
    """A server that runs; `felt` is what it said of itself at its end."""

    port: int
    process: asyncio.subprocess.Process
    felt: dict[str, float] = field(default_factory=dict)

    def begin(self) -> None:
        """It begins to measure itself."""
        self.process.send_signal(signal.SIGUSR1)

    def end(self) -> None:
        """It has measured itself."""
        self.process.send_signal(signal.SIGUSR2)


@asynccontextmanager
async def sandbox(watch: Callable[[ASGIApp], ASGIApp] = lambda app: app) -> AsyncIterator[str]:
    """The sandbox's PBX and Telegram, served; the address of both. `watch` sees requests."""
    listening = socket.create_server((HOST, 0))
    async with httpx.AsyncClient() as hooks:
        peers = Sandbox(now=time.time, hooks=hooks)
        serving = Serving(watch(peers.app), listening, grace=1, closing=peers.close)
        running = [asyncio.create_task(part) for part in (serving.run(), peers.run())]
        for person in (SEED.operator.id, SEED.admin.id):
            peers.telegram.send(person, person, "/start")
        try:
            yield f"http://{HOST}:{listening.getsockname()[1]}"
        finally:
            await serving.stop()
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


async def prepared(folder: Path, url: str, calls: int, *, lines: bool = False) -> dict[str, str]:
    """The settings of a program whose database is furnished and knows so many calls.

    With `lines` those have no cards and no group hears of them: all that is told is a line each.
    """
    settings = {
        "TELEGRAM_BOT_TOKEN": SEED.telegram_token,
        "TELEGRAM_API_URL": url,
        "PBX_API_URL": url,
        "PUBLIC_URL": "https://bot.example",
        "LISTEN_PORT": str(_free_port()),
        "DATABASE": str(folder / "bot.db"),
        "SECRET_KEY": new_secret_key(),
        "ADMIN_IDS": str(SEED.admin.id),
    }
    keyring = Keyring(settings["SECRET_KEY"])
    store = await Store.open(folder / "bot.db", keyring)
    now = time.time()
    try:
        await store.write(lambda tx: furnish(tx, keyring, now=now))
        if lines:
            await store.write(lambda tx: tx.subscriptions.disable(1, at=now, why="bench"))
        for at in range(0, calls, _A_UNIT):
            part = range(at, min(at + _A_UNIT, calls))
            await store.write(partial(add_calls, calls=part, now=now, cards=not lines))
    finally:
        await store.close()
    return settings


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


@asynccontextmanager
async def served(what: str, folder: Path, settings: Mapping[str, str]) -> AsyncIterator[Served]:
    """`what` `bench.served` knows; it is ended, and has said what it felt, afterwards."""
    port = int(settings["LISTEN_PORT"])
    with (folder / "err").open("ab") as err:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bench.served",
            what,
            str(port),
            env={**os.environ, **settings},
            stdout=asyncio.subprocess.PIPE,
            stderr=err,
        )
    made = Served(port=port, process=process)
    try:
        await _up(made)
        yield made
        process.terminate()
        said, _ = await process.communicate()
        assert process.returncode == 0, (folder / "err").read_text()[-2000:]
        made.felt = json.loads(said)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _up(made: Served) -> None:
    while made.process.returncode is None:
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                answer = await client.get(f"http://{HOST}:{made.port}/readyz")
            except httpx.TransportError:
                await asyncio.sleep(_LOOK)
            else:
                assert answer.status_code == 200, "it could not be made ready"
                return
    raise AssertionError("it ended before it was up")


async def posted(port: int, calls: int, *, first: int = 0) -> dict[str, float]:
    """All hooks of these calls are posted; what the poster measured."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.load",
        str(port),
        "--calls",
        str(calls),
        "--first",
        str(first),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, "the poster broke"
    measured: dict[str, float] = json.loads(said)
    return measured
