"""python-telegram-bot's Application, and the one ordered table of handlers.

First match wins. Edited messages match nothing, so they act on nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, fields
from typing import Any, Final

from telegram import Bot, Update
from telegram.constants import UpdateType
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.chat.accounts import Accounts
from bot.chat.answers import Answers
from bot.chat.call import Call
from bot.chat.do_not_call import Blocks
from bot.chat.filters import AnswersTable, IsTable, MayHoldSecret
from bot.chat.follow_ups import FollowUpButtons
from bot.chat.invite import Invite
from bot.chat.list_family import ListFamily
from bot.chat.logout import Logout
from bot.chat.mend import Mend
from bot.chat.notify import Notify
from bot.chat.once_more import OnceMore
from bot.chat.otp import Otp
from bot.chat.preview import PreviewButtons
from bot.chat.records import Records
from bot.chat.rooms import Rooms
from bot.chat.script_family import ScriptFamily
from bot.chat.settings import OwnSettings
from bot.chat.start import Start
from bot.chat.status import Status
from bot.chat.team import Users
from bot.chat.updates import InOrderPerPerson
from bot.chat.upload import Uploads
from bot.core.accounts import CHANGEABLE
from bot.core.list_views import Which
from bot.core.lists import AFTERS, REDIALLED
from bot.core.messages.lists.fixes import FIXES
from bot.core.records import Filter

Handler = BaseHandler[Any, Any, Any]
#: What answers a press.
Press = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]

#: What we ask Telegram for; edited messages are not among it.
ALLOWED_UPDATES: Final = [UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER]

_NEW: Final = filters.UpdateType.MESSAGE
_PRIVATE: Final = _NEW & filters.ChatType.PRIVATE
_FILTERS: Final = "|".join(field.name for field in fields(Filter))
#: A caption that is the command, and what may be a sound.
_UPLOAD: Final = filters.CaptionRegex(r"^/upload(@\w+)?(\s|$)")
_FILE: Final = filters.Document.ALL | filters.AUDIO | filters.VOICE | filters.VIDEO_NOTE
#: A script as the API's own JSON: sent in private, as an answer, or with the command.
_TEMPLATE: Final = filters.CaptionRegex(r"^/template(@\w+)?(\s|$)")
_SCRIPT: Final = filters.Document.FileExtension("json") & (
    filters.ChatType.PRIVATE | filters.REPLY | _TEMPLATE
)
_FIELDS: Final = "|".join(CHANGEABLE)
_REDIALLED: Final = "|".join(REDIALLED)
_WHICH: Final = "|".join(Which)
_AFTERS: Final = "|".join(map(str, AFTERS))
_FIXES: Final = "|".join(FIXES)
#: A caption that is the command of a list.
_CALL: Final = filters.CaptionRegex(r"^/call(@\w+)?(\s|$)")
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
    once_more: OnceMore
    lists: ListFamily
    follow_ups: FollowUpButtons
    preview: PreviewButtons
    notify: Notify
    status: Status
    records: Records
    scripts: ScriptFamily
    uploads: Uploads
    blocks: Blocks
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
    application.add_handlers(
        [
            *_commands(handlers),
            *(
                CallbackQueryHandler(pressed, pattern)
                for pattern, pressed in (
                    *_calling(handlers),
                    *_listing(handlers),
                    *_arranging(handlers),
                )
            ),
            CallbackQueryHandler(handlers.start.outdated),
            *_messages(handlers),
        ]
    )
    application.add_error_handler(handlers.start.broken)
    return application


def _commands(on: Handlers) -> list[Handler]:
    """What follows a slash."""
    return [
        CommandHandler("start", on.start.command, _NEW),
        CommandHandler("help", on.start.help, _NEW),
        CommandHandler("link", on.accounts.link, _NEW),
        CommandHandler("login", on.accounts.login, _NEW),
        CommandHandler("logout", on.logout.command, _NEW),
        CommandHandler("whoami", on.own.whoami, _NEW),
        CommandHandler("settings", on.own.command, _NEW),
        CommandHandler("invite", on.invite.command, _NEW),
        CommandHandler("users", on.users.command, _NEW),
        CommandHandler("share", on.users.share, _NEW),
        CommandHandler("call", on.lists.sent.replied, _NEW & AnswersTable()),
        CommandHandler("call", on.call.command, _NEW),
        CommandHandler("otp", on.otp.command, _NEW),
        CommandHandler("cdr", on.records.command, _NEW),
        CommandHandler("template", on.scripts.known.command, _NEW),
        CommandHandler("upload", on.uploads.command, _NEW),
        CommandHandler("block", on.blocks.block, _NEW),
        CommandHandler("unblock", on.blocks.unblock, _NEW),
        CommandHandler("notify", on.notify.command, _NEW),
        CommandHandler("status", on.status.command, _NEW),
    ]


def _presses(on: Handlers) -> list[tuple[str, Press]]:
    return [*_calling(on), *_listing(on), *_arranging(on)]


def _calling(on: Handlers) -> list[tuple[str, Press]]:
    """Buttons of calls, records, templates and sounds, by the data that they carry."""
    return [
        (r"^call\.go:[\w-]+:\d{1,6}$", on.preview.go),
        (r"^call\.test:[\w-]+:\d{1,6}$", on.preview.test),
        (r"^call\.fix:[\w-]+:\d{1,6}:\d{1,2}$", on.preview.fix),
        (r"^call\.hear:[\w-]+$", on.preview.hear),
        (r"^call\.edit:[\w-]+$", on.preview.edit),
        (r"^call\.show:[\w-]+$", on.preview.show),
        (r"^call\.pick:[\w-]+:\d{1,3}$", on.call.picked),
        (r"^call\.change:[\w-]+:\d{1,3}$", on.call.change),
        (r"^call\.drop:[\w-]+$", on.call.drop),
        (r"^call\.(again|other):", on.once_more.again),
        (rf"^call\.with:{_ID}:\w+$", on.once_more.using),
        (r"^otp\.again:", on.otp.again),
        (rf"^draft\.account:[\w-]+:{_ID}$", on.otp.picked),
        (r"^draft\.(renew|anyway):[\w-]+$", on.otp.picked),
        (r"^draft\.template:[\w-]+:\d$", on.otp.picked),
        (r"^draft\.drop:[\w-]+$", on.otp.drop),
        (r"^mend\.cmd:\w+$", on.mend.command),
        (r"^mend\.key:\w+:\w+:\w+$", on.mend.argument),
        (r"^call\.look:", on.status.look),
        (rf"^rec\.page:{_ID}:\d{{1,6}}$", on.records.turn),
        (rf"^rec\.open:{_ID}:{_ID}:\d{{1,6}}$", on.records.open),
        (rf"^rec\.of:{_ID}:{_ID}$", on.records.history),
        (r"^rec\.call:", on.records.call),
        (r"^rec\.number:", on.records.to_number),
        (rf"^dig\.open:{_ID}$", on.records.digest),
        (rf"^dnc\.lift:{_ID}$", on.blocks.lift),
        (rf"^tpl\.page:{_ID}:\d{{1,6}}$", on.scripts.known.browsed),
        (rf"^tpl\.(add|new):{_ID}$", on.scripts.known.browsed),
        (rf"^tpl\.(hear|more|lock|unlock):{_ID}:\w+$", on.scripts.cards.pressed),
        (rf"^tpl\.(correct|copy|export|aim):{_ID}:\w+$", on.scripts.cards.pressed),
        (rf"^tpl\.heard:{_ID}:\w+:\d{{1,6}}$", on.scripts.cards.pressed),
        (rf"^tpl\.aim:{_ID}:\w+:\w+$", on.scripts.cards.pressed),
        (r"^mk\.\w+:[\w-]+:\w+(:[\w-]+)?$", on.scripts.making.pressed),
        (rf"^tpl\.(show|back|drop|mean):{_ID}:\w+$", on.scripts.known.browsed),
        (rf"^tpl\.need:{_ID}:\w+:[0-9]$", on.scripts.known.browsed),
        (rf"^tpl\.of:[\w-]+:{_ID}$", on.scripts.known.picked),
        (r"^tpl\.(put|keep|sure):[\w-]+$", on.scripts.known.picked),
        (rf"^up\.page:{_ID}:\d{{1,6}}$", on.uploads.browsed),
        (rf"^up\.of:[\w-]+:{_ID}$", on.uploads.picked),
        (r"^up\.(go|drop|name|again):[\w-]+$", on.uploads.picked),
    ]


def _listing(on: Handlers) -> list[tuple[str, Press]]:
    """Buttons of lists, and of those who asked to be called back."""
    return [
        (r"^list\.pick:[\w-]+:\d{1,3}$", on.lists.draft.picked),
        (r"^list\.leave:[\w-]+$", on.lists.draft.left),
        (r"^list\.go:[\w-]+:\d{1,6}$", on.lists.preview.go),
        (rf"^list\.fix:[\w-]+:\d{{1,6}}:({_FIXES})$", on.lists.fix.fix),
        (r"^list\.back:[\w-]+$", on.lists.fix.back),
        (r"^list\.test:[\w-]+:\d{1,6}$", on.lists.preview.test),
        (r"^list\.hear:[\w-]+$", on.lists.preview.hear),
        (r"^list\.row:[\w-]+:\d{1,6}$", on.lists.preview.row),
        (r"^list\.show:[\w-]+$", on.lists.preview.show),
        (r"^list\.when:[\w-]+$", on.lists.preview.when),
        (r"^list\.at:[\w-]+:\d{1,6}:(\d{1,10}|ask)$", on.lists.preview.at),
        (r"^list\.redial:[\w-]+$", on.lists.preview.redial),
        (rf"^list\.re:[\w-]+:({_REDIALLED})$", on.lists.preview.redial),
        (r"^list\.times:[\w-]+:[0-3]$", on.lists.preview.redial),
        (rf"^list\.after:[\w-]+:({_AFTERS})$", on.lists.preview.redial),
        (r"^list\.(pause|on|now|stop|yes|no):[\w-]+$", on.lists.run.control),
        (r"^list\.drop:[\w-]+$", on.lists.run.drop),
        (rf"^list\.rows:[\w-]+:({_WHICH}):\d{{1,6}}$", on.lists.run.rows),
        (r"^list\.(file|bad):[\w-]+$", on.lists.run.file),
        (r"^list\.(retry|rest):[\w-]+$", on.lists.run.retry),
        (r"^list\.busy:[\w-]+:[\da-f]{12}$", on.lists.run.busy),
        (r"^back\.take:[\w-]+$", on.follow_ups.take),
        (r"^back\.done:[\w-]+$", on.follow_ups.done),
        (r"^back\.number:[\w-]+$", on.follow_ups.number),
    ]


def _arranging(on: Handlers) -> list[tuple[str, Press]]:
    """Buttons about who uses which account, and who hears of calls."""
    return [
        (rf"^ntf\.toggle:{_ID}:({_FILTERS})$", on.notify.toggle),
        (rf"^ntf\.stop:{_ID}$", on.notify.stop),
        (r"^do\.(call|otp|cdr|settings)$", on.start.pressed),
        (r"^do\.list$", on.lists.sent.how),
        (r"^acc\.link$", on.accounts.link_pressed),
        (r"^acc\.pick:[\w-]+:\d{1,2}$", on.accounts.picked),
        (r"^acc\.skip:[\w-]+$", on.accounts.skipped),
        (rf"^acc\.(go_on|otp):{_ID}$", on.accounts.go_on),
        (rf"^set\.({_FIELDS}):{_ID}$", on.accounts.change),
        (r"^acc\.settings$", on.own.pressed),
        (r"^set\.show$", on.own.show),
        (r"^set\.accounts$", on.own.choose),
        (rf"^set\.account:{_ID}$", on.own.account),
        (r"^set\.language:(vi|en)$", on.own.language),
        (r"^set\.phone$", on.own.phone),
        (rf"^set\.busy:{_ID}$", on.own.busy),
        (rf"^set\.free:{_ID}:\w+$", on.own.free),
        (rf"^acc\.out:{_ID}$", on.logout.picked),
        (rf"^acc\.drop:{_ID}$", on.logout.drop),
        (rf"^acc\.close:{_ID}$", on.logout.close),
        (r"^acc\.keep$", on.logout.keep),
        (r"^team\.invite:(operator|viewer):\d{1,2}$", on.invite.role_picked),
        (rf"^team\.revoke:{_ID}:{_ID}$", on.invite.revoke),
        (rf"^team\.let:{_ID}:{_ID}$", on.invite.let_in),
        (rf"^team\.refuse:{_ID}$", on.invite.refuse),
        (r"^team\.want$", on.invite.want),
        (rf"^team\.lend:{_ID}:{_ID}$", on.invite.lend),
        (rf"^team\.users:{_ID}$", on.users.page),
        (rf"^team\.user:{_ID}:{_ID}$", on.users.user),
        (rf"^team\.role:(operator|viewer):{_ID}:{_ID}$", on.users.role),
        (rf"^team\.use:{_ID}:{_ID}:{_ID}:[01]$", on.users.use),
        (rf"^team\.out:{_ID}:{_ID}$", on.users.out),
        (rf"^team\.gone:{_ID}:{_ID}$", on.users.gone),
        (rf"^team\.share:{_ID}:{_ID}$", on.users.shared),
        (rf"^team\.lends:{_ID}:{_ID}:{_ID}:[01]$", on.users.lends),
    ]


def _messages(on: Handlers) -> list[Handler]:
    """Everything else, the narrower first."""
    return [
        # A mistyped command or a caption with a key in it; plain text may be an answer.
        MessageHandler(
            _PRIVATE & (filters.COMMAND | filters.CAPTION) & MayHoldSecret(), on.answers.strayed
        ),
        MessageHandler(_NEW & filters.StatusUpdate.CHAT_SHARED, on.notify.picked),
        MessageHandler(_PRIVATE & filters.CONTACT, on.preview.contact),
        MessageHandler(_NEW & filters.StatusUpdate.MIGRATE, on.rooms.migrated),
        MessageHandler(_NEW & _SCRIPT, on.scripts.files.file),
        MessageHandler(_NEW & _UPLOAD, on.uploads.captioned),
        MessageHandler(_NEW & _CALL & filters.Document.ALL, on.lists.sent.captioned),
        MessageHandler(_PRIVATE & filters.Document.ALL & IsTable(), on.lists.sent.file),
        MessageHandler(_NEW & _FILE, on.uploads.file),
        ChatMemberHandler(on.rooms.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(_PRIVATE & filters.COMMAND, on.mend.unknown),
        MessageHandler(_NEW & filters.REPLY & filters.TEXT, on.answers.reply),
        MessageHandler(_PRIVATE & filters.TEXT, on.answers.text),
    ]
