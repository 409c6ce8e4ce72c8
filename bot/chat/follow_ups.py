"""The buttons under an outcome that needs someone: who calls back, done, the whole number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core.messages import popups
from bot.core.messages.lists import popups as said
from bot.core.messages.text import clock
from bot.core.people import Act
from bot.core.records import Call, FollowUp
from bot.flows.follow_ups import FollowUps


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpButtons:
    """The handlers of `back.…:REF`."""

    desk: Desk
    follow_ups: FollowUps

    async def take(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`back.take:REF`: [I'll call back]."""
        await self._about_call(update, Act.CALL, self._take)

    async def done(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`back.done:REF`: [Done], for who took it on, or takes it over."""
        await self._about_call(update, Act.CALL, self._done)

    async def number(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`back.number:REF`: the whole number, in a pop-up that only its presser sees."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is None:
            return
        call = await self._call(visit)
        if call is not None:
            text = said.NUMBER.plain(visit.language, number=call.callee)
            await self.desk.sender.pop_up(visit.query_id, text, alert=True)

    async def _about_call(
        self, update: Update, act: Act, then: Callable[[Visit, Call], Awaitable[str | None]]
    ) -> None:
        visit = await self.desk.access.press(update, act)
        call = await self._call(visit) if visit is not None else None
        if visit is not None and call is not None:
            await self.desk.answering(visit, then(visit, call))

    async def _call(self, visit: Visit) -> Call | None:
        """The call of a button, if it went over an account of the presser's."""
        call = await self.desk.people.call(visit.person, visit.data.partition(":")[2])
        if call is None:
            await self.desk.pop_up(visit, popups.MAY_NOT_SEE)
        return call

    async def _take(self, visit: Visit, call: Call) -> str | None:
        taken, first = await self.follow_ups.take_on(visit.person, call)
        if first:
            return said.BACK_YOURS.plain(visit.language)
        return await self._says_who(visit, taken)

    async def _done(self, visit: Visit, call: Call) -> str | None:
        taken, first = await self.follow_ups.finish(visit.person, call)
        if first:
            return None
        if taken is None:
            return popups.OUT_OF_DATE.plain(visit.language)
        if taken.person_id == visit.person.person_id and taken.done_at is None:
            return said.BACK_YOURS.plain(visit.language)
        return await self._says_who(visit, taken)

    async def _says_who(self, visit: Visit, taken: FollowUp) -> str:
        """Who takes care of it, or has."""
        done = taken.done_at is not None
        at = taken.taken_at if taken.done_at is None else taken.done_at
        when = clock(at, self.desk.tz, language=visit.language, now=self.desk.now())
        who = await self.desk.people.name(taken.person_id)
        text = said.BACK_DONE if done else said.BACK_TAKEN
        return text.plain(visit.language, who=who, at=when)
