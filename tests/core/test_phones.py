"""Phone numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.phones import (
    looks_like_phone,
    mask,
    mask_numbers,
    mask_ref,
    national,
    numbers_meant,
    parse_callee,
    parse_caller,
)
from bot.errors import UsageError


@pytest.mark.parametrize(
    "typed",
    [
        "0987654321",
        "84987654321",
        "+84987654321",
        "0084987654321",
        "840987654321",
        "+84 (0) 987 654 321",
        "987654321",
        " 0987 654 321 ",
        "0987.654.321",
        "0987-654-321",
        "0987–654—321",
        "(0987) 654 321",
        "[0987] 654/321",
        "0987\u00a0654\u200b321",
        "\u202d0987654321\u202c",
        "０９８７６５４３２１",
        "٠٩٨٧٦٥٤٣٢١",
    ],
)
def test_every_way_to_write_a_number_is_the_same_number(typed: str) -> None:
    assert parse_callee(typed) == "0987654321"
    assert looks_like_phone(typed)


@pytest.mark.parametrize("typed", ["02838123456", "2838123456", "+842838123456", "028 3812 3456"])
def test_a_landline_has_eleven_digits(typed: str) -> None:
    assert parse_callee(typed) == "02838123456"


def test_nine_digits_that_begin_with_84_are_a_mobile_without_its_0() -> None:
    assert parse_callee("846543210") == "0846543210"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0162", "032"),
        ("0163", "033"),
        ("0164", "034"),
        ("0165", "035"),
        ("0166", "036"),
        ("0167", "037"),
        ("0168", "038"),
        ("0169", "039"),
        ("0120", "070"),
        ("0121", "079"),
        ("0122", "077"),
        ("0126", "076"),
        ("0128", "078"),
        ("0123", "083"),
        ("0124", "084"),
        ("0125", "085"),
        ("0127", "081"),
        ("0129", "082"),
        ("0186", "056"),
        ("0188", "058"),
        ("0199", "059"),
    ],
)
def test_an_old_prefix_is_named_with_its_new_number(old: str, new: str) -> None:
    assert _fault(f"{old}9333999") == (
        "phone_old",
        {"number": f"{old}9333999", "new": f"{new}9333999"},
    )
    assert parse_callee(f"{new}9333999") == f"{new}9333999"


@pytest.mark.parametrize("typed", ["+84 162 9333 999", "841629333999", "1629333999"])
def test_an_old_number_is_known_in_any_form(typed: str) -> None:
    assert _fault(typed) == ("phone_old", {"number": "01629333999", "new": "0329333999"})


@pytest.mark.parametrize(
    ("typed", "missing", "digits"),
    [("098765432", "1", "10"), ("8498765432", "1", "10"), ("0283812345", "1", "11")],
)
def test_a_short_number_says_how_many_digits_are_missing(
    typed: str, missing: str, digits: str
) -> None:
    assert _fault(typed) == (
        "phone_short",
        {"number": typed, "missing": missing, "digits": digits},
    )


def test_a_long_number_says_how_many_digits_are_too_many() -> None:
    assert _fault("098765432109") == (
        "phone_long",
        {"number": "098765432109", "extra": "2", "digits": "10"},
    )


@pytest.mark.parametrize("typed", ["+1 202 555 0123", "0012025550123", "+855 12 345 678"])
def test_a_foreign_number_is_refused_as_such(typed: str) -> None:
    assert _fault(typed) == ("phone_foreign", {"number": typed})


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "+",
        "abc",
        "0987654321a",
        "0987654321,0912345678",
        "0987+654321",
        "113",
        "0123456789",
        "0551234567",
        "19001234",
        "1900 1234",
        "18001234",
        "0",
        "9" * 4000,
        "0987654321\ud83d",
    ],
)
def test_what_nobody_can_be_called_on_is_invalid(typed: str) -> None:
    assert _fault(typed) == ("phone_invalid", {"number": typed})


@given(st.text())
def test_whatever_is_typed_is_a_national_number_or_a_usage_error(typed: str) -> None:
    try:
        number = parse_callee(typed)
    except UsageError:
        return
    assert number.startswith("0")
    assert parse_callee(number) == number


@pytest.mark.parametrize(
    ("typed", "caller"),
    [("1900 1234", "19001234"), ("0123456789", "0123456789"), ("+842873001234", "842873001234")],
)
def test_a_caller_is_taken_loosely_and_keeps_its_zeros(typed: str, caller: str) -> None:
    assert parse_caller(typed) == caller


@pytest.mark.parametrize("typed", ["", "12", "1" * 16, "hotline", "0123x"])
def test_a_caller_has_three_to_fifteen_digits(typed: str) -> None:
    with pytest.raises(UsageError, match="caller_invalid"):
        parse_caller(typed)


@pytest.mark.parametrize("typed", ["4821", "48213377", "123ABC", "", "113", "otp_demo"])
def test_a_code_does_not_look_like_a_phone(typed: str) -> None:
    assert not looks_like_phone(typed)


@pytest.mark.parametrize("typed", ["098765432", "09876543210", "01629333999", "+12025550123"])
def test_a_number_with_a_slip_still_looks_like_a_phone(typed: str) -> None:
    assert looks_like_phone(typed)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("0987654321", "0987•••321"),
        ("02838123456", "0283•••456"),
        ("098765432", "098•••32"),
        ("19001234", "190•••34"),
        ("1234", "1•••4"),
        ("7", "•••"),
        ("", "•••"),
    ],
)
def test_a_masked_number_keeps_its_ends(number: str, masked: str) -> None:
    assert mask(number) == masked


@given(st.text(alphabet="0123456789", max_size=40))
def test_a_mask_never_shows_more_than_seven_digits_nor_all_of_them(number: str) -> None:
    shown = sum(mark.isdigit() for mark in mask(number))
    assert shown <= 7
    assert not number or shown < len(number)


def test_long_numbers_inside_other_words_are_masked() -> None:
    words = "0987654321 not permitted, 2 of 5, code 400"
    assert mask_numbers(words) == "0987•••321 not permitted, 2 of 5, code 400"


@pytest.mark.parametrize(
    "written",
    ["0987 654 321", "(0987) 654-321", "0987.654.321", "0987\u00a0654\u200b321", "x0987654321y"],
)
def test_a_number_that_is_written_with_gaps_is_masked_too(written: str) -> None:
    assert "0987•••321" in mask_numbers(f"to {written} now")


@pytest.mark.parametrize("words", ["22/11/2026 09:12:34", "1, 2, 3, 4, 5, 6, 7, 8", "2 of 5"])
def test_times_and_lists_are_no_numbers(words: str) -> None:
    assert mask_numbers(words) == words


@pytest.mark.parametrize(
    ("ref", "masked"),
    [
        ("0987654321", "0987•••321"),
        ("+84 987 654 321", "+8498•••321"),
        ("0912345678", "0912•••678"),
        ("01629333999", "0162•••999"),
        ("KH-0912345678", "KH-0912•••678"),
        ("7654321", "76•••21"),
        ("A/0987/654/321", "A/09•••321"),
        ("KH01 0912345678", "KH0109•••678"),
        ("24018-0912 345 678", "2401•••678"),
        ("0912345678-24018", "0912•••018"),
    ],
)
def test_a_ref_that_holds_the_callee_s_number_or_another_is_masked(ref: str, masked: str) -> None:
    assert mask_ref(ref, "0987654321") == masked


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "24018",
        "HD24018",
        "HD00024018",
        "20261130",
        "HĐ 2026/11/0001",
        "Nguyễn Văn A",
        "2026 0001 84",
        "24018-0001234",
    ],
)
def test_any_other_ref_stays_as_it_is(ref: str) -> None:
    assert mask_ref(ref, "0987654321") == ref
    assert mask_ref(ref, "") == ref


def _fault(typed: str) -> tuple[str, dict[str, str]]:
    with pytest.raises(UsageError) as caught:
        parse_callee(typed)
    return caught.value.problem, caught.value.values


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("0987654321", "0987654321"),
        ("84987654321", "0987654321"),
        ("+84 (0)987-654-321", "0987654321"),
        ("0084 987 654 321", "0987654321"),
        ("842873001234", "02873001234"),
        ("+1 (415) 555-0100", "14155550100"),
        ("0014155550100", "14155550100"),
        ("8412", "8412"),
        ("19001234", "19001234"),
        ("٠٩٨٧٦٥٤٣٢١", "0987654321"),
        ("sip:101@pbx", "101"),
        ("anonymous", ""),
        ("", ""),
    ],
)
def test_a_number_is_kept_in_one_form_however_a_pbx_wrote_it(number: str, kept: str) -> None:
    assert national(number) == kept
    assert national(kept) == kept


@pytest.mark.parametrize("typed", ["", "12", "1" * 21, "sip:101@pbx", "0987654321x", "+", "số"])
def test_what_is_no_number_is_looked_up_under_none(typed: str) -> None:
    assert numbers_meant(typed) == ()


@given(st.text(max_size=40))
def test_any_text_is_kept_as_digits(text: str) -> None:
    kept = national(text)
    assert kept.isascii()
    assert kept == "" or kept.isdecimal()
