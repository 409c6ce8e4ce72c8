"""From our buttons to Telegram's keyboards; decides nothing about what a button does."""

from __future__ import annotations

from telegram import CopyTextButton, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot.core.messages import Button, Message


def markup_of(
    message: Message, *, edit: bool = False
) -> InlineKeyboardMarkup | ForceReply | None:
    """The reply markup of a message; an edit can only carry an inline keyboard."""
    if message.keyboard:
        return InlineKeyboardMarkup([[_button(b) for b in row] for row in message.keyboard])
    if message.ask is not None and not edit:
        return ForceReply(selective=True, input_field_placeholder=message.ask or None)
    return None


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.label,
        callback_data=button.data,
        url=button.url,
        copy_text=CopyTextButton(button.copy) if button.copy else None,
        style=button.style,
    )
