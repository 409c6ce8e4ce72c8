"""`/logout`: an account is given up, or its key removed for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core.accounts import may_change
from bot.core.messages import accounts as texts
from bot.core.messages.text import Message
from bot.core.people import Act
from bot.errors import UsageError
from bot.flows.lend import Lending


@dataclass(frozen=True, slots=True, kw_only=True)
class Logout:
    """The handlers of `/logout` and its buttons."""

    desk: Desk
    lending: Lending

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/logout`: of several accounts one is picked."""
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self.run(visit))

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`acc.out:ACCOUNT`: what giving it up means."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        if visit is not None:
            await self.desk.answering(visit, self._picked(visit))

    async def drop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`acc.drop:ACCOUNT`: given up by this person."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        if visit is not None:
            await self.desk.answering(visit, self._drop(visit))

    async def close(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`acc.close:ACCOUNT`: removed for everybody."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        if visit is not None:
            await self.desk.answering(visit, self._close(visit))

    async def keep(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`acc.keep`: nothing changes."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        if visit is not None:
            kept = texts.render_kept(language=visit.language)
            await self.desk.answering(visit, self.desk.redraw(visit, kept))

    async def run(self, visit: Visit) -> None:
        """Which account, or what giving up the only one means."""
        self.desk.verify_private(visit)
        accounts = await self.desk.people.accounts(visit.person)
        if not accounts:
            raise UsageError("account_missing")
        if len(accounts) == 1:
            await self.desk.say(visit, await self._card(visit, accounts[0].account_id))
        else:
            which = texts.render_which_out(accounts, language=visit.language)
            await self.desk.say(visit, which)

    async def _picked(self, visit: Visit) -> None:
        await self.desk.redraw(visit, await self._card(visit, _account_id(visit)))

    async def _card(self, visit: Visit, account_id: int) -> Message:
        use = await self.lending.use(visit.person, account_id)
        return texts.render_out(
            use.account,
            people=use.people,
            places=use.places,
            mine=may_change(visit.person, use.account),
            language=visit.language,
        )

    async def _drop(self, visit: Visit) -> None:
        left = await self.lending.give_up(visit.person, _account_id(visit))
        render = texts.render_given_up if left.people else texts.render_closed
        await self.desk.redraw(visit, render(left.account, language=visit.language))

    async def _close(self, visit: Visit) -> None:
        account = await self.lending.close(visit.person, _account_id(visit))
        await self.desk.redraw(visit, texts.render_closed(account, language=visit.language))


def _account_id(visit: Visit) -> int:
    return int(visit.data.rpartition(":")[2])
