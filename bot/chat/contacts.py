"""The question for a person's own number: one at a time, for the test call that waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.markup import contact_picker
from bot.core.messages.call_questions import render_ask_contact
from bot.core.records import Draft, Topic
from bot.core.voice_questions import Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Puts the question, and finds it again once a contact was sent."""

    desk: Desk

    async def ask(self, visit: Visit, values: Mapping[str, str]) -> None:
        """Ask for the number; `values` say which test waits for it."""
        before = await self._asked(visit)
        asked = await self.desk.ask(
            visit, about=Topic.CALL, asking=Asking.CONTACT, values=values, after=before
        )
        question = render_ask_contact(language=visit.language)
        await self.desk.put(visit, asked, question, keyboard=contact_picker(visit.language))
        await self.desk.clear(visit, before)

    async def take(self, visit: Visit) -> Draft | None:
        """The question that a contact answers, closed; None: nothing waits for one."""
        asked = await self._asked(visit)
        if asked is not None:
            await self.desk.questions.cancel(asked)
            await self.desk.clear(visit, asked)
        return asked

    async def _asked(self, visit: Visit) -> Draft | None:
        return await self.desk.questions.waiting_for(visit.person, visit.place, [Asking.CONTACT])
