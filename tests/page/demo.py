"""The demo, really served: bot and sandbox in a thread of their own, for a browser to look at.

What nobody can do on the page, such as a PBX that never answers, is set on `sandbox`.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvloop
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import open_program
from bot.core.reading import read_value
from bot.demo import HOST, demo_settings, furnish
from bot.peers import World
from bot.sandbox.page.phone import Speak
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


class Stage:
    """A server at `url`, in a thread and a loop of its own, of whichever demo is on."""

    def __init__(self) -> None:
        self._listening = listen(HOST, 0)
        self._up = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self.app: ASGIApp = Starlette()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def run(self) -> None:
        """Serve; returns once stopped."""
        with self._listening, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._run())

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        serving = Serving(self, self._listening, grace=1)
        running = asyncio.create_task(serving.run())
        self._up.set()
        await self._stop.wait()
        await serving.stop()
        running.cancel()

    def wait_until_up(self) -> None:
        """Return once it can be asked."""
        assert self._up.wait(PATIENCE)

    def stop(self) -> None:
        """Take nothing new."""
        self._loop.call_soon_threadsafe(self._stop.set)

    def do(self, act: Coroutine[Any, Any, T]) -> T:
        """The result of `act`, done in the stage's own thread."""
        return asyncio.run_coroutine_threadsafe(act, self._loop).result(PATIENCE)


@contextmanager
def a_stage() -> Iterator[Stage]:
    """A stage in its thread, until all is done."""
    stage = Stage()
    thread = threading.Thread(target=stage.run)
    thread.start()
    try:
        stage.wait_until_up()
        yield stage
    finally:
        stage.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


class Demo:
    """One demo on a stage."""

    def __init__(self, stage: Stage, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.url = stage.url
        self.do = stage.do
        self._port = stage.port

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

    def answers(self, press: str, text: str) -> None:
        """Answer a press with the bot's token, by an alert."""
        self._ask("answerCallbackQuery", callback_query_id=press, text=text, show_alert=True)

    def offers(self, *commands: str) -> None:
        """Set everybody's command menu with the bot's token."""
        self._ask("setMyCommands", commands=[{"command": c, "description": c} for c in commands])

    def _ask(self, method: str, **how: Any) -> Any:
        address = f"{self.url}/bot{SEED.telegram_token}/{method}"
        answer = httpx.post(address, json=how, trust_env=False)
        assert answer.is_success, answer.text
        return answer.json()["result"]


@contextmanager
def running(
    stage: Stage, folder: Path | None, *, speed: float = SPEED, speak: Speak | None = None
) -> Iterator[Demo]:
    """A demo of its own; without a `folder` the sandbox alone, and no bot answers."""
    parts = AsyncExitStack()

    async def begin() -> Demo:
        sandbox = await parts.enter_async_context(_sandbox(speed, speak))
        stage.app = sandbox.app
        if folder is not None:
            stage.app = await parts.enter_async_context(_with_bot(sandbox, folder, stage.url))
        return Demo(stage, sandbox)

    try:
        yield stage.do(begin())
    finally:
        stage.do(parts.aclose())


@asynccontextmanager
async def _sandbox(speed: float, speak: Speak | None) -> AsyncIterator[Sandbox]:
    async with httpx.AsyncClient(trust_env=False) as hooks:
        sandbox = Sandbox(now=time.time, speed=speed, hooks=hooks, read=read_value, speak=speak)
        going = asyncio.create_task(sandbox.run())
        try:
            yield sandbox
        finally:
            sandbox.close()
            going.cancel()


@asynccontextmanager
async def _with_bot(sandbox: Sandbox, folder: Path, url: str) -> AsyncIterator[ASGIApp]:
    settings = demo_settings(url, folder)
    program = await open_program(settings, World())
    keyring = Keyring(settings.secret_key.get_secret_value())
    await program.store.write(lambda tx: furnish(tx, keyring, now=time.time()))
    stop = asyncio.Event()
    running = asyncio.create_task(program.run(stop))
    try:
        yield Starlette(routes=[*program.http.routes, *sandbox.routes])
    finally:
        stop.set()
        await running
