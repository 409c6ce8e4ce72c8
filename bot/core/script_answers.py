"""What an answer to a step of making a script means: typed, or pressed.

UsageError says what is wrong with what was typed; a press of another step than is asked is old.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.core.answers import says_no, unquoted
from bot.core.key_lines import read_meaning
from bot.core.phones import looks_like_phone
from bot.core.script_draft import SOUNDS, VOICES, ScriptDraft, Step, answered, fits_kind, go_to
from bot.core.scripts import LONGEST_NAME, LONGEST_TEXT, parse_name, verify_fields
from bot.core.templates import (
    CODE_FIELD,
    MOST_FIELDS,
    PressKey,
    Purpose,
    Template,
    TemplateKind,
    is_reserved,
)
from bot.errors import UsageError

#: Paces that are offered; others are typed.
SPEEDS: Final = (0.8, 0.9, 1.0, 1.1, 1.2, 1.5)
FASTEST: Final = 2.0
#: What a script that reads no code may be for.
PURPOSES: Final = (Purpose.SERVICE, Purpose.REMINDER, Purpose.ADVERTISING)
#: Steps that are answered by typing.
TYPED: Final = frozenset(
    {Step.IMPORT, Step.NAME, Step.SPEED, Step.TEXT, Step.FILE, Step.MEANING} | SOUNDS
)
_BACK: Final = frozenset({"lùi", "lui", "back", "‹"})
_ON: Final = frozenset({"tiếp", "tiep", "next", "›"})
#: Fewer words that reply to nothing may be meant for somebody else.
_WORDS: Final = 2


def typed(draft: ScriptDraft, text: str) -> ScriptDraft:
    """The draft after a typed answer, or a typed step back or on."""
    said = unicodedata.normalize("NFC", text).strip()
    if says_no(said):
        raise UsageError("cancelled")
    if said.casefold() in _BACK:
        return gone_back(draft)
    if said.casefold() in _ON and draft.can_go_on:
        return gone_on(draft)
    step, script = draft.step, draft.script
    match step:
        case Step.NAME:
            return answered(draft, step, replace(script, name=parse_name(said)))
        case Step.SPEED:
            return answered(draft, step, replace(script, speed=_speed(said)))
        case Step.TEXT:
            content = _words(draft, said)
            return answered(draft, step, replace(script, content=content))
        case Step.FILE:
            return _with_file(draft, said)
        case Step.MEANING:
            return _meant(draft, said)
        case _ if step in SOUNDS:
            return _with_file(draft, said) if draft.by_file else _with_words(draft, said)
        case _:
            raise UsageError("press_button")


def fits(draft: ScriptDraft, text: str) -> bool:
    """Whether text that replies to nothing is plainly the answer."""
    words = text.split()
    if says_no(text) or text.strip().casefold() in _BACK:
        return True
    if looks_like_phone(text):
        return False
    match draft.step:
        case Step.IMPORT:
            return text.lstrip().startswith("{")
        case Step.NAME | Step.SPEED | Step.FILE:
            return len(words) == 1
        case Step.MEANING:
            return bool(words)
        case step if step in SOUNDS and draft.by_file:
            return len(words) == 1
        case Step.TEXT | Step.KEY | Step.EXIT | Step.INVALID:
            return len(words) >= _WORDS
        case _:
            return False


def picked(draft: ScriptDraft, value: str) -> ScriptDraft:
    """The draft after a choice; UsageError for one that this step does not offer."""
    step, script = draft.step, draft.script
    if draft.files and step in SOUNDS | {Step.FILE}:
        if not value.isdigit() or int(value) >= len(draft.files):
            raise UsageError("prompt_gone")
        return _with_file(draft, draft.files[int(value)])
    match step:
        case Step.KIND if value in set(TemplateKind):
            return answered(draft, step, replace(script, kind=TemplateKind(value)))
        case Step.VOICE if value in VOICES:
            return answered(draft, step, replace(script, voice=value))
        case Step.SPEED if value.isdigit() and int(value) < len(SPEEDS):
            return answered(draft, step, replace(script, speed=SPEEDS[int(value)]))
        case Step.KEYS if len(value) == 1 and value in "0123456789":
            known = next((key for key in script.keys if key.num == value), PressKey(num=value))
            return go_to(replace(draft, key=known), Step.KEY)
        case Step.NEED if draft.key is not None:
            marked = replace(draft.key, needs_someone=value == "1", stops=value == "2")
            return _keep(replace(draft, key=marked))
        case Step.PURPOSE if value in PURPOSES:
            return answered(draft, step, replace(script, purpose=Purpose(value)))
        case Step.EDIT if value in draft.steps:
            return go_to(draft, Step(value))
        case _:
            raise UsageError("prompt_gone")


def left_out(draft: ScriptDraft) -> ScriptDraft:
    """No such sound, no meaning, or no more keys."""
    step, script = draft.step, draft.script
    match step:
        case Step.KEYS:
            if silent := [key.num for key in script.keys if not key.has_sound]:
                raise UsageError("key_silent", key=silent[0])
            return answered(draft, step, script)
        case Step.MEANING if draft.key is not None:
            bare = replace(draft.key, meaning="", needs_someone=False, stops=False)
            return _keep(replace(draft, key=bare))
        case Step.EXIT:
            return answered(draft, step, replace(script, exit_sound="", exit_file=""))
        case Step.INVALID:
            return answered(draft, step, replace(script, invalid_sound="", invalid_file=""))
        case _:
            raise UsageError("prompt_gone")


def without_key(draft: ScriptDraft) -> ScriptDraft:
    """The key that is being made is none."""
    if draft.key is None:
        raise UsageError("prompt_gone")
    keys = tuple(key for key in draft.script.keys if key.num != draft.key.num)
    return go_to(replace(draft, script=replace(draft.script, keys=keys)), Step.KEYS)


def by_file(draft: ScriptDraft, files: Iterable[str], *, wanted: bool) -> ScriptDraft:
    """This sound is to be one of these files, or words again."""
    if draft.step not in SOUNDS:
        raise UsageError("prompt_gone")
    return replace(draft, by_file=wanted, files=tuple(files) if wanted else ())


def gone_back(draft: ScriptDraft) -> ScriptDraft:
    """The step before, as it was answered; UsageError at the first."""
    if draft.before is None:
        raise UsageError("making_first")
    return go_to(draft, draft.before)


def gone_on(draft: ScriptDraft) -> ScriptDraft:
    """What was answered before stays: on to the next."""
    if not draft.can_go_on:
        raise UsageError("prompt_gone")
    match draft.step:
        case Step.KEY:
            return go_to(draft, Step.MEANING)
        case Step.MEANING:
            return go_to(draft, Step.NEED)
        case _:
            return go_to(draft, None)


def verify_script(script: Template) -> None:
    """UsageError for a script that this bot could not show, call with or keep apart."""
    parse_name(script.name or "?")
    _verify_length(script)
    for text in script.spoken:
        verify_fields(text)
    if script.content and not fits_kind(script.content, script.kind):
        raise UsageError("script_code" if script.kind is TemplateKind.OTP else "script_no_code")
    for text in script.spoken[1:] if script.content else script.spoken:
        _verify_no_code(text)
    if reserved := [name for name in script.fields if is_reserved(name)]:
        raise UsageError("script_reserved", name=reserved[0])
    if len(script.fields) > MOST_FIELDS:
        raise UsageError("script_fields", most=str(MOST_FIELDS))


def _verify_length(script: Template) -> None:
    length = sum(map(len, script.spoken))
    if length > LONGEST_TEXT:
        raise UsageError("script_long", length=str(length), most=str(LONGEST_TEXT))


def _verify_no_code(text: str) -> None:
    if not fits_kind(text, TemplateKind.TTS):
        raise UsageError("script_no_code")


def _words(draft: ScriptDraft, said: str) -> str:
    """The main text; keys and sounds that it is to stand beside count too."""
    if not said:
        raise UsageError("script_empty")
    verify_script(replace(draft.script, name=draft.script.name or "?", content=said))
    return said


def _with_words(draft: ScriptDraft, said: str) -> ScriptDraft:
    """This sound is read: the draft with it."""
    verify_fields(said)
    _verify_no_code(said)
    changed = _with_sound(draft, said, "")
    _verify_length(changed.script)
    if changed.key is not None:
        _verify_length(_with_key(changed.script, changed.key))
    return changed


def _with_file(draft: ScriptDraft, said: str) -> ScriptDraft:
    name = unicodedata.normalize("NFC", unquoted(said))
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise UsageError("making_file", most=str(LONGEST_NAME))
    if draft.step is Step.FILE:
        return answered(draft, Step.FILE, replace(draft.script, audio_file=name))
    return _with_sound(draft, "", name)


def _with_sound(draft: ScriptDraft, content: str, audio_file: str) -> ScriptDraft:
    script = draft.script
    match draft.step:
        case Step.KEY:
            assert draft.key is not None, "this step is about a key"
            key = replace(draft.key, content=content, audio_file=audio_file)
            return go_to(replace(draft, key=key), Step.MEANING)
        case Step.EXIT:
            script = replace(script, exit_sound=content, exit_file=audio_file)
        case _:
            script = replace(script, invalid_sound=content, invalid_file=audio_file)
    return answered(draft, draft.step, script)


def _meant(draft: ScriptDraft, said: str) -> ScriptDraft:
    """What pressing the key means; a mark at its end says the rest."""
    assert draft.key is not None, "this step is about a key"
    key = read_meaning(draft.key, said)
    changed = replace(draft, key=key)
    return _keep(changed) if key.needs_someone or key.stops else go_to(changed, Step.NEED)


def _keep(draft: ScriptDraft) -> ScriptDraft:
    """The key is one of the script's now."""
    assert draft.key is not None, "this step is about a key"
    script = _with_key(draft.script, draft.key)
    return go_to(replace(draft, script=script), Step.KEYS)


def _with_key(script: Template, made: PressKey) -> Template:
    keys = [key for key in script.keys if key.num != made.num]
    return replace(script, keys=tuple(sorted([*keys, made], key=_on_the_phone)))


def _on_the_phone(key: PressKey) -> int:
    """0 stands below 9."""
    return int(key.num) or 10


def _speed(said: str) -> float:
    try:
        speed = float(said.replace(",", ".").rstrip("×x "))
    except ValueError:
        raise UsageError("making_speed") from None
    if not 0 <= speed <= FASTEST:
        raise UsageError("making_speed")
    return speed


#: What an OTP's script has to hold.
CODE: Final = f"{{{{{CODE_FIELD}}}}}"
