"""A voice script that somebody is making: what is known of it, what is asked now, what before.

Every step was answered or is still to be; going back asks one again and loses nothing. What an
answer means is core.script_answers' to say.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter

from bot.core.records import Draft
from bot.core.templates import (
    CODE_FIELD,
    PressKey,
    Purpose,
    Template,
    TemplateKind,
    key_fields,
)

#: What a draft of this topic waits for, in the store's words: the step is its own.
MAKING: Final = "making"
#: The voices of the PBX, as its reference lists them.
VOICES: Final = (
    "north-f-01",
    "north-m-01",
    "north-f-02",
    "north-m-02",
    "south-f-03",
    "south-m-03",
)
NEW: Final = Template(account_id=0, name="", content="", voice="", speed=1.0)


class Step(StrEnum):
    """What is asked."""

    ACCOUNT = "account"
    KIND = "kind"
    #: The API's own JSON, in place of all that follows.
    IMPORT = "import"
    NAME = "name"
    VOICE = "voice"
    SPEED = "speed"
    TEXT = "text"
    FILE = "file"
    #: Which key next, or that there are no more.
    KEYS = "keys"
    #: What one key plays, what pressing it means, and whether that needs someone.
    KEY = "key"
    MEANING = "meaning"
    NEED = "need"
    EXIT = "exit"
    INVALID = "invalid"
    PURPOSE = "purpose"
    #: The summary: whether to create it.
    REVIEW = "review"
    #: Which step to change.
    EDIT = "edit"
    #: The PBX was asked and did not answer: it may have been created.
    UNSURE = "unsure"
    #: Asked once more, the PBX said that there is one of this name.
    FOUND = "found"


#: The steps in the order in which they are asked; which of them apply, the script says.
ORDER: Final = (
    Step.ACCOUNT,
    Step.KIND,
    Step.NAME,
    Step.VOICE,
    Step.SPEED,
    Step.TEXT,
    Step.FILE,
    Step.KEYS,
    Step.EXIT,
    Step.INVALID,
    Step.PURPOSE,
)
#: Where a sound can be a file as well as words.
SOUNDS: Final = frozenset({Step.KEY, Step.EXIT, Step.INVALID})
_BEFORE: Final = {
    Step.IMPORT: Step.KIND,
    Step.KEY: Step.KEYS,
    Step.MEANING: Step.KEY,
    Step.NEED: Step.MEANING,
    Step.EDIT: Step.REVIEW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptDraft:
    """A script on its way to the PBX."""

    #: As far as it is known; account 0: not chosen yet.
    script: Template = NEW
    #: The steps that were answered.
    said: frozenset[Step] = frozenset()
    #: The step that somebody went to; None: the first that is not answered.
    at: Step | None = None
    #: The key that is being made.
    key: PressKey | None = None
    #: This sound is to be a file; the files that its buttons offer.
    by_file: bool = False
    files: tuple[str, ...] = ()
    #: The request that creates it has left; and, asked again, the PBX knew the name.
    asked: bool = False
    found: bool = False

    @property
    def step(self) -> Step:
        """What is asked now."""
        if self.asked:
            return Step.FOUND if self.found else Step.UNSURE
        return self.at or next((one for one in self.steps if not self.answered(one)), Step.REVIEW)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that this script takes, the choice of an account only where there was one."""
        script, kind = self.script, self.script.kind
        left_out = {Step.ACCOUNT} if script.account_id and Step.ACCOUNT not in self.said else set()
        if Step.KIND in self.said:
            left_out.add(Step.TEXT if kind is TemplateKind.AUDIO else Step.FILE)
            if kind is TemplateKind.OTP:
                left_out |= {Step.KEYS, Step.EXIT, Step.INVALID, Step.PURPOSE}
        if not script.keys:
            left_out.add(Step.INVALID)
        if kind is TemplateKind.AUDIO and not script.spoken:
            left_out |= {Step.VOICE, Step.SPEED}
        return tuple(step for step in ORDER if step not in left_out)

    def answered(self, step: Step) -> bool:
        """Whether a step has an answer that fits what else is known."""
        script = self.script
        if step not in self.said:
            return False
        match step:
            case Step.TEXT:
                return bool(script.content) and fits_kind(script.content, script.kind)
            case Step.FILE:
                return bool(script.audio_file)
            case Step.KEYS:
                return all(key.has_sound for key in script.keys)
            case Step.VOICE:
                return bool(script.voice)
            case _:
                return True

    @property
    def can_go_on(self) -> bool:
        """Whether the step that is shown was answered before, so that it can stay as it is."""
        match self.step:
            case Step.KEY:
                return self.key is not None and self.key.has_sound
            case Step.MEANING:
                return self.key is not None and bool(self.key.meaning)
            case Step.KEYS:
                return False
            case step:
                return self.answered(step)

    @property
    def before(self) -> Step | None:
        """The step before the one that is shown; None for the first."""
        step = self.step
        if step in _BEFORE:
            return _BEFORE[step]
        steps = self.steps
        place = len(steps) if step is Step.REVIEW else steps.index(step) if step in steps else 0
        return steps[place - 1] if place else None


def fits_kind(content: str, kind: TemplateKind) -> bool:
    """A code is read by an OTP's script, and by no other."""
    return (CODE_FIELD in key_fields(content)) == (kind is TemplateKind.OTP)


def go_to(draft: ScriptDraft, step: Step | None) -> ScriptDraft:
    """Ask this step; None: the first that is not answered."""
    at = None if step is Step.REVIEW else step
    in_key = step in {Step.KEY, Step.MEANING, Step.NEED}
    return replace(draft, at=at, key=draft.key if in_key else None, by_file=False, files=())


def answered(draft: ScriptDraft, step: Step, script: Template) -> ScriptDraft:
    """A step is answered: this is the script now, and the next step is asked."""
    return go_to(replace(draft, script=script, said=draft.said | {step}), None)


def from_script(script: Template, *, besides: Collection[Step] = ()) -> ScriptDraft:
    """A draft of a script that is whole, but for what these steps ask for."""
    said = {*ORDER} - {Step.ACCOUNT, *besides}
    if not script.voice:
        said -= {Step.VOICE, Step.SPEED}
    if script.purpose is None and script.kind is not TemplateKind.OTP:
        said.discard(Step.PURPOSE)
    return ScriptDraft(script=script, said=frozenset(said))


def finished(draft: ScriptDraft) -> Template:
    """The script as it is created: what its kind does not have is left out."""
    script = draft.script
    if script.kind is TemplateKind.OTP:
        script = replace(
            script,
            keys=(),
            exit_sound="",
            exit_file="",
            invalid_sound="",
            invalid_file="",
            purpose=Purpose.CODE,
        )
    if not script.keys:
        script = replace(script, invalid_sound="", invalid_file="")
    if script.kind is TemplateKind.AUDIO:
        script = replace(script, content="")
        return script if script.spoken else replace(script, voice="", speed=1.0)
    return replace(script, audio_file="")


_DRAFT: Final = TypeAdapter(ScriptDraft)
_KEPT: Final = "making"


def remember(draft: ScriptDraft) -> dict[str, str]:
    """What the store keeps of it."""
    return {_KEPT: _DRAFT.dump_json(draft).decode()}


def recall(draft: Draft) -> ScriptDraft:
    """The script behind a question."""
    return _DRAFT.validate_json(draft.values[_KEPT])
