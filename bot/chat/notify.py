"""`/notify`: which places hear outcomes, and of what; administrators only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from telegram import ReplyKeyboardRemove, Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.markup import chat_picker
from bot.core.delivery import Refused
from bot.core.messages import notify as texts
from bot.core.messages import popups
from bot.core.messages.problems import render_problem
from bot.core.messages.text import Message
from bot.core.pacing import Lane
from bot.core.people import Act, Language
from bot.core.records import Place
from bot.errors import UsageError
from bot.flows.subscribe import Heard, Subscriptions

#: What may follow `/notify`.
_WORDS: Final = frozenset({"", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """The handlers of `/notify`, of its buttons, and of the chat that was picked in private."""

    desk: Desk
    subscriptions: Subscriptions

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/notify` in a group or topic sets it up; in private a chat is picked; `off` ends it."""
        visit = await self.desk.access.message(update, Act.ADMINISTER)
        if visit is None:
            return
        word = visit.text.strip().lower()
        if word not in _WORDS:
            await self.desk.tell(visit, UsageError("notify_what"))
        elif not visit.place.is_group:
            question = texts.render_choose(language=visit.language)
            await self.desk.say(visit, question, keyboard=chat_picker(visit.language))
        elif word == "off":
            was_on = await self.subscriptions.end(visit.place, why="off")
            said = texts.render_stopped if was_on else texts.render_not_on
            await self.desk.say(visit, said(visit.place, language=visit.language))
        elif heard := await self._begin(visit, visit.place, visit.title):
            await self.desk.say(visit, _card(heard, visit.language))

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A chat was picked in private: outcomes arrive there, and it is said in both places."""
        visit = await self.desk.access.message(update, Act.ADMINISTER)
        shared = update.message.chat_shared if update.message else None
        if visit is None or shared is None:
            return
        place, title = Place(chat_id=shared.chat_id), shared.title or str(shared.chat_id)
        was_on = await self.subscriptions.is_on(place)
        heard = await self._begin(visit, place, title)
        if heard is None:
            return
        await self.desk.sender.turn(place.chat_id, Lane.ANSWER)
        shown = await self.desk.sender.send(place, _card(heard, visit.language))
        answer = texts.render_set(title, heard.accounts, language=visit.language)
        if isinstance(shown, Refused):
            if not was_on:
                await self.subscriptions.end(place, why=shown.refusal)
            answer = render_problem(UsageError("chat_closed", title=title), visit.language)
        await self.desk.say(visit, answer, keyboard=ReplyKeyboardRemove())

    async def toggle(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A line of the filter was pressed."""
        pressed = await self._pressed(update)
        if pressed is not None:
            visit, place = pressed
            name = visit.data.rpartition(":")[2]
            await self._redraw(visit, place, await self.subscriptions.toggle(place, name))

    async def stop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Stop]: this place hears nothing any more."""
        pressed = await self._pressed(update)
        if pressed is not None:
            visit, place = pressed
            await self.subscriptions.end(place, why="off")
            await self._redraw(visit, place, None)

    async def _begin(self, visit: Visit, place: Place, title: str) -> Heard | None:
        accounts = await self.desk.people.accounts(visit.person)
        if not accounts:
            await self.desk.tell(visit, UsageError("account_missing"))
            return None
        return await self.subscriptions.begin(
            visit.person, place, title=title, accounts=accounts, language=visit.language
        )

    async def _pressed(self, update: Update) -> tuple[Visit, Place] | None:
        """Who pressed, and the place whose card it is: an old message does not tell its topic."""
        visit = await self.desk.access.press(update, Act.ADMINISTER, refusal=popups.ONLY_ADMIN)
        if visit is None:
            return None
        place = await self.subscriptions.place(int(visit.data.split(":")[1]))
        if place is None or place.chat_id != visit.place.chat_id:
            await self.desk.pop_up(visit, popups.OUT_OF_DATE)
            return None
        await self.desk.sender.pop_up(visit.query_id)
        return visit, place

    async def _redraw(self, visit: Visit, place: Place, heard: Heard | None) -> None:
        """The card is the place's, so it stays in the language that was chosen for it."""
        if heard is None:
            card = texts.render_stopped(place, language=visit.language)
        else:
            card = _card(heard, heard.subscription.language)
        await self.desk.sender.redraw(place, visit.message_id, card)


def _card(heard: Heard, language: Language) -> Message:
    return texts.render_notify(heard.subscription, heard.accounts, language=language)
