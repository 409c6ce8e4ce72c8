"""PBX accounts as people name them, and what is asked for when one is set up.

Decides which question follows and what an answer means, and which of a PBX's words it keeps. A key
and a password are read and passed on; nothing here keeps one, and no error carries one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from bot.core.answers import unquoted
from bot.core.busy import phrase_of
from bot.core.commands import nearest, read_value
from bot.core.lists import MOST_ROWS
from bot.core.people import Person, Role
from bot.core.phones import looks_like_phone, parse_caller
from bot.core.records import Account
from bot.errors import (
    PbxError,
    PbxInvalid,
    PbxNoAnswer,
    PbxNotReached,
    PbxRateLimited,
    UsageError,
)


class Asking(StrEnum):
    """What a question about an account waits for; from NAME on, the field that it fills."""

    KEY = "key"
    USERNAME = "username"
    PASSWORD = "password"
    NAME = "name"
    CAMPAIGN = "campaign_id"
    CALLER = "caller"
    OTP_TEMPLATE = "otp_template"
    CONCURRENCY = "concurrency"
    #: Never part of the set-up.
    APPROVE_OVER = "approve_over"


#: What is asked after an account was linked, in this order.
SET_UP: Final = (
    Asking.NAME,
    Asking.CAMPAIGN,
    Asking.CALLER,
    Asking.OTP_TEMPLATE,
    Asking.CONCURRENCY,
)
#: What a button of `/settings` asks for.
CHANGEABLE: Final = (*SET_UP, Asking.APPROVE_OVER)
USUAL_CONCURRENCY: Final = 5
_MOST_CONCURRENT: Final = 999
_LONGEST_NAME: Final = 32
_LONGEST: Final = 200
#: The last number that a list can be over.
_MOST_APPROVED: Final = MOST_ROWS - 1
_NO_APPROVAL: Final = frozenset({"0", "tắt", "tat", "off"})
_ROWS: Final = re.compile(r"[0-9]{1,3}[.,][0-9]{3}|[0-9]{1,5}")
MOST_BUSY_PHRASES: Final = 12


def after(asking: str) -> Asking | None:
    """The set-up's next question; None: that was the last."""
    following = SET_UP[SET_UP.index(Asking(asking)) + 1 :]
    return following[0] if following else None


def first_gap(account: Account) -> Asking | None:
    """What an account still needs before a call can go over it; None: nothing."""
    gaps = (asking for asking in (Asking.CAMPAIGN, Asking.CALLER) if not getattr(account, asking))
    return next(gaps, None)


def verify_complete(account: Account) -> None:
    """UsageError for an account that can't be called with yet."""
    if not account.complete:
        raise UsageError("account_incomplete", name=account.name, account=str(account.account_id))


def verify_reads_codes(account: Account) -> None:
    """UsageError for an account of which no OTP template is known."""
    if not account.otp_template:
        account_id = str(account.account_id)
        raise UsageError("otp_template_missing", name=account.name, account=account_id)


def may_change(person: Person, account: Account) -> bool:
    """Administrators change an account that they use, and whoever linked it."""
    return person.role is Role.ADMIN or account.created_by == person.person_id


def named_account(name: str, accounts: Sequence[Account]) -> Account:
    """The account of this name, in any case of letters; UsageError names what is there instead.

    Marks that nobody sees tell no names apart: what is typed has lost them.
    """
    wanted = read_value(name).casefold()
    for account in accounts:
        if read_value(account.name).casefold() == wanted:
            return account
    if not accounts:
        raise UsageError("account_missing")
    names = {account.name.casefold(): account.name for account in accounts}
    offered = [names[close] for close in nearest(wanted, list(names))] or list(names.values())
    raise UsageError("account_unknown", name=name, nearest=", ".join(offered))


def free_name(called: Callable[[int], str], taken: Collection[str]) -> str:
    """The first of `called(1)`, `called(2)` … that no account has."""
    used = {name.casefold() for name in taken}
    number = 1
    while called(number).casefold() in used:
        number += 1
    return called(number)


def parse_key(text: str) -> str:
    """An API key: one word of printable ASCII; UsageError without it."""
    key = unquoted(text)
    if not key or len(key) > _LONGEST or not key.isascii() or not key.isprintable() or " " in key:
        raise UsageError("key_shape")
    return key


def parse_login(text: str) -> tuple[str, str]:
    """A name and a password, which may have spaces in it; what is left out is empty."""
    name, password = (*text.strip().split(maxsplit=1), "", "")[:2]
    return name, password


