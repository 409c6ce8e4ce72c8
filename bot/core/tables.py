"""A table as somebody sent it: rows of cells with their lines, from a paste, a CSV or a workbook.

Decides how large a table may be. A cell is kept as it came: nothing is made of it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.cells import Cell, is_blank
from bot.core.phones import looks_like_phone
from bot.core.separators import csv_separator, paste_records
from bot.core.table_text import LONGEST_CELL, cell_long, records, with_plain_ends
from bot.errors import UsageError

#: What a list may have: rows, a heading aside, and bytes of the file that it came in.
MOST_ROWS: Final = 10_000
MOST_BYTES: Final = 10 * 1024 * 1024
MOST_COLUMNS: Final = 100
#: How long all its cells may be together: a workbook can say one text often.
MOST_TEXT: Final = MOST_BYTES


class TableKind(StrEnum):
    """How a table came."""

    PASTE = "paste"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row that is not empty, and its line in the file or paste, from 1."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What was read; a heading, if it has one, is still its first row.

    All rows have as many cells; there is one row more than `MOST_ROWS` if the first may be a
    heading, and whoever knows decides.
    """

    kind: TableKind
    rows: tuple[TableRow, ...]
    #: The separator of a CSV or a paste.
    delimiter: str = ";"
    #: The sheet that was read, and how many others of the workbook hold something.
    sheet: str = ""
    other_sheets: int = 0


def take_rows(numbered: Iterable[tuple[int, Sequence[Cell]]]) -> tuple[TableRow, ...]:
    """The rows that hold something, without the empty columns on the right, by their lines.

    UsageError for more than a table may have.
    """
    taken: list[TableRow] = []
    count, room = 0, MOST_TEXT
    for line, cells in numbered:
        width = _width(cells)
        if not width:
            continue
        count += 1
        if count > MOST_ROWS + 1:
            continue
        if width > MOST_COLUMNS:
            raise UsageError(
                "table_columns", line=str(line), columns=str(width), most=str(MOST_COLUMNS)
            )
        lengths = [len(cell) for cell in cells[:width] if isinstance(cell, str)]
        if max(lengths, default=0) > LONGEST_CELL:
            raise cell_long(line)
        room -= sum(lengths)
        if room < 0:
            raise too_large()
        taken.append(TableRow(line=line, cells=tuple(cells[:width])))
    if count > MOST_ROWS + 1:
        # Columns are not matched yet: a first row without a number is the heading.
        headed = not any(looks_like_phone(str(cell)) for cell in taken[0].cells)
        raise UsageError("table_rows", rows=str(count - headed), most=str(MOST_ROWS))
    if not taken:
        raise UsageError("table_empty")
    return _as_wide(taken)


def too_large() -> UsageError:
    """The error for a table that holds more than a file of the largest size would."""
    return UsageError("table_large", most=str(MOST_BYTES >> 20))


def _width(cells: Sequence[Cell]) -> int:
    """How many cells there are up to the last one that holds something."""
    width = len(cells)
    while width and is_blank(cells[width - 1]):
        width -= 1
    return width


def _as_wide(rows: list[TableRow]) -> tuple[TableRow, ...]:
    width = max(len(row.cells) for row in rows)
    return tuple(
        TableRow(line=row.line, cells=row.cells + (None,) * (width - len(row.cells)))
        for row in rows
    )


def read_csv(text: str) -> Table:
    """A CSV's table; its separator is what it says itself, else what parts most rows alike."""
    text = with_plain_ends(text)
    first, _, rest = text.partition("\n")
    said = _SAID.fullmatch(first.strip(" \ufeff"))
    if said is not None:
        delimiter, numbered = said[1], records(rest, said[1], before=1)
    else:
        delimiter = csv_separator(text)
        numbered = records(text, delimiter)
    return Table(kind=TableKind.CSV, rows=take_rows(numbered), delimiter=delimiter)


#: Excel's own first line, which names the separator.
_SAID: Final = re.compile(r"\"?sep=([,;|\t])\"?", re.IGNORECASE)


def read_paste(text: str) -> Table:
    """The table of pasted rows: by a sign, by gaps, or a phone first and then one cell more."""
    # Chats let half a surrogate pair through, which nothing could keep.
    text = with_plain_ends(text).encode(errors="replace").decode()
    delimiter, numbered = paste_records(text)
    rows = take_rows((line, [cell.strip() for cell in cells]) for line, cells in numbered)
    return Table(kind=TableKind.PASTE, rows=rows, delimiter=delimiter)
