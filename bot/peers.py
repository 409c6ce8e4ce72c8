"""How the program reaches Telegram and the PBX; what stands in for the network comes in here."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

# Whoever imports this first: Telegram's library reads it as it is imported.
os.environ["PTB_TIMEDELTA"] = "1"

import httpx

from bot import logs
from bot.chat.polling import TelegramBot, connect
from bot.core.speaking import Speak, Speech, Spoken
from bot.errors import UsageError
from bot.flows.link import LogIn
from bot.media.worker import Worker, can_speak
from bot.metrics import Metrics
from bot.pbx import LoggedIn, Login, PbxClient, log_in
from bot.settings import Settings


async def _say_nothing(_speech: Speech) -> Spoken:
    raise UsageError("speech_failed")


#: Stands for a machine without a speech engine.
SILENT: Final[Speak] = _say_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the program takes from outside: the clock, peers in place of the network, a voice."""

    now: Callable[[], float] = time.time
    telegram: httpx.AsyncBaseTransport | None = None
    pbx: httpx.AsyncBaseTransport | None = None
    #: A speech engine in place of the machine's own; SILENT: none, whatever is installed.
    speak: Speak | None = None


def connect_voice(world: World, worker: Worker) -> Speak | None:
    """How scripts are spoken on this machine; None: they can't be."""
    if world.speak is not None:
        return None if world.speak is SILENT else world.speak
    return worker.speak if can_speak() else None


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
