"""`/invite`, the links that it makes, and what administrators say to those who follow them."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.menus import publish_for
from bot.core.invitations import LIVES, parse_invite
from bot.core.messages import invite as texts
from bot.core.messages import popups
from bot.core.messages.text import clock
from bot.core.people import Act, Language, Role
from bot.errors import UsageError
from bot.flows.invite import Answered, Inviting
from bot.flows.lend import Lending
from bot.flows.team import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """The handlers of invitations, and of those who ask for an account."""

    desk: Desk
    inviting: Inviting
    lending: Lending
    team: Team
    default_language: Language

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/invite operator|viewer [how many]`."""
        visit = await self.desk.access.message(update, Act.ADMINISTER)
        if visit is not None:
            await self.desk.answering(visit, self._invite(visit))

    async def role_picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.invite:ROLE:AMOUNT`: the role was left out, and is picked."""
        visit = await self._press(update)
        if visit is not None:
            _, role, amount = visit.data.split(":")
            await self.desk.sender.delete(visit.place, visit.message_id)
            await self.desk.answering(visit, self._make(visit, Role(role), int(amount)))

    async def revoke(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.revoke:FIRST:LAST`: what nobody has followed leads nowhere."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._revoke(visit))

    async def let_in(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.let:INVITATION:ACCOUNT`: they are in; account 0 is none."""
        visit = await self._press(update)
        if visit is not None:
            _, invitation_id, account_id = map(str, visit.data.split(":"))
            answer = self.inviting.let_in(visit.person, int(invitation_id), int(account_id) or None)
            await self.desk.answering(visit, self._answered(visit, answer))

    async def refuse(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.refuse:INVITATION`."""
        visit = await self._press(update)
        if visit is not None:
            answer = self.inviting.refuse(visit.person, int(visit.data.partition(":")[2]))
            await self.desk.answering(visit, self._answered(visit, answer))

    async def want(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.want`: somebody without an account asks the administrators for one."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is not None:
            await self.desk.answering(visit, self._want(visit))

    async def lend(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`team.lend:PERSON:ACCOUNT`: the answer to who asks for an account."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._lend(visit))

    async def opened(self, visit: Visit) -> bool:
        """`/start SECRET`: the administrators are asked to confirm; False: this is no link.

        To a stranger in private whatever they bring is one. UsageError for one that can't be used.
        """
        stranger = visit.person.role is Role.STRANGER and not visit.place.is_group
        if not stranger and not await self.inviting.is_known(visit.text):
            return False
        if visit.place.is_group:
            raise UsageError("invite_private")
        await self.inviting.follow(visit.person, visit.language, visit.text)
        await self.desk.say(visit, texts.render_knocked(language=visit.language))
        return True

    async def _press(self, update: Update) -> Visit | None:
        return await self.desk.access.press(
            update, Act.ADMINISTER, refusal=popups.ONLY_ADMIN, private=True
        )

    async def _invite(self, visit: Visit) -> None:
        self.desk.verify_private(visit)
        role, amount = parse_invite(visit.text)
        if role is None:
            which = texts.render_invite_as(amount, language=visit.language)
            await self.desk.say(visit, which)
        else:
            await self._make(visit, role, amount)

    async def _make(self, visit: Visit, role: Role, amount: int) -> None:
        made = await self.inviting.make(visit.person, visit.language, role=role, amount=amount)
        bot, language, now = self.desk.sender.username, visit.language, self.desk.now()
        message = texts.render_links(
            [f"https://t.me/{bot}?start={secret}" for secret in made.secrets],
            role,
            until=clock(now + LIVES, self.desk.tz, language=language, now=now),
            revoke=f"team.revoke:{made.first}:{made.last}",
            language=language,
        )
        await self.desk.say(visit, message)

    async def _revoke(self, visit: Visit) -> None:
        first, last = map(int, visit.data.split(":")[1:])
        invitations = await self.inviting.revoke(visit.person, first, last)
        await self.desk.redraw(visit, texts.render_revoked(invitations, language=visit.language))

    async def _answered(self, visit: Visit, answer: Awaitable[Answered]) -> None:
        answered = await answer
        guest = answered.invitation.guest
        assert guest is not None, "nobody is answered who did not follow"
        knock = texts.render_knock(answered.invitation, [], answered.by, language=visit.language)
        await self.desk.redraw(visit, knock)
        if answered.now:
            known = await self.desk.people.person(guest.person_id, guest.name)
            await publish_for(self.desk.sender, known, self.default_language)

    async def _want(self, visit: Visit) -> str:
        told = await self.team.ask_for_account(visit.person)
        return texts.popup_asked(told, language=visit.language)

    async def _lend(self, visit: Visit) -> None:
        person_id, account_id = map(int, visit.data.split(":")[1:])
        account, person = await self.lending.lend(visit.person, person_id, account_id)
        await self.desk.redraw(visit, texts.render_lent(account, person, language=visit.language))
