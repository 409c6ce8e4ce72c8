"""Which column of a table holds what: by its heading, by what stands in it, or by its place.

Decides only what is plain. Where two columns may be meant nobody guesses: somebody is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Final

from bot.core.cells import Cell, cell_text, is_blank
from bot.core.headings import LABEL_HINTS, LABEL_NAMES, PHONE_HINTS, PHONE_NAMES
from bot.core.phones import looks_like_phone, parse_callee
from bot.core.tables import Table, TableRow
from bot.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns' places, from 0: the phone, the team's own id, and the key fields by name."""

    phone: int
    label: int | None = None
    fields: Mapping[str, int] = field(default_factory=dict)


#: What a column may hold that is no key field.
PHONE: Final = "phone"
LABEL: Final = "ref"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What is known of a table's columns, and what has to be asked."""

    #: None: no column, or more than one, may be it.
    phone: int | None = None
    label: int | None = None
    fields: Mapping[str, int] = field(default_factory=dict)
    #: Key fields without a column and without a value for all, in the script's order.
    missing: tuple[str, ...] = ()
    #: Columns that hold something and that nobody uses.
    spare: tuple[int, ...] = ()
    #: The first row, if it is a heading.
    heading: tuple[Cell, ...] | None = None

    @property
    def columns(self) -> Columns | None:
        """The columns, once nothing has to be asked any more."""
        if self.phone is None or self.missing:
            return None
        return Columns(phone=self.phone, label=self.label, fields=self.fields)

    def holds(self) -> dict[str, str]:
        """What each heading, folded, turned out to stand for: a key field, PHONE or LABEL."""
        places: dict[int | None, str] = {self.label: LABEL, self.phone: PHONE}
        places |= {column: name for name, column in self.fields.items()}
        named = enumerate(map(folded, map(cell_text, self.heading or ())))
        return {name: places[column] for column, name in named if name and column in places}


#: So many rows say what a column holds.
_LOOKED_AT: Final = 100
#: Amounts may read as numbers to be called; numbers are seldom written so.
_AMOUNT: Final = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+|[1-9]\d*000")
#: What exporters and spreadsheets leave around a number, or behind it.
_WRAPPED: Final = re.compile(r"=?[\"'](.*?)[\"']?|(\d+)[.,]0")
#: So many rows at the top may be a title.
_TITLE: Final = 5


def folded(text: str) -> str:
    """A heading or a name as it is compared: lower case, without marks, letters and digits only."""
    lower = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", lower)))


def phone_text(cell: Cell) -> str:
    """A number as it is meant where it came as `="098…"`, `'098…` or `98….0`."""
    text = cell_text(cell)
    found = _WRAPPED.fullmatch(text)
    return text if found is None else (found[1] or found[2] or "").strip()


def find_heading(table: Table, fields: Iterable[str]) -> bool:
    """Whether the first row is a heading: it has words, and nothing in it reads as a phone.

    Figures or dates make it a row like others, and so does one cell where rows have more; a
    heading that is known settles it.
    """
    if not table.rows or _has_phone(table.rows[0]):
        return False
    texts = [text for cell in table.rows[0].cells if (text := cell_text(cell))]
    known = {*map(folded, fields), *PHONE_NAMES, *LABEL_NAMES} - {""}
    if any(folded(text) in known for text in texts):
        return True
    alone = len(texts) == 1 and any(_filled(row) > 1 for row in table.rows[:_TITLE])
    return bool(texts) and not alone and all(any(map(str.isalpha, text)) for text in texts)


def without_title(table: Table) -> Table:
    """The table without what stands alone above its heading, such as the name of the list."""
    above = takewhile(lambda row: _filled(row) == 1 and not _has_phone(row), table.rows[:_TITLE])
    below = replace(table, rows=table.rows[len(list(above)) :])
    wider = bool(below.rows) and _filled(below.rows[0]) > 1
    return below if wider and find_heading(below, ()) else table


def _filled(row: TableRow) -> int:
    return sum(not is_blank(cell) for cell in row.cells)


def _has_phone(row: TableRow) -> bool:
    return any(looks_like_phone(phone_text(cell)) for cell in row.cells)


def match_columns(
    table: Table,
    fields: Sequence[str],
    remembered: Mapping[str, str],
    *,
    shared: Collection[str] = (),
) -> Matched:
    """The columns as far as they are plain; fields named in `shared` can do without one.

    What is remembered of a heading goes first, then its name. Without a heading the phone is told
    by what stands there, and the other columns have to be exactly the fields.
    """
    needed = [name for name in fields if name not in shared]
    if not find_heading(table, fields):
        return _without_heading(table, fields, needed)
    heading, rows = table.rows[0].cells, table.rows[1:]
    names = {column: folded(cell_text(cell)) for column, cell in enumerate(heading)}
    used = _used(rows or table.rows)
    by_field = _by_field(heading, names, fields, remembered)
    taken = set(by_field.values())
    phone, label = _recalled(names, remembered, PHONE), _recalled(names, remembered, LABEL)
    if phone is None:
        # A script may read the number itself aloud: then its column is a field's as well.
        free = [column for column in used if column not in {*taken, label}]
        phone = _find_phone((free, sorted(taken)), names, _callable(rows, used))
    if label is None:
        label = _find_label(used, names, {*taken, phone}, phone)
    return Matched(
        phone=phone,
        label=label,
        fields=by_field,
        missing=tuple(name for name in needed if name not in by_field),
        spare=tuple(column for column in used if column not in {*taken, phone, label}),
        heading=heading,
    )


