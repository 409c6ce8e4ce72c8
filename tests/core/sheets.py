"""Tables as somebody sent them, for the tests of what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from bot.core.cells import Cell
from bot.core.lists import NewRow
from bot.core.tables import Table, TableKind, TableRow

FIELDS = ("customer_name", "due_amount", "due_date")


def a_table(*rows: Sequence[Cell]) -> Table:
    """A table of these rows; its lines are counted from 1."""
    return Table(
        kind=TableKind.CSV,
        rows=tuple(
            TableRow(line=line, cells=tuple(cells)) for line, cells in enumerate(rows, start=1)
        ),
    )


def pasted(text: str) -> Table:
    """A table of lines whose cells are parted by semicolons."""
    return a_table(*(line.split(";") for line in text.splitlines()))


def a_row(position: int = 0, **values: str) -> NewRow:
    """A row that can be called, with these values."""
    return NewRow(
        position=position, line=position + 1, cells=(), callee=f"09{position:08}", values=values
    )


_TEXTS = st.sampled_from(
    (
        *("SĐT", "phone", "Mã HĐ", "ref", "customer_name", "Due amount", "Nguyễn Văn A", "#N/A"),
        *("0987654321", "'0912345678", "01629333999", "098765432", "10.410.000", "30/11/2026"),
    )
)
_CELLS: st.SearchStrategy[Cell] = st.one_of(
    _TEXTS,
    st.text(max_size=12),
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=900_000_000, max_value=999_999_999),
    st.floats(),
    st.dates(min_value=date(1900, 1, 1)),
)
any_table = st.lists(st.lists(_CELLS, max_size=6), max_size=8).map(lambda rows: a_table(*rows))
