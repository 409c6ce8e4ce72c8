"""python-telegram-bot's Application, and the one ordered table of handlers.

First match wins. Edited messages match nothing, so they act on nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from telegram import Bot
from telegram.constants import UpdateType
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.chat.notify import Notify
from bot.chat.otp import Otp
from bot.chat.rooms import Rooms
from bot.chat.start import Start
from bot.chat.status import Status
from bot.chat.updates import InOrderPerPerson
from bot.core.records import Filter

#: What we ask Telegram for; edited messages are not among it.
ALLOWED_UPDATES: Final = [UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER]

_FILTERS: Final = "|".join(field.name for field in fields(Filter))
#: A row id; a longer one would be no number that the store can hold.
_ID: Final = r"\d{1,18}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """One object a command family; the table below says who gets what."""

    start: Start
    otp: Otp
    notify: Notify
    status: Status
    rooms: Rooms


def build_application(bot: Bot, handlers: Handlers) -> Application[Any, Any, Any, Any, Any, Any]:
    """The application around a bot, ready to be initialised; chat/polling feeds it."""
    application = (
        Application.builder().bot(bot).updater(None).concurrent_updates(InOrderPerPerson()).build()
    )
    new = filters.UpdateType.MESSAGE
    private = new & filters.ChatType.PRIVATE
    on = handlers
    application.add_handlers(
        [
            CommandHandler(["start", "help"], on.start.command, new),
            CommandHandler("otp", on.otp.command, new),
            CommandHandler("notify", on.notify.command, new),
            CommandHandler("status", on.status.command, new),
            CallbackQueryHandler(on.otp.again, r"^otp\.again:"),
            CallbackQueryHandler(on.otp.picked, rf"^draft\.(account:[\w-]+:{_ID}|renew:[\w-]+)$"),
            CallbackQueryHandler(on.otp.drop, r"^draft\.drop:[\w-]+$"),
            CallbackQueryHandler(on.status.look, r"^call\.look:"),
            CallbackQueryHandler(on.notify.toggle, rf"^ntf\.toggle:{_ID}:({_FILTERS})$"),
            CallbackQueryHandler(on.notify.stop, rf"^ntf\.stop:{_ID}$"),
            CallbackQueryHandler(on.start.outdated),
            MessageHandler(new & filters.StatusUpdate.CHAT_SHARED, on.notify.picked),
            MessageHandler(new & filters.StatusUpdate.MIGRATE, on.rooms.migrated),
            ChatMemberHandler(on.rooms.membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(private & filters.COMMAND, on.start.unknown),
            MessageHandler(new & filters.REPLY & filters.TEXT, on.otp.reply),
            MessageHandler(private & filters.TEXT, on.otp.text),
        ]
    )
    application.add_error_handler(on.start.broken)
    return application
