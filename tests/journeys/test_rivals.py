"""Another program that fetches the updates of the same bot."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.sandbox.world import SEED
from tests.journeys.world import ADMIN, OPERATOR, URL, Journey, notice

TOLD = notice("rival", "")
OUTCOME = "✅ 0987654321 nghe máy 10 giây"
IN_LOG = "another program fetches this bot's updates"


@pytest.fixture
async def told(told: Journey) -> Journey:
    """The administrator has opened the chat with the bot: it may write to them."""
    told.say(ADMIN, "/start")
    await told.wait(5)
    return told


@asynccontextmanager
async def _rival(told: Journey, *, rests: float = 3.0) -> AsyncIterator[None]:
    """It asks again and again, and confirms nothing."""

    async def fetch() -> None:
        transport = httpx.ASGITransport(told.sandbox.app)
        async with httpx.AsyncClient(transport=transport, base_url=URL, timeout=None) as client:
            while True:
                path = f"/bot{SEED.telegram_token}/getUpdates"
                await client.post(path, json={"timeout": 50})
                await asyncio.sleep(rests)

    fetching = asyncio.create_task(fetch())
    try:
        yield
    finally:
        fetching.cancel()
        await asyncio.wait([fetching])


async def _status(told: Journey) -> list[str]:
    told.say(ADMIN, "/status")
    await told.wait(60)
    return told.texts(ADMIN)[-1].splitlines()[:2]


async def test_administrators_are_told_once_and_again_only_when_it_began_anew(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    async with _rival(told):
        await told.wait(600)
        assert told.heard(ADMIN).count(TOLD) == 1
        assert told.texts(OPERATOR) == []
        heading, since = await _status(told)
        assert heading == "❌ Chương trình khác đang nhận lệnh thay bot"
        assert since.startswith("Token của bot bị dùng ở nơi khác từ 09:12")
    assert caplog.text.count(IN_LOG) == 1

    await told.wait(200)
    assert (await _status(told))[0] == "Mọi thứ bình thường"
    assert "no other program fetches" in caplog.text

    async with _rival(told):
        await told.wait(60)
    assert told.heard(ADMIN).count(TOLD) == 2
    assert caplog.text.count(IN_LOG) == 2


async def test_who_starts_again_beside_the_same_rival_is_not_told_again(told: Journey) -> None:
    async with _rival(told):
        await told.wait(60)
        await told.stop()
        await told.start()
        await told.wait(300)
        assert (await _status(told))[0].endswith("đang nhận lệnh thay bot")
    assert told.heard(ADMIN).count(TOLD) == 1


async def test_a_rival_that_went_while_we_were_away_is_forgotten(told: Journey) -> None:
    async with _rival(told):
        await told.wait(60)
        await told.stop()
    await told.start()
    await told.wait(200)
    assert (await _status(told))[0] == "Mọi thứ bình thường"


async def test_hooks_are_taken_and_outcomes_sent_beside_a_rival_and_polling_backs_off(
    told: Journey,
) -> None:
    # It leaves us the time to fetch in peace now and then.
    async with _rival(told, rests=15.0):
        await told.wait(300)
        told.say(OPERATOR, "/otp 0987654321 4821")
        await told.wait(120)
        assert told.heard(OPERATOR) == [OUTCOME]
        hooks = told.pbx.switchboard.poster.log
        assert hooks
        assert all(post.status == 204 for post in hooks)

        asked: list[httpx.URL] = []
        told.telegram_wire.instead = lambda request: asked.append(request.url)
        await told.wait(300)
        assert 0 < len([url for url in asked if url.path.endswith("getUpdates")]) <= 20


async def test_a_webhook_that_another_program_has_left_there_is_taken_away(told: Journey) -> None:
    transport = httpx.ASGITransport(told.sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as other:
        elsewhere = {"url": "https://elsewhere.example"}
        await other.post(f"/bot{SEED.telegram_token}/setWebhook", json=elsewhere)
    await told.wait(60)
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(120)

    assert told.heard(OPERATOR) == [OUTCOME]
    assert told.heard(ADMIN).count(TOLD) == 1
    await told.wait(200)
    assert (await _status(told))[0] == "Mọi thứ bình thường"


async def test_a_store_that_is_busy_meanwhile_delays_the_notice_only(told: Journey) -> None:
    with sqlite3.connect(told.settings.database, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        async with _rival(told):
            await told.wait(60)
            assert TOLD not in told.heard(ADMIN)
            other.execute("ROLLBACK")
            await told.wait(60)
            assert told.heard(ADMIN).count(TOLD) == 1
    other.close()
