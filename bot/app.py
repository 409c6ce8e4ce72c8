"""The composition root: builds every part of the program, and runs it.

The real clock and randomness are here and nowhere else. Decides nothing of calls.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

os.environ["PTB_TIMEDELTA"] = "1"

from starlette.applications import Starlette

from bot import logs
from bot.chat import menus
from bot.chat.application import build_application
from bot.chat.polling import Polling
from bot.chat.sender import Sender
from bot.core.accounts import parse_concurrency
from bot.core.phones import parse_caller
from bot.core.records import Account
from bot.flows.clients import Clients
from bot.flows.dial import Dialler
from bot.flows.feed import Feed
from bot.flows.link import Linker, NewAccount
from bot.flows.outages import Prober
from bot.flows.reconcile import Reconciler
from bot.flows.record import Recorder
from bot.flows.relay import Relay
from bot.flows.render import Renderer
from bot.flows.render_lists import ListRenderer
from bot.flows.rivals import Rivals
from bot.flows.team import agree
from bot.flows.tidy import DAY, Tidier
from bot.flows.waiting import Looker
from bot.front import build_handlers
from bot.intake.app import build_app
from bot.media.worker import Worker
from bot.metrics import Metrics
from bot.parts import Parts
from bot.peers import World, connect_login, connect_pbx, connect_telegram, connect_voice
from bot.program import Placements, Program
from bot.serving import Serving, listen, stop_on_signals
from bot.settings import Settings
from bot.store import Keyring, Store
from bot.store.sealing import new_secret_key

log = logging.getLogger(__name__)


class Wakes:
    """Who looks again when something was committed."""

    def __init__(self) -> None:
        self.relay, self.feed, self.reconciler = (asyncio.Event() for _ in range(3))

    def all(self) -> None:
        """Something happened to a call, or was asked for."""
        self.shown()
        self.reconciler.set()

    def shown(self) -> None:
        """The reconciler itself has found something: people hear of it, lists go on."""
        self.relay.set()
        self.feed.set()


async def open_program(settings: Settings, world: World) -> Program:
    """Open the store and build everything around it; nothing runs yet."""
    keyring = Keyring(settings.secret_key.get_secret_value())
    metrics = Metrics()
    store = await Store.open(
        settings.database, keyring, on_commit=metrics.time_commit, clock=time.perf_counter
    )
    await store.write(lambda tx: agree(tx, settings.admin_ids, now=world.now()))
    return build(settings, store, keyring, metrics, world)


def build(
    settings: Settings, store: Store, keyring: Keyring, metrics: Metrics, world: World
) -> Program:
    """Put the parts together."""
    now, hooks_come, wakes = world.now, settings.public_url is not None, Wakes()
    placements, bot, worker = Placements(), connect_telegram(settings, world), Worker()
    sender = Sender(bot, observe=metrics.count_telegram, on_pause=metrics.count_pause)
    make_client = partial(connect_pbx, settings=settings, world=world, metrics=metrics)
    clients = Clients(store, keyring, make=make_client, on_secret=logs.add_secret)
    reconciler = _reconciler(settings, store, clients, metrics, wakes, now)
    dialler = _dialler(settings, store, clients, placements, wakes.all, now)
    handlers = build_handlers(
        Parts(
            settings=settings,
            store=store,
            keyring=keyring,
            clients=clients,
            sender=sender,
            dialler=dialler,
            reconciler=reconciler,
            worker=worker,
            speak=connect_voice(world, worker),
            make_client=make_client,
            log_in=connect_login(settings, world, metrics),
            on_secret=logs.add_secret,
            wake=wakes.all,
            spawn=placements.spawn,
            now=now,
            new_secret=lambda: secrets.token_urlsafe(16),
        )
    )
    return Program(
        store=store,
        clients=clients,
        placements=placements,
        resume=dialler.resume,
        relay=_relay(settings, store, sender, metrics, wakes, now),
        reconciler=reconciler,
        feed=Feed(
            store=store, dialler=dialler, now=now, wake_relay=wakes.relay.set, woken=wakes.feed
        ),
        tidier=Tidier(store=store, now=now, keep=settings.retention_days * DAY),
        prober=Prober(store=store, clients=clients, now=now, wake=wakes.all),
        polling=Polling(
            application=build_application(bot, handlers),
            sender=sender,
            greet=_greeting(settings, store, sender),
            rivals=_rivals(settings, store, wakes, now),
            observe=metrics.show_connected,
        ),
        http=_intake(store, keyring, metrics, wakes.all, now),
        metrics=metrics,
        now=now,
        hooks_come=hooks_come,
    )


def _reconciler(
    settings: Settings,
    store: Store,
    clients: Clients,
    metrics: Metrics,
    wakes: Wakes,
    now: Callable[[], float],
) -> Reconciler:
    return Reconciler(
        store=store,
        clients=clients,
        now=now,
        hooks_come=settings.public_url is not None,
        wake=wakes.shown,
        observe=metrics.count_looks,
        woken=wakes.reconciler,
    )


def _relay(
    settings: Settings,
    store: Store,
    sender: Sender,
    metrics: Metrics,
    wakes: Wakes,
    now: Callable[[], float],
) -> Relay:
    tz = settings.timezone
    return Relay(
        store=store,
        sender=sender,
        render=Renderer(store=store, tz=tz, now=now, lists=ListRenderer(tz=tz, now=now)),
        now=now,
        observe=metrics.count_delivery,
        woken=wakes.relay,
    )


def _rivals(settings: Settings, store: Store, wakes: Wakes, now: Callable[[], float]) -> Rivals:
    return Rivals(store=store, now=now, wake=wakes.relay.set, language=settings.default_language)


def _greeting(settings: Settings, store: Store, sender: Sender) -> Callable[[], Awaitable[None]]:
    """What is done once the bot knows its name: everybody's menu is set."""

    async def greet() -> None:
        people = await store.read(lambda tx: tx.people.all())
        await menus.publish(sender, people, settings.default_language)

    return greet


