"""Those who heard a script: whoever answered a call with it, once each, with their latest call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.records import Call
from bot.core.tables import Table, TableKind, TableRow

#: Headings that the columns of a list are found by.
_PHONE: Final = "phone"
_REF: Final = "ref"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardPage:
    """Some of them, latest first; `begin` counts from 0."""

    account_id: int
    template: str
    calls: tuple[Call, ...]
    begin: int
    total: int
    a_page: int


def as_table(calls: Sequence[Call]) -> Table:
    """A row each: the number, the team's own id, and the values that were read to them.

    Another script's key fields of the same name are filled with the same values.
    """
    fields = tuple(dict.fromkeys(name for call in calls for name in call.values))
    has_ref = any(call.label for call in calls)
    heading = (_PHONE, *((_REF,) if has_ref else ()), *fields)
    rows = [TableRow(line=1, cells=heading)]
    for line, call in enumerate(calls, start=2):
        values = (call.values.get(name, "") for name in fields)
        cells = (call.callee, *((call.label,) if has_ref else ()), *values)
        rows.append(TableRow(line=line, cells=cells))
    return Table(kind=TableKind.CSV, rows=tuple(rows))
