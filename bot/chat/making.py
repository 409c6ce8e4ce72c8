"""Making a script step by step: one card, redrawn at each press; what is typed puts it below.

The draft in the store is all that is known: whatever stops the program, the card's buttons go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup
from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.listening import Listening
from bot.core.messages import popups, script_card
from bot.core.messages.making import render_cancelled, render_creating, render_step
from bot.core.messages.problems import render_problem
from bot.core.messages.text import Message
from bot.core.people import Act
from bot.core.records import Draft, Topic
from bot.core.script_answers import (
    by_file,
    fits,
    gone_back,
    gone_on,
    left_out,
    picked,
    typed,
    without_key,
)
from bot.core.script_draft import (
    MAKING,
    ScriptDraft,
    Step,
    answered,
    finished,
    from_script,
    go_to,
    recall,
    remember,
)
from bot.core.scripts import Known, parse_name
from bot.core.templates import Template
from bot.errors import UsageError
from bot.flows.making import Making, renamed


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptMaking:
    """The handlers of `/template new` and `import`, of their steps, and of JSON files."""

    desk: Desk
    making: Making
    listening: Listening
    act: Act = Act.CALL

    async def new(self, visit: Visit, name: str) -> None:
        """`/template new [NAME]`."""
        made = ScriptDraft()
        if name:
            named = replace(made.script, name=parse_name(name))
            made = replace(made, script=named, said=frozenset({Step.NAME}))
        await self.begin(visit, made)

    async def from_json(self, visit: Visit, text: str) -> None:
        """`/template import [JSON]`."""
        made = ScriptDraft(at=Step.IMPORT)
        if text:
            made = from_script(self.making.read(text))
        await self.begin(visit, made)

    async def copy(self, visit: Visit, script: Template) -> None:
        """A script as the start of a new one: all but its name."""
        blank = replace(script, name="", added_by=None, added_at=0.0)
        await self.begin(visit, from_script(blank, besides={Step.NAME}))

    async def pressed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`mk.VERB:DRAFT:STEP[:VALUE]`."""
        visit = await self.desk.access.press(update, Act.CALL)
        draft = await self.desk.pressed(visit, Topic.MAKING) if visit is not None else None
        if visit is not None and draft is not None:
            await self.desk.answering(visit, self._pressed(visit, draft))

    def fits(self, draft: Draft, text: str) -> bool:
        """Whether text that replies to nothing is plainly the answer to the step."""
        return fits(recall(draft), text)

    async def answered(self, visit: Visit, draft: Draft) -> None:
        """What is typed at a step."""
        made = recall(draft)
        try:
            changed = self._typed(made, visit.text)
        except UsageError as error:
            if error.problem == "cancelled":
                await self.desk.questions.cancel(draft)
                await self.desk.clear(visit, draft)
                raise
            await self.show(visit, draft, error)
        else:
            await self.keep(visit, draft, changed)

    def _typed(self, made: ScriptDraft, text: str) -> ScriptDraft:
        try:
            return typed(made, text)
        except UsageError as error:
            if made.step is not Step.IMPORT or error.problem != "press_button":
                raise
        return imported(made, self.making.read(text))

    async def begin(self, visit: Visit, made: ScriptDraft) -> None:
        """The first step that a draft leaves open."""
        known = made.script.account_id or None
        accounts = await self.desk.people.choose(visit.person, known)
        if len(accounts) == 1:
            script = replace(made.script, account_id=accounts[0].account_id)
            made = replace(made, script=script)
        made, taken = await self._free(ScriptDraft(), made)
        draft = await self.desk.ask(visit, about=Topic.MAKING, asking=MAKING, values=remember(made))
        await self._put(visit, draft, taken)

    async def _pressed(self, visit: Visit, draft: Draft) -> str | None:
        verb, _, step, *value = visit.data.removeprefix("mk.").split(":")
        made = recall(draft)
        if draft.taken:
            raise UsageError("prompt_gone")
        if verb != "look" and step != made.step:
            await self.show(visit, draft)
            return popups.OUT_OF_DATE.plain(visit.language)
        match verb:
            case "look":
                await self.show(visit, draft)
            case "drop":
                await self.desk.questions.cancel(draft)
                await self.desk.redraw(visit, render_cancelled(made, language=visit.language))
            case "go":
                await self._create(visit, draft, made)
            case "hear":
                return self.listening.play(visit, finished(made), {})
            case "use":
                await self._created(visit, await self.making.use(visit.person, draft))
            case _:
                await self._changed(visit, draft, made, verb, "".join(value))
        return None

    async def _changed(
        self, visit: Visit, draft: Draft, made: ScriptDraft, verb: str, value: str
    ) -> None:
        try:
            changed = await self._after(visit, made, verb, value)
        except UsageError as error:
            if error.problem in {"prompt_gone", "account_gone", "account_missing"}:
                raise
            await self.show(visit, draft, error)
        else:
            await self.keep(visit, draft, changed)

    async def _after(self, visit: Visit, made: ScriptDraft, verb: str, value: str) -> ScriptDraft:
        """The draft after a button; what it means is core's to say."""
        match verb:
            case "pick" if made.step is Step.ACCOUNT:
                [account] = await self.desk.people.choose(visit.person, int(value))
                await self.desk.people.remember_default(visit.person, account.account_id)
                script = replace(made.script, account_id=account.account_id)
                return answered(made, Step.ACCOUNT, script)
            case "pick":
                return picked(made, value)
            case "back":
                return gone_back(made)
            case "on":
                return gone_on(made)
            case "none":
                return left_out(made)
            case "without":
                return without_key(made)
            case "play" | "read":
                files = await self.making.files(made.script.account_id)
                return by_file(made, files, wanted=verb == "play")
            case "import":
                return go_to(made, Step.IMPORT)
            case "edit":
                return go_to(made, Step.EDIT)
            case _:
                return renamed(made)

    async def keep(self, visit: Visit, draft: Draft, made: ScriptDraft) -> None:
        """The draft as it is now, its next step shown; a name that is taken is asked for anew."""
        made, taken = await self._free(recall(draft), made)
        if made.step is Step.FILE and not made.files:
            made = replace(made, files=tuple(await self.making.files(made.script.account_id)))
        await self.show(visit, await self.making.keep(draft, made), taken)

    async def _free(
        self, before: ScriptDraft, made: ScriptDraft
    ) -> tuple[ScriptDraft, UsageError | None]:
        script = made.script
        named = (script.account_id, script.name)
        if Step.NAME not in made.said or named == (before.script.account_id, before.script.name):
            return made, None
        try:
            await self.making.verify_free(*named)
        except UsageError as error:
            return replace(made, said=made.said - {Step.NAME}, at=None), error
        return made, None

    async def _create(self, visit: Visit, draft: Draft, made: ScriptDraft) -> None:
        name = made.script.name
        await self.desk.redraw(visit, render_creating(name, draft.id, language=visit.language))
        problem: UsageError | None = None
        try:
            known = await self.making.create(visit.person, draft)
        except UsageError as error:
            known, problem = None, error
        if known is not None:
            await self._created(visit, known)
            return
        stands = await self.desk.questions.pressed(draft.id)
        if stands is None or stands.taken:
            raise problem or UsageError("prompt_gone")
        await self.show(visit, stands, problem)

    async def _created(self, visit: Visit, known: Known) -> None:
        card = script_card.render_script(
            known,
            language=visit.language,
            tz=self.desk.tz,
            now=self.desk.now(),
            heading=script_card.CREATED,
            listens=self.desk.speaks,
        )
        await self.desk.redraw(visit, card)

    async def show(self, visit: Visit, draft: Draft, error: UsageError | None = None) -> None:
        """The step in place of the one that was pressed; what was typed has it below."""
        card = await self._card(visit, draft, error)
        if visit.query_id and card.ask is None and draft.message_id == visit.message_id:
            await self.desk.redraw(visit, card)
            return
        await self.desk.put(visit, draft, card)
        await self.desk.clear(visit, draft)

    async def _put(self, visit: Visit, draft: Draft, error: UsageError | None) -> None:
        await self.desk.put(visit, draft, await self._card(visit, draft, error))

    async def _card(self, visit: Visit, draft: Draft, error: UsageError | None) -> Message:
        made = recall(draft)
        card = render_step(
            made,
            draft.id,
            language=visit.language,
            accounts=await self.desk.people.accounts(visit.person),
            in_group=visit.place.is_group,
            listens=self.desk.speaks,
        )
        if error is None:
            return card
        told = render_problem(error, visit.language, masked=visit.place.is_group)
        return replace(card, html=Markup("{}\n\n{}").format(told.html, card.html))


def imported(made: ScriptDraft, script: Template) -> ScriptDraft:
    """A draft of what was read in place of what was known."""
    return from_script(replace(script, account_id=made.script.account_id))
