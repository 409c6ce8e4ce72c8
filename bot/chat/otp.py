"""`/otp PHONE CODE`: a call at once; what is missing is asked for, a code is never kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core.accounts import verify_reads_codes
from bot.core.messages import popups, prompts
from bot.core.messages.accounts import default_now
from bot.core.orders import Order
from bot.core.people import Act
from bot.core.records import Account, CallKind, Draft, Topic
from bot.core.wishes import (
    TYPED,
    Asking,
    CodeIs,
    Wish,
    answer,
    looks_like_answer,
    next_question,
    once_more,
    picked,
    read_wish,
    recall,
    remember,
)
from bot.errors import LookFirst, UsageError
from bot.flows.dial import Dialler
from bot.flows.preview import Previews
from bot.flows.questions import HeldCodes

#: What ends a question instead of asking it again.
_FINAL: Final = frozenset({"prompt_gone", "cancelled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Otp:
    """The handlers of `/otp`, of the answers to its questions, and of its buttons."""

    desk: Desk
    held: HeldCodes
    previews: Previews
    dialler: Dialler
    act: Act = Act.CALL

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/otp` with anything from nothing to everything."""
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self.run(visit))

    async def run(self, visit: Visit) -> None:
        """The command as it was typed, or as a button mended it."""
        self.desk.verify_in_time(visit)
        chat_id, message_id = visit.place.chat_id, visit.message_id
        await self._go_on(visit, read_wish(visit.text, chat_id=chat_id, message_id=message_id))

    def fits(self, draft: Draft, text: str) -> bool:
        """Whether text that replies to nothing is the number or the code that is asked for."""
        return looks_like_answer(draft, text)

    async def again(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Call, new code]: asks for the code; everything else stays as it was."""
        visit = await self.desk.access.press(update, Act.CALL)
        if visit is None:
            return
        call = await self.desk.people.call(visit.person, visit.data.partition(":")[2])
        if call is None:
            await self.desk.pop_up(visit, popups.MAY_NOT_SEE)
            return
        wish = once_more(call, message_id=visit.message_id)
        await self.desk.answering(visit, self._go_on(visit, wish))

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button under a question; the code waited in memory."""
        visit = await self.desk.access.press(update, Act.CALL)
        draft = await self.desk.pressed(visit, Topic.OTP) if visit is not None else None
        if visit is not None and draft is not None:
            await self.desk.answering(visit, self._picked(visit, draft))

    async def drop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Cancel] under a question."""
        visit = await self.desk.access.press(update, Act.CALL)
        draft = await self.desk.pressed(visit, Topic.OTP) if visit is not None else None
        if visit is not None and draft is not None:
            await self.desk.answering(visit, self._dropped(visit, draft))

    async def answered(self, visit: Visit, draft: Draft) -> None:
        """The phone number, or the code."""
        self.desk.verify_in_time(visit)
        code = self.held.get(draft.id)
        try:
            wish = answer(draft, visit.text, message_id=visit.message_id, code=code)
        except UsageError as error:
            if error.problem == "cancelled":
                await self._cancel(visit, draft)
                await self._clear(visit, draft)
            if draft.asking not in TYPED or error.problem in _FINAL:
                raise
            question = prompts.render_question(draft, recall(draft), [], language=visit.language)
            await self.desk.put_again(visit, draft, question, error)
        else:
            await self._go_on(visit, wish, draft)

    async def _picked(self, visit: Visit, draft: Draft) -> str | None:
        wish = recall(draft, code=self.held.get(draft.id))
        default = None
        if draft.asking == Asking.ACCOUNT:
            wish = replace(wish, account_id=int(visit.data.rpartition(":")[2]))
            default = await self.desk.people.remember_default(visit.person, wish.account_id)
        elif visit.data.startswith("draft.template:"):
            wish = picked(wish, int(visit.data.rpartition(":")[2]))
        await self._go_on(visit, wish, draft)
        return default_now(default, language=visit.language) if default else None

    async def _dropped(self, visit: Visit, draft: Draft) -> None:
        await self._cancel(visit, draft)
        await self.desk.redraw(visit, prompts.render_cancelled(language=visit.language))

    async def _cancel(self, visit: Visit, draft: Draft) -> None:
        await self.desk.questions.cancel(draft)
        self.held.forget(draft.id)
        if draft.asking not in TYPED:
            # The command's code will not be read out any more, and need not stand there.
            await self.desk.sender.delete(visit.place, recall(draft).message_id)

    async def _go_on(self, visit: Visit, wish: Wish, answered: Draft | None = None) -> None:
        """Ask for what is missing, one thing at a time, else place the call."""
        chosen = await self.desk.people.choose(visit.person, wish.account_id, wish.command.account)
        if len(chosen) == 1 and wish.command.template is None:
            verify_reads_codes(chosen[0])
        if len(chosen) == 1:
            template = wish.command.template or chosen[0].otp_template
            await self.previews.verify_unlocked(chosen[0], template)
        close = await self._close(wish, chosen)
        asking = next_question(wish, chosen, close)
        if asking is Asking.TEMPLATE:
            wish = replace(wish, close=close)
        if asking is None:
            try:
                await self._dial(visit, wish, chosen[0], answered)
            except LookFirst as found:
                wish = replace(wish, seen=found.keys)
                await self._ask(visit, wish, chosen, Asking.ANYWAY, answered)
        else:
            await self._ask(visit, wish, chosen, asking, answered)

    async def _close(self, wish: Wish, accounts: list[Account]) -> tuple[str, ...]:
        """What the script's name may have been meant as, once the account is known."""
        template = wish.command.template
        if template is None or len(accounts) > 1:
            return ()
        return (await self.previews.shelf(accounts[0], None)).codes_close_to(template)

    async def _ask(
        self,
        visit: Visit,
        wish: Wish,
        accounts: list[Account],
        asking: Asking,
        answered: Draft | None,
    ) -> None:
        if asking is not Asking.ACCOUNT and len(accounts) == 1:
            wish = replace(wish, account_id=accounts[0].account_id)
        draft = await self.desk.ask(
            visit, about=Topic.OTP, asking=asking, values=remember(wish), after=answered
        )
        if wish.command.code is not None:
            self.held.hold(draft.id, wish.command.code)
        elif wish.code_is is CodeIs.FORGOTTEN:
            await self.desk.sender.delete(visit.place, wish.message_id)
        question = prompts.render_question(draft, wish, accounts, language=visit.language)
        await self.desk.put(visit, draft, question)
        await self._clear(visit, answered)

    async def _dial(
        self, visit: Visit, wish: Wish, account: Account, answered: Draft | None
    ) -> None:
        command = wish.command
        assert command.callee is not None, "a command is complete before it is dialled"
        order = Order(
            person=visit.person,
            language=visit.language,
            place=visit.place,
            message_id=wish.message_id,
            account=account,
            kind=CallKind.OTP,
            callee=command.callee,
            caller=command.caller or account.caller,
            campaign=command.campaign or account.campaign_id,
            template=command.template or account.otp_template,
            queue=command.queue,
            answers=answered.id if answered else None,
            seen=wish.seen,
        )
        if await self.dialler.dial(order, command.code or ""):
            await self._clear(visit, answered)

    async def _clear(self, visit: Visit, answered: Draft | None) -> None:
        """A question that was answered leaves memory and the chat."""
        if answered is not None:
            self.held.forget(answered.id)
            await self.desk.clear(visit, answered)
