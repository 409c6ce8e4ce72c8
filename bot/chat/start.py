"""`/start`, `/help`, and whatever is not understood: what a person may do here."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.mend import Run
from bot.chat.menus import publish_for
from bot.core.commands import split_command
from bot.core.messages import popups
from bot.core.messages.problems import render_problem
from bot.core.messages.start import render_help, render_start
from bot.core.people import Act
from bot.errors import StoreBusy, UsageError
from bot.flows.figures import Figures

log = logging.getLogger(__name__)


#: Takes what followed `/start` in a link; False: it is nothing of its own.
Opens = Callable[[Visit], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The handlers that anyone meets first."""

    desk: Desk
    figures: Figures
    #: Whatever a link to the bot may carry, asked one after another.
    links: Sequence[Opens]
    #: What the buttons of the greeting do: the bare commands.
    runs: Mapping[str, Run]

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/start`, also through a link: today's figures and what can be done."""
        if await self._opened(update):
            return
        visit = await self.desk.access.message(update, Act.VIEW)
        if visit is not None:
            today = await self.figures.today(visit.person)
            greeting = render_start(
                name=visit.person.name,
                role=visit.person.role,
                calls_today=today.calls,
                answered=today.answered,
                account=today.account,
                accounts=today.accounts,
                language=visit.language,
            )
            await self.desk.say(visit, greeting)
            # Before somebody wrote to the bot there was no chat to set their menu in.
            await publish_for(self.desk.sender, visit.person, self.desk.access.default_language)

    async def help(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/help`: the commands that one may use."""
        visit = await self.desk.access.message(update, Act.VIEW)
        if visit is not None:
            helped = render_help(visit.person.role, language=visit.language)
            await self.desk.say(visit, helped)

    async def pressed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`do.COMMAND`: a button of the greeting is its command, typed now."""
        name = (update.callback_query.data or "").partition(".")[2] if update.callback_query else ""
        run = self.runs[name]
        refusal = popups.MAY_NOT_CALL if run.act is Act.CALL else popups.MAY_NOT_SEE
        visit = await self.desk.access.press(update, run.act, refusal=refusal)
        if visit is not None:
            now = replace(visit, sent_at=self.desk.now())
            await self.desk.answering(now, run.run(now))

    async def _opened(self, update: Update) -> bool:
        """Whether `/start` came through a link that leads somewhere; a stranger may follow one."""
        if update.message is None:
            return False
        name, carried, _ = split_command(update.message.text or "")
        if name != "start" or not carried:
            return False
        visit = await self.desk.access.message(update, Act.START)
        if visit is None:
            return True
        for opens in self.links:
            if await self._takes(visit, opens):
                return True
        return False

    async def _takes(self, visit: Visit, opens: Opens) -> bool:
        try:
            return await opens(visit)
        except UsageError as error:
            await self.desk.tell(visit, error)
        except StoreBusy:
            await self.desk.tell(visit, UsageError("busy"))
        return True

    async def outdated(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button of an older version of this program."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is not None:
            await self.desk.sender.pop_up(visit.query_id, popups.OUT_OF_DATE.plain(visit.language))

    async def broken(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A handler raised what nobody expected: logged, and said."""
        log.error("handler broke", exc_info=context.error)
        if not isinstance(update, Update):
            return
        # A full or locked store refuses before anything is done.
        busy = isinstance(context.error, StoreBusy)
        if update.callback_query is not None:
            pressed = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
            if pressed is not None:
                said = popups.BUSY if busy else popups.FAULT
                await self.desk.sender.pop_up(pressed.query_id, said.plain(pressed.language))
        elif update.message is not None:
            visit = await self.desk.access.message(update, Act.VIEW)
            if visit is not None:
                problem = UsageError("busy") if busy else UsageError("fault")
                told = render_problem(problem, visit.language)
                await self.desk.sender.answer(visit.place, told, reply_to=visit.message_id)
