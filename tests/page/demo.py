"""The demo, really served: bot and sandbox in a thread of their own, for a browser to look at.

What nobody can do on the page, such as a PBX that never answers, is set on `sandbox`.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette

from bot.app import World, open_program
from bot.demo import HOST, demo_settings, furnish
from bot.sandbox.world import SEED, Sandbox
from bot.serving import Serving, listen
from bot.store import Keyring
from tests.page.cable import Cable

T = TypeVar("T")

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
        self._port: int = self._listening.getsockname()[1]
        self._up = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self.url = f"http://{HOST}:{self._port}"
        self.sandbox: Sandbox

    def run(self) -> None:
        """As `bot.demo.run_demo` does, without a process's signals; returns once stopped."""
        with self._listening:
            asyncio.run(self._run())

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
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
                await program.run(self._stop, serving)
            finally:
                going.cancel()

    def wait_until_up(self) -> None:
        """Return once the page can be asked for."""
        assert self._up.wait(PATIENCE)

    def stop(self) -> None:
        """Wind down, as at Ctrl-C."""
        self._loop.call_soon_threadsafe(self._stop.set)

    def do(self, act: Coroutine[Any, Any, T]) -> T:
        """The result of `act`, done in the demo's own thread."""
        return asyncio.run_coroutine_threadsafe(act, self._loop).result(PATIENCE)

    @contextmanager
    def cable(self) -> Iterator[tuple[str, Cable]]:
        """A second address of the page, at the end of a cable that can be pulled out."""
        cable = Cable(self._port)
        self.do(cable.plug())
        try:
            yield f"http://{HOST}:{cable.port}", cable
        finally:
            self.do(cable.pull())

    def says(self, text: str, chat: int = GROUP, **how: Any) -> int:
        """Write with the bot's token what the bot itself never would; the message's id."""
        message_id: int = self._ask("sendMessage", chat, text=text, **how)["message_id"]
        return message_id

    def changes(self, message_id: int, text: str, chat: int = GROUP, **how: Any) -> None:
        """Edit a message with the bot's token."""
        self._ask("editMessageText", chat, message_id=message_id, text=text, **how)

    def _ask(self, method: str, chat: int, **how: Any) -> dict[str, Any]:
        address = f"{self.url}/bot{SEED.telegram_token}/{method}"
        answer = httpx.post(address, json={"chat_id": chat, **how}, trust_env=False)
        assert answer.is_success, answer.text
        result: dict[str, Any] = answer.json()["result"]
        return result


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """A demo in a thread of its own, stopped as Ctrl-C stops it."""
    demo = Demo(folder)
    thread = threading.Thread(target=demo.run)
    thread.start()
    try:
        demo.wait_until_up()
        yield demo
    finally:
        demo.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
