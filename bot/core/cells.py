"""A cell of a table: what it holds, how that is said as a value, and how it is kept.

A number, a date and a truth stay what the spreadsheet had; only their text is made here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from bot.core.commands import read_value

Cell = str | int | float | bool | date | None

#: What stands where a formula came to nothing; Excel's, then LibreOffice's own.
_ERROR: Final = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!"
    r"|UNKNOWN!|EXTERNAL!|PYTHON!|GETTING_DATA)|Err:\d{3}",
    re.IGNORECASE,
)
_NOT_A_NUMBER: Final = "#NUM!"
#: Spreadsheets reckon with so many digits; what a float has beyond is noise.
_DIGITS: Final = 15
#: The names under which a day, and a day with its time, are kept.
_DAY, _TIME = "day", "time"


def cell_text(cell: Cell) -> str:
    """The cell as a value to be sent and shown; empty if it holds nothing.

    Numbers have no exponent, no grouping and a decimal comma; days are dd/mm/yyyy.
    """
    match cell:
        case None:
            return ""
        case str():
            return read_value(cell)
        case bool():
            return "TRUE" if cell else "FALSE"
        case int():
            return str(cell)
        case float():
            return _number(cell)
        case _:
            return _day(cell)


def is_error(cell: Cell) -> bool:
    """Whether a spreadsheet's error stands there in place of a value."""
    if isinstance(cell, float):
        return not math.isfinite(cell)
    return isinstance(cell, str) and _ERROR.fullmatch(cell.strip()) is not None


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands there that anybody sees."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _number(number: float) -> str:
    if not math.isfinite(number):
        return _NOT_A_NUMBER
    plain = format(Decimal(f"{number:.{_DIGITS}g}"), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain.replace(".", ",")


def _day(day: date) -> str:
    text = f"{day.day:02}/{day.month:02}/{day.year:04}"
    if isinstance(day, datetime) and (day.hour or day.minute or day.second):
        return f"{text} {day.hour:02}:{day.minute:02}"
    return text


def dump_cells(cells: Iterable[Cell]) -> str:
    """The cells as JSON on one line, which `load_cells` reads with their types."""
    return json.dumps([_dumped(cell) for cell in cells], ensure_ascii=False, separators=(",", ":"))


def _dumped(cell: Cell) -> object:
    if isinstance(cell, datetime):
        return {_TIME: cell.isoformat()}
    return {_DAY: cell.isoformat()} if isinstance(cell, date) else cell


def load_cells(text: str) -> tuple[Cell, ...]:
    """What `dump_cells` wrote."""
    return tuple(map(_loaded, json.loads(text)))


def _loaded(kept: Any) -> Cell:
    if not isinstance(kept, dict):
        cell: Cell = kept
        return cell
    if _TIME in kept:
        return datetime.fromisoformat(kept[_TIME])
    return date.fromisoformat(kept[_DAY])
