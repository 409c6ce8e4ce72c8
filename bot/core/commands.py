"""What people type after a command, read into values; asks nobody and looks nothing up.

A code stays in the returned value alone: no error raised here ever carries it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType
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
    #: An account's name; None: the person's default.
    account: str | None = None
    queue: bool = False


_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?(?:\s+|$)")
_QUOTED: Final = r"\"[^\"]*\"|“[^”]*”|'[^']*'|‘[^’]*’"
_QUOTES: Final = "\"“”'‘’"
_TOKEN: Final = re.compile(
    rf"(?P<key>[^\W\d]\w*)=(?P<value>{_QUOTED}|[^\s{_QUOTES}]*)(?=\s|$)"
    rf"|(?P<quoted>{_QUOTED})(?=\s|$)|(?P<word>\S+)"
)
_CODE: Final = re.compile(r"[A-Za-z0-9]{1,32}")
#: The longest value of an argument, and of a key field.
LONGEST_VALUE: Final = 200
_KEYS: Final = ("template", "campaign", "caller", "account")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A part of what was typed: a word, or a value with its name (`name=value`)."""

    #: As typed; empty for a word.
    name: str = ""
    value: str = field(repr=False)
    #: The word `queue`, which stands alone.
    is_queue: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The parts of what was typed, quotes taken off; UsageError for a quote that is not closed."""
    for found in _TOKEN.finditer(text):
        name, value, quoted, word = found.group("key", "value", "quoted", "word")
        if name is not None:
            if name.lower() == _QUEUE:
                raise UsageError("queue_value")
            yield Token(name=name, value=value.strip(_QUOTES).strip())
        elif word is None:
            yield Token(value=quoted.strip(_QUOTES))
        elif set(word) & set(_QUOTES):
            raise UsageError("quote_open")
        else:
            yield Token(value=word, is_queue=word.lower() == _QUEUE)


#: By Unicode category: format marks and lone surrogates vanish, control marks part words.
_INSTEAD: Final[Mapping[str, str]] = MappingProxyType({"Cf": "", "Cs": "", "Cc": " "})


def read_value(text: str) -> str:
    """A value as it will be sent and shown: one line, composed, without marks that nobody sees."""
    marks = (
        _INSTEAD.get(unicodedata.category(mark), mark)
        for mark in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(marks).split())


def fit_length(value: str, name: str, longest: int) -> str:
    """The value; UsageError if it has more than `longest` characters."""
    if len(value) > longest:
        raise UsageError("value_long", name=name, most=str(longest))
    return value


def add_named(named: dict[str, str], name: str, value: str) -> None:
    """One more value; UsageError if it has none, or stood there before."""
    if name in named:
        raise UsageError("argument_twice", name=name)
    if not value:
        raise UsageError("argument_empty", name=name)
    named[name] = value


def parse_otp(text: str, *, renew: bool = False) -> OtpCommand:
    """What follows `/otp`: PHONE first among the words, CODE, `key=value` and `queue` anywhere.

    The phone is the first word if that is one, else the only run of leading words that together
    make one: `0987 654 321 4821` is 0987654321 and the code 4821. `renew` is `parse_callee`'s.
    """
    words: list[str] = []
    named: dict[str, str] = {}
    queue = False
    for token in tokens(text):
        if token.name:
            name = _known_argument(token.name.lower())
            add_named(named, name, fit_length(read_value(token.value), name, LONGEST_VALUE))
        elif token.is_queue:
            queue = True
        else:
            words.append(token.value)
    callee, rest = take_callee(words, renew=renew)
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
        account=named.get("account"),
        queue=queue,
    )


def _known_argument(name: str) -> str:
    if name in _KEYS:
        return name
    close = nearest(name, _KEYS)
    raise UsageError(
        "argument_unknown",
        name=name,
        nearest=", ".join(close or _KEYS),
        mends=" ".join(f"otp:{name}:{right}" for right in close),
    )


def take_callee(words: list[str], *, renew: bool) -> tuple[str | None, list[str]]:
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
