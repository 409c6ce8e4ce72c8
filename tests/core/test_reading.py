"""How values are read aloud: the reference's examples to the letter, and every number read back."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.reading import LARGEST, Rule, read_number, read_value, reading_of

# The reference's own example, as its values are sent and as it says that they are heard.
REFERENCE = {
    "Nguyễn Văn A": "Nguyễn Văn A",
    "10.410.000": "mười triệu bốn trăm mười nghìn",
    "30/1/2021": "ba mươi tháng một năm hai không hai mươi mốt",
    "30/01/2021": "ba mươi tháng một năm hai không hai mươi mốt",
    "#15": "mười lăm",
    "0987654321": "không chín tám bảy sáu năm bốn ba hai một",
    "123456789": "một hai ba bốn năm sáu bảy tám chín",
    "123ABC": "một hai ba A B C",
}


@pytest.mark.parametrize(("value", "heard"), REFERENCE.items())
def test_values_are_read_as_the_reference_says(value: str, heard: str) -> None:
    assert read_value(value) == heard


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm lẻ một"),
        (104, "một trăm lẻ bốn"),
        (105, "một trăm lẻ năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (555, "năm trăm năm mươi lăm"),
        (1_000, "một nghìn"),
        (1_004, "một nghìn không trăm lẻ bốn"),
        (1_010, "một nghìn không trăm mười"),
        (1_015, "một nghìn không trăm mười lăm"),
        (1_021, "một nghìn không trăm hai mươi mốt"),
        (1_100, "một nghìn một trăm"),
        (21_000, "hai mươi mốt nghìn"),
        (1_000_000, "một triệu"),
        (1_000_005, "một triệu không trăm lẻ năm"),
        (1_001_000, "một triệu không trăm lẻ một nghìn"),
        (1_000_000_000, "một tỷ"),
        (1_000_000_001, "một tỷ không trăm lẻ một"),
        (1_000_500_000, "một tỷ năm trăm nghìn"),
        (1_000_000_000_000, "một nghìn tỷ"),
        (1_005_000_000_000, "một nghìn không trăm lẻ năm tỷ"),
        (1_000_005_000_000, "một nghìn tỷ không trăm lẻ năm triệu"),
        (
            999_999_999_999_999,
            "chín trăm chín mươi chín nghìn chín trăm chín mươi chín tỷ "
            "chín trăm chín mươi chín triệu chín trăm chín mươi chín nghìn "
            "chín trăm chín mươi chín",
        ),
        (10**15, "một triệu tỷ"),
    ],
)
def test_numbers_are_read_by_the_grammar_s_rules(number: int, words: str) -> None:
    assert read_number(number) == words


@pytest.mark.parametrize("number", [-1, LARGEST + 1])
def test_there_are_no_words_for_what_is_below_zero_or_too_great(number: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        read_number(number)


@pytest.mark.parametrize(
    ("value", "heard"),
    [
        ("1.000.005", "một triệu không trăm lẻ năm"),
        ("1.015", "một nghìn không trăm mười lăm"),
        ("1.001.000", "một triệu không trăm lẻ một nghìn"),
        ("1.000.000.000.000.000", "một triệu tỷ"),
        ("0", "không"),
        ("15", "một năm"),
        ("10410000", "một không bốn một không không không không"),
        ("#0", "không"),
        ("#24", "hai mươi tư"),
        ("#104", "một trăm lẻ bốn"),
        ("#1000015", "một triệu không trăm mười lăm"),
        ("HD24018", "H D hai bốn không một tám"),
        ("4A", "bốn A"),
    ],
)
def test_amounts_figures_numbers_and_codes_each_have_their_own_reading(
    value: str, heard: str
) -> None:
    assert read_value(value) == heard


@pytest.mark.parametrize(
    ("value", "heard"),
    [
        ("1/1/2026", "một tháng một năm hai không hai mươi sáu"),
        ("15/4/2024", "mười lăm tháng tư năm hai không hai mươi tư"),
        ("24/12/2010", "hai mươi tư tháng mười hai năm hai không mười"),
        ("05/11/2015", "năm tháng mười một năm hai không mười lăm"),
        ("29/02/2000", "hai mươi chín tháng hai năm hai không không không"),
        ("02/09/2005", "hai tháng chín năm hai không không năm"),
        ("02/09/1945", "hai tháng chín năm một chín bốn mươi lăm"),
        ("31/10/1999", "ba mươi mốt tháng mười năm một chín chín mươi chín"),
        ("01/01/1900", "một tháng một năm một chín không không"),
        ("01/05/2100", "một tháng năm năm hai một không không"),
    ],
)
def test_years_are_read_as_two_figures_and_a_number_or_four_figures(value: str, heard: str) -> None:
    assert read_value(value) == heard


@pytest.mark.parametrize(
    "value",
    [
        *("1,5", "1.5", "1.00", "1.0000", "10.41.000", "10,410,000", "10 410 000", "1.000,50"),
        *("010.000", "0.500", "000.000", "1.000.000.000.000.001", "#05", "#", "#1.000"),
        *("#1000000000000001", "-5", "+84987654321", "5%", "1.000 đ", "10.410.000đ", "$5"),
        *("09:30", "9h30", "30/01/21", "31/02/2026", "29/02/2026", "0/1/2026", "1/13/2026"),
        *("30/01/0021", "30-01-2021", "2026-11-30", "30/01/2021 09:30", "001/1/2026", "1/2"),
        *("500k", "24h", "123abc", "HĐ 24018", "123 ABC", "Căn hộ A12", "12-AB", "m²", "٣", "½"),
        *(" 15", "15 ", "15\n", "", "Nguyễn Văn A", "ABC", "—"),
    ],
)
def test_what_no_rule_covers_stands_as_it_is_and_with_figures_the_pbx_decides(value: str) -> None:
    reading = reading_of(value)
    assert reading.text == value
    figures = any(map(str.isnumeric, value))
    assert reading.rule is (Rule.OPEN if figures else Rule.WORDS)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("10.410.000", Rule.AMOUNT),
        ("10410000", Rule.DIGITS),
        ("#15", Rule.NUMBER),
        ("30/1/2021", Rule.DATE),
        ("123ABC", Rule.CODE),
    ],
)
def test_the_rule_is_told(value: str, rule: Rule) -> None:
    assert reading_of(value).rule is rule


# A reader of its own, from words back to the number; it shares no table with what it checks.
ONES = {"một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5}
ONES |= {"sáu": 6, "bảy": 7, "tám": 8, "chín": 9}


def back(words: str) -> int:
    """The number that words stand for."""
    if words == "không":
        return 0
    billions, parted, rest = words.rpartition(" tỷ")
    if parted:
        return 10**9 * back(billions) + (back(rest.strip()) if rest else 0)
    total = 0
    for name, scale in (("triệu", 10**6), ("nghìn", 1000)):
        before, parted, after = words.partition(f" {name}")
        if parted:
            total, words = total + scale * group_back(before), after.strip()
    return total + (group_back(words) if words else 0)


def group_back(words: str) -> int:
    total = 0
    before, parted, rest = words.partition(" trăm")
    if parted:
        total, words = 100 * ({"không": 0} | ONES)[before], rest.strip()
    before, parted, rest = words.partition(" mươi")
    if parted:
        total, words = total + 10 * ONES[before], rest.strip()
    elif words.startswith("mười"):
        total, words = total + 10, words.removeprefix("mười").strip()
    return total + (ONES[words.removeprefix("lẻ ")] if words else 0)


NUMBERS = st.integers(0, LARGEST) | st.integers(0, 15).flatmap(
    lambda digits: st.integers(0, 10**digits)
)
#: Where most groups are empty, or nearly: there the rules of "không trăm" and "lẻ" are at work.
SPARSE = st.lists(
    st.sampled_from([0, 0, 1, 4, 5, 10, 11, 14, 15, 21, 24, 25, 100, 104]), max_size=5
)
GROUPED = SPARSE.map(lambda groups: sum(n * 1000**at for at, n in enumerate(groups)))


@given(number=NUMBERS | GROUPED)
@example(number=LARGEST)
def test_a_number_that_was_read_can_be_read_back(number: int) -> None:
    assert back(read_number(number)) == number


def test_every_small_number_can_be_read_back() -> None:
    numbers = [*range(10_000), *range(999_000, 1_002_000)]
    assert [back(read_number(number)) for number in numbers] == numbers


@given(number=NUMBERS | GROUPED)
def test_words_are_parted_by_one_blank_and_keep_the_grammar(number: int) -> None:
    words = read_number(number)
    assert words == " ".join(words.split())
    # "mốt", "tư" and "lăm" only after a ten; "một", "bốn" and "năm" never after "mươi".
    assert not re.search(r"(?<!mươi) (mốt|tư)\b|^(mốt|tư|lăm)\b", words)
    assert not re.search(r"mươi (một|bốn|năm)(?! trăm)\b|mười (năm|mốt|tư)\b", words)
    # A group that follows a greater one says its hundreds, a first one never says that it has none.
    assert not words.startswith("không ") or words == "không"
    for group in re.split(r" (?:nghìn tỷ|triệu tỷ|tỷ|triệu|nghìn)(?: |$)", words)[1:]:
        assert not group or " trăm" in group


@given(number=st.integers(1000, LARGEST))
def test_an_amount_with_its_dots_is_its_number(number: int) -> None:
    dotted = f"{number:,}".replace(",", ".")
    assert read_value(dotted) == read_number(number)
    assert read_value(f"#{number}") == read_number(number)


@given(day=st.dates())
def test_every_date_has_a_reading_with_its_day_month_and_year(day: date) -> None:
    text = f"{day:%d/%m/}{day.year:04}"
    reading = reading_of(text)
    assert (reading.rule is Rule.DATE) == (text[6] != "0")
    assert reading.rule is not Rule.DATE or re.fullmatch(
        r"[^0-9/]+ tháng [^0-9/]+ năm [^0-9/]+", reading.text
    )


@given(value=st.text(max_size=30))
def test_any_text_has_a_reading(value: str) -> None:
    reading = reading_of(value)
    assert (reading.text == value) or reading.rule not in {Rule.OPEN, Rule.WORDS}