def _without_heading(table: Table, fields: Sequence[str], needed: Sequence[str]) -> Matched:
    used = _used(table.rows)
    phone = _only(_callable(table.rows, used))
    others = tuple(column for column in used if column != phone)
    if phone is not None and len(others) == len(fields):
        return Matched(phone=phone, fields=dict(zip(fields, others, strict=True)))
    return _placed(Matched(phone=phone, missing=tuple(needed), spare=others))


def _placed(matched: Matched) -> Matched:
    """Columns without headings are the fields in their order, if there is one for each."""
    named = matched.heading is not None or matched.fields
    if named or matched.phone is None or len(matched.spare) != len(matched.missing):
        return matched
    by_field = dict(zip(matched.missing, matched.spare, strict=True))
    return replace(matched, fields=by_field, missing=(), spare=())


def _used(rows: Iterable[TableRow]) -> list[int]:
    """The columns that hold anything."""
    used: set[int] = set()
    for row in rows:
        used.update(
            column
            for column, cell in enumerate(row.cells)
            if column not in used and not is_blank(cell)
        )
    return sorted(used)


def _callable(rows: Sequence[TableRow], columns: Iterable[int]) -> list[int]:
    """The columns of which most rows hold a number that can be called."""
    looked_at = rows[:: len(rows) // _LOOKED_AT + 1]
    return [
        column
        for column in columns
        if sum(_is_callable(row.cells, column) for row in looked_at) * 2 > len(looked_at)
    ]


def _is_callable(cells: Sequence[Cell], column: int) -> bool:
    text = phone_text(cells[column]) if column < len(cells) else ""
    if _AMOUNT.fullmatch(text) is not None or not looks_like_phone(text):
        return False
    try:
        parse_callee(text, renew=True)
    except UsageError:
        return False
    return True


def _only(columns: Sequence[int]) -> int | None:
    return columns[0] if len(columns) == 1 else None


def _recalled(names: Mapping[int, str], remembered: Mapping[str, str], what: str) -> int | None:
    return _only([column for column, name in names.items() if remembered.get(name) == what])


def _by_field(
    heading: Sequence[Cell],
    names: Mapping[int, str],
    fields: Sequence[str],
    remembered: Mapping[str, str],
) -> dict[str, int]:
    """A column for each field that has exactly one; a column is of one field."""
    recalled = {
        name: _recalled(names, remembered, name) for name in fields if name not in {PHONE, LABEL}
    }
    found = {name: column for name, column in recalled.items() if column is not None}
    alike = [folded(name) for name in fields]
    for name, fold in zip(fields, alike, strict=True):
        free = [column for column in names if column not in found.values()]
        same = [column for column in free if names[column] == fold]
        if not fold or alike.count(fold) > 1:
            same = [column for column in same if cell_text(heading[column]) == name]
        if name not in found and (column := _only(same)) is not None:
            found[name] = column
    return found


def _find_phone(
    groups: Iterable[Sequence[int]], names: Mapping[int, str], likely: Collection[int]
) -> int | None:
    """By name, else by what stands there; of several the only one that both speak for."""
    for columns in groups:
        named = [column for column in columns if names.get(column) in PHONE_NAMES]
        maybe = [column for column in columns if names.get(column) in PHONE_HINTS]
        found = named or [column for column in columns if column in likely]
        if len(found) > 1:
            better = likely if named else maybe
            return _only([column for column in found if column in better])
        if found:
            return found[0]
    return None


def _find_label(
    used: Iterable[int], names: Mapping[int, str], taken: Collection[int | None], phone: int | None
) -> int | None:
    """By name; what is clearly the team's own id may be read aloud as well."""
    columns = [column for column in used if column != phone]
    clear = [column for column in columns if names.get(column) in LABEL_NAMES]
    maybe = [column for column in columns if names.get(column) in LABEL_HINTS]
    return _only(clear or [column for column in maybe if column not in taken])


def with_column(matched: Matched, what: str, column: int) -> Matched:
    """The columns after somebody said that this one holds a field, PHONE or LABEL.

    A field that it filled before has none any more; the phone and the ref may be read aloud.
    """
    by_field, phone, label, lost = dict(matched.fields), matched.phone, matched.label, []
    # A script may have a field of that name: it is meant once the call has what it needs itself.
    needs_it = what == PHONE and phone is None
    is_field = what not in {PHONE, LABEL} or (what in matched.missing and not needs_it)
    if is_field:
        lost = [name for name, at in by_field.items() if at == column and name != what]
        by_field = {name: at for name, at in by_field.items() if name not in lost} | {what: column}
    elif what == PHONE:
        phone, label = column, None if label == column else label
    else:
        phone, label = None if phone == column else phone, column
    known = {*matched.spare, *matched.fields.values(), matched.phone, matched.label}
    spare = known - {*by_field.values(), phone, label, None}
    changed = replace(
        matched,
        phone=phone,
        label=label,
        fields=by_field,
        missing=(*(name for name in matched.missing if name not in by_field), *lost),
        spare=tuple(sorted(at for at in spare if at is not None)),
    )
    return _placed(changed)


def sample(table: Table, column: int, *, heading: bool) -> tuple[str, str]:
    """A column's heading and its first value, for a button; empty where there is none."""
    texts = (cell_text(row.cells[column]) for row in table.rows if column < len(row.cells))
    named = heading and bool(table.rows) and column < len(table.rows[0].cells)
    return next(texts, "") if named else "", next(filter(None, texts), "")
