"""What people are shown of the scripts that they may use: the list, one of them whole."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core.messages import script_card
from bot.core.messages import templates as texts
from bot.core.messages.template_list import Listing, render_list
from bot.core.messages.text import Message, Text
from bot.core.records import Account
from bot.core.scripts import Known, close_to
from bot.core.templates import Template
from bot.errors import UsageError
from bot.flows.scripts import Scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptShelf:
    """Finds and draws scripts, as they are now."""

    desk: Desk
    scripts: Scripts

    async def list_of(self, visit: Visit, account: Account, *, page: int = 0) -> Message:
        """The scripts of an account, a page of them."""
        templates, taught = await self.scripts.listed(account.account_id)
        others = [a for a in await self.desk.people.accounts(visit.person) if a != account]
        listing = Listing(
            account=account,
            templates=templates,
            taught=taught,
            others=others,
            page=page,
            locked=await self.scripts.locked(account.account_id),
        )
        return render_list(listing, language=visit.language)

    async def named(self, visit: Visit, name: str) -> Message:
        """The script of this name whole; else those close to it."""
        chosen = await self.desk.people.choose(visit.person)
        if known := await self.find(visit, name):
            return self.card(visit, known)
        templates, _ = await self.scripts.listed(chosen[0].account_id)
        close = close_to(name, templates)
        return texts.render_close(
            name,
            chosen[0].account_id,
            close,
            language=visit.language,
            masked=visit.place.is_group,
        )

    async def find(self, visit: Visit, name: str) -> Known | None:
        """The script of this name, in the person's own account first; None if none has it."""
        chosen = await self.desk.people.choose(visit.person)
        others = await self.desk.people.accounts(visit.person)
        for account in [*chosen, *others]:
            if known := await self.scripts.known(account.account_id, name):
                return known
        return None

    async def meant(self, visit: Visit, name: str) -> Template:
        """The same; UsageError for one that is not known."""
        known = await self.find(visit, name)
        if known is None:
            raise UsageError("script_unknown", name=name)
        return known.template

    def card(
        self,
        visit: Visit,
        known: Known,
        *,
        heading: Text = script_card.SCRIPT,
        more: bool = False,
    ) -> Message:
        """A script whole."""
        return script_card.render_script(
            known,
            language=visit.language,
            tz=self.desk.tz,
            now=self.desk.now(),
            heading=heading,
            more=more,
            listens=self.desk.speaks,
        )
