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

from bot.chat.accounts import Accounts
from bot.chat.answers import Answers
from bot.chat.call import Call
from bot.chat.invite import Invite
from bot.chat.logout import Logout
from bot.chat.mend import Mend
from bot.chat.notify import Notify
from bot.chat.otp import Otp
from bot.chat.preview import PreviewButtons
from bot.chat.records import Records
from bot.chat.rooms import Rooms
from bot.chat.settings import OwnSettings
from bot.chat.start import Start
from bot.chat.status import Status
from bot.chat.team import Users
from bot.chat.templates import Templates
from bot.chat.updates import InOrderPerPerson
from bot.chat.upload import Uploads
from bot.core.accounts import SET_UP
from bot.core.records import Filter

#: What we ask Telegram for; edited messages are not among it.
ALLOWED_UPDATES: Final = [UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER]

_FILTERS: Final = "|".join(field.name for field in fields(Filter))
#: A caption that is the command, and what may be a sound.
_UPLOAD: Final = filters.CaptionRegex(r"^/upload(@\w+)?(\s|$)")
_FILE: Final = filters.Document.ALL | filters.AUDIO | filters.VOICE | filters.VIDEO_NOTE
_FIELDS: Final = "|".join(SET_UP)
#: A row id; a longer one would be no number that the store can hold.
_ID: Final = r"\d{1,18}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """One object a command family; the table below says who gets what."""

    start: Start
    answers: Answers
    mend: Mend
    otp: Otp
    call: Call
    preview: PreviewButtons
    notify: Notify
    status: Status
    records: Records
    templates: Templates
    uploads: Uploads
    rooms: Rooms
    accounts: Accounts
    own: OwnSettings
    logout: Logout
    invite: Invite
    users: Users


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
            CommandHandler("start", on.start.command, new),
            CommandHandler("help", on.start.help, new),
            CommandHandler("link", on.accounts.link, new),
            CommandHandler("login", on.accounts.login, new),
            CommandHandler("logout", on.logout.command, new),
            CommandHandler("whoami", on.own.whoami, new),
            CommandHandler("settings", on.own.command, new),
            CommandHandler("invite", on.invite.command, new),
            CommandHandler("users", on.users.command, new),
            CommandHandler("share", on.users.share, new),
            CommandHandler("call", on.call.command, new),
            CommandHandler("otp", on.otp.command, new),
            CommandHandler("cdr", on.records.command, new),
            CommandHandler("template", on.templates.command, new),
            CommandHandler("upload", on.uploads.command, new),
            CommandHandler("notify", on.notify.command, new),
            CommandHandler("status", on.status.command, new),
            CallbackQueryHandler(on.preview.go, r"^call\.go:[\w-]+$"),
            CallbackQueryHandler(on.preview.test, r"^call\.test:[\w-]+$"),
            CallbackQueryHandler(on.preview.edit, r"^call\.edit:[\w-]+$"),
            CallbackQueryHandler(on.preview.show, r"^call\.show:[\w-]+$"),
            CallbackQueryHandler(on.call.picked, r"^call\.pick:[\w-]+:\d{1,3}$"),
            CallbackQueryHandler(on.call.change, r"^call\.change:[\w-]+:\d{1,3}$"),
            CallbackQueryHandler(on.call.drop, r"^call\.drop:[\w-]+$"),
            CallbackQueryHandler(on.call.again, r"^call\.(again|other):"),
            CallbackQueryHandler(on.call.using, rf"^call\.with:{_ID}:\w+$"),
            CallbackQueryHandler(on.otp.again, r"^otp\.again:"),
            CallbackQueryHandler(on.otp.picked, rf"^draft\.account:[\w-]+:{_ID}$"),
            CallbackQueryHandler(on.otp.picked, r"^draft\.(renew|anyway):[\w-]+$"),
            CallbackQueryHandler(on.otp.drop, r"^draft\.drop:[\w-]+$"),
            CallbackQueryHandler(on.mend.command, r"^mend\.cmd:"),
            CallbackQueryHandler(on.mend.argument, r"^mend\.key:"),
            CallbackQueryHandler(on.status.look, r"^call\.look:"),
            CallbackQueryHandler(on.records.turn, rf"^rec\.page:{_ID}:\d{{1,6}}$"),
            CallbackQueryHandler(on.records.open, rf"^rec\.open:{_ID}:{_ID}:\d{{1,6}}$"),
            CallbackQueryHandler(on.records.history, rf"^rec\.of:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.records.call, r"^rec\.call:"),
            CallbackQueryHandler(on.records.to_number, r"^rec\.number:"),
            CallbackQueryHandler(on.notify.toggle, rf"^ntf\.toggle:{_ID}:({_FILTERS})$"),
            CallbackQueryHandler(on.notify.stop, rf"^ntf\.stop:{_ID}$"),
            CallbackQueryHandler(on.templates.browsed, rf"^tpl\.page:{_ID}:\d{{1,6}}$"),
            CallbackQueryHandler(on.templates.browsed, rf"^tpl\.add:{_ID}$"),
            CallbackQueryHandler(on.templates.browsed, rf"^tpl\.(show|back|drop):{_ID}:\w+$"),
            CallbackQueryHandler(on.templates.picked, rf"^tpl\.of:[\w-]+:{_ID}$"),
            CallbackQueryHandler(on.templates.picked, r"^tpl\.(put|keep|sure):[\w-]+$"),
            CallbackQueryHandler(on.uploads.browsed, rf"^up\.page:{_ID}:\d{{1,6}}$"),
            CallbackQueryHandler(on.uploads.picked, rf"^up\.of:[\w-]+:{_ID}$"),
            CallbackQueryHandler(on.uploads.picked, r"^up\.(go|drop|name|again):[\w-]+$"),
            CallbackQueryHandler(on.start.pressed, r"^do\.(call|otp|cdr|settings)$"),
            CallbackQueryHandler(on.accounts.link_pressed, r"^acc\.link$"),
            CallbackQueryHandler(on.accounts.picked, r"^acc\.pick:[\w-]+:\d{1,2}$"),
            CallbackQueryHandler(on.accounts.skipped, r"^acc\.skip:[\w-]+$"),
            CallbackQueryHandler(on.accounts.go_on, rf"^acc\.(go_on|otp):{_ID}$"),
            CallbackQueryHandler(on.accounts.change, rf"^set\.({_FIELDS}):{_ID}$"),
            CallbackQueryHandler(on.own.pressed, r"^acc\.settings$"),
            CallbackQueryHandler(on.own.show, r"^set\.show$"),
            CallbackQueryHandler(on.own.choose, r"^set\.accounts$"),
            CallbackQueryHandler(on.own.account, rf"^set\.account:{_ID}$"),
            CallbackQueryHandler(on.own.language, r"^set\.language:(vi|en)$"),
            CallbackQueryHandler(on.own.phone, r"^set\.phone$"),
            CallbackQueryHandler(on.logout.picked, rf"^acc\.out:{_ID}$"),
            CallbackQueryHandler(on.logout.drop, rf"^acc\.drop:{_ID}$"),
            CallbackQueryHandler(on.logout.close, rf"^acc\.close:{_ID}$"),
            CallbackQueryHandler(on.logout.keep, r"^acc\.keep$"),
            CallbackQueryHandler(
                on.invite.role_picked, r"^team\.invite:(operator|viewer):\d{1,2}$"
            ),
            CallbackQueryHandler(on.invite.revoke, rf"^team\.revoke:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.invite.let_in, rf"^team\.let:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.invite.refuse, rf"^team\.refuse:{_ID}$"),
            CallbackQueryHandler(on.invite.want, r"^team\.want$"),
            CallbackQueryHandler(on.invite.lend, rf"^team\.lend:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.users.page, rf"^team\.users:{_ID}$"),
            CallbackQueryHandler(on.users.user, rf"^team\.user:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.users.role, rf"^team\.role:(operator|viewer):{_ID}:{_ID}$"),
            CallbackQueryHandler(on.users.use, rf"^team\.use:{_ID}:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.users.out, rf"^team\.out:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.users.gone, rf"^team\.gone:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.users.shared, rf"^team\.share:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.users.lends, rf"^team\.lends:{_ID}:{_ID}:{_ID}$"),
            CallbackQueryHandler(on.start.outdated),
            MessageHandler(new & filters.StatusUpdate.CHAT_SHARED, on.notify.picked),
            MessageHandler(private & filters.CONTACT, on.preview.contact),
            MessageHandler(new & filters.StatusUpdate.MIGRATE, on.rooms.migrated),
            MessageHandler(new & _UPLOAD, on.uploads.captioned),
            MessageHandler(new & _FILE, on.uploads.file),
            ChatMemberHandler(on.rooms.membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(private & filters.COMMAND, on.mend.unknown),
            MessageHandler(new & filters.REPLY & filters.TEXT, on.answers.reply),
            MessageHandler(private & filters.TEXT, on.answers.text),
        ]
    )
    application.add_error_handler(on.start.broken)
    return application
