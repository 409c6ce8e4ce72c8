"""`/template`: the voice scripts that the bot knows, and those that people register by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.making import ScriptMaking
from bot.chat.script_files import ScriptFiles
from bot.chat.script_shelf import ScriptShelf
from bot.core.key_lines import read_meanings
from bot.core.messages import script_card
from bot.core.messages import templates as texts
from bot.core.messages.template_list import A_PAGE
from bot.core.messages.text import Message
from bot.core.people import Act, Language
from bot.core.records import Account, Draft, Topic
from bot.core.scripts import (
    Action,
    Adding,
    Asking,
    Known,
    answer,
    find,
    looks_like_answer,
    parse_action,
    parse_adding,
    parse_name,
    read_script,
    recall,
    remember,
    same_words,
)
from bot.core.templates import Template
from bot.errors import UsageError
from bot.flows.scripts import Scripts

#: Questions that are answered by typing.
_TYPED: Final = frozenset({Asking.NAME, Asking.TEXT, Asking.MEANINGS})
#: What ends a question instead of asking it again.
_FINAL: Final = frozenset({"cancelled", "prompt_gone", "script_unknown", "account_gone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """The handlers of `/template`, of the answers to its questions, and of its buttons."""

    desk: Desk
    scripts: Scripts
    making: ScriptMaking
    files: ScriptFiles
    shelf: ScriptShelf
    act: Act = Act.CALL

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/template` and what may follow it."""
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self.run(visit))

    async def run(self, visit: Visit) -> None:
        """The command as it was typed, or as a button mended it."""
        action, rest = parse_action(visit.text)
        match action:
            case Action.LIST:
                accounts = await self.desk.people.choose(visit.person)
                await self.desk.say(visit, await self.shelf.list_of(visit, accounts[0]))
            case Action.NEW:
                await self.making.new(visit, rest)
            case Action.IMPORT:
                await self.making.from_json(visit, rest)
            case Action.EXPORT:
                await self.files.export(visit, await self.shelf.meant(visit, parse_name(rest)))
            case Action.SHOW:
                await self.desk.say(visit, await self.shelf.named(visit, parse_name(rest)))
            case Action.ADD:
                await self._add(visit, parse_adding(rest))

    def fits(self, draft: Draft, text: str) -> bool:
        """Whether text that replies to nothing is the name or the script that is asked for."""
        return looks_like_answer(draft, text)

    async def answered(self, visit: Visit, draft: Draft) -> None:
        """A name, the words, or what keys mean."""
        try:
            adding = answer(draft, visit.text)
            explained = await self._explained(visit, adding, draft)
        except UsageError as error:
            if error.problem == "cancelled":
                await self.desk.questions.cancel(draft)
                await self.desk.clear(visit, draft)
            if error.problem in _FINAL or draft.asking not in _TYPED:
                raise
            asking, language = Asking(draft.asking), visit.language
            question = _question(asking, recall(draft), draft.id, [], language=language)
            await self.desk.put_again(visit, draft, question, error)
        else:
            if explained is None:
                await self._add(visit, adding, draft)
            else:
                card = self.shelf.card(visit, explained, heading=texts.MEANT)
                await self.desk.say(visit, card)
                await self.desk.clear(visit, draft)

    async def browsed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button of a list or of a script: whoever may use the account may press it."""
        visit = await self.desk.access.press(update, Act.CALL)
        account = await self.desk.account_pressed(visit) if visit is not None else None
        if visit is not None and account is not None:
            await self.desk.answering(visit, self._browsed(visit, account))

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button under a question: only who was asked may press it."""
        visit = await self.desk.access.press(update, Act.CALL)
        draft = await self.desk.pressed(visit, Topic.TEMPLATE) if visit is not None else None
        if visit is not None and draft is not None:
            await self.desk.answering(visit, self._picked(visit, draft))

    async def _browsed(self, visit: Visit, account: Account) -> None:
        verb, _, *which = visit.data.removeprefix("tpl.").split(":")
        if verb == "page":
            await self.desk.redraw(
                visit, await self.shelf.list_of(visit, account, page=int(which[0]))
            )
            return
        if verb == "add":
            await self._add(visit, Adding(account_id=account.account_id))
            return
        if verb == "new":
            await self.making.new(visit, "")
            return
        templates, _ = await self.scripts.listed(account.account_id)
        template = find(which[0], templates)
        if template is None or verb == "back":
            page = templates.index(template) // A_PAGE if template else 0
            await self.desk.redraw(visit, await self.shelf.list_of(visit, account, page=page))
        elif verb == "drop":
            await self._ask_to_remove(visit, template)
        elif verb == "mean":
            about = Adding(name=template.name, account_id=account.account_id)
            await self._ask(visit, Asking.MEANINGS, about, [], None)
        else:
            if verb == "need":
                await self.scripts.toggle_need(account.account_id, template.name, which[1])
            known = await self.scripts.known(account.account_id, template.name)
            await self.desk.redraw(visit, self.shelf.card(visit, known or Known(template=template)))

    async def _picked(self, visit: Visit, draft: Draft) -> None:
        verb = visit.data.removeprefix("tpl.").partition(":")[0]
        adding = recall(draft)
        if verb == "put":
            await self._add(visit, adding, draft)
        elif verb == "of":
            account_id = int(visit.data.rpartition(":")[2])
            await self.desk.people.remember_default(visit.person, account_id)
            await self._add(visit, replace(adding, account_id=account_id), draft)
        else:
            await self._decided(visit, adding, draft, remove=verb == "sure")

    async def _decided(self, visit: Visit, adding: Adding, draft: Draft, *, remove: bool) -> None:
        """[Remove] and [Keep]; the latter leaves the script as it was, and shows it."""
        [account] = await self.desk.people.choose(visit.person, adding.account_id)
        language = visit.language
        if remove:
            await self.scripts.remove(account.account_id, adding.name, answers=draft.id)
            card = texts.render_removed(account.account_id, adding.name, language=language)
        else:
            await self.desk.questions.cancel(draft)
            known = await self.scripts.known(account.account_id, adding.name)
            card = (
                self.shelf.card(visit, known) if known else await self.shelf.list_of(visit, account)
            )
        await self.desk.redraw(visit, card)

    async def _explained(self, visit: Visit, adding: Adding, draft: Draft) -> Known | None:
        """The script whose keys were asked about, explained; None: something else was asked."""
        if draft.asking != Asking.MEANINGS:
            return None
        assert adding.account_id is not None, "it was asked on the card of an account's script"
        account = await self.desk.people.account(visit.person, adding.account_id)
        said = read_meanings(adding.text)
        return await self.scripts.explain(account.account_id, adding.name, said, answers=draft.id)

    async def _ask_to_remove(self, visit: Visit, template: Template) -> None:
        about = Adding(name=template.name, account_id=template.account_id)
        draft = await self.desk.ask(
            visit, about=Topic.TEMPLATE, asking=Asking.REMOVE, values=remember(about)
        )
        await self.desk.questions.put(draft, visit.message_id)
        question = texts.render_remove(draft.id, template.name, language=visit.language)
        await self.desk.redraw(visit, question)

    async def _add(self, visit: Visit, adding: Adding, answered: Draft | None = None) -> None:
        """Ask for what is missing, one thing at a time, else register the script."""
        accounts = await self.desk.people.choose(visit.person, adding.account_id)
        if adding.text:
            read_script(accounts[0].account_id, adding.name, adding.text)
        if not adding.name:
            await self._ask(visit, Asking.NAME, adding, accounts, answered)
        elif not adding.text:
            await self._ask(visit, Asking.TEXT, adding, accounts, answered)
        elif len(accounts) > 1:
            await self._ask(visit, Asking.ACCOUNT, adding, accounts, answered)
        else:
            await self._put(visit, adding, accounts[0], answered)

    async def _ask(
        self,
        visit: Visit,
        asking: Asking,
        adding: Adding,
        accounts: list[Account],
        answered: Draft | None,
    ) -> None:
        draft = await self.desk.ask(
            visit, about=Topic.TEMPLATE, asking=asking, values=remember(adding), after=answered
        )
        question = _question(asking, adding, draft.id, accounts, language=visit.language)
        await self.desk.put(visit, draft, question)
        await self.desk.clear(visit, answered)

    async def _put(
        self, visit: Visit, adding: Adding, account: Account, answered: Draft | None
    ) -> None:
        """Register it; one that is known says other words only after the person has said so."""
        template = read_script(account.account_id, adding.name, adding.text)
        before = await self.scripts.add(
            visit.person,
            template,
            seen=adding.seen,
            answers=answered.id if answered else None,
        )
        if before is not None and not same_words(before.template, template):
            await self._ask_to_replace(visit, adding, before, answered)
            return
        if before is not None and answered is not None:
            await self.desk.questions.cancel(answered)
        known = before or await self.scripts.known(account.account_id, adding.name)
        assert known is not None, "it was registered just now"
        replaced = script_card.ADDED if adding.seen is None else script_card.REPLACED
        heading = script_card.SAME if before else replaced
        await self.desk.say(visit, self.shelf.card(visit, known, heading=heading))
        await self.desk.clear(visit, answered)

    async def _ask_to_replace(
        self, visit: Visit, adding: Adding, before: Known, answered: Draft | None
    ) -> None:
        shown = replace(
            adding, account_id=before.template.account_id, seen=before.template.added_at
        )
        draft = await self.desk.ask(
            visit,
            about=Topic.TEMPLATE,
            asking=Asking.REPLACE,
            values=remember(shown),
            after=answered,
        )
        question = texts.render_replace(
            draft.id, before, language=visit.language, tz=self.desk.tz, now=self.desk.now()
        )
        await self.desk.put(visit, draft, question)
        await self.desk.clear(visit, answered)


def _question(
    asking: Asking, adding: Adding, draft_id: str, accounts: list[Account], *, language: Language
) -> Message:
    match asking:
        case Asking.NAME:
            return texts.render_ask_name(language=language)
        case Asking.TEXT:
            return texts.render_ask_text(adding.name, language=language)
        case Asking.MEANINGS:
            return texts.render_ask_meanings(adding.name, language=language)
        case _:
            return texts.render_choose_account(draft_id, accounts, language=language)
