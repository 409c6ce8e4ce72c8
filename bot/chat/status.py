"""`/status`, and [Look it up]: how the bot and its wires are, and one call asked for now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import tzinfo

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Access
from bot.chat.sender import Sender
from bot.core.messages import popups
from bot.core.messages.status import render_status
from bot.core.people import Act
from bot.flows.figures import Figures
from bot.flows.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Handlers that look and change nothing."""

    access: Access
    sender: Sender
    people: People
    figures: Figures
    look_now: Callable[[str], Awaitable[None]]
    tz: tzinfo
    now: Callable[[], float]

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/status`: one screen, in words."""
        visit = await self.access.message(update, Act.VIEW)
        if visit is not None:
            status = await self.figures.status(visit.person, held_up=self.sender.held_up)
            answer = render_status(status, language=visit.language, tz=self.tz, now=self.now())
            await self.sender.answer(visit.place, answer)

    async def look(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Look it up] under an unknown call."""
        visit = await self.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is None:
            return
        call = await self.people.call(visit.person, visit.data.partition(":")[2])
        if call is None:
            await self.sender.pop_up(visit.query_id, popups.MAY_NOT_SEE.plain(visit.language))
            return
        await self.look_now(call.ref)
        await self.sender.pop_up(visit.query_id, popups.LOOKING.plain(visit.language))
