"""From our buttons to Telegram's keyboards; decides nothing about what a button does."""

from __future__ import annotations

from telegram import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
)

from bot.core.messages.call_questions import SEND_NUMBER
from bot.core.messages.notify import CHOOSE_CHANNEL, CHOOSE_GROUP
from bot.core.messages.text import Button, Message
from bot.core.people import Language


def inline(message: Message) -> InlineKeyboardMarkup | None:
    """The buttons under a message."""
    if not message.keyboard:
        return None
    return InlineKeyboardMarkup([[_button(b) for b in row] for row in message.keyboard])


def force_reply(message: Message) -> ForceReply | None:
    """The answer that a message asks for: in groups it is all that a bot gets to see."""
    if message.ask is None:
        return None
    return ForceReply(selective=True, input_field_placeholder=message.ask or None)


def chat_picker(language: Language) -> ReplyKeyboardMarkup:
    """Two keys that open Telegram's own lists of groups and of channels; private chats only."""
    group = KeyboardButtonRequestChat(
        1, chat_is_channel=False, bot_is_member=True, request_title=True
    )
    channel = KeyboardButtonRequestChat(
        2, chat_is_channel=True, bot_is_member=True, request_title=True
    )
    keys = [
        KeyboardButton(CHOOSE_GROUP.plain(language), request_chat=group),
        KeyboardButton(CHOOSE_CHANNEL.plain(language), request_chat=channel),
    ]
    return ReplyKeyboardMarkup([keys], resize_keyboard=True, one_time_keyboard=True)


def contact_picker(language: Language) -> ReplyKeyboardMarkup:
    """A key that sends one's own number; private chats only."""
    key = KeyboardButton(SEND_NUMBER.plain(language), request_contact=True)
    return ReplyKeyboardMarkup([[key]], resize_keyboard=True, one_time_keyboard=True)


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.label,
        callback_data=button.data,
        url=button.url,
        copy_text=CopyTextButton(button.copy) if button.copy else None,
        style=button.style,
    )