def changed(account: Account, asking: str, text: str, *, taken: Collection[str] = ()) -> Account:
    """The account with this answer in it; UsageError if that does not fit.

    `taken` are the other accounts' names: cards and `account=` tell accounts apart by them.
    """
    field: dict[str, Any] = {
        asking: _PARSED[Asking(asking)](" ".join(unquoted(text).split()), taken)
    }
    return replace(account, **field)


def fits(asking: str, text: str) -> bool:
    """Whether private text that replies to nothing is plainly the answer to an open question."""
    words = text.split()
    match asking:
        case Asking.PASSWORD:
            return True
        case Asking.USERNAME:
            # The password may come along.
            return len(words) <= len(("name", "password")) and not looks_like_phone(text)
        case Asking.CALLER | Asking.CONCURRENCY:
            return any(sign.isdecimal() for sign in text)
        case Asking.APPROVE_OVER:
            return text.strip().casefold() in _NO_APPROVAL or bool(_ROWS.fullmatch(text.strip()))
        case Asking.NAME:
            return len(text) <= _LONGEST_NAME and not looks_like_phone(text)
        case _:
            return len(words) == 1 and not looks_like_phone(text)


def problem_of(error: PbxError, refused: UsageError) -> UsageError:
    """What somebody reads whose key or password could not be proved; `refused`: it is wrong."""
    match error:
        case PbxInvalid():
            return UsageError("key_shape")
        case PbxNotReached(status=503) | PbxNoAnswer(status=503):
            return UsageError("pbx_maintenance")
        case PbxNotReached() | PbxNoAnswer() | PbxRateLimited():
            return UsageError("pbx_silent")
        case PbxError(status=403):
            return UsageError("key_forbidden")
        case _:
            return refused


def _parse_name(text: str, taken: Collection[str]) -> str:
    if not text or len(text) > _LONGEST_NAME or not text.isprintable():
        raise UsageError("account_name", most=str(_LONGEST_NAME))
    if text.casefold() in {name.casefold() for name in taken}:
        raise UsageError("account_name_taken", name=text)
    return text


def _parse_word(text: str, _taken: Collection[str]) -> str:
    if not text or len(text) > _LONGEST or " " in text or not text.isprintable():
        raise UsageError("one_word")
    return text


def parse_concurrency(text: str) -> int:
    """A number of calls at once; UsageError otherwise."""
    amount = int(text) if text.isdecimal() and len(text) <= len(str(_MOST_CONCURRENT)) else 0
    if not 1 <= amount <= _MOST_CONCURRENT:
        raise UsageError("concurrency_invalid", most=str(_MOST_CONCURRENT))
    return amount


def parse_approve_over(text: str) -> int | None:
    """A number of rows, 1.000 too, beyond which a second person has to agree; None for none."""
    if text.casefold() in _NO_APPROVAL:
        return None
    amount = int(re.sub("[.,]", "", text)) if _ROWS.fullmatch(text) else 0
    if not 1 <= amount <= _MOST_APPROVED:
        raise UsageError("approval_invalid", most=str(_MOST_APPROVED))
    return amount


def with_busy_phrase(account: Account, phrase: str) -> Account:
    """The account that knows one more of its PBX's words for "no line is free"."""
    said = phrase_of(phrase)
    if not said:
        raise UsageError("busy_phrase")
    if said in account.busy_phrases:
        return account
    if len(account.busy_phrases) >= MOST_BUSY_PHRASES:
        raise UsageError("busy_phrases_full", most=str(MOST_BUSY_PHRASES))
    return replace(account, busy_phrases=(*account.busy_phrases, said))


def without_busy_phrase(account: Account, phrase: str) -> Account:
    """The account to which these words mean nothing any more."""
    said = phrase_of(phrase)
    return replace(account, busy_phrases=tuple(p for p in account.busy_phrases if p != said))


def phrase_key(phrase: str) -> str:
    """Busy words as a button carries them: they are longer than what fits into one."""
    return sha256(phrase.encode()).hexdigest()[:12]


_PARSED: Final[Mapping[Asking, Callable[[str, Collection[str]], object]]] = MappingProxyType(
    {
        Asking.NAME: _parse_name,
        Asking.CAMPAIGN: _parse_word,
        Asking.CALLER: lambda text, _taken: parse_caller(text),
        Asking.OTP_TEMPLATE: _parse_word,
        Asking.CONCURRENCY: lambda text, _taken: parse_concurrency(text),
        Asking.APPROVE_OVER: lambda text, _taken: parse_approve_over(text),
    }
)
