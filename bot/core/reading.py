"""How the PBX's voice reads a value aloud: its reference's four rules, and codes; knows no script.

An amount has its dots (10.410.000), figures by themselves are read one by one (0987654321), with
"#" they are a number (#15), a date is dd/mm/yyyy. Where the reference leaves it open:

- A year is read as its example reads 2021: two figures, then a number, "hai không hai mươi mốt".
  With a zero before the last figure (2000 to 2009, 1905) there is no such number, and each figure
  is read by itself: 2005 is "hai không không năm".
- The fourth month is "tháng tư", as it is called; days and the other months are plain numbers.
- A code is one word of figures and capital letters (123ABC). "500k" and "24h" are none: there the
  letters are a unit.

Whatever no rule covers stands as it is. If it has figures, what is heard is for the PBX to decide:
1,5 and 1.5, -5, 5%, 1.000 đ, 09:30, 2026-11-30, 30/01/21, 31/02/2026, amounts and "#" numbers with
a zero in front (010.000, #05) or beyond a million billions, and figures within words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

#: The greatest number that is read; beyond it there are no agreed words.
LARGEST: Final = 10**15

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION: Final = 10**9
_SCALES: Final = ((10**6, " triệu"), (10**3, " nghìn"), (1, ""))
_APRIL: Final = 4


class Rule(StrEnum):
    """By which rule a value is read."""

    AMOUNT = "amount"
    DIGITS = "digits"
    NUMBER = "number"
    DATE = "date"
    CODE = "code"
    #: No figures in it: it is read as it is written.
    WORDS = "words"
    #: No rule covers it, and it has figures: it stands as it is, the PBX decides.
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value as it is heard, and why."""

    text: str
    rule: Rule


_RULES: Final = re.compile(
    r"(?P<amount>[1-9][0-9]{0,2}(?:\.[0-9]{3})+)"
    r"|(?P<digits>[0-9]+)"
    r"|#(?P<number>0|[1-9][0-9]*)"
    r"|(?P<date>[0-9]{1,2}/[0-9]{1,2}/[1-9][0-9]{3})"
    r"|(?P<code>(?=[A-Z0-9]*[0-9])[A-Z0-9]+)"
)


def read_value(value: str) -> str:
    """The value as it is heard; as it stands where no rule covers it."""
    return reading_of(value).text


def reading_of(value: str) -> Reading:
    """The value as it is heard, with the rule."""
    found = _RULES.fullmatch(value)
    rule = Rule(found.lastgroup) if found and found.lastgroup else Rule.OPEN
    heard = None if found is None else _read(rule, found[rule])
    if heard is not None:
        return Reading(text=heard, rule=rule)
    has_digits = any(map(str.isnumeric, value))
    return Reading(text=value, rule=Rule.OPEN if has_digits else Rule.WORDS)


def _read(rule: Rule, said: str) -> str | None:
    match rule:
        case Rule.DATE:
            return _read_date(said)
        case Rule.AMOUNT | Rule.NUMBER:
            number = int(said.replace(".", ""))
            return read_number(number) if number <= LARGEST else None
        case _:
            return _one_by_one(said)


def _read_date(said: str) -> str | None:
    day, month, year = map(int, said.split("/"))
    if not is_date(day, month, year):
        return None
    named = "tư" if month == _APRIL else read_number(month)
    century, rest = f"{year:04}"[:2], year % 100
    ends = read_number(rest) if rest >= len(_DIGITS) else _one_by_one(f"{rest:02}")
    return f"{read_number(day)} tháng {named} năm {_one_by_one(century)} {ends}"


def is_date(day: int, month: int, year: int) -> bool:
    """Whether there is such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _one_by_one(said: str) -> str:
    return " ".join(_DIGITS[int(one)] if one.isdecimal() else one for one in said)


def read_number(number: int) -> str:
    """A number in words, from 0 to LARGEST; ValueError for any other."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"no words for {number}")
    if not number:
        return _DIGITS[0]
    billions, rest = divmod(number, _BILLION)
    words = [f"{_below_a_billion(billions)} tỷ"] if billions else []
    if rest:
        words.append(_below_a_billion(rest, follows=bool(billions)))
    return " ".join(words)


def _below_a_billion(number: int, *, follows: bool = False) -> str:
    """Its groups of three; `follows`: after greater ones, so that their empty hundreds are said."""
    words: list[str] = []
    for scale, name in _SCALES:
        group = number // scale % 1000
        if group:
            words.append(_group(group, follows=follows or bool(words)) + name)
    return " ".join(words)


def _group(number: int, *, follows: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not follows:
        return _tens(rest)
    words = f"{_DIGITS[hundreds]} trăm"
    if not rest:
        return words
    return f"{words} lẻ {_DIGITS[rest]}" if rest < len(_DIGITS) else f"{words} {_tens(rest)}"


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    words = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    # After a ten one, four and five change; after ten itself only five does.
    changed = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return f"{words} {changed.get(ones, _DIGITS[ones])}" if ones else words
