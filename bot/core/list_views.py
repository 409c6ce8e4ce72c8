"""What is shown of a list: its preview, its card, its rows. Holds no text and looks nothing up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum
from typing import Final

from bot.core.cautions import Caution as Caution
from bot.core.cautions import Warned as Warned
from bot.core.lists import Called, CallList, Row, Tally
from bot.core.records import Account

#: Up to so many callees have a line each on the card, in place of counts.
EACH_SHOWN: Final = 8
#: Rows a page.
PAGE: Final = 8


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
    #: Rows for which no line was free, and which wait for one.
    no_line: int = 0
    #: Keys that need someone, and how many of those who pressed one nobody has called back yet.
    to_call_back: int = 0
    #: Rows that nobody's phone rang for, once it is over.
    rest: int = 0
    #: When the next row is due, while all that are left wait; None: one is called, or could be.
    next_at: float | None = None
    #: Who called the same before, while somebody has to agree.
    before: Warned | None = None
    seconds: float = 0.0
    #: Whoever asked; who paused, went on with, stopped or refused it last.
    asker: str = ""
    by: str = ""
    #: Who was asked to agree to it, if it waits for that; who agreed.
    asked: tuple[str, ...] = ()
    agreed: str = ""
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
    #: Never rung: dropped when the list was stopped, or refused by the PBX.
    REST = "rest"
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
