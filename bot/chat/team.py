"""`/users` and `/share`: administrators change what people may do, and which accounts they use."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.menus import publish_for
from bot.core.messages import popups
from bot.core.messages import team as texts
from bot.core.messages.text import Message
from bot.core.people import Act, Language, Role
from bot.errors import UsageError
from bot.flows.lend import Lending
from bot.flows.team import Member, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """The handlers of `/users`, `/share` and their buttons; every press redraws its message."""

    desk: Desk
    team: Team
    lending: Lending
    default_language: Language

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/users`."""
        visit = await self.desk.access.message(update, Act.ADMINISTER)
        if visit is not None:
            await self.desk.answering(visit, self._users(visit))

    async def share(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/share`."""
        visit = await self.desk.access.message(update, Act.ADMINISTER)
        if visit is not None:
            await self.desk.answering(visit, self._share(visit))

    async def page(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.users:OFFSET`."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._page(visit))

    async def user(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.user:PERSON:OFFSET`: somebody's card."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._user(visit))

    async def role(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.role:ROLE:PERSON:OFFSET`."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._set_role(visit))

    async def use(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.use:ACCOUNT:PERSON:OFFSET:LENT`: lent, or taken back, on somebody's card."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._use(visit))

    async def out(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.out:PERSON:OFFSET`: sure?"""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._out(visit))

    async def gone(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.gone:PERSON:OFFSET`: sure."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._gone(visit))

    async def shared(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.share:ACCOUNT:OFFSET`: who uses an account."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._shared(visit))

    async def lends(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.lends:ACCOUNT:PERSON:OFFSET:LENT`: lent, or taken back, on an account's card."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._lends(visit))

    async def _press(self, update: Update) -> Visit | None:
        return await self.desk.access.press(
            update, Act.ADMINISTER, refusal=popups.ONLY_ADMIN, private=True
        )

    async def _users(self, visit: Visit) -> None:
        self.desk.verify_private(visit)
        people = await self.team.members()
        await self.desk.say(visit, texts.render_users(people, 0, language=visit.language))

    async def _page(self, visit: Visit) -> None:
        (offset,) = _numbers(visit)
        people = await self.team.members()
        users = texts.render_users(people, offset, language=visit.language)
        await self.desk.redraw(visit, users)

    async def _user(self, visit: Visit) -> None:
        person_id, offset = _numbers(visit)
        await self._show(visit, await self.team.member(person_id), offset)

    async def _set_role(self, visit: Visit) -> None:
        _, role, person_id, offset = visit.data.split(":")
        member = await self.team.set_role(int(person_id), Role(role))
        await self._show(visit, member, int(offset))
        await publish_for(self.desk.sender, member.person, self.default_language)

    async def _use(self, visit: Visit) -> None:
        account_id, person_id, offset, lent = _numbers(visit)
        await self._set_use(visit, person_id, account_id, lent=bool(lent))
        await self._show(visit, await self.team.member(person_id), offset)

    async def _show(self, visit: Visit, member: Member, offset: int) -> None:
        lendable = await self.desk.people.accounts(visit.person)
        card = texts.render_user(
            member.person, member.accounts, lendable, offset, language=visit.language
        )
        await self.desk.redraw(visit, card)

    async def _out(self, visit: Visit) -> None:
        person_id, offset = _numbers(visit)
        member = await self.team.member(person_id)
        sure = texts.render_out_sure(member.person, member.alone, offset, language=visit.language)
        await self.desk.redraw(visit, sure)

    async def _gone(self, visit: Visit) -> None:
        person_id, offset = _numbers(visit)
        member = await self.team.revoke(visit.person, person_id)
        done = texts.render_out_done(member.person, member.alone, offset, language=visit.language)
        await self.desk.redraw(visit, done)
        await publish_for(self.desk.sender, member.person, self.default_language)

    async def _share(self, visit: Visit) -> None:
        self.desk.verify_private(visit)
        accounts = await self.desk.people.accounts(visit.person)
        if not accounts:
            raise UsageError("account_missing")
        if len(accounts) == 1:
            await self.desk.say(visit, await self._users_of(visit, accounts[0].account_id, 0))
        else:
            which = texts.render_share_which(accounts, language=visit.language)
            await self.desk.say(visit, which)

    async def _shared(self, visit: Visit) -> None:
        account_id, offset = _numbers(visit)
        await self.desk.redraw(visit, await self._users_of(visit, account_id, offset))

    async def _lends(self, visit: Visit) -> None:
        account_id, person_id, offset, lent = _numbers(visit)
        await self._set_use(visit, person_id, account_id, lent=bool(lent))
        await self.desk.redraw(visit, await self._users_of(visit, account_id, offset))

    async def _set_use(self, visit: Visit, person_id: int, account_id: int, *, lent: bool) -> None:
        """What the button said, however often it is pressed and whatever its card shows by now."""
        set_use = self.lending.lend if lent else self.lending.take_back
        await set_use(visit.person, person_id, account_id)

    async def _users_of(self, visit: Visit, account_id: int, offset: int) -> Message:
        account, users = await self.lending.users(visit.person, account_id)
        people = await self.team.members()
        return texts.render_share(account, people, users, offset, language=visit.language)


def _numbers(visit: Visit) -> list[int]:
    """What the button carries after its name."""
    return [int(number) for number in visit.data.split(":")[1:]]
