"""What the rows of a list give to look at, before anybody is called; holds no text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.amounts import shared_by_many, undotted
from bot.core.cautions import Caution, Warned
from bot.core.columns import phone_text
from bot.core.lists import UNDOTTED, NewRow
from bot.core.phones import looks_like_phone
from bot.core.rows import is_renewed
from bot.core.tables import Table


def unread_sheets(table: Table) -> tuple[Warned, ...]:
    """The sheets of a workbook that were left alone."""
    if not table.other_sheets:
        return ()
    return (Warned(caution=Caution.SHEETS, count=table.other_sheets, value=table.sheet),)


def look(
    rows: Sequence[NewRow], fields: Sequence[str], shared: Mapping[str, str]
) -> tuple[list[Warned], list[NewRow]]:
    """What the rows themselves give to look at, and the rows with what is theirs of it noted."""
    plain = undotted(rows, fields)
    warned = {position for positions in plain.values() for position in positions}
    cautions = [
        Warned(caution=Caution.SHARED, count=count, name=name, value=value)
        for name, value, count in shared_by_many(rows, fields, shared=shared)
    ]
    renewed = sum(is_renewed(row) for row in rows)
    if renewed:
        cautions.append(Warned(caution=Caution.RENEWED, count=renewed))
    if warned:
        amount = sum(len(positions) for positions in plain.values())
        cautions.append(Warned(caution=Caution.UNDOTTED, count=amount))
    return cautions, [_noted(row, row.position in warned) for row in rows]


def _noted(row: NewRow, warned: bool) -> NewRow:
    if row.left_out is not None:
        return row
    was = "" if row.detail == UNDOTTED else row.detail
    return replace(row, detail=UNDOTTED if warned else was)


def holds_numbers(table: Table) -> bool:
    """Whether anything in it reads as a phone number, right or wrong."""
    return any(looks_like_phone(phone_text(cell)) for row in table.rows for cell in row.cells)
