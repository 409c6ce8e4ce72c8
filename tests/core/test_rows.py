"""What becomes of the rows of a table: who is called with what, and who is left out and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cautions import Caution
from bot.core.cells import Cell
from bot.core.columns import Columns, match_columns
from bot.core.commands import LONGEST_VALUE
from bot.core.lists import MOST_ROWS, LeftOut, NewRow
from bot.core.rows import digest_text, is_renewed, problem_of, read_rows
from bot.core.tables import Table
from bot.core.voice import LONGEST_LABEL
from bot.errors import UsageError
from tests.core.sheets import a_table, any_table

FIELDS = ("customer_name", "due_amount")
COLUMNS = Columns(phone=0, label=3, fields={"customer_name": 1, "due_amount": 2})
GOOD = ("0987654321", "Nguyễn Văn A", "10.410.000", "24018")


def read(*rows: tuple[Cell, ...], heading: bool = False, **shared: str) -> list[NewRow]:
    return read_rows(a_table(*rows), COLUMNS, FIELDS, shared, heading=heading)


def read_one(*cells: Cell, **shared: str) -> NewRow:
    [row] = read(cells, **shared)
    return row


def test_a_row_is_called_with_its_own_values() -> None:
    cells = (987654321, "Nguyễn  Văn A", date(2026, 11, 30), 24018)

    assert read_one(*cells) == NewRow(
        position=0,
        line=1,
        cells=cells,
        callee="0987654321",
        label="24018",
        values={"customer_name": "Nguyễn Văn A", "due_amount": "30/11/2026"},
    )


def test_a_heading_is_no_row_and_lines_are_those_of_the_file() -> None:
    rows = read(("SĐT", "Tên", "Nợ", "HĐ"), GOOD, ("0912345678", *GOOD[1:]), heading=True)
    assert [(row.position, row.line) for row in rows] == [(0, 2), (1, 3)]


def test_a_table_of_nothing_but_a_heading_has_no_rows() -> None:
    assert read(("SĐT", "Tên"), heading=True) == []
    assert read(heading=True) == []


@pytest.mark.parametrize(
    "cell",
    ["+84 987 654 321", 987654321, 987654321.0, "'0987654321", '="0987654321"', "0987.654.321"],
)
def test_a_number_is_the_same_however_a_spreadsheet_left_it(cell: Cell) -> None:
    assert read_one(cell, *GOOD[1:]).callee == "0987654321"


@pytest.mark.parametrize(
    ("cell", "problem", "values"),
    [
        (None, "phone_missing", {}),
        ("  ", "phone_missing", {}),
        ("098765432", "phone_short", {"number": "098765432", "missing": "1", "digits": "10"}),
        (98765432109, "phone_long", {"number": "98765432109", "extra": "2", "digits": "10"}),
        ("+1 202 555 0123", "phone_foreign", {"number": "+1 202 555 0123"}),
        ("9,87654E+08", "phone_invalid", {"number": "9,87654E+08"}),
        ("#N/A", "phone_invalid", {"number": "#N/A"}),
        ("0987654321 / 0912345678", "phone_invalid", {"number": "0987654321 / 0912345678"}),
        ("số " * 99, "phone_invalid", {"number": ("số " * 14)[:40]}),
    ],
)
def test_a_number_that_cant_be_called_says_what_is_wrong_with_it(
    cell: Cell, problem: str, values: dict[str, str]
) -> None:
    row = read_one(cell, *GOOD[1:])

    assert (row.left_out, row.callee) == (LeftOut.NUMBER, "")
    error = problem_of(row.detail)
    assert (error.problem, error.values) == (problem, values)


def test_a_number_that_cant_be_called_keeps_the_rest_of_its_row() -> None:
    row = read_one("098765432", *GOOD[1:])

    assert row.label == "24018"
    assert row.values == {"customer_name": "Nguyễn Văn A", "due_amount": "10.410.000"}


@pytest.mark.parametrize("cell", ["01629333999", 1629333999, "+84 162 9333 999"])
def test_an_old_number_is_called_under_its_new_one_which_is_said(cell: Cell) -> None:
    row = read_one(cell, *GOOD[1:])

    assert (row.callee, row.left_out, is_renewed(row)) == ("0329333999", None, True)
    error = problem_of(row.detail)
    assert error.problem == "phone_old"
    assert error.values == {"number": "01629333999", "new": "0329333999"}


def test_a_row_with_a_present_number_is_not_renewed() -> None:
    assert not is_renewed(read_one(*GOOD))
    assert not is_renewed(read_one("01629333999", "", "1", "2"))
    assert not is_renewed(replace(read_one(*GOOD), detail=Caution.UNDOTTED))


def test_a_number_that_stood_before_is_left_out_with_the_line_of_the_first() -> None:
    rows = read(GOOD, ("0912345678", *GOOD[1:]), ("84987654321", "B", "1", "2"), GOOD)

    assert [(row.left_out, row.detail) for row in rows] == [
        (None, ""),
        (None, ""),
        (LeftOut.REPEATED, "1"),
        (LeftOut.REPEATED, "1"),
    ]


def test_an_old_number_and_its_new_one_are_the_same() -> None:
    rows = read(("01629333999", *GOOD[1:]), ("0329333999", *GOOD[1:]))
    assert (rows[1].left_out, rows[1].detail) == (LeftOut.REPEATED, "1")


def test_a_row_that_is_left_out_does_not_repeat_the_next_one() -> None:
    rows = read(("0987654321", "", "1", "2"), GOOD)
    assert [row.left_out for row in rows] == [LeftOut.EMPTY, None]


@pytest.mark.parametrize(
    "cells",
    [("0987654321", "A"), ("0987654321", "A", None), ("0987654321", "A", " \u200b")],
)
def test_a_field_without_a_value_is_named(cells: tuple[Cell, ...]) -> None:
    row = read_one(*cells)
    assert (row.left_out, row.detail) == (LeftOut.EMPTY, "due_amount")
    assert row.callee == "0987654321"


@pytest.mark.parametrize("cell", ["x" * (LONGEST_VALUE + 1), "#REF!", float("nan")])
def test_a_value_that_is_too_long_or_a_spreadsheets_error_is_named(cell: Cell) -> None:
    row = read_one("0987654321", cell, "1", "2", customer_name="A")
    assert (row.left_out, row.detail) == (LeftOut.VALUE, "customer_name")


@pytest.mark.parametrize("cell", ["x" * (LONGEST_LABEL + 1), "#N/A"])
def test_an_id_that_is_too_long_or_a_spreadsheets_error_is_named(cell: Cell) -> None:
    row = read_one(*GOOD[:3], cell)
    assert (row.left_out, row.detail, row.label) == (LeftOut.VALUE, "ref", "")


def test_values_and_ids_may_be_as_long_as_those_that_are_typed() -> None:
    assert read_one(*GOOD[:2], "x" * LONGEST_VALUE, "x" * LONGEST_LABEL).left_out is None


def test_the_number_is_what_is_said_of_a_row_with_several_faults() -> None:
    assert read_one("098765432", "", "#N/A", "x" * 99).left_out is LeftOut.NUMBER
    assert read_one("0987654321", "#N/A", "").detail == "customer_name"


def test_what_is_given_for_all_fills_what_a_row_has_not_and_nothing_else() -> None:
    rows = read(GOOD, ("0912345678", "", "5.000"), customer_name="Quý khách", other="x")

    assert rows[0].values["customer_name"] == "Nguyễn Văn A"
    assert rows[1].values == {"customer_name": "Quý khách", "due_amount": "5.000"}
    assert rows[1].left_out is None


def test_a_field_without_a_column_has_what_is_given_for_all() -> None:
    columns = Columns(phone=0)
    [row] = read_rows(a_table(GOOD), columns, ("due_date",), {"due_date": "1/12"}, heading=False)

    assert (row.values, row.label, row.left_out) == ({"due_date": "1/12"}, "", None)


def test_more_rows_than_a_list_may_have_are_refused() -> None:
    rows = [(f"09{number:08}", "A", "1", "2") for number in range(MOST_ROWS + 1)]

    assert len(read(("SĐT",), *rows[1:], heading=True)) == MOST_ROWS
    with pytest.raises(UsageError) as caught:
        read(*rows)
    assert caught.value.problem == "table_rows"
    assert caught.value.values == {"rows": "10001", "most": "10000"}


B = ("0912345678", "Trần Thị B", "5.000.000", "24019")


@pytest.mark.parametrize(
    "rows",
    [
        [B, GOOD],
        [(987654321, *GOOD[1:]), B],
        [("+84 987 654 321", *GOOD[1:], None), (*B, " ")],
        [("0987654321", "Nguyễn Văn  A", 10410000, 24018), (*B[:2], "5,000,000", 24019.0)],
    ],
)
def test_the_same_content_is_known_again_whatever_file_it_came_in(
    rows: list[tuple[Cell, ...]],
) -> None:
    assert digest_text(read(*rows)) == digest_text(read(GOOD, B))


def test_the_order_of_columns_and_a_heading_say_nothing_of_the_content() -> None:
    turned = read_rows(
        a_table(
            ("HĐ", "Tên", None, "Nợ", "SĐT"), *((*r[3:], r[1], "", r[2], r[0]) for r in (GOOD, B))
        ),
        Columns(phone=4, label=0, fields={"customer_name": 1, "due_amount": 3}),
        FIELDS,
        {},
        heading=True,
    )
    assert digest_text(turned) == digest_text(read(GOOD, B))


@pytest.mark.parametrize(
    "rows",
    [
        [GOOD],
        [GOOD, B, B],
        [GOOD, ("0912345679", *B[1:])],
        [GOOD, (*B[:2], "5.000.001", B[3])],
        [GOOD, (*B[:2], "50.000.00", B[3])],
        [GOOD, (B[0], GOOD[1], *B[2:])],
        [GOOD, ("091234567", *B[1:])],
        [(*GOOD, "x"), B],
    ],
)
def test_other_content_is_told_apart(rows: list[tuple[Cell, ...]]) -> None:
    assert digest_text(read(*rows)) != digest_text(read(GOOD, B))


@given(
    table=any_table,
    fields=st.lists(st.sampled_from(["customer_name", "due_amount", "ma"]), unique=True),
    phone=st.integers(0, 6),
)
def test_every_row_of_any_table_comes_out_once_and_in_its_place(
    table: Table, fields: list[str], phone: int
) -> None:
    matched = match_columns(table, fields, {})
    columns = matched.columns or Columns(phone=phone, label=1, fields=matched.fields)
    heading = matched.heading is not None

    rows = read_rows(table, columns, fields, {"ma": "x"}, heading=heading)

    came = table.rows[1:] if heading else table.rows
    assert [(row.line, row.cells) for row in rows] == [(row.line, row.cells) for row in came]
    assert [row.position for row in rows] == list(range(len(came)))
    digest_text(rows)


@given(table=any_table)
def test_a_row_is_called_with_every_value_or_left_out_with_a_reason(table: Table) -> None:
    rows = read_rows(table, Columns(phone=0, fields={"a": 1}), ("a",), {}, heading=False)

    called = [row.callee for row in rows if row.left_out is None]
    assert len(called) == len(set(called))
    for row in rows:
        assert (row.left_out is not LeftOut.NUMBER) == bool(row.callee)
        assert row.left_out is not None or 0 < len(row.values["a"]) <= LONGEST_VALUE
        assert row.left_out is None or row.detail
        row.detail.encode()


@given(text=st.text(max_size=60) | st.text(alphabet="0123456789+. ", max_size=15))
def test_whatever_stands_for_a_number_its_problem_can_be_told_again(text: str) -> None:
    row = read_one(text, *GOOD[1:])
    assert not row.detail or problem_of(row.detail).problem.startswith("phone_")
