"""What of a message is the command of a list, and what are its rows."""

from __future__ import annotations

import pytest

from bot.core.list_commands import (
    has_phone,
    looks_like_rows,
    looks_like_table,
    parse_list_command,
    split_list,
)
from bot.errors import UsageError

ROWS = "0987654321; Nguyễn Văn A\n0912345678; Trần Thị B"


def test_rows_below_a_template_are_a_list() -> None:
    many = split_list(f"nhac_no_t11\n{ROWS}")

    assert many is not None
    assert (many.command.template, many.command.callee, many.rows) == ("nhac_no_t11", None, ROWS)


def test_values_behind_the_template_hold_for_every_row() -> None:
    many = split_list(f'nhac_no_t11 due_date=30/11/2026 caller=19001234 name="Quý khách"\n{ROWS}')

    assert many is not None
    assert many.command.values == {"due_date": "30/11/2026", "name": "Quý khách"}
    assert many.command.caller == "19001234"


def test_rows_without_a_template_are_a_list_whose_template_is_asked_for() -> None:
    many = split_list(ROWS)

    assert many is not None
    assert (many.command.template, many.rows) == (None, ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0987654321 nhac_no_t11",
        "nhac_no_t11",
        "0987654321 nhac_no_t11\ncustomer_name=A due_amount=10.410.000",
        "0987654321 nhac_no_t11 hotline=0987654322\nso=0912345678",
        "nhac_no_t11\ncustomer_name=A",
    ],
)
def test_one_call_is_no_list_however_many_lines_it_has(text: str) -> None:
    assert split_list(text) is None


def test_rows_whose_numbers_are_all_wrong_are_a_list_too() -> None:
    assert split_list("nhac_no_t11\n098765; A\n0912; B") is not None
    assert split_list("nhac_no_t11\n098765; A") is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0987654321 nhac_no_t11", "list_and_phone"),
        ("nhac_no_t11 ref=24018", "list_and_ref"),
        ("nhac_no_t11 viết thêm", "call_unclear"),
    ],
)
def test_what_only_one_call_can_have_is_refused_of_a_list(text: str, problem: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_list_command(text)

    assert refused.value.problem == problem


@pytest.mark.parametrize(
    "line",
    [
        "0987654321",
        "0987 654 321 Nguyễn Văn A",
        "+84 987 654 321; A",
        "(0987) 654-321, A",
        "Nguyễn Văn A\t0987654321",
        'A;"0987654321"',
        "1 | 987654321 | A",
        "Nguyễn Văn A  0987654321",
    ],
)
def test_a_row_is_known_by_a_phone_number_in_it(line: str) -> None:
    assert has_phone(line)


@pytest.mark.parametrize("line", ["", "Nguyễn Văn A; 10.410.000; 30/11/2026", "hẹn 14:30", "24018"])
def test_amounts_dates_and_words_are_no_phone_numbers(line: str) -> None:
    assert not has_phone(line)


def test_a_text_is_rows_if_most_of_its_lines_are() -> None:
    assert looks_like_rows(f"{ROWS}\n\n{ROWS}\nnguyen; 1")
    assert not looks_like_rows("0987654321")
    assert not looks_like_rows("Gọi lại giúp số này\n0987654321\ncám ơn")


@pytest.mark.parametrize(
    ("name", "mime_type", "looks"),
    [
        ("nhac_no.XLSX", "", True),
        ("nhac_no.csv", "application/octet-stream", True),
        ("cu.xls", "", True),
        ("khong_duoi", "text/csv", True),
        ("loi_chao.wav", "audio/x-wav", False),
        ("anh.jpeg", "image/jpeg", False),
    ],
)
def test_a_file_is_tried_as_a_table_by_its_name_or_type(
    name: str, mime_type: str, looks: bool
) -> None:
    assert looks_like_table(name, mime_type) is looks
