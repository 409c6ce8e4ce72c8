"""Reads `reply_markup` as telegram-bot-api does: what a keyboard may hold, and its words if not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.telegram.entities import checked_url
from bot.sandbox.telegram.errors import Refused, bad_request

Markup = dict[str, Any]

STYLES = ("primary", "danger", "success")
MOST_CALLBACK_BYTES = 64
MOST_COPY_CHARACTERS = 256
MOST_BUTTONS = 100
_BOTH_PLACES = ("text", "style")
_REPLY_KINDS = ("request_contact", "request_chat")
#: A button that asks for this is refused outside private chats, with these words.
_PRIVATE_ONLY = {
    "request_contact": "phone number can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
}


def read_markup(value: Any, *, is_private: bool, inline_only: bool = False) -> Markup | None:
    """The markup to keep with a message, None if it shows nothing; only inline for an edit."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if rows := _rows(value, "keyboard", 'field "keyboard" must be an Array of Arrays'):
        markup: Markup | None = {"keyboard": _reply_rows(rows, is_private=is_private)}
    elif rows := _rows(
        value,
        "inline_keyboard",
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ):
        markup = _inline(rows)
    else:
        markup = next(
            (dict(value) for kind in ("remove_keyboard", "force_reply") if value.get(kind)), None
        )
    if inline_only and markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _rows(value: Markup, name: str, words: str) -> list[list[Any]]:
    rows = value.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(words)
    return rows


def _inline(rows: list[list[Any]]) -> Markup | None:
    kept = [[_inline_button(button) for button in row if _has_text(button)] for row in rows]
    kept = [row for row in kept if row]
    if sum(map(len, kept)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _has_text(button: Any) -> bool:
    """Telegram leaves out a button whose text is empty, and says nothing."""
    if not isinstance(button, dict):
        raise _unread("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _unread('Can\'t find field "text"')
    return bool(button["text"])


def _inline_button(button: Markup) -> Markup:
    kind = next((name for name in _CHECKS if button.get(name)), None)
    if kind is None:
        raise _unread("Text buttons are unallowed in the inline keyboard")
    if button.get("style") not in (None, "", "default", *STYLES):
        raise _unread("invalid button style specified")
    shown = {name: button[name] for name in _BOTH_PLACES if button.get(name)}
    return shown | {kind: _CHECKS[kind](button[kind])}


def _callback_data(value: Any) -> str:
    if len(str(value).encode(errors="surrogatepass")) > MOST_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return str(value)


def _copy_text(value: Any) -> Markup:
    if not isinstance(value, dict):
        raise _unread('Field "copy_text" must be of type Object')
    if not 1 <= len(str(value.get("text", ""))) <= MOST_COPY_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": str(value["text"])}


def _url(value: Any) -> str:
    checked = checked_url(str(value))
    if checked is None:
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return checked


#: What an inline button can do, in the order in which Telegram looks for it.
_CHECKS: Mapping[str, Callable[[Any], object]] = {
    "url": _url,
    "callback_data": _callback_data,
    "copy_text": _copy_text,
}


def _reply_rows(rows: list[list[Any]], *, is_private: bool) -> list[list[Markup]]:
    kept = []
    for row in rows:
        buttons = [{"text": button} if isinstance(button, str) else button for button in row]
        for button in buttons:
            if not isinstance(button, dict):
                words = "KeyboardButton must be a String or an Object"
                raise bad_request(f"can't parse keyboard button: {words}")
            for kind, words in _PRIVATE_ONLY.items():
                if button.get(kind) and not is_private:
                    raise bad_request(words)
        kept.append(
            [
                {name: button[name] for name in (*_BOTH_PLACES, *_REPLY_KINDS) if button.get(name)}
                for button in buttons
                if button.get("text")
            ]
        )
    return [row for row in kept if row]


def _unread(words: str) -> Refused:
    return bad_request(f"can't parse inline keyboard button: {words}")
