"""The program as the system runs it: `python -m bot` in a process, before a sandbox on a real port.

Real time, for what no virtual clock can show: kills, signals, terminals. Nothing waits a fixed
time: `until` asks for a condition again and again, up to a deadline.
"""

from __future__ import annotations

import asyncio
import json
import os
import pty
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import bot as bot_package
from bot.demo import furnish
from bot.sandbox.world import SEED, Sandbox
from bot.serving import Serving
from bot.store import Keyring, Store
from bot.store.sealing import new_secret_key

HOST = "127.0.0.1"
OPERATOR, ADMIN, GROUP = SEED.operator.id, SEED.admin.id, SEED.group_id
#: More than any step takes on a busy machine; what is waited for takes a second or two.
PATIENCE = 25.0
_ROOT = Path(bot_package.__file__).parent.parent
#: Makes the terminal on its standard input its own, as a login shell does, then becomes Python.
_AT_TERMINAL = (
    "import fcntl, os, signal, sys, termios;"
    "signal.signal(signal.SIGINT, signal.SIG_DFL);"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


async def until(condition: Callable[[], object], what: str, *, within: float = PATIENCE) -> None:
    """Wait for a condition; the test fails, saying `what` never was, if it takes too long."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"never within {within} s: {what}")
        await asyncio.sleep(0.01)


def free_port() -> int:
    """A port on which nobody listened a moment ago."""
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


class Phase(StrEnum):
    """How far a request has come at the sandbox."""

    BEFORE = "before it is done"
    DONE = "done, not answered"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request: `what` is the last part of its path, or "hook"; `fields` is what it carries."""

    what: str
    fields: Mapping[str, Any]
    #: Empty until it is answered.
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A hook that was posted at the bot; without a status no answer came."""

    token: str
    body: bytes
    status: int | None


@dataclass(slots=True, kw_only=True)
class Ambush:
    """Strikes once, at the first exchange that is the one it waits for."""

    when: Callable[[Exchange], bool]
    phase: Phase
    strike: Callable[[], Awaitable[None]]
    sprung: bool = False


class Peers:
    """The PBX and the Telegram of the sandbox, and what lies in wait on the way to them."""

    def __init__(self, *, speed: float = 1.0) -> None:
        #: The hooks' way to the bot, for others than the PBX too; all that was posted, in order.
        self.hooks = httpx.AsyncClient(transport=_Outbound(self))
        self.posted: list[Posted] = []
        self.sandbox = Sandbox(now=time.time, speed=speed, hooks=self.hooks)
        self.telegram, self.pbx = self.sandbox.telegram, self.sandbox.pbx
        self.seen: list[Exchange] = []
        self.ambush: Ambush | None = None
        self.url = ""

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[None]:
        """Be there, on `port` or on any free one."""
        listening = socket.create_server((HOST, port))
        self.url = f"http://{HOST}:{listening.getsockname()[1]}"
        serving = Serving(_Inbound(self), listening, grace=1, closing=self.sandbox.close)
        running = [asyncio.create_task(part) for part in (serving.run(), self.sandbox.run())]
        try:
            yield
        finally:
            await serving.stop()
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await self.hooks.aclose()

    async def spring(self, exchange: Exchange, phase: Phase) -> bool:
        """Let the ambush strike if it waits for this."""
        trap = self.ambush
        if trap is None or trap.phase is not phase or not trap.when(exchange):
            return False
        self.ambush = None
        await trap.strike()
        trap.sprung = True
        return True

    def asked(self, what: str) -> int:
        """How many requests of this name came."""
        return sum(exchange.what == what for exchange in self.seen)

    def texts(self, chat_id: int) -> list[str]:
        """What the bot shows in a chat now, no-break spaces as spaces."""
        messages = self.telegram.messages(chat_id)
        return [m.text.replace("\u00a0", " ") for m in messages if m.by_bot]

    def placements_asked(self) -> int:
        """How many requests to call somebody came, whatever became of them."""
        return self.asked("otp")


class _Inbound:
    """The sandbox's app, with every exchange with the bot shown to the ambush."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._app: ASGIApp = peers.sandbox.app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        exchange = _exchange(scope["path"].rpartition("/")[2].lower(), body)
        self._peers.seen.append(exchange)
        if await self._peers.spring(exchange, Phase.BEFORE):
            await Response(status_code=502)(scope, receive, send)
            return
        answer: list[Message] = []
        await self._app(scope, _replay(body, receive), _into(answer))
        text = b"".join(part.get("body", b"") for part in answer).decode()
        answered = Exchange(what=exchange.what, fields=exchange.fields, answer=text)
        if await self._peers.spring(answered, Phase.DONE):
            return
        for part in answer:
            await send(part)
        await self._peers.spring(answered, Phase.ANSWERED)


class _Outbound(httpx.AsyncBaseTransport):
    """The hooks' way to the bot."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        hook = _exchange("hook", body)
        await self._peers.spring(hook, Phase.BEFORE)
        token, status = request.url.path.rpartition("/")[2], None
        try:
            response = await self._inner.handle_async_request(request)
            status = response.status_code
        finally:
            self._peers.posted.append(Posted(token=token, body=body, status=status))
        if response.is_success:
            await self._peers.spring(hook, Phase.ANSWERED)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


def _exchange(what: str, body: bytes) -> Exchange:
    try:
        fields = json.loads(body)
    except ValueError:
        fields = dict(parse_qsl(body.decode()))
    return Exchange(what=what, fields=fields if isinstance(fields, dict) else {})


async def _read(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    first: Iterator[Message] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def replayed() -> Message:
        return next(first, None) or await receive()

    return replayed


def _into(answer: list[Message]) -> Send:
    async def keep(message: MutableMapping[str, Any]) -> None:
        answer.append(message)

    return keep


class Bot:
    """`pbxbot run` in a folder: its settings, its database, and its process."""

    def __init__(self, folder: Path, url: str, **settings: str) -> None:
        port = free_port()
        self.folder = folder
        self.url = f"http://{HOST}:{port}"
        self.database = folder / "data" / "bot.db"
        self.settings = {
            "TELEGRAM_BOT_TOKEN": SEED.telegram_token,
            "TELEGRAM_API_URL": url,
            "PBX_API_URL": url,
            "PUBLIC_URL": self.url,
            "LISTEN_PORT": str(port),
            "DATABASE": str(self.database),
            "SECRET_KEY": new_secret_key(),
            "ADMIN_IDS": str(ADMIN),
            **settings,
        }
        self.process: asyncio.subprocess.Process | None = None

    async def furnish(self) -> None:
        """Put the demo's people and account into the database."""
        keyring = Keyring(self.settings["SECRET_KEY"])
        store = await Store.open(self.database, keyring)
        try:
            await store.write(lambda tx: furnish(tx, keyring, now=time.time()))
        finally:
            await store.close()

    async def start(self) -> None:
        """Start it; whoever needs it to be up waits for what shows that."""
        self.process = await start(["run"], self.folder, self.settings)

    async def kill(self) -> None:
        """SIGKILL; nothing of it runs any more on return."""
        await self.end(signal.SIGKILL)

    async def end(self, by: signal.Signals = signal.SIGTERM, *, within: float = PATIENCE) -> int:
        """Signal it and wait for its end: its exit code."""
        assert self.process is not None, "started before"
        self.process.send_signal(by)
        async with asyncio.timeout(within):
            return await self.process.wait()

    async def up(self) -> None:
        """Wait until it takes hooks."""
        async with httpx.AsyncClient(trust_env=False) as client:
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                with suppress(httpx.TransportError):
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.02)
        pytest.fail(f"never ready; its log: {self.log}")

    @property
    def log(self) -> str:
        """All that its processes wrote."""
        return written(self.folder)

    def kept(self) -> bytes:
        """Every byte that it keeps on the disk."""
        return b"".join(path.read_bytes() for path in self.database.parent.iterdir())


