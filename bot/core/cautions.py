"""What there is to look at before a list is confirmed. Holds no text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Caution(StrEnum):
    """What there is to look at before a list is confirmed; the order is how grave it is."""

    #: The same content was confirmed before: `who` (empty: somebody of another account), `at`,
    #: `count` numbers.
    CALLED_BEFORE = "called_before"
    #: `count` people hear one person's `value` for the key field `name`.
    SHARED = "shared"
    #: `count` amounts have no dots, and would be read digit by digit.
    UNDOTTED = "undotted"
    #: `count` numbers of before 2018 are called under their new ones.
    RENEWED = "renewed"
    #: `count` of the numbers wait in other lists too, and would be called twice.
    ELSEWHERE = "elsewhere"
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
