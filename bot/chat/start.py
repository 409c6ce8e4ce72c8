"""`/start`, `/help`, and whatever is not understood: what a person may do here."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Access
from bot.chat.sender import Sender
from bot.core.commands import split_command
from bot.core.messages import render_problem, render_start
from bot.core.people import Act, Role
from bot.errors import UsageError
from bot.flows.figures import Figures


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
            await self.sender.answer(visit.place, render_start(visit.person, today, visit.language))

    async def unknown(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A command nobody here knows: the nearest one is named."""
        visit = await self.access.message(update, Act.VIEW)
        if visit is None or update.message is None:
            return
        name = split_command(update.message.text or "")[0]
        problem = render_problem(UsageError("command_unknown", command=name), visit.language)
        await self.sender.answer(visit.place, problem, reply_to=visit.message_id)

    async def text(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Plain text in private: nothing acts on it yet, so say what does."""
        visit = await self.access.message(update, Act.VIEW)
        if visit is not None:
            problem = render_problem(UsageError("text_unknown"), visit.language)
            await self.sender.answer(visit.place, problem)
