"""What parts the cells of a text, told from all its rows."""

from __future__ import annotations

import pytest

from bot.core.separators import csv_separator
from bot.core.tables import read_paste

A = "0987654321"
B = "0912345678"


def pasted(text: str) -> list[tuple[object, ...]]:
    return [row.cells for row in read_paste(text).rows]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b;c\n1;2;3\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("a,b\n1,2\n", ","),
        ('a,b\n1,"2;3"\n', ","),
        ("a;b\n1;10,410,000\n2;1,250,000\n", ";"),
        ("a;b;c\n1;x, y;z\n2;x, y\n", ";"),
        ("Danh sách, tháng 11;;\na;b;c\n1;2;3\n", ";"),
        ("a\n1\n2\n", ";"),
        ("Tên\nA, B\nC\nD\nE\n", ";"),
    ],
)
def test_a_csv_is_parted_by_what_parts_its_rows_alike(text: str, separator: str) -> None:
    assert csv_separator(text) == separator


@pytest.mark.parametrize("sign", ["\t", ";", "|", ", ", "   ", " \t "])
def test_pasted_cells_are_parted_by_one_sign_or_by_gaps(sign: str) -> None:
    text = f"{A}{sign}Nguyễn Văn A{sign}HĐ 1\n{B}{sign}Trần Thị B{sign}HĐ 2"

    assert pasted(text) == [(A, "Nguyễn Văn A", "HĐ 1"), (B, "Trần Thị B", "HĐ 2")]


@pytest.mark.parametrize("sign", ["\t", ";", "|", ",", ", ", "  "])
def test_a_comma_does_not_part_an_amount(sign: str) -> None:
    text = f"{A}{sign}A{sign}10,410,000\n{B}{sign}B{sign}900,000"

    assert pasted(text) == [(A, "A", "10,410,000"), (B, "B", "900,000")]


def test_a_phone_and_an_amount_alone_are_two_cells() -> None:
    assert pasted(f"{A} 10,410,000\n{B} 900,000") == [(A, "10,410,000"), (B, "900,000")]


def test_commas_between_short_numbers_part_them_where_columns_then_agree() -> None:
    assert pasted(f"{A},12,345\n{B},7,8\n{A},1,2") == [
        (A, "12", "345"),
        (B, "7", "8"),
        (A, "1", "2"),
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("0987654321 Nguyễn Văn A", ("0987654321", "Nguyễn Văn A")),
        ("0987 654 321 Nguyễn Văn A", ("0987 654 321", "Nguyễn Văn A")),
        ("+84 987 654 321 Nguyễn Văn A", ("+84 987 654 321", "Nguyễn Văn A")),
        ("028 3812 3456 Nguyễn Văn A", ("028 3812 3456", "Nguyễn Văn A")),
        ("0987 654 321 10410000", ("0987 654 321", "10410000")),
        ("0987654321 - Nguyễn Văn A", ("0987654321", "Nguyễn Văn A")),
        ("0987654321 -500", ("0987654321", "-500")),
        ("0987654321: Nguyễn Văn A", ("0987654321", "Nguyễn Văn A")),
        ("0987654321 Nguyễn Văn A, Hà Nội", ("0987654321", "Nguyễn Văn A, Hà Nội")),
        ("0162 3456789 Nguyễn Văn A", ("0162 3456789", "Nguyễn Văn A")),
        ("09876543 Nguyễn Văn A", ("09876543", "Nguyễn Văn A")),
        ("0987 654 32 Nguyễn Văn A", ("0987 654 32", "Nguyễn Văn A")),
        ("0987 654 321", ("0987 654 321",)),
    ],
)
def test_a_row_may_begin_with_a_phone_and_go_on(line: str, cells: tuple[str, ...]) -> None:
    assert pasted(line) == [cells]


def test_a_row_without_a_phone_stays_whole_where_others_begin_with_one() -> None:
    assert pasted(f"{A} A\nkhông có số\n{B} B") == [(A, "A"), ("không có số", None), (B, "B")]


def test_one_row_with_a_comma_does_not_part_the_others_by_it() -> None:
    rows = [f"{A} Nguyễn Văn {letter}" for letter in "ABCDE"]

    assert pasted("\n".join([*rows, f"{B} Trần Thị B, Hà Nội"]))[-1] == (B, "Trần Thị B, Hà Nội")


def test_a_row_that_ends_early_does_not_change_what_parts_the_rest() -> None:
    text = f"{A}\tA\t500\n{B}\tB\n{A}\tC\t700\n{A}\tD\t900"

    assert pasted(text)[1] == (B, "B", None)


def test_numbers_one_under_the_other_are_one_column() -> None:
    assert pasted(f"{A}\n0912 345 678\n{B}") == [(A,), ("0912 345 678",), (B,)]


def test_words_without_any_number_are_one_column() -> None:
    assert pasted("xin chào\ncác bạn") == [("xin chào",), ("các bạn",)]
