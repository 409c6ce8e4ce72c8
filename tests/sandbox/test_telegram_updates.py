"""Updates: long polling, confirming, two pollers, repeats, and what a bot in a group sees."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import Conflict
from telegram.ext import CommandHandler

from bot.sandbox.telegram import SandboxTelegram
from tests.sandbox.telegram_peer import (
    ADMIN,
    BASIC_GROUP,
    BOT,
    GROUP,
    OPERATOR,
    a_bot,
    a_client,
    a_telegram,
    polling,
)


@pytest.fixture
def telegram(now: Callable[[], float]) -> SandboxTelegram:
    return a_telegram(now)


async def kinds(bot: Bot) -> list[str]:
    """The kind of each waiting update, by its only field."""
    return [
        next(key for key in update.to_dict() if key != "update_id")
        for update in await bot.get_updates()
    ]


async def test_a_long_poll_ends_with_the_first_update(telegram: SandboxTelegram, bot: Bot) -> None:
    clock = asyncio.get_running_loop().time
    poll = asyncio.create_task(bot.get_updates(timeout=40))
    await asyncio.sleep(7)
    telegram.send(OPERATOR, OPERATOR, "/start")
    (update,) = await poll
    assert update.message.text == "/start"
    assert clock() == 7


async def test_a_long_poll_without_updates_ends_in_time(bot: Bot) -> None:
    assert await bot.get_updates(timeout=40) == ()
    assert asyncio.get_running_loop().time() == 40


async def test_updates_stay_until_a_greater_offset_confirms_them(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    for text in ("một", "hai", "ba"):
        telegram.send(OPERATOR, OPERATOR, text)
    first = await bot.get_updates(limit=1)
    everything = await bot.get_updates()
    assert [update.message.text for update in everything] == ["một", "hai", "ba"]
    assert first == everything[:1]
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert rest == everything[1:]
    assert await bot.get_updates(offset=-1) == everything[2:]
    assert await bot.get_updates() == everything[2:]


async def test_an_update_is_kept_for_a_day(telegram: SandboxTelegram, bot: Bot) -> None:
    telegram.send(OPERATOR, OPERATOR, "/otp 0987654321 4821")
    await asyncio.sleep(86_399)
    assert len(await bot.get_updates()) == 1
    await asyncio.sleep(2)
    assert await bot.get_updates() == ()


async def test_the_older_of_two_pollers_is_told_of_the_conflict(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=40))
    await asyncio.sleep(1)
    newer = asyncio.create_task(a_bot(telegram).get_updates(timeout=40))
    with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
        await older
    telegram.send(OPERATOR, OPERATOR, "/start")
    assert len(await newer) == 1


async def test_a_poller_that_died_leaves_no_conflict(telegram: SandboxTelegram, bot: Bot) -> None:
    dead = asyncio.create_task(bot.get_updates(timeout=40))
    await asyncio.sleep(1)
    dead.cancel()
    await asyncio.sleep(0)
    telegram.send(OPERATOR, OPERATOR, "/start")
    assert len(await bot.get_updates(timeout=40)) == 1


async def test_two_applications_hear_of_each_other(telegram: SandboxTelegram) -> None:
    heard: list[type] = []
    note = {"error_callback": lambda error: heard.append(type(error))}
    async with polling(telegram, **note), polling(telegram, **note):
        await asyncio.sleep(20)
    assert Conflict in heard


async def test_a_webhook_stops_polling_until_it_is_deleted(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.send(OPERATOR, OPERATOR, "/start")
    await bot.set_webhook("https://bot.test/hooks/telegram")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://bot.test/hooks/telegram", 1)
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1
    await bot.set_webhook("https://bot.test/hooks/telegram", drop_pending_updates=True)
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_a_webhook_wants_https(telegram: SandboxTelegram) -> None:
    async with a_client(telegram) as client:
        answer = await client.post("setWebhook", json={"url": "http://bot.test/hooks"})
    assert answer.json()["description"] == (
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    )


async def test_kinds_that_the_bot_left_out_are_not_queued(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    await bot.get_updates(allowed_updates=[Update.MESSAGE])
    telegram.send(OPERATOR, OPERATOR, "/start")
    telegram.press(OPERATOR, OPERATOR, 1, "x")
    assert await kinds(bot) == ["message"]
    await bot.get_updates(allowed_updates=[])
    telegram.press(OPERATOR, OPERATOR, 1, "x")
    assert await kinds(bot) == ["message", "callback_query"]


async def test_doubled_updates_each_come_once_more_with_the_same_id(
    telegram: SandboxTelegram,
) -> None:
    seen: list[tuple[int, str]] = []

    async def note(update: Update, _: Any) -> None:
        seen.append((update.update_id, update.effective_message.text))

    telegram.double_updates = True
    async with polling(telegram, CommandHandler("otp", note)):
        telegram.send(OPERATOR, OPERATOR, "/otp 1")
        await asyncio.sleep(1)
        telegram.send(OPERATOR, OPERATOR, "/otp 2")
        await asyncio.sleep(1)
        telegram.double_updates = False

    assert sorted(text for _, text in seen) == ["/otp 1", "/otp 1", "/otp 2", "/otp 2"]
    assert len({update_id for update_id, _ in seen}) == 2


@pytest.mark.parametrize(
    ("text", "sees"),
    [
        ("0987654321", False),
        ("gọi cho tôi nhé", False),
        ("/otp 0987654321 4821", True),
        ("/otp@pbx_sandbox_bot 0987654321 4821", True),
        ("/otp@PBX_Sandbox_Bot 0987654321 4821", True),
        ("/otp@other_bot 0987654321 4821", False),
        ("bot @pbx_sandbox_bot ơi", True),
        ("bot @pbx_sandbox_bot2 ơi", False),
    ],
)
async def test_privacy_hides_what_is_not_meant_for_the_bot(
    telegram: SandboxTelegram, bot: Bot, text: str, sees: bool
) -> None:
    telegram.send(OPERATOR, GROUP, text)
    assert bool(await bot.get_updates()) is sees


async def test_replies_to_the_bot_pass_privacy_and_others_do_not(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    asked = await bot.send_message(GROUP, "Mã mới?")
    other = telegram.send(ADMIN, GROUP, "alo")
    telegram.send(OPERATOR, GROUP, "4821", reply_to=asked.message_id)
    telegram.send(OPERATOR, GROUP, "có đây", reply_to=other.id)
    assert [update.message.text for update in await bot.get_updates()] == ["4821"]


async def test_privacy_hides_nothing_in_private_from_administrators_or_when_it_is_off(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.send(OPERATOR, OPERATOR, "0987654321")
    telegram.promote_bot(GROUP)
    telegram.send(OPERATOR, GROUP, "alo")
    telegram.privacy = False
    telegram.send(OPERATOR, BASIC_GROUP, "alo")
    assert await kinds(bot) == ["message", "my_chat_member", "message", "message"]


async def test_an_edit_passes_privacy_by_its_new_text(telegram: SandboxTelegram, bot: Bot) -> None:
    message = telegram.send(OPERATOR, GROUP, "alo")
    telegram.edit(OPERATOR, GROUP, message.id, "/otp 0987654321 4821")
    assert await kinds(bot) == ["edited_message"]


async def test_coming_and_going_is_told_with_status_and_service_message(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.kick_bot(GROUP)
    telegram.send(OPERATOR, GROUP, "/otp 0987654321 4821")
    telegram.add_bot_to(GROUP, by=OPERATOR)
    left, kicked, added, joined = await bot.get_updates()
    assert left.message.left_chat_member.id == BOT
    assert kicked.my_chat_member.new_chat_member.status == "kicked"
    assert kicked.my_chat_member.from_user.id == ADMIN
    assert added.my_chat_member.old_chat_member.status == "kicked"
    assert added.my_chat_member.from_user.id == OPERATOR
    assert joined.message.new_chat_members[0].id == BOT


async def test_an_upgrade_is_told_in_both_chats(telegram: SandboxTelegram, bot: Bot) -> None:
    new_id = telegram.migrate(BASIC_GROUP)
    old, new = await bot.get_updates()
    assert (old.message.chat.id, old.message.migrate_to_chat_id) == (BASIC_GROUP, new_id)
    assert (new.message.chat.id, new.message.migrate_from_chat_id) == (new_id, BASIC_GROUP)


async def test_a_topic_s_messages_carry_its_id_and_hang_on_its_first_message(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    topic = telegram.create_topic(GROUP, "Kết quả")
    telegram.send(OPERATOR, GROUP, "/notify", thread_id=topic)
    created, said = await bot.get_updates()
    assert created.message.forum_topic_created.name == "Kết quả"
    assert (said.message.message_thread_id, said.message.is_topic_message) == (topic, True)
    assert said.message.reply_to_message.message_id == topic
    assert said.message.chat.is_forum


async def test_a_reply_in_general_carries_a_thread_id_that_is_no_topic(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.create_topic(GROUP, "Kết quả")
    asked = await bot.send_message(GROUP, "Mã mới?")
    telegram.send(OPERATOR, GROUP, "4821", reply_to=asked.message_id)
    message = (await bot.get_updates())[-1].message
    assert message.message_thread_id == asked.message_id
    assert not message.is_topic_message


async def test_the_bot_s_reply_goes_to_the_topic_of_what_it_replies_to(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    topic = telegram.create_topic(GROUP, "Kết quả")
    command = telegram.send(OPERATOR, GROUP, "/otp 0987654321 4821", thread_id=topic)
    sent = await bot.send_message(GROUP, "Đang gọi", reply_to_message_id=command.id)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)


async def test_ids_are_counted_per_supergroup(telegram: SandboxTelegram, bot: Bot) -> None:
    private = telegram.send(OPERATOR, OPERATOR, "/start")
    group = telegram.send(OPERATOR, GROUP, "/start")
    basic = telegram.send(OPERATOR, BASIC_GROUP, "/start")
    assert private.id == group.id
    assert basic.id == private.id + 1