async def start(
    arguments: list[str], folder: Path, settings: Mapping[str, str]
) -> asyncio.subprocess.Process:
    """Start a command in `folder`, with these settings and no others; it writes to files there."""
    with (folder / "out").open("ab") as out, (folder / "err").open("ab") as err:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=folder,
            env=_environment(folder, settings),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )


def written(folder: Path) -> str:
    """What the processes that were started in `folder` wrote to standard output and error."""
    return "".join((folder / name).read_text() for name in ("out", "err"))


def _environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    temporary = folder / "tmp"
    temporary.mkdir(exist_ok=True)
    # The bot that is tested, wherever this interpreter has one installed from.
    path = os.pathsep.join(filter(None, (str(_ROOT), settings.get("PYTHONPATH"))))
    return {**kept, "TMPDIR": str(temporary), **settings, "PYTHONPATH": path}


@asynccontextmanager
async def bot(folder: Path, peers: Peers, **settings: str) -> AsyncIterator[Bot]:
    """A furnished bot that has not started; whatever runs of it at the end is killed."""
    made = Bot(folder, peers.url, **settings)
    await made.furnish()
    try:
        yield made
    except BaseException as failure:
        failure.add_note(made.log)
        raise
    finally:
        if made.process is not None and made.process.returncode is None:
            await made.kill()


@dataclass(slots=True, kw_only=True)
class Terminal:
    """A command at a terminal: what stands there, and the keys that are pressed."""

    process: asyncio.subprocess.Process
    keys: int
    shown: bytearray = field(default_factory=bytearray)

    async def asks(self, question: str) -> None:
        """Wait until this is asked."""
        await until(lambda: question in self.text, f"{question!r} in {self.text!r}")

    def press(self, keys: str) -> None:
        """Press keys; "\\x03" is Ctrl-C."""
        os.write(self.keys, keys.encode())

    async def answer(self, question: str, answer: str) -> None:
        """Type an answer to a question."""
        await self.asks(question)
        self.press(f"{answer}\n")

    async def ended(self) -> int:
        """Wait for the end: the exit code."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    @property
    def text(self) -> str:
        """All that stands on the screen."""
        return self.shown.decode(errors="replace").replace("\r\n", "\n")


@asynccontextmanager
async def terminal(
    arguments: list[str], folder: Path, settings: Mapping[str, str]
) -> AsyncIterator[Terminal]:
    """A command at a terminal of its own."""
    with _pseudo_terminal() as (screen, line):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _AT_TERMINAL,
            "-m",
            "bot",
            *arguments,
            cwd=folder,
            env=_environment(folder, settings),
            stdin=line,
            stdout=line,
            stderr=line,
            start_new_session=True,
        )
        made = Terminal(process=process, keys=screen)

        def read() -> None:
            with suppress(OSError):  # Linux says so once nobody is at the other end
                made.shown.extend(os.read(screen, 4096))

        asyncio.get_running_loop().add_reader(screen, read)
        try:
            yield made
        finally:
            asyncio.get_running_loop().remove_reader(screen)
            if process.returncode is None:
                process.kill()
                await process.wait()


@contextmanager
def _pseudo_terminal() -> Iterator[tuple[int, int]]:
    screen, line = pty.openpty()
    try:
        yield screen, line
    finally:
        os.close(screen)
        os.close(line)
