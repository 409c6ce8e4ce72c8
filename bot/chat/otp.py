"""`/otp PHONE CODE`: a call at once; what is missing is asked for, a code is never kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Access, Visit, place_of
from bot.chat.sender import Sender
from bot.chat.wish import CodeIs, Wish, again, render_question, values_of, wish_of
from bot.core.commands import parse_code, parse_otp
from bot.core.messages import popups, prompts
from bot.core.messages.problems import render_problem
from bot.core.messages.text import Text, clock
from bot.core.people import Act
from bot.core.records import Account, Asking, Draft
from bot.errors import StoreBusy, UsageError
from bot.flows.dial import Dialler, Order
from bot.flows.people import People
from bot.flows.questions import HeldCodes, Questions

#: A command older than this places nothing: the bot was away, and the code is stale.
LATE: Final = 300.0


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

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/otp` with anything from nothing to everything."""
        visit = await self.access.message(update, Act.CALL)
        if visit is not None:
            await self._answering(visit, self._commanded(visit))

    async def reply(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A reply to one of our questions: the phone number, or the code."""
        message = update.message
        assert message is not None, "registered for replies only"
        assert message.reply_to_message is not None, "registered for replies only"
        place, question = place_of(message), message.reply_to_message.message_id
        # People reply to our other messages too, for each other's sake or to say thanks.
        if not await self.questions.stands_at(place, question):
            return
        visit = await self.access.message(update, Act.CALL)
        if visit is not None:
            await self._answering(visit, self._replied(visit, question))

    async def again(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Call, new code]: asks for the code; everything else stays as it was."""
        visit = await self.access.press(update, Act.CALL)
        if visit is None:
            return
        call = await self.people.call(visit.person, visit.data.partition(":")[2])
        if call is None:
            await self.sender.pop_up(visit.query_id, popups.MAY_NOT_SEE.plain(visit.language))
            return
        await self._answering(visit, self._go_on(visit, again(call, visit.message_id)))

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """An account, or the new form of a number, was picked: the code waited in memory."""
        visit = await self.access.press(update, Act.CALL)
        draft = await self._pressed(visit) if visit is not None else None
        if visit is None or draft is None:
            return
        wish = wish_of(draft)
        command = replace(wish.command, code=self.held.take(draft.id))
        if command.code is None and wish.code_is is CodeIs.FORGOTTEN:
            # The code in that message will not be read out any more; another is asked for.
            await self.sender.delete(visit.place, wish.message_id)
        wish = replace(wish, command=command)
        if draft.asking is Asking.ACCOUNT:
            wish = replace(wish, account_id=int(visit.data.rpartition(":")[2]))
        await self._answering(visit, self._go_on(visit, wish))

    async def drop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Cancel] under a question."""
        visit = await self.access.press(update, Act.CALL)
        draft = await self._pressed(visit) if visit is not None else None
        if visit is None or draft is None:
            return
        self.held.take(draft.id)
        await self._answering(visit, self._dropped(visit, draft))

    async def _commanded(self, visit: Visit) -> None:
        self._in_time(visit)
        await self._go_on(visit, _read(visit))

    async def _replied(self, visit: Visit, question: int) -> None:
        draft = await self.questions.answered_by(visit.person, visit.place, question)
        if draft is None:
            raise UsageError("prompt_gone")
        self._in_time(visit)
        if draft.asking is Asking.PHONE:
            wish = replace(_read(visit), draft=draft)
        else:
            asked = wish_of(draft)
            command = replace(asked.command, code=parse_code(visit.text))
            wish = replace(asked, command=command, message_id=visit.message_id)
        await self._go_on(visit, wish)

    def _in_time(self, visit: Visit) -> None:
        if self.now() - visit.sent_at > LATE:
            sent = clock(visit.sent_at, self.tz, language=visit.language, now=self.now())
            raise UsageError("command_late", sent=sent)

    async def _go_on(self, visit: Visit, wish: Wish) -> None:
        """Ask for what is missing, one thing at a time, else place the call."""
        accounts = await self.people.accounts(visit.person)
        chosen = [a for a in accounts if wish.account_id in (None, a.account_id)]
        if not chosen:
            raise UsageError("account_missing")
        if wish.command.callee is None:
            await self._ask(visit, wish, Asking.PHONE)
        elif wish.renewed is not None:
            await self._ask(visit, wish, Asking.RENEWED)
        elif len(chosen) > 1:
            await self._ask(visit, wish, Asking.ACCOUNT, accounts=chosen)
        elif wish.command.code is None:
            settled = replace(wish, account_id=chosen[0].account_id)
            await self._ask(visit, settled, Asking.CODE)
        else:
            await self._dial(visit, wish, chosen[0], wish.command.code)

    async def _ask(
        self, visit: Visit, wish: Wish, asking: Asking, *, accounts: Sequence[Account] = ()
    ) -> None:
        if wish.draft is not None and not await self.questions.take(wish.draft):
            raise UsageError("prompt_gone")
        draft = await self.questions.ask(
            visit.person, visit.place, asking=asking, values=values_of(wish)
        )
        if wish.command.code is not None:
            self.held.hold(draft.id, wish.command.code)
        question = render_question(visit, wish, draft, accounts)
        reply_to = visit.message_id if visit.place.is_group else None
        message_id = await self.sender.answer(visit.place, question, reply_to=reply_to)
        if message_id is not None:
            await self.questions.put(draft, message_id)
        await self._clear(visit, wish.draft)

    async def _dial(self, visit: Visit, wish: Wish, account: Account, code: str) -> None:
        order = Order(
            person=visit.person,
            language=visit.language,
            place=visit.place,
            message_id=wish.message_id,
            account=account,
            command=wish.command,
            draft_id=wish.draft.id if wish.draft else None,
        )
        if await self.dialler.otp(order, code):
            await self._clear(visit, wish.draft)

    async def _clear(self, visit: Visit, answered: Draft | None) -> None:
        """A question that was answered leaves the chat."""
        if answered is not None and answered.message_id is not None:
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

    async def _dropped(self, visit: Visit, draft: Draft) -> None:
        if not await self.questions.take(draft):
            raise UsageError("prompt_gone")
        cancelled = prompts.render_cancelled(language=visit.language)
        await self.sender.redraw(visit.place, visit.message_id, cancelled)

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
            answer = render_problem(problem, visit.language, masked=visit.place.is_group)
            await self.sender.answer(visit.place, answer, reply_to=visit.message_id)


#: What a press is told in a pop-up; everything else is a message.
_POP_UPS: Final[dict[str, Text]] = {
    "prompt_gone": popups.ALREADY_PRESSED,
    "busy": popups.BUSY,
}


def _read(visit: Visit) -> Wish:
    """What was typed after the command; an old number is read as its new one, to be confirmed."""
    try:
        return Wish(command=parse_otp(visit.text), message_id=visit.message_id)
    except UsageError as error:
        if error.problem != "phone_old":
            raise
        command = parse_otp(visit.text, renew=True)
        return Wish(command=command, message_id=visit.message_id, renewed=error)
