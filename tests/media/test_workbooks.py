"""What is read of a workbook, and what it may not do."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.core.cells import Cell
from bot.core.tables import Table
from bot.errors import UsageError
from bot.media.reading import read_file
from tests import samples
from tests.media.books import archive, book, locked_part, raw_book, saying_smaller

LIBREOFFICE = Path(samples.__file__).parent / "tables" / "libreoffice.xlsx"
ROW = '<row r="1"><c r="A1"><v>987654321</v></c></row>'


def read(content: bytes) -> Table:
    return read_file(content, "khach.xlsx")


def cells(content: bytes) -> list[Sequence[Cell]]:
    return [row.cells for row in read(content).rows]


def fault(content: bytes) -> tuple[str, dict[str, str]]:
    with pytest.raises(UsageError) as caught:
        read(content)
    return caught.value.problem, caught.value.values


def test_a_workbook_of_libreoffice_is_read_as_it_looks_there() -> None:
    table = read(LIBREOFFICE.read_bytes())

    assert (table.sheet, table.other_sheets) == ("Khách hàng", 2)
    assert [(row.line, *row.cells) for row in table.rows] == [
        (1, "Danh sách tháng 11", None, None, None, None, None, None),
        (3, "SĐT", "Tên khách", "Số tiền", "Gấp đôi", "Hạn", "Hẹn", "Tỷ lệ"),
        (
            4,
            987654321,
            "Nguyễn Văn A",
            10410000,
            20820000,
            date(2026, 11, 30),
            datetime(2026, 11, 30, 9, 5),
            0.5,
        ),
        (
            5,
            "0912345678",
            'Trần Thị B\nChi nhánh "1"',
            900000,
            "#DIV/0!",
            date(2026, 12, 1),
            None,
            '=HYPERLINK("http://example.com")',
        ),
    ]


def test_cells_keep_their_types() -> None:
    def fill(workbook: Workbook, sheet: Worksheet) -> None:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        clock = workbook.add_format({"num_format": "hh:mm"})
        span = workbook.add_format({"num_format": "[h]:mm"})
        sheet.write(0, 0, 987654321, workbook.add_format({"num_format": "0000000000"}))
        sheet.write(0, 1, "0987654321")
        sheet.write(0, 2, 1250000.5)
        sheet.write(0, 3, date(2026, 11, 30), day)
        sheet.write(0, 4, datetime(2026, 11, 30, 9, 5), day)
        sheet.write(0, 5, time(9, 5), clock)
        sheet.write(0, 6, 1.5, span)
        sheet.write(0, 7, True)
        sheet.write(0, 8, 1e16)

    row = cells(book(fill))[0]

    assert row == (
        987654321,
        "0987654321",
        1250000.5,
        date(2026, 11, 30),
        datetime(2026, 11, 30, 9, 5),
        "09:05",
        "36:00",
        True,
        1e16,
    )
    assert [type(cell) for cell in row][-2:] == [bool, float]


def test_data_that_begins_further_down_and_right_stays_where_it_is() -> None:
    content = book(lambda _, sheet: [sheet.write(4, 2, "SĐT"), sheet.write(6, 2, 987654321)])

    assert [(row.line, row.cells) for row in read(content).rows] == [
        (5, (None, None, "SĐT")),
        (7, (None, None, 987654321)),
    ]


def test_a_merged_value_stands_in_its_first_cell_alone() -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A1:B2", "Nguyễn Văn A")
        sheet.write("C1", "x")
        sheet.write("C2", "y")

    assert cells(book(fill)) == [("Nguyễn Văn A", None, "x"), (None, None, "y")]


def test_a_formula_is_what_it_came_to_when_it_was_saved() -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.write_formula("A1", "=B1", value="0987654321")
        sheet.write_formula("B1", "=1+1", value=2)
        sheet.write_formula("C1", "=D9", value="")
        sheet.write_formula("D1", '=HYPERLINK("http://example.com")', value="x")

    assert cells(book(fill)) == [("0987654321", 2, None, "x")]


def test_errors_are_read_where_they_stand() -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.write("B2", "x")
        sheet.write_formula("C2", "=NA()", value="#N/A")
        sheet.write_formula("B3", "=1/0", value="#DIV/0!")
        sheet.write("C3", "y")

    assert cells(book(fill)) == [(None, "x", "#N/A"), (None, "#DIV/0!", "y")]


def test_text_that_looks_like_a_formula_is_text() -> None:
    content = book(lambda _, sheet: sheet.write_string(0, 0, "=HYPERLINK(1)"))

    assert cells(content) == [("=HYPERLINK(1)",)]


def test_the_first_sheet_that_holds_something_is_read_and_hidden_ones_last() -> None:
    content = book(
        lambda _, sheet: sheet.activate(),
        lambda _, sheet: [sheet.hide(), sheet.write(0, 0, "hidden")],
        lambda workbook, sheet: sheet.write_blank(0, 0, None, workbook.add_format({"bold": True})),
        lambda _, sheet: sheet.write(0, 0, "shown"),
        lambda _, sheet: sheet.write(0, 0, "too"),
    )

    table = read(content)

    assert (table.sheet, table.rows[0].cells, table.other_sheets) == ("D", ("shown",), 2)


def test_a_hidden_sheet_is_read_if_it_is_all_there_is() -> None:
    content = book(
        lambda _, sheet: sheet.activate(),
        lambda _, sheet: [sheet.hide(), sheet.write(0, 0, "hidden")],
    )

    assert read(content).sheet == "B"


def test_a_sheet_of_charts_is_no_table() -> None:
    def fill(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.write(0, 0, 5)
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=A!$A$1:$A$1"})
        workbook.add_chartsheet("chart").set_chart(chart)

    assert read(book(fill)).other_sheets == 0


@pytest.mark.parametrize("content", [book(lambda *_: None), raw_book(""), raw_book()])
def test_a_workbook_with_nothing_in_it_is_empty(content: bytes) -> None:
    assert fault(content) == ("table_empty", {})


def test_too_many_rows_are_counted() -> None:
    content = book(lambda _, sheet: [sheet.write(row, 0, row) for row in range(10_002)])

    assert fault(content) == ("table_rows", {"rows": "10001", "most": "10000"})


def test_a_heading_and_ten_thousand_rows_are_read() -> None:
    content = book(lambda _, sheet: [sheet.write(row, 0, row) for row in range(10_001)])

    assert len(read(content).rows) == 10_001


@pytest.mark.parametrize(("place", "columns"), [("CW1", "101"), ("XFD1048576", "16384")])
def test_a_cell_far_to_the_right_is_a_column_too_many(place: str, columns: str) -> None:
    row = place.lstrip("CWXFD")
    far = f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'

    assert fault(raw_book(ROW + far if row != "1" else far)) == (
        "table_columns",
        {"line": row, "columns": columns, "most": "100"},
    )


def test_an_empty_cell_far_to_the_right_is_none() -> None:
    styled = '<row r="2"><c r="XFD2" s="0"/><c r="XFD2"></c></row>'

    assert cells(raw_book(ROW + styled)) == [(987654321,)]


def test_one_long_text_in_every_cell_is_too_large() -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        for row in range(150):
            sheet.write_row(row, 0, ["x" * 1000] * 100)

    content = book(fill)

    assert len(content) < 1 << 20
    assert fault(content) == ("table_large", {"most": "10"})


#: MiB, of which a workbook may unpack to 200.
BOMB = 201


def test_what_unpacks_to_too_much_is_not_unpacked() -> None:
    assert fault(raw_book(ROW, more={"xl/media/image1.png": BOMB})) == (
        "table_large",
        {"most": "10"},
    )


def test_what_an_archive_says_of_its_size_is_not_believed() -> None:
    content = raw_book(ROW, more={"xl/media/image1.png": BOMB})

    assert fault(saying_smaller(content, "xl/media/image1.png", size=5)) == (
        "table_large",
        {"most": "10"},
    )


def test_archives_inside_are_left_closed() -> None:
    inner = archive({"bomb": BOMB})

    assert cells(raw_book(ROW, more={"xl/embeddings/1.zip": inner})) == [(987654321,)]


def test_many_parts_that_are_each_small_enough_are_too_much_together() -> None:
    more = {f"xl/media/{number}.png": 21 for number in range(10)}

    assert fault(raw_book(ROW, more=more)) == ("table_large", {"most": "10"})


def test_an_archive_of_too_many_parts_is_too_large() -> None:
    more = {f"xl/media/{number}.png": b"" for number in range(2000)}

    assert fault(raw_book(ROW, more=more)) == ("table_large", {"most": "10"})


def test_a_workbook_with_a_password_is_locked() -> None:
    assert fault(locked_part(raw_book(ROW))) == ("table_locked", {})


@pytest.mark.parametrize(
    "content",
    [
        archive({"xl/workbook.xml": b"<workbook/>"}),
        archive({"xl/workbook.xml": b"no xml", "xl/_rels/workbook.xml.rels": b"no xml"}),
        raw_book('<row r="1"><c r="A1"><v>1</v></c'),
    ],
    ids=["no relations", "no xml", "a sheet that is cut off"],
)
def test_an_archive_that_is_no_whole_workbook_is_broken(content: bytes) -> None:
    assert fault(content) == ("table_broken", {})


def test_a_workbook_with_wrong_bytes_is_read_or_refused_and_nothing_else() -> None:
    chance, content = random.Random(1), LIBREOFFICE.read_bytes()
    problems = set()
    for _ in range(200):
        changed = bytearray(content)
        for _ in range(3):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            read(bytes(changed))
        except UsageError as error:
            problems.add(error.problem)

    assert problems <= {"table_broken", "table_kind", "table_locked", "table_large"}
