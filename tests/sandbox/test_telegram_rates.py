"""Rates counted on the clock, and faults on demand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram.limits import RateLimits
from tests.sandbox.telegram_peer import GROUP, OPERATOR, TOKEN, a_client, a_telegram, on_a_socket


async def wait_for(request: Awaitable[object]) -> float:
    """Seconds that the 429 to this request asks for."""
    with pytest.raises(RetryAfter) as caught:
        await request
    return caught.value.retry_after.total_seconds()


async def test_a_private_chat_takes_five_at_once_and_then_one_a_second(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    for number in range(5):
        await bot.send_message(OPERATOR, f"tin {number}")
    assert await wait_for(bot.send_message(OPERATOR, "x")) == 1
    await asyncio.sleep(1)
    await bot.send_message(OPERATOR, "x")
    assert await wait_for(bot.send_message(OPERATOR, "x")) == 1
    await asyncio.sleep(60)
    for number in range(5):
        await bot.send_message(OPERATOR, f"tin {number}")
    assert [flood.chat_id for flood in telegram.floods] == [OPERATOR, OPERATOR]


async def test_a_group_takes_twenty_in_a_minute(telegram: SandboxTelegram, bot: Bot) -> None:
    topic = telegram.create_topic(GROUP, "Kết quả")
    for number in range(20):
        await bot.send_message(GROUP, "x", message_thread_id=topic if number % 2 else None)
        await asyncio.sleep(1)
    assert await wait_for(bot.send_message(GROUP, "x")) == 40
    assert [sent.at - telegram.sent[0].at for sent in telegram.sent] == list(range(20))
    await asyncio.sleep(40)
    assert await bot.send_message(GROUP, "x")


async def test_edits_count_and_deletes_and_answers_do_not(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    card = await bot.send_message(GROUP, "0")
    for number in range(19):
        await bot.edit_message_text(str(number + 1), GROUP, card.message_id)
    for _ in range(20):
        press = telegram.press(OPERATOR, GROUP, card.message_id, "x")
        await bot.answer_callback_query(press.id)
    assert await wait_for(bot.edit_message_text("x", GROUP, card.message_id)) == 60
    assert await bot.delete_message(GROUP, card.message_id)


async def test_thirty_a_second_in_all(bot: Bot, telegram: SandboxTelegram) -> None:
    for user_id in range(1, 8):
        telegram.add_user(user_id, "stranger", "Người lạ", "Stranger")
        telegram.send(user_id, user_id, "/start")
    for number in range(30):
        await bot.send_message(1 + number % 7, "x")
    assert await wait_for(bot.send_message(7, "x")) == 1
    await asyncio.sleep(1)
    assert await bot.send_message(7, "x")


def test_a_refused_request_takes_nothing() -> None:
    limits = RateLimits()
    for _ in range(20):
        assert limits.take(GROUP, is_private=False, at=0.0) == 0
    for at in range(1, 60):
        assert limits.take(GROUP, is_private=False, at=float(at)) == 60 - at
    assert limits.take(GROUP, is_private=False, at=60.0) == 0


async def test_what_does_not_parse_is_refused_before_it_counts(
    telegram: SandboxTelegram,
) -> None:
    async with a_client(telegram) as client:
        for _ in range(50):
            body = {"chat_id": OPERATOR, "text": "<p>", "parse_mode": "HTML"}
            assert (await client.post("sendMessage", json=body)).status_code == 400
    assert not telegram.sent


async def test_the_next_requests_fail_with_a_status_and_without_effect(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.faults.fail_next("sendMessage", 2, status=502)
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(OPERATOR, "x")
    await bot.send_message(OPERATOR, "y")
    assert [message.text for message in telegram.messages(OPERATOR)] == ["/start", "y"]


async def test_a_429_can_be_planned(telegram: SandboxTelegram, bot: Bot) -> None:
    telegram.faults.fail_next("sendMessage", status=429, retry_after=33)
    assert await wait_for(bot.send_message(OPERATOR, "x")) == 33


async def test_slow_mode_holds_up_new_messages_of_who_is_no_administrator(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.set_slow_mode(GROUP, 30)
    sent = await bot.send_message(GROUP, "x")
    assert await wait_for(bot.send_message(GROUP, "y")) == 30
    await sent.edit_text("z")
    await asyncio.sleep(30)
    await bot.send_message(GROUP, "y")

    telegram.promote_bot(GROUP)
    await bot.send_message(GROUP, "y")


async def test_in_a_closed_topic_only_administrators_write(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    topic = telegram.create_topic(GROUP, "x")
    telegram.close_topic(GROUP, topic)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(GROUP, "y", message_thread_id=topic)

    telegram.promote_bot(GROUP)
    await bot.send_message(GROUP, "y", message_thread_id=topic)


async def test_a_lost_answer_leaves_the_message_sent(telegram: SandboxTelegram, bot: Bot) -> None:
    telegram.faults.drop_next("sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(OPERATOR, "x")
    assert telegram.messages(OPERATOR)[-1].text == "x"


async def test_a_request_that_hangs_times_out_without_effect(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.faults.hang_next("sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(OPERATOR, "x")
    assert telegram.messages(OPERATOR)[-1].text == "/start"


async def test_an_unreachable_telegram_and_an_outage_end_when_they_are_cleared(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.faults.unreachable = True
    with pytest.raises(NetworkError):
        await bot.get_me()
    telegram.faults.unreachable = False
    telegram.faults.outage = 503
    with pytest.raises(NetworkError, match="Service Unavailable"):
        await bot.get_me()
    telegram.faults.clear()
    assert await bot.get_me()


@pytest.mark.real_time
async def test_over_a_socket_a_lost_answer_is_a_broken_connection() -> None:
    telegram = a_telegram(time.time)
    telegram.faults.drop_next("getMe")
    async with on_a_socket(telegram.routes) as address, httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(f"{address}/bot{TOKEN}/getMe")
        assert (await client.get(f"{address}/bot{TOKEN}/getMe")).status_code == 200
