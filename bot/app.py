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
from collections.abc import Callable, Coroutine, Iterator
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

#: From SIGTERM to a closed database, in seconds, at the most: 10 are promised.
WIND_DOWN: Final = 8.0
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

    async def finish(self, within: float) -> None:
        """Wait for those under way; what is cut off is looked up after the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


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
                running = [
                    group.create_task(_endless(name, part)) for name, part in self._parts(serving)
                ]
                await stop.wait()
                await self._wind_down(serving)
                for task in running:
                    task.cancel()
        finally:
            # Nothing to do after an orderly end; after a part died nobody has stopped these yet.
            await self._wind_down(None)
            await self.placements.finish(0)
            await self.clients.close()
            await self.store.close()

    def _parts(self, serving: Serving | None) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        yield "relay", self.relay.run()
        yield "reconcile", self.reconciler.run()
        yield "probe", self.reconciler.probe()
        yield "telegram", self.polling.run()
        yield "stall", self._measure_stall()
        if serving is not None:
            yield "http", serving.run()

    async def _wind_down(self, serving: Serving | None) -> None:
        """No new commands, then no new hooks; what is under way is finished first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(WIND_DOWN):
                await self.polling.stop()
                await self.placements.finish(WIND_DOWN / 2)
                if serving is not None:
                    await serving.stop()

    async def _measure_stall(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + STALL_EVERY
            await asyncio.sleep(STALL_EVERY)
            self.metrics.show_stall(max(0.0, loop.time() - due))


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
        grace: int = 3,
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
            [f"Choose another port than {port} on {host}: {(error.strerror or '').lower()}."]
        ) from None


def stop_on_signals() -> asyncio.Event:
    """Set by the first SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop


async def run(settings: Settings) -> None:
    """`pbxbot run`: everything, until a signal."""
    listening = listen(settings.listen_host, settings.listen_port)
    program = await open_program(settings, World())
    await program.run(stop_on_signals(), Serving(program.http, listening))


async def link(
    settings: Settings,
    *,
    name: str,
    pbx_api_key: str,
    campaign_id: str,
    caller: str,
    otp_template: str,
) -> None:
    """`pbxbot link`: with the bot stopped, since one process owns the database.

    Raises UsageError for a caller that is none, the PbxError of a key that is not accepted.
    """
    new = NewAccount(
        name=name,
        pbx_api_key=pbx_api_key,
        campaign_id=campaign_id,
        caller=parse_caller(caller),
        otp_template=otp_template,
    )
    keyring = Keyring(settings.secret_key.get_secret_value())
    store = await Store.open(settings.database, keyring)
    try:
        linker = Linker(
            store=store,
            keyring=keyring,
            make=lambda key: _client(key, settings, Metrics(), World()),
            now=time.time,
        )
        await linker.link(new, settings.admin_ids)
    finally:
        await store.close()


def fresh_secret_key() -> str:
    """`pbxbot secrets new`."""
    return new_secret_key()
