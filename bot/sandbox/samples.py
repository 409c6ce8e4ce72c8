"""Lists to try: one ready to be pasted, one as a file, of people whose numbers end in many ways.

Pure, and the same each time. The file is what Excel saves as CSV where `;` parts the columns: a
BOM, CRLF, and the slips of people who fill in such a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox.pbx.seeds import DEBT

SAMPLE_NAME = "danh_sach_mau.csv"
SAMPLE_ROWS = 40

_FAMILIES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
)
_LETTERS = "ABCDEGHIKLMNOPQRSTUVXY"
#: The last two digits of those who are pasted: pressing 1 and 2, listening, busy, and so on.
_PASTED = ("21", "22", "01", "02", "03", "15", "30", "05", "32", "08", "11", "04")
#: Rows of the file, from 0, whose amount has lost its dots, whose number has lost a digit, and one
#: that calls again whom an earlier one calls.
_NO_DOTS = (8, 23)
_SHORT = 17
_REPEATED, _BEFORE = 31, 5


def paste() -> str:
    """A command with a row for each of a dozen people, in the order of the script's key fields."""
    rows = (
        f"09123456{digits}; {_name(place)}; {_amount(place)}; {_date(place)}"
        for place, digits in enumerate(_PASTED)
    )
    return "\n".join((f"/call {DEBT.name}", *rows))


def sample_csv() -> bytes:
    """A file of `SAMPLE_ROWS` people under headings that name the script's key fields."""
    heading = "Số điện thoại;customer_name;due_amount;due_date;ref"
    lines = (heading, *map(";".join, _rows()))
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _rows() -> Iterator[tuple[str, ...]]:
    for place in range(SAMPLE_ROWS):
        number = _number(_BEFORE if place == _REPEATED else place)
        amount = _amount(place)
        yield (
            number[:-1] if place == _SHORT else number,
            _name(place),
            amount.replace(".", "") if place in _NO_DOTS else amount,
            _date(place),
            f"HĐ {24001 + place}",
        )


def _number(place: int) -> str:
    """Neighbours end in different digits, and no two of the file are the same."""
    return f"09{12_345_710 + 37 * place}"


def _name(place: int) -> str:
    """Nobody's, and no two in a file are the same."""
    family, letter = _FAMILIES[place % len(_FAMILIES)], _LETTERS[place % len(_LETTERS)]
    return f"{family} {'Thị' if place % 2 else 'Văn'} {letter}"


def _amount(place: int) -> str:
    """In the way of the language: 1.230.000."""
    return f"{1_230_000 + 410_000 * (place * 7 % 41):,}".replace(",", ".")


def _date(place: int) -> str:
    return f"{1 + place % 28:02d}/12/2026"
