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
def test_case_blanks_and_figures_make_no_difference(words: str) -> None:
    assert is_busy(words, {phrase_of(FULL)})


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
