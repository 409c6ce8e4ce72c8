"""`/otp PHONE CODE`: a call at once; what is missing is asked for, a code is never kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final, Protocol

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Access, Visit, place_of
from bot.chat.sender import Sender
from bot.core.commands import OtpCommand, parse_code, parse_otp
from bot.core.messages import popups, prompts
from bot.core.messages.problems import render_problem
from bot.core.messages.text import Message, clock
from bot.core.people import Act, Language
from bot.core.records import Account, Asking, Draft
from bot.errors import StoreBusy, UsageError
from bot.flows.dial import Dialler, Order
from bot.flows.people import People
from bot.flows.questions import HeldCodes, Questions

#: A command older than this places nothing: the bot was away, and the code is stale.
LATE: Final = 300.0


class AskCode(Protocol):
    """One of the ways to ask for a code."""

    def __call__(self, callee: str, *, language: Language, masked: bool) -> Message:
        """The question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is known so far of a call somebody wants, and the question it came through, if any."""

    command: OtpCommand
    #: The message that is claimed, and deleted because the code stands in it.
    message_id: int
    account_id: int | None = None
    draft: Draft | None = None
    ask_code: AskCode = prompts.render_ask_code


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
        # In a group people reply to our messages for each other's sake, whatever their rights.
        if place.is_group and not await self.questions.stands_at(place, question):
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
        await self.sender.pop_up(visit.query_id)
        command = OtpCommand(
            callee=call.callee,
            code=None,
            template=call.template,
            campaign=call.campaign_id,
            caller=call.caller,
            queue=call.queue,
        )
        wish = _Wish(
            command=command,
            message_id=visit.message_id,
            account_id=call.account_id,
            ask_code=prompts.render_ask_new_code,
        )
        await self._answering(visit, self._go_on(visit, wish))

    async def account(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """The account was picked; the code waited in memory, or is asked for again."""
        visit = await self.access.press(update, Act.CALL)
        if visit is None:
            return
        _, draft_id, account_id = visit.data.split(":")
        draft = await self.questions.pressed(visit.person, draft_id)
        if draft is None:
            await self.sender.pop_up(visit.query_id, popups.MAY_NOT_SEE.plain(visit.language))
            return
        await self.sender.pop_up(visit.query_id)
        wish = _Wish(
            command=replace(_read_command(draft), code=self.held.take(draft.id)),
            message_id=int(draft.values["message_id"]),
            account_id=int(account_id),
            draft=draft,
            ask_code=(
                prompts.render_ask_code_again if "held" in draft.values else prompts.render_ask_code
            ),
        )
        await self._answering(visit, self._go_on(visit, wish))

    async def _commanded(self, visit: Visit) -> None:
        self._in_time(visit)
        command = parse_otp(visit.text)
        await self._go_on(visit, _Wish(command=command, message_id=visit.message_id))

    async def _replied(self, visit: Visit, question: int) -> None:
        draft = await self.questions.answered_by(visit.person, visit.place, question)
        if draft is None:
            raise UsageError("prompt_gone")
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
            sent = clock(visit.sent_at, self.tz, language=visit.language, now=self.now())
            raise UsageError("command_late", sent=sent)

    async def _go_on(self, visit: Visit, wish: _Wish) -> None:
        """Ask for what is missing, one thing at a time, else place the call."""
        accounts = await self.people.accounts(visit.person)
        chosen = [a for a in accounts if wish.account_id in (None, a.account_id)]
        if not chosen:
            raise UsageError("account_missing")
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
            raise UsageError("prompt_gone")
        draft = await self.questions.ask(
            visit.person, visit.place, asking=asking, values=_values(wish)
        )
        if asking is Asking.ACCOUNT and wish.command.code is not None:
            self.held.hold(draft.id, wish.command.code)
        question = self._question(visit, wish, draft, accounts)
        reply_to = visit.message_id if visit.place.is_group else None
        message_id = await self.sender.answer(visit.place, question, reply_to=reply_to)
        if message_id is not None:
            await self.questions.put(draft, message_id)

    @staticmethod
    def _question(visit: Visit, wish: _Wish, draft: Draft, accounts: Sequence[Account]) -> Message:
        language, masked = visit.language, visit.place.is_group
        callee = wish.command.callee or ""
        match draft.asking:
            case Asking.PHONE:
                return prompts.render_ask_phone(language=language)
            case Asking.ACCOUNT:
                return prompts.render_choose_account(draft.id, accounts, language=language)
            case Asking.CODE:
                return wish.ask_code(callee, language=language, masked=masked)

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
            problem = UsageError("busy")
        else:
            return
        answer = render_problem(problem, visit.language, masked=visit.place.is_group)
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
        "held": "yes" if command.code is not None else None,
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
