"""python-telegram-bot, unchanged, against the local Telegram: what its bots do all day."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
    ChatMemberAdministrator,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberRestricted,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram.records import ChatKind
from tests.sandbox.telegram_peer import (
    ADMIN,
    BASIC_GROUP,
    GROUP,
    OPERATOR,
    STRANGER,
    a_bot,
    a_client,
    a_telegram,
    polling,
)


@pytest.fixture
def telegram(now: Callable[[], float]) -> SandboxTelegram:
    return a_telegram(now)


@pytest.fixture
async def bot(telegram: SandboxTelegram) -> Bot:
    telegram.send(OPERATOR, OPERATOR, "/start")
    telegram.updates.clear()
    bot = a_bot(telegram)
    await bot.initialize()
    return bot


def a_keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label) for label in labels]]
    )


async def test_an_application_answers_a_command(telegram: SandboxTelegram) -> None:
    async def start(update: Update, _: Any) -> None:
        await update.effective_message.reply_html("<b>Chào</b> bạn", do_quote=True)

    async with polling(telegram, CommandHandler("start", start)):
        asked = telegram.send(OPERATOR, OPERATOR, "/start")
        await asyncio.sleep(1)

    _, answer = telegram.messages(OPERATOR)
    assert answer.text == "Chào bạn"
    assert answer.source == "<b>Chào</b> bạn"
    assert answer.entities == ({"type": "bold", "offset": 0, "length": 4},)
    assert (answer.reply_to, answer.rang, answer.edits) == (asked.id, True, 0)


async def test_a_press_is_answered_and_its_message_edited(telegram: SandboxTelegram) -> None:
    async def offer(update: Update, _: Any) -> None:
        await update.effective_message.reply_text("Gọi?", reply_markup=a_keyboard("go"))

    async def confirm(update: Update, _: Any) -> None:
        await update.callback_query.answer("Đang gọi", show_alert=True)
        await update.callback_query.edit_message_text(f"Bấm {update.callback_query.data}")

    async with polling(telegram, CommandHandler("call", offer), CallbackQueryHandler(confirm)):
        telegram.send(OPERATOR, OPERATOR, "/call")
        await asyncio.sleep(1)
        card = telegram.messages(OPERATOR)[-1]
        press = telegram.press(OPERATOR, OPERATOR, card.id, card.keyboard[0][0]["callback_data"])
        answer = await press.answer
        await asyncio.sleep(1)

    assert (answer.text, answer.alert) == ("Đang gọi", True)
    edited = telegram.messages(OPERATOR)[-1]
    assert [version.text for version in edited.versions] == ["Gọi?", "Bấm go"]
    assert (edited.keyboard, edited.edits, edited.rang) == ((), 1, True)


async def test_a_reset_leaves_nothing_to_fetch_or_press(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    card = await bot.send_message(OPERATOR, "Gọi?", reply_markup=a_keyboard("go"))
    press = telegram.press(OPERATOR, OPERATOR, card.message_id, "go")
    telegram.reset()
    assert telegram.messages(OPERATOR) == []
    assert press.answer.cancelled()
    assert await bot.get_updates() == ()
    later = telegram.send(OPERATOR, OPERATOR, "/start")
    assert later.id > card.message_id


async def test_closing_ends_a_hanging_poll_and_lets_no_other_hang(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    hanging = asyncio.create_task(bot.get_updates(timeout=40))
    await asyncio.sleep(1)
    telegram.close()
    began = asyncio.get_running_loop().time()
    assert await hanging == ()
    assert await bot.get_updates(timeout=40) == ()
    assert asyncio.get_running_loop().time() == began


async def test_buttons_keep_style_copy_text_and_address(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    keyboard = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("Gọi", callback_data="g", style="success")],
            [InlineKeyboardButton("Chép mã", copy_text=CopyTextButton("5550001"))],
            [InlineKeyboardButton("Mở", url="https://t.me/pbx_sandbox_bot?start=x")],
        ]
    )
    sent = await bot.send_message(OPERATOR, "Chọn", reply_markup=keyboard)
    assert sent.reply_markup == keyboard
    assert telegram.messages(OPERATOR)[-1].keyboard[0][0]["style"] == "success"


async def test_an_edit_of_the_keyboard_alone_keeps_the_text(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    sent = await bot.send_message(OPERATOR, "Gọi?", reply_markup=a_keyboard("go"))
    await bot.edit_message_reply_markup(OPERATOR, sent.message_id)
    assert telegram.messages(OPERATOR)[-1].text == "Gọi?"
    assert telegram.messages(OPERATOR)[-1].keyboard == ()


async def test_a_silent_message_does_not_ring(telegram: SandboxTelegram, bot: Bot) -> None:
    await bot.send_message(
        OPERATOR,
        "Im lặng",
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert not telegram.messages(OPERATOR)[-1].rang


async def test_a_reply_to_what_is_gone_is_sent_without_it_if_allowed(bot: Bot) -> None:
    parameters = ReplyParameters(1, allow_sending_without_reply=True)
    sent = await bot.send_message(OPERATOR, "Xong", reply_parameters=parameters)
    assert sent.reply_to_message is None


async def test_a_deleted_message_is_gone_and_remembered(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    secret = telegram.send(OPERATOR, OPERATOR, "/otp 0987654321 4821")
    assert await bot.delete_message(OPERATOR, secret.id)
    assert secret.id not in [message.id for message in telegram.messages(OPERATOR)]
    assert telegram.history(OPERATOR)[-1].deleted


async def test_a_person_shares_a_group_that_the_button_asked_for(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    request = KeyboardButtonRequestChat(7, chat_is_channel=False, request_title=True)
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Chọn nhóm", request_chat=request)]])
    telegram.send(ADMIN, ADMIN, "/notify")
    await bot.send_message(ADMIN, "Nhóm nào?", reply_markup=keyboard)
    telegram.share_chat(ADMIN, ADMIN, 7, GROUP)
    shared = (await bot.get_updates())[-1].message.chat_shared
    assert (shared.request_id, shared.chat_id, shared.title) == (7, GROUP, "Kết quả cuộc gọi")


async def test_a_person_shares_their_number_as_a_reply_to_the_question(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Gửi số", request_contact=True)]])
    asked = await bot.send_message(OPERATOR, "Số của bạn?", reply_markup=keyboard)
    telegram.share_contact(OPERATOR, OPERATOR)
    message = (await bot.get_updates())[-1].message
    assert message.contact.user_id == OPERATOR
    assert message.reply_to_message.message_id == asked.message_id


@pytest.mark.parametrize("owner", [None, STRANGER], ids=["not in telegram", "another person"])
async def test_a_card_of_somebody_else_is_not_the_sender_s_number(
    telegram: SandboxTelegram, bot: Bot, owner: int | None
) -> None:
    telegram.send_contact(
        OPERATOR,
        OPERATOR,
        phone_number="0987654321",
        first_name="Khách",
        contact_user_id=owner,
    )
    (update,) = await bot.get_updates()
    assert filters.CONTACT.check_update(update)
    contact = update.message.contact
    assert (contact.phone_number, contact.first_name, contact.user_id) == (
        "0987654321",
        "Khách",
        owner,
    )
    assert contact.user_id != update.effective_user.id


async def test_with_privacy_on_a_group_s_cards_do_not_reach_the_bot(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    card: dict[str, Any] = {"phone_number": "0987654321", "first_name": "Khách"}
    telegram.send_contact(OPERATOR, GROUP, **card, contact_user_id=None)
    assert await bot.get_updates() == ()


async def test_a_deep_link_starts_the_bot_with_its_payload(telegram: SandboxTelegram) -> None:
    seen: list[Any] = []

    async def start(_: Update, context: Any) -> None:
        seen.append(context.args)

    async with polling(telegram, CommandHandler("start", start)):
        telegram.send(STRANGER, STRANGER, "/start invite-Zm9v_YmFy")
        await asyncio.sleep(1)

    assert seen == [["invite-Zm9v_YmFy"]]
    assert telegram.chats[STRANGER].bot_status == "member"


async def test_a_press_brings_the_text_that_its_message_replies_to_while_it_is_there(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    command = telegram.send(OPERATOR, OPERATOR, "/otp 0987654321 4821 temlate=x")
    card = await bot.send_message(
        OPERATOR,
        "Ý bạn là template=?",
        reply_markup=a_keyboard("yes"),
        reply_parameters=ReplyParameters(command.id),
    )
    telegram.press(OPERATOR, OPERATOR, card.message_id, "yes")
    await bot.delete_message(OPERATOR, command.id)
    telegram.press(OPERATOR, OPERATOR, card.message_id, "yes")
    first, second = [update.callback_query.message for update in (await bot.get_updates())[1:]]
    assert first.reply_to_message.text == "/otp 0987654321 4821 temlate=x"
    assert first.reply_to_message.message_id == command.id
    assert second.text == "Ý bạn là template=?"
    assert second.reply_to_message is None


async def test_a_forced_reply_and_a_removed_keyboard_are_kept_as_markup(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    placeholder = ForceReply(input_field_placeholder="Mã mới")
    await bot.send_message(OPERATOR, "Mã mới?", reply_markup=placeholder)
    await bot.send_message(OPERATOR, "Xong", reply_markup=ReplyKeyboardRemove())
    forced, removed = telegram.messages(OPERATOR)[-2:]
    assert forced.markup == {"force_reply": True, "input_field_placeholder": "Mã mới"}
    assert removed.markup == {"remove_keyboard": True}


async def test_an_edited_message_comes_as_an_edit(telegram: SandboxTelegram, bot: Bot) -> None:
    message = telegram.send(OPERATOR, OPERATOR, "/otp 0987654321 1111")
    telegram.edit(OPERATOR, OPERATOR, message.id, "/otp 0987654321 2222")
    first, second = await bot.get_updates()
    assert first.message.message_id == second.edited_message.message_id
    assert second.edited_message.text.endswith("2222")
    assert second.edited_message.edit_date is not None


async def test_a_person_s_language_is_their_language_code(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.set_language(OPERATOR, "en")
    telegram.send(OPERATOR, OPERATOR, "hello")
    (update,) = await bot.get_updates()
    assert update.effective_user.language_code == "en"
    assert update.effective_user.first_name == "Operator"


async def test_an_anonymous_administrator_writes_as_the_group(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.send(ADMIN, GROUP, "/notify", anonymous=True)
    (update,) = await bot.get_updates()
    assert (update.effective_user.id, update.message.sender_chat.id) == (1087968824, GROUP)


async def test_members_and_administrators_are_told_apart(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    assert isinstance(await bot.get_chat_member(GROUP, OPERATOR), ChatMemberMember)
    assert isinstance(await bot.get_chat_member(GROUP, ADMIN), ChatMemberAdministrator)
    assert isinstance(await bot.get_chat_member(GROUP, STRANGER), ChatMemberLeft)
    assert [member.user.id for member in await bot.get_chat_administrators(GROUP)] == [ADMIN]
    telegram.restrict(GROUP)
    assert isinstance(await bot.get_chat_member(GROUP, bot.id), ChatMemberRestricted)
    telegram.promote_bot(GROUP, can_delete=False)
    promoted = await bot.get_chat_member(GROUP, bot.id)
    assert isinstance(promoted, ChatMemberAdministrator)
    assert not promoted.can_delete_messages
    assert len(await bot.get_chat_administrators(GROUP)) == 2


async def test_chats_are_described_by_their_kind(bot: Bot) -> None:
    chats = [await bot.get_chat(chat_id) for chat_id in (OPERATOR, BASIC_GROUP, GROUP)]
    assert [chat.type for chat in chats] == list(ChatKind)
    assert chats[0].first_name == "Nhân viên"
    assert chats[1].title == "Kết quả cuộc gọi"


async def test_the_narrowest_menu_in_the_person_s_language_shows(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    def shown(chat_id: int, user_id: int, language: str = "vi") -> str:
        menu = telegram.menus.shown(telegram.chats[chat_id], user_id=user_id, language=language)
        return menu[0]["command"] if menu else ""

    assert shown(OPERATOR, OPERATOR) == ""
    for name, scope, language in (
        ("default", BotCommandScopeDefault(), None),
        ("private", BotCommandScopeAllPrivateChats(), None),
        ("private_en", BotCommandScopeAllPrivateChats(), "en"),
        ("mine", BotCommandScopeChat(OPERATOR), None),
        ("groups", BotCommandScopeAllGroupChats(), None),
        ("admins", BotCommandScopeChatAdministrators(GROUP), None),
        ("member", BotCommandScopeChatMember(GROUP, STRANGER), None),
    ):
        await bot.set_my_commands([BotCommand(name, "…")], scope=scope, language_code=language)
    assert shown(OPERATOR, OPERATOR) == "mine"
    assert [shown(ADMIN, ADMIN), shown(ADMIN, ADMIN, "en")] == ["private", "private_en"]
    assert [shown(GROUP, user) for user in (OPERATOR, ADMIN, STRANGER)] == [
        "groups",
        "admins",
        "member",
    ]
    assert [c.command for c in await bot.get_my_commands(BotCommandScopeChat(OPERATOR))] == ["mine"]
    await bot.delete_my_commands(BotCommandScopeChat(OPERATOR))
    assert shown(OPERATOR, OPERATOR) == "private"


async def test_small_methods_are_accepted(telegram: SandboxTelegram, bot: Bot) -> None:
    assert (await bot.get_me()).username == "pbx_sandbox_bot"
    assert await bot.send_chat_action(OPERATOR, "typing")
    assert await bot.leave_chat(GROUP)
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.log_out()
    assert await bot.close()
    assert telegram.chats[GROUP].bot_status == "left"


@pytest.mark.parametrize(
    "body",
    [
        {"json": {"chat_id": OPERATOR, "text": "Chào", "reply_markup": {"force_reply": True}}},
        {"data": {"chat_id": OPERATOR, "text": "Chào", "reply_markup": '{"force_reply": true}'}},
        {
            "data": {"chat_id": OPERATOR, "text": "Chào", "reply_markup": '{"force_reply": true}'},
            "files": {"unused": b"x"},
        },
        {"params": {"chat_id": OPERATOR, "text": "Chào", "reply_markup": '{"force_reply":true}'}},
    ],
    ids=["json", "form", "multipart", "query"],
)
async def test_arguments_come_in_every_way_that_telegram_takes(
    telegram: SandboxTelegram, bot: Bot, body: dict[str, Any]
) -> None:
    async with a_client(telegram) as client:
        answer = await client.post("SENDMESSAGE", **body)
    assert answer.json()["result"]["text"] == "Chào"
    assert telegram.messages(OPERATOR)[-1].markup == {"force_reply": True}


async def test_a_get_request_works_too(telegram: SandboxTelegram) -> None:
    async with a_client(telegram) as client:
        answer = await client.get("getMe")
    assert answer.json()["result"]["is_bot"] is True


async def test_an_application_sees_messages_that_are_no_commands(
    telegram: SandboxTelegram,
) -> None:
    seen: list[str] = []

    async def note(update: Update, _: Any) -> None:
        seen.append(update.effective_message.text)

    async with polling(telegram, MessageHandler(filters.TEXT & ~filters.COMMAND, note)):
        telegram.send(OPERATOR, OPERATOR, "0987654321")
        telegram.send(OPERATOR, OPERATOR, "/start")
        await asyncio.sleep(1)

    assert seen == ["0987654321"]


async def test_html_is_the_mode_that_ptb_names(bot: Bot) -> None:
    sent = await bot.send_message(OPERATOR, "<code>0987</code>", parse_mode=ParseMode.HTML)
    assert sent.text_html == "<code>0987</code>"
