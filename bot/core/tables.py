"""A table as somebody sent it: rows of cells with their lines, from a paste, a CSV or a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.cells import Cell


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
    """What was read; a heading, if it has one, is still its first row."""

    kind: TableKind
    rows: tuple[TableRow, ...]
    #: The separator of a CSV or a paste.
    delimiter: str = ";"
    #: The sheet that was read, and how many others of the workbook hold something.
    sheet: str = ""
    other_sheets: int = 0
