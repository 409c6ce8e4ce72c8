"""What people type after `/call`, read into values; asks nobody and looks nothing up.

Nothing is guessed: what is unclear is refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from bot.core import phones
from bot.core.commands import (
    LONGEST_VALUE,
    add_named,
    fit_length,
    read_value,
    take_callee,
    tokens,
)
from bot.core.templates import MOST_FIELDS, is_reserved
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


#: The arguments of `/call` that are no key fields, by the part of the command that they fill.
_OURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "template": "template",
        "ref": "label",
        "campaign": "campaign",
        "caller": "caller",
        "account": "account",
    }
)
#: How much a name has to resemble an argument's to be taken for a slip: `reff` does, and
#: `account_no` does not.
_SLIP: Final = 0.85
_FIELD_NAME: Final = re.compile(r"[A-Za-z0-9_]+")
_NUMBER_LIKE: Final = re.compile(r"[+\d().\-/]+")
#: The longest `ref=`.
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
            last, lower = token.name, token.name.lower()
            longest = LONGEST_LABEL if lower == "ref" else LONGEST_VALUE
            value = fit_length(read_value(token.value), last, longest)
            ours = lower in _OURS
            add_named(named if ours else values, lower if ours else last, value)
        elif last and not token.is_queue:
            raise UsageError("value_unquoted", name=last)
        elif not token.is_queue and (word := read_value(token.value)):
            words.append(word)
    _verify_names(values)
    callee, template = _phone_and_template(words, renew=renew)
    if template is not None:
        add_named(named, "template", fit_length(template, "template", LONGEST_VALUE))
    caller = named.get("caller")
    return VoiceCommand(
        callee=callee,
        template=named.get("template"),
        values=values,
        label=named.get("ref", ""),
        campaign=named.get("campaign"),
        caller=None if caller is None else phones.parse_caller(caller),
        account=named.get("account"),
    )


def arguments_near(name: str, command: VoiceCommand) -> tuple[str, ...]:
    """The argument that a name was meant as, if it is much like one that was not given."""
    free = [ours for ours, part in _OURS.items() if not getattr(command, part)]
    return tuple(get_close_matches(name.lower(), free, 1, _SLIP))


def with_argument(command: VoiceCommand, name: str, value: str) -> VoiceCommand:
    """The command with one more argument; UsageError for a value that it can't have."""
    longest = LONGEST_LABEL if name == "ref" else LONGEST_VALUE
    fitting = phones.parse_caller(value) if name == "caller" else fit_length(value, name, longest)
    changed: dict[str, Any] = {_OURS[name]: fitting}
    return replace(command, **changed)


def _verify_names(values: Mapping[str, str]) -> None:
    for name in values:
        verify_fillable(name)
        if not _FIELD_NAME.fullmatch(name):
            raise UsageError("field_name", name=name)
    if len(values) > MOST_FIELDS:
        raise UsageError("fields_many", most=str(MOST_FIELDS))


def verify_fillable(name: str) -> None:
    """UsageError for a name that the PBX or the bot fills: a code typed there would be kept."""
    if is_reserved(name):
        raise UsageError("field_reserved", name=name)


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
