"""`/settings` and `/whoami`: what is one's own; every press redraws the same message."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.menus import publish_for
from bot.core.accounts import phrase_key
from bot.core.messages import popups
from bot.core.messages import settings as texts
from bot.core.messages.text import Message
from bot.core.people import Act, Language
from bot.flows.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSettings:
    """The handlers of `/settings`, its buttons, and `/whoami`; fields are chat/accounts' to ask."""

    desk: Desk
    default_language: Language

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/settings`."""
        visit = await self.desk.access.message(update, Act.VIEW)
        if visit is not None:
            await self.desk.answering(visit, self.run(visit))

    async def whoami(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/whoami`."""
        visit = await self.desk.access.message(update, Act.VIEW)
        if visit is not None:
            await self.desk.answering(visit, self._who(visit))

    async def pressed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """[Settings], under another message."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is not None:
            await self.desk.answering(visit, self.run(visit))

    async def show(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`set.show`: back from a list of choices."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._redraw(visit))

    async def choose(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`set.accounts`: which account is to be the default?"""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._choose(visit))

    async def account(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`set.account:ACCOUNT`: the new default."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._set_default(visit))

    async def language(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`set.language:vi`: answers and menus are in this language from now on."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._set_language(visit))

    async def phone(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`set.phone`: one's own number is forgotten."""
        visit = await self._press(update)
        if visit is not None:
            await self.desk.answering(visit, self._forget_phone(visit))

    async def busy(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`set.busy:ACCOUNT`: the words with which the PBX says that no line is free."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        if visit is not None:
            await self.desk.answering(visit, self._busy(visit))

    async def free(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`set.free:ACCOUNT:KEY`: one of them is taken out."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        if visit is not None:
            await self.desk.answering(visit, self._free(visit))

    async def run(self, visit: Visit) -> None:
        """Show what somebody's calls use."""
        self.desk.verify_private(visit)
        await self.desk.say(visit, await settings_card(self.desk.people, visit))

    async def _press(self, update: Update) -> Visit | None:
        return await self.desk.access.press(
            update, Act.VIEW, refusal=popups.MAY_NOT_SEE, private=True
        )

    async def _redraw(self, visit: Visit) -> None:
        await self.desk.redraw(visit, await settings_card(self.desk.people, visit))

    async def _choose(self, visit: Visit) -> None:
        own = await self.desk.people.own(visit.person)
        default = own.account.account_id if own.account else None
        card = texts.render_defaults(own.accounts, default, language=visit.language)
        await self.desk.redraw(visit, card)

    async def _set_default(self, visit: Visit) -> None:
        account_id = int(visit.data.partition(":")[2])
        await self.desk.people.set_default(visit.person, account_id)
        await self._redraw(visit)

    async def _set_language(self, visit: Visit) -> None:
        language = Language(visit.data.partition(":")[2])
        await self.desk.people.set_language(visit.person, language)
        person = replace(visit.person, language=language)
        await self._redraw(replace(visit, person=person, language=language))
        await publish_for(self.desk.sender, person, self.default_language)

    async def _forget_phone(self, visit: Visit) -> None:
        await self.desk.people.forget_phone(visit.person)
        await self._redraw(visit)

    async def _busy(self, visit: Visit) -> None:
        account_id = int(visit.data.partition(":")[2])
        account = await self.desk.people.to_change(visit.person, account_id)
        await self.desk.redraw(visit, texts.render_busy(account, language=visit.language))

    async def _free(self, visit: Visit) -> None:
        _, account_id, key = visit.data.split(":")
        account = await self.desk.people.to_change(visit.person, int(account_id))
        for phrase in account.busy_phrases:
            if phrase_key(phrase) == key:
                account = await self.desk.people.remove_busy_phrase(
                    visit.person, account.account_id, phrase
                )
        await self.desk.redraw(visit, texts.render_busy(account, language=visit.language))

    async def _who(self, visit: Visit) -> None:
        self.desk.verify_private(visit)
        own = await self.desk.people.own(visit.person)
        linkers = await self.desk.people.names(
            account.created_by for account in own.accounts if account.created_by is not None
        )
        default = own.account.account_id if own.account else None
        person = replace(own.person, default_account_id=default)
        card = texts.render_whoami(person, own.accounts, linkers, language=visit.language)
        await self.desk.say(visit, card)


async def settings_card(people: People, visit: Visit) -> Message:
    """What somebody's calls use, as it is now."""
    own = await people.own(visit.person)
    return texts.render_settings(own.person, own.account, own.accounts, language=visit.language)
