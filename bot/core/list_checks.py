"""What the rows of a list give to look at, before anybody is called; holds no text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from bot.core.amounts import shared_by_many
from bot.core.cautions import Caution, Warned
from bot.core.columns import phone_text
from bot.core.faults import LONG, Fault, find_faults, may_be_long, spoken_seconds
from bot.core.lists import LeftOut, NewRow
from bot.core.phones import looks_like_phone
from bot.core.rows import is_renewed
from bot.core.tables import Table
from bot.core.templates import Template

_CAUTIONS: Final = frozenset(Caution)
#: Told of each key field by itself; of the others the sum says enough.
_BY_FIELD: Final = frozenset({Caution.MISPLACED})


def unread_sheets(table: Table) -> tuple[Warned, ...]:
    """The sheets of a workbook that were left alone."""
    if not table.other_sheets:
        return ()
    return (Warned(caution=Caution.SHEETS, count=table.other_sheets, value=table.sheet),)


def look(
    rows: Sequence[NewRow],
    fields: Sequence[str],
    shared: Mapping[str, str],
    script: Template | None = None,
) -> tuple[list[Warned], list[NewRow]]:
    """What the rows themselves give to look at, and the rows with what is theirs of it noted."""
    faults = find_faults(rows, fields)
    gravest: dict[int, str] = {}
    for fault in faults:
        for position in fault.positions:
            gravest.setdefault(position, fault.caution)
    cautions = [
        *(
            Warned(caution=Caution.SHARED, count=count, name=name, value=value)
            for name, value, count in shared_by_many(rows, fields, shared=shared)
        ),
        *_of_values(faults, {row.position: row for row in rows}),
        *_without_values(rows),
        *_of_length(rows, script),
    ]
    renewed = sum(is_renewed(row) for row in rows)
    if renewed:
        cautions.append(Warned(caution=Caution.RENEWED, count=renewed))
    return cautions, [_noted(row, gravest.get(row.position, "")) for row in rows]


def _of_values(faults: Sequence[Fault], rows: Mapping[int, NewRow]) -> Iterator[Warned]:
    def one_line(fault: Fault) -> tuple[str, str]:
        return fault.caution, fault.name if fault.caution in _BY_FIELD else ""

    for (caution, _), group in groupby(sorted(faults, key=one_line), one_line):
        same = list(group)
        name, first = same[0].name, same[0].positions[0]
        yield Warned(
            caution=Caution(caution),
            count=sum(len(fault.positions) for fault in same),
            name=name,
            value=rows[first].values[name],
        )


def _without_values(rows: Sequence[NewRow]) -> Iterator[Warned]:
    lacking = Counter(row.detail for row in rows if row.left_out is LeftOut.EMPTY)
    for name, count in lacking.most_common():
        yield Warned(caution=Caution.EMPTY, count=count, name=name)


def _of_length(rows: Sequence[NewRow], script: Template | None) -> Iterator[Warned]:
    if script is None or not may_be_long(script, rows):
        return
    lengths = [spoken_seconds(script, row.values) for row in rows if row.left_out is None]
    long = [seconds for seconds in lengths if seconds > LONG]
    if long:
        yield Warned(caution=Caution.LONG, count=len(long), seconds=round(max(long)))


def _noted(row: NewRow, caution: str) -> NewRow:
    if row.left_out is not None:
        return row
    was = "" if row.detail in _CAUTIONS else row.detail
    return replace(row, detail=caution or was)


def holds_numbers(table: Table) -> bool:
    """Whether anything in it reads as a phone number, right or wrong."""
    return any(looks_like_phone(phone_text(cell)) for row in table.rows for cell in row.cells)