def _intake(
    store: Store,
    keyring: Keyring,
    metrics: Metrics,
    wake: Callable[[], None],
    now: Callable[[], float],
) -> Starlette:
    recorder = Recorder(store=store, keyring=keyring, now=now, wake=wake)

    async def ready() -> bool:
        await store.write(lambda tx: tx.pulse.beat(now()))
        return True

    looker = Looker(store, now=now)

    async def look() -> None:
        seen = await looker.look()
        for (kind, came_out), calls in seen.settled.items():
            metrics.count_settled(kind, came_out, calls)
        metrics.show_waiting(
            open_calls=seen.open_calls,
            due=seen.due,
            oldest_due_seconds=seen.oldest_due_seconds,
            digests=seen.digests,
            down=seen.down,
        )

    return build_app(take_hook=recorder.take_hook, ready=ready, metrics=metrics, look=look)


def _dialler(
    settings: Settings,
    store: Store,
    clients: Clients,
    placements: Placements,
    wake: Callable[[], None],
    now: Callable[[], float],
) -> Dialler:
    return Dialler(
        store=store,
        clients=clients,
        now=now,
        new_token=lambda: secrets.token_urlsafe(32),
        new_ref=lambda: uuid.uuid4().hex,
        hooks_url=f"{settings.public_url}/hooks/pbx" if settings.public_url else None,
        reference=settings.pbx_reference,
        wake=wake,
        spawn=placements.spawn,
    )


async def run(settings: Settings) -> None:
    """`pbxbot run`: everything, until a signal."""
    with listen(settings.listen_host, settings.listen_port) as listening:
        program = await open_program(settings, World())
        log.info("hooks and health on http://%s:%s", settings.listen_host, settings.listen_port)
        await program.run(stop_on_signals(), Serving(program.http, listening))


async def link(settings: Settings, ask: Callable[[], Mapping[str, str]]) -> Account | None:
    """`pbxbot link`: with the bot stopped, since one process owns the database.

    `ask` is called once the database is ours: name, pbx_api_key, campaign_id, caller, otp_template,
    concurrency. Returns what the account was before, if its key was known already.
    Raises UsageError for a caller that is none, the PbxError of a key that is not accepted.
    """
    keyring = Keyring(settings.secret_key.get_secret_value())
    store = await Store.open(settings.database, keyring)
    try:
        linker = Linker(
            store=store,
            keyring=keyring,
            make=lambda key: connect_pbx(key, settings, World()),
            on_secret=logs.add_secret,
            now=time.time,
        )
        return await linker.link(_new_account(ask()), settings.admin_ids)
    finally:
        await store.close()


def _new_account(answers: Mapping[str, str]) -> NewAccount:
    return NewAccount(
        name=answers["name"],
        pbx_api_key=answers["pbx_api_key"],
        campaign_id=answers["campaign_id"],
        caller=parse_caller(answers["caller"]),
        otp_template=answers["otp_template"],
        concurrency=parse_concurrency(answers["concurrency"]),
    )


def fresh_secret_key() -> str:
    """`pbxbot secrets new`."""
    return new_secret_key()
