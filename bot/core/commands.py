"""What people type after a command, read into values; asks nobody and looks nothing up.

A code stays in the returned value alone: no error raised here ever carries it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from bot.core import phones
from bot.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class OtpCommand:
    """`/otp` as typed; None was left out: it is asked for, or it is the account's own."""

    callee: str | None = None
    code: str | None = field(default=None, repr=False)
    template: str | None = None
    campaign: str | None = None
    caller: str | None = None
    queue: bool = False


_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?(?:\s+|$)")
_QUOTED: Final = r"\"[^\"]*\"|“[^”]*”|'[^']*'|‘[^’]*’"
_QUOTES: Final = "\"“”'‘’"
_TOKEN: Final = re.compile(
    rf"(?P<key>[^\W\d]\w*)=(?P<value>{_QUOTED}|[^\s{_QUOTES}]*)(?=\s|$)"
    rf"|(?P<quoted>{_QUOTED})(?=\s|$)|(?P<word>\S+)"
)
_CODE: Final = re.compile(r"[A-Za-z0-9]{1,32}")
_KEYS: Final = ("template", "campaign", "caller")
_QUEUE: Final = "queue"
#: More words than this never make one phone number.
_PHONE_WORDS: Final = 16


def split_command(text: str) -> tuple[str, str, str | None]:
    """("otp", rest, addressed bot or None); the command is "" if the text is none."""
    found = _COMMAND.match(text)
    if found is None:
        return "", text.strip(), None
    return found[1].lower(), text[found.end() :].strip(), found[2]


def nearest(word: str, candidates: Sequence[str]) -> list[str]:
    """Up to three candidates that the word may have been meant as, best first."""
    return get_close_matches(word.lower(), candidates)


def parse_code(text: str) -> str:
    """A code as the PBX takes it: 1 to 32 letters and digits; UsageError without the code."""
    typed = unicodedata.normalize("NFKC", text).strip().strip(_QUOTES)
    if _CODE.fullmatch(typed) is None:
        raise UsageError("code_invalid")
    return typed


def parse_otp(text: str, *, renew: bool = False) -> OtpCommand:
    """What follows `/otp`: PHONE first among the words, CODE, `key=value` and `queue` anywhere.

    The phone is the first word if that is one, else the only run of leading words that together
    make one: `0987 654 321 4821` is 0987654321 and the code 4821. `renew` is `parse_callee`'s.
    """
    words, named, queue = _sort_tokens(text)
    callee, rest = _take_callee(words, renew=renew)
    if len(rest) > 1:
        raise UsageError("code_twice")
    if rest and _is_number(rest[0]):
        raise UsageError("code_phone")
    caller = named.get("caller")
    return OtpCommand(
        callee=callee,
        code=parse_code(rest[0]) if rest else None,
        template=named.get("template"),
        campaign=named.get("campaign"),
        caller=None if caller is None else phones.parse_caller(caller),
        queue=queue,
    )


def _sort_tokens(text: str) -> tuple[list[str], dict[str, str], bool]:
    words: list[str] = []
    named: dict[str, str] = {}
    queue = False
    for token in _TOKEN.finditer(text):
        key, value, quoted, word = token.group("key", "value", "quoted", "word")
        if key is not None:
            _add_named(named, key.lower(), value.strip(_QUOTES).strip())
        elif word is not None and word.lower() == _QUEUE:
            queue = True
        elif word is not None and set(word) & set(_QUOTES):
            raise UsageError("quote_open")
        else:
            words.append(word or quoted.strip(_QUOTES))
    return words, named, queue


def _add_named(named: dict[str, str], name: str, value: str) -> None:
    if name == _QUEUE:
        raise UsageError("queue_value")
    if name not in _KEYS:
        close = nearest(name, _KEYS) or _KEYS
        raise UsageError("argument_unknown", name=name, nearest=", ".join(close))
    if name in named:
        raise UsageError("argument_twice", name=name)
    if not value:
        raise UsageError("argument_empty", name=name)
    named[name] = value


def _take_callee(words: list[str], *, renew: bool) -> tuple[str | None, list[str]]:
    """The phone and the words after it; what might be a code is not repeated in the error."""
    if not words:
        return None, []
    lengths = range(1, min(len(words), _PHONE_WORDS) + 1)
    readings = [taken for taken in lengths if _is_number(" ".join(words[:taken]))]
    if 1 in readings or (not readings and phones.looks_like_phone(words[0])):
        readings = [1]
    if len(readings) != 1:
        raise UsageError("phone_unclear")
    taken = readings[0]
    return phones.parse_callee(" ".join(words[:taken]), renew=renew), words[taken:]


def _is_number(text: str) -> bool:
    try:
        phones.parse_callee(text)
    except UsageError as error:
        return error.problem == "phone_old"
    return True
