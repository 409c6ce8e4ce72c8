"""The same files by the libraries alone: what reading and writing them takes at the least."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from io import BytesIO, StringIO

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from bench.files import HEADING
from bot.core.messages.lists.results import result_heading
from bot.core.people import Language

#: The file that goes back has its own columns, and those of how a row came out.
_WIDTH = len(HEADING) + len(result_heading(Language.VI))


def read_seconds(kind: str, content: bytes) -> float:
    """Seconds that the library needs for this file."""
    return _seconds(lambda: _READ[kind](content))


def write_seconds(kind: str, rows: int) -> float:
    """Seconds that the library needs for so many rows of the file that goes back."""
    return _seconds(lambda: _WRITE[kind](rows))


def _read_csv(content: bytes) -> object:
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def _read_xlsx(content: bytes) -> object:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def _write_csv(rows: int) -> object:
    return csv.writer(StringIO(), delimiter=";").writerows(_rows(rows))


def _write_xlsx(rows: int) -> object:
    with Workbook(BytesIO(), {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for line, row in enumerate(_rows(rows)):
            sheet.write_row(line, 0, row)
    return workbook


def _rows(rows: int) -> list[tuple[str, ...]]:
    return [tuple(f"Nguyễn Văn {at}" for _ in range(_WIDTH)) for at in range(rows)]


_READ: dict[str, Callable[[bytes], object]] = {"csv": _read_csv, "xlsx": _read_xlsx}
_WRITE: dict[str, Callable[[int], object]] = {"csv": _write_csv, "xlsx": _write_xlsx}


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
