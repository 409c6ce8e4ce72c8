"""What parts the cells of a table that came as text: decided for all its rows at once.

No line says by itself how it is meant: a comma may part cells, or the thousands of an amount.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.core import phones
from bot.core.table_text import Record, records
from bot.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One way to part the rows of a text."""

    delimiter: str
    read: Callable[[str], Iterator[Record]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """How well a reading does, by the first rows."""

    #: The share of rows that are as wide as most are, a half more if the first is one of them.
    score: float = 0.0
    #: The share of rows with a cell that is a right number as a whole.
    phones: float = 0.0


def csv_separator(text: str) -> str:
    """What parts the cells of a CSV with plain ends; ";" where nothing does."""
    fits = {one: _fit(one, text).score for one in _SIGNS}
    best = max(fits, key=lambda one: fits[one])
    return best.delimiter if fits[best] >= _ENOUGH else _NO_SIGN


def paste_records(text: str) -> tuple[str, Iterator[Record]]:
    """What parts the cells of pasted rows with plain ends, and the rows; ";" for mere blanks."""
    fits = {one: _fit(one, text) for one in (*_PASTED_SIGNS, _ALIGNED, _LED)}
    most = max(fit.phones for fit in fits.values())
    # A sign that leaves too few rows a number stands inside of cells.
    score = {one: fit.score if 2 * fit.phones >= most else 0.0 for one, fit in fits.items()}
    if not score[_AMOUNTS]:
        # Then all commas are in amounts.
        score[_COMMAS] = 0.0
    best = max(_PASTED_SIGNS, key=lambda one: score[one])
    for chosen in (best, _ALIGNED):
        if score[chosen] >= _ENOUGH:
            return chosen.delimiter, chosen.read(text)
    chosen = best if score[best] and not score[_LED] else _LED
    return chosen.delimiter, chosen.read(text)


#: So many rows show what the separator is, of the first that there are, blank ones too.
_SAMPLE: Final = 100
_SEEN: Final = 1000
#: What parts fewer rows alike is no separator: some cells have such a sign in them.
_ENOUGH: Final = 0.75


def _fit(reading: _Reading, text: str) -> _Fit:
    rows: list[list[str]] = []
    try:
        seen = (cells for _, cells in islice(reading.read(text), _SEEN))
        rows.extend(islice((cells for cells in seen if any(map(str.strip, cells))), _SAMPLE))
    except UsageError:
        # Said when the rows are read with it, should it be chosen.
        pass
    if not rows:
        return _Fit()
    numbered = sum(any(map(_is_right, cells)) for cells in rows)
    widths = Counter(len(cells) for cells in rows if len(cells) > 1)
    width, often = max(widths.items(), key=lambda item: item[1], default=(0, 0))
    whole = 0.5 * (len(rows[0]) == width)
    return _Fit(score=often / len(rows) + whole, phones=numbered / len(rows))


def _by(delimiter: str) -> _Reading:
    return _Reading(delimiter=delimiter, read=lambda text: records(text, delimiter))


#: An amount whose thousands are parted by commas.
_AMOUNT: Final = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")
#: Stands for such a comma meanwhile; it is no character, so that no text has it.
_COMMA: Final = "\ufdd0"


def _read_amounts(text: str) -> Iterator[Record]:
    """Rows that are parted by commas, but for those inside of amounts."""
    hidden = _AMOUNT.sub(lambda amount: amount.group().replace(",", _COMMA), text)
    for line, cells in records(hidden, ","):
        yield line, [cell.replace(_COMMA, ",") for cell in cells]


_GAP: Final = re.compile(r"[^\S\n]{2,}")


def _read_aligned(text: str) -> Iterator[Record]:
    for line, row in enumerate(text.split("\n"), start=1):
        yield line, _GAP.split(row.strip())


def _read_led(text: str) -> Iterator[Record]:
    for line, row in enumerate(text.split("\n"), start=1):
        yield line, _led(row)


#: A phone that is written in groups has at most so many of them.
_GROUPS: Final = 8
#: What stands behind a phone, at its end or alone.
_BEHIND: Final = "-–—:,;|."
_ALONE: Final = re.compile(rf"[{_BEHIND}]+\s+")


def _led(row: str) -> list[str]:
    """The phone that a row begins with and what follows, or the row alone."""
    words = row.split()
    leading = {
        taken: " ".join(words[:taken]).rstrip(_BEHIND)
        for taken in range(1, min(len(words), _GROUPS) + 1)
    }
    meant = [taken for taken, text in leading.items() if phones.looks_like_phone(text)]
    if not meant:
        return [row.strip()]
    # A right number first; of wrong ones a single word, else all that might belong to it.
    wrong = meant[0] if meant[0] == 1 else meant[-1]
    taken = next((taken for taken in meant if _is_right(leading[taken])), wrong)
    rest = " ".join(row.split(maxsplit=taken)[taken:])
    alone = _ALONE.match(rest)
    rest = rest[alone.end() :] if alone else rest
    return [leading[taken], rest] if rest else [leading[taken]]


def _is_right(text: str) -> bool:
    try:
        phones.parse_callee(text)
    except UsageError as error:
        return error.problem == "phone_old"
    return True


_NO_SIGN: Final = ";"
#: The likelier first, where two would do as well.
_CLEAR: Final = (_by("\t"), _by(";"), _by("|"))
_COMMAS: Final = _by(",")
_AMOUNTS: Final = _Reading(delimiter=",", read=_read_amounts)
_SIGNS: Final = (*_CLEAR, _COMMAS)
_PASTED_SIGNS: Final = (*_CLEAR, _AMOUNTS, _COMMAS)
#: By two blanks or more; by the number that each row begins with.
_ALIGNED: Final = _Reading(delimiter=_NO_SIGN, read=_read_aligned)
_LED: Final = _Reading(delimiter=_NO_SIGN, read=_read_led)
