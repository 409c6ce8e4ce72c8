"""What has to be asked before a list can be drawn: its script, and what stands in which column."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.answers import says_no
from bot.core.columns import PHONE, Matched
from bot.core.commands import LONGEST_VALUE, fit_length, read_value
from bot.core.lists import CallList
from bot.core.phones import looks_like_phone
from bot.core.previews import Shelf
from bot.core.records import Draft
from bot.core.templates import TemplateKind, is_reserved
from bot.core.voice_questions import PICKED_FROM
from bot.errors import UsageError


class Asking(StrEnum):
    """What a question about a list waits for."""

    ACCOUNT = "account"
    TEMPLATE = "template"
    #: Which column is the phone, or fills a key field; or one value for every row.
    COLUMN = "column"
    #: When it is to begin.
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, of what, and what its buttons choose from."""

    asking: Asking
    about: str = ""
    choices: tuple[str, ...] = ()


def columns_for(matched: Matched) -> tuple[str, ...]:
    """Every column that holds anything: whatever is known of them may be wrong."""
    known = {*matched.spare, *matched.fields.values(), matched.label, matched.phone}
    return tuple(str(column) for column in sorted(one for one in known if one is not None))


#: Marks a question that takes the place of a preview.
_FROM_PREVIEW: Final = "from_preview"


def about_template(called: CallList, shelf: Shelf) -> Question | None:
    """Which script is meant; None: it is known, or calls have used it.

    UsageError for a script that reads codes, or one with a field that nobody may fill.
    """
    name = called.template
    script = shelf.script(name)
    if script is not None and script.kind is TemplateKind.OTP:
        raise UsageError("template_of_codes", name=name)
    if reserved := [field for field in shelf.fields(name) if is_reserved(field)]:
        raise UsageError("template_reserved", name=name, field=reserved[0])
    if script is not None or name in shelf.used:
        return None
    names = shelf.close_to(name) if name else ()
    choices = tuple(dict.fromkeys((*names, *shelf.names())))[:PICKED_FROM]
    return Question(asking=Asking.TEMPLATE, about=name, choices=choices)


def about_columns(matched: Matched, *, numbers: bool) -> Question | None:
    """Which column is to be told next; None: all are known.

    UsageError where no column holds phone numbers: `numbers` says whether any cell does.
    """
    columns = tuple(map(str, matched.spare))
    if matched.phone is None:
        if not matched.spare or not numbers:
            raise UsageError("list_no_phone")
        return Question(asking=Asking.COLUMN, about=PHONE, choices=columns)
    if matched.missing:
        # A script may read the number itself aloud.
        columns += (str(matched.phone),)
        return Question(asking=Asking.COLUMN, about=matched.missing[0], choices=columns)
    return None


def remember(called: CallList, question: Question, *, from_preview: bool = False) -> dict[str, str]:
    """What a question keeps: its list as it was drawn, itself, and where it was asked."""
    return {
        **({_FROM_PREVIEW: "yes"} if from_preview else {}),
        "list": called.key,
        "drawings": str(called.drawings),
        "about": question.about,
        "choices": json.dumps(question.choices),
    }


def is_from_preview(draft: Draft) -> bool:
    """Whether a question was asked from a preview: taken back, it leads there again."""
    return _FROM_PREVIEW in draft.values


def question_of(draft: Draft) -> Question:
    """The question that a draft is."""
    return Question(
        asking=Asking(draft.asking),
        about=draft.values["about"],
        choices=tuple(json.loads(draft.values["choices"])),
    )


def picked(question: Question, index: int) -> str:
    """The choice behind a button; UsageError for one that this question does not have."""
    if not 0 <= index < len(question.choices):
        raise UsageError("prompt_gone")
    return question.choices[index]


def typed(question: Question, text: str) -> str:
    """A typed answer: a script's name, or one value for every row; UsageError for any other."""
    if says_no(text):
        raise UsageError("cancelled")
    if question.asking is Asking.ACCOUNT or question.about == PHONE:
        raise UsageError("press_button")
    name = question.about or "template"
    value = fit_length(read_value(text), name, LONGEST_VALUE)
    if not value:
        raise UsageError("value_empty", name=name)
    return value


#: What cells of pasted rows are apart by.
_CELLS: Final = re.compile(r"[\n\t;,|]")
#: Nobody says a time in more words.
_MOST_OF_A_TIME: Final = 8


def looks_like_answer(draft: Draft, text: str) -> bool:
    """Whether text that replies to nothing is plainly the answer to an open question."""
    if says_no(text):
        return True
    words: Sequence[str] = text.split()
    if draft.asking == Asking.TIME:
        rows = looks_like_phone(text) or any(map(looks_like_phone, _CELLS.split(text)))
        return len(words) <= _MOST_OF_A_TIME and not rows
    return draft.asking == Asking.TEMPLATE and len(words) == 1
