"""The steps of making a script: a card each, what is known on top, [Back] and [Cancel] below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup

from bot.core.messages import making_words as words
from bot.core.messages.choices import Rows, in_rows
from bot.core.messages.key_tree import PURPOSES, played, purpose_text, tree
from bot.core.messages.listening import can_be_heard, listen_button
from bot.core.messages.prompts import CANCEL, account_keyboard
from bot.core.messages.script_card import FIELDS, KINDS, named_fields
from bot.core.messages.text import (
    Button,
    Message,
    Script,
    Style,
    bold,
    code,
    items,
    lines,
    quote,
)
from bot.core.messages.voices import VOICES as VOICE_NAMES
from bot.core.messages.voices import speed_text, voice_text
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.records import Account
from bot.core.script_answers import CODE, SPEEDS, TYPED
from bot.core.script_answers import PURPOSES as CHOSEN_FROM
from bot.core.script_draft import SOUNDS, VOICES, ScriptDraft, Step, finished
from bot.core.templates import PressKey, TemplateKind

#: Steps with no button of their own: in a group they are asked with ForceReply.
_ONLY_TYPED: Final = frozenset({Step.IMPORT, Step.NAME, Step.TEXT})


def render_step(
    draft: ScriptDraft,
    draft_id: str,
    *,
    language: Language,
    accounts: Sequence[Account] = (),
    in_group: bool = False,
    listens: bool = False,
) -> Message:
    """The step that is asked now; in a group what is typed is a reply to it."""
    typing = in_group and draft.step in _ONLY_TYPED
    match draft.step:
        case Step.REVIEW:
            return _review(draft, draft_id, language, accounts, listens=listens)
        case Step.UNSURE | Step.FOUND as step:
            return _after(draft, draft_id, step, language)
        case step:
            html = lines(
                _known(draft, language),
                named_fields(FIELDS, draft.script.fields, language),
                bold(_question(draft, step, language)),
                _help(draft, step, language),
                _so_far(draft, step, language),
                words.REPLY.render(language) if in_group and step in TYPED else None,
                words.WAYS.render(language) if typing else None,
            )
            if typing:
                return Message(html, ask=words.LOOKS.plain(language))
            choices = _choices(draft, draft_id, step, language, accounts)
            below = (_extras, _ways)
            rows = (tuple(row(draft, draft_id, step, language)) for row in below)
            return Message(html, (*choices, *filter(None, rows)))


def render_creating(name: str, draft_id: str, *, language: Language) -> Message:
    """The PBX is asked; where the program stopped meanwhile, the button says what may be."""
    look = Button(words.LOOK.plain(language), data=_data("look", draft_id, Step.REVIEW))
    return Message(words.CREATING.render(language, sign=Sign.WAITING, name=name), ((look,),))


def render_cancelled(draft: ScriptDraft, *, language: Language) -> Message:
    """It is not made, as far as is known."""
    if draft.asked:
        return Message(words.MAYBE_MADE.render(language, name=draft.script.name))
    return Message(words.CANCELLED.render(language))


def _known(draft: ScriptDraft, language: Language) -> Markup:
    """Line 1: what is settled already."""
    script = draft.script
    return items(
        words.NEW.render(language),
        code(Script(script.name)) if script.name else None,
        KINDS[script.kind].render(language) if draft.answered(Step.KIND) else None,
        voice_text(script.voice, language),
        speed_text(script.speed, language),
    )


def _question(draft: ScriptDraft, step: Step, language: Language) -> Markup:
    key = draft.key.num if draft.key else ""
    asked = words.ASKED[step].render(language, key=key)
    return words.BY_FILE.render(language, what=asked) if draft.by_file else asked


def _help(draft: ScriptDraft, step: Step, language: Language) -> Markup | None:
    if step is Step.TEXT and draft.script.kind is TemplateKind.OTP:
        return words.WITH_CODE.render(language, code=code(CODE))
    if draft.by_file:
        return words.HELP[Step.FILE].render(language)
    text = words.HELP.get(step)
    return text.render(language) if text is not None else None


def _so_far(draft: ScriptDraft, step: Step, language: Language) -> Markup | None:
    """What the step was answered with before; the words themselves can be copied."""
    script, key = draft.script, draft.key or PressKey(num="")
    said: dict[Step, str] = {
        Step.TEXT: script.content,
        Step.FILE: script.audio_file,
        Step.NAME: script.name,
        Step.VOICE: voice_text(script.voice, language) or "",
        Step.SPEED: f"{script.speed:g}" if draft.answered(Step.SPEED) else "",
        Step.KEY: played(key.content, key.audio_file),
        Step.MEANING: key.meaning,
        Step.EXIT: played(script.exit_sound, script.exit_file),
        Step.INVALID: played(script.invalid_sound, script.invalid_file),
        Step.PURPOSE: PURPOSES[script.purpose].plain(language) if script.purpose else "",
    }
    if step is Step.KEYS:
        return tree(script, language) if script.keys else None
    value = said.get(step, "")
    return words.IS_NOW.render(language, value=code(Script(value))) if value else None


def _data(verb: str, draft_id: str, step: Step, value: str = "") -> str:
    return f"mk.{verb}:{draft_id}:{step}" + (f":{value}" if value else "")


def _choices(
    draft: ScriptDraft,
    draft_id: str,
    step: Step,
    language: Language,
    accounts: Sequence[Account],
) -> Rows:
    def pick(value: str) -> str:
        return _data("pick", draft_id, step, value)

    if step is Step.ACCOUNT:
        return account_keyboard(accounts, lambda account_id: pick(str(account_id)))
    if step is Step.FILE or draft.by_file:
        found = [(name, pick(str(place))) for place, name in enumerate(draft.files)]
        return in_rows(found, 1 if len(found) <= _FEW else 2)
    if step is Step.KIND:
        kinds = [(text.plain(language), pick(kind)) for kind, text in words.PICK_KIND.items()]
        paste = (words.PASTE.plain(language), _data("import", draft_id, step))
        return in_rows([*kinds, paste], 1)
    if step is Step.VOICE:
        return in_rows([(VOICE_NAMES[one].plain(language), pick(one)) for one in VOICES], 2)
    if step is Step.SPEED:
        paces = [(f"{speed:g}×", pick(str(place))) for place, speed in enumerate(SPEEDS)]
        decimal = "," if language is Language.VI else "."
        return in_rows([(label.replace(".", decimal), data) for label, data in paces], 3)
    if step is Step.KEYS:
        taken = {key.num for key in draft.script.keys}
        return in_rows([(f"✓ {n}" if n in taken else n, pick(n)) for n in "1234567890"], 4)
    if step is Step.PURPOSE:
        return in_rows([(PURPOSES[one].plain(language), pick(one)) for one in CHOSEN_FROM], 1)
    if step is Step.EDIT:
        return in_rows([(words.NAMES[one].plain(language), pick(one)) for one in draft.steps], 3)
    if step is Step.NEED:
        said = ((words.NEEDS, "1"), (words.NEEDS_NOT, "0"), (words.STOPS, "2"))
        return in_rows([(text.plain(language), pick(value)) for text, value in said], 2)
    return ()


#: So many files have a row of their own.
_FEW: Final = 4


def _extras(draft: ScriptDraft, draft_id: str, step: Step, language: Language) -> Iterator[Button]:
    """What else answers the step."""
    if step in SOUNDS:
        label, verb = (words.READ, "read") if draft.by_file else (words.PLAY, "play")
        yield Button(label.plain(language), data=_data(verb, draft_id, step))
    nothing = {
        Step.KEYS: words.DONE if draft.script.keys else words.NO_KEYS,
        Step.MEANING: words.NO_MEANING,
        Step.EXIT: words.NOTHING,
        Step.INVALID: words.NOTHING,
    }
    if step in nothing:
        yield Button(nothing[step].plain(language), data=_data("none", draft_id, step))
    if step is Step.KEY and draft.key in draft.script.keys and draft.key is not None:
        label_of = words.DROP_KEY.plain(language, key=draft.key.num)
        yield Button(label_of, data=_data("without", draft_id, step))


def _ways(draft: ScriptDraft, draft_id: str, step: Step, language: Language) -> Iterator[Button]:
    """The last row: a step back, on with what was said before, or not at all."""
    if draft.before is not None:
        yield Button(words.BACK.plain(language), data=_data("back", draft_id, step))
    if draft.can_go_on:
        yield Button(words.ON.plain(language), data=_data("on", draft_id, step))
    yield Button(CANCEL.plain(language), data=_data("drop", draft_id, step))


def _review(
    draft: ScriptDraft,
    draft_id: str,
    language: Language,
    accounts: Sequence[Account],
    *,
    listens: bool,
) -> Message:
    """All of it, before the PBX is asked: words, key tree, purpose, account."""
    script = finished(draft)
    account = next((one for one in accounts if one.account_id == script.account_id), None)
    html = lines(
        bold(words.NOT_YET.render(language)),
        items(
            code(Script(script.name)),
            KINDS[script.kind].render(language),
            voice_text(script.voice, language),
            speed_text(script.speed, language),
        ),
        quote(Script(played(script.content, script.audio_file))),
        named_fields(FIELDS, script.fields, language),
        tree(script, language),
        items(
            purpose_text(script.purpose, language),
            words.IN_ACCOUNT.render(language, name=account.name) if account else None,
        ),
    )
    create = Button(
        words.CREATE.plain(language), data=_data("go", draft_id, Step.REVIEW), style=Style.GO
    )
    edit = Button(words.EDIT.plain(language), data=_data("edit", draft_id, Step.REVIEW))
    ways = tuple(_ways(draft, draft_id, Step.REVIEW, language))
    hear = listens and can_be_heard(script)
    listen = (listen_button(_data("hear", draft_id, Step.REVIEW), language),) if hear else ()
    return Message(html, ((create, *listen), (*ways[:1], edit, *ways[-1:])))


def _after(draft: ScriptDraft, draft_id: str, step: Step, language: Language) -> Message:
    """The PBX gave no answer, or says that it has one of this name."""
    text, verb, label = (
        (words.FOUND, "use", words.USE) if draft.found else (words.UNSURE, "go", words.ASK_AGAIN)
    )
    html = text.render(language, sign=Sign.UNKNOWN, name=draft.script.name)
    first = Button(label.plain(language), data=_data(verb, draft_id, step))
    other = Button(words.OTHER_NAME.plain(language), data=_data("rename", draft_id, step))
    cancel = Button(CANCEL.plain(language), data=_data("drop", draft_id, step))
    return Message(html, ((first,), (other, cancel)))
