"""`/notify`: which places hear outcomes, and of what; administrators only."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import ReplyKeyboardRemove, Update
from telegram.ext import ContextTypes

from bot.chat.access import Access, Visit
from bot.chat.markup import chat_picker
from bot.chat.sender import Sender
from bot.core.messages import notify as texts
from bot.core.messages import popups
from bot.core.messages.problems import render_problem
from bot.core.messages.text import Message
from bot.core.people import Act, Language
from bot.core.records import Place
from bot.errors import UsageError
from bot.flows.people import People
from bot.flows.subscribe import Heard, Subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """The handlers of `/notify`, of its buttons, and of the chat that was picked in private."""

    access: Access
    sender: Sender
    people: People
    subscriptions: Subscriptions

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/notify` in a group or topic sets it up; in private a chat is picked; `off` ends it."""
        visit = await self.access.message(update, Act.ADMINISTER)
        if visit is None:
            return
        if not visit.place.is_group:
            question = texts.render_choose(language=visit.language)
            await self.sender.answer(visit.place, question, keyboard=chat_picker(visit.language))
        elif visit.text.strip().lower() == "off":
            was_on = await self.subscriptions.end(visit.place, why="off")
            said = texts.render_stopped if was_on else texts.render_not_on
            await self.sender.answer(visit.place, said(visit.place, language=visit.language))
        elif heard := await self._begin(visit, visit.place, visit.title):
            await self.sender.answer(visit.place, _card(heard, visit.language))

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A chat was picked in private: outcomes arrive there, and it is said in both places."""
        visit = await self.access.message(update, Act.ADMINISTER)
        shared = update.message.chat_shared if update.message else None
        if visit is None or shared is None:
            return
        place, title = Place(chat_id=shared.chat_id), shared.title or str(shared.chat_id)
        heard = await self._begin(visit, place, title)
        if heard is None:
            return
        shown = await self.sender.answer(place, _card(heard, visit.language))
        if shown is not None:
            answer = texts.render_set(title, heard.accounts, language=visit.language)
        else:
            await self.subscriptions.end(place, why="not_writable")
            answer = render_problem(UsageError("chat_closed", title=title), visit.language)
        await self.sender.answer(visit.place, answer, keyboard=ReplyKeyboardRemove())

    async def toggle(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A line of the filter was pressed."""
        visit = await self._pressed(update)
        if visit is not None:
            name = visit.data.rpartition(":")[2]
            await self._redraw(visit, await self.subscriptions.toggle(visit.place, name))

    async def stop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Stop]: this place hears nothing any more."""
        visit = await self._pressed(update)
        if visit is not None:
            await self.subscriptions.end(visit.place, why="off")
            await self._redraw(visit, None)

    async def _begin(self, visit: Visit, place: Place, title: str) -> Heard | None:
        accounts = await self.people.accounts(visit.person)
        if not accounts:
            problem = render_problem(UsageError("account_missing"), visit.language)
            await self.sender.answer(visit.place, problem)
            return None
        return await self.subscriptions.begin(
            visit.person, place, title=title, accounts=accounts, language=visit.language
        )

    async def _pressed(self, update: Update) -> Visit | None:
        visit = await self.access.press(update, Act.ADMINISTER, refusal=popups.ONLY_ADMIN)
        if visit is not None:
            await self.sender.pop_up(visit.query_id)
        return visit

    async def _redraw(self, visit: Visit, heard: Heard | None) -> None:
        """The card is the place's, so it stays in the language that was chosen for it."""
        if heard is None:
            card = texts.render_stopped(visit.place, language=visit.language)
        else:
            card = _card(heard, heard.subscription.language)
        await self.sender.redraw(visit.place, visit.message_id, card)


def _card(heard: Heard, language: Language) -> Message:
    return texts.render_notify(heard.subscription, heard.accounts, language=language)
