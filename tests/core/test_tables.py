"""What a table holds, and how large it may be."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cells import Cell
from bot.core.tables import (
    MOST_ROWS,
    MOST_TEXT,
    TableKind,
    TableRow,
    read_csv,
    read_paste,
    take_rows,
)
from bot.errors import UsageError


def fault(read: Callable[[], object]) -> tuple[str, dict[str, str]]:
    with pytest.raises(UsageError) as caught:
        read()
    return caught.value.problem, caught.value.values


def taken(*rows: list[Cell]) -> list[tuple[Cell, ...]]:
    return [row.cells for row in take_rows(enumerate(rows, start=1))]


def test_blank_rows_are_skipped_and_the_others_keep_their_lines() -> None:
    rows = take_rows([(3, ["a"]), (4, [None, " "]), (5, []), (9, [0])])

    assert rows == (TableRow(line=3, cells=("a",)), TableRow(line=9, cells=(0,)))


def test_columns_that_are_empty_in_every_row_are_cut_off_on_the_right() -> None:
    assert taken([None, "a", "", " "], ["b", None, "c", ""]) == [
        (None, "a", None),
        ("b", None, "c"),
    ]


def test_all_rows_are_as_wide_as_the_widest() -> None:
    assert taken(["a"], ["b", "c", "d"]) == [("a", None, None), ("b", "c", "d")]


def test_a_heading_may_stand_above_the_most_rows() -> None:
    assert len(take_rows((line, ["x"]) for line in range(1, MOST_ROWS + 2))) == MOST_ROWS + 1


def test_more_rows_are_refused_with_their_count() -> None:
    rows = [(line, ["0912000121"]) for line in range(1, MOST_ROWS + 5)]

    assert fault(lambda: take_rows(rows)) == ("table_rows", {"rows": "10004", "most": "10000"})


def test_a_column_too_many_is_refused_where_it_stands() -> None:
    rows: list[tuple[int, list[Cell]]] = [(1, ["x"] * 100), (7, ["x"] * 101)]

    assert fault(lambda: take_rows(rows)) == (
        "table_columns",
        {"line": "7", "columns": "101", "most": "100"},
    )


def test_a_cell_that_is_too_long_is_refused_by_its_line() -> None:
    rows = [(4, ["x" * 1000]), (5, ["x" * 1001])]

    assert fault(lambda: take_rows(rows)) == ("table_cell", {"line": "5", "most": "1000"})


def test_one_text_said_in_every_cell_does_not_grow_beyond_the_largest_file() -> None:
    rows = [(line, ["x" * 1000] * 100) for line in range(1, MOST_TEXT // 100_000 + 2)]

    assert fault(lambda: take_rows(rows)) == ("table_large", {"most": "10"})


@pytest.mark.parametrize("text", ["", "\n\n", ";;;\n;;\n", "sep=;\n", " \r\n\t"])
def test_a_file_with_nothing_in_it_is_no_table(text: str) -> None:
    assert fault(lambda: read_csv(text)) == ("table_empty", {})


def test_a_paste_with_nothing_in_it_is_no_table() -> None:
    assert fault(lambda: read_paste(" \n\t\n")) == ("table_empty", {})


def test_a_csv_from_excel_is_read_with_its_kind_and_separator() -> None:
    table = read_csv("SĐT;Tên;\r\n0987654321;Nguyễn Văn A;\r\n\r\n")

    assert (table.kind, table.delimiter, table.sheet) == (TableKind.CSV, ";", "")
    assert table.rows == (
        TableRow(line=1, cells=("SĐT", "Tên")),
        TableRow(line=2, cells=("0987654321", "Nguyễn Văn A")),
    )


def test_a_csv_may_say_its_separator_in_its_first_line() -> None:
    table = read_csv("sep=|\r\na;b|c\r\n1|2\r\n")

    assert (table.delimiter, [row.line for row in table.rows]) == ("|", [2, 3])
    assert table.rows[0].cells == ("a;b", "c")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end: str) -> None:
    assert [row.line for row in read_csv(f"a;b{end}{end}c;d{end}").rows] == [1, 3]


def test_a_csv_with_one_column_has_one_column() -> None:
    assert [row.cells for row in read_csv("SĐT\n0987654321\n").rows] == [("SĐT",), ("0987654321",)]


def test_a_million_columns_are_refused_and_a_million_empty_ones_are_none() -> None:
    assert fault(lambda: read_csv("0987654321" + ";a" * 1_000_000))[0] == "table_columns"
    assert read_csv("0987654321" + ";" * 1_000_000).rows[0].cells == ("0987654321",)


def test_a_line_without_end_is_refused_as_one_long_cell() -> None:
    assert fault(lambda: read_csv("a\n" + "x" * 1_000_000)) == (
        "table_cell",
        {"line": "2", "most": "1000"},
    )


def test_a_table_of_blank_lines_is_known_without_reading_it_once_for_every_separator() -> None:
    assert fault(lambda: read_csv("\n" * 100_000)) == ("table_empty", {})


def test_pasted_cells_are_trimmed_and_their_lines_counted() -> None:
    table = read_paste("\n 0987654321 ;  Nguyễn Văn A\n\n0912345678;Trần Thị B;\n")

    assert (table.kind, table.delimiter) == (TableKind.PASTE, ";")
    assert table.rows == (
        TableRow(line=2, cells=("0987654321", "Nguyễn Văn A")),
        TableRow(line=4, cells=("0912345678", "Trần Thị B")),
    )


def test_a_cell_copied_from_excel_may_have_lines() -> None:
    rows = read_paste('0987654321\t"Nguyễn Văn A\nChi nhánh ""1"""\tx\n0912345678\tB\ty').rows

    assert rows[0].cells[1] == 'Nguyễn Văn A\nChi nhánh "1"'
    assert rows[1].line == 3


def test_half_a_letter_in_a_paste_is_kept_as_a_sign_that_can_be_kept() -> None:
    assert read_paste("0987654321;\ud83d").rows[0].cells[1] == "?"


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.lists(st.lists(PLAIN, min_size=3, max_size=3), min_size=1, max_size=10))
def test_what_a_csv_writer_wrote_is_read_again(rows: list[list[str]]) -> None:
    heading = ["SĐT", "Tên", "x"]
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([heading, *rows])

    table = read_csv("sep=;\r\n" + written.getvalue())

    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [tuple(cell or "" for cell in row.cells) for row in table.rows][1:] == [
        tuple(cell if any(rest.strip() for rest in row[at:]) else "" for at, cell in enumerate(row))
        for row in kept
    ]


@given(st.text(max_size=300))
def test_any_text_is_a_table_or_says_why_not(text: str) -> None:
    for read in (read_csv, read_paste):
        try:
            table = read(text)
        except UsageError:
            continue
        assert len({len(row.cells) for row in table.rows}) == 1
