"""Lists as files, of any length: six columns, a number of its own in each row; always the same."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO, StringIO

from xlsxwriter import Workbook

HEADING = ("Số điện thoại", "customer_name", "due_amount", "due_date", "ref", "Ghi chú")
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ")
_LETTERS = "ABCDEGHIKLMNOPQRSTUVXY"
_FIRST_DAY = date(2026, 12, 1)


def csv_file(rows: int, *, first: int = 0) -> bytes:
    """As Excel saves it where `;` parts the columns: a BOM, CRLF, amounts with their dots."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADING)
    for number, name, amount, day, ref, note in _people(rows, first):
        dotted = f"{amount:,}".replace(",", ".")
        writer.writerow((number, name, dotted, f"{day:%d/%m/%Y}", ref, note))
    return written.getvalue().encode("utf-8-sig")


def xlsx_file(rows: int, *, first: int = 0) -> bytes:
    """As Excel has it when nobody formatted a column: numbers without zeros, amounts, days."""
    written = BytesIO()
    with Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Danh sách")
        as_day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADING)
        for line, (number, name, amount, day, ref, note) in enumerate(_people(rows, first), 1):
            sheet.write_number(line, 0, int(number))
            sheet.write_string(line, 1, name)
            sheet.write_number(line, 2, amount)
            sheet.write_datetime(line, 3, day, as_day)
            sheet.write_string(line, 4, ref)
            sheet.write_string(line, 5, note)
    return written.getvalue()


def numbers(rows: int, *, first: int = 0) -> Iterator[str]:
    """The numbers of those rows; neighbours end in different digits, and so act differently."""
    yield from (f"09{12_345_710 + 37 * at}" for at in range(first, first + rows))


def _people(rows: int, first: int) -> Iterator[tuple[str, str, int, date, str, str]]:
    for at, number in enumerate(numbers(rows, first=first), first):
        family, letter = _FAMILIES[at % len(_FAMILIES)], _LETTERS[at % len(_LETTERS)]
        yield (
            number,
            f"{family} {'Thị' if at % 2 else 'Văn'} {letter} {at}",
            1_230_000 + 10_000 * (at * 7 % 4_100),
            _FIRST_DAY + timedelta(days=at % 28),
            f"HĐ {24_001 + at}",
            ("Khách quen", "Hẹn chiều", "", "Gọi sau giờ làm")[at % 4],
        )
