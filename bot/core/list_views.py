"""What is shown of a list: its preview, its card, its rows. Holds no text and looks nothing up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum
from typing import Final

from bot.core.lists import Called, CallList, Row, Tally
from bot.core.records import Account

#: Up to so many callees have a line each on the card, in place of counts.
EACH_SHOWN: Final = 8
#: Rows a page.
PAGE: Final = 8


class Caution(StrEnum):
    """What there is to look at before a list is confirmed; the order is how grave it is."""

    #: The same content was confirmed before: `who` (empty: somebody of another account), `at`,
    #: `count` numbers.
    CALLED_BEFORE = "called_before"
    #: `count` people hear one person's `value` for the key field `name`.
    SHARED = "shared"
    #: `count` amounts have no dots, and would be read digit by digit.
    UNDOTTED = "undotted"
    #: `count` of the numbers were called within the last ten minutes.
    RECENT = "recent"
    #: The workbook has `count` more sheets, which were not read; `value` is the one that was.
    SHEETS = "sheets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One caution with what fills its text."""

    caution: Caution
    count: int = 0
    name: str = ""
    value: str = ""
    who: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """A list as it would be called now."""

    called: CallList
    account: Account
    #: The presser's default account: then it goes unsaid.
    default_account: bool
    tally: Tally
    warnings: tuple[Warned, ...]
    #: The row that is shown, and that which [Row N ›] leads to, by their places in the walk: warned
    #: rows first, then in order. None: nothing can be called, or there is no other row.
    row: Row | None
    next_at: int | None
    next_line: int | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A list under way or over, as one card shows it."""

    called: CallList
    account: Account
    tally: Tally
    #: Each row with its call, where there are at most EACH_SHOWN; else nothing.
    each: tuple[Called, ...] = ()
    #: The latest call that failed.
    failure: Called | None = None
    #: The PBX's words when it last refused one of these calls, unless they are known to mean that
    #: no line was free; empty: it did not.
    refused: str = ""
    #: Keys that need someone, and how many of those who pressed one nobody has called back yet.
    to_call_back: int = 0
    seconds: float = 0.0
    #: Whoever asked; who paused, went on with, stopped or refused it last.
    asker: str = ""
    by: str = ""
    #: Since when the PBX is down, if it is; its HTTP status if it gave one.
    down_since: float | None = None
    down_status: int | None = None
    tz: tzinfo
    now: float


class Which(StrEnum):
    """Which rows of a list somebody looks at."""

    ALL = "all"
    #: Pressed a key that needs someone, and not called back yet.
    BACK = "back"
    UNREACHED = "unreached"
    FAILED = "failed"
    #: Not called at all, with the reason.
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    """A page of a list's rows."""

    called: CallList
    which: Which
    rows: tuple[Called, ...]
    offset: int
    total: int
    #: How many rows each choice has, for its button.
    counts: Mapping[Which, int] = field(default_factory=dict)
