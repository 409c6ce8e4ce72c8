"""The buttons of a list that was confirmed, and of those who asked to be called back.

Any operator of the list's account may press, wherever its card stands; the card says who did.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.list_draft import ListDraft, in_private
from bot.core.accounts import phrase_key
from bot.core.busy import phrase_of
from bot.core.list_views import Which
from bot.core.lists import CallList, ListState
from bot.core.messages import popups
from bot.core.messages.lists import popups as said
from bot.core.messages.lists import questions as texts
from bot.core.messages.lists.rows import render_rows
from bot.core.messages.text import Text
from bot.core.people import Act, Role
from bot.errors import UsageError
from bot.flows.list_files import File, ListFiles
from bot.flows.list_reading import ListReader
from bot.flows.list_run import ListRuns
from bot.flows.lists import ListDrafts


@dataclass(frozen=True, slots=True, kw_only=True)
class ListButtons:
    """The handlers of what stands under a list's card, its rows, its end, and under outcomes."""

    desk: Desk
    drafts: ListDrafts
    reader: ListReader
    draft: ListDraft
    runs: ListRuns
    files: ListFiles

    async def control(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.pause`, `list.on`, `list.now`, `list.stop`, `list.yes`, `list.no`, each `:KEY`."""
        await self._pressed(update, self._control)

    async def drop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.drop:KEY`: a preview is cancelled, or a list that waits is taken back."""
        await self._pressed(update, self._drop)

    async def rows(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.rows:KEY:WHICH:OFFSET`: rows of a list, a page of them."""
        visit = await self.desk.access.press(update, Act.VIEW, refusal=popups.MAY_NOT_SEE)
        if visit is not None:
            await self.desk.answering(visit, self._rows(visit))

    async def file(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.file:KEY`, `list.bad:KEY`: the file back, or the rows that are left out."""
        visit = await self.desk.access.press(update, Act.CALL, private=True)
        # Ten thousand rows take longer than a press waits for its answer.
        if visit is not None and await self.desk.answering(visit, self._begins(visit)):
            await self.desk.answering(replace(visit, query_id=""), self._file(visit))

    async def retry(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.retry:KEY`, `list.rest:KEY`: a list of those not reached, or not called at all."""
        await self._pressed(update, self._retry)

    async def busy(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.busy:KEY:WORDS`: the PBX's words mean that no line was free."""
        await self._pressed(update, self._busy)

    async def _pressed(self, update: Update, act: Callable[[Visit], Awaitable[str | None]]) -> None:
        visit = await self.desk.access.press(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, act(visit))

    async def _control(self, visit: Visit) -> str | None:
        action, key = visit.data.removeprefix("list.").split(":")
        try:
            done = await self._do(visit, action, key)
        except UsageError as error:
            if error.problem != "list_changed":
                raise
            done = said.MOVED_ON
        return done.plain(visit.language) if done is not None else None

    async def _do(self, visit: Visit, action: str, key: str) -> Text | None:
        match action:
            case "pause":
                await self.runs.pause(visit.person, key)
                return said.PAUSED
            case "on" | "now":
                going = await self.runs.go_on(visit.person, key)
                return said.ASKED_ANEW if going.state is ListState.APPROVAL else said.GOES_ON
            case "stop":
                await self.runs.stop(visit.person, key)
                return said.STOPPED
            case _:
                await self.runs.approve(visit.person, key, agrees=action == "yes")
                return None

    async def _drop(self, visit: Visit) -> str | None:
        key = visit.data.split(":")[1]
        called = await self.runs.visible(visit.person, key)
        if called.state in {ListState.READING, ListState.DRAFT}:
            await self.drafts.cancel(visit.person, key)
            await self.desk.redraw(visit, texts.render_list_cancelled(language=visit.language))
        else:
            await self.runs.withdraw(visit.person, key)
        return None

    async def _rows(self, visit: Visit) -> str | None:
        _, key, which, offset = visit.data.split(":")
        called = await self.runs.visible(visit.person, key)
        if called.state is ListState.READING:
            return popups.OUT_OF_DATE.plain(visit.language)
        page, stands = await self.runs.page(
            called, Which(which), int(offset), visit.place, visit.message_id
        )
        message = render_rows(
            page,
            language=visit.language,
            masked=visit.place.is_group,
            tz=self.desk.tz,
            now=self.desk.now(),
        )
        if stands:
            await self.desk.say(visit, replace(message, silent=visit.place.is_group))
        else:
            await self.desk.redraw(visit, message)
        return None

    async def _begins(self, visit: Visit) -> str:
        called = await self.runs.visible(visit.person, visit.data.split(":")[1])
        if called.state is ListState.READING:
            # What is wrong with its rows is not known yet.
            raise UsageError("look_first")
        return said.MAKING_FILE.plain(visit.language)

    async def _file(self, visit: Visit) -> str | None:
        action, key = visit.data.split(":")
        called = await self.runs.visible(visit.person, key)
        write = self.files.left_out if action == "list.bad" else self.files.results
        await self._send(visit, called, await write(called, language=visit.language))
        return None

    async def _send(self, visit: Visit, called: CallList, file: File) -> None:
        reply_to = called.message_id if visit.place == called.place else None
        arrived = await self.desk.sender.file(
            visit.place, file.name, file.content, file.caption, reply_to=reply_to
        )
        if not arrived:
            raise UsageError("table_unwritten")

    async def _retry(self, visit: Visit) -> str | None:
        action, key = visit.data.split(":")
        called = await self.runs.visible(visit.person, key)
        which = Which.REST if action == "list.rest" else Which.UNREACHED
        again = await self.reader.again(visit.person, called, which, visit.language)
        await self.draft.go_on(in_private(visit), again)
        if visit.place.is_group:
            await self.draft.say_where(visit, again)
        return None

    async def _busy(self, visit: Visit) -> str | None:
        _, key, meant = visit.data.split(":")
        called = await self.runs.visible(visit.person, key)
        words = await self.runs.refusal(called)
        if not words or phrase_key(phrase_of(words)) != meant:
            await self.runs.redraw(called)
            return popups.OUT_OF_DATE.plain(visit.language)
        if visit.person.role is not Role.ADMIN:
            asked = await self.runs.ask_what_it_means(visit.person, called)
            text = said.ADMINS_ASKED if asked else said.NO_ADMIN
            return text.plain(visit.language)
        await self.desk.people.add_busy_phrase(visit.person, called.account_id, words)
        await self.runs.redraw(called)
        return said.MEANS_BUSY.plain(visit.language)
