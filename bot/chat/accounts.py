"""`/link` and `/login`: an account is proved, then set up, a question at a time.

A message with a key or a password is deleted before anything else is done with it; what it said
lives in arguments alone.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit, place_of
from bot.chat.desk import Desk
from bot.chat.settings import settings_card
from bot.core import learning
from bot.core.accounts import Asking, after, first_gap, fits, may_change, parse_key, parse_login
from bot.core.answers import says_no
from bot.core.commands import split_command
from bot.core.messages import accounts as texts
from bot.core.messages import popups
from bot.core.people import Act
from bot.core.records import Account, Draft, Topic
from bot.errors import UsageError
from bot.flows.catch_up import CatchUp
from bot.flows.link import How, Linked, Linker, LogIn, key_of

log = logging.getLogger(__name__)

#: What calls have taught of a field, by its question.
_LEARNED: Final = MappingProxyType(
    {
        Asking.CAMPAIGN: learning.CAMPAIGN,
        Asking.CALLER: learning.CALLER,
        Asking.OTP_TEMPLATE: learning.OTP_TEMPLATE,
    }
)
#: What ends a question instead of asking it again.
_FINAL: Final = frozenset({"prompt_gone", "account_gone", "account_others"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The handlers of `/link`, `/login`, and of the questions that follow."""

    desk: Desk
    linker: Linker
    log_in: LogIn
    #: An account's records teach what its calls use.
    catch_up: CatchUp
    act: Act = Act.CALL

    async def link(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/link [API_KEY]`."""
        await self._with_secret(update, self.run_link)

    async def login(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/login [USERNAME [PASSWORD]]`."""
        await self._with_secret(update, self.run_login)

    async def link_pressed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Link a key], where somebody has no account."""
        visit = await self.desk.access.press(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self.run_link(visit))

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`acc.pick:DRAFT:N`: one of the answers that a question offers."""
        visit = await self.desk.access.press(update, Act.CALL)
        draft = await self.desk.pressed(visit, Topic.ACCOUNT) if visit is not None else None
        if visit is None or draft is None:
            return
        choice = draft.values.get(f"choice{visit.data.rpartition(':')[2]}")
        if choice is None:
            await self.desk.pop_up(visit, popups.OUT_OF_DATE)
        else:
            await self.desk.answering(visit, self._fill(visit, draft, choice))

    async def skipped(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`acc.skip:DRAFT`: what is asked for is not known yet."""
        visit = await self.desk.access.press(update, Act.CALL)
        draft = await self.desk.pressed(visit, Topic.ACCOUNT) if visit is not None else None
        if visit is not None and draft is not None:
            await self.desk.answering(visit, self._skip(visit, draft))

    async def go_on(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`acc.go_on:ACCOUNT`, `acc.otp:ACCOUNT`: the set-up goes on where it was left."""
        visit = await self.desk.access.press(update, Act.CALL)
        if visit is not None:
            what, _, account_id = visit.data.partition(":")
            if what == "acc.otp":
                ask = self.ask_for(visit, int(account_id), Asking.OTP_TEMPLATE, one="yes")
            else:
                ask = self.ask_for(visit, int(account_id), None)
            await self.desk.answering(visit, ask)

    async def change(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`set.FIELD:ACCOUNT`, a button of `/settings`: asks for the field's new value."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        if visit is not None:
            field, _, account_id = visit.data.removeprefix("set.").partition(":")
            card = str(visit.message_id)
            ask = self.ask_for(visit, int(account_id), Asking(field), one="yes", card=card)
            await self.desk.answering(visit, ask)

    async def run_link(self, visit: Visit) -> None:
        """Link the key that was typed, or ask for one."""
        self.desk.verify_private(visit)
        if not visit.text:
            await self._ask(visit, Asking.KEY, None)
        else:
            await self._link(visit, parse_key(visit.text))

    async def run_login(self, visit: Visit) -> None:
        """Link the account that a name and a password open, or ask for them."""
        self.desk.verify_private(visit)
        if not visit.text:
            await self._ask(visit, Asking.USERNAME, None)
        else:
            await self._name(visit, visit.text)

    def fits(self, draft: Draft, text: str) -> bool:
        """Whether text that replies to nothing is plainly the answer to this question."""
        return says_no(text) or fits(draft.asking, text)

    async def answered(self, visit: Visit, draft: Draft) -> None:
        """An answer that was typed; what is wrong with it is said, and it is asked again."""
        if draft.taken:
            raise UsageError("prompt_gone")
        if says_no(visit.text) and draft.asking != Asking.PASSWORD:
            await self._cancel(visit, draft)
            return
        try:
            await self._take(visit, draft)
        except UsageError as error:
            if error.problem in _FINAL:
                raise
            account = await self._account(visit, draft)
            choices = _choices(draft)
            question = texts.render_question(draft, account, choices, language=visit.language)
            await self.desk.put_again(visit, draft, question, error)

    async def ask_for(
        self, visit: Visit, account_id: int, asking: Asking | None, **values: str
    ) -> None:
        """Ask for a field of an account, or for the first that is missing.

        The question keeps `values`. UsageError unless this person may change the account.
        """
        self.desk.verify_private(visit)
        account = await self.desk.people.to_change(visit.person, account_id)
        asking = asking or first_gap(account) or Asking.OTP_TEMPLATE
        await self._ask(visit, asking, account, None, **values)

    async def _with_secret(self, update: Update, run: Callable[[Visit], Awaitable[None]]) -> None:
        """Whatever comes of it, and whoever typed it: a message that holds a secret goes first."""
        message = update.message
        gone = True
        if message is not None and split_command(message.text or "")[1]:
            gone = await self.desk.erase(place_of(message), message.message_id)
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            if not gone:
                await self.desk.tell(visit, UsageError("secret_left"))
            await self.desk.answering(visit, run(visit))

    async def _take(self, visit: Visit, draft: Draft) -> None:
        match draft.asking:
            case Asking.KEY:
                await self._link(visit, parse_key(visit.text), draft)
            case Asking.USERNAME:
                await self._name(visit, visit.text, draft)
            case Asking.PASSWORD:
                await self._log_in(visit, draft.values["username"], visit.text, draft)
            case _:
                await self._fill(visit, draft, visit.text)

    async def _name(self, visit: Visit, text: str, draft: Draft | None = None) -> None:
        """A user name is followed by its password, or by the question for it."""
        username, password = parse_login(text)
        if password:
            await self._log_in(visit, username, password, draft)
        else:
            await self._ask(visit, Asking.PASSWORD, None, draft, username=username)

    async def _cancel(self, visit: Visit, draft: Draft) -> None:
        await self.desk.questions.cancel(draft)
        await self.desk.clear(visit, draft)
        account = await self._account(visit, draft)
        stopped = texts.render_stopped(draft, account, language=visit.language)
        await self.desk.say(visit, stopped)

    async def _link(self, visit: Visit, pbx_api_key: str, draft: Draft | None = None) -> None:
        called = partial(texts.called, language=visit.language)
        async with self.desk.saying(visit, texts.render_proving(language=visit.language)) as shown:
            linked = await self.linker.link_for(visit.person, pbx_api_key, called=called)
        await self._linked(visit, linked, shown, draft)

    async def _log_in(
        self, visit: Visit, username: str, password: str, draft: Draft | None = None
    ) -> None:
        called = partial(texts.called, username=username, language=visit.language)
        async with self.desk.saying(visit, texts.render_proving(language=visit.language)) as shown:
            pbx_api_key = await key_of(self.log_in, username, password)
            linked = await self.linker.link_for(visit.person, pbx_api_key, called=called)
        await self._linked(visit, linked, shown, draft)

    async def _linked(
        self, visit: Visit, linked: Linked, shown: int | None, draft: Draft | None
    ) -> None:
        account = linked.account
        log.info("linked: %s", linked.how, extra={"account": account.account_id})
        if draft is not None:
            await self.desk.questions.cancel(draft)
            await self.desk.clear(visit, draft)
        said = _SAID[linked.how](account, language=visit.language)
        await self.desk.say_instead(visit, shown, said)
        gap = Asking.NAME if linked.how is How.NEW else first_gap(account)
        if gap is not None and may_change(visit.person, account):
            await self.catch_up.look([account.account_id])
            await self._ask(visit, gap, account)

    async def _ask(
        self,
        visit: Visit,
        asking: Asking,
        account: Account | None,
        answers: Draft | None = None,
        **values: str,
    ) -> None:
        choices = [] if account is None else await self._offered(account, asking)
        kept = {f"choice{n}": choice for n, choice in enumerate(choices)} | values
        if account is not None:
            kept["account_id"] = str(account.account_id)
        draft = await self.desk.ask(
            visit, about=Topic.ACCOUNT, asking=asking, values=kept, after=answers
        )
        question = texts.render_question(draft, account, choices, language=visit.language)
        await self.desk.put(visit, draft, question)
        await self.desk.clear(visit, answers)

    async def _offered(self, account: Account, asking: Asking) -> list[str]:
        kind = _LEARNED.get(asking)
        learned = await self.desk.people.learned(account.account_id, kind) if kind else []
        return texts.usual(asking, account, learned)

    async def _fill(self, visit: Visit, draft: Draft, text: str) -> None:
        account = await self.desk.people.change(visit.person, draft, text)
        await self._next(visit, draft, account)

    async def _skip(self, visit: Visit, draft: Draft) -> None:
        account = await self._account(visit, draft)
        await self.desk.questions.cancel(draft)
        if account is not None:
            await self._next(visit, draft, account)

    async def _next(self, visit: Visit, draft: Draft, account: Account) -> None:
        """The question was answered: the next one, or what is known now."""
        await self.desk.clear(visit, draft)
        if "card" in draft.values:
            card = await settings_card(self.desk.people, visit)
            await self.desk.sender.redraw(visit.place, int(draft.values["card"]), card)
        elif "one" not in draft.values and (asking := after(draft.asking)) is not None:
            await self._ask(visit, asking, account)
        else:
            ready = texts.render_ready(account, language=visit.language)
            await self.desk.say(visit, ready)

    async def _account(self, visit: Visit, draft: Draft) -> Account | None:
        account_id = draft.values.get("account_id")
        if account_id is None:
            return None
        return await self.desk.people.account(visit.person, int(account_id))


_SAID: Final = MappingProxyType(
    {
        How.NEW: texts.render_linked,
        How.REOPENED: texts.render_reopened,
        How.KNOWN: texts.render_known,
    }
)


def _choices(draft: Draft) -> list[str]:
    """The answers that a question offered."""
    return [value for name, value in draft.values.items() if name.startswith("choice")]
