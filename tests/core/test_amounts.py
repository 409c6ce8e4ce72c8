"""Which values are amounts that want their dots, and what too many people would hear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.amounts import shared_by_many, with_dots
from bot.core.cautions import Caution
from bot.core.faults import find_faults, with_mended
from bot.core.lists import LeftOut, NewRow
from tests.core.sheets import a_row


def rows_of(field: str, *values: str) -> list[NewRow]:
    return [a_row(position, **{field: value}) for position, value in enumerate(values)]


def undotted(rows: Sequence[NewRow], fields: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The amounts without dots by their fields, as positions of rows."""
    faults = find_faults(rows, fields)
    return {one.name: one.positions for one in faults if one.caution is Caution.UNDOTTED}


def mended(rows: Sequence[NewRow], fields: Sequence[str]) -> list[NewRow]:
    return with_mended(rows, fields, Caution.UNDOTTED)


def is_undotted(field: str, value: str, others: Iterable[str]) -> bool:
    """Whether the value is found, beside others of its column."""
    return 0 in undotted(rows_of(field, value, *others), [field]).get(field, ())


def mended_value(value: str, field: str = "due_amount") -> str:
    [row] = mended(rows_of(field, value), [field])
    return row.values[field]


@pytest.mark.parametrize(
    ("digits", "dotted"),
    [("10410000", "10.410.000"), ("5000", "5.000"), ("999999999999999", "999.999.999.999.999")],
)
def test_an_amount_has_a_dot_before_every_three_digits(digits: str, dotted: str) -> None:
    assert with_dots(digits) == dotted


@pytest.mark.parametrize(
    "value",
    [
        "10410000",
        "10,410,000",
        "10 410 000",
        "10.410.000 đ",
        "10.410.000đ",
        "10410000đ",
        "10410000 VNĐ",
        "10,410,000 vnd",
        "10.410.000 đồng",
        "10410000₫",
    ],
)
def test_an_amount_becomes_its_digits_with_dots_and_nothing_else(value: str) -> None:
    assert is_undotted("due_amount", value, [])
    assert mended_value(value) == "10.410.000"


@pytest.mark.parametrize(
    ("value", "dotted"), [("850,000", "850.000"), ("850 125", "850.125"), ("5000", "5.000")]
)
def test_small_amounts_are_amounts_too(value: str, dotted: str) -> None:
    assert mended_value(value) == dotted


@pytest.mark.parametrize(
    "value",
    [
        "10.410.000",
        "500",
        "010410000",
        "1234567890123456",
        "850,125",
        "10.410,000",
        "10.410.000,00",
        "10410000,5",
        "10410000.5",
        "-500000",
        "10tr",
        "500k",
        "10 triệu",
        "30/11/2026",
        "#15",
        "10,41,000",
        "١٠٤١٠٠٠٠",
        "",
    ],
)
def test_what_is_dotted_or_not_surely_an_amount_stays(value: str) -> None:
    assert not is_undotted("due_amount", value, [])
    assert mended_value(value) == value


@pytest.mark.parametrize(
    "field",
    [
        "due_amount",
        "amount",
        "so_tien",
        "soTien",
        "SO_TIEN",
        "sotien",
        "no",
        "no_goc",
        "du_no",
        "so_du",
        "tien_cuoc",
        "phi",
        "phi_qua_han",
        "gia",
        "balance",
        "tong_tien",
        "phi_thue_bao",
        "gia_tri_hop_dong",
        "account_balance",
        "totalAmount",
        "amount1",
    ],
)
def test_a_field_is_one_of_amounts_by_its_name(field: str) -> None:
    assert is_undotted(field, "10410000", [])


@pytest.mark.parametrize(
    "field",
    [
        "so",
        "so_hop_dong",
        "ma",
        "ma_phi",
        "contract_no",
        "account_no",
        "no_of_days",
        "due_date",
        "ngay_dong_phi",
        "phone",
        "so_dien_thoai",
        "tong_dai",
        "gia_han",
        "ten_phi",
        "note",
        "id",
        "so_cuoc_goi",
        "notice",
        "sophong",
        "customer_name",
        "otp",
    ],
)
def test_other_fields_are_not(field: str) -> None:
    assert not is_undotted(field, "10410000", ["10410000"])


def test_dotted_amounts_in_other_rows_make_a_field_one_of_amounts() -> None:
    assert is_undotted("khoan_phai_dong", "10410000", ["5.000.000", "10410000"])
    assert undotted(rows_of("x", "5.000.000", "10410000"), ["x"]) == {"x": (1,)}


@pytest.mark.parametrize("field", ["so_hop_dong", "phone", "ma_khach", "so_tai_khoan", "due_date"])
def test_numbers_of_another_kind_stay_though_some_have_dots(field: str) -> None:
    assert not is_undotted(field, "987654321", ["987.654.321"])


