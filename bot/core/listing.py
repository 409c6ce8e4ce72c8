"""What `/cdr` is asked for, and which page of which list answers it.

A list stands still while it is paged: calls that come later are not in it. Asks nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.core.calls import Facts
from bot.core.cdrs import Cdr
from bot.core.commands import add_named, nearest, tokens
from bot.core.do_not_call import Block
from bot.core.phones import numbers_meant
from bot.core.records import Call, CallKind
from bot.core.templates import Template
from bot.errors import UsageError

#: Records a page.
PAGE: Final = 8
#: The largest `limit=` and `offset=`.
MOST: Final = 1000
FARTHEST: Final = 100_000
#: More than this is not counted but said to be more.
COUNTED: Final = 10_000
#: No account has more calls a day; a day is counted to the last one.
A_DAY: Final = 1_000_000

_KEYS: Final = ("caller", "limit", "offset")
_COUNT: Final = re.compile(r"[0-9]{1,9}")
#: What a PBX may call a call: a UUID, or a time with a number behind it.
_CALL_ID: Final = re.compile(r"[\w.:@-]{1,128}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A call of an account, whoever placed it: ours with its call, all with what the PBX wrote."""

    id: int
    account_id: int
    #: When it was asked for, or made; Unix seconds.
    at: float
    callee: str
    caller: str
    #: None: another system placed it.
    call: Call | None = None
    #: None: the PBX has not recorded it, or we have not seen that yet.
    cdr: Cdr | None = None

    @property
    def facts(self) -> Facts:
        """All that is known of how it went."""
        if self.call is not None:
            return self.call.facts
        return Facts() if self.cdr is None else self.cdr.facts()

    @property
    def kind(self) -> CallKind:
        """What is said in it."""
        if self.call is not None:
            return self.call.kind
        return CallKind.OTP if self.cdr is not None and self.cdr.is_otp else CallKind.VOICE

    @property
    def template(self) -> str:
        """The voice script's name; empty if the PBX does not say."""
        if self.call is not None:
            return self.call.template
        return "" if self.cdr is None else self.cdr.template


@dataclass(frozen=True, slots=True, kw_only=True)
class CdrCommand:
    """`/cdr` as typed; nothing typed is today's calls."""

    #: A number, in the forms under which records may hold it.
    numbers: tuple[str, ...] = ()
    #: What may be a call's id instead.
    call_id: str = ""
    callers: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0

    @property
    def is_bare(self) -> bool:
        """Whether nothing was said of which calls."""
        return self == CdrCommand()


def parse_cdr(text: str) -> CdrCommand:
    """What follows `/cdr`; UsageError says what is wrong with it."""
    words: list[str] = []
    named: dict[str, str] = {}
    for token in tokens(text):
        if token.name:
            add_named(named, _known_argument(token.name.lower()), token.value)
        else:
            words.append(token.value)
    typed = " ".join(words).strip()
    numbers = numbers_meant(typed)
    call_id = typed if _CALL_ID.fullmatch(typed) else ""
    if typed and not numbers and not call_id:
        raise UsageError("record_unclear")
    callers = numbers_meant(named.get("caller", ""))
    if "caller" in named and not callers:
        raise UsageError("caller_invalid", number=named["caller"])
    return CdrCommand(
        numbers=numbers,
        call_id=call_id,
        callers=callers,
        limit=_count(named, "limit", 1, MOST) if "limit" in named else None,
        offset=_count(named, "offset", 0, FARTHEST) if "offset" in named else 0,
    )


def _known_argument(name: str) -> str:
    if name in _KEYS:
        return name
    close = nearest(name, _KEYS)
    raise UsageError(
        "argument_unknown",
        name=name,
        nearest=", ".join(close or _KEYS),
        mends=" ".join(f"cdr:{name}:{right}" for right in close),
    )


def _count(named: dict[str, str], name: str, least: int, most: int) -> int:
    typed = named[name]
    if not _COUNT.fullmatch(typed) or not least <= int(typed) <= most:
        raise UsageError("count_invalid", name=name, least=str(least), most=str(most))
    return int(typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which records a list shows, of the accounts of whoever looks."""

    numbers: tuple[str, ...] = ()
    callers: tuple[str, ...] = ()
    #: The calls that one message tells of.
    digest: int | None = None
    limit: int | None = None
    offset: int = 0
    #: Set for the list of a day: when it began. What is older follows behind the day's last page.
    day_from: float | None = None
    #: Records with a greater id came after the list was made, and are not in it.
    anchor: int = 0
    #: When the list was last made to match the PBX; None: never.
    as_of: float | None = None
    #: Whatever else is missing, every call of this list's number was asked for.
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The place of a page in its list: it begins behind so many records and takes so many."""

    skip: int
    take: int


def span_at(query: Query, position: int, *, today: int) -> Span:
    """The page that begins at this place; a page of the day does not reach beyond it."""
    take = PAGE
    if position < today:
        take = min(take, today - position)
    if query.limit is not None:
        take = min(take, max(query.limit - position, 0))
    return Span(skip=query.offset + position, take=take)


def newer_than(position: int, *, today: int) -> int | None:
    """Where the page before the one at this place begins; None: there is none."""
    if position <= 0:
        return None
    if position == today:
        return PAGE * ((today - 1) // PAGE)
    return max(position - PAGE, today if position > today else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, as it is known now."""

    view_id: int
    query: Query
    #: Of the list's records so many are newer than the page's first.
    position: int
    records: tuple[Record, ...]
    #: How many of the list's records are of its day, if it is the list of a day.
    today: int
    #: How many records the list has; None: too many to be counted.
    total: int | None
    #: Whether another page follows.
    more: bool
    #: Whether the PBX has older ones that were never loaded.
    older_missing: bool = False
    #: Accounts that had not told everything when the list was made; those that did not answer at
    #: all, and those that refused our key.
    loading: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    refusing: tuple[str, ...] = ()
    #: The block on the number whose calls these are.
    block: Block | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One record, with what its text needs beyond it."""

    record: Record
    #: The view that it is opened in, and the place of the page to go back to.
    view_id: int
    position: int
    #: Whoever asked for it; empty: another system did.
    who: str
    #: Said where a person has more than one.
    account_name: str
    #: The script, as it was then or as it is known now.
    script: Template | None
    may_call: bool
