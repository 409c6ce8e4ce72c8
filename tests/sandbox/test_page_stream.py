"""The page's stream of events: what each reader is told, and how it goes on after a break."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from telegram import Bot, BotCommand

from bot.sandbox.page.feed import KEPT_EVENTS
from bot.sandbox.telegram import SandboxTelegram
from tests.sandbox.page_peer import OnePhone, Switches, events, state
from tests.sandbox.telegram_peer import ADMIN, GROUP, OPERATOR, STRANGER, a_telegram, on_a_socket


async def test_the_stream_tells_what_the_phone_shows_now_to_everybody(
    page: httpx.AsyncClient, telegram: SandboxTelegram, phone: OnePhone
) -> None:
    def acts() -> None:
        phone.rings()
        phone.shown = None
        phone.watchers[0]()

    told = await events(page, telegram, acts, user=STRANGER)
    assert [(kind, data) for _, kind, data in told] == [("phone", {})]


async def test_who_is_behind_is_told_once_what_the_phone_shows_and_of_every_message(
    page: httpx.AsyncClient, telegram: SandboxTelegram, phone: OnePhone
) -> None:
    began = (await state(page))["seq"]
    for text in ("một", "hai", "ba"):
        phone.rings()
        telegram.send(OPERATOR, OPERATOR, text)
    phone.rings()

    told = await events(page, telegram, lambda: None, last_id=began)

    assert [kind for _, kind, _ in told] == ["message", "message", "message", "phone"]
    assert told[-1][0] == began + 7


async def test_a_stream_tells_messages_edits_deletes_and_menus(
    page: httpx.AsyncClient, telegram: SandboxTelegram, bot: Bot
) -> None:
    async def acts() -> None:
        card = await bot.send_message(OPERATOR, "một")
        await asyncio.sleep(0.1)
        await bot.edit_message_text("hai", OPERATOR, card.message_id)
        await asyncio.sleep(0.1)
        await bot.delete_message(OPERATOR, card.message_id)
        await bot.set_my_commands([BotCommand("otp", "…")])

    began = (await state(page))["seq"]
    told = await events(page, telegram, acts)
    assert [seq for seq, *_ in told] == list(range(began + 1, began + 5))
    assert [kind for _, kind, _ in told] == ["message", "message", "delete", "commands"]
    assert [data["text"] for _, kind, data in told if kind == "message"] == ["một", "hai"]
    assert told[2][2] == {"chat_id": OPERATOR, "id": told[0][2]["id"]}
    assert told[3][2][str(OPERATOR)] == [{"command": "otp", "description": "…"}]


async def test_a_stream_tells_nothing_of_chats_that_one_is_not_in(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    def acts() -> None:
        telegram.send(ADMIN, ADMIN, "riêng")
        telegram.send(ADMIN, GROUP, "chung")

    told = await events(page, telegram, acts, user=STRANGER)
    assert told == []


async def test_a_stream_goes_on_where_it_broke(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    began = (await state(page))["seq"]
    for text in ("một", "hai"):
        telegram.send(OPERATOR, OPERATOR, text)
    told = await events(page, telegram, lambda: None, last_id=began + 1)
    assert [(seq, data["text"]) for seq, _, data in told] == [(began + 2, "hai")]


@pytest.mark.parametrize("last_id", [0, 10_000_000])
async def test_who_missed_too_much_or_comes_from_another_run_begins_anew(
    page: httpx.AsyncClient, telegram: SandboxTelegram, last_id: int
) -> None:
    for number in range(KEPT_EVENTS + 1):
        telegram.send(OPERATOR, OPERATOR, f"tin {number}")
    told = await events(
        page, telegram, lambda: telegram.send(OPERATOR, OPERATOR, "x") and None, last_id=last_id
    )
    assert [kind for _, kind, _ in told] == ["reset", "message"]


async def test_a_reset_is_an_event_and_empties_the_chats(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    told = await events(page, telegram, lambda: page.post("/page/reset", json={}))
    assert [(kind, data) for _, kind, data in told] == [("reset", {})]
    assert (await state(page))["messages"][str(OPERATOR)] == []


async def test_a_silent_stream_says_that_it_lives(
    page: httpx.AsyncClient, telegram: SandboxTelegram
) -> None:
    stream = asyncio.create_task(page.get("/page/events", params={"user": OPERATOR}))
    await asyncio.sleep(46)
    telegram.close()
    assert (await stream).text.count(": ping\n\n") == 3


@pytest.mark.real_time
async def test_a_reader_that_leaves_ends_its_stream_and_the_server_stops() -> None:
    telegram = a_telegram(time.time)
    async with on_a_socket(Switches(telegram).routes()) as address, httpx.AsyncClient() as client:
        url = f"{address}/page/events?user={OPERATOR}"
        async with client.stream("GET", url) as stream:
            chunks = stream.aiter_text()
            assert await anext(chunks) == ": open\n\n"
            telegram.send(OPERATOR, OPERATOR, "/start")
            assert "/start" in await anext(chunks)
        async with client.stream("GET", url) as stream:
            chunks = stream.aiter_text()
            await anext(chunks)
            telegram.close()
            assert [chunk async for chunk in chunks] == []
