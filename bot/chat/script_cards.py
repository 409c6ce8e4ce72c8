"""What is done with a script that is known: locked, told anew, copied, exported.

Whoever may use its account may press; only whoever locked it, or an administrator, unlocks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.list_draft import ListDraft, in_private
from bot.chat.listening import Listening
from bot.chat.making import ScriptMaking
from bot.chat.script_files import ScriptFiles
from bot.chat.script_shelf import ScriptShelf
from bot.core.messages import hearers as texts
from bot.core.messages import popups, script_card
from bot.core.people import Act
from bot.core.records import Account, Place
from bot.core.script_answers import PURPOSES
from bot.core.scripts import find
from bot.core.templates import Purpose, Template
from bot.core.voice import VoiceCommand
from bot.errors import UsageError
from bot.flows.list_reading import ListReader
from bot.flows.locks import Locks
from bot.flows.scripts import Scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptCards:
    """The handlers of the buttons below a script that lead away from it."""

    desk: Desk
    scripts: Scripts
    locks: Locks
    listening: Listening
    making: ScriptMaking
    files: ScriptFiles
    shelf: ScriptShelf
    reader: ListReader
    lists: ListDraft

    async def pressed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`tpl.VERB:ACCOUNT:KEY[:VALUE]`."""
        visit = await self.desk.access.press(update, Act.CALL)
        account = await self.desk.account_pressed(visit) if visit is not None else None
        if visit is not None and account is not None:
            await self.desk.answering(visit, self._pressed(visit, account))

    async def _pressed(self, visit: Visit, account: Account) -> str | None:
        verb, _, key, *value = visit.data.removeprefix("tpl.").split(":")
        template = find(key, (await self.scripts.listed(account.account_id))[0])
        if template is None:
            return popups.OUT_OF_DATE.plain(visit.language)
        match verb:
            case "hear":
                return self.listening.play(visit, template, {})
            case "more":
                await self._show(visit, template, more=True)
            case "lock":
                await self.locks.lock(visit.person, template.account_id, template.name)
                await self._show(visit, template)
            case "unlock":
                await self.locks.unlock(visit.person, template.account_id, template.name)
                await self._show(visit, template)
            case "heard":
                await self._heard(visit, template, int(value[0]))
            case "correct":
                await self._correct(visit, account, template)
            case "copy":
                await self.making.copy(visit, template)
            case "export":
                await self.files.export(visit, template)
            case _:
                await self._aim(visit, template, value)
        return None

    async def _show(self, visit: Visit, template: Template, *, more: bool = False) -> None:
        known = await self.scripts.known(template.account_id, template.name)
        if known is not None:
            await self.desk.redraw(visit, self.shelf.card(visit, known, more=more))

    async def _heard(self, visit: Visit, template: Template, offset: int) -> None:
        page = await self.locks.heard(template.account_id, template.name, offset)
        message = texts.render_heard(
            page,
            language=visit.language,
            masked=visit.place.is_group,
            tz=self.desk.tz,
            now=self.desk.now(),
        )
        await self.desk.redraw(visit, message)

    async def _correct(self, visit: Visit, account: Account, template: Template) -> None:
        """A list of those who heard it, with another script: looked at and confirmed like any."""
        table = await self.locks.to_correct(template.account_id, template.name)
        called = await self.reader.begin(
            visit.person,
            Place(chat_id=visit.person.person_id),
            table,
            account=account,
            command=VoiceCommand(),
            source=texts.CORRECTION.plain(visit.language, name=template.name),
            language=visit.language,
        )
        await self.lists.go_on(in_private(visit), called)
        if visit.place.is_group:
            await self.lists.say_where(visit, called)

    async def _aim(self, visit: Visit, template: Template, value: Sequence[str]) -> None:
        """What its calls are for: asked, or said."""
        if not value:
            question = script_card.render_ask_purpose(template, language=visit.language)
            await self.desk.redraw(visit, question)
            return
        if value[0] not in PURPOSES:
            raise UsageError("prompt_gone")
        await self.scripts.set_purpose(template.account_id, template.name, Purpose(value[0]))
        await self._show(visit, template)
