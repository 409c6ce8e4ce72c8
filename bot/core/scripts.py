"""Voice scripts as people register them: what `/template` takes, read into a template.

Holds a script to the PBX's rules for key fields. What a script sounds like is not decided here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.core.answers import says_no, unquoted
from bot.core.commands import nearest
from bot.core.key_lines import is_key_line, split_keys
from bot.core.phones import looks_like_phone
from bot.core.records import Draft
from bot.core.templates import (
    CODE_FIELD,
    MOST_FIELDS,
    Lock,
    Purpose,
    Template,
    TemplateKind,
    is_reserved,
    key_fields,
)
from bot.core.uploads import WAV
from bot.errors import UsageError

LONGEST_NAME: Final = 64
#: A script is shown whole, and Telegram shows 4,096 characters: the rest is for what is said of it.
LONGEST_TEXT: Final = 3000


class Asking(StrEnum):
    """What a question about a script waits for."""

    NAME = "name"
    TEXT = "text"
    ACCOUNT = "account"
    #: Whether a script that is known is to be known anew.
    REPLACE = "replace"
    REMOVE = "remove"
    #: What the keys of a script that is known mean.
    MEANINGS = "meanings"


class Action(StrEnum):
    """What may follow `/template`."""

    LIST = "list"
    NEW = "new"
    IMPORT = "import"
    EXPORT = "export"
    ADD = "add"
    SHOW = "show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """A script that somebody registers, as far as it was typed; what was left out is empty."""

    name: str = ""
    text: str = ""
    account_id: int | None = None
    #: When the script that is known by this name had been added, as the asker was shown it.
    seen: float | None = None


#: What asks for all that it needs.
_ALONE: Final = frozenset({Action.ADD, Action.NEW, Action.IMPORT})
_ACTIONS: Final = re.compile(rf"({'|'.join(Action)})(?:\s+|$)", re.IGNORECASE)
_NAME: Final = re.compile(r"\"([^\"]*)\"|“([^”]*)”|'([^']*)'|‘([^’]*)’|(\S+)")


def parse_action(text: str) -> tuple[Action, str]:
    """What `/template` is to do, and with what; a name alone is to be shown."""
    found = _ACTIONS.match(text)
    action = Action(found[1].lower()) if found else Action.SHOW
    rest = text[found.end() :] if found else text
    return (action, rest) if rest or action in _ALONE else (Action.LIST, "")


def parse_adding(text: str) -> Adding:
    """A name (one word, or quoted) and the script after it; either may be missing."""
    found = _NAME.match(text)
    if found is None:
        return Adding()
    if (word := found[5]) and word != word.lstrip("\"“'‘"):
        raise UsageError("quote_open")
    name = next(part for part in found.groups() if part is not None)
    return Adding(name=parse_name(name), text=text[found.end() :].strip())


def parse_name(text: str) -> str:
    """A script's name as the PBX knows it: up to 64 visible characters on one line."""
    name = unicodedata.normalize("NFC", unquoted(text))
    if not name or not name.isprintable():
        raise UsageError("script_name")
    if len(name) > LONGEST_NAME:
        raise UsageError("script_name_long", most=str(LONGEST_NAME))
    return name


def file_name(name: str) -> str:
    """A script's name as every system takes it for a file."""
    return re.sub(r"[^\w.-]+", "_", name)


def can_be_added(name: str) -> bool:
    """Whether a name that calls have taught can be typed after `/template add`."""
    return len(name) <= LONGEST_NAME and name.isprintable() and '"' not in name


def read_script(account_id: int, name: str, text: str) -> Template:
    """A script from what was typed: the words, then a line for each key and what it means.

    The name of a wav file by itself is a script that plays it. UsageError names the fault.
    """
    if len(text) > LONGEST_TEXT:
        raise UsageError("script_long", length=str(len(text)), most=str(LONGEST_TEXT))
    content, keys = split_keys(text)
    if not content:
        raise UsageError("script_empty")
    verify_fields(content)
    is_file = content.lower().endswith(WAV) and len(content.split()) == 1
    kind = _kind(content, is_file=is_file)
    return Template(
        account_id=account_id,
        name=name,
        content="" if is_file else content,
        voice="",
        speed=1.0,
        kind=kind,
        audio_file=content if is_file else "",
        keys=keys,
        purpose=Purpose.CODE if kind is TemplateKind.OTP else None,
    )


