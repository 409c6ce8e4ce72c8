"""The rows of a table made into rows that can be called, or that say why they can't be.

Every row comes out once and in its place, its cells as they came. No value is repaired but the
number to be called: a zero that a spreadsheet took, and a prefix of before 2018.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.core.cells import Cell, cell_text, is_error
from bot.core.columns import LABEL, Columns, phone_text
from bot.core.commands import LONGEST_VALUE
from bot.core.faults import is_blank
from bot.core.lists import MOST_ROWS, LeftOut, NewRow
from bot.core.phones import LAST_DIGITS, looks_like_phone, parse_callee
from bot.core.tables import Table
from bot.core.voice import LONGEST_LABEL
from bot.errors import UsageError

#: More characters than this are no number, and are not repeated whole.
_LONGEST_NUMBER: Final = 40
#: How the detail of an old number begins.
_OLD: Final = '["phone_old",'


def read_rows(
    table: Table,
    columns: Columns,
    fields: Sequence[str],
    shared: Mapping[str, str],
    *,
    heading: bool,
) -> list[NewRow]:
    """A row for each of the table's but its heading; `shared` fills fields that a row leaves empty.

    Of rows with one number the first that can be called is; UsageError for more than MOST_ROWS.
    """
    below = table.rows[1:] if heading else table.rows
    if len(below) > MOST_ROWS:
        raise UsageError("table_rows", rows=str(len(below)), most=str(MOST_ROWS))
    rows: list[NewRow] = []
    firsts: dict[str, NewRow] = {}
    for position, came in enumerate(below):
        empty = NewRow(position=position, line=came.line, cells=came.cells)
        row = _read(empty, columns, fields, shared)
        if row.left_out is None and (first := firsts.setdefault(row.callee, row)) is not row:
            row = replace(row, left_out=LeftOut.REPEATED, detail=str(first.line))
        rows.append(row)
    return rows


def _read(
    row: NewRow, columns: Columns, fields: Sequence[str], shared: Mapping[str, str]
) -> NewRow:
    callee, detail = _callee(_cell(row, columns.phone))
    faults = [] if callee else [(LeftOut.NUMBER, detail)]
    values: dict[str, str] = {}
    for name in fields:
        cell = _cell(row, columns.fields.get(name))
        text = cell_text(cell)
        text = shared.get(name, "") if is_blank(text) else text
        if is_error(cell) or len(text) > LONGEST_VALUE:
            faults.append((LeftOut.VALUE, name))
        elif not is_blank(text):
            values[name] = text
        else:
            faults.append((LeftOut.EMPTY, name))
    cell = _cell(row, columns.label)
    label = cell_text(cell)
    if is_error(cell) or len(label) > LONGEST_LABEL:
        faults.append((LeftOut.VALUE, LABEL))
        label = ""
    left_out, why = faults[0] if faults else (None, detail)
    return replace(row, callee=callee, label=label, values=values, left_out=left_out, detail=why)


def _cell(row: NewRow, column: int | None) -> Cell:
    return None if column is None or column >= len(row.cells) else row.cells[column]


def _callee(cell: Cell) -> tuple[str, str]:
    """The number to be called, and what is to be said of it; without a number, what is wrong."""
    text = phone_text(cell)
    try:
        if not text:
            raise UsageError("phone_missing")
        if len(text) > _LONGEST_NUMBER:
            raise UsageError("phone_invalid", number=text[:_LONGEST_NUMBER])
        return parse_callee(text), ""
    except UsageError as error:
        # An old number has exactly one new one, and nobody is reached under the old one.
        return error.values.get("new", ""), _detail(error)


def _detail(error: UsageError) -> str:
    return json.dumps([error.problem, error.values], ensure_ascii=False, separators=(",", ":"))


def problem_of(detail: str) -> UsageError:
    """What is wrong with a row's number, from the detail of LeftOut.NUMBER or of `is_renewed`.

    A detail is JSON: the problem's name and its values, `["phone_short",{"number":"…",…}]`.
    """
    problem, values = json.loads(detail)
    return UsageError(problem, **values)


def is_renewed(row: NewRow) -> bool:
    """Whether a row is called under the new form of its old number; its detail is "phone_old"."""
    return row.left_out is None and row.detail.startswith(_OLD)


_NO_DIGITS: Final = re.compile(r"\D+")
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:[., ]\d{3})+")


def digest_text(rows: Iterable[NewRow]) -> bytes:
    """What identifies the content of rows, whatever file they came in, for an HMAC.

    The order of rows and columns, a heading, empty cells and how figures are grouped say nothing;
    how the number is written does not either. Template and shared values are not in it.
    """
    lines = ("\x1f".join([row.callee, *sorted(_said(row))]) for row in rows)
    return "\x1e".join(sorted(lines)).encode(errors="replace")


def _said(row: NewRow) -> Iterable[str]:
    for cell in row.cells:
        text = cell_text(cell)
        if text and not (row.callee and _is_callee(text, row.callee)):
            yield _NO_DIGITS.sub("", text) if _GROUPED.fullmatch(text) else text


def _is_callee(text: str, callee: str) -> bool:
    digits = _NO_DIGITS.sub("", text)
    same = digits[-LAST_DIGITS:] == callee[-LAST_DIGITS:]
    return same and looks_like_phone(phone_text(text))
