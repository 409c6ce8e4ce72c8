"""Which family of commands takes a text that is no command: an answer goes to who asked.

A reply to a question answers that one; private text that replies to nothing may answer the newest
open one, if it plainly fits. A phone number by itself asks for its calls. Keys and passwords leave
the chat, wherever they were typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit, place_of
from bot.chat.desk import Desk
from bot.core.list_commands import looks_like_rows
from bot.core.people import Act
from bot.core.phones import looks_like_phone
from bot.core.records import Draft, Topic
from bot.core.secrecy import ASK_FOR_SECRETS, asks_for_secret, is_stray
from bot.errors import UsageError


class Family(Protocol):
    """A family of commands that puts questions."""

    @property
    def act(self) -> Act:
        """The right that an answer takes."""

    def fits(self, draft: Draft, text: str) -> bool:
        """Whether text that replies to nothing is plainly the answer to this question."""

    async def answered(self, visit: Visit, draft: Draft) -> None:
        """Go on with an answer; UsageError says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The handlers of text that is no command."""

    desk: Desk
    families: Mapping[Topic, Family]
    #: Whether a text is the key of an account that is known.
    is_key: Callable[[str], Awaitable[bool]]
    #: Takes a phone number that is sent by itself.
    number: Callable[[Visit], Awaitable[None]]
    #: Takes rows of a list that are sent without a command.
    rows: Callable[[Visit], Awaitable[None]]
    #: Takes private text that answers nothing.
    otherwise: Callable[[Update, ContextTypes.DEFAULT_TYPE], Awaitable[None]]

    async def reply(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A reply to one of our questions."""
        message = update.message
        assert message is not None, "registered for replies only"
        assert message.reply_to_message is not None, "registered for replies only"
        place = place_of(message)
        asked = await self.desk.questions.standing_at(place, message.reply_to_message.message_id)
        if asked is not None:
            await self._pass_on(update, message, asked, self._replied)
        elif not place.is_group:
            # People reply to our other messages too, to say thanks, or to a question's lost copy.
            await self.text(update, context)

    async def text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Private text that replies to nothing may be an answer that was typed the plain way."""
        visit = await self.desk.access.message(update, Act.START)
        if visit is None:
            return
        draft = await self.desk.questions.open_for(visit.person, visit.place)
        if draft is not None and not self.families[draft.about].fits(draft, visit.text):
            draft = None
        waiting = await self.desk.questions.waiting_for(visit.person, visit.place, ASK_FOR_SECRETS)
        if is_stray(visit.text, answers=draft, waiting=waiting):
            await self._strayed(update, waiting)
        elif draft is not None:
            assert update.message is not None, "somebody wrote it"
            await self._pass_on(update, update.message, draft, self.families[draft.about].answered)
        elif looks_like_phone(visit.text):
            asked = await self.desk.access.message(update, Act.VIEW)
            if asked is not None:
                await self.desk.answering(asked, self.number(asked))
        elif looks_like_rows(visit.text):
            asked = await self.desk.access.message(update, Act.CALL)
            if asked is not None:
                await self.desk.answering(asked, self.rows(asked))
        else:
            await self.otherwise(update, context)

    async def strayed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A mistyped command, or a caption, that may hold a key or a password."""
        await self._strayed(update, None)

    async def _strayed(self, update: Update, waiting: Draft | None) -> None:
        """Erase it and say how it is done; a question that it may have answered is closed."""
        message = update.message
        assert message is not None, "registered for messages only"
        gone = await self.desk.erase(place_of(message), message.message_id)
        visit = await self.desk.access.message(update, Act.VIEW)
        if visit is not None:
            await self.desk.answering(visit, self._say_strayed(visit, waiting, gone=gone))

    async def _say_strayed(self, visit: Visit, waiting: Draft | None, *, gone: bool) -> None:
        if waiting is not None:
            await self.desk.questions.cancel(waiting)
            await self.desk.clear(visit, waiting)
        raise UsageError("secret_stray") if gone else UsageError("secret_left")

    async def _pass_on(
        self,
        update: Update,
        message: Message,
        asked: Draft,
        answered: Callable[[Visit, Draft], Awaitable[None]],
    ) -> None:
        gone, text = True, message.text or ""
        secret = asks_for_secret(asked, text)
        misplaced = not secret and await self.is_key(text)
        if secret or misplaced:
            # Whoever may answer, and whether it is still asked for: it stands in the chat.
            gone = await self.desk.erase(place_of(message), message.message_id)
        visit = await self.desk.access.message(update, self.families[asked.about].act)
        if visit is None:
            return
        if not gone:
            await self.desk.tell(visit, UsageError("secret_left"))
        if misplaced:
            await self.desk.tell(visit, UsageError("key_misplaced"))
        else:
            await self.desk.answering(visit, answered(visit, asked))

    async def _replied(self, visit: Visit, asked: Draft) -> None:
        draft = await self.desk.questions.answered_by(visit.person, asked)
        if draft is None:
            raise UsageError("prompt_gone")
        await self.families[draft.about].answered(visit, draft)
