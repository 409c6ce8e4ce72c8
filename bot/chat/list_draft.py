"""A list that is being prepared: what is unclear is asked for, then its preview is drawn.

Calls nobody; what the buttons under the preview do is chat/list_preview's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core import list_questions
from bot.core.columns import sample
from bot.core.list_checks import holds_numbers
from bot.core.list_questions import Asking, Question, about_columns, about_template, columns_for
from bot.core.lists import CallList, ListState
from bot.core.messages.lists import questions as texts
from bot.core.messages.lists.preview import render_list_preview
from bot.core.messages.preview import render_in_private
from bot.core.messages.text import Message
from bot.core.people import Act, may
from bot.core.previews import Shelf
from bot.core.records import Account, Draft, Place, Topic
from bot.core.templates import Template, is_reserved
from bot.core.voice_questions import PICKED_FROM
from bot.errors import UsageError
from bot.flows.list_mending import ListMender
from bot.flows.list_reading import ListReader, Reading
from bot.flows.lists import ListDrafts
from bot.flows.preview import Previews

#: A link to a list's preview begins with this, its key follows.
LIST_LINK: Final = "l"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDraft:
    """The handlers of questions about a list, and the drawing of its preview."""

    desk: Desk
    drafts: ListDrafts
    reader: ListReader
    mender: ListMender
    previews: Previews

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.pick:DRAFT:N`: a button under a question."""
        await self._pressed(update, self._picked)

    async def left(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`list.leave:DRAFT`: [Cancel] under a question."""
        await self._pressed(update, self._left)

    async def opened(self, visit: Visit) -> bool:
        """A link to a preview was followed: drawn anew for its owner; False: it is none."""
        if not visit.text.startswith(LIST_LINK) or not may(visit.person.role, Act.CALL):
            return False
        called = await self.drafts.known(visit.person, visit.text.removeprefix(LIST_LINK))
        if called is None:
            return False
        await self.go_on(in_private(visit), called)
        return True

    async def answered(self, visit: Visit, draft: Draft) -> None:
        """A template's name, or one value for every row."""
        question = list_questions.question_of(draft)
        called = await self.drafts.own(visit.person, draft.values["list"])
        try:
            value = list_questions.typed(question, visit.text)
        except UsageError as error:
            if error.problem == "cancelled":
                await self.desk.questions.cancel(draft)
                if list_questions.is_from_preview(draft):
                    await self.go_on(visit, called, draft)
                    return
                await self.drafts.cancel(visit.person, called.key)
                await self.desk.clear(visit, draft)
            raise
        await self.desk.questions.cancel(draft)
        if question.asking is Asking.TEMPLATE:
            called = replace(called, template=value)
        else:
            # Rows that were read without it are read anew.
            shared = {**called.shared, question.about: value}
            called = replace(called, state=ListState.READING, shared=shared)
        await self.go_on(visit, await self.drafts.change(called), draft)

    async def begin(self, visit: Visit, called: CallList, accounts: Sequence[Account]) -> None:
        """A list was read: over which of these accounts, if there are several, then the rest."""
        if len(accounts) > 1:
            called = await self.drafts.change(replace(called, asks_account=True))
        await self.go_on(visit, called)

    async def say_where(self, visit: Visit, called: CallList) -> None:
        """A group is told that the preview stands in the private chat, with a link to it."""
        url = f"https://t.me/{self.desk.sender.username}?start={LIST_LINK}{called.key}"
        where = render_in_private(url, language=visit.language)
        await self.desk.say(visit, where, reply=not visit.query_id)

    async def go_on(self, visit: Visit, called: CallList, answered: Draft | None = None) -> None:
        """Ask for what is missing, one thing at a time, else draw the preview."""
        called, asked = await self._ready(visit, called)
        if asked is None:
            await self._put(visit, called)
        else:
            question, reading = asked
            await self._ask(visit, called, question, reading=reading)
        await self.desk.clear(visit, answered)

    async def redraw(self, visit: Visit, called: CallList, *, at: int = 0) -> None:
        """The preview in place, as it is now; what has come to be unclear is asked for."""
        called, asked = await self._ready(visit, called)
        if asked is not None:
            question, reading = asked
            await self._ask(visit, called, question, reading=reading)
            return
        await self.desk.redraw(visit, await self.drawn(visit, called, at=at))

    async def _ready(
        self, visit: Visit, called: CallList
    ) -> tuple[CallList, tuple[Question, Reading | None] | None]:
        """The list with every row read; or what has to be asked before that can be."""
        if called.asks_account:
            accounts = await self.desk.people.choose(visit.person)
            if len(accounts) > 1:
                choices = tuple(str(account.account_id) for account in accounts)
                return called, (Question(asking=Asking.ACCOUNT, choices=choices), None)
        account = (await self.desk.people.choose(visit.person, called.account_id))[0]
        shelf = await self.previews.shelf(account, called.template or None)
        question = about_template(called, shelf)
        if question is not None:
            return called, (question, None)
        fields, script = shelf.fields(called.template), shelf.script(called.template)
        if called.state is ListState.DRAFT and called.fills(fields):
            return await self._with_script(called, script), None
        if reserved := next(filter(is_reserved, called.shared), None):
            raise UsageError("field_reserved", name=reserved)
        reading = await self.reader.reading(called, fields)
        question = about_columns(reading.matched, numbers=holds_numbers(reading.table))
        if question is not None:
            return called, (question, reading)
        return await self.reader.settle(reading, fields=fields, script=script, over=account), None

    async def _with_script(self, called: CallList, script: Template | None) -> CallList:
        """The list over the script as it is known now: others words may take longer to say."""
        if (called.script and called.script.heard) == (script and script.heard):
            return called
        return await self.mender.look_again(called, script)

    async def ask_template(self, visit: Visit, called: CallList) -> None:
        """Which other script is it for? Asked in place of the preview."""
        shelf = await self._shelf(visit, called)
        others = tuple(name for name in shelf.names() if name != called.template)
        question = Question(asking=Asking.TEMPLATE, choices=others[:PICKED_FROM])
        await self._ask_in_place(visit, called, question)

    async def ask_column(self, visit: Visit, called: CallList, name: str) -> None:
        """Which column fills a key field after all? Asked in place of the preview."""
        fields = (await self._shelf(visit, called)).fields(called.template)
        reading = await self.reader.reading(called, fields)
        question = Question(asking=Asking.COLUMN, about=name, choices=columns_for(reading.matched))
        await self._ask_in_place(visit, called, question, reading=reading)

    async def _shelf(self, visit: Visit, called: CallList) -> Shelf:
        account = (await self.desk.people.choose(visit.person, called.account_id))[0]
        return await self.previews.shelf(account, called.template or None)

    async def drawn(self, visit: Visit, called: CallList, *, at: int = 0) -> Message:
        """The preview, one drawing on."""
        preview = await self.drafts.draw(visit.person, called, at=at)
        over = preview.account.approve_over
        return render_list_preview(
            preview,
            language=visit.language,
            tz=self.desk.tz,
            now=self.desk.now(),
            approve=over is not None and preview.tally.waiting > over,
            listens=self.desk.speaks,
        )

    async def _put(self, visit: Visit, called: CallList) -> None:
        message_id = await self.desk.say(visit, await self.drawn(visit, called))
        if message_id is not None:
            before = await self.drafts.keep_message(called, message_id)
            if before is not None and before != message_id:
                await self.desk.sender.delete(visit.place, before)

    async def _ask(
        self,
        visit: Visit,
        called: CallList,
        question: Question,
        *,
        reading: Reading | None = None,
    ) -> None:
        draft = await self.desk.ask(
            visit,
            about=Topic.LIST,
            asking=question.asking,
            values=list_questions.remember(called, question),
        )
        message = await self._render(visit, draft, called, question, reading)
        await self.desk.put(visit, draft, message)

    async def _ask_in_place(
        self,
        visit: Visit,
        called: CallList,
        question: Question,
        *,
        reading: Reading | None = None,
    ) -> None:
        values = list_questions.remember(called, question, from_preview=True)
        draft = await self.desk.ask(visit, about=Topic.LIST, asking=question.asking, values=values)
        message = await self._render(visit, draft, called, question, reading)
        if message.keyboard:
            shown = texts.with_way_back(message, draft.id, language=visit.language)
            await self.desk.redraw(visit, shown)
            await self.desk.questions.put(draft, visit.message_id)
        else:
            await self.desk.put(visit, draft, message)

    async def _render(
        self,
        visit: Visit,
        draft: Draft,
        called: CallList,
        question: Question,
        reading: Reading | None,
    ) -> Message:
        language = visit.language
        if question.asking is Asking.COLUMN and reading is not None:
            named = called.heading is not None
            columns = [sample(reading.table, int(one), heading=named) for one in question.choices]
            if reading.matched.phone is None:
                return texts.render_ask_phone_column(draft.id, columns, language=language)
            return texts.render_ask_field_column(
                draft.id, columns, name=question.about, language=language
            )
        rows = await self.drafts.size(called)
        if question.asking is Asking.ACCOUNT:
            accounts = await self.desk.people.choose(visit.person)
            return texts.render_ask_account(
                draft.id, accounts, source=called.source, rows=rows, language=language
            )
        return texts.render_ask_template(
            draft.id,
            question.choices,
            source=called.source,
            rows=rows,
            unknown=question.about,
            language=language,
        )

    async def _pressed(
        self, update: Update, act: Callable[[Visit, Draft], Awaitable[None]]
    ) -> None:
        visit = await self.desk.access.press(update, Act.CALL)
        draft = await self.desk.pressed(visit, Topic.LIST) if visit is not None else None
        if visit is not None and draft is not None:
            await self.desk.answering(visit, act(visit, draft))

    async def _picked(self, visit: Visit, draft: Draft) -> None:
        question = list_questions.question_of(draft)
        choice = list_questions.picked(question, int(visit.data.rpartition(":")[2]))
        called = await self.drafts.own(visit.person, draft.values["list"])
        await self.desk.questions.cancel(draft)
        match question.asking:
            case Asking.ACCOUNT:
                await self.desk.people.remember_default(visit.person, int(choice))
                chosen = replace(called, account_id=int(choice), asks_account=False)
                called = await self.drafts.change(chosen)
            case Asking.TEMPLATE:
                called = await self.drafts.change(replace(called, template=choice))
            case _:
                called = await self.reader.pick(called, question.about, int(choice))
        await self.go_on(visit, called, draft)

    async def _left(self, visit: Visit, draft: Draft) -> None:
        await self.desk.questions.cancel(draft)
        await self.drafts.cancel(visit.person, draft.values["list"])
        await self.desk.redraw(visit, texts.render_list_cancelled(language=visit.language))


def in_private(visit: Visit) -> Visit:
    """The visit in the person's own chat, where names and amounts may be seen."""
    if not visit.place.is_group:
        return visit
    return replace(visit, place=Place(chat_id=visit.person.person_id), query_id="")
