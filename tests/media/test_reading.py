"""What a file is, told by its content."""

from __future__ import annotations

import random

import pytest

from bot.core.tables import TableKind
from bot.errors import UsageError
from bot.media.reading import read_file
from tests.media.books import archive, book

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def fault(content: bytes, name: str = "khach.xlsx") -> tuple[str, dict[str, str]]:
    with pytest.raises(UsageError) as caught:
        read_file(content, name)
    return caught.value.problem, caught.value.values


def test_a_csv_from_excel_for_windows_is_read() -> None:
    content = '\ufeffSĐT;Tên khách\r\n987654321;"Nguyễn ""Văn""\nA"\r\n'.encode()

    table = read_file(content, "khach.csv")

    assert (table.kind, table.delimiter) == (TableKind.CSV, ";")
    assert [row.cells for row in table.rows] == [
        ("SĐT", "Tên khách"),
        ("987654321", 'Nguyễn "Văn"\nA'),
    ]


def test_a_workbook_is_one_whatever_it_is_called() -> None:
    content = book(lambda _, sheet: sheet.write_row(0, 0, ["SĐT", "Tên"]))

    assert read_file(content, "khach.csv").kind is TableKind.XLSX


def test_a_text_is_one_whatever_it_is_called() -> None:
    assert read_file(b"0987654321;A", "khach.xlsx").kind is TableKind.CSV


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (OLE, "xls"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF89a", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"<html><table><tr><td>0987654321</td></tr></table></html>", "html"),
        (b"\xef\xbb\xbf\r\n<TABLE>", "html"),
        ("<html>SĐT</html>".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?><Workbook/>', "xml"),
        (b"{\\rtf1 0987654321}", "rtf"),
        (b"MIME-Version: 1.0\r\n", "mht"),
        (archive({"content.xml": b"", "mimetype": b""}), "ods"),
        (archive({"xl/workbook.bin": b""}), "xlsb"),
        (archive({"word/document.xml": b""}), "docx"),
        (archive({"khach.csv": b"0987654321"}), "zip"),
        (archive({}), "zip"),
    ],
)
def test_another_kind_of_file_is_named(content: bytes, kind: str) -> None:
    assert fault(content) == ("table_kind", {"format": kind})


def test_an_encrypted_workbook_is_named_as_locked() -> None:
    assert fault(OLE + "EncryptedPackage".encode("utf-16-le")) == ("table_locked", {})


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("khach.csv", ("table_encoding", {})),
        ("khach", ("table_encoding", {})),
        ("khach.xlsx", ("table_broken", {})),
        ("khach.HEIC", ("table_kind", {"format": "heic"})),
    ],
)
def test_bytes_that_are_nothing_known_are_named_by_what_they_were_meant_to_be(
    name: str, problem: tuple[str, dict[str, str]]
) -> None:
    assert fault(random.Random(1).randbytes(3000), name) == problem


def test_an_empty_file_is_an_empty_table() -> None:
    assert fault(b"") == ("table_empty", {})


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_workbook_that_was_cut_off_is_broken(kept: float) -> None:
    content = book(lambda _, sheet: sheet.write_row(0, 0, ["SĐT", "Tên"]))

    assert fault(content[: int(len(content) * kept)]) == ("table_broken", {})
