"""The demo, really served: bot and sandbox in a thread of their own, for a browser to look at.

What nobody can do on the page, such as a PBX that never answers, is set on `sandbox`.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvloop
from starlette.applications import Starlette
from starlette.routing import BaseRoute

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
    """One demo at `url`; without a `folder` the sandbox alone, and no bot answers."""

    def __init__(self, folder: Path | None, *, speed: float) -> None:
        self._folder = folder
        self._speed = speed
        self._listening = listen(HOST, 0)
        self._port: int = self._listening.getsockname()[1]
        self._up = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self.url = f"http://{HOST}:{self._port}"
        self.sandbox: Sandbox

    def run(self) -> None:
        """As `bot.demo` does, without a process's signals; returns once stopped."""
        with self._listening, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._run())

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with httpx.AsyncClient(trust_env=False) as hooks:
            self.sandbox = Sandbox(now=time.time, speed=self._speed, hooks=hooks)
            going = asyncio.create_task(self.sandbox.run())
            try:
                if self._folder is None:
                    await self._run_alone()
                else:
                    await self._run_with_bot(self._folder)
            finally:
                going.cancel()

    async def _run_alone(self) -> None:
        serving = self._serving(self.sandbox.routes)
        running = asyncio.create_task(serving.run())
        self._up.set()
        await self._stop.wait()
        await serving.stop()
        running.cancel()

    async def _run_with_bot(self, folder: Path) -> None:
        settings = demo_settings(self.url, folder)
        program = await open_program(settings, World())
        keyring = Keyring(settings.secret_key.get_secret_value())
        await program.store.write(lambda tx: furnish(tx, keyring, now=time.time()))
        serving = self._serving([*program.http.routes, *self.sandbox.routes])
        self._up.set()
        await program.run(self._stop, serving)

    def _serving(self, routes: Sequence[BaseRoute]) -> Serving:
        app = Starlette(routes=routes)
        return Serving(app, self._listening, grace=1, closing=self.sandbox.close)

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

    def calls(self, callee: str, template: str = "otp_demo", **param: str) -> str:
        """Have the PBX call, as another system of the customer does; the call's id."""

        async def place() -> str:
            board = self.sandbox.pbx.switchboard
            values = {"template_name": template, **param}
            return board.place_elsewhere(SEED.account, callee, param=values, caller=SEED.caller)

        return self.do(place())

    def sends(self, kind: str, content: bytes, name: str, chat: int = GROUP, **how: Any) -> int:
        """Send a file with the bot's token, as photo, document, audio, voice; its message's id."""
        address = f"{self.url}/bot{SEED.telegram_token}/send{kind.capitalize()}"
        form = {"chat_id": str(chat), **how}
        answer = httpx.post(address, data=form, files={kind: (name, content)}, trust_env=False)
        assert answer.is_success, answer.text
        message_id: int = answer.json()["result"]["message_id"]
        return message_id

    def says(self, text: str, chat: int = GROUP, **how: Any) -> int:
        """Write with the bot's token what the bot itself never would; the message's id."""
        message_id: int = self._ask("sendMessage", chat_id=chat, text=text, **how)["message_id"]
        return message_id

    def changes(self, message_id: int, text: str, chat: int = GROUP, **how: Any) -> None:
        """Edit a message with the bot's token."""
        self._ask("editMessageText", chat_id=chat, message_id=message_id, text=text, **how)

    def changes_caption(self, message_id: int, caption: str, chat: int = GROUP) -> None:
        """Edit a file's caption with the bot's token."""
        self._ask("editMessageCaption", chat_id=chat, message_id=message_id, caption=caption)

    def offers(self, *commands: str) -> None:
        """Set everybody's command menu with the bot's token."""
        self._ask("setMyCommands", commands=[{"command": c, "description": c} for c in commands])

    def _ask(self, method: str, **how: Any) -> Any:
        address = f"{self.url}/bot{SEED.telegram_token}/{method}"
        answer = httpx.post(address, json=how, trust_env=False)
        assert answer.is_success, answer.text
        return answer.json()["result"]


@contextmanager
def running(folder: Path | None, *, speed: float = SPEED) -> Iterator[Demo]:
    """A demo in a thread of its own, stopped as Ctrl-C stops it."""
    demo = Demo(folder, speed=speed)
    thread = threading.Thread(target=demo.run)
    thread.start()
    try:
        demo.wait_until_up()
        yield demo
    finally:
        demo.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
