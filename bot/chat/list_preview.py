"""The buttons of a list's preview: call, set a time, test, who is redialled.

The list's row is the claim: of two presses one confirms. A button that calls names its drawing, for
whoever presses an older one has not seen what would be called.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.contacts import Contacts
from bot.chat.desk import Desk
from bot.chat.list_draft import ListDraft
from bot.chat.listening import Listening
from bot.core.answers import says_no
from bot.core.calls import Outcome
from bot.core.list_questions import Asking, Question, looks_like_answer, remember
from bot.core.lists import CallList, ListState, Redial, Row
from bot.core.messages import popups
from bot.core.messages.call_questions import render_press_again
from bot.core.messages.lists import questions as texts
from bot.core.messages.preview import REFRESHED, TESTING
from bot.core.orders import Order
from bot.core.people import Act
from bot.core.records import Account, CallKind, Draft, Topic
from bot.core.when import offered, parse_time
from bot.errors import LookFirst, UsageError
from bot.flows.dial import Dialler
from bot.flows.list_run import ListRuns
from bot.flows.lists import ListDrafts

_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreviewButtons:
    """The handlers of what stands under a list's preview, and of its panels."""

    desk: Desk
    drafts: ListDrafts
    draft: ListDraft
    runs: ListRuns
    dialler: Dialler
    contacts: Contacts
    listening: Listening

    async def go(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.go:KEY:DRAWING`: call everybody, if this is still what the preview shows."""
        await self._pressed(update, self._go)

    async def test(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.test:KEY:DRAWING`: the row that is shown, to the presser's own phone."""
        await self._pressed(update, self._test)

    async def hear(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.hear:KEY`: what the row that is shown would hear, as a voice note."""
        await self._pressed(update, self._hear)

    async def row(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.row:KEY:AT`: another row is shown."""
        await self._pressed(update, self._row)

    async def show(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.show:KEY`: back to the preview."""
        await self._pressed(update, self._show)

    async def when(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.when:KEY`: times to begin at."""
        await self._pressed(update, self._when)

    async def at(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.at:KEY:DRAWING:MINUTES` (Unix), or `…:ask`: to begin at a time."""
        await self._pressed(update, self._at)

    async def redial(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.redial:KEY` and what its panel changes: `list.re`, `list.times`, `list.after`."""
        await self._pressed(update, self._redial)

    async def set_time(self, visit: Visit, draft: Draft) -> None:
        """The answer to the question at what time."""
        called = await self.drafts.own(visit.person, draft.values["list"])
        now = self.desk.now()
        if says_no(visit.text):
            await self.desk.questions.cancel(draft)
            await self.desk.clear(visit, draft)
            return
        try:
            start_at = parse_time(visit.text, now=now, tz=self.desk.tz)
        except UsageError as error:
            question = texts.render_ask_time(language=visit.language)
            await self.desk.put_again(visit, draft, question, error)
            return
        await self.desk.questions.cancel(draft)
        await self.desk.clear(visit, draft)
        if called.message_id is None:
            raise UsageError("list_gone")
        there = replace(visit, message_id=called.message_id)
        if await self._confirm(there, called, int(draft.values["drawings"]), start_at) is not None:
            raise UsageError("look_first")

    async def _pressed(
        self, update: Update, act: Callable[[Visit, CallList], Awaitable[str | None]]
    ) -> None:
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        if visit is not None:
            await self.desk.answering(visit, self._act(visit, act))

    async def _act(
        self, visit: Visit, act: Callable[[Visit, CallList], Awaitable[str | None]]
    ) -> str | None:
        called = await self.drafts.own(visit.person, visit.data.split(":")[1])
        if called.state is not ListState.DRAFT:
            return popups.OUT_OF_DATE.plain(visit.language)
        return await act(visit, called)

    async def _go(self, visit: Visit, called: CallList) -> str | None:
        return await self._confirm(visit, called, _number(visit), None)

    async def _confirm(
        self, visit: Visit, called: CallList, drawing: int, start_at: float | None
    ) -> str | None:
        """Confirm it; a pop-up's text if something has to be seen first, and is drawn now."""
        try:
            await self.runs.confirm(
                visit.person,
                called.key,
                drawing=drawing,
                message_id=visit.message_id,
                start_at=start_at,
            )
        except LookFirst:
            await self.draft.redraw(visit, called, at=called.shown)
            return REFRESHED.plain(visit.language)
        return None

    async def _hear(self, visit: Visit, called: CallList) -> str | None:
        row = await self.drafts.shown_row(called)
        script = None if row is None else called.script
        return self.listening.play(visit, script, row.values if row else {})

    async def _row(self, visit: Visit, called: CallList) -> None:
        await self.draft.redraw(visit, called, at=_number(visit))

    async def _show(self, visit: Visit, called: CallList) -> None:
        await self.draft.redraw(visit, called, at=called.shown)

    async def _when(self, visit: Visit, called: CallList) -> None:
        now = self.desk.now()
        total = await self.drafts.callable(called)
        panel = texts.render_schedule(
            called,
            offered(now, self.desk.tz),
            total=total,
            language=visit.language,
            tz=self.desk.tz,
            now=now,
        )
        await self.desk.redraw(visit, panel)

    async def _at(self, visit: Visit, called: CallList) -> str | None:
        _, _, drawing, typed = visit.data.split(":")
        if typed == "ask":
            await self._ask_time(visit, called)
            return None
        start_at = float(typed) * _MINUTE
        if start_at <= self.desk.now():
            await self._when(visit, called)
            return REFRESHED.plain(visit.language)
        return await self._confirm(visit, called, int(drawing), start_at)

    async def _ask_time(self, visit: Visit, called: CallList) -> None:
        question = Question(asking=Asking.TIME)
        draft = await self.desk.ask(
            visit, about=Topic.LIST, asking=Asking.TIME, values=remember(called, question)
        )
        await self.desk.put(visit, draft, texts.render_ask_time(language=visit.language))

    async def _redial(self, visit: Visit, called: CallList) -> None:
        changed = _changed(called.redial, visit.data)
        if changed != called.redial:
            called = await self.drafts.set_redial(visit.person, called.key, changed)
        await self.desk.redraw(visit, texts.render_redial(called, language=visit.language))

    async def _test(self, visit: Visit, called: CallList) -> str | None:
        if _number(visit) != called.drawings:
            await self.draft.redraw(visit, called, at=called.shown)
            return REFRESHED.plain(visit.language)
        if visit.person.phone is None:
            await self.contacts.ask(visit, {"list": called.key, "drawings": str(called.drawings)})
            return None
        return await self._ring(visit, called, visit.person.phone)

    async def test_with(self, visit: Visit, asked: Draft, phone: str) -> None:
        """The number that a test waited for is there: it rings if the preview stands as it did."""
        called = await self.drafts.own(visit.person, asked.values["list"])
        if called.drawings == int(asked.values["drawings"]) and called.state is ListState.DRAFT:
            await self._ring(visit, called, phone)
        else:
            await self.desk.say(visit, render_press_again(language=visit.language))
            await self.draft.go_on(visit, called)

    async def _ring(self, visit: Visit, called: CallList, phone: str) -> str:
        row = await self.drafts.shown_row(called)
        if row is None:
            return popups.OUT_OF_DATE.plain(visit.language)
        account = await self.runs.account(visit.person, called)
        await self.dialler.dial(_order(visit, called, row, account, phone))
        return TESTING.plain(visit.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAnswers:
    """Takes typed answers to questions about lists."""

    draft: ListDraft
    buttons: ListPreviewButtons
    act: Act = Act.CALL

    def fits(self, draft: Draft, text: str) -> bool:
        """Whether text that replies to nothing is plainly the answer to this question."""
        return looks_like_answer(draft, text)

    async def answered(self, visit: Visit, draft: Draft) -> None:
        """A time for a list that is drawn already, or what it needs to be drawn."""
        take = self.buttons.set_time if draft.asking == Asking.TIME else self.draft.answered
        await take(visit, draft)


def _number(visit: Visit) -> int:
    return int(visit.data.rpartition(":")[2])


def _changed(redial: Redial, data: str) -> Redial:
    """What a press in the panel makes of the rules; the first outcome chosen is called once."""
    action, _, rest = data.partition(":")
    value = rest.rpartition(":")[2]
    match action:
        case "list.re":
            outcomes = redial.outcomes ^ {Outcome(value)}
            return replace(redial, outcomes=outcomes, times=redial.times or 1)
        case "list.times":
            return replace(redial, times=int(value))
        case "list.after":
            return replace(redial, after=float(value) * _MINUTE)
        case _:
            return redial


def _order(visit: Visit, called: CallList, row: Row, account: Account, phone: str) -> Order:
    """A row's call to the asker's own phone."""
    return Order(
        person=visit.person,
        language=visit.language,
        place=visit.place,
        message_id=visit.message_id,
        account=account,
        kind=CallKind.VOICE,
        callee=phone,
        caller=called.caller,
        campaign=called.campaign_id,
        template=called.template,
        queue=True,
        values=dict(row.values),
        test=True,
        script=called.script,
        preview=called.key,
    )
