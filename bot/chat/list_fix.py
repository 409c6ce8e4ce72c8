"""The buttons that put right what a list's preview warns of.

What is plain is mended in place. What is not is asked for: where it was a button's question it
takes the preview's place, and the way back cancels the question alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.list_draft import ListDraft
from bot.core import list_questions
from bot.core.cautions import Caution, Warned
from bot.core.faults import MENDED
from bot.core.list_questions import Asking, Question
from bot.core.lists import CallList, ListState
from bot.core.messages import popups
from bot.core.messages.lists import popups as said
from bot.core.messages.lists.questions import render_ask_value
from bot.core.messages.preview import REFRESHED
from bot.core.people import Act
from bot.core.records import Draft, Topic
from bot.flows.list_mending import ListMender
from bot.flows.lists import ListDrafts


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFix:
    """The handlers of a preview's fixes."""

    desk: Desk
    drafts: ListDrafts
    mender: ListMender
    draft: ListDraft

    async def fix(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.fix:KEY:DRAWING:CAUTION`: what it warns of is put right, or asked for."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        if visit is not None:
            await self.desk.answering(visit, self._fix(visit))

    async def back(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.back:DRAFT`: the preview stands there again as it was."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        draft = await self.desk.pressed(visit, Topic.LIST) if visit is not None else None
        if visit is not None and draft is not None:
            await self.desk.answering(visit, self._back(visit, draft))

    async def _back(self, visit: Visit, draft: Draft) -> None:
        called = await self.drafts.own(visit.person, draft.values["list"])
        await self.desk.questions.cancel(draft)
        await self.draft.redraw(visit, called, at=called.shown)

    async def _fix(self, visit: Visit) -> str | None:
        _, key, drawing, what = visit.data.split(":")
        called = await self.drafts.own(visit.person, key)
        if called.state is not ListState.DRAFT:
            return popups.OUT_OF_DATE.plain(visit.language)
        found = [one for one in called.cautions if one.caution == what]
        if not found or int(drawing) != called.drawings:
            await self.draft.redraw(visit, called, at=called.shown)
            return REFRESHED.plain(visit.language)
        return await self._put_right(visit, called, found[0], sum(one.count for one in found))

    async def _put_right(
        self, visit: Visit, called: CallList, warned: Warned, count: int
    ) -> str | None:
        has_column = called.has_column(warned.name)
        if warned.caution in MENDED:
            await self.draft.redraw(visit, await self.mender.mend(called, warned.caution))
            return said.MENDED[warned.caution].plain(visit.language, count=count)
        if warned.caution is Caution.LONG:
            await self.draft.ask_template(visit, called)
        elif warned.caution is Caution.MISPLACED and has_column:
            await self.draft.ask_column(visit, called, warned.name)
        elif warned.caution is Caution.NO_DATE and has_column:
            await self.draft.redraw(visit, await self.mender.leave_out(called))
            return said.LEFT_OUT.plain(visit.language, count=count)
        else:
            await self._ask_value(visit, called, warned)
        return None

    async def _ask_value(self, visit: Visit, called: CallList, warned: Warned) -> None:
        question = Question(asking=Asking.COLUMN, about=warned.name)
        values = list_questions.remember(called, question, from_preview=True)
        draft = await self.desk.ask(visit, about=Topic.LIST, asking=question.asking, values=values)
        await self.desk.put(visit, draft, render_ask_value(warned, language=visit.language))
