"""A voice call that somebody wants, as far as it is known: what is asked next, what answers change.

The last question is the preview: whether to call. Key fields that are missing, and names that are
none, are asked about before anything is sent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from bot.core.cautions import Caution, Warned
from bot.core.commands import add_named, nearest
from bot.core.faults import mended
from bot.core.previews import Preview, Shelf
from bot.core.records import Account, Call, Draft
from bot.core.templates import TemplateKind, is_reserved
from bot.core.voice import VoiceCommand, arguments_near, parse_call
from bot.errors import UsageError


class Asking(StrEnum):
    """What a question about a voice call waits for."""

    PHONE = "phone"
    #: Whether the new form of an old number is meant.
    RENEWED = "renewed"
    ACCOUNT = "account"
    TEMPLATE = "template"
    #: What a name was meant as that the script has no field of.
    FIELD = "field"
    VALUE = "value"
    CALLER = "caller"
    CAMPAIGN = "campaign"
    LABEL = "label"
    #: Whether a command that waited while the bot was away is still wanted.
    LATE = "late"
    #: The person's own number, for a test call from a preview.
    CONTACT = "phone_contact"
    #: The preview: it is the question whether to call.
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, of which key field, and what its buttons choose from."""

    asking: Asking
    about: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What is known so far of a voice call that somebody wants."""

    command: VoiceCommand = field(default_factory=VoiceCommand)
    account_id: int | None = None
    #: What was typed, if the number is its new form and that is to be confirmed.
    old_number: str = ""
    #: What its preview showed when it was drawn last: findings of `core.checks`, and the rest.
    seen: frozenset[str] = frozenset()
    shown: str = ""
    #: Since when calls to the number count: the first drawing said, so that none is passed over.
    since: float | None = None
    #: How often it was drawn. Buttons carry it: those of an earlier drawing dial nothing.
    drawings: int = 0
    #: The preview that it was changed from: a question that is taken back leads there again.
    edited: str = ""
    #: Names that are meant as they stand, though an argument is called much like them.
    meant: frozenset[str] = frozenset()


#: A picker shows so many scripts; the name of another is typed.
PICKED_FROM: Final = 9
#: The choice that leaves something out.
LEAVE_OUT: Final = ""
#: The end of a choice that is an argument of `/call` and no key field.
ARGUMENT: Final = "="


def read_voice(text: str) -> Voice:
    """What follows `/call`; an old number is read as its new one, to be confirmed."""
    try:
        return Voice(command=parse_call(text))
    except UsageError as error:
        if error.problem != "phone_old":
            raise
        return Voice(command=parse_call(text, renew=True), old_number=error.values["number"])


def once_more(call: Call, *, other_number: bool = False) -> Voice:
    """The same call again, or to another number: what it was is typed once."""
    command = VoiceCommand(
        callee=None if other_number else call.callee,
        template=call.template,
        values=call.values,
        label=call.label,
        campaign=call.campaign_id,
        caller=call.caller,
    )
    return Voice(command=command, account_id=call.account_id)


def drawn(voice: Voice, preview: Preview) -> Voice:
    """The wish as its preview is drawn once more; only the buttons of this drawing call."""
    return replace(
        voice,
        seen=preview.seen,
        shown=preview.shown,
        since=preview.since,
        drawings=voice.drawings + 1,
        edited="",
    )


def shows(voice: Voice, preview: Preview, drawing: int) -> bool:
    """Whether this drawing is the last one, and what it shows is what would be called now."""
    return drawing == voice.drawings and preview.shown == voice.shown


def fitted(voice: Voice, fields: Sequence[str]) -> Voice:
    """The values under the script's own names, where nothing but the case of letters differs."""
    by_lower = {name.lower(): name for name in fields}
    values: dict[str, str] = {}
    for name, value in voice.command.values.items():
        add_named(values, name if name in fields else by_lower.get(name.lower(), name), value)
    return replace(voice, command=replace(voice.command, values=values))


def next_question(voice: Voice, accounts: Sequence[Account], shelf: Shelf) -> Question:
    """What has to be asked before this can be dialled over one of these accounts.

    `shelf` is the account's, once there is only one. UsageError for a script that reads codes, or
    one with a field that nobody may fill.
    """
    command = voice.command
    if command.callee is None:
        return Question(asking=Asking.PHONE)
    if voice.old_number:
        return Question(asking=Asking.RENEWED, choices=(command.callee,))
    if len(accounts) > 1:
        return Question(asking=Asking.ACCOUNT, choices=tuple(str(a.account_id) for a in accounts))
    if slip := _slip(voice, shelf):
        return slip
    if command.template is None:
        return Question(asking=Asking.TEMPLATE, choices=tuple(shelf.names()[:PICKED_FROM]))
    script, fields = shelf.script(command.template), shelf.fields(command.template)
    if script is not None and script.kind is TemplateKind.OTP:
        raise UsageError("template_of_codes", name=script.name)
    if reserved := [name for name in fields if is_reserved(name)]:
        raise UsageError("template_reserved", name=command.template, field=reserved[0])
    missing = missing_fields(command, fields)
    unknown = [name for name in command.values if script is not None and name not in fields]
    if unknown:
        meant = nearest(unknown[0], missing) or missing
        return Question(asking=Asking.FIELD, about=unknown[0], choices=(*meant[:2], LEAVE_OUT))
    if missing:
        return Question(asking=Asking.VALUE, about=missing[0])
    close = shelf.close_to(command.template) if script is None else ()
    return Question(asking=Asking.CONFIRM, choices=close)


