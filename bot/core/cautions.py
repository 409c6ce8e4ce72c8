"""What there is to look at before anybody is called. Holds no text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Caution(StrEnum):
    """What there is to look at before anybody is called; the order is how grave it is."""

    #: The same content was confirmed before: `who` (empty: somebody of another account), `at`,
    #: `count` numbers.
    CALLED_BEFORE = "called_before"
    #: The same content waits for its time or for a second person: `who`, `count` numbers.
    AWAITED = "awaited"
    #: `count` people hear one person's `value` for the key field `name`.
    SHARED = "shared"
    #: `count` values of the key field `name` belong to another one; `value` is the first.
    MISPLACED = "misplaced"
    #: `count` have no value for the key field `name`.
    EMPTY = "empty"
    #: `count` dates do not exist; `value` is the first, of the key field `name`.
    NO_DATE = "no_date"
    #: `count` amounts have no dots, and would be read digit by digit.
    UNDOTTED = "undotted"
    #: `count` dates have a year of two figures.
    SHORT_YEAR = "short_year"
    #: `count` numbers of before 2018 are called under their new ones.
    RENEWED = "renewed"
    #: `count` of the numbers wait in other lists too, and would be called twice.
    ELSEWHERE = "elsewhere"
    #: `count` of the numbers were called within the last ten minutes.
    RECENT = "recent"
    #: The script takes longer than a minute for `count`; for whom it is longest, `seconds`.
    LONG = "long"
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
    seconds: int = 0
