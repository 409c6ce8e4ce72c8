"""What a cell says when it is read aloud or sent, and how it is kept."""

from __future__ import annotations

import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cells import Cell, cell_text, dump_cells, is_blank, is_error, load_cells

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.dates(),
    st.datetimes(),
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (10410000, "10410000"),
        (10410000.0, "10410000"),
        (-5, "-5"),
        (1e15, "1000000000000000"),
        (1.5e300, "15" + "0" * 299),
        (0.0, "0"),
        (-0.0, "0"),
    ],
)
def test_a_whole_number_is_its_digits(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1250000.5, "1250000,5"),
        (0.1 + 0.2, "0,3"),
        (1e-7, "0,0000001"),
        (-2.25, "-2,25"),
    ],
)
def test_another_number_has_a_decimal_comma_and_no_noise(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (date(2026, 11, 30), "30/11/2026"),
        (datetime(2026, 1, 2), "02/01/2026"),
        (datetime(2026, 11, 30, 9, 5), "30/11/2026 09:05"),
        (datetime(2026, 11, 30, 0, 0, 30), "30/11/2026 00:00"),
        (date(987, 6, 5), "05/06/0987"),
    ],
)
def test_a_day_is_said_day_first_and_its_time_only_if_it_has_one(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(("cell", "text"), [(True, "TRUE"), (False, "FALSE"), (None, "")])
def test_a_truth_and_nothing_are_said_as_spreadsheets_do(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


def test_text_is_composed_trimmed_and_on_one_line() -> None:
    assert cell_text(" Nguye\u0302\u0303n \n Va\u0306n\u200b A ") == "Nguyễn Văn A"


@pytest.mark.parametrize(
    "cell", ["#N/A", "#REF!", " #VALUE! ", "#DIV/0!", "#name?", "Err:502", math.nan, math.inf]
)
def test_an_error_is_known_in_place_of_a_value(cell: Cell) -> None:
    assert is_error(cell)


@pytest.mark.parametrize("cell", ["", "#1", "# N/A", "A #N/A", "Err:", 0, 1.5, None, True])
def test_what_only_resembles_an_error_is_a_value(cell: Cell) -> None:
    assert not is_error(cell)


@pytest.mark.parametrize(
    ("cell", "blank"), [(None, True), (" \n", True), ("", True), (0, False), (False, False)]
)
def test_a_nought_is_not_blank(cell: Cell, blank: bool) -> None:
    assert is_blank(cell) is blank


@given(st.lists(CELLS))
def test_cells_come_back_as_they_were_kept(cells: list[Cell]) -> None:
    kept = load_cells(dump_cells(cells))

    assert kept == tuple(cells)
    assert [type(cell) for cell in kept] == [type(cell) for cell in cells]


@given(st.lists(CELLS))
def test_cells_are_kept_on_one_line(cells: list[Cell]) -> None:
    assert "\n" not in dump_cells(cells)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_is_said_with_an_exponent_or_dots(number: float) -> None:
    assert set(cell_text(number)) <= set("-0123456789,")
