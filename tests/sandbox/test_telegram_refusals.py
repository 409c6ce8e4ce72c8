"""What Telegram refuses, in its words and codes, as python-telegram-bot hears it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.sandbox.telegram import SandboxTelegram
from tests.sandbox.telegram_peer import (
    BASIC_GROUP,
    GROUP,
    OPERATOR,
    STRANGER,
    TOKEN,
    a_bot,
    a_client,
)

DAY = 86_400
NOT_MODIFIED = (
    "Message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)


@pytest.fixture
async def card(bot: Bot) -> Message:
    return await bot.send_message(OPERATOR, "<b>Gọi</b>?", "HTML", reply_markup=keys("go"))


def keys(data: str = "x", **fields: Any) -> InlineKeyboardMarkup:
    fields = fields or {"callback_data": data}
    return InlineKeyboardMarkup([[InlineKeyboardButton("Gọi", **fields)]])


async def refusal(request: Awaitable[Any], kind: type[TelegramError] = BadRequest) -> str:
    with pytest.raises(TelegramError) as caught:
        await request
    assert type(caught.value) is kind
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        ("", None, "Message text is empty"),
        (" \n ", None, "Text must be non-empty"),
        ("<b></b>", "HTML", "Text must be non-empty"),
        ("a" * 4097, None, "Message is too long"),
        ("<p>x</p>", "HTML", 'Can\'t parse entities: unsupported start tag "p" at byte offset 0'),
        ("*x*", "MarkdownV2", "Unsupported parse_mode"),
    ],
    ids=["empty", "blank", "empty html", "too long", "bad html", "markdown"],
)
async def test_a_text_that_telegram_refuses(
    bot: Bot, text: str, mode: str | None, words: str
) -> None:
    assert await refusal(bot.send_message(OPERATOR, text, mode)) == words


async def test_length_counts_after_parsing_and_in_characters(bot: Bot) -> None:
    sent = await bot.send_message(OPERATOR, f"<b>{'ễ' * 4095}</b>\U0001f4de", "HTML")
    assert len(sent.text) == 4096


async def test_entities_beyond_the_hundredth_are_dropped(bot: Bot) -> None:
    sent = await bot.send_message(OPERATOR, "<b>x</b> " * 101, "HTML")
    assert len(sent.entities) == 100


async def test_an_edit_that_is_too_long_has_its_own_word(bot: Bot, card: Message) -> None:
    edit = bot.edit_message_text("a" * 4097, OPERATOR, card.message_id)
    assert await refusal(edit) == "Message_too_long"


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, card: Message) -> None:
    same = bot.edit_message_text(
        "<b>Gọi</b>? ", OPERATOR, card.message_id, parse_mode="HTML", reply_markup=keys("go")
    )
    assert await refusal(same) == NOT_MODIFIED
    same_keys = bot.edit_message_reply_markup(OPERATOR, card.message_id, reply_markup=keys("go"))
    assert await refusal(same_keys) == NOT_MODIFIED


@pytest.mark.parametrize("text", ["Gọi?", "<b>Gọi?</b>"])
async def test_an_edit_that_changes_markup_alone_is_taken(
    bot: Bot, card: Message, text: str
) -> None:
    edited = await bot.edit_message_text(
        text, OPERATOR, card.message_id, parse_mode="HTML", reply_markup=keys("go")
    )
    assert isinstance(edited, Message)
    assert edited.text == "Gọi?"


async def test_what_is_missing_or_not_the_bots_own_can_t_be_edited(
    telegram: SandboxTelegram, bot: Bot, card: Message
) -> None:
    theirs = telegram.messages(OPERATOR)[0]
    assert await refusal(bot.edit_message_text("x", OPERATOR, 1)) == "Message to edit not found"
    words = "Message can't be edited"
    assert await refusal(bot.edit_message_text("x", OPERATOR, theirs.id)) == words
    await bot.delete_message(OPERATOR, card.message_id)
    words = "Message to edit not found"
    assert await refusal(bot.edit_message_text("x", OPERATOR, card.message_id)) == words
    words = "Message to delete not found"
    assert await refusal(bot.delete_message(OPERATOR, card.message_id)) == words


async def test_a_message_sent_with_another_keyboard_can_t_be_edited(bot: Bot) -> None:
    asked = await bot.send_message(OPERATOR, "Mã mới?", reply_markup=ForceReply())
    edit = bot.edit_message_text("x", OPERATOR, asked.message_id)
    assert await refusal(edit) == "Message can't be edited"


async def test_an_edit_takes_inline_keyboards_only(telegram: SandboxTelegram, bot: Bot) -> None:
    sent = await bot.send_message(OPERATOR, "Mã mới?")
    async with a_client(telegram) as client:
        answer = await client.post(
            "editMessageText",
            json={
                "chat_id": OPERATOR,
                "message_id": sent.message_id,
                "text": "x",
                "reply_markup": {"force_reply": True},
            },
        )
    assert answer.json()["description"] == "Bad Request: inline keyboard expected"


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keys("đ" * 33), "Button_data_invalid"),
        (keys(copy_text=CopyTextButton("x" * 257)), "Button_copy_text_invalid"),
        (
            keys(url="http://localhost:8080"),
            "Inline keyboard button url 'http://localhost:8080' is invalid: wrong http url",
        ),
        (
            InlineKeyboardMarkup([[InlineKeyboardButton("Gọi")]]),
            "Can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (keys(callback_data="x", style="red"), None),
        (InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")] * 101]), None),
    ],
    ids=["data", "copy text", "address", "nothing to do", "style", "too many"],
)
async def test_a_button_that_telegram_refuses(
    bot: Bot, markup: InlineKeyboardMarkup, words: str | None
) -> None:
    said = await refusal(bot.send_message(OPERATOR, "x", reply_markup=markup))
    assert words is None or said.lower() == words.lower()


async def test_callback_data_of_64_bytes_is_taken(bot: Bot) -> None:
    assert await bot.send_message(OPERATOR, "x", reply_markup=keys("đ" * 32))


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("[", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ('{"inline_keyboard": 1}', 'field "inline_keyboard" of the InlineKeyboardMarkup'),
        ('{"inline_keyboard": [[1]]}', "can't parse inline keyboard button: InlineKeyboard"),
        ('{"inline_keyboard": [[{}]]}', "can't parse inline keyboard button: Can't find field"),
        (
            '{"inline_keyboard": [[{"text": "x", "copy_text": "y"}]]}',
            'can\'t parse inline keyboard button: Field "copy_text" must be of type Object',
        ),
        ('{"keyboard": [1]}', 'field "keyboard" must be an Array of Arrays'),
        ('{"keyboard": [[1]]}', "can't parse keyboard button: KeyboardButton must be a String"),
    ],
)
async def test_a_markup_that_is_no_markup_is_refused(
    telegram: SandboxTelegram, markup: str, words: str
) -> None:
    async with a_client(telegram) as client:
        answer = await client.post(
            "sendMessage", data={"chat_id": OPERATOR, "text": "x", "reply_markup": markup}
        )
    assert answer.status_code == 400
    assert answer.json()["description"].startswith(f"Bad Request: {words}")


async def test_a_button_without_text_is_left_out_in_silence(bot: Bot) -> None:
    empty = InlineKeyboardMarkup([[InlineKeyboardButton("", callback_data="x")]])
    sent = await bot.send_message(OPERATOR, "x", reply_markup=empty)
    assert sent.reply_markup is None


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (
            KeyboardButton("x", request_contact=True),
            "Phone number can be requested in private chats only",
        ),
        (
            KeyboardButton("x", request_chat=KeyboardButtonRequestChat(1, False)),
            "Chats can be requested in private chats only",
        ),
    ],
)
async def test_pickers_are_for_private_chats(bot: Bot, key: KeyboardButton, words: str) -> None:
    keyboard = ReplyKeyboardMarkup([[key]])
    assert await refusal(bot.send_message(GROUP, "x", reply_markup=keyboard)) == words


async def test_a_press_is_answered_once_and_in_time(
    telegram: SandboxTelegram, bot: Bot, card: Message
) -> None:
    words = "Query is too old and response timeout expired or query id is invalid"
    press = telegram.press(OPERATOR, OPERATOR, card.message_id, "go")
    assert (await refusal(bot.answer_callback_query(press.id, "x" * 201))) == "Message_too_long"
    assert await bot.answer_callback_query(press.id)
    assert await refusal(bot.answer_callback_query(press.id)) == words
    late = telegram.press(OPERATOR, OPERATOR, card.message_id, "go")
    await asyncio.sleep(30.5)
    assert await refusal(bot.answer_callback_query(late.id)) == words
    assert not late.answer.done()


async def test_an_answer_to_who_no_longer_waits_is_taken(
    telegram: SandboxTelegram, bot: Bot, card: Message
) -> None:
    press = telegram.press(OPERATOR, OPERATOR, card.message_id, "go")
    press.answer.cancel()
    assert await bot.answer_callback_query(press.id)


async def test_a_press_under_a_deleted_message_still_comes(
    telegram: SandboxTelegram, bot: Bot, card: Message
) -> None:
    await bot.delete_message(OPERATOR, card.message_id)
    telegram.press(OPERATOR, OPERATOR, card.message_id, "go")
    query = (await bot.get_updates())[-1].callback_query
    assert not query.message.is_accessible
    assert (query.data, query.message.message_id) == ("go", card.message_id)


async def test_an_old_button_still_works(
    telegram: SandboxTelegram, bot: Bot, card: Message
) -> None:
    await bot.edit_message_text("Đã gọi", OPERATOR, card.message_id)
    telegram.press(OPERATOR, OPERATOR, card.message_id, "go")
    assert (await bot.get_updates())[-1].callback_query.data == "go"


@pytest.mark.parametrize("chat_id", [123, -1, "@nobody", "0987654321234567890123", "--5"])
async def test_a_chat_that_is_not_there_is_not_found(bot: Bot, chat_id: int | str) -> None:
    assert await refusal(bot.send_message(chat_id, "x")) == "Chat not found"


async def test_a_request_without_a_chat_says_so(telegram: SandboxTelegram) -> None:
    async with a_client(telegram) as client:
        answer = await client.post("sendMessage", json={"text": "x"})
    assert answer.json()["description"] == "Bad Request: chat_id is empty"


async def test_nobody_is_written_to_before_they_write(bot: Bot) -> None:
    words = "Forbidden: bot can't initiate conversation with a user"
    assert await refusal(bot.send_message(STRANGER, "x"), Forbidden) == words


async def test_who_blocked_the_bot_is_not_written_to(telegram: SandboxTelegram, bot: Bot) -> None:
    telegram.block(OPERATOR)
    words = "Forbidden: bot was blocked by the user"
    assert await refusal(bot.send_message(OPERATOR, "x"), Forbidden) == words
    telegram.unblock(OPERATOR)
    assert await bot.send_message(OPERATOR, "x")
    changes = [update.my_chat_member for update in await bot.get_updates()][1:]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


@pytest.mark.parametrize(
    ("chat_id", "kind"), [(GROUP, "supergroup"), (BASIC_GROUP, "group")], ids=["super", "basic"]
)
async def test_a_group_without_the_bot_refuses_it(
    telegram: SandboxTelegram, bot: Bot, chat_id: int, kind: str
) -> None:
    telegram.kick_bot(chat_id)
    words = f"Forbidden: bot was kicked from the {kind} chat"
    assert await refusal(bot.send_message(chat_id, "x"), Forbidden) == words
    telegram.add_bot_to(chat_id)
    assert await bot.send_message(chat_id, "x")
    await bot.leave_chat(chat_id)
    words = f"Forbidden: bot is not a member of the {kind} chat"
    assert await refusal(bot.send_message(chat_id, "x"), Forbidden) == words


async def test_a_bot_whose_rights_are_taken_can_t_write(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    telegram.restrict(GROUP)
    words = "Not enough rights to send text messages to the chat"
    assert await refusal(bot.send_message(GROUP, "x")) == words
    telegram.unrestrict(GROUP)
    assert await bot.send_message(GROUP, "x")


async def test_an_upgraded_group_names_its_new_id(telegram: SandboxTelegram, bot: Bot) -> None:
    new_id = telegram.migrate(BASIC_GROUP)
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(BASIC_GROUP, "x")
    assert caught.value.new_chat_id == new_id
    assert await bot.send_message(new_id, "x")


async def test_a_deleted_topic_is_a_thread_not_found(telegram: SandboxTelegram, bot: Bot) -> None:
    topic = telegram.create_topic(GROUP, "Kết quả")
    sent = await bot.send_message(GROUP, "x", message_thread_id=topic)
    assert (sent.is_topic_message, sent.message_thread_id) == (True, topic)
    telegram.delete_topic(GROUP, topic)
    words = "Message thread not found"
    assert await refusal(bot.send_message(GROUP, "x", message_thread_id=topic)) == words
    words = "Message to edit not found"
    assert await refusal(bot.edit_message_text("y", GROUP, sent.message_id)) == words


async def test_a_topic_in_a_private_chat_is_not_found_and_in_a_plain_group_ignored(
    bot: Bot,
) -> None:
    words = "Message thread not found"
    assert await refusal(bot.send_message(OPERATOR, "x", message_thread_id=9)) == words
    assert (await bot.send_message(GROUP, "x", message_thread_id=9)).message_thread_id is None


async def test_a_reply_to_what_is_gone_is_refused(bot: Bot) -> None:
    reply = bot.send_message(OPERATOR, "x", reply_to_message_id=1)
    assert await refusal(reply) == "Message to be replied not found"


async def test_people_s_messages_in_groups_go_with_the_right_only(
    telegram: SandboxTelegram, bot: Bot
) -> None:
    command = telegram.send(OPERATOR, GROUP, "/otp 0987654321 4821")
    words = "Message can't be deleted"
    assert await refusal(bot.delete_message(GROUP, command.id)) == words
    telegram.promote_bot(GROUP, can_delete=False)
    assert await refusal(bot.delete_message(GROUP, command.id)) == words
    telegram.promote_bot(GROUP, can_delete=True)
    assert await bot.delete_message(GROUP, command.id)


@pytest.mark.parametrize(
    ("chat_id", "words"),
    [
        (GROUP, "Message can't be deleted"),
        (OPERATOR, "Message can't be deleted for everyone"),
        (BASIC_GROUP, "Message can't be deleted for everyone"),
    ],
    ids=["super", "private", "basic"],
)
async def test_nothing_older_than_48_hours_is_deleted(bot: Bot, chat_id: int, words: str) -> None:
    sent = await bot.send_message(chat_id, "x")
    await asyncio.sleep(2 * DAY + 1)
    assert await refusal(bot.delete_message(chat_id, sent.message_id)) == words


async def test_an_old_message_can_still_be_edited(bot: Bot) -> None:
    sent = await bot.send_message(OPERATOR, "x")
    await asyncio.sleep(30 * DAY)
    assert await bot.edit_message_text("y", OPERATOR, sent.message_id)


@pytest.mark.parametrize(
    ("command", "description", "words"),
    [
        ("", "x", "Command must be non-empty"),
        ("a" * 33, "x", "Command length must not exceed 32"),
        ("Otp", "x", "Bot_command_invalid"),
        ("otp", "", "Command description must be non-empty"),
        ("otp", "x" * 257, "Command description length must not exceed 256"),
    ],
)
async def test_a_menu_that_telegram_refuses(
    bot: Bot, command: str, description: str, words: str
) -> None:
    assert await refusal(bot.set_my_commands([(command, description)])) == words


async def test_a_menu_has_at_most_100_commands_in_chats_that_are_there(bot: Bot) -> None:
    many = [BotCommand(f"c{number}", "x") for number in range(101)]
    assert await refusal(bot.set_my_commands(many)) == "Bot_commands_too_much"
    nowhere = bot.set_my_commands(many[:1], scope=BotCommandScopeChat(123))
    assert await refusal(nowhere) == "Chat not found"


@pytest.mark.parametrize(
    "fields",
    [
        {"commands": "{}"},
        {"commands": "[1]"},
        {"commands": "["},
        {"scope": "[]"},
        {"scope": '{"type": "nowhere"}'},
        {"scope": '{"type": "chat"}'},
        {"scope": '{"type": "chat", "chat_id": "x"}'},
    ],
)
async def test_a_menu_that_can_t_be_read_is_refused(
    telegram: SandboxTelegram, fields: dict[str, str]
) -> None:
    async with a_client(telegram) as client:
        answer = await client.post("setMyCommands", data=fields)
    assert (answer.status_code, answer.json()["ok"]) == (400, False)


async def test_a_wrong_token_is_401(telegram: SandboxTelegram) -> None:
    stranger = a_bot(telegram, token=f"{TOKEN}x")
    assert "Unauthorized" in await refusal(stranger.get_me(), InvalidToken)


async def test_an_unknown_method_is_404(telegram: SandboxTelegram) -> None:
    async with a_client(telegram) as client:
        answer = await client.post("sendPigeon")
    assert answer.status_code == 404
    assert answer.json()["description"] == "Not Found: method not found"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"chat_id": 5550002, "text": "\\ud800"}', "application/json", 400),
        (b"\xff=1", "application/x-www-form-urlencoded", 400),
        (b"text=" + b"x" * (1 << 20), "application/x-www-form-urlencoded", 413),
        (b'{"chat_id": {"a": 1}, "text": "x"}', "application/json", 400),
        (b"", "", 400),
    ],
)
async def test_a_body_that_is_none_is_refused_and_not_an_error_of_ours(
    telegram: SandboxTelegram, body: bytes, kind: str, status: int
) -> None:
    async with a_client(telegram) as client:
        answer = await client.post("sendMessage", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["ok"]) == (status, False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"entities": "{}"}, "can't parse MessageEntity"),
        ({"entities": '[{"type": "bold"}]'}, "can't parse MessageEntity"),
        ({"reply_parameters": "[]"}, "object expected as reply parameters"),
        ({"reply_parameters": '{"message_id": "x"}'}, "message to be replied not found"),
        (
            {"reply_parameters": f'{{"message_id": 1, "chat_id": {GROUP}}}'},
            "message to be replied not found",
        ),
    ],
    ids=str,
)
async def test_a_message_with_odd_arguments_is_refused(
    telegram: SandboxTelegram, fields: dict[str, str], words: str
) -> None:
    async with a_client(telegram) as client:
        answer = await client.post("sendMessage", data={"chat_id": OPERATOR, "text": "x"} | fields)
    assert answer.json()["description"].startswith(f"Bad Request: {words}")


async def test_entities_can_be_given_in_place_of_html(bot: Bot) -> None:
    bold = [MessageEntity(MessageEntity.BOLD, 0, 3)]
    sent = await bot.send_message(OPERATOR, "Gọi?", entities=bold)
    assert sent.text_html == "<b>Gọi</b>?"


async def test_other_odd_arguments_are_refused(bot: Bot) -> None:
    assert await refusal(bot.leave_chat(OPERATOR)) == (
        "Chat member status can't be changed in private chats"
    )
    assert await refusal(bot.send_chat_action(OPERATOR, "dance")) == (
        "Wrong parameter action in request"
    )
    assert await refusal(bot.get_chat_member(GROUP, 1)) == "Invalid user_id specified"
    assert await refusal(bot.get_chat_administrators(OPERATOR)) == (
        "There are no administrators in the private chat"
    )
    assert await refusal(bot.delete_message(OPERATOR, 0)) == ("Message identifier is not specified")
