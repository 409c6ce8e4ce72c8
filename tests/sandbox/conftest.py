"""A local Telegram that the operator has written in, its bot, and the page over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from starlette.applications import Starlette
from telegram import Bot

from bot.sandbox.telegram import SandboxTelegram
from tests.sandbox.page_peer import OnePhone, Switches
from tests.sandbox.telegram_peer import OPERATOR, a_bot, a_telegram


@pytest.fixture
async def telegram(now: Callable[[], float]) -> SandboxTelegram:
    telegram = a_telegram(now)
    telegram.send(OPERATOR, OPERATOR, "/start")
    return telegram


@pytest.fixture
def bot(telegram: SandboxTelegram) -> Bot:
    return a_bot(telegram)


@pytest.fixture
def phone() -> OnePhone:
    return OnePhone()


@pytest.fixture
async def page(telegram: SandboxTelegram, phone: OnePhone) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=Switches(telegram, phone).routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client
