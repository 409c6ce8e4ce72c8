"""`/call PHONE TEMPLATE`: what is missing is asked for, then the preview is drawn; it calls nobody.

The preview stands in the private chat, wherever the call was asked for. What its buttons do is
chat/preview's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core import voice_answers
from bot.core.list_commands import ListCommand, split_list
from bot.core.messages import prompts
from bot.core.messages.accounts import default_now
from bot.core.messages.call_questions import render_late, render_question
from bot.core.messages.preview import render_in_private, render_preview
from bot.core.messages.text import Message, clock
from bot.core.people import Act
from bot.core.previews import Preview, Shelf
from bot.core.records import Account, Draft, Place, Topic
from bot.core.voice_questions import (
    Asking,
    Question,
    Voice,
    changes,
    drawn,
    fitted,
    next_question,
    question_of,
    read_voice,
    recall,
    remember,
)
from bot.core.wishes import LATE
from bot.errors import UsageError
from bot.flows.preview import Previews

#: Questions that are answered by typing.
_TYPED: Final = frozenset(
    {Asking.PHONE, Asking.RENEWED, Asking.TEMPLATE, Asking.VALUE, Asking.LABEL}
)
#: A link to a preview begins with this, its draft follows.
LINK: Final = "p"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The handlers of `/call`, of the answers to its questions, and of what asks for one more."""

    desk: Desk
    previews: Previews
    #: Takes a command that is followed by rows.
    pasted: Callable[[Visit, ListCommand], Awaitable[None]]
    act: Act = Act.CALL

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/call` with anything from nothing to everything."""
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self.run(visit))

    async def run(self, visit: Visit) -> None:
        """The command as it was typed; one that waited while the bot was away is asked about."""
        many = split_list(visit.text)
        if many is not None:
            # Its preview calls nobody, so it is never too late for it.
            await self.pasted(visit, many)
            return
        voice = read_voice(visit.text)
        if self.desk.now() - visit.sent_at > LATE:
            await self._ask_late(visit, voice)
        else:
            await self.go_on(visit, voice)

    def fits(self, draft: Draft, text: str) -> bool:
        """Whether text that replies to nothing is plainly the answer to this question."""
        return voice_answers.looks_like_answer(draft, text)

    async def answered(self, visit: Visit, draft: Draft) -> None:
        """A number, a template, a value."""
        try:
            voice = voice_answers.answered(draft, visit.text)
        except UsageError as error:
            if error.problem == "cancelled":
                if await self._taken_back(visit, draft):
                    return
                await self.desk.clear(visit, draft)
            if draft.asking not in _TYPED or error.problem == "cancelled":
                raise
            question = self._render(visit, draft, recall(draft), question_of(draft))
            await self.desk.put_again(visit, draft, question, error)
        else:
            await self.go_on(visit, voice, draft)

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.pick:DRAFT:N`: a button under a question."""
        await self.pressed(update, self._picked)

    async def drop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.drop:DRAFT`: [Cancel] under a question or a preview."""
        await self.pressed(update, self._dropped)

    async def change(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.change:DRAFT:N`: what of a preview is to be changed."""
        await self.pressed(update, self._change)

    async def pressed(
        self, update: Update, act: Callable[[Visit, Draft], Awaitable[str | None]]
    ) -> None:
        """A button of a question or a preview, if it was put to the presser."""
        visit = await self.desk.access.press(update, Act.CALL)
        draft = await self.desk.pressed(visit, Topic.CALL) if visit is not None else None
        if visit is not None and draft is not None:
            await self.desk.answering(visit, act(visit, draft))

    async def _picked(self, visit: Visit, draft: Draft) -> str | None:
        voice = voice_answers.picked(draft, int(visit.data.rpartition(":")[2]))
        default = None
        if draft.asking == Asking.ACCOUNT:
            default = await self.desk.people.remember_default(visit.person, voice.account_id)
        await self.go_on(visit, voice, draft)
        return default_now(default, language=visit.language) if default else None

    async def _dropped(self, visit: Visit, draft: Draft) -> None:
        if not await self._taken_back(visit, draft):
            await self.desk.redraw(visit, prompts.render_cancelled(language=visit.language))

    async def _taken_back(self, visit: Visit, draft: Draft) -> bool:
        """Close a question; True: the preview that it was to change stands there again."""
        preview = await self.desk.questions.pressed(recall(draft).edited)
        if preview is None:
            await self.desk.questions.cancel(draft)
        else:
            await self.go_on(visit, recall(preview), draft)
        return preview is not None

    async def _change(self, visit: Visit, draft: Draft) -> None:
        index = int(visit.data.rpartition(":")[2])
        await self.ask_anew(visit, draft, lambda offered: offered[index:][:1])

    async def ask_anew(
        self,
        visit: Visit,
        draft: Draft,
        choose: Callable[[Sequence[Question]], Sequence[Question]],
    ) -> None:
        """Ask for a part of a preview once more: the first that is chosen of those on offer."""
        voice = replace(recall(draft), edited=draft.id)
        accounts = await self.desk.people.choose(visit.person, voice.account_id)
        shelf = await self.previews.shelf(accounts[0], voice.command.template)
        chosen = choose(changes(voice, shelf))
        if not chosen:
            raise UsageError("prompt_gone")
        await self._ask(visit, voice, chosen[0], accounts, shelf, draft)

    async def go_on(self, visit: Visit, voice: Voice, answered: Draft | None = None) -> None:
        """Ask for what is missing, one thing at a time, else draw the preview."""
        accounts = await self.desk.people.choose(
            visit.person, voice.account_id, voice.command.account
        )
        shelf = Shelf()
        if len(accounts) == 1:
            voice, shelf = await self.fit(voice, accounts[0])
        question = next_question(voice, accounts, shelf)
        if question.asking is Asking.CONFIRM:
            await self._draw(visit, voice, question, accounts[0], answered)
        else:
            await self._ask(visit, voice, question, accounts, shelf, answered)

    async def fit(self, voice: Voice, account: Account) -> tuple[Voice, Shelf]:
        """The wish over this account, its values under the script's own names."""
        template = voice.command.template
        shelf = await self.previews.shelf(account, template)
        over = replace(voice, account_id=account.account_id)
        return fitted(over, shelf.fields(template) if template else ()), shelf

    async def _ask(
        self,
        visit: Visit,
        voice: Voice,
        question: Question,
        accounts: Sequence[Account],
        shelf: Shelf,
        answered: Draft | None,
    ) -> None:
        draft = await self.desk.ask(
            visit,
            about=Topic.CALL,
            asking=question.asking,
            values=remember(voice, question),
            after=answered,
        )
        fields = shelf.fields(voice.command.template or "")
        asked = self._render(visit, draft, voice, question, accounts=accounts, fields=fields)
        await self.desk.put(visit, draft, asked)
        await self.desk.clear(visit, answered)

    async def _ask_late(self, visit: Visit, voice: Voice) -> None:
        question = Question(asking=Asking.LATE, choices=("",))
        draft = await self.desk.ask(
            visit, about=Topic.CALL, asking=Asking.LATE, values=remember(voice, question)
        )
        sent = clock(visit.sent_at, self.desk.tz, language=visit.language, now=self.desk.now())
        await self.desk.put(visit, draft, render_late(sent, draft.id, language=visit.language))

    def _render(
        self,
        visit: Visit,
        draft: Draft,
        voice: Voice,
        question: Question,
        *,
        accounts: Sequence[Account] = (),
        fields: Sequence[str] = (),
    ) -> Message:
        return render_question(
            question,
            draft.id,
            voice,
            fields=fields,
            accounts=accounts,
            masked=visit.place.is_group,
            language=visit.language,
        )

    async def _draw(
        self,
        visit: Visit,
        voice: Voice,
        question: Question,
        account: Account,
        answered: Draft | None,
    ) -> None:
        own = replace(visit, place=Place(chat_id=visit.person.person_id))
        private = own if visit.place.is_group else visit
        preview = await self.previews.look(visit.person, account, voice)
        voice = drawn(voice, preview)
        draft = await self.desk.ask(
            private,
            about=Topic.CALL,
            asking=Asking.CONFIRM,
            values=remember(voice, question),
            after=answered,
        )
        shown = self.shown(visit, draft, preview, question, drawing=voice.drawings)
        await self.desk.put(private, draft, shown)
        if visit.place.is_group:
            await self.say_where(visit, draft)
        await self.desk.clear(visit, answered)

    async def say_where(self, visit: Visit, draft: Draft) -> None:
        """A group is told that the preview stands in the private chat, with a link to it."""
        url = f"https://t.me/{self.desk.sender.username}?start={LINK}{draft.id}"
        where = render_in_private(url, language=visit.language)
        await self.desk.say(visit, where, reply=not visit.query_id)

    def shown(
        self, visit: Visit, draft: Draft, preview: Preview, question: Question, *, drawing: int
    ) -> Message:
        """A preview as its message."""
        return render_preview(
            preview,
            draft.id,
            drawing=drawing,
            asker_id=visit.person.person_id,
            close=question.choices,
            listens=self.desk.speaks,
            language=visit.language,
            tz=self.desk.tz,
            now=self.desk.now(),
        )
