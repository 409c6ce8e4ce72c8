"""What an answer to a question about a voice call changes of the wish: a button, or typed words.

What is asked, and in which order, `core.voice_questions` says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from bot.core.answers import says_no, unquoted
from bot.core.commands import LONGEST_VALUE, fit_length, read_value
from bot.core.phones import looks_like_phone, parse_callee, parse_caller
from bot.core.records import Draft
from bot.core.voice import LONGEST_LABEL, verify_fillable, with_argument
from bot.core.voice_questions import ARGUMENT, LEAVE_OUT, Asking, Voice, question_of, recall
from bot.errors import UsageError

#: What is typed for a ref to take it off, as keyboards may write it.
_NOTHING: Final = frozenset({"", "-", "–", "—"})


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
            return _meant(voice, question.about, choice)
        case _:
            return voice


def _meant(voice: Voice, name: str, choice: str) -> Voice:
    """The wish with a name put right that the script does not have."""
    if choice == name:
        return replace(voice, meant=voice.meant | {name})
    values = dict(voice.command.values)
    value = values.pop(name, "")
    if choice.endswith(ARGUMENT):
        argument = choice.removesuffix(ARGUMENT)
        command = with_argument(replace(voice.command, values=values), argument, value)
        # The account that was meant is chosen anew, by its name.
        account_id = None if argument == "account" else voice.account_id
        return replace(voice, command=command, account_id=account_id)
    if choice != LEAVE_OUT:
        values[choice] = value
    return _with(voice, values=values)


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
            verify_fillable(question.about)
            value = _typed(text, question.about, LONGEST_VALUE)
            return _with(voice, values={**voice.command.values, question.about: value})
        case Asking.CALLER:
            return _with(voice, caller=parse_caller(text))
        case Asking.CAMPAIGN:
            return _with(voice, campaign=_typed(text, "campaign", LONGEST_VALUE))
        case Asking.LABEL:
            label = fit_length(read_value(unquoted(text)), "ref", LONGEST_LABEL)
            return _with(voice, label="" if label in _NOTHING else label)
        case _:
            raise UsageError("press_button")


def _read_phone(text: str) -> tuple[str, str]:
    """The number, and what was typed if that is an old one."""
    try:
        return parse_callee(text), ""
    except UsageError as error:
        if error.problem != "phone_old":
            raise
        return parse_callee(text, renew=True), error.values["number"]


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
