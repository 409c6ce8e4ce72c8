"""The composition root: builds every part, starts, supervises and stops them, in order.

The real clock, randomness and the HTTP server are here and nowhere else. Decides nothing of calls.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import random
import secrets
import signal
import socket
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

os.environ["PTB_TIMEDELTA"] = "1"

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.chat import menus
from bot.chat.access import Access
from bot.chat.application import Handlers, build_application
from bot.chat.notify import Notify
from bot.chat.otp import Otp
from bot.chat.polling import Polling, connect
from bot.chat.rooms import Rooms
from bot.chat.sender import Sender
from bot.chat.start import Start
from bot.chat.status import Status
from bot.core.phones import parse_caller
from bot.errors import SettingsError
from bot.flows.accounts import Clients
from bot.flows.dial import Dialler, recover
from bot.flows.figures import Figures
from bot.flows.link import Linker, NewAccount
from bot.flows.people import People
from bot.flows.questions import HeldCodes, Questions
from bot.flows.reconcile import Reconciler
from bot.flows.record import Recorder
from bot.flows.relay import Relay
from bot.flows.render import Renderer
from bot.flows.routing import Routing
from bot.flows.subscribe import Subscriptions
from bot.intake.app import build_app
from bot.metrics import Metrics
from bot.pbx import PbxClient
from bot.settings import Settings
from bot.store import Keyring, Store
from bot.store.sealing import new_secret_key

log = logging.getLogger(__name__)

#: From SIGTERM to a closed database 10 s are promised. What people asked for, and what is on its
#: way to them, is given so many seconds to be finished; then hooks under way are.
FINISH: Final = 4.0
FINISH_HOOKS: Final = 3
#: How often the event loop's own lateness is measured, in seconds.
STALL_EVERY: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the program takes from outside: the clock, and peers in place of the network."""

    now: Callable[[], float] = time.time
    telegram: httpx.AsyncBaseTransport | None = None
    pbx: httpx.AsyncBaseTransport | None = None


