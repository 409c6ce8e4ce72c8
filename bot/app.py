"""The composition root: builds every part of the program, and runs it.

The real clock and randomness are here and nowhere else. Decides nothing of calls.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

os.environ["PTB_TIMEDELTA"] = "1"

import httpx
from starlette.applications import Starlette

from bot import logs
from bot.chat import menus
from bot.chat.application import build_application
from bot.chat.polling import Polling, TelegramBot, connect
from bot.chat.sender import Sender
from bot.core.accounts import parse_concurrency
from bot.core.phones import parse_caller
from bot.core.records import Account
from bot.flows.clients import Clients
from bot.flows.dial import Dialler
from bot.flows.feed import Feed
from bot.flows.link import Linker, LogIn, NewAccount
from bot.flows.outages import Prober
from bot.flows.reconcile import Reconciler
from bot.flows.record import Recorder
from bot.flows.relay import Relay
from bot.flows.render import Renderer
from bot.flows.render_lists import ListRenderer
from bot.flows.team import agree
from bot.flows.tidy import Tidier
from bot.front import Parts, build_handlers
from bot.intake.app import build_app
from bot.metrics import Metrics
from bot.pbx import LoggedIn, Login, PbxClient, log_in
from bot.program import Placements, Program
from bot.serving import Serving, listen, stop_on_signals
from bot.settings import Settings
from bot.store import Keyring, Store
from bot.store.sealing import new_secret_key

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the program takes from outside: the clock, and peers in place of the network."""

    now: Callable[[], float] = time.time
    telegram: httpx.AsyncBaseTransport | None = None
    pbx: httpx.AsyncBaseTransport | None = None


async def open_program(settings: Settings, world: World) -> Program:
    """Open the store and build everything around it; nothing runs yet."""
    keyring = Keyring(settings.secret_key.get_secret_value())
    metrics = Metrics()
    store = await Store.open(settings.database, keyring, on_commit=metrics.time_commit)
    await store.write(lambda tx: agree(tx, settings.admin_ids, now=world.now()))
    return build(settings, store, keyring, metrics, world)


def build(
    settings: Settings, store: Store, keyring: Keyring, metrics: Metrics, world: World
) -> Program:
    """Put the parts together."""
    now, hooks_come = world.now, settings.public_url is not None
    placements, bot = Placements(), connect_telegram(settings, world)
    sender = Sender(bot, observe=metrics.count_telegram)
    make_client = partial(connect_pbx, settings=settings, world=world, metrics=metrics)
    clients = Clients(store, keyring, make=make_client, on_secret=logs.add_secret)
    render = Renderer(
        store=store,
        tz=settings.timezone,
        now=now,
        lists=ListRenderer(tz=settings.timezone, now=now),
    )
    relay = Relay(
        store=store, sender=sender, render=render, now=now, observe=metrics.count_delivery
    )
    feed_woken = asyncio.Event()

    def wake_on() -> None:
        relay.woken.set()
        feed_woken.set()

    reconciler = Reconciler(
        store=store, clients=clients, now=now, hooks_come=hooks_come, wake=wake_on
    )

    def wake() -> None:
        wake_on()
        reconciler.woken.set()

    dialler = _dialler(settings, store, clients, placements, wake, now)
    feed = Feed(store=store, dialler=dialler, now=now, wake_relay=relay.woken.set, woken=feed_woken)
    handlers = build_handlers(
        Parts(
            settings=settings,
            store=store,
            keyring=keyring,
            clients=clients,
            sender=sender,
            dialler=dialler,
            reconciler=reconciler,
            make_client=make_client,
            log_in=connect_login(settings, world, metrics),
            on_secret=logs.add_secret,
            wake=wake,
            spawn=placements.spawn,
            now=now,
            new_secret=lambda: secrets.token_urlsafe(16),
        )
    )

    async def greet() -> None:
        people = await store.read(lambda tx: tx.people.all())
        await menus.publish(sender, people, settings.default_language)

    return Program(
        store=store,
        clients=clients,
        placements=placements,
        resume=dialler.resume,
        relay=relay,
        reconciler=reconciler,
        feed=feed,
        tidier=Tidier(store=store, now=now),
        prober=Prober(store=store, clients=clients, now=now, wake=wake),
        polling=Polling(application=build_application(bot, handlers), sender=sender, greet=greet),
        http=_intake(store, keyring, metrics, wake, now),
        metrics=metrics,
        now=now,
        hooks_come=hooks_come,
    )


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

    return build_app(take_hook=recorder.take_hook, ready=ready, metrics=metrics)


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


def connect_telegram(settings: Settings, world: World) -> TelegramBot:
    """The bot as Telegram knows it."""
    return connect(
        settings.telegram_bot_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        proxy=settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None,
        transport=world.telegram,
    )


def connect_pbx(
    pbx_api_key: str, settings: Settings, world: World, metrics: Metrics | None = None
) -> PbxClient:
    """An account's way to the PBX."""
    measured = metrics or Metrics()
    return PbxClient(
        settings.pbx_api_url,
        pbx_api_key,
        now=world.now,
        random=random.random,
        transport=world.pbx,
        observe=lambda endpoint, status, seconds: measured.time_pbx(
            endpoint, "none" if status is None else str(status), seconds
        ),
        on_secret=logs.add_secret,
    )


def connect_login(settings: Settings, world: World, metrics: Metrics) -> LogIn:
    """How the PBX is asked for the account of a name and a password."""

    async def ask(username: str, password: str) -> LoggedIn:
        return await log_in(
            settings.pbx_api_url,
            Login(username=username, password=password),
            now=world.now,
            random=random.random,
            transport=world.pbx,
            observe=lambda endpoint, status, seconds: metrics.time_pbx(
                endpoint, "none" if status is None else str(status), seconds
            ),
        )

    return ask


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