def _slip(voice: Voice, shelf: Shelf) -> Question | None:
    """Whether the first of the names that are no key fields may be a mistyped argument."""
    command = voice.command
    script, fields = shelf.script(command.template or ""), shelf.fields(command.template or "")
    for name in command.values:
        arguments = () if name in {*fields, *voice.meant} else arguments_near(name, command)
        if arguments:
            close = nearest(name, missing_fields(command, fields))[:2]
            # Of a script that nobody here knows, it may be the name of a field all the same.
            itself = (name,) if script is None else ()
            choices = (*close, *(f"{one}{ARGUMENT}" for one in arguments), *itself, LEAVE_OUT)
            return Question(asking=Asking.FIELD, about=name, choices=choices)
    return None


def missing_fields(command: VoiceCommand, fields: Sequence[str]) -> list[str]:
    """The key fields that have no value yet, in the order in which they are read."""
    return [name for name in fields if name not in command.values]


def changes(voice: Voice, shelf: Shelf) -> list[Question]:
    """What the buttons under [Edit] ask for, in their order: of no script, the values it has."""
    fields = shelf.fields(voice.command.template or "") or tuple(voice.command.values)
    return [
        Question(asking=Asking.PHONE),
        Question(asking=Asking.TEMPLATE, choices=tuple(shelf.names()[:PICKED_FROM])),
        Question(asking=Asking.LABEL),
        *(Question(asking=Asking.VALUE, about=name) for name in fields),
        Question(asking=Asking.CALLER, choices=tuple(shelf.callers[:PICKED_FROM])),
        Question(asking=Asking.CAMPAIGN, choices=tuple(shelf.campaigns[:PICKED_FROM])),
    ]


def parts_of(warned: Warned, offered: Sequence[Question]) -> list[Question]:
    """Which of the changes puts right what a preview warns of: the value, or the script."""
    asking = Asking.TEMPLATE if warned.caution is Caution.LONG else Asking.VALUE
    return [one for one in offered if (one.asking, one.about) == (asking, warned.name)]


def with_mended(voice: Voice, warned: Warned) -> Voice:
    """The wish with the value put right that a preview warns of."""
    value = mended(warned.value, warned.caution)
    values = {**voice.command.values, warned.name: value}
    return replace(voice, command=replace(voice.command, values=values))


#: How a draft names the values of key fields among everything else that it keeps.
_VALUE_MARK: Final = "="


def remember(voice: Voice, question: Question) -> dict[str, str]:
    """What a question keeps of a wish, and of itself."""
    command = voice.command
    kept = {
        "callee": command.callee,
        "template": command.template,
        "label": command.label,
        "campaign": command.campaign,
        "caller": command.caller,
        "account": command.account,
        "account_id": None if voice.account_id is None else str(voice.account_id),
        "old_number": voice.old_number,
        "seen": " ".join(sorted(voice.seen)),
        "shown": voice.shown,
        "since": None if voice.since is None else repr(voice.since),
        "drawings": str(voice.drawings) if voice.drawings else None,
        "edited": voice.edited,
        "meant": " ".join(sorted(voice.meant)),
        "about": question.about,
        "choices": json.dumps(question.choices) if question.choices else None,
        **{f"{_VALUE_MARK}{name}": value for name, value in command.values.items()},
    }
    return {name: value for name, value in kept.items() if value}


def recall(draft: Draft) -> Voice:
    """The wish behind a question."""
    kept = draft.values
    account_id, since = kept.get("account_id"), kept.get("since")
    command = VoiceCommand(
        callee=kept.get("callee"),
        template=kept.get("template"),
        values={
            name.removeprefix(_VALUE_MARK): value
            for name, value in kept.items()
            if name.startswith(_VALUE_MARK)
        },
        label=kept.get("label", ""),
        campaign=kept.get("campaign"),
        caller=kept.get("caller"),
        account=kept.get("account"),
    )
    return Voice(
        command=command,
        account_id=None if account_id is None else int(account_id),
        old_number=kept.get("old_number", ""),
        seen=frozenset(kept.get("seen", "").split()),
        shown=kept.get("shown", ""),
        since=None if since is None else float(since),
        drawings=int(kept.get("drawings", "0")),
        edited=kept.get("edited", ""),
        meant=frozenset(kept.get("meant", "").split()),
    )


def question_of(draft: Draft) -> Question:
    """The question that a draft is."""
    return Question(
        asking=Asking(draft.asking),
        about=draft.values.get("about", ""),
        choices=tuple(json.loads(draft.values.get("choices", "[]"))),
    )
