"""`/start`, `/help`, and whatever is not understood: what a person may do here."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Access
from bot.chat.menus import publish_for
from bot.chat.sender import Sender
from bot.core.commands import nearest, split_command
from bot.core.messages import popups
from bot.core.messages.menu import commands_for
from bot.core.messages.problems import render_problem
from bot.core.messages.start import render_start
from bot.core.people import Act
from bot.errors import StoreBusy, UsageError
from bot.flows.figures import Figures

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The handlers that anyone meets first."""

    access: Access
    sender: Sender
    figures: Figures

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/start` and `/help`: today's figures and what can be done."""
        visit = await self.access.message(update, Act.VIEW)
        if visit is not None:
            today = await self.figures.today(visit.person)
            greeting = render_start(
                name=visit.person.name,
                role=visit.person.role,
                calls_today=today.calls,
                answered=today.answered,
                account=today.account,
                language=visit.language,
            )
            await self.sender.answer(visit.place, greeting)
            # Before somebody wrote to the bot there was no chat to set their menu in.
            await publish_for(self.sender, visit.person, self.access.default_language)

    async def unknown(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command nobody here knows: the nearest one is named."""
        visit = await self.access.message(update, Act.VIEW)
        if visit is None or update.message is None:
            return
        name = split_command(update.message.text or "")[0]
        known = [command.name for command in commands_for(visit.person.role)]
        offered = ", ".join(f"/{name}" for name in nearest(name, known) or known)
        error = UsageError("command_unknown", name=name, nearest=offered)
        problem = render_problem(error, visit.language)
        await self.sender.answer(visit.place, problem, reply_to=visit.message_id)

    async def outdated(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button of an older version of this program."""
        visit = await self.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is not None:
            await self.sender.pop_up(visit.query_id, popups.OUT_OF_DATE.plain(visit.language))

    async def broken(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A handler raised what nobody expected: logged, and said."""
        log.error("handler broke", exc_info=context.error)
        if not isinstance(update, Update):
            return
        # A full or locked store refuses before anything is done.
        busy = isinstance(context.error, StoreBusy)
        if update.callback_query is not None:
            pressed = await self.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
            if pressed is not None:
                said = popups.BUSY if busy else popups.FAULT
                await self.sender.pop_up(pressed.query_id, said.plain(pressed.language))
        elif update.message is not None:
            visit = await self.access.message(update, Act.VIEW)
            if visit is not None:
                problem = UsageError("busy") if busy else UsageError("fault")
                told = render_problem(problem, visit.language)
                await self.sender.answer(visit.place, told, reply_to=visit.message_id)
