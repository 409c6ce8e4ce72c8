"""Which of the PBX's words mean that no line was free."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.busy import LONGEST_PHRASE, is_busy, phrase_of

FULL = "Maximum concurrent calls reached (10/10)"


@pytest.mark.parametrize(
    "words",
    [
        "maximum concurrent calls reached (10/10)",
        "Maximum  concurrent\ncalls reached (9/50) ",
        "MAXIMUM CONCURRENT CALLS REACHED (\u0661\u0660/10)",
    ],
)
def test_case_blanks_and_counts_make_no_difference(words: str) -> None:
    assert is_busy(words, {phrase_of(FULL)})


@pytest.mark.parametrize(
    ("named", "later"),
    [
        ("All 10 lines busy: 10 of 10", "All 10 lines busy: 9 of 10"),
        ("Hết đường, 10 trên 10", "Hết đường, 9 trên 10"),
        ("No channel (10 / 10)", "No channel (8 / 12)"),
        ("No channel for request 184467", "No channel for request 9021"),
        ("No channel at 2026-12-01T09:12:34", "No channel at 2026-12-02T17:05:01"),
        ("No channel since 9:12, cause 34", "No channel since 17:05, cause 34"),
    ],
)
def test_figures_that_differ_from_call_to_call_make_no_difference(named: str, later: str) -> None:
    assert is_busy(later, {phrase_of(named)})


@pytest.mark.parametrize(
    ("named", "other"),
    [
        ("Call failed, cause 34", "Call failed, cause 21"),
        ("Call failed (cause: 34)", "Call failed (cause: 21)"),
        ("Error code=5034", "Error code=5021"),
        ("SIP/2.0 503", "SIP/2.0 404"),
        ("Lỗi 34/10", "Lỗi 21/10"),
        ("Mã lỗi #34", "Mã lỗi #21"),
        ("[34] call failed", "[21] call failed"),
        ("Failure 503", "Failure 404"),
    ],
)
def test_a_figure_that_says_what_failed_makes_another_failure(named: str, other: str) -> None:
    assert not is_busy(other, {phrase_of(named)})


def test_letters_are_compared_however_they_are_composed() -> None:
    assert phrase_of("Hết đường") == phrase_of("He\u0302\u0301t đường")


@pytest.mark.parametrize(
    "words",
    ["", "Maximum concurrent calls reached", "Maximum calls reached (10/10)", f"Error: {FULL}"],
)
def test_other_words_are_no_busy_line(words: str) -> None:
    assert not is_busy(words, {phrase_of(FULL)})


@pytest.mark.parametrize("words", ["", " \n"])
def test_no_words_are_no_busy_line_whatever_was_named(words: str) -> None:
    assert not is_busy(words, {"", FULL})


@given(words=st.text(max_size=300))
def test_a_phrase_is_one_line_of_at_most_200_characters_and_its_own_phrase(words: str) -> None:
    phrase = phrase_of(words)

    assert len(phrase) <= LONGEST_PHRASE
    assert "\n" not in phrase
    assert phrase_of(phrase) == phrase


@given(words=st.text(min_size=1, max_size=300))
def test_what_was_named_is_known_again(words: str) -> None:
    phrase = phrase_of(words)
    assert is_busy(words, {phrase}) is bool(phrase)
