"""`/cdr`, a phone number sent by itself, and the buttons of lists and records."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core.listing import Detail, Page, parse_cdr
from bot.core.messages import popups
from bot.core.messages.record import render_record
from bot.core.messages.records import render_list
from bot.core.messages.text import Message
from bot.core.people import Act
from bot.core.phones import numbers_meant
from bot.core.records import Call
from bot.errors import UsageError
from bot.flows.look_back import LookBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The handlers of looking back at calls; nothing here calls anybody."""

    desk: Desk
    look_back: LookBack

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/cdr` with a number, a call's id, or nothing."""
        visit = await self.desk.access.message(update, Act.VIEW)
        if visit is not None:
            await self.desk.answering(visit, self.run(visit))

    async def run(self, visit: Visit) -> None:
        """The command as it was typed, or as a button mended it."""
        shown = await self.look_back.look(visit.person, parse_cdr(visit.text))
        await self._say(visit, shown, reply=visit.place.is_group)

    async def number(self, visit: Visit) -> None:
        """A phone number that was sent by itself."""
        numbers = numbers_meant(visit.text)
        if not numbers:
            raise UsageError("record_unclear")
        await self._say(visit, await self.look_back.number(visit.person, numbers))

    async def turn(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`rec.page:VIEW:POSITION`: [Older], [Newer], and back to the list."""
        visit = await self._pressed(update)
        if visit is not None:
            view_id, position = _numbers(visit)
            await self.desk.answering(visit, self._turn(visit, view_id, position))

    async def open(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`rec.open:VIEW:RECORD:POSITION`: [1] to [8]."""
        visit = await self._pressed(update)
        if visit is not None:
            view_id, record_id, position = _numbers(visit)
            detail = await self.look_back.open(visit.person, view_id, record_id, position)
            await self._redraw_or_refuse(visit, detail)

    async def history(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`rec.of:VIEW:RECORD`: the calls to a record's number, in its place."""
        visit = await self._pressed(update)
        if visit is not None:
            view_id, record_id = _numbers(visit)
            await self.desk.answering(visit, self._history(visit, view_id, record_id))

    async def call(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`rec.call:REF` under a call's card: its record, as a new message."""
        found = await self._asked(update)
        if found is not None:
            visit, call = found
            await self.desk.answering(visit, self._details(visit, call))

    async def to_number(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`rec.number:REF` under a call's card: the calls to its number, as a new message."""
        found = await self._asked(update)
        if found is not None:
            visit, call = found
            await self.desk.answering(visit, self._calls_to(visit, call))

    async def _turn(self, visit: Visit, view_id: int, position: int) -> None:
        page = await self.look_back.turn(visit.person, view_id, position)
        await self.desk.redraw(visit, self._rendered(visit, page))

    async def _history(self, visit: Visit, view_id: int, record_id: int) -> None:
        detail = await self.look_back.open(visit.person, view_id, record_id)
        if detail is None:
            await self.desk.pop_up(visit, popups.MAY_NOT_SEE)
            return
        page = await self.look_back.number(visit.person, (detail.record.callee,))
        await self.desk.redraw(visit, self._rendered(visit, page))

    async def _details(self, visit: Visit, call: Call) -> None:
        await self._say(visit, await self.look_back.of_call(visit.person, call.id), reply=True)

    async def _calls_to(self, visit: Visit, call: Call) -> None:
        numbers = numbers_meant(call.callee)
        await self._say(visit, await self.look_back.number(visit.person, numbers), reply=True)

    async def _redraw_or_refuse(self, visit: Visit, detail: Detail | None) -> None:
        if detail is None:
            await self.desk.pop_up(visit, popups.MAY_NOT_SEE)
        else:
            await self.desk.answering(visit, self.desk.redraw(visit, self._rendered(visit, detail)))

    async def _pressed(self, update: Update) -> Visit | None:
        """Who pressed a button of a view, if it is theirs."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is None:
            return None
        owner = await self.look_back.owner(_numbers(visit)[0])
        if owner is None:
            await self.desk.pop_up(visit, popups.OUT_OF_DATE)
        elif owner != visit.person.person_id:
            await self.desk.pop_up(visit, popups.ONLY_OWNER, who=await self.desk.people.name(owner))
        return visit if owner == visit.person.person_id else None

    async def _asked(self, update: Update) -> tuple[Visit, Call] | None:
        """Who pressed a button of a call's card, and the call: its asker, or in private anyone."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is None:
            return None
        call = await self.desk.people.call(visit.person, visit.data.partition(":")[2])
        if call is None:
            await self.desk.pop_up(visit, popups.MAY_NOT_SEE)
        elif visit.place.is_group and call.person_id != visit.person.person_id:
            who = await self.desk.people.name(call.person_id)
            await self.desk.pop_up(visit, popups.ONLY_OWNER, who=who)
            return None
        return None if call is None else (visit, call)

    async def _say(self, visit: Visit, shown: Page | Detail, *, reply: bool = False) -> None:
        await self.desk.say(visit, self._rendered(visit, shown), reply=reply)

    def _rendered(self, visit: Visit, shown: Page | Detail) -> Message:
        language, masked = visit.language, visit.place.is_group
        tz, now = self.desk.tz, self.desk.now()
        if isinstance(shown, Page):
            return render_list(shown, language=language, masked=masked, tz=tz, now=now)
        return render_record(shown, language=language, masked=masked, tz=tz, now=now)


def _numbers(visit: Visit) -> list[int]:
    """What a button of a view carries."""
    return [int(part) for part in visit.data.split(":")[1:]]
