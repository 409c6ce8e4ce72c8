"""Files that are given back: whoever opens them sees what is in them, and nothing runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cells import Cell
from bot.media.reading import read_file
from bot.media.writing import write_csv, write_workbook

HEADING = ("SĐT", "Tên", "Số tiền", "Ngày", "Lúc")


def csv_cells(content: bytes, delimiter: str = ";") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def sheet_xml(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read("xl/worksheets/sheet1.xml").decode()


def test_a_csv_opens_in_excel_by_a_double_click() -> None:
    content = write_csv([("SĐT", "Tên"), ("0987654321", "Nguyễn Văn A")], ";")

    assert content == b"\xef\xbb\xbf" + "SĐT;Tên\r\n0987654321;Nguyễn Văn A\r\n".encode()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_csv_keeps_its_separator_quotes_and_lines(delimiter: str) -> None:
    row = ["a;b,c\td|e", 'f "g"', "h\ni"]

    assert csv_cells(write_csv([row], delimiter), delimiter) == [row]


def test_other_cells_are_said_in_a_csv_as_they_are_sent() -> None:
    row = (987654321, -5, 1250000.5, date(2026, 11, 30), datetime(2026, 11, 30, 9, 5), None, True)

    assert csv_cells(write_csv([row], ";")) == [
        ["987654321", "-5", "1250000,5", "30/11/2026", "30/11/2026 09:05", "", "TRUE"]
    ]


@given(st.text('a=+-@;,|\t\n" 1', max_size=12), st.sampled_from(";,\t|"))
def test_no_part_of_a_text_is_a_formula_by_another_separator(text: str, delimiter: str) -> None:
    written = write_csv([[text, "x"]], delimiter).decode("utf-8-sig")

    for part in re.split(r"[;,\t|\r\n]", written):
        opens = part.strip('" ')
        assert not re.match(r"[=+\-@]", opens) or re.fullmatch(r"[+-]?[0-9 .]*|-+", opens), written


def test_what_stands_behind_a_separator_within_a_text_is_closed_too() -> None:
    row = ["a;=1+1", "b\n@SUM(A1)", "c, -5", "d - e"]

    assert csv_cells(write_csv([row], ";")) == [["a;'=1+1", "b\n'@SUM(A1)", "c, '-5", "d - e"]]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.com")',
        "+1+1",
        "-1-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "＝1",
        "-cmd|' /C calc'!A0",
        "+84 987 654 321*2",
    ],
)
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    [[written, other]] = csv_cells(write_csv([[text, "x"]], ";"))

    assert written.startswith("'")
    assert written.replace("'", "") == text.replace("'", "")
    assert other == "x"


@pytest.mark.parametrize(
    "text", ["+84987654321", "+84 987 654 321", "-5", "-1.250.000,5", "-", "--"]
)
def test_a_phone_a_number_and_a_dash_are_no_formulas(text: str) -> None:
    assert csv_cells(write_csv([[text, "x"]], ";")) == [[text, "x"]]


def test_a_workbook_gives_back_what_was_read() -> None:
    rows: list[tuple[Cell, ...]] = [
        HEADING,
        ("0987654321", "Nguyễn Văn A", 10410000, date(2026, 11, 30), datetime(2026, 11, 30, 9, 5)),
        (987654321, "Trần Thị B\ndòng 2", 0.5, None, True),
        (None, "#N/A", -5, "=1+1", "http://example.com"),
    ]

    assert [row.cells for row in read_file(write_workbook(rows), "").rows] == rows


def test_a_workbook_has_no_formula_and_no_link() -> None:
    xml = sheet_xml(write_workbook([HEADING, ("=1+1", "{=1}", "http://example.com", "@A1", "+1")]))

    assert "<f" not in xml.replace("<filter", "")
    assert "hyperlink" not in xml


def test_what_excel_would_round_or_not_take_for_a_day_is_text() -> None:
    row: tuple[Cell, ...] = (123456789012345678, date(1850, 1, 2), float("inf"))

    assert read_file(write_workbook([row]), "").rows[0].cells == (
        "123456789012345678",
        "02/01/1850",
        "#NUM!",
    )


def test_the_heading_of_a_workbook_stays_in_sight_and_filters() -> None:
    xml = sheet_xml(write_workbook([HEADING, ("0987654321", "A", 1, None, None)]))

    assert 'state="frozen"' in xml
    assert '<autoFilter ref="A1:E2"/>' in xml
    assert 'numberStoredAsText="1"' in xml


def test_columns_are_as_wide_as_what_is_in_them_within_bounds() -> None:
    xml = sheet_xml(write_workbook([("x", "y" * 20, "z" * 500)]))

    widths = [float(part.split('"')[1]) for part in xml.split("width=")[1:]]
    assert [round(width) for width in widths] == [9, 23, 51]


def test_a_file_may_have_no_rows() -> None:
    assert write_csv([], ";") == b"\xef\xbb\xbf"
    assert write_workbook([]).startswith(b"PK")


def test_half_a_letter_hinders_no_file() -> None:
    assert csv_cells(write_csv([["\ud83d"]], ";")) == [["?"]]
    assert read_file(write_workbook([["\ud83d"]]), "").rows[0].cells == ("?",)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_begins_like_a_formula_in_a_csv_is_a_number_or_a_dash(row: list[str]) -> None:
    for cell in csv_cells(write_csv([row], ";"))[0]:
        assert re.fullmatch(r"([^=+@-].*)?|[+-][0-9][0-9 .,]*|-+", cell, re.DOTALL)
