"""`/cdr`, a phone number sent by itself, and the buttons of lists and records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

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
        await self._pressed(update, self._turn)

    async def open(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`rec.open:VIEW:RECORD:POSITION`: [1] to [8]."""
        await self._pressed(update, self._open)

    async def history(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`rec.of:VIEW:RECORD`: the calls to a record's number, in its place."""
        await self._pressed(update, self._history)

    async def digest(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`dig.open:DIGEST` under many outcomes in one: the calls, as a new message."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is not None:
            await self.desk.answering(visit, self._digest(visit))

    async def call(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`rec.call:REF` under a call's card: its record, as a new message."""
        await self._asked(update, self._details)

    async def to_number(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`rec.number:REF` under a call's card: the calls to its number, as a new message."""
        await self._asked(update, self._calls_to)

    async def _turn(self, visit: Visit) -> str | None:
        view_id, position = _numbers(visit)
        page = await self.look_back.turn(visit.person, view_id, position)
        await self.desk.redraw(visit, self._rendered(visit, page))
        return None

    async def _open(self, visit: Visit) -> str | None:
        view_id, record_id, position = _numbers(visit)
        detail = await self.look_back.open(visit.person, view_id, record_id, position)
        if detail is None:
            return popups.MAY_NOT_SEE.plain(visit.language)
        await self.desk.redraw(visit, self._rendered(visit, detail))
        return None

    async def _history(self, visit: Visit) -> str | None:
        view_id, record_id = _numbers(visit)
        detail = await self.look_back.open(visit.person, view_id, record_id)
        if detail is None:
            return popups.MAY_NOT_SEE.plain(visit.language)
        page = await self.look_back.number(visit.person, (detail.record.callee,))
        await self.desk.redraw(visit, self._rendered(visit, page))
        return None

    async def _digest(self, visit: Visit) -> str | None:
        digest_id = _numbers(visit)[0]
        page = await self.look_back.of_digest(visit.person, digest_id)
        if page is None:
            kept = await self.look_back.keeps(digest_id)
            return (popups.MAY_NOT_SEE if kept else popups.TOO_OLD).plain(visit.language)
        message = replace(self._rendered(visit, page), silent=visit.place.is_group)
        await self.desk.say(visit, message)
        return None

    async def _details(self, visit: Visit, call: Call) -> None:
        await self._say(visit, await self.look_back.of_call(visit.person, call.id), reply=True)

    async def _calls_to(self, visit: Visit, call: Call) -> None:
        numbers = numbers_meant(call.callee)
        await self._say(visit, await self.look_back.number(visit.person, numbers), reply=True)

    async def _pressed(self, update: Update, act: Callable[[Visit], Awaitable[str | None]]) -> None:
        """A button of a view, if the view is the presser's."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is not None:
            await self.desk.answering(visit, self._on_own_view(visit, act))

    async def _on_own_view(
        self, visit: Visit, act: Callable[[Visit], Awaitable[str | None]]
    ) -> str | None:
        owner = await self.look_back.owner(_numbers(visit)[0])
        if owner is None:
            return popups.OUT_OF_DATE.plain(visit.language)
        if owner != visit.person.person_id:
            return await self._only(visit, owner)
        return await act(visit)

    async def _asked(self, update: Update, act: Callable[[Visit, Call], Awaitable[None]]) -> None:
        """A button of a call's card: its asker may press it, in private anyone who sees it."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is not None:
            await self.desk.answering(visit, self._on_card(visit, act))

    async def _on_card(
        self, visit: Visit, act: Callable[[Visit, Call], Awaitable[None]]
    ) -> str | None:
        call = await self.desk.people.call(visit.person, visit.data.partition(":")[2])
        if call is None:
            return popups.MAY_NOT_SEE.plain(visit.language)
        if visit.place.is_group and call.person_id != visit.person.person_id:
            return await self._only(visit, call.person_id)
        await act(visit, call)
        return None

    async def _only(self, visit: Visit, person_id: int) -> str:
        who = await self.desk.people.name(person_id)
        return popups.ONLY_OWNER.plain(visit.language, who=who)

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