def _kind(content: str, *, is_file: bool) -> TemplateKind:
    if is_file:
        return TemplateKind.AUDIO
    return TemplateKind.OTP if CODE_FIELD in key_fields(content) else TemplateKind.TTS


_FIELD: Final = re.compile(r"\{\{[A-Za-z0-9_]+\}\}")
_FIELD_LIKE: Final = re.compile(r"\{\{[^{}]*\}\}")
#: So much of a text around a fault is shown.
_BEFORE: Final = 12
_AROUND: Final = 32


def verify_fields(content: str) -> None:
    """UsageError for braces that are no key field, and for fields that no call could fill."""
    rest = _FIELD.sub(lambda found: " " * len(found[0]), content)
    if found := _FIELD_LIKE.search(rest):
        raise UsageError("script_field", place=found[0])
    if found := re.search(r"[{}]", rest):
        begin = max(found.start() - _BEFORE, 0)
        raise UsageError("script_braces", place=content[begin : begin + _AROUND])
    names = {name for name in key_fields(content) if name != CODE_FIELD}
    if reserved := sorted(filter(is_reserved, names)):
        raise UsageError("script_reserved", name=reserved[0])
    if len(names) > MOST_FIELDS:
        raise UsageError("script_fields", most=str(MOST_FIELDS))


def short_key(name: str) -> str:
    """A script's name as a button carries it: names are longer than what fits into one."""
    return sha256(name.encode()).hexdigest()[:12]


def find(key: str, templates: Sequence[Template]) -> Template | None:
    """The script that a button means; None: it is not known any more."""
    return next((known for known in templates if short_key(known.name) == key), None)


def close_to(name: str, templates: Sequence[Template]) -> list[Template]:
    """Up to three scripts that a mistyped name may mean, best first."""
    by_name = {known.name.lower(): known for known in templates}
    return [by_name[found] for found in nearest(name, list(by_name))]


def remember(adding: Adding) -> dict[str, str]:
    """What a question keeps of a script."""
    kept = {
        "name": adding.name,
        "text": adding.text,
        "account_id": "" if adding.account_id is None else str(adding.account_id),
        "seen": "" if adding.seen is None else repr(adding.seen),
    }
    return {name: value for name, value in kept.items() if value}


def recall(draft: Draft) -> Adding:
    """The script behind a question."""
    values = draft.values
    account_id, seen = values.get("account_id"), values.get("seen")
    return Adding(
        name=values.get("name", ""),
        text=values.get("text", ""),
        account_id=None if account_id is None else int(account_id),
        seen=None if seen is None else float(seen),
    )


def answer(draft: Draft, text: str) -> Adding:
    """What is known after a typed answer; a name may bring its script along."""
    if says_no(text):
        raise UsageError("cancelled")
    asked = recall(draft)
    match draft.asking:
        case Asking.NAME:
            said = parse_adding(text.strip())
            adding = replace(asked, name=said.name, text=said.text or asked.text)
        case Asking.TEXT:
            adding = replace(asked, text=text.strip())
        case Asking.MEANINGS:
            return replace(asked, text=text.strip())
        case _:
            raise UsageError("press_button")
    if adding.text:
        read_script(0, adding.name, adding.text)
    return adding


#: Fewer words that reply to nothing may be meant for somebody else.
_A_SCRIPT: Final = 3


def looks_like_answer(draft: Draft, text: str) -> bool:
    """Whether text that replies to nothing is plainly the name or the script that is asked for."""
    words = text.split()
    match draft.asking:
        case Asking.NAME:
            return says_no(text) or (len(words) == 1 and not looks_like_phone(text))
        case Asking.TEXT:
            return says_no(text) or len(words) >= _A_SCRIPT
        case Asking.MEANINGS:
            return says_no(text) or is_key_line(text)
        case _:
            return False


def same_words(one: Template, other: Template) -> bool:
    """Whether two scripts say the same and their keys mean the same, needing someone or not."""

    def said(template: Template) -> object:
        meanings = {key.num: key.meaning for key in template.keys}
        return template.content, template.audio_file, meanings

    return said(one) == said(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A script with what the bot knows of its past."""

    template: Template
    #: Who registered it, as they are called; empty: it came with the demo.
    added_by: str = ""
    #: When a call with it was last asked for that was answered; None: never.
    heard_at: float | None = None
    #: Key fields that calls with it have filled and that its words do not have.
    unread: tuple[str, ...] = ()
    #: How many people have heard it.
    heard_by: int = 0
    #: Nobody may call with it, and who said so; None: it can be called with.
    lock: Lock | None = None
    locked_by: str = ""
