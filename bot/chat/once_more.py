"""Calls begun from what somebody looks at: a card, a record, a script; each leads to a preview."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.call import Call
from bot.chat.desk import Desk
from bot.core.messages import popups
from bot.core.messages.preview import STILL_UNKNOWN
from bot.core.messages.wording import words_for
from bot.core.messages.words import Sign
from bot.core.people import Act
from bot.core.records import CallKind
from bot.core.scripts import short_key
from bot.core.voice import VoiceCommand
from bot.core.voice_questions import Voice, once_more


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceMore:
    """The handlers of [Call again], [Another number] and [Call with it]."""

    desk: Desk
    call: Call

    async def again(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.again:REF`, `call.other:REF`: the same call again, or to another number."""
        visit = await self.desk.access.press(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self._again(visit))

    async def using(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.with:ACCOUNT:KEY`: a call with the script that somebody looks at."""
        visit = await self.desk.access.press(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self._using(visit))

    async def _again(self, visit: Visit) -> str | None:
        action, _, ref = visit.data.partition(":")
        call = await self.desk.people.call(visit.person, ref)
        if call is None:
            return popups.MAY_NOT_SEE.plain(visit.language)
        if call.kind is not CallKind.VOICE:
            return popups.OUT_OF_DATE.plain(visit.language)
        other = action == "call.other"
        if words_for(call).sign is Sign.UNKNOWN and not other:
            return STILL_UNKNOWN.plain(visit.language)
        await self.call.go_on(visit, once_more(call, other_number=other))
        return None

    async def _using(self, visit: Visit) -> str | None:
        _, account_id, key = visit.data.split(":", 2)
        accounts = await self.desk.people.choose(visit.person, int(account_id))
        shelf = await self.call.previews.shelf(accounts[0], None)
        name = next((name for name in shelf.names() if short_key(name) == key), None)
        if name is None:
            return popups.OUT_OF_DATE.plain(visit.language)
        command = VoiceCommand(template=name)
        await self.call.go_on(visit, Voice(command=command, account_id=int(account_id)))
        return None
