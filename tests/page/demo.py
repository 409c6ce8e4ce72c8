"""The demo, really served: bot and sandbox in a thread of their own, for a browser to look at.

What nobody can do on the page, such as a PBX that never answers, is set on `sandbox`.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.app import Serving, World, listen, open_program
from bot.demo import HOST, demo_settings, furnish
from bot.sandbox.world import SEED, Sandbox
from bot.store import Keyring

OPERATOR, ADMIN, STRANGER = SEED.operator.id, SEED.admin.id, SEED.stranger.id
GROUP = SEED.group_id
#: Calls go so much faster than in life.
SPEED = 20.0
#: The demo comes up and goes down within so many seconds.
PATIENCE = 20.0


class Demo:
    """One demo at `url`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listening = listen(HOST, 0)
        self._up = threading.Event()
        self.url = f"http://{HOST}:{self._listening.getsockname()[1]}"
        self.sandbox: Sandbox
        self.stop: asyncio.Event
        self.loop: asyncio.AbstractEventLoop

    async def run(self) -> None:
        """As `bot.demo.run_demo` does, without a process's signals."""
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        settings = demo_settings(self.url, self._folder)
        async with httpx.AsyncClient(trust_env=False) as hooks:
            self.sandbox = Sandbox(now=time.time, speed=SPEED, hooks=hooks)
            program = await open_program(settings, World())
            keyring = Keyring(settings.secret_key.get_secret_value())
            await program.store.write(lambda tx: furnish(tx, keyring, now=time.time()))
            routes = [*program.http.routes, *self.sandbox.routes]
            serving = Serving(
                Starlette(routes=routes), self._listening, grace=1, closing=self.sandbox.close
            )
            going = asyncio.create_task(self.sandbox.run())
            self._up.set()
            try:
                await program.run(self.stop, serving)
            finally:
                going.cancel()

    def wait_until_up(self) -> None:
        """Return once the page can be asked for."""
        assert self._up.wait(PATIENCE)

    def says(self, text: str, chat: int = OPERATOR, **how: Any) -> int:
        """Write with the bot's token what the bot itself never would; the message's id."""
        body = {"chat_id": chat, "text": text, **how}
        address = f"{self.url}/bot{SEED.telegram_token}/sendMessage"
        answer = httpx.post(address, json=body, trust_env=False)
        assert answer.is_success, answer.text
        message_id: int = answer.json()["result"]["message_id"]
        return message_id


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """A demo in a thread of its own, stopped as Ctrl-C stops it."""
    demo = Demo(folder)
    thread = threading.Thread(target=asyncio.run, args=(demo.run(),))
    thread.start()
    try:
        demo.wait_until_up()
        yield demo
    finally:
        demo.loop.call_soon_threadsafe(demo.stop.set)
        thread.join(PATIENCE)
        assert not thread.is_alive()