def test_undotted_amounts_are_found_by_field_and_place_among_rows_to_be_called() -> None:
    rows = [
        a_row(0, due_amount="10410000", phi="500", note="12345"),
        a_row(1, due_amount="10.410.000", phi="5000", note="12345"),
        replace(a_row(2, due_amount="777777"), left_out=LeftOut.REPEATED),
        a_row(3, due_amount="5000000"),
    ]

    found = undotted(rows, ["due_amount", "phi", "note", "missing"])

    assert found == {"due_amount": (0, 3), "phi": (1,)}


def test_all_amounts_are_mended_at_once_and_nothing_else_changes() -> None:
    rows = [a_row(0, due_amount="10410000", phi="5,000,000 đ", note="12345"), a_row(1, note="1")]
    fields = ["due_amount", "phi", "note"]

    after = mended(rows, fields)

    assert after[0].values == {"due_amount": "10.410.000", "phi": "5.000.000", "note": "12345"}
    assert after[0] == replace(rows[0], values=after[0].values)
    assert after[1] is rows[1]
    assert undotted(after, fields) == {}


_AMOUNTS = st.from_regex(
    r"[0-9]{1,17}|[0-9]{1,3}([., ][0-9]{3}){1,6}( ?(đ|vnd))?|[0-9]{4,9} ?đ", fullmatch=True
)


@given(values=st.lists(_AMOUNTS | st.text(max_size=12), max_size=5), field=st.sampled_from("ax"))
def test_mending_changes_no_digit_and_mends_all_at_once(values: list[str], field: str) -> None:
    rows = rows_of("so_tien" if field == "a" else field, *values)
    fields = list(rows[0].values) if rows else []

    once = mended(rows, fields)

    assert mended(once, fields) == once
    assert undotted(once, fields) == {}
    for before, after in zip(rows, once, strict=True):
        assert digits(before) == digits(after)
        assert before.values == after.values or all(
            re.fullmatch(r"\d{1,3}(\.\d{3})+", value) for value in after.values.values()
        )


def digits(row: NewRow) -> list[str]:
    return [re.sub(r"\D", "", value) for value in row.values.values()]


def test_one_name_that_several_would_hear_is_found() -> None:
    rows = rows_of("customer_name", *["Nguyễn Văn A"] * 3, "B", "C")
    assert shared_by_many(rows, ["customer_name"]) == [("customer_name", "Nguyễn Văn A", 3)]


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "ten",
        "ho_ten",
        "hoTen",
        "hovaten",
        "khach",
        "khach_hang",
        "ten_kh",
        "customer",
        "full_name",
        "ten_khach_hang",
        "nguoi_vay",
        "so_tien",
    ],
)
def test_names_of_people_and_amounts_are_one_persons(field: str) -> None:
    assert shared_by_many(rows_of(field, "A", "A", "A"), [field]) == [(field, "A", 3)]


@pytest.mark.parametrize(
    "field",
    [
        "due_date",
        "ngay",
        "ten_cong_ty",
        "product_name",
        "ten_nhan_vien",
        "ten_goi",
        "note",
        "customer_id",
        "chi_nhanh",
        "so_hop_dong",
    ],
)
def test_other_values_may_be_the_same_for_many(field: str) -> None:
    assert shared_by_many(rows_of(field, "A", "A", "A"), [field], shared={field: "A"}) == []


@pytest.mark.parametrize(
    ("same", "others", "found"), [(2, 0, 0), (3, 0, 1), (3, 12, 1), (3, 13, 0), (20, 80, 1)]
)
def test_many_are_three_and_a_fifth_of_all(same: int, others: int, found: int) -> None:
    rows = rows_of("name", *["A"] * same, *(f"B{number}" for number in range(others)))
    assert len(shared_by_many(rows, ["name"])) == found


def test_a_name_that_is_given_once_for_all_is_found_however_few_hear_it() -> None:
    rows = rows_of("name", "A", "A", *(f"B{number}" for number in range(50)))

    assert shared_by_many(rows, ["name"], shared={"name": "A"}) == [("name", "A", 2)]
    assert shared_by_many(rows[1:], ["name"], shared={"name": "A"}) == []


def test_an_amount_that_is_given_once_for_all_is_known_after_mending() -> None:
    rows = mended(rows_of("so_tien", "500000", "500000"), ["so_tien"])
    given_for_all = {"so_tien": "500000"}

    assert shared_by_many(rows, ["so_tien"], shared=given_for_all) == [("so_tien", "500.000", 2)]


def test_who_is_left_out_hears_nothing() -> None:
    rows = [replace(row, left_out=LeftOut.NUMBER) for row in rows_of("name", "A", "A", "A")]
    assert shared_by_many(rows, ["name"]) == []


def test_what_most_would_hear_comes_first() -> None:
    rows = [a_row(at, name="A", so_tien="5.000" if at < 4 else "6.000") for at in range(10)]
    assert shared_by_many(rows, ["so_tien", "name"]) == [
        ("name", "A", 10),
        ("so_tien", "6.000", 6),
        ("so_tien", "5.000", 4),
    ]
