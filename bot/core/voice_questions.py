"""A voice call that somebody wants, as far as it is known: what is asked next, what answers change.

The last question is the preview: whether to call. Key fields that are missing, and names that are
none, are asked about before anything is sent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from bot.core.answers import says_no, unquoted
from bot.core.commands import add_named, nearest
from bot.core.phones import looks_like_phone, parse_callee, parse_caller
from bot.core.previews import Shelf
from bot.core.records import Account, Call, Draft
from bot.core.templates import TemplateKind
from bot.core.voice import (
    LONGEST_LABEL,
    LONGEST_VALUE,
    VoiceCommand,
    fit_length,
    parse_call,
    read_value,
)
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


#: A picker shows so many scripts; the name of another is typed.
PICKED_FROM: Final = 9
#: The choice that leaves something out.
LEAVE_OUT: Final = ""


def read_voice(text: str) -> Voice:
    """What follows `/call`; an old number is read as its new one, to be confirmed."""
    try:
        return Voice(command=parse_call(text))
    except UsageError as error:
        if error.problem != "phone_old":
            raise
        return Voice(command=parse_call(text, renew=True), old_number=error.values["number"])


def _read_phone(text: str) -> tuple[str, str]:
    """The number, and what was typed if that is an old one."""
    try:
        return parse_callee(text), ""
    except UsageError as error:
        if error.problem != "phone_old":
            raise
        return parse_callee(text, renew=True), error.values["number"]


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


def fitted(voice: Voice, fields: Sequence[str]) -> Voice:
    """The values under the script's own names, where nothing but the case of letters differs."""
    by_lower = {name.lower(): name for name in fields}
    values: dict[str, str] = {}
    for name, value in voice.command.values.items():
        add_named(values, name if name in fields else by_lower.get(name.lower(), name), value)
    return replace(voice, command=replace(voice.command, values=values))


def next_question(voice: Voice, accounts: Sequence[Account], shelf: Shelf) -> Question:
    """What has to be asked before this can be dialled over one of these accounts.

    `shelf` is the account's, once there is only one. UsageError for a script that reads codes.
    """
    command = voice.command
    if command.callee is None:
        return Question(asking=Asking.PHONE)
    if voice.old_number:
        return Question(asking=Asking.RENEWED, choices=(command.callee,))
    if len(accounts) > 1:
        return Question(asking=Asking.ACCOUNT, choices=tuple(str(a.account_id) for a in accounts))
    if command.template is None:
        return Question(asking=Asking.TEMPLATE, choices=tuple(shelf.names()[:PICKED_FROM]))
    script, fields = shelf.script(command.template), shelf.fields(command.template)
    if script is not None and script.kind is TemplateKind.OTP:
        raise UsageError("template_of_codes", name=script.name)
    missing = missing_fields(command, fields)
    unknown = [name for name in command.values if script is not None and name not in fields]
    if unknown:
        meant = nearest(unknown[0], missing) or missing
        return Question(asking=Asking.FIELD, about=unknown[0], choices=(*meant[:2], LEAVE_OUT))
    if missing:
        return Question(asking=Asking.VALUE, about=missing[0])
    close = shelf.close_to(command.template) if script is None else ()
    return Question(asking=Asking.CONFIRM, choices=close)


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
        "about": question.about,
        "choices": json.dumps(question.choices) if question.choices else None,
        **{f"{_VALUE_MARK}{name}": value for name, value in command.values.items()},
    }
    return {name: value for name, value in kept.items() if value}


def recall(draft: Draft) -> Voice:
    """The wish behind a question."""
    kept = draft.values
    account_id = kept.get("account_id")
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
    )


def question_of(draft: Draft) -> Question:
    """The question that a draft is."""
    return Question(
        asking=Asking(draft.asking),
        about=draft.values.get("about", ""),
        choices=tuple(json.loads(draft.values.get("choices", "[]"))),
    )


def picked(draft: Draft, index: int) -> Voice:
    """The wish after a button; UsageError for one that this question does not have."""
    voice, question = recall(draft), question_of(draft)
    if not 0 <= index < len(question.choices):
        raise UsageError("prompt_gone")
    choice = question.choices[index]
    match question.asking:
        case Asking.RENEWED:
            return replace(voice, old_number="")
        case Asking.ACCOUNT:
            return replace(voice, account_id=int(choice))
        case Asking.TEMPLATE | Asking.CONFIRM:
            return _with(voice, template=choice)
        case Asking.CALLER:
            return _with(voice, caller=choice)
        case Asking.CAMPAIGN:
            return _with(voice, campaign=choice)
        case Asking.FIELD:
            values = dict(voice.command.values)
            value = values.pop(question.about, "")
            if choice != LEAVE_OUT:
                values[choice] = value
            return _with(voice, values=values)
        case _:
            return voice


def answered(draft: Draft, text: str) -> Voice:
    """The wish after a typed answer; UsageError if it does not answer what was asked."""
    if says_no(text):
        raise UsageError("cancelled")
    voice, question = recall(draft), question_of(draft)
    match question.asking:
        case Asking.PHONE | Asking.RENEWED:
            callee, old_number = _read_phone(text)
            return replace(_with(voice, callee=callee), old_number=old_number)
        case Asking.TEMPLATE:
            return _with(voice, template=_typed(text, "template", LONGEST_VALUE))
        case Asking.VALUE:
            value = _typed(text, question.about, LONGEST_VALUE)
            return _with(voice, values={**voice.command.values, question.about: value})
        case Asking.CALLER:
            return _with(voice, caller=parse_caller(text))
        case Asking.CAMPAIGN:
            return _with(voice, campaign=_typed(text, "campaign", LONGEST_VALUE))
        case Asking.LABEL:
            return _with(voice, label=_typed(text, "ref", LONGEST_LABEL))
        case _:
            raise UsageError("press_button")


def _typed(text: str, name: str, longest: int) -> str:
    value = fit_length(read_value(unquoted(text)), name, longest)
    if not value:
        raise UsageError("value_empty", name=name)
    return value


def _with(voice: Voice, **changed: Any) -> Voice:
    return replace(voice, command=replace(voice.command, **changed))


def looks_like_answer(draft: Draft, text: str) -> bool:
    """Whether text that replies to nothing is plainly the answer to an open question."""
    match draft.asking:
        case Asking.PHONE | Asking.RENEWED:
            return says_no(text) or looks_like_phone(text)
        case Asking.TEMPLATE | Asking.CALLER | Asking.CAMPAIGN:
            return len(text.split()) == 1
        case Asking.VALUE | Asking.LABEL:
            return True
        case _:
            return says_no(text)
