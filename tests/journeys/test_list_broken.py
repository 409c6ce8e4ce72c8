"""Files that can't be called: each gets a sentence that says why, and nobody is called."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.journeys.lists import DEBT, HEADING, PAYS, csv, numbers, send_file, sent, what
from tests.journeys.world import OPERATOR, Journey, plain, problem
from tests.media.books import archive, book, raw_book

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(200)


def rows(amount: int) -> bytes:
    """A file of so many."""
    below = (f"09{10_000_000 + at};An;1.000.000;30/11/2026;{at}\r\n" for at in range(amount))
    return "".join((f"{HEADING}\r\n", *below)).encode()


def row(text: str) -> Callable[[], bytes]:
    """A file of one row."""
    return lambda: f"{HEADING}\r\n{text}\r\n".encode()


#: What is sent under which name, and what is said of it.
BROKEN: dict[str, tuple[str, Callable[[], bytes], str, dict[str, str]]] = {
    "empty": ("a.csv", lambda: b"\r\n\r\n", "table_empty", {}),
    "heading alone": ("a.csv", row(""), "table_empty", {}),
    "empty workbook": ("a.xlsx", lambda: book(lambda *_: None), "table_empty", {}),
    "names only": ("a.csv", lambda: "Tên\r\nAn\r\nBình\r\n".encode(), "list_no_phone", {}),
    "no phone": (
        "a.csv",
        lambda: b"customer_name;due_amount;due_date\r\nAn;1;2\r\n",
        "list_no_phone",
        {},
    ),
    "10,001 rows": (
        "a.csv",
        lambda: b"".join(b"09%d;An;1;2\r\n" % at for at in range(10**7, 10**7 + 10_001)),
        "table_rows",
        {"rows": "10001", "most": "10000"},
    ),
    "zip bomb": (
        "a.xlsx",
        lambda: raw_book("", more={"xl/media/image1.bmp": 300}),
        "table_large",
        {},
    ),
    "a million columns": (
        "a.csv",
        row(f"0912000121{';' * 1_000_000}x"),
        "table_columns",
        {"line": "2", "columns": "1000001", "most": "100"},
    ),
    "another alphabet": (
        "a.csv",
        lambda: "Телефон;Имя\r\n0912000121;Иван\r\n".encode("cp1251"),
        "table_encoding",
        {},
    ),
    "noise": ("a.csv", lambda: Random(1).randbytes(3000), "table_encoding", {}),
    "a jpeg named xlsx": ("a.xlsx", lambda: JPEG, "table_kind_of", {"name": "a.xlsx"}),
    "an old workbook": ("a.xls", lambda: OLE, "table_kind_of", {"name": "a.xls"}),
    "a document": (
        "a.xlsx",
        lambda: archive({"word/document.xml": b""}),
        "table_kind_of",
        {"name": "a.xlsx"},
    ),
    "a password": (
        "a.xlsx",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "table_locked",
        {},
    ),
    "cut off": (
        "a.xlsx",
        lambda: book(lambda _, sheet: sheet.write(0, 0, "x"))[:900],
        "table_broken",
        {},
    ),
    "an open quote": ("a.csv", row('0912000121;"An;1;2;3'), "table_quote", {"line": "2"}),
    "a long cell": (
        "a.csv",
        row(f"0912000121;{'A' * 1001};1;2;3"),
        "table_cell",
        {"line": "2", "most": "1000"},
    ),
    "over 10 MB": ("a.csv", lambda: bytes(10 * 1024 * 1024 + 1), "table_large", {}),
}


@pytest.mark.parametrize("which", BROKEN)
async def test_a_file_that_cant_be_read_is_told_why_and_nobody_is_called(
    told: Journey, which: str
) -> None:
    name, content, kind, values = BROKEN[which]
    send_file(told, content(), name, caption=f"/call {DEBT}")
    await told.wait(10)

    assert told.texts(OPERATOR) == [problem(kind, **values)]
    assert "Chưa gọi ai." in told.texts(OPERATOR)[0]
    assert not told.pbx.placements


async def test_a_heading_is_not_counted_among_rows_that_are_too_many(told: Journey) -> None:
    await sent(told, rows(10_001))

    assert told.texts(OPERATOR) == [problem("table_rows", rows="10001", most="10000")]


async def test_too_many_rows_are_refused_before_anything_is_asked(told: Journey) -> None:
    send_file(told, rows(10_001).partition(b"\n")[2])
    await told.wait(10)

    assert told.texts(OPERATOR) == [problem("table_rows", rows="10001", most="10000")]


async def test_a_broken_file_may_be_sent_again_mended(told: Journey) -> None:
    await sent(told, b"\r\n")
    await sent(told, csv(numbers(PAYS)))

    assert what(told) == f"nhac_no.csv, 1 dòng → gọi 1 số · {DEBT}"


async def test_ten_thousand_rows_are_a_list(told: Journey) -> None:
    await sent(told, rows(10_000))
    await told.wait(30)

    assert what(told) == f"nhac_no.csv, 10.000 dòng → gọi 10.000 số · {DEBT}"


async def test_formulas_are_read_as_what_they_came_to_and_never_run(told: Journey) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["phone", "customer_name", "due_amount", "due_date"])
        sheet.write_row(1, 0, ["0912000121", "An"])
        sheet.write_formula(1, 2, "=1000000*2", None, 2000000)
        sheet.write_formula(1, 3, '=HYPERLINK("http://x","y")', None, "30/11/2026")

    await sent(told, book(fill), "nhac_no.xlsx")

    assert (
        "khoản nợ hai không không không không không không trước ngày ba mươi tháng mười một"
        in told.texts(OPERATOR)[-1]
    )


async def test_of_merged_cells_the_first_row_has_the_value_and_the_others_are_left_out(
    told: Journey,
) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["phone", "customer_name", "due_amount", "due_date"])
        sheet.merge_range(1, 0, 2, 0, "0912000121")
        sheet.write_row(1, 1, ["An", "1.000.000", "30/11/2026"])
        sheet.write_row(2, 1, ["An", "2.000.000", "30/11/2026"])

    await sent(told, book(fill), "nhac_no.xlsx")

    assert told.texts(OPERATOR)[-1].split("\n")[1:3] == [
        f"nhac_no.xlsx, 2 dòng → gọi 1 số · {DEBT}",
        "Bỏ 1: 1 sai số",
    ]


@pytest.mark.parametrize("encoding", ["cp1258", "utf-16", "utf-8", "utf-8-sig"])
async def test_a_file_in_any_usual_encoding_is_read(told: Journey, encoding: str) -> None:
    text = csv(numbers(PAYS)).decode("utf-8-sig").replace("Khách 1", "Nguyễn Văn Ước")
    await sent(told, (windows(text) if encoding == "cp1258" else text).encode(encoding))

    assert "Chào bạn Nguyễn Văn Ước vui lòng" in plain(told.texts(OPERATOR)[-1])


#: Windows writes these as signs of their own, behind letters.
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def windows(text: str) -> str:
    """A text as Windows' Vietnamese keeps it."""
    made = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        rest = "".join(sign for sign in parts if sign not in TONES)
        tone = "".join(sign for sign in parts if sign in TONES)
        made.append(unicodedata.normalize("NFC", rest) + tone)
    return "".join(made)


async def test_a_column_without_numbers_that_is_picked_as_the_phone_calls_nobody(
    told: Journey,
) -> None:
    await sent(told, "Máy 1;Máy 2;Tên\r\n0912000121;0912000221;An\r\n;;Bình\r\n".encode())
    await told.press(OPERATOR, "Tên: An")
    for _ in range(3):
        told.reply(OPERATOR, "1")
        await told.wait(2)

    assert what(told) == f"nhac_no.csv, 2 dòng → không gọi được số nào · {DEBT}"
