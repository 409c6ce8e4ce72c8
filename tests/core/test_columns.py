"""Which column of a table holds what, and where somebody has to be asked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cells import Cell
from bot.core.columns import (
    LABEL,
    PHONE,
    Columns,
    Matched,
    find_heading,
    folded,
    match_columns,
    phone_text,
    sample,
    with_column,
    without_title,
)
from bot.core.tables import Table
from tests.core.sheets import FIELDS, a_table, any_table, pasted

A, B = (
    ("0987654321", "Nguyễn Văn A", "10.410.000", "30/11/2026"),
    (
        "0912345678",
        "Trần Thị B",
        "5.000.000",
        "01/12/2026",
    ),
)


def match(table: Table, fields: tuple[str, ...] = FIELDS, **remembered: str) -> Matched:
    return match_columns(table, fields, remembered)


def headed(*names: str) -> Table:
    """A table with these headings; the cells below say nothing of what they hold."""
    return a_table(names, *(["x"] * len(names) for _ in range(3)))


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Số điện thoại", "sodienthoai"),
        ("customer_name", "customername"),
        (" Đến HẠN (ngày) ", "denhanngay"),
        ("So\u0302\u0301 HĐ", "sohd"),
        ("ＳĐＴ", "sdt"),
        ("№ 1", "no1"),
        ("---", ""),
    ],
)
def test_a_heading_is_compared_without_marks_case_and_signs(heading: str, name: str) -> None:
    assert folded(heading) == name


@given(text=st.text())
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ('="0987654321"', "0987654321"),
        ("'+84987654321", "+84987654321"),
        ("987654321.0", "987654321"),
        (912345678.0, "912345678"),
        (" 0987 654 321 ", "0987 654 321"),
        ("283812345.0", "283812345"),
        ("0912.345.000", "0912.345.000"),
        ("'", ""),
        (None, ""),
    ],
)
def test_what_exporters_put_around_a_number_is_taken_off(cell: Cell, number: str) -> None:
    assert phone_text(cell) == number


@pytest.mark.parametrize(
    "rows",
    [
        [("Số điện thoại", "Họ tên")],
        [("Liên hệ", "Khách"), A[:2]],
        [("phone", 2026), A[:2]],
        [("customer_name", "30/11/2026"), ("A", "0987654321")],
        [("Ghi chú",), ("0987654321",)],
    ],
)
def test_words_without_a_phone_are_a_heading(rows: list[tuple[str, ...]]) -> None:
    assert find_heading(a_table(*rows), FIELDS)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [()],
        [(None, "")],
        [A],
        [("SĐT", "0987654321")],
        [("Nguyễn Văn A", 987654321)],
        [("098765432", "Nguyễn Văn A")],
        [("không có số", "Nguyễn Văn A", "10.410.000"), A],
        [("không có số", date(2026, 11, 30)), A],
        [("Danh sách tháng 11",), A],
    ],
)
def test_a_row_with_a_phone_figures_or_a_lone_cell_is_no_heading(
    rows: list[tuple[str, ...]],
) -> None:
    assert not find_heading(a_table(*rows), FIELDS)


def test_a_title_above_the_heading_is_taken_off() -> None:
    table = a_table(("CÔNG TY ABC", None), ("NHẮC NỢ THÁNG 11", None), ("SĐT", "Tên"), A[:2])

    below = without_title(table)

    assert [row.line for row in below.rows] == [3, 4]


@pytest.mark.parametrize(
    "rows",
    [
        [("SĐT", "Tên"), A[:2]],
        [("Danh sách",), A],
        [("0987654321",), ("Liên hệ", "Khách")],
        [("SĐT",), ("0987654321",)],
        [("a",)] * 9,
        [],
    ],
)
def test_what_is_no_title_stays(rows: list[tuple[str, ...]]) -> None:
    assert without_title(a_table(*rows)) == a_table(*rows)


def test_columns_are_matched_by_name_without_marks_or_case() -> None:
    table = headed("STT", "Mã HĐ", "CUSTOMER NAME", "Số điện thoại", "Due-Date", "due_amount")

    matched = match(table)

    assert matched.columns == Columns(
        phone=3, label=1, fields={"customer_name": 2, "due_amount": 5, "due_date": 4}
    )
    assert (matched.spare, matched.missing) == ((0,), ())
    assert matched.heading == table.rows[0].cells


@pytest.mark.parametrize("name", ["SĐT", "Điện thoại", "Phone number", "MOBILE", "Tel", "callee"])
def test_the_phone_is_known_by_its_name_whatever_stands_there(name: str) -> None:
    assert match(headed("customer_name", name)).phone == 1


@pytest.mark.parametrize("name", ["Ref", "Số HĐ", "Mã hợp đồng", "contract", "Mã", "ID"])
def test_the_teams_own_id_is_known_by_its_name(name: str) -> None:
    assert match(headed("sdt", name)).label == 1


def test_a_clear_name_of_the_id_goes_before_one_that_may_mean_it() -> None:
    assert match(headed("ID", "sdt", "Số hợp đồng")).label == 2


@pytest.mark.parametrize("names", [("sdt", "Phone"), ("Điện thoại", "dien thoai")])
def test_two_headings_that_mean_the_phone_are_asked_about(names: tuple[str, str]) -> None:
    matched = match(headed(*names))

    assert (matched.phone, matched.columns) == (None, None)
    assert matched.spare == (0, 1)


def test_of_two_named_phone_the_one_that_holds_numbers_is_it() -> None:
    assert match(a_table(("Tel", "SĐT"), ("-", "0987654321"), ("-", "0912345678"))).phone == 1


def test_two_headings_that_mean_one_field_or_id_match_neither() -> None:
    matched = match(headed("sdt", "customer_name", "Customer name", "Mã HĐ", "Số HĐ"))

    assert (matched.label, matched.fields) == (None, {})
    assert (matched.missing, matched.spare) == (FIELDS, (1, 2, 3, 4))


def test_two_fields_of_like_names_need_their_exact_headings() -> None:
    fields = ("due_date", "duedate")

    assert match(headed("sdt", "Due date"), fields).missing == fields
    assert match(headed("sdt", "duedate", "due_date"), fields).fields == {
        "due_date": 2,
        "duedate": 1,
    }


def test_a_heading_that_says_nothing_is_told_by_the_numbers_below() -> None:
    matched = match(a_table(("Ai", "Gọi cho"), ("A", 987654321), ("B", "'0912345678"), ("C", "")))
    assert matched.phone == 1


def test_a_weak_name_needs_numbers_below_it() -> None:
    counted = a_table(("Số", "Gọi"), ("1", "0987654321"), ("2", "0912345678"))
    called = a_table(("Số", "Khác"), ("0987654321", "0987654322"), ("0912345678", "0912345679"))

    assert match(counted).phone == 1
    assert match(called).phone == 0


def test_two_columns_of_numbers_are_asked_about() -> None:
    matched = match(a_table(("Vợ", "Chồng"), ("0987654321", "0912345678")))
    assert (matched.phone, matched.spare) == (None, (0, 1))


def test_a_second_number_that_few_rows_have_is_not_the_phone() -> None:
    rows = [("0987654321", ""), ("0912345678", ""), ("0912345679", "0912345670")]
    assert match(a_table(("Chính", "Phụ"), *rows)).phone == 0


@pytest.mark.parametrize("amount", ["350.000.000", "350,000,000", 350_000_000])
def test_amounts_are_no_numbers_to_be_called(amount: str | int) -> None:
    assert match(a_table(("Ai", "Nợ", "Gọi"), ("A", amount, "0987654321"))).phone == 2


def test_what_was_picked_before_goes_before_names() -> None:
    table = a_table(("Họ tên", "SĐT", "Liên hệ"), ("A", "0987654321", "0912345678"))

    matched = match(table, ("customer_name",), hoten="customer_name", lienhe=PHONE, sdt=LABEL)

    assert matched.columns == Columns(phone=2, label=1, fields={"customer_name": 0})


def test_what_was_picked_for_a_field_of_another_script_says_nothing() -> None:
    assert match(headed("Họ tên", "SĐT"), ("ten",), hoten="customer_name").missing == ("ten",)


def test_what_was_picked_for_two_headings_of_one_table_is_asked_again() -> None:
    matched = match(headed("Tên", "Họ tên", "sdt"), ("x",), ten="x", hoten="x")
    assert matched.missing == ("x",)


def test_a_field_that_is_given_for_all_needs_no_column_but_may_have_one() -> None:
    table = headed("sdt", "customer_name", "due_amount")

    matched = match_columns(table, FIELDS, {}, shared={"due_date", "due_amount"})

    assert matched.columns == Columns(phone=0, fields={"customer_name": 1, "due_amount": 2})


def test_a_field_goes_before_the_phone_and_the_id_of_its_name() -> None:
    matched = match(headed("ma", "phone", "SĐT"), ("ma", "phone"))

    assert matched.columns == Columns(phone=2, fields={"ma": 0, "phone": 1})


def test_a_script_may_read_the_number_and_the_contract_aloud() -> None:
    table = a_table(("Số thuê bao", "Số HĐ"), ("0987654321", "24018"))

    assert match(table, ("so_thue_bao", "so_hd")).columns == Columns(
        phone=0, label=1, fields={"so_thue_bao": 0, "so_hd": 1}
    )


def test_without_a_heading_the_columns_are_the_fields_in_the_scripts_order() -> None:
    assert match(a_table(A, B)).columns == Columns(
        phone=0, fields={"customer_name": 1, "due_amount": 2, "due_date": 3}
    )


def test_the_phone_may_stand_between_the_fields() -> None:
    matched = match(pasted("A;0987654321;1;2\nB;0912345678;3;4"))

    assert matched.columns == Columns(
        phone=1, fields={"customer_name": 0, "due_amount": 2, "due_date": 3}
    )


def test_empty_columns_take_no_field() -> None:
    matched = match(a_table((*A[:2], None, *A[2:], ""), (*B[:2], " ", *B[2:], None)))
    assert matched.fields == {"customer_name": 1, "due_amount": 3, "due_date": 4}


def test_of_ragged_rows_the_longest_counts() -> None:
    assert match(a_table(A[:2], B)).fields == {
        "customer_name": 1,
        "due_amount": 2,
        "due_date": 3,
    }


@pytest.mark.parametrize("extra", [("x",), ("x", "y")])
def test_more_columns_than_fields_are_not_guessed_at(extra: tuple[str, ...]) -> None:
    matched = match(a_table((*A, *extra), (*B, *extra)))

    assert (matched.phone, matched.fields, matched.missing) == (0, {}, FIELDS)
    assert matched.spare == tuple(range(1, 4 + len(extra)))


def test_fewer_columns_than_fields_are_not_guessed_at() -> None:
    assert match(a_table(A[:3], B[:3])).missing == FIELDS


def test_fields_given_for_all_may_be_left_out_of_the_columns() -> None:
    matched = match_columns(a_table(A[:3], B[:3]), FIELDS, {}, shared={"due_date"})
    assert matched.columns == Columns(phone=0, fields={"customer_name": 1, "due_amount": 2})


def test_a_column_for_every_field_counts_though_one_was_given_for_all() -> None:
    matched = match_columns(a_table(A, B), FIELDS, {}, shared={"customer_name"})
    assert matched.fields == {"customer_name": 1, "due_amount": 2, "due_date": 3}


def test_a_script_without_fields_needs_the_phone_only() -> None:
    assert match(pasted("0987654321\n0912345678"), ()).columns == Columns(phone=0)


def test_an_empty_table_has_no_columns() -> None:
    assert match(a_table()) == Matched(missing=FIELDS)


def test_an_answer_gives_a_field_its_column() -> None:
    asked = match(headed("sdt", "Họ tên", "due_amount", "due_date"))

    answered = with_column(asked, "customer_name", 1)

    assert asked.missing == ("customer_name",)
    assert answered.columns == Columns(
        phone=0, fields={"due_amount": 2, "due_date": 3, "customer_name": 1}
    )
    assert answered.spare == ()


def test_a_column_that_is_given_to_another_field_leaves_the_first_one_without() -> None:
    asked = match(headed("sdt", "customer_name", "due_date", "x"))

    answered = with_column(asked, "due_amount", 1)

    assert answered.fields == {"due_date": 2, "due_amount": 1}
    assert (answered.missing, answered.spare) == (("customer_name",), (3,))


def test_another_column_may_be_the_phone_and_the_first_one_is_free_again() -> None:
    asked = match(headed("sdt", "Liên hệ", "Mã HĐ"), ())

    assert with_column(asked, PHONE, 1) == Matched(
        phone=1, label=2, spare=(0,), heading=asked.heading
    )
    assert with_column(asked, PHONE, 2) == Matched(phone=2, spare=(0, 1), heading=asked.heading)
    assert with_column(asked, LABEL, 0) == Matched(label=0, spare=(1, 2), heading=asked.heading)


def test_once_the_phone_is_picked_the_rest_follows_by_its_place() -> None:
    asked = match(pasted("0987654321;0912345678;A"), ("other_phone", "customer_name"))

    answered = with_column(asked, PHONE, 1)

    assert asked.phone is None
    assert answered.columns == Columns(phone=1, fields={"other_phone": 0, "customer_name": 2})


def test_once_the_id_is_picked_the_rest_follows_by_its_place() -> None:
    asked = match(a_table(("HĐ 1", *A), ("HĐ 2", *B)))

    answered = with_column(asked, LABEL, 0)

    assert answered.columns == Columns(
        phone=1, label=0, fields={"customer_name": 2, "due_amount": 3, "due_date": 4}
    )


def test_a_field_named_like_the_phone_is_meant_once_the_phone_is_known() -> None:
    asked = match(pasted("0987654321;0912345678;x\n0987654322;0912345679;y"), (PHONE, LABEL))

    called = with_column(asked, PHONE, 0)
    first = with_column(match(headed("SĐT", "a", "b"), (PHONE, LABEL)), PHONE, 1)

    assert called.columns == Columns(phone=0, fields={PHONE: 1, LABEL: 2})
    assert first.fields == {PHONE: 1}
    assert with_column(first, LABEL, 2).columns == Columns(phone=0, fields={PHONE: 1, LABEL: 2})


def test_what_headings_turned_out_to_hold_is_known_again() -> None:
    table = headed("Gọi", "Khách", "Hồ sơ", "Khác", "")
    matched = match(table, ("customer_name",))
    for what, column in ((PHONE, 0), ("customer_name", 1), (LABEL, 2)):
        matched = with_column(matched, what, column)

    held = matched.holds()

    assert held == {"goi": PHONE, "khach": "customer_name", "hoso": LABEL}
    assert match(table, ("customer_name",), **held) == matched


@pytest.mark.parametrize(
    ("column", "heading", "said"),
    [(0, True, ("SĐT", "0987654321")), (1, True, ("Nợ", "10410000")), (1, False, ("", "Nợ"))],
)
def test_a_button_names_a_column_by_its_heading_and_first_value(
    column: int, heading: bool, said: tuple[str, str]
) -> None:
    table = a_table(("SĐT", "Nợ"), ("0987654321",), ("0912345678", None), ("", 10410000))
    assert sample(table, column, heading=heading) == said


def test_a_column_without_anything_has_an_empty_button() -> None:
    assert sample(a_table(("SĐT",), ("0987654321", "")), 1, heading=True) == ("", "")
    assert sample(a_table(), 0, heading=True) == ("", "")


@given(
    table=any_table,
    fields=st.lists(st.sampled_from([*FIELDS, "phone", "ref", "ma"]), unique=True),
    remembered=st.dictionaries(
        st.sampled_from(["sdt", "phone", "mahd", "nguyenvana"]), st.sampled_from([PHONE, "ma"])
    ),
    answers=st.lists(st.tuples(st.sampled_from([PHONE, LABEL, *FIELDS]), st.integers(0, 5))),
)
def test_every_field_has_one_column_of_its_own_or_is_missing(
    table: Table,
    fields: list[str],
    remembered: dict[str, str],
    answers: list[tuple[str, int]],
) -> None:
    matched = match_columns(table, fields, remembered)
    for what, column in answers:
        if what in {PHONE, LABEL, *fields}:
            matched = with_column(matched, what, column)

    places = list(matched.fields.values())
    assert len(places) == len(set(places))
    assert sorted([*matched.fields, *matched.missing]) == sorted(fields)
    assert not {*places, matched.phone, matched.label} & set(matched.spare)
    assert matched.phone is None or matched.phone != matched.label
