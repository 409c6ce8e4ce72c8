"""`/otp PHONE CODE`: a call at once; what is missing is asked for, a code is never kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any, Final

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Access, Visit, place_of
from bot.chat.sender import Sender
from bot.core.messages import popups, prompts
from bot.core.messages.problems import render_problem
from bot.core.messages.text import Message, Text, clock
from bot.core.people import Act
from bot.core.records import Account, Asking, Draft
from bot.core.wishes import (
    LATE,
    TYPED,
    CodeIs,
    Wish,
    answer,
    looks_like_answer,
    next_question,
    once_more,
    read_wish,
    recall,
    remember,
)
from bot.errors import StoreBusy, UsageError
from bot.flows.dial import Dialler, Order
from bot.flows.people import People
from bot.flows.questions import HeldCodes, Questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Otp:
    """The handlers of `/otp`, of the answers to its questions, and of its buttons."""

    access: Access
    sender: Sender
    people: People
    questions: Questions
    held: HeldCodes
    dialler: Dialler
    tz: tzinfo
    now: Callable[[], float]
    #: Takes private text that answers nothing.
    otherwise: Callable[[Update, ContextTypes.DEFAULT_TYPE], Awaitable[Any]]

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/otp` with anything from nothing to everything."""
        visit = await self.access.message(update, Act.CALL)
        if visit is not None:
            await self._answering(visit, self._commanded(visit))

    async def reply(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A reply to one of our questions: the phone number, or the code."""
        message = update.message
        assert message is not None, "registered for replies only"
        assert message.reply_to_message is not None, "registered for replies only"
        place, question = place_of(message), message.reply_to_message.message_id
        if await self.questions.stands_at(place, question):
            visit = await self.access.message(update, Act.CALL)
            if visit is not None:
                await self._answering(visit, self._replied(visit, question))
        elif not place.is_group:
            # People reply to our other messages too, to say thanks, or to a question's lost copy.
            await self.text(update, context)

    async def text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Private text that replies to nothing may be an answer that was typed the plain way."""
        visit = await self.access.message(update, Act.START)
        if visit is None:
            return
        draft = await self.questions.open_for(visit.person, visit.place)
        if draft is not None and looks_like_answer(draft, visit.text):
            allowed = await self.access.message(update, Act.CALL)
            if allowed is not None:
                await self._answering(allowed, self._answered(allowed, draft))
        else:
            await self.otherwise(update, context)

    async def again(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Call, new code]: asks for the code; everything else stays as it was."""
        visit = await self.access.press(update, Act.CALL)
        if visit is None:
            return
        call = await self.people.call(visit.person, visit.data.partition(":")[2])
        if call is None:
            await self.sender.pop_up(visit.query_id, popups.MAY_NOT_SEE.plain(visit.language))
            return
        wish = once_more(call, message_id=visit.message_id)
        await self._answering(visit, self._go_on(visit, wish))

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """An account, or the new form of a number, was picked: the code waited in memory."""
        visit = await self.access.press(update, Act.CALL)
        draft = await self._pressed(visit) if visit is not None else None
        if visit is not None and draft is not None:
            await self._answering(visit, self._picked(visit, draft))

    async def drop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Cancel] under a question."""
        visit = await self.access.press(update, Act.CALL)
        draft = await self._pressed(visit) if visit is not None else None
        if visit is not None and draft is not None:
            await self._answering(visit, self._dropped(visit, draft))

    async def _commanded(self, visit: Visit) -> None:
        self._in_time(visit)
        chat_id, message_id = visit.place.chat_id, visit.message_id
        await self._go_on(visit, read_wish(visit.text, chat_id=chat_id, message_id=message_id))

    async def _replied(self, visit: Visit, question: int) -> None:
        draft = await self.questions.answered_by(visit.person, visit.place, question)
        if draft is None:
            raise UsageError("prompt_gone")
        await self._answered(visit, draft)

    async def _answered(self, visit: Visit, draft: Draft) -> None:
        self._in_time(visit)
        code = self.held.get(draft.id)
        try:
            wish = answer(draft, visit.text, message_id=visit.message_id, code=code)
        except UsageError as error:
            if error.problem == "cancelled":
                await self._cancel(visit, draft)
                await self._clear(visit, draft)
            if draft.asking not in TYPED or error.problem in _FINAL:
                raise
            await self._ask_again(visit, draft, error)
        else:
            await self._go_on(visit, wish, draft)

    async def _ask_again(self, visit: Visit, draft: Draft, error: UsageError) -> None:
        """What was wrong with the answer takes the question's place, and waits for a better one."""
        told = render_problem(error, visit.language, masked=visit.place.is_group)
        question = prompts.render_question(draft, recall(draft), [], language=visit.language)
        message_id = await self.sender.answer(
            visit.place, replace(told, ask=question.ask), reply_to=visit.message_id
        )
        if message_id is not None:
            await self.questions.put(draft, message_id)
            if draft.message_id is not None:
                await self.sender.delete(visit.place, draft.message_id)

    async def _picked(self, visit: Visit, draft: Draft) -> None:
        wish = recall(draft, code=self.held.get(draft.id))
        if draft.asking is Asking.ACCOUNT:
            wish = replace(wish, account_id=int(visit.data.rpartition(":")[2]))
        await self._go_on(visit, wish, draft)

    async def _dropped(self, visit: Visit, draft: Draft) -> None:
        await self._cancel(visit, draft)
        cancelled = prompts.render_cancelled(language=visit.language)
        await self.sender.redraw(visit.place, visit.message_id, cancelled)

    async def _cancel(self, visit: Visit, draft: Draft) -> None:
        await self.questions.cancel(draft)
        self.held.forget(draft.id)
        if draft.asking not in TYPED:
            # The command's code will not be read out any more, and need not stand there.
            await self.sender.delete(visit.place, recall(draft).message_id)

    def _in_time(self, visit: Visit) -> None:
        if self.now() - visit.sent_at > LATE:
            sent = clock(visit.sent_at, self.tz, language=visit.language, now=self.now())
            raise UsageError("command_late", sent=sent)

    async def _go_on(self, visit: Visit, wish: Wish, answered: Draft | None = None) -> None:
        """Ask for what is missing, one thing at a time, else place the call."""
        accounts = await self.people.accounts(visit.person)
        chosen = [a for a in accounts if wish.account_id in (None, a.account_id)]
        if not chosen:
            raise UsageError("account_missing")
        asking = next_question(wish, chosen)
        if asking is None:
            await self._dial(visit, wish, chosen[0], answered)
            return
        if asking is Asking.CODE:
            wish = replace(wish, account_id=chosen[0].account_id)
        draft = await self.questions.ask(
            visit.person, visit.place, asking=asking, values=remember(wish), after=answered
        )
        if wish.command.code is not None:
            self.held.hold(draft.id, wish.command.code)
        elif wish.code_is is CodeIs.FORGOTTEN:
            await self.sender.delete(visit.place, wish.message_id)
        await self._put(
            visit, draft, prompts.render_question(draft, wish, chosen, language=visit.language)
        )
        await self._clear(visit, answered)

    async def _put(self, visit: Visit, draft: Draft, question: Message) -> None:
        if visit.query_id and visit.place.is_group and question.ask is not None:
            # A press leaves no message of the person's to reply to.
            person = visit.person
            question = prompts.render_addressed(question, person.person_id, person.name)
        reply_to = visit.message_id if visit.place.is_group else None
        message_id = await self.sender.answer(visit.place, question, reply_to=reply_to)
        if message_id is not None:
            await self.questions.put(draft, message_id)

    async def _dial(
        self, visit: Visit, wish: Wish, account: Account, answered: Draft | None
    ) -> None:
        order = Order(
            person=visit.person,
            language=visit.language,
            place=visit.place,
            message_id=wish.message_id,
            account=account,
            command=wish.command,
            draft_id=answered.id if answered else None,
        )
        if await self.dialler.otp(order, wish.command.code or ""):
            await self._clear(visit, answered)

    async def _clear(self, visit: Visit, answered: Draft | None) -> None:
        """A question that was answered leaves memory and the chat."""
        if answered is None:
            return
        self.held.forget(answered.id)
        if answered.message_id is not None:
            await self.sender.delete(visit.place, answered.message_id)

    async def _pressed(self, visit: Visit) -> Draft | None:
        draft = await self.questions.pressed(visit.data.split(":")[1])
        if draft is None:
            await self.sender.pop_up(visit.query_id, popups.OUT_OF_DATE.plain(visit.language))
        elif draft.person_id != visit.person.person_id:
            who = await self.people.name(draft.person_id)
            refusal = popups.ONLY_OWNER.plain(visit.language, who=who)
            await self.sender.pop_up(visit.query_id, refusal)
            return None
        return draft

    async def _answering(self, visit: Visit, act: Awaitable[None]) -> None:
        """Do what was asked for; whatever stops it is said, and that nobody was called."""
        problem: UsageError | None = None
        try:
            await act
        except UsageError as error:
            problem = error
        except StoreBusy:
            problem = UsageError("busy")
        if visit.query_id:
            said = _POP_UPS.get(problem.problem) if problem else None
            await self.sender.pop_up(visit.query_id, said.plain(visit.language) if said else None)
            problem = None if said else problem
        if problem is not None:
            told = render_problem(problem, visit.language, masked=visit.place.is_group)
            await self.sender.answer(visit.place, told, reply_to=visit.message_id)


#: What ends a question instead of asking it again.
_FINAL: Final = frozenset({"prompt_gone", "cancelled"})
#: What a press is told in a pop-up; everything else is a message.
_POP_UPS: Final[dict[str, Text]] = {
    "prompt_gone": popups.CLOSED,
    "busy": popups.BUSY,
}
