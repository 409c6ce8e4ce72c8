"""The only way out to Telegram: everything that shows something waits its turn here.

With chat/files the only translator of telegram.error: callers get results, never its exceptions.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from markupsafe import Markup
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.chat.files import fetch
from bot.chat.markup import force_reply, inline
from bot.chat.pacer import Pacer
from bot.core.delivery import Later, Migrated, Refusal, Refused, Result, Sent, pause
from bot.core.messages.text import Message
from bot.core.pacing import Lane
from bot.core.records import Place
from bot.core.uploads import LARGEST, Unfetched

log = logging.getLogger(__name__)

T = TypeVar("T")
#: What stands in place of the person's own keyboard; Telegram has it in private chats only.
Keyboard = ReplyKeyboardMarkup | ReplyKeyboardRemove

#: Telegram's words, lower case, by what they mean to us; its API has no codes for these.
_REFUSALS: Final = (
    ("message thread not found", Refusal.NO_TOPIC),
    ("topic_deleted", Refusal.NO_TOPIC),
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
    ("topic_closed", Refusal.RIGHTS),
    ("message to edit not found", Refusal.MISSING),
    ("message can't be edited", Refusal.MISSING),
    ("message can't be deleted", Refusal.MISSING),
)

#: Seconds before a chat is tried again whose answer made no sense.
UNREADABLE: Final = 60.0
#: An answer that is not durable is tried this often before it is given up.
ANSWER_TRIES: Final = 4
#: Seconds that a file may take on its way.
FILE_PATIENCE: Final = 30.0
#: Nobody's next command waits longer than this for the answer to the one before.
PATIENCE: Final = 15.0


class Sender:
    """Sends, edits, deletes and answers presses; see `Result` for what comes back."""

    def __init__(self, bot: Bot, *, observe: Callable[[str, str], None]) -> None:
        self._bot = bot
        self._pacer = Pacer()
        self._observe = observe
        #: Set once the bot knows its own name: before that nothing can be sent.
        self.ready = asyncio.Event()

    @property
    def username(self) -> str:
        """The bot's own, without "@"; once it is `ready`."""
        return self._bot.username

    async def turn(self, chat_id: int, lane: Lane) -> None:
        """Wait until this chat may be shown one thing."""
        await self.ready.wait()
        await self._pacer.turn(chat_id, lane)

    async def send(
        self,
        place: Place,
        message: Message,
        *,
        reply_to: int | None = None,
        keyboard: Keyboard | None = None,
    ) -> Result:
        """Show a new message, after a `turn`; a reply's target may have gone meanwhile."""
        reply = None
        if reply_to is not None:
            reply = ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)
        return await self._result(
            "send",
            place.chat_id,
            self._bot.send_message(
                chat_id=place.chat_id,
                message_thread_id=place.thread_id,
                text=message.html,
                parse_mode=ParseMode.HTML,
                disable_notification=message.silent,
                reply_parameters=reply,
                reply_markup=keyboard or inline(message) or force_reply(message),
            ),
            lambda sent: sent.message_id,
        )

    async def edit(self, place: Place, message_id: int, message: Message) -> Result:
        """Bring a message to a new text and keyboard, after a `turn`; unchanged counts as done."""
        return await self._result(
            "edit",
            place.chat_id,
            self._bot.edit_message_text(
                chat_id=place.chat_id,
                message_id=message_id,
                text=message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=inline(message),
            ),
            lambda _: message_id,
            done_already=("message is not modified", message_id),
        )

    async def redraw(self, place: Place, message_id: int, message: Message) -> None:
        """Answer a press by changing its message: first in line, and no more than tried."""
        await self.turn(place.chat_id, Lane.ANSWER)
        await self.edit(place, message_id, message)

    async def delete(self, place: Place, message_id: int) -> Result:
        """Take a message away; one that is gone already counts as done."""
        await self.ready.wait()
        return await self._result(
            "delete",
            place.chat_id,
            self._bot.delete_message(chat_id=place.chat_id, message_id=message_id),
            lambda _: message_id,
            done_already=("message to delete not found", message_id),
        )

    async def answer(
        self,
        place: Place,
        message: Message,
        *,
        reply_to: int | None = None,
        keyboard: Keyboard | None = None,
    ) -> int | None:
        """Answer a person: first in line, tried again for a while; None if it did not arrive."""
        return await self._insist(
            place, lambda: self.send(place, message, reply_to=reply_to, keyboard=keyboard)
        )

    async def _insist(self, place: Place, put: Callable[[], Awaitable[Result]]) -> int | None:
        for failures in range(ANSWER_TRIES):
            await self.turn(place.chat_id, Lane.ANSWER)
            result = await put()
            match result:
                case Sent(message_id):
                    return message_id
                case Later():
                    wait = pause(result, failures)
                    if failures + 1 == ANSWER_TRIES or wait > PATIENCE:
                        return None
                    await asyncio.sleep(wait)
                case _:
                    return None
        return None

    async def pop_up(self, query_id: str, text: str | None = None, *, alert: bool = False) -> None:
        """Answer a button press; one that is too old to answer is nobody's loss."""
        await self._result(
            "pop_up",
            0,
            self._bot.answer_callback_query(query_id, text=text, show_alert=alert),
            lambda _: 0,
        )

    async def download(self, file_id: str) -> bytes | Unfetched:
        """A file that somebody sent, whole; never more than `LARGEST` bytes."""
        await self.ready.wait()
        content = await fetch(self._bot, file_id, limit=LARGEST)
        self._observe("download", content if isinstance(content, Unfetched) else "sent")
        return content

    async def file(
        self, place: Place, name: str, content: bytes, caption: Markup, *, reply_to: int | None
    ) -> bool:
        """Answer with a file, as with a message; False if it did not arrive."""
        reply = None
        if reply_to is not None:
            reply = ReplyParameters(message_id=reply_to, allow_sending_without_reply=True)

        def put() -> Awaitable[Result]:
            return self._result(
                "file",
                place.chat_id,
                self._bot.send_document(
                    chat_id=place.chat_id,
                    message_thread_id=place.thread_id,
                    document=content,
                    filename=name,
                    caption=caption,
                    parse_mode=ParseMode.HTML,
                    reply_parameters=reply,
                    write_timeout=FILE_PATIENCE,
                    read_timeout=FILE_PATIENCE,
                ),
                lambda sent: sent.message_id,
            )

        return await self._insist(place, put) is not None

    async def menu(
        self, commands: Sequence[BotCommand], scope: BotCommandScope, language: str | None
    ) -> None:
        """Set a command menu; a chat that does not exist yet has none."""
        await self._result(
            "menu",
            0,
            self._bot.set_my_commands(commands, scope=scope, language_code=language),
            lambda _: 0,
        )

    async def _result(
        self,
        method: str,
        chat_id: int,
        request: Awaitable[T],
        message_id: Callable[[T], int],
        *,
        done_already: tuple[str, int] | None = None,
    ) -> Result:
        result: Result
        try:
            result = Sent(message_id(await request))
        except TelegramError as error:
            if done_already is not None and done_already[0] in error.message.lower():
                result = Sent(done_already[1])
            else:
                result = _translate(error)
                log.info("%s: %s", method, result, extra={"chat": chat_id})
            if isinstance(error, RetryAfter) and isinstance(result, Later):
                self._pacer.flooded(chat_id, result.after or 0.0)
        except Exception:
            # An answer that PTB can't make sense of: what was asked for may have been done.
            log.exception("%s: an answer that can't be read", method, extra={"chat": chat_id})
            result = Later(UNREADABLE)
        self._observe(method, type(result).__name__.lower())
        return result


def _translate(error: TelegramError) -> Result:
    """What an error means to us; what is not known to be final is tried again or given up alone."""
    match error:
        case RetryAfter():
            return Later(seconds(error.retry_after))
        case ChatMigrated() if isinstance(error.new_chat_id, int):
            return Migrated(error.new_chat_id)
        # BadRequest is a NetworkError to PTB, so it has to be asked for first.
        case BadRequest() | Forbidden():
            words = error.message.lower()
            known = (refusal for part, refusal in _REFUSALS if part in words)
            return Refused(next(known, Refusal.UNFIT))
        case NetworkError():
            return Later()
        case _:
            log.error("telegram does not take our requests: %s", type(error).__name__)
            return Later(60.0)


def seconds(retry_after: Any) -> float:
    """Telegram's wait as a number: PTB gives a timedelta, or whole seconds if told to."""
    return retry_after.total_seconds() if isinstance(retry_after, timedelta) else float(retry_after)
