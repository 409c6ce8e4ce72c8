"""What is wrong with values before they are read aloud: found, and put right where that is plain.

Holds no text. Nothing is mended by itself: somebody says so, and sees it drawn anew. A year of two
figures is one of 1970 to 2069.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from bot.core.amounts import dotted, holds_amounts, is_dotted, names_person, values_of, words_of
from bot.core.cautions import Caution, Warned
from bot.core.lists import LeftOut, NewRow
from bot.core.reading import is_date, read_value
from bot.core.templates import Template, fill, reading_seconds

_Row = TypeVar("_Row", bound=NewRow)

#: A script that takes longer, in seconds, is worth a word.
LONG: Final = 60.0


class _Kind(StrEnum):
    """What a key field holds, as far as its name says."""

    AMOUNT = "amount"
    DATE = "date"
    PERSON = "person"


_PHONE: Final = re.compile(r"(?:\+84|0)[235789][0-9]{8,9}")
_PARTED: Final = re.compile(r"[ .\-]")
_DATE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{2}|[0-9]{4})")
_LAST_MONTH, _LAST_DAY = 12, 31
#: Years of two figures up to this one are of this century.
_THIS_CENTURY: Final = 69
#: Parts of a field's name that make it one of dates.
_DATED: Final = frozenset(
    {"date", "day", "ngay", "deadline", "birthday", "dob", "hantra", "hanthanhtoan"}
)
_GRAVITY: Final = tuple(Caution)
#: What can be put right without asking.
MENDED: Final = frozenset({Caution.UNDOTTED, Caution.SHORT_YEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the values that some rows have for a key field."""

    caution: Caution
    name: str
    positions: tuple[int, ...]


def find_faults(rows: Sequence[NewRow], fields: Iterable[str]) -> list[Fault]:
    """What is wrong with the rows that are to be called, gravest first; a value has one fault."""
    found: dict[tuple[Caution, str], list[int]] = {}
    for name in fields:
        values = values_of(rows, name)
        kind = _kind(name, values.values())
        for position, value in values.items():
            if (caution := _fault(value, kind)) is not None:
                found.setdefault((caution, name), []).append(position)
    faults = [
        Fault(caution=caution, name=name, positions=tuple(positions))
        for (caution, name), positions in found.items()
    ]
    return sorted(faults, key=lambda fault: _GRAVITY.index(fault.caution))


def is_blank(value: str) -> bool:
    """Whether nothing in a value can be read: it is empty, "-" or "…"."""
    return not any(map(str.isalnum, value))


def _kind(name: str, values: Iterable[str]) -> _Kind | None:
    if holds_amounts(name, values):
        return _Kind.AMOUNT
    if words_of(name) & _DATED:
        return _Kind.DATE
    return _Kind.PERSON if names_person(name) else None


def _fault(value: str, kind: _Kind | None) -> Caution | None:
    if is_blank(value):
        return Caution.EMPTY
    if kind is not None and _is_foreign(value, kind):
        return Caution.MISPLACED
    if found := _DATE.fullmatch(value):
        return _fault_of_date(*found.groups())
    if kind is _Kind.AMOUNT and dotted(value) != value:
        return Caution.UNDOTTED
    return None


def _is_foreign(value: str, kind: _Kind) -> bool:
    """Whether it is plainly a phone, or an amount or a date where none belongs."""
    if value.startswith(("0", "+")) and _PHONE.fullmatch(_PARTED.sub("", value)):
        return True
    if kind is not _Kind.AMOUNT and is_dotted(value):
        return True
    return kind is not _Kind.DATE and _DATE.fullmatch(value) is not None


def _fault_of_date(day: str, month: str, year: str) -> Caution | None:
    short = len(year) == len("21")
    if short and not (1 <= int(month) <= _LAST_MONTH and 1 <= int(day) <= _LAST_DAY):
        # Two numbers and another one: a size, a ratio.
        return None
    if not is_date(int(day), int(month), int(_full(year))):
        return Caution.NO_DATE
    return Caution.SHORT_YEAR if short else None


def _full(year: str) -> str:
    if len(year) > len("21"):
        return year
    return f"20{year}" if int(year) <= _THIS_CENTURY else f"19{year}"


def mended(value: str, caution: Caution) -> str:
    """The value put right: dots in an amount, a whole year in a date."""
    if caution is Caution.SHORT_YEAR and (found := _DATE.fullmatch(value)):
        return f"{found[1]}/{found[2]}/{_full(found[3])}"
    return dotted(value) if caution is Caution.UNDOTTED else value


def with_mended(rows: Sequence[_Row], fields: Iterable[str], caution: Caution) -> list[_Row]:
    """The rows with all values put right that have this fault."""
    wanting = _names_by_position(rows, fields, caution)
    return [_with_values(row, wanting.get(row.position, ()), caution) for row in rows]


def _with_values(row: _Row, names: Sequence[str], caution: Caution) -> _Row:
    if not names:
        return row
    values = {name: mended(row.values[name], caution) for name in names}
    return replace(row, values={**row.values, **values})


def without_dates(rows: Sequence[_Row], fields: Iterable[str]) -> list[_Row]:
    """The rows, those with a date that does not exist left out."""
    wrong = _names_by_position(rows, fields, Caution.NO_DATE)
    return [
        replace(row, left_out=LeftOut.DATE, detail=wrong[row.position][0])
        if row.position in wrong
        else row
        for row in rows
    ]


def _names_by_position(
    rows: Sequence[NewRow], fields: Iterable[str], caution: Caution
) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for fault in find_faults(rows, fields):
        if fault.caution is caution:
            for position in fault.positions:
                found.setdefault(position, []).append(fault.name)
    return found


def may_be_long(script: Template, rows: Sequence[NewRow]) -> bool:
    """Whether any row's script can take longer than LONG: cheap, and never wrongly no."""
    longest: dict[str, int] = {}
    for row in rows:
        for name, value in row.values.items():
            longest[name] = max(longest.get(name, 0), len(value))
    # No character of a value takes more than two syllables to say.
    most = {name: "a " * 2 * length for name, length in longest.items()}
    return spoken_seconds(script, most) > LONG


def spoken_seconds(script: Template, values: Mapping[str, str]) -> float:
    """How long the PBX takes to say a script once, before any key; 0 for a sound file."""
    pieces = fill(script.content, values)
    said = "".join(read_value(one.text) if one.is_value else one.text for one in pieces)
    return reading_seconds(said, script.speed, None)


def look_at_call(values: Mapping[str, str], script: Template | None) -> tuple[Warned, ...]:
    """What the values of one call give to look at, gravest first."""
    row = NewRow(position=0, line=1, cells=(), values=values)
    found = [
        Warned(caution=fault.caution, count=1, name=fault.name, value=values[fault.name])
        for fault in find_faults([row], values)
    ]
    seconds = 0.0 if script is None else spoken_seconds(script, values)
    if seconds > LONG:
        found.append(Warned(caution=Caution.LONG, count=1, seconds=round(seconds)))
    return tuple(found)
