"""Files that are given back: whoever opens them sees what is in them, and nothing runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

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


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('=HYPERLINK("http://example.com")', '\'=HYPERLINK("http://example.com")'),
        ("+1+1", "'+1+1"),
        ("-1-1", "'-1-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "\t'=1"),
        ("\r=1", "\r'=1"),
        (" =1", " '=1"),
        ("＝1", "'＝1"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("+84 987 654 321*2", "'+84 987 654 321*2"),
        ("-5, 7*A1", "'-5, 7*A1"),
    ],
)
def test_no_text_of_a_csv_is_a_formula(text: str, written: str) -> None:
    assert csv_cells(write_csv([[text, "x"]], ";")) == [[written, "x"]]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;=cmd()", "a;'=cmd()"),
        ("a, \t@b", "a, \t'@b"),
        ("a|=1|=2", "a|'=1|'=2"),
        ("a\n=1+1", "a\n'=1+1"),
        ('say "=1"', 'say "\'=1"'),
        ('a;"=1', "a;\"'=1"),
        ("a\u2028=1", "a\u2028'=1"),
        ("Gọi lại;\n- sau 17:00", "Gọi lại;\n'- sau 17:00"),
    ],
)
def test_nothing_runs_where_another_separator_would_take_a_text_of_a_csv_apart(
    text: str, written: str
) -> None:
    assert csv_cells(write_csv([[text], [text, "x"]], ";")) == [[written], [written, "x"]]


@pytest.mark.parametrize(
    "text",
    [
        *("+84987654321", "+84 987 654 321", "-5", "-5%", "-1.250.000,5", "-", "--"),
        *("30-11-2026", "0987-654-321", "a=b", "a - b", "a@example.com", "Nguyễn Văn A, -5%"),
        *("Lan; +84 987 654 321", "dòng 1\n-5"),
    ],
)
def test_a_phone_a_number_a_date_and_a_dash_are_no_formulas(text: str) -> None:
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


SEPARATORS = ",;\t|"
#: What a program may skip before it looks at a field.
LEAD = '"\0 \t\r\n\v\f\x85\xa0\u2028\u2029'
TEXTS = st.text("=+-@＝,;\t|\"' \n\r\u2028a1", max_size=12) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=12
)
#: A number that is all of its cell is none, though another separator joins the next cell to it.
FORMULA = r"""(?!([+-][0-9][0-9 .,]*%?|-+)"*([\r\n]|\Z|{delimiter}))[=+\-@＝＋－＠]"""


def fields(text: str) -> Iterator[str]:
    """All that may be a field, by any separator, whether or not quotes are honoured."""
    for separator in SEPARATORS:
        yield from chain.from_iterable(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        )
        yield from chain.from_iterable(line.split(separator) for line in text.splitlines())


@given(st.lists(st.lists(TEXTS, max_size=4), max_size=3), st.sampled_from(SEPARATORS))
def test_no_field_begins_as_a_formula_whatever_a_csv_is_opened_by(
    rows: list[list[str]], delimiter: str
) -> None:
    written = write_csv(rows, delimiter).decode("utf-8-sig")
    formula = re.compile(FORMULA.format(delimiter=re.escape(delimiter)))

    assert not [field for field in fields(written) if formula.match(field.lstrip(LEAD))]
