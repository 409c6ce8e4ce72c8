"""The whole program against the sandbox, in one loop, on virtual time: what journeys are told in.

Peers are the sandbox's; the program is the real one, put together by its own composition root. It
can be wound down, or lose its power, and be opened again over the same database.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from bot.app import Program, open_program
from bot.core.messages.notices import NOTICES
from bot.core.messages.problems import render_problem
from bot.core.messages.text import plain_text
from bot.core.people import Language, Person, Role
from bot.core.speaking import Speak
from bot.demo import demo_settings, furnish
from bot.errors import UsageError
from bot.peers import SILENT, World
from bot.sandbox.telegram.records import Message
from bot.sandbox.telegram.shapes import message_shape
from bot.sandbox.world import SEED, Sandbox
from bot.settings import Settings
from bot.store import Keyring

URL = "http://sandbox"
OPERATOR, ADMIN, STRANGER = SEED.operator.id, SEED.admin.id, SEED.stranger.id
VIEWER, COLLEAGUE = 5550004, 5550005
GROUP = SEED.group_id


class _ToProgram(httpx.AsyncBaseTransport):
    """Takes the PBX's hooks to whichever program runs now; refused where none does."""

    program: Program | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.program is None:
            raise httpx.ConnectError("nobody listens")
        transport = httpx.ASGITransport(self.program.http)
        return await transport.handle_async_request(request)


class Wire(httpx.AsyncBaseTransport):
    """One program's way to a peer: `cut`, nobody is connected; `lossy`, requests get lost.

    What `instead` has for a request is its answer, and the peer never hears of it. `takes` is how
    many seconds a request is on its way.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._inner = httpx.ASGITransport(sandbox.app)
        self.cut = self.lossy = False
        self.instead: Callable[[httpx.Request], httpx.Response | None] = lambda request: None
        self.takes: Callable[[httpx.Request], float] = lambda request: 0.0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.cut:
            raise httpx.ConnectError("no route")
        if self.lossy:
            await asyncio.Event().wait()
        if seconds := self.takes(request):
            await asyncio.sleep(seconds)
        if (answer := self.instead(request)) is not None:
            return answer
        return await self._inner.handle_async_request(request)


class Journey:
    """A sandbox, a program in front of it, and people who type."""

    def __init__(
        self,
        folder: Path,
        now: Callable[[], float],
        *,
        furnished: bool = True,
        history: bool = False,
        lines: int = SEED.account.concurrency,
        speak: Speak = SILENT,
        **settings: Any,
    ) -> None:
        self.now = now
        self._speak = speak
        self._inbound = _ToProgram()
        self._hooks = httpx.AsyncClient(transport=self._inbound)
        self.sandbox = Sandbox(now=now, hooks=self._hooks, history=history, concurrency=lines)
        self.telegram = self.sandbox.telegram
        self.pbx = self.sandbox.pbx
        self.settings: Settings = demo_settings(URL, folder, **settings)
        self.pbx_wire = Wire(self.sandbox)
        self.telegram_wire = Wire(self.sandbox)
        self._run: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()
        #: Whether somebody is in, and an account linked, from the start.
        self._to_furnish = furnished

    @property
    def program(self) -> Program:
        """The program that runs now."""
        assert self._inbound.program is not None
        return self._inbound.program

    async def start(self) -> None:
        """Open the program over its database, furnished once as the demo is, and let it run."""
        self.pbx_wire, self.telegram_wire = Wire(self.sandbox), Wire(self.sandbox)
        world = World(
            now=self.now, telegram=self.telegram_wire, pbx=self.pbx_wire, speak=self._speak
        )
        program = await open_program(self.settings, world)
        if self._to_furnish:
            keyring = Keyring(self.settings.secret_key.get_secret_value())
            await program.store.write(lambda tx: furnish(tx, keyring, now=self.now()))
            self._to_furnish = False
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

    async def ended(self) -> BaseException | None:
        """The error that ends the program by itself within a minute; None if it lives on."""
        assert self._run is not None
        ended, _ = await asyncio.wait([self._run], timeout=60)
        if not ended:
            return None
        self._inbound.program = None
        run, self._run = self._run, None
        return run.exception()

    async def lose_power(self) -> None:
        """Nothing more leaves the program; the next one opens what was on the disk just now."""
        assert self._run is not None
        self.pbx_wire.cut = self.telegram_wire.cut = True
        self._inbound.program = None
        before = self.settings.database
        after = before.with_name(f"{before.stem}-again{before.suffix}")
        for suffix in ("", "-wal"):
            if (file := Path(f"{before}{suffix}")).exists():
                shutil.copyfile(file, f"{after}{suffix}")
        self.settings = self.settings.model_copy(update={"database": after})
        self._run.cancel()
        with suppress(asyncio.CancelledError):
            await self._run
        self._run = None

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    async def let_in(self, person_id: int, role: Role, *, group: int = GROUP) -> None:
        """One more person with this role, in the group too; no account is theirs yet."""
        if person_id not in self.telegram.users:
            self.telegram.add_user(person_id, role, f"Người {person_id}", f"Person {person_id}")
        self.join(person_id, group)
        person = Person(person_id=person_id, name=f"Người {person_id}", role=role)
        await self.program.store.write(lambda tx: tx.people.put(person, created_at=self.now()))

    def join(self, person_id: int, group: int = GROUP) -> None:
        """Somebody joins a group."""
        chat = self.telegram.chats[group]
        self.telegram.change_chat(chat, members=chat.members | {person_id})

    async def share(self, person_id: int, account_id: int = 1) -> None:
        """An account becomes this person's too; 1 is the demo's."""
        await self.program.store.write(lambda tx: tx.accounts.share(account_id, person_id))

    async def link(self, name: str, *people: int) -> int:
        """One more account of the same PBX customer, for these people."""
        keyring = Keyring(self.settings.secret_key.get_secret_value())
        account_id = await self.program.store.write(
            lambda tx: tx.accounts.add(
                name=name,
                key_digest=keyring.digest("account", name.encode()),
                campaign_id=SEED.account.campaign_id,
                caller=SEED.caller,
                otp_template=SEED.account.templates[0].name,
                concurrency=5,
                created_by=None,
                created_at=self.now(),
            )
        )
        sealed = keyring.seal(account_id, SEED.account.api_key)
        await self.program.store.write(lambda tx: tx.accounts.seal(account_id, sealed))
        for person_id in people:
            await self.share(person_id, account_id)
        return account_id

    def say(self, who: int, text: str, chat: int = 0, **how: Any) -> Message:
        """Somebody writes, in private or in `chat`."""
        return self.telegram.send(who, chat or who, text, **how)

    def reply(self, who: int, text: str, chat: int = 0, *, to: Message | None = None) -> Message:
        """Somebody answers the bot's newest message, or the one that is named."""
        asked = to or self.shown(chat or who)[-1]
        return self.telegram.send(who, chat or who, text, reply_to=asked.id)

    async def press(
        self, who: int, label: str, chat: int = 0, *, on: Message | None = None
    ) -> str | None:
        """Somebody presses the newest button of this label; the pop-up's text, None if no answer.

        `on` names a message whose button is pressed as it once was, whatever it shows now.
        """
        place = chat or who
        message = on or next(m for m in reversed(self.shown(place)) if label in buttons(m))
        data = next(
            button["callback_data"]
            for version in reversed(message.versions)
            for row in (version.markup or {}).get("inline_keyboard", ())
            for button in row
            if plain(button["text"]) == label
        )
        pressed = self.telegram.press(who, place, message.id, data)
        try:
            async with asyncio.timeout(20):
                answer = await pressed.answer
        except TimeoutError:
            return None
        await self.wait(2)
        return plain(answer.text)

    def deliver_again(self, message: Message) -> None:
        """Telegram brings a message to the bot once more, as an update of its own."""
        self.telegram.updates.push("message", message_shape(self.telegram, message))

    async def hook(self, body: bytes, token: str | None = None) -> httpx.Response:
        """Somebody posts to a hook's address: the newest call's own if no token is given."""
        url = f"{URL}/hooks/pbx/{token}" if token else self.callback_url()
        return await self._hooks.post(url, content=body)

    def callback_url(self) -> str:
        """Where the PBX was told to report the hooks that it has posted last."""
        return self.pbx.switchboard.poster.log[-1].url

    def asked(self, path: str) -> list[int | None]:
        """The statuses that the PBX gave to the requests for this path, in order."""
        return [asked.status for asked in self.pbx.requests if asked.path.endswith(path)]

    def shown(self, chat: int) -> list[Message]:
        """The bot's messages that stand in a chat now."""
        return [m for m in self.telegram.messages(chat) if m.by_bot]

    def texts(self, chat: int) -> list[str]:
        """What the bot's messages in a chat say now, no-break spaces as spaces."""
        return [plain(m.text) for m in self.shown(chat)]

    def heard(self, chat: int) -> list[str]:
        """What rang in a chat: people were notified of these."""
        return [plain(m.text) for m in self.shown(chat) if m.rang]


