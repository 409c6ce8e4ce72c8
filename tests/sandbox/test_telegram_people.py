"""People's acts: what their app would not let them do is said in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from telegram import (
    Bot,
    ChatAdministratorRights,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
)

from bot.sandbox.telegram import SandboxTelegram
from bot.sandbox.telegram.errors import NotPossible
from bot.sandbox.telegram.records import KEPT_MESSAGES
from tests.sandbox.telegram_peer import (
    ADMIN,
    BASIC_GROUP,
    GROUP,
    OPERATOR,
    STRANGER,
    a_bot,
    a_telegram,
)

Act = Callable[[SandboxTelegram], object]

RIGHTS = ChatAdministratorRights.all_rights()
REQUESTS = [
    KeyboardButtonRequestChat(1, chat_is_channel=False),
    KeyboardButtonRequestChat(2, chat_is_channel=True),
    KeyboardButtonRequestChat(3, chat_is_channel=False, user_administrator_rights=RIGHTS),
    KeyboardButtonRequestChat(4, chat_is_channel=False, bot_is_member=True),
]


@pytest.fixture
async def telegram(now: Callable[[], float]) -> SandboxTelegram:
    """The operator has a picker of chats; the bot was kicked from the basic group."""
    telegram = a_telegram(now)
    telegram.send(OPERATOR, OPERATOR, "/notify")
    keys = [[KeyboardButton("Chọn", request_chat=request)] for request in REQUESTS]
    bot: Bot = a_bot(telegram)
    await bot.send_message(OPERATOR, "Nhóm nào?", reply_markup=ReplyKeyboardMarkup(keys))
    telegram.kick_bot(BASIC_GROUP)
    return telegram


NOT_POSSIBLE: dict[str, tuple[Act, str]] = {
    "nobody": (lambda t: t.send(1, 1, "x"), "There is no such person."),
    "not a member": (lambda t: t.send(STRANGER, GROUP, "x"), "You are not in this chat."),
    "no text": (lambda t: t.send(OPERATOR, GROUP, " "), "There is no text."),
    "too long": (lambda t: t.send(OPERATOR, GROUP, "x" * 4097), "Longer than 4096 characters."),
    "anonymous": (
        lambda t: t.send(OPERATOR, GROUP, "x", anonymous=True),
        "Only an administrator can write anonymously.",
    ),
    "topic": (lambda t: t.send(OPERATOR, GROUP, "x", thread_id=5), "This topic is gone."),
    "reply": (
        lambda t: t.send(OPERATOR, GROUP, "x", reply_to=5),
        "The message replied to is gone.",
    ),
    "edit of nothing": (lambda t: t.edit(OPERATOR, GROUP, 5, "x"), "This message is gone."),
    "edit of another's": (
        lambda t: t.edit(OPERATOR, OPERATOR, t.messages(OPERATOR)[-1].id, "x"),
        "This message is not yours.",
    ),
    "number unasked": (lambda t: t.share_contact(OPERATOR, OPERATOR), "No button asks for this."),
    "chat unasked": (
        lambda t: t.share_chat(OPERATOR, OPERATOR, 9, GROUP),
        "No button asks for this.",
    ),
    "another's chat": (
        lambda t: t.share_chat(OPERATOR, OPERATOR, 1, STRANGER),
        "You are not in this chat.",
    ),
    "private chat": (
        lambda t: t.share_chat(OPERATOR, OPERATOR, 1, OPERATOR),
        "This chat can't be chosen here.",
    ),
    "no channel": (
        lambda t: t.share_chat(OPERATOR, OPERATOR, 2, GROUP),
        "This chat can't be chosen here.",
    ),
    "no administrator": (
        lambda t: t.share_chat(OPERATOR, OPERATOR, 3, GROUP),
        "You are not an administrator of that group.",
    ),
    "without the bot": (
        lambda t: t.share_chat(OPERATOR, OPERATOR, 4, BASIC_GROUP),
        "The bot is not in that group.",
    ),
}


@pytest.mark.parametrize(("act", "words"), NOT_POSSIBLE.values(), ids=NOT_POSSIBLE)
async def test_what_an_app_would_not_offer_is_not_possible(
    telegram: SandboxTelegram, act: Act, words: str
) -> None:
    with pytest.raises(NotPossible) as caught:
        act(telegram)
    assert caught.value.en == words
    assert caught.value.vi != words


async def test_who_blocked_the_bot_or_sits_in_an_upgraded_group_can_t_write_there(
    telegram: SandboxTelegram,
) -> None:
    telegram.block(OPERATOR)
    telegram.migrate(BASIC_GROUP)
    with pytest.raises(NotPossible, match="You have blocked this bot"):
        telegram.send(OPERATOR, OPERATOR, "/start")
    with pytest.raises(NotPossible, match="You have blocked this bot"):
        telegram.send_contact(
            OPERATOR, OPERATOR, phone_number="0", first_name="x", contact_user_id=None
        )
    with pytest.raises(NotPossible, match="This group was upgraded"):
        telegram.send(OPERATOR, BASIC_GROUP, "/start")


async def test_only_supergroups_have_topics_and_only_basic_groups_are_upgraded(
    telegram: SandboxTelegram,
) -> None:
    with pytest.raises(ValueError, match="only a supergroup"):
        telegram.create_topic(BASIC_GROUP, "Kết quả")
    with pytest.raises(ValueError, match="only a basic group"):
        telegram.migrate(GROUP)


async def test_a_deleted_topic_takes_its_own_messages_only(telegram: SandboxTelegram) -> None:
    topic = telegram.create_topic(GROUP, "Kết quả")
    telegram.send(ADMIN, GROUP, "trong chủ đề", thread_id=topic)
    telegram.send(ADMIN, GROUP, "ngoài chủ đề")
    telegram.delete_topic(GROUP, topic)
    assert [message.text for message in telegram.messages(GROUP)] == ["ngoài chủ đề"]


async def test_a_chat_forgets_its_oldest_messages_beyond_its_bound(
    telegram: SandboxTelegram,
) -> None:
    for number in range(KEPT_MESSAGES + 1):
        telegram.send(OPERATOR, GROUP, f"tin {number}")
    kept = telegram.messages(GROUP)
    assert (len(kept), kept[0].text) == (KEPT_MESSAGES, "tin 1")
