"""What Telegram's errors mean to us; with chat/files the only reader of telegram.error's words.

A 429 does not say what it is for: whether a group is in slow mode is asked here too.
"""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any, Final

from telegram import Bot, ChatMember
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.core.delivery import Later, Migrated, Refusal, Refused, Result

log = logging.getLogger(__name__)

#: Telegram's words, lower case, by what they mean to us; its API has no codes for these.
_REFUSALS: Final = (
    ("message thread not found", Refusal.NO_TOPIC),
    ("topic_deleted", Refusal.NO_TOPIC),
    ("topic_closed", Refusal.CLOSED_TOPIC),
    ("bot was blocked by the user", Refusal.BLOCKED),
    ("can't initiate conversation", Refusal.BLOCKED),
    ("user is deactivated", Refusal.GONE),
    ("chat not found", Refusal.GONE),
    ("group chat was deleted", Refusal.GONE),
    ("bot was kicked", Refusal.REMOVED),
    ("bot is not a member", Refusal.REMOVED),
    ("not enough rights", Refusal.RIGHTS),
    ("have no rights to send", Refusal.RIGHTS),
    ("need administrator rights", Refusal.RIGHTS),
    ("chat_write_forbidden", Refusal.RIGHTS),
    ("message to edit not found", Refusal.MISSING),
    ("message can't be edited", Refusal.MISSING),
    ("message can't be deleted", Refusal.MISSING),
)
#: Slow mode comes as a 429 as a rule; where it comes in words, they may name the seconds.
_SLOW: Final = re.compile(r"slow_?\s?mode(?:_wait_(\d+))?")


def translate(error: TelegramError) -> Result:
    """What an error means to us; what is not known to be final is tried again or given up alone."""
    match error:
        case RetryAfter():
            return Later(seconds(error.retry_after))
        case ChatMigrated() if isinstance(error.new_chat_id, int):
            return Migrated(error.new_chat_id)
        # BadRequest is a NetworkError to PTB, so it has to be asked for first.
        case BadRequest() | Forbidden():
            return _refusal(error.message.lower())
        case NetworkError():
            return Later()
        case _:
            log.error("telegram does not take our requests: %s", type(error).__name__)
            return Later(60.0)


def _refusal(words: str) -> Result:
    if slow := _SLOW.search(words):
        return Later(float(slow[1]) if slow[1] else None, slow=True)
    known = (refusal for part, refusal in _REFUSALS if part in words)
    return Refused(next(known, Refusal.UNFIT))


def seconds(span: Any) -> float:
    """Telegram's wait as a number: PTB gives a timedelta, or whole seconds if told to."""
    return span.total_seconds() if isinstance(span, timedelta) else float(span)


async def slow_mode(bot: Bot, chat_id: int) -> float:
    """Seconds between two messages of the bot in a group; 0: it has no slow mode for the bot.

    Administrators are not held up.
    """
    try:
        delay = (await bot.get_chat(chat_id)).slow_mode_delay
        if not delay:
            return 0.0
        here = await bot.get_chat_member(chat_id, bot.id)
    except TelegramError:
        return 0.0
    return 0.0 if here.status == ChatMember.ADMINISTRATOR else seconds(delay)