class Placements:
    """Calls being placed: each goes on while its handler has long returned."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, placement: Coroutine[Any, Any, None]) -> None:
        """Let one go on by itself."""
        task = asyncio.create_task(placement)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a placement ended with an error", exc_info=error)

    async def finish(self) -> None:
        """Wait for those under way."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def cut_off(self) -> None:
        """End those under way; whether they called anybody is looked up after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Every part that runs. `http` is what a server serves, ours or a test's."""

    store: Store
    clients: Clients
    placements: Placements
    relay: Relay
    reconciler: Reconciler
    polling: Polling
    http: Starlette
    metrics: Metrics
    world: World
    hooks_come: bool

    async def run(self, stop: asyncio.Event, serving: Serving | None = None) -> None:
        """Run until `stop` is set; a part that dies ends everything, with its error."""
        try:
            now = self.world.now()
            await self.store.write(lambda tx: recover(tx, now=now, hooks_come=self.hooks_come))
            # What was built so far lives as long as the process: no collection need look at it.
            gc.freeze()
            async with asyncio.TaskGroup() as group:
                running = {
                    name: group.create_task(_endless(name, part))
                    for name, part in self._parts(serving)
                }
                await stop.wait()
                # It may still be connecting: stopped as it is, it would go on to connect.
                running["telegram"].cancel()
                await asyncio.wait([running["telegram"]], timeout=1)
                await _within(
                    FINISH, self.polling.stop(), self.placements.finish(), self.relay.finish()
                )
                if serving is not None:
                    await _within(FINISH_HOOKS + 0.5, serving.stop())
                for task in running.values():
                    task.cancel()
        finally:
            await self._close()

    def _parts(self, serving: Serving | None) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        yield "relay", self.relay.run()
        yield "reconcile", self.reconciler.run()
        yield "probe", self.reconciler.probe()
        yield "telegram", self.polling.run()
        yield "stall", self._measure_stall()
        if serving is not None:
            yield "http", serving.run()

    async def _close(self) -> None:
        """Let go of everything, in whatever state it is."""
        # Nothing to stop after an orderly end; after a part died nobody has stopped it yet.
        await _within(1, self.polling.stop())
        await self.placements.cut_off()
        await _within(1, self.polling.close(), self.clients.close())
        await self.store.close()

    async def _measure_stall(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + STALL_EVERY
            await asyncio.sleep(STALL_EVERY)
            self.metrics.show_stall(max(0.0, loop.time() - due))


async def _within(seconds: float, *parts: Coroutine[Any, Any, None]) -> None:
    """Let parts go on side by side; what is not done in time is cut off."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*parts)


async def _endless(name: str, part: Coroutine[Any, Any, None]) -> None:
    await part
    raise RuntimeError(f"{name} ended by itself")


async def open_program(settings: Settings, world: World) -> Program:
    """Open the store and build everything around it; nothing runs yet."""
    keyring = Keyring(settings.secret_key.get_secret_value())
    metrics = Metrics()
    store = await Store.open(settings.database, keyring, on_commit=metrics.time_commit)
    return build(settings, store, keyring, metrics, world)


def build(
    settings: Settings, store: Store, keyring: Keyring, metrics: Metrics, world: World
) -> Program:
    """Put the parts together."""
    now, hooks_come = world.now, settings.public_url is not None
    placements = Placements()
    bot = connect(
        settings.telegram_bot_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        proxy=settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None,
        transport=world.telegram,
    )
    sender = Sender(bot, observe=metrics.count_telegram)
    clients = Clients(store, keyring, lambda key: _client(key, settings, metrics, world))
    relay = Relay(
        store=store,
        sender=sender,
        render=Renderer(
            store=store, tz=settings.timezone, language=settings.default_language, now=now
        ),
        now=now,
        observe=metrics.count_delivery,
    )
    reconciler = Reconciler(
        store=store,
        clients=clients,
        now=now,
        hooks_come=hooks_come,
        wake_relay=relay.woken.set,
    )

    def wake() -> None:
        relay.woken.set()
        reconciler.woken.set()

    recorder = Recorder(store=store, keyring=keyring, now=now, wake=wake)
    dialler = Dialler(
        store=store,
        clients=clients,
        now=now,
        new_token=lambda: secrets.token_urlsafe(32),
        new_ref=lambda: uuid.uuid4().hex,
        hooks_url=f"{settings.public_url}/hooks/pbx" if hooks_come else None,
        reference=settings.pbx_reference,
        wake=wake,
        spawn=placements.spawn,
    )
    handlers = _handlers(settings, store, sender, dialler, reconciler, now)

    async def greet() -> None:
        people = await store.read(lambda tx: tx.people.all())
        await menus.publish(sender, people, settings.default_language)

    async def ready() -> bool:
        await store.write(lambda tx: None)
        return True

    return Program(
        store=store,
        clients=clients,
        placements=placements,
        relay=relay,
        reconciler=reconciler,
        polling=Polling(application=build_application(bot, handlers), sender=sender, greet=greet),
        http=build_app(take_hook=recorder.take_hook, ready=ready, metrics=metrics),
        metrics=metrics,
        world=world,
        hooks_come=hooks_come,
    )


def _client(pbx_api_key: str, settings: Settings, metrics: Metrics, world: World) -> PbxClient:
    return PbxClient(
        settings.pbx_api_url,
        pbx_api_key,
        now=world.now,
        random=random.random,
        transport=world.pbx,
        observe=lambda endpoint, status, seconds: metrics.time_pbx(
            endpoint, "none" if status is None else str(status), seconds
        ),
    )


def _handlers(
    settings: Settings,
    store: Store,
    sender: Sender,
    dialler: Dialler,
    reconciler: Reconciler,
    now: Callable[[], float],
) -> Handlers:
    people = People(store=store, admin_ids=frozenset(settings.admin_ids), now=now)
    access = Access(people=people, sender=sender, default_language=settings.default_language)
    figures = Figures(
        store=store,
        now=now,
        tz=settings.timezone,
        started_at=now(),
        hooks_come=settings.public_url is not None,
    )
    return Handlers(
        start=Start(access=access, sender=sender, figures=figures),
        otp=Otp(
            access=access,
            sender=sender,
            people=people,
            questions=Questions(store=store, now=now, new_id=lambda: secrets.token_urlsafe(16)),
            held=HeldCodes(now),
            dialler=dialler,
            tz=settings.timezone,
            now=now,
        ),
        notify=Notify(
            access=access,
            sender=sender,
            people=people,
            subscriptions=Subscriptions(store=store, now=now),
        ),
        status=Status(
            access=access,
            sender=sender,
            people=people,
            figures=figures,
            look_now=reconciler.look_now,
            tz=settings.timezone,
            now=now,
        ),
        rooms=Rooms(routing=Routing(store=store, now=now)),
    )


class _Server(uvicorn.Server):
    """uvicorn in our loop; signals stay ours."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Serving:
    """An HTTP server of `app` on a socket that listens already."""

    def __init__(
        self,
        app: ASGIApp,
        listening: socket.socket,
        *,
        grace: int = FINISH_HOOKS,
        closing: Callable[[], None] | None = None,
    ) -> None:
        """Requests under way get `grace` seconds when it stops; `closing` ends those that hang."""
        self._listening = listening
        self._closing = closing
        self._stopped = asyncio.Event()
        self._server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=grace,
            )
        )

    async def run(self) -> None:
        """Serve until cancelled; after `stop` nothing is served any more."""
        await self._server.serve([self._listening])
        self._stopped.set()
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Take nothing new, finish what is under way."""
        if self._closing is not None:
            self._closing()
        self._server.should_exit = True
        await self._stopped.wait()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; SettingsError, in a sentence, if the address can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            [f"Choose another port than {port} on {host}: {os.strerror(error.errno or 0).lower()}."]
        ) from None


def stop_on_signals() -> asyncio.Event:
    """Set by the first SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


async def run(settings: Settings) -> None:
    """`pbxbot run`: everything, until a signal."""
    with listen(settings.listen_host, settings.listen_port) as listening:
        program = await open_program(settings, World())
        log.info("hooks and health on http://%s:%s", settings.listen_host, settings.listen_port)
        await program.run(stop_on_signals(), Serving(program.http, listening))


async def link(settings: Settings, ask: Callable[[], Mapping[str, str]]) -> None:
    """`pbxbot link`: with the bot stopped, since one process owns the database.

    `ask` is called once the database is ours: name, pbx_api_key, campaign_id, caller, otp_template.
    Raises UsageError for a caller that is none, the PbxError of a key that is not accepted.
    """
    keyring = Keyring(settings.secret_key.get_secret_value())
    store = await Store.open(settings.database, keyring)
    try:
        linker = Linker(
            store=store,
            keyring=keyring,
            make=lambda key: _client(key, settings, Metrics(), World()),
            now=time.time,
        )
        await linker.link(_new_account(ask()), settings.admin_ids)
    finally:
        await store.close()


def _new_account(answers: Mapping[str, str]) -> NewAccount:
    return NewAccount(
        name=answers["name"],
        pbx_api_key=answers["pbx_api_key"],
        campaign_id=answers["campaign_id"],
        caller=parse_caller(answers["caller"]),
        otp_template=answers["otp_template"],
    )


def fresh_secret_key() -> str:
    """`pbxbot secrets new`."""
    return new_secret_key()
