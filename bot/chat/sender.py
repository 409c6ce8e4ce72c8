"""The only way out to Telegram: everything that shows something waits its turn here.

With chat/refusals and chat/files the only one that meets telegram.error: callers get results, never
its exceptions.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from math import ceil
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
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode
from telegram.error import RetryAfter, TelegramError

from bot.chat.files import fetch
from bot.chat.markup import force_reply, inline
from bot.chat.pacer import Pacer
from bot.chat.refusals import slow_mode, translate
from bot.core.delivery import Later, Result, Sent, pause
from bot.core.messages.text import Message
from bot.core.pacing import Lane
from bot.core.records import Place
from bot.core.sounds import VoiceNote
from bot.core.uploads import LARGEST, Unfetched

log = logging.getLogger(__name__)

T = TypeVar("T")
#: What stands in place of the person's own keyboard; Telegram has it in private chats only.
Keyboard = ReplyKeyboardMarkup | ReplyKeyboardRemove

#: Seconds before a chat is tried again whose answer made no sense.
UNREADABLE: Final = 60.0
#: An answer that is not durable is tried this often before it is given up.
ANSWER_TRIES: Final = 4
#: Seconds that a file may take on its way.
FILE_PATIENCE: Final = 30.0
#: What puts a new message into a chat: slow mode counts these.
_NEW: Final = frozenset({"send", "file"})
#: What takes a turn that costs one.
_SHOWS: Final = _NEW | {"edit"}
#: Nobody's next command waits longer than this for the answer to the one before.
PATIENCE: Final = 15.0


class Sender:
    """Sends, edits, deletes and answers presses; see `Result` for what comes back."""

    def __init__(
        self,
        bot: Bot,
        *,
        observe: Callable[[str, str], None],
        on_pause: Callable[[str, float], None] = lambda _reason, _seconds: None,
    ) -> None:
        """`observe` is told how each request went, `on_pause` what Telegram has us wait for."""
        self._bot = bot
        self._pacer = Pacer(on_pause)
        self._observe = observe
        #: Set once the bot knows its own name: before that nothing can be sent.
        self.ready = asyncio.Event()

    @property
    def username(self) -> str:
        """The bot's own, without "@"; once it is `ready`."""
        return self._bot.username

    @property
    def held_up(self) -> int:
        """How many chats Telegram takes nothing new for."""
        return self._pacer.paused()

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
        return await self._result(
            "send",
            place.chat_id,
            self._bot.send_message(
                chat_id=place.chat_id,
                message_thread_id=place.thread_id,
                text=message.html,
                parse_mode=ParseMode.HTML,
                disable_notification=message.silent,
                reply_parameters=_reply(reply_to),
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
        if self._pacer.pause(place.chat_id, edits=True) <= PATIENCE:
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
            if self._pacer.pause(place.chat_id) > PATIENCE:
                return None
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
        put, file = self._bot.send_document, {"document": content, "filename": name}
        return await self._carry(put, place, caption, reply_to, **file)

    async def voice(
        self, place: Place, note: VoiceNote, caption: Markup, *, reply_to: int | None
    ) -> bool:
        """Answer with a voice note; who takes none from anybody gets the same sound as a file."""
        put, file = self._bot.send_voice, {"voice": note.content, "duration": ceil(note.seconds)}
        return await self._carry(put, place, caption, reply_to, **file) or await self.file(
            place, note.name, note.content, caption, reply_to=reply_to
        )

    async def _carry(
        self,
        put: Callable[..., Awaitable[TelegramMessage]],
        place: Place,
        caption: Markup,
        reply_to: int | None,
        **file: Any,
    ) -> bool:
        def carry() -> Awaitable[Result]:
            request = put(
                chat_id=place.chat_id,
                message_thread_id=place.thread_id,
                caption=caption,
                parse_mode=ParseMode.HTML,
                reply_parameters=_reply(reply_to),
                write_timeout=FILE_PATIENCE,
                read_timeout=FILE_PATIENCE,
                **file,
            )
            return self._result("file", place.chat_id, request, lambda sent: sent.message_id)

        return await self._insist(place, carry) is not None

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
            if method in _NEW:
                self._pacer.sent(chat_id)
        except TelegramError as error:
            if done_already is not None and done_already[0] in error.message.lower():
                result = Sent(done_already[1])
            else:
                result = translate(error)
                log.info("%s: %s", method, result, extra={"chat": chat_id})
            if isinstance(result, Later) and (result.slow or isinstance(error, RetryAfter)):
                result = await self._held_up(chat_id, result)
        except Exception:
            # An answer that PTB can't make sense of: what was asked for may have been done.
            log.exception("%s: an answer that can't be read", method, extra={"chat": chat_id})
            result = Later(UNREADABLE)
        if chat_id:
            self._pacer.went(chat_id, through=result != Later(), shows=method in _SHOWS)
        self._observe(method, type(result).__name__.lower())
        return result

    async def _held_up(self, chat_id: int, told: Later) -> Later:
        """Wait as Telegram says: for a group's slow mode, or because we were too fast."""
        delay = await slow_mode(self._bot, chat_id) if chat_id < 0 else 0.0
        if not delay and not told.slow:
            self._pacer.flooded(chat_id, told.after or 0.0)
            return told
        after = told.after or delay or UNREADABLE
        self._pacer.slowed(chat_id, delay or after, after)
        return replace(told, after=after, slow=True)

    def heard(self) -> None:
        """Updates come in: Telegram is there."""
        self._pacer.heard()

    def hasten(self, chat_id: int) -> None:
        """The bot's standing in a chat has changed: what held it up there may not any more."""
        self._pacer.hasten(chat_id)


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)
