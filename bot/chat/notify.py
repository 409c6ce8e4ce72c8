"""`/notify`: which places hear outcomes, and of what; administrators only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import (
    ChatShared,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.ext import ContextTypes

from bot.chat.access import Access, Visit
from bot.chat.sender import Sender
from bot.core.delivery import Sent
from bot.core.messages import (
    popups,
    render_notify,
    render_notify_choose,
    render_notify_off,
    render_problem,
)
from bot.core.pacing import Lane
from bot.core.people import Act
from bot.core.records import Filter, Place, Subscription
from bot.errors import UsageError
from bot.flows.people import People
from bot.flows.subscribe import Subscriptions
