"""What people type after `/call`, read into values; asks nobody and looks nothing up.

Nothing is guessed: what is unclear is refused with the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from bot.core import phones
from bot.core.commands import add_named, take_callee, tokens
from bot.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCommand:
    """`/call` as typed; None was left out: it is asked for, or it is the account's own."""

    callee: str | None = None
    template: str | None = None
    #: What fills the script's key fields, by the names that were typed.
    values: Mapping[str, str] = field(default_factory=dict)
    #: `ref=`: the team's own id, shown as "HĐ".
    label: str = ""
    campaign: str | None = None
    caller: str | None = None
    #: An account's name; None: the person's default.
    account: str | None = None


#: The arguments of `/call` that are no key fields.
_OURS: Final = frozenset({"template", "ref", "campaign", "caller", "account"})
#: What the PBX or the bot itself puts beside the key fields.
RESERVED: Final = frozenset({"template_name", "code_otp", "ref_id"})
_FIELD_NAME: Final = re.compile(r"[A-Za-z0-9_]+")
_NUMBER_LIKE: Final = re.compile(r"[+\d().\-/]+")
#: The longest value that a key field takes, and the longest `ref=`.
LONGEST_VALUE: Final = 200
LONGEST_LABEL: Final = 40


def parse_call(text: str, *, renew: bool = False) -> VoiceCommand:
    """What follows `/call`: PHONE and TEMPLATE, then `key=value`; UsageError for anything unclear.

    A word after the first `key=value` may belong to that value: nobody guesses, quotes say it.
    """
    words: list[str] = []
    named: dict[str, str] = {}
    values: dict[str, str] = {}
    last = ""
    for token in tokens(text):
        if token.name:
            last = token.name
            ours = last.lower() in _OURS
            value = read_value(token.value)
            add_named(named if ours else values, last.lower() if ours else last, value)
        elif last and not token.is_queue:
            raise UsageError("value_unquoted", name=last)
        elif not token.is_queue:
            words.append(token.value)
    _verify_names(values)
    callee, template = _phone_and_template(words, renew=renew)
    if template is not None and "template" in named:
        raise UsageError("argument_twice", name="template")
    caller = named.get("caller")
    return VoiceCommand(
        callee=callee,
        template=template or named.get("template"),
        values={name: fit_length(value, name, LONGEST_VALUE) for name, value in values.items()},
        label=fit_length(named.get("ref", ""), "ref", LONGEST_LABEL),
        campaign=named.get("campaign"),
        caller=None if caller is None else phones.parse_caller(caller),
        account=named.get("account"),
    )


def _verify_names(values: Mapping[str, str]) -> None:
    for name in values:
        if name.lower() in RESERVED:
            raise UsageError("field_reserved", name=name)
        if not _FIELD_NAME.fullmatch(name):
            raise UsageError("field_name", name=name)


def _phone_and_template(words: list[str], *, renew: bool) -> tuple[str | None, str | None]:
    """A phone, a template, either or both; whichever of them stands first."""
    before = [] if not words or _NUMBER_LIKE.fullmatch(words[0]) else words[:1]
    try:
        callee, after = take_callee(words[len(before) :], renew=renew)
    except UsageError as error:
        if error.problem != "phone_unclear":
            raise
        raise UsageError("call_unclear") from None
    template = [*before, *after]
    if len(template) > 1 or any(map(_NUMBER_LIKE.fullmatch, template)):
        raise UsageError("call_unclear")
    return callee, template[0] if template else None


def read_value(text: str) -> str:
    """A value as it will be sent and shown: one line, composed, without marks that nobody sees."""
    marks = (
        _INSTEAD.get(unicodedata.category(mark), mark)
        for mark in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(marks).split())


#: By Unicode category: format marks and lone surrogates vanish, control marks part words.
_INSTEAD: Final[Mapping[str, str]] = MappingProxyType({"Cf": "", "Cs": "", "Cc": " "})


def fit_length(value: str, name: str, longest: int) -> str:
    """The value; UsageError if it has more than `longest` characters."""
    if len(value) > longest:
        raise UsageError("value_long", name=name, most=str(longest))
    return value
