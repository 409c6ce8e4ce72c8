"""What is wrong with values before they are read aloud, and what of it can be put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cautions import Caution, Warned
from bot.core.faults import (
    MENDED,
    find_faults,
    look_at_call,
    mended,
    spoken_seconds,
    with_mended,
    without_dates,
)
from bot.core.list_checks import look
from bot.core.lists import LeftOut
from bot.core.reading import Rule, reading_of
from bot.core.templates import Template
from tests.core.sheets import a_row

SCRIPT = Template(account_id=1, name="x", content="Chào {{ten}}", voice="", speed=1.0)


def fault_of(name: str, value: str) -> Caution | None:
    faults = find_faults([a_row(0, **{name: value})], [name])
    return faults[0].caution if faults else None


@pytest.mark.parametrize(
    ("name", "value", "caution"),
    [
        ("due_amount", "10410000", Caution.UNDOTTED),
        ("due_amount", "0987654321", Caution.MISPLACED),
        ("so_tien", "0987 654 321", Caution.MISPLACED),
        ("so_tien", "+84987654321", Caution.MISPLACED),
        ("so_tien", "02838123456", Caution.MISPLACED),
        ("so_tien", "30/11/2026", Caution.MISPLACED),
        ("due_date", "0987654321", Caution.MISPLACED),
        ("ngay_han", "10.410.000", Caution.MISPLACED),
        ("customer_name", "0987654321", Caution.MISPLACED),
        ("ten_khach", "10.410.000", Caution.MISPLACED),
        ("ten_khach", "30/11/2026", Caution.MISPLACED),
        ("due_date", "31/02/2026", Caution.NO_DATE),
        ("due_date", "29/2/2026", Caution.NO_DATE),
        ("due_date", "11/23/2026", Caution.NO_DATE),
        ("due_date", "31/02/26", Caution.NO_DATE),
        ("note", "00/00/0000", Caution.NO_DATE),
        ("due_date", "30/01/21", Caution.SHORT_YEAR),
        ("anything", "1/1/99", Caution.SHORT_YEAR),
        ("due_date", "-", Caution.EMPTY),
        ("note", "…", Caution.EMPTY),
        ("note", "", Caution.EMPTY),
    ],
)
def test_a_fault_is_told_by_the_value_and_by_what_its_field_holds(
    name: str, value: str, caution: Caution
) -> None:
    assert fault_of(name, value) is caution


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("due_amount", "10.410.000"),
        ("due_amount", "0"),
        ("due_amount", "sáu triệu"),
        ("due_date", "30/01/2021"),
        ("due_date", "29/02/2024"),
        ("due_date", "cuối tháng"),
        ("due_date", "15"),
        ("customer_name", "Nguyễn Văn A"),
        ("customer_name", "Nguyễn Văn 2"),
        ("so_dien_thoai", "0987654321"),
        ("hotline", "02838123456"),
        ("note", "0987654321"),
        ("ma_don", "10.410.000"),
        ("size", "40/50/60"),
        ("size", "10/20/30"),
        ("hours", "24/7"),
    ],
)
def test_what_may_well_be_meant_so_is_no_fault(name: str, value: str) -> None:
    assert fault_of(name, value) is None


@pytest.mark.parametrize(
    ("value", "caution", "right"),
    [
        ("10410000", Caution.UNDOTTED, "10.410.000"),
        ("30/01/21", Caution.SHORT_YEAR, "30/01/2021"),
        ("1/1/69", Caution.SHORT_YEAR, "1/1/2069"),
        ("1/1/70", Caution.SHORT_YEAR, "1/1/1970"),
        ("5/9/00", Caution.SHORT_YEAR, "5/9/2000"),
    ],
)
def test_what_is_put_right_is_heard_by_a_rule(value: str, caution: Caution, right: str) -> None:
    assert mended(value, caution) == right
    assert caution in MENDED


@given(day=st.dates())
def test_a_short_year_is_put_right_to_a_date_that_is_read(day: date) -> None:
    short = f"{day:%d/%m/%y}"
    caution = fault_of("due_date", short)
    assert caution in {Caution.SHORT_YEAR, Caution.NO_DATE}
    if caution is Caution.SHORT_YEAR:
        right = mended(short, caution)
        assert reading_of(right).rule is Rule.DATE
        assert fault_of("due_date", right) is None


@given(value=st.text(max_size=20), name=st.sampled_from(["due_amount", "due_date", "ten", "x"]))
def test_a_value_that_was_put_right_has_that_fault_no_more(value: str, name: str) -> None:
    rows = [a_row(0, **{name: value})]
    for caution in MENDED:
        after = with_mended(rows, [name], caution)
        assert all(fault.caution is not caution for fault in find_faults(after, [name]))


def test_rows_with_a_date_that_does_not_exist_are_left_out_and_no_other() -> None:
    rows = [
        a_row(0, due_date="31/02/2026"),
        a_row(1, due_date="28/02/2026"),
        a_row(2, due_date="1/1/26"),
    ]
    first, *others = without_dates(rows, ["due_date"])
    assert first == replace(rows[0], left_out=LeftOut.DATE, detail="due_date")
    assert others == rows[1:]


def test_cautions_of_a_list_count_every_row_and_each_row_keeps_its_gravest() -> None:
    rows = [
        a_row(0, due_amount="10410000", due_date="30/11/26"),
        a_row(1, due_amount="0987654321", due_date="31/02/2026"),
        a_row(2, due_amount="5.000.000", due_date="30/11/2026"),
        a_row(3, due_amount="5000000", due_date="1/2/26"),
        replace(a_row(4), left_out=LeftOut.EMPTY, detail="due_date"),
        replace(a_row(5), left_out=LeftOut.REPEATED, detail="1"),
    ]
    cautions, noted = look(rows, ["due_amount", "due_date"], {})
    assert [row.detail for row in noted] == [
        "undotted",
        "misplaced",
        "",
        "undotted",
        "due_date",
        "1",
    ]
    assert sorted(cautions, key=lambda one: one.caution) == [
        Warned(caution=Caution.EMPTY, count=1, name="due_date"),
        Warned(caution=Caution.MISPLACED, count=1, name="due_amount", value="0987654321"),
        Warned(caution=Caution.NO_DATE, count=1, name="due_date", value="31/02/2026"),
        Warned(caution=Caution.SHORT_YEAR, count=2, name="due_date", value="30/11/26"),
        Warned(caution=Caution.UNDOTTED, count=2, name="due_amount", value="10410000"),
    ]
    # Looked at once more nothing is left of what was noted before.
    again = look(with_mended(noted, ["due_amount"], Caution.UNDOTTED), ["due_amount"], {})[1]
    assert [row.detail for row in again] == ["", "misplaced", "", "", "due_date", "1"]


def test_a_script_is_as_long_as_its_words_are_with_its_values_read_aloud() -> None:
    debt = replace(SCRIPT, content="Nợ {{so_tien}} đồng", speed=1.0)
    assert spoken_seconds(debt, {"so_tien": "10.410.000"}) == pytest.approx(8 / 4.5)
    assert spoken_seconds(debt, {"so_tien": "10410000"}) == pytest.approx(10 / 4.5)
    assert spoken_seconds(replace(debt, speed=2.0), {"so_tien": "1"}) == pytest.approx(3 / 9)


@pytest.mark.parametrize(("words", "seconds"), [(270, None), (271, 60), (540, 120)])
def test_a_script_longer_than_a_minute_is_worth_a_word(words: int, seconds: int | None) -> None:
    script = replace(SCRIPT, content="lời " * words)
    long = Warned(caution=Caution.LONG, count=1, seconds=seconds or 0)
    expected = () if seconds is None else (long,)
    assert look_at_call({}, script) == expected
    cautions, _ = look([a_row(0), a_row(1)], [], {}, script)
    assert cautions == [replace(one, count=2) for one in expected]


VALUES = st.one_of(
    st.text(max_size=20),
    st.integers(0, 10**15).map(lambda number: f"{number:,}".replace(",", ".")),
    st.integers(0, 10**15).map(lambda number: f"#{number}"),
    st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year:04}"),
    st.from_regex(r"[A-Z0-9]{1,12}", fullmatch=True),
)


@given(values=st.lists(VALUES, min_size=1, max_size=4), words=st.integers(150, 280))
def test_no_row_that_takes_long_is_passed_over_by_the_quick_look(
    values: list[str], words: int
) -> None:
    script = replace(SCRIPT, content="lời " * words + "{{ten}}, {{ten}}")
    rows = [a_row(at, ten=value) for at, value in enumerate(values)]
    long = sum(spoken_seconds(script, row.values) > 60 for row in rows)
    cautions, _ = look(rows, [], {}, script)
    assert sum(one.count for one in cautions) == long