def plain(text: str) -> str:
    """A text as it looks: no-break spaces as spaces."""
    return text.replace("\u00a0", " ")


def problem(kind: str, *, language: str = "vi", masked: bool = False, **values: str) -> str:
    """What is read where somebody's wish meets this problem."""
    error = UsageError(kind, **values)
    return plain(plain_text(render_problem(error, Language(language), masked=masked).html))


def notice(kind: str, title: str) -> str:
    """What is read by who set a chat up that has changed."""
    return plain(NOTICES[kind].plain(Language.VI, title=title))


def buttons(message: Message) -> list[str]:
    """The labels of a message's buttons, in order."""
    return [plain(button["text"]) for row in message.keyboard for button in row]


def went_through(message: Message) -> list[str]:
    """The first lines that a message showed, in order."""
    lines = [plain(version.text).partition(" · ")[0] for version in message.versions]
    return [line for at, line in enumerate(lines) if at == 0 or line != lines[at - 1]]


@asynccontextmanager
async def journey(
    folder: Path,
    now: Callable[[], float],
    *,
    furnished: bool = True,
    history: bool = False,
    lines: int = SEED.account.concurrency,
    speak: Speak = SILENT,
    **settings: Any,
) -> AsyncIterator[Journey]:
    """A journey that has begun, and is wound down at the end; `lines` are the PBX account's.

    Without `speak` it is one on a machine that has no speech engine.
    """
    told = Journey(
        folder, now, furnished=furnished, history=history, lines=lines, speak=speak, **settings
    )
    going = asyncio.create_task(told.sandbox.run())
    try:
        await told.start()
        yield told
    finally:
        await told.stop()
        told.sandbox.close()
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going
