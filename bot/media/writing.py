"""A table, written as a file that people open: what is text stays text, and runs nothing."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from bot.core.cells import Cell, cell_text
from bot.core.tables import TableKind
from bot.media.wire import pack, unpack, unpack_rows


def answer(question: bytes) -> bytes:
    """The worker's answer: the file with the rows that it was given."""
    head, body = unpack(question)
    rows = unpack_rows(body)
    if head["kind"] == TableKind.XLSX:
        return pack({}, write_workbook(rows))
    return pack({}, write_csv(rows, head["delimiter"]))


#: Where a field may begin, whichever separator whoever opens the file goes by, and whether or not
#: quotes are honoured: at the start, behind separators, line breaks and quotes.
_BEGINNING: Final = re.compile(r"""(?:\A|[,;|"\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029])[\s"\0]*""")
#: What makes a formula of what begins so, the wide forms too, which some take. A number, a phone
#: however it is parted and a dash for nothing come to nothing but themselves.
_FORMULA: Final = re.compile(r"(?!(?:[+-]?[0-9][0-9 .,]*%?|-+)(?:[\r\n]|\Z))[=+\-@＝＋－＠]")


def write_csv(rows: Sequence[Sequence[Cell]], delimiter: str) -> bytes:
    """UTF-8 with its mark and Windows' line ends, as Excel opens it by a double click."""
    written = StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig", errors="replace")


def _harmless(cell: Cell) -> str:
    """The cell's text, with a ' before all that would run wherever a field might begin."""
    if not isinstance(cell, str):
        return cell_text(cell)
    return _BEGINNING.sub(
        lambda begun: begun[0] + ("'" if _FORMULA.match(cell, begun.end()) else ""), cell
    )


#: Nothing is kept on disk meanwhile: there are people's numbers in it.
_OPTIONS: Final = {"in_memory": True}
_SHEET: Final = "Sheet1"
_DAY: Final = "dd/mm/yyyy"
_TIME: Final = "dd/mm/yyyy hh:mm"
#: What Excel takes for a day; it counts none before, and one too many at first.
_FIRST: Final = datetime(1900, 3, 1)
#: Integers beyond are rounded by Excel: they stay whole as texts.
_EXACT: Final = 10**15
#: A column's width in letters, and how much longer than its text it is.
_NARROW, _WIDE, _SPARE = 8, 50, 2
#: A line's height in points, and how many of a row are shown.
_HEIGHT, _MOST_LINES = 15, 10


def write_workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet: its first row is a heading that stays in sight."""
    written = BytesIO()
    with Workbook(written, _OPTIONS) as workbook:
        sheet = workbook.add_worksheet(_SHEET)
        looks = _Looks(
            day=workbook.add_format({"num_format": _DAY}),
            time=workbook.add_format({"num_format": _TIME}),
            lines=workbook.add_format({"text_wrap": True}),
            heading=workbook.add_format({"bold": True}),
        )
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                _write_cell(sheet, (line, column), cell, looks)
        _lay_out(sheet, rows, looks)
    return written.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looks:
    """How cells look that would not be read otherwise."""

    day: Format
    time: Format
    #: Text of several lines.
    lines: Format
    heading: Format


def _write_cell(sheet: Worksheet, at: tuple[int, int], cell: Cell, looks: _Looks) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_boolean(*at, cell)
        case int() | float() if abs(cell) < _EXACT:
            sheet.write_number(*at, cell)
        case date() if _moment(cell) >= _FIRST:
            look = looks.time if isinstance(cell, datetime) else looks.day
            sheet.write_datetime(*at, _moment(cell), look)
        case str():
            # Half a surrogate pair is in no file.
            text = cell.encode(errors="replace").decode()
            sheet.write_string(*at, text, looks.lines if "\n" in text else None)
        case _:
            sheet.write_string(*at, cell_text(cell))


def _moment(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)


def _lay_out(sheet: Worksheet, rows: Sequence[Sequence[Cell]], looks: _Looks) -> None:
    width = max(map(len, rows), default=0)
    if not width:
        return
    for column in range(width):
        texts = (cell_text(row[column]) for row in rows if column < len(row))
        longest = max(map(len, texts), default=0) + _SPARE
        sheet.set_column(column, column, min(max(longest, _NARROW), _WIDE))
    for line, row in enumerate(rows):
        breaks = max((cell.count("\n") for cell in row if isinstance(cell, str)), default=0)
        if breaks:
            sheet.set_row(line, _HEIGHT * min(breaks + 1, _MOST_LINES))
    sheet.set_row(0, None, looks.heading)
    sheet.freeze_panes(1, 0)
    last = len(rows) - 1, width - 1
    sheet.autofilter(0, 0, *last)
    # Phones are texts that look like numbers, and meant so.
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(*last)}"})
