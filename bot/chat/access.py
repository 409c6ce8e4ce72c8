"""Who stands behind an update, and whether they may do what it asks; every handler begins here.

Rights belong to people: a message in a group's or channel's name has none, whoever sent it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from telegram import Message, Update, User

from bot.chat.sender import Sender
from bot.core.commands import split_command
from bot.core.messages import popups
from bot.core.messages.problems import render_problem
from bot.core.messages.start import render_stranger
from bot.core.messages.text import Text
from bot.core.people import Act, Language, Person, Role, language_for, may
from bot.core.records import Place
from bot.errors import UsageError
from bot.flows.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody's message or press: who, in which language, where. Rights were read just now."""

    person: Person
    language: Language
    place: Place
    message_id: int
    #: Unix seconds at which the message was sent.
    sent_at: float
    #: What follows the command, or the whole text or caption; it may hold a code.
    text: str = field(repr=False)
    #: The chat's name, for those who set things up in it.
    title: str
    query_id: str = ""
    data: str = ""


def place_of(message: Message) -> Place:
    """The chat, and the topic if the message stands in one.

    A reply in a forum's General topic carries a thread id that is no topic's.
    """
    thread_id = message.message_thread_id if message.is_topic_message else None
    return Place(chat_id=message.chat.id, thread_id=thread_id)


#: What nobody does by passing on somebody else's words.
_ACTS: Final = frozenset({Act.CALL, Act.ADMINISTER})


#: Somebody who may not is told so in a group once in so many seconds: a person without rights
#: must not use up what the group may be sent.
TOLD_ONCE_IN: Final = 3600.0
_TOLD_AT_MOST: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Turns updates into visits, and answers those who may not."""

    people: People
    sender: Sender
    default_language: Language
    now: Callable[[], float]
    _told: dict[tuple[int, int], float] = field(default_factory=dict)

    async def message(self, update: Update, act: Act) -> Visit | None:
        """Who wrote, if they may; else they are told and None is returned."""
        message = update.message
        if message is None or message.from_user is None:
            return None
        if message.sender_chat is not None:
            if self._may_tell(message.chat.id, message.sender_chat.id):
                anonymous = UsageError("anonymous")
                await self._tell(place_of(message), message, self.default_language, anonymous)
            return None
        person, language = await self._person(message.from_user)
        if not may(person.role, act):
            await self._turn_away(message, person, language, act)
            return None
        if act in _ACTS and (message.forward_origin is not None or message.via_bot is not None):
            await self._tell(place_of(message), message, language, UsageError("forwarded"))
            return None
        text = message.text or message.caption or ""
        return Visit(
            person=person,
            language=language,
            place=place_of(message),
            message_id=message.message_id,
            sent_at=message.date.timestamp(),
            text=split_command(text)[1] if text.startswith("/") else text,
            title=message.chat.effective_name or "",
        )

    async def press(
        self,
        update: Update,
        act: Act,
        *,
        refusal: Text = popups.MAY_NOT_CALL,
        private: bool = False,
    ) -> Visit | None:
        """Who pressed a button, if they may; else a pop-up says that they may not.

        `private`: such a button stands in private chats only, so elsewhere somebody made it up.
        """
        query = update.callback_query
        assert query is not None, "registered for presses only"
        message = query.message
        person, language = await self._person(query.from_user)
        if message is None or not may(person.role, act):
            await self.sender.pop_up(query.id, refusal.plain(language))
            return None
        # A message too old for Telegram to show is in some chat all the same.
        place = (
            place_of(message) if isinstance(message, Message) else Place(chat_id=message.chat.id)
        )
        if private and place.is_group:
            await self.sender.pop_up(query.id, popups.OUT_OF_DATE.plain(language))
            return None
        return Visit(
            person=person,
            language=language,
            place=place,
            message_id=message.message_id,
            sent_at=message.date.timestamp(),
            text="",
            title=message.chat.effective_name or "",
            query_id=query.id,
            data=query.data or "",
        )

    async def _person(self, user: User) -> tuple[Person, Language]:
        person = await self.people.person(user.id, user.full_name)
        return person, language_for(person.language, user.language_code, self.default_language)

    async def _turn_away(
        self, message: Message, person: Person, language: Language, act: Act
    ) -> None:
        place = place_of(message)
        if person.role is Role.STRANGER and not place.is_group:
            told = render_stranger(person.person_id, language=language)
            await self.sender.answer(place, told)
            return
        if place.is_group and not self._may_tell(place.chat_id, person.person_id):
            return
        error = UsageError("not_allowed")
        if act is Act.ADMINISTER:
            error = UsageError("admin_only", name=split_command(message.text or "")[0])
        await self._tell(place, message, language, error)

    def _may_tell(self, chat_id: int, person_id: int) -> bool:
        now = self.now()
        if now - self._told.get((chat_id, person_id), -TOLD_ONCE_IN) < TOLD_ONCE_IN:
            return False
        if len(self._told) >= _TOLD_AT_MOST:
            self._told.clear()
        self._told[chat_id, person_id] = now
        return True

    async def _tell(
        self, place: Place, message: Message, language: Language, error: UsageError
    ) -> None:
        await self.sender.answer(
            place, render_problem(error, language), reply_to=message.message_id
        )
