"""An XLSX workbook, read: its first sheet that holds something, as values.

Nothing in it is run, followed or unlocked: formulas give what they came to when it was saved. How
much it unpacks to is counted before anything reads it, since an archive's own figures may lie.
"""

from __future__ import annotations

import math
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from bot.core.cells import Cell
from bot.core.tables import MOST_COLUMNS, Table, TableKind, take_rows, too_large
from bot.errors import UsageError

#: Bytes that a workbook may unpack to, and its parts.
MOST_UNPACKED: Final = 200 << 20
MOST_PARTS: Final = 2000

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
#: What else is an archive, by a part that it has.
_OTHERS: Final = (
    ("xl/workbook.bin", "xlsb"),
    ("content.xml", "ods"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
)


#: What the libraries have against archives and XML that are not whole.
_BROKEN: Final = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    LookupError,
    NotImplementedError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A sheet that is a table, as the workbook lists it."""

    name: str
    hidden: bool
    #: Its part of the archive.
    part: str


def read_workbook(content: bytes, archive: zipfile.ZipFile) -> Table:
    """The table of an archive that is a workbook; UsageError says why it is none."""
    _verify_kind(archive)
    _verify_size(content, archive)
    try:
        sheets = sorted(_sheets(archive), key=lambda sheet: sheet.hidden)
        filled = [sheet for sheet in sheets if _HOLDS.search(archive.read(sheet.part))]
        if not filled:
            raise UsageError("table_empty")
        chosen = filled[0]
        errors = _errors(archive.read(chosen.part))
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            rows = take_rows(_rows(workbook, chosen.name, errors))
    except PasswordError:
        raise UsageError("table_locked") from None
    except _BROKEN:
        raise UsageError("table_broken") from None
    return Table(kind=TableKind.XLSX, rows=rows, sheet=chosen.name, other_sheets=len(filled) - 1)


def _verify_kind(archive: zipfile.ZipFile) -> None:
    parts = set(archive.namelist())
    if _WORKBOOK not in parts:
        kinds = (kind for part, kind in _OTHERS if part in parts)
        raise UsageError("table_kind", format=next(kinds, "zip"))
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise UsageError("table_locked")


_LOCAL: Final = struct.Struct("<4s22xHH")
_SIGNATURE: Final = b"PK\x03\x04"
_STEP: Final = 1 << 20


def _verify_size(content: bytes, archive: zipfile.ZipFile) -> None:
    """Unpacks every part and throws it away; UsageError for more than a workbook may hold."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise too_large()
    room = MOST_UNPACKED
    for part in parts:
        for size in _unpacked(memoryview(content), part):
            room -= size
            if room < 0:
                raise too_large()


def _unpacked(content: memoryview, part: zipfile.ZipInfo) -> Iterator[int]:
    """The sizes of the pieces that a part unpacks to, as its bytes and not its figures have it."""
    at = part.header_offset
    if not 0 <= at <= len(content) - _LOCAL.size:
        raise UsageError("table_broken")
    signature, name, extra = _LOCAL.unpack_from(content, at)
    begin = at + _LOCAL.size + name + extra
    packed = content[begin : begin + part.compress_size]
    if signature != _SIGNATURE or len(packed) != part.compress_size:
        raise UsageError("table_broken")
    if part.compress_type == zipfile.ZIP_STORED:
        yield len(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed)
    else:
        raise UsageError("table_broken")


def _inflated(packed: memoryview) -> Iterator[int]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(rest, _STEP)
            if not piece and not unpacker.unconsumed_tail:
                break
            yield len(piece)
            rest = unpacker.unconsumed_tail
    except zlib.error:
        raise UsageError("table_broken") from None


def _sheets(archive: zipfile.ZipFile) -> Iterator[_Sheet]:
    """The sheets that are tables, in the workbook's order."""
    known = {part.lower(): part for part in archive.namelist()}
    targets = {
        relation.get("Id", ""): relation.get("Target", "").replace("\\", "/")
        for relation in ElementTree.fromstring(archive.read(_RELATIONS)).iter()
        if relation.get("Type", "").endswith("/worksheet")
    }
    for sheet in ElementTree.fromstring(archive.read(_WORKBOOK)).iter():
        relation = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        if sheet.tag.endswith("}sheet") and relation in targets:
            path = posixpath.normpath(posixpath.join("/xl", targets[relation])).lstrip("/")
            hidden = sheet.get("state", "visible") != "visible"
            yield _Sheet(name=sheet.get("name", ""), hidden=hidden, part=known[path.lower()])


#: A value or a text of its own in a sheet's XML.
_HOLDS: Final = re.compile(rb"<(?:\w+:)?[vt](?:\s[^>]*)?(?<!/)>[^<]")
#: A cell that holds something, and is an error or stands beyond every table's columns.
_CELL: Final = re.compile(
    rb"<(?:\w+:)?c\s([^>]*\b(?:t=[\"']e[\"']|r=[\"'][A-Z]{3})[^>]*)(?<!/)>(.*?)</(?:\w+:)?c>",
    re.DOTALL,
)
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>([^<]+)<")
_PLACE: Final = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d+)[\"']")
_IS_ERROR: Final = re.compile(rb"\bt=[\"']e[\"']")


def _errors(sheet: bytes) -> Mapping[int, Mapping[int, str]]:
    """The errors in a sheet's XML by row, from 1, and column, from 0: the library drops them.

    UsageError for a cell far to the right, for which the library would need all memory.
    """
    errors: dict[int, dict[int, str]] = {}
    for found in _CELL.finditer(sheet):
        place, value = _PLACE.search(found[1]), _VALUE.search(found[2])
        if place is None or value is None:
            continue
        row, column = int(place[2]), _column(place[1].decode())
        if column >= 26 * 27:
            raise UsageError(
                "table_columns", line=str(row), columns=str(column + 1), most=str(MOST_COLUMNS)
            )
        if _IS_ERROR.search(found[1]):
            errors.setdefault(row, {})[column] = value[1].decode(errors="replace")
    return errors


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _rows(
    workbook: CalamineWorkbook, name: str, errors: Mapping[int, Mapping[int, str]]
) -> Iterator[tuple[int, list[Cell]]]:
    """The sheet's rows with their numbers in it; those above its first are blank."""
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return
    left: list[Cell] = [None] * sheet.start[1]
    for line, values in enumerate(sheet.iter_rows(), start=1):
        cells = left + [_cell(value) for value in values]
        for column, error in errors.get(line, {}).items():
            if column < len(cells):
                cells[column] = error
        yield line, cells


#: From here on spreadsheets themselves no longer tell integers apart.
_EXACT: Final = 1e15


def _cell(value: str | float | time | date | timedelta) -> Cell:
    """A value as the library has it, with integers and seconds that are whole again."""
    match value:
        case "":
            return None
        case float() if not math.isfinite(value):
            return "#NUM!"
        case float() if value.is_integer() and abs(value) < _EXACT:
            return int(value)
        case datetime():
            return (value + timedelta(milliseconds=500)).replace(microsecond=0)
        case time():
            return value.strftime("%H:%M:%S" if value.second else "%H:%M")
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case _:
            return value
