"""`/block` and `/unblock`: numbers that nobody calls, and the button that lets one go."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core.do_not_call import parse_blocking
from bot.core.messages import do_not_call as texts
from bot.core.messages import popups
from bot.core.people import Act
from bot.errors import UsageError
from bot.flows.do_not_call import DoNotCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The handlers of numbers that nobody calls."""

    desk: Desk
    do_not_call: DoNotCall

    async def block(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/block NUMBER… [reason]`; without a number, those that are blocked."""
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self._block(visit))

    async def unblock(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/unblock NUMBER`."""
        visit = await self.desk.access.message(update, Act.ADMINISTER)
        if visit is not None:
            await self.desk.answering(visit, self._unblock(visit))

    async def lift(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`dnc.lift:BLOCK`, for administrators."""
        visit = await self.desk.access.press(update, Act.ADMINISTER, refusal=popups.ONLY_ADMIN)
        if visit is not None:
            await self.desk.answering(visit, self._lift(visit))

    async def _block(self, visit: Visit) -> None:
        if not visit.text:
            count, latest = await self.do_not_call.shown()
            people = {one.blocked_by for one in latest if one.blocked_by is not None}
            names = {who: await self.desk.people.name(who) for who in people}
            listed = texts.render_list(
                count,
                latest,
                names,
                language=visit.language,
                masked=visit.place.is_group,
                tz=self.desk.tz,
                now=self.desk.now(),
            )
            await self.desk.say(visit, listed)
            return
        blocking = parse_blocking(visit.text)
        done = await self.do_not_call.block(visit.person, blocking)
        single = len(blocking.numbers) == 1
        block = await self.do_not_call.of(blocking.numbers[0]) if single else None
        said = texts.render_blocked(
            done.new,
            done.before,
            blocking.reason,
            block,
            language=visit.language,
            masked=visit.place.is_group,
        )
        await self.desk.say(visit, said, reply=visit.place.is_group)

    async def _unblock(self, visit: Visit) -> None:
        numbers = parse_blocking(visit.text).numbers
        if len(numbers) != 1:
            raise UsageError("unblock_one")
        was = await self.do_not_call.lift(visit.person, numbers[0])
        said = texts.render_lifted(
            numbers[0], was=was, language=visit.language, masked=visit.place.is_group
        )
        await self.desk.say(visit, said, reply=visit.place.is_group)

    async def _lift(self, visit: Visit) -> str | None:
        block = await self.do_not_call.get(int(visit.data.partition(":")[2]))
        if block is None:
            return popups.OUT_OF_DATE.plain(visit.language)
        was = await self.do_not_call.lift(visit.person, block.number)
        said = texts.render_lifted(
            block.number, was=was, language=visit.language, masked=visit.place.is_group
        )
        await self.desk.redraw(visit, said)
        return None
