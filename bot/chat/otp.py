"""`/otp PHONE CODE`: a call at once; what is missing is asked for, a code is never kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Access, Visit
from bot.chat.sender import Sender
from bot.core.commands import OtpCommand, parse_code, parse_otp
from bot.core.messages import popups, render_problem, render_question
from bot.core.people import Act
from bot.core.phones import parse_callee
from bot.core.records import Account, Asking, Draft
from bot.errors import StoreBusy, UsageError
from bot.flows.dial import Dialler, Order
from bot.flows.people import People
from bot.flows.questions import HeldCodes, Questions

#: A command older than this places nothing: the bot was away, and the code is stale.
LATE: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is known so far of a call somebody wants, and the question it came through, if any."""

    command: OtpCommand
    #: The message that is claimed, and deleted because the code stands in it.
    message_id: int
    account_id: int | None = None
    draft: Draft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Otp:
    """The handlers of `/otp`, of the answers to its questions, and of its buttons."""

    access: Access
    sender: Sender
    people: People
    questions: Questions
    held: HeldCodes
    dialler: Dialler
    now: Callable[[], float]

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/otp` with anything from nothing to everything."""
        visit = await self.access.message(update, Act.CALL)
        if visit is not None:
            await self._answering(visit, self._commanded(visit))

    async def reply(self, update: Update, draft: Draft) -> None:
        """A reply to one of our questions: the phone number, or the code."""
        visit = await self.access.message(update, Act.CALL)
        if visit is not None:
            await self._answering(visit, self._replied(visit, draft))

    async def again(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Call, new code]: asks for the code; everything else stays as it was."""
        visit = await self.access.press(update, Act.CALL)
        if visit is None:
            return
        call = await self.people.call(visit.person, visit.data.partition(":")[2])
        if call is None:
            await self.sender.pop_up(visit.query_id, popups.NOT_YOURS.render(visit.language))
            return
        await self.sender.pop_up(visit.query_id)
        command = OtpCommand(
            callee=call.callee,
            code=None,
            template=call.template,
            campaign=call.campaign_id,
            caller=call.caller,
            queue=call.queue,
        )
        wish = _Wish(command=command, message_id=visit.message_id, account_id=call.account_id)
        await self._answering(visit, self._go_on(visit, wish))

    async def account(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """The account was picked; the code waited in memory, or is asked for again."""
        visit = await self.access.press(update, Act.CALL)
        if visit is None:
            return
        _, draft_id, account_id = visit.data.split(":")
        draft = await self.questions.pressed(visit.person, draft_id)
        if draft is None:
            await self.sender.pop_up(visit.query_id, popups.NOT_YOURS.render(visit.language))
            return
        await self.sender.pop_up(visit.query_id)
        wish = _Wish(
            command=replace(_read_command(draft), code=self.held.take(draft.id)),
            message_id=int(draft.values["message_id"]),
            account_id=int(account_id),
            draft=draft,
        )
        await self._answering(visit, self._go_on(visit, wish))

    async def _commanded(self, visit: Visit) -> None:
        self._in_time(visit)
        command = parse_otp(visit.text)
        await self._go_on(visit, _Wish(command=command, message_id=visit.message_id))

    async def _replied(self, visit: Visit, draft: Draft) -> None:
        self._in_time(visit)
        if draft.asking is Asking.PHONE:
            command = parse_otp(visit.text)
        else:
            command = replace(_read_command(draft), code=parse_code(visit.text))
        account = draft.values.get("account_id")
        wish = _Wish(
            command=command,
            message_id=visit.message_id,
            account_id=int(account) if account else None,
            draft=draft,
        )
        await self._go_on(visit, wish)

    def _in_time(self, visit: Visit) -> None:
        if self.now() - visit.sent_at > LATE:
            raise UsageError("late_otp", sent_at=str(visit.sent_at))

    async def _go_on(self, visit: Visit, wish: _Wish) -> None:
        """Ask for what is missing, one thing at a time, else place the call."""
        accounts = await self.people.accounts(visit.person)
        chosen = [a for a in accounts if wish.account_id in (None, a.account_id)]
        if not chosen:
            raise UsageError("no_account")
        if wish.command.callee is None:
            await self._ask(visit, wish, Asking.PHONE)
        elif len(chosen) > 1:
            await self._ask(visit, wish, Asking.ACCOUNT, accounts=chosen)
        elif wish.command.code is None:
            chosen_id = chosen[0].account_id
            await self._ask(visit, replace(wish, account_id=chosen_id), Asking.CODE)
        else:
            await self._dial(visit, wish, chosen[0], wish.command.code)

    async def _ask(
        self, visit: Visit, wish: _Wish, asking: Asking, *, accounts: Sequence[Account] = ()
    ) -> None:
        if wish.draft is not None and not await self.questions.take(wish.draft):
            raise UsageError("answered_already")
        draft = await self.questions.ask(
            visit.person, visit.place, asking=asking, values=_values(wish)
        )
        if asking is Asking.ACCOUNT and wish.command.code is not None:
            self.held.hold(draft.id, wish.command.code)
        question = render_question(draft, accounts, language=visit.language)
        reply_to = visit.message_id if visit.place.is_group else None
        message_id = await self.sender.answer(visit.place, question, reply_to=reply_to)
        if message_id is not None:
            await self.questions.put(draft, message_id)

    async def _dial(self, visit: Visit, wish: _Wish, account: Account, code: str) -> None:
        order = Order(
            person=visit.person,
            language=visit.language,
            place=visit.place,
            message_id=wish.message_id,
            account=account,
            command=wish.command,
            draft_id=wish.draft.id if wish.draft else None,
        )
        placed = await self.dialler.otp(order, code)
        if placed and wish.draft is not None and wish.draft.message_id is not None:
            await self.sender.delete(visit.place, wish.draft.message_id)

    async def _answering(self, visit: Visit, act: Awaitable[None]) -> None:
        """Run what was asked for; whatever stops it is said, and that nobody was called."""
        try:
            await act
        except UsageError as error:
            problem = error
        except StoreBusy:
            problem = UsageError("store_busy")
        else:
            return
        answer = render_problem(problem, visit.language)
        await self.sender.answer(visit.place, answer, reply_to=visit.message_id)


def _values(wish: _Wish) -> dict[str, str]:
    """What a question remembers of a wish: everything but the code."""
    command = wish.command
    known = {
        "callee": command.callee,
        "template": command.template,
        "campaign": command.campaign,
        "caller": command.caller,
        "queue": "yes" if command.queue else None,
        "account_id": None if wish.account_id is None else str(wish.account_id),
        "message_id": str(wish.message_id),
    }
    return {name: value for name, value in known.items() if value is not None}


def _read_command(draft: Draft) -> OtpCommand:
    values = draft.values
    return OtpCommand(
        callee=values.get("callee"),
        code=None,
        template=values.get("template"),
        campaign=values.get("campaign"),
        caller=values.get("caller"),
        queue="queue" in values,
    )
