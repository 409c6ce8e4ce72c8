"""Lines about keys: what they say, and what they change of a script that is known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.key_lines import (
    is_key_line,
    read_meanings,
    split_keys,
    with_meanings,
    with_need_toggled,
)
from bot.core.templates import PressKey, Template
from bot.errors import UsageError

TYPED = Template(account_id=1, name="nhac_no", content="Chào", voice="", speed=1.0)
#: A script whose keys the PBX has told.
PLAYED = replace(
    TYPED,
    keys=(
        PressKey(num="2", content="Sẽ gọi lại", meaning="cần gọi lại", needs_someone=True),
        PressKey(num="1", audio_file="cam_on.wav"),
    ),
)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("1 = đã thanh toán", PressKey(num="1", meaning="đã thanh toán")),
        ("1:paid", PressKey(num="1", meaning="paid")),
        ("2 = cần gọi lại!", PressKey(num="2", meaning="cần gọi lại", needs_someone=True)),
        (" 2=gọi !! ", PressKey(num="2", meaning="gọi", needs_someone=True)),
        ("0 = a! b", PressKey(num="0", meaning="a! b")),
        ("9 = " + "a" * 40 + "!", PressKey(num="9", meaning="a" * 40, needs_someone=True)),
    ],
)
def test_a_mark_at_the_end_says_that_the_key_needs_someone(line: str, key: PressKey) -> None:
    assert read_meanings(line) == (key,)
    assert is_key_line(f"{line}\nwhatever")


@pytest.mark.parametrize(
    ("typed", "problem", "values"),
    [
        ("", "script_key_line", {"place": ""}),
        ("đã trả", "script_key_line", {"place": "đã trả"}),
        ("1 = a\nhai = b\n3 = c", "script_key_line", {"place": "hai = b"}),
        ("12 = a", "script_key_line", {"place": "12 = a"}),
        ("1 =", "script_key_empty", {"key": "1"}),
        ("1 = !!", "script_key_empty", {"key": "1"}),
        ("1 = a\n1 = b!", "script_key_twice", {"key": "1"}),
        ("1 = " + "a" * 41, "script_key_long", {"key": "1", "most": "40"}),
    ],
)
def test_what_is_no_line_about_a_key_is_named(
    typed: str, problem: str, values: dict[str, str]
) -> None:
    with pytest.raises(UsageError) as caught:
        read_meanings(typed)
    assert (caught.value.problem, caught.value.values) == (problem, values)


def test_the_words_before_the_keys_are_kept_as_they_are() -> None:
    words, keys = split_keys("Chào\n\nbấm 1\n\n1 = trả\n")
    assert words == "Chào\n\nbấm 1"
    assert keys == (PressKey(num="1", meaning="trả"),)


def test_meanings_are_added_to_what_the_keys_play_in_their_order() -> None:
    explained = with_meanings(PLAYED, read_meanings("1 = đã trả!"))
    assert explained.keys == (
        PressKey(num="1", audio_file="cam_on.wav", meaning="đã trả", needs_someone=True),
        PLAYED.keys[0],
    )
    assert replace(explained, keys=()) == replace(PLAYED, keys=())


def test_a_key_that_the_pbx_does_not_play_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        with_meanings(PLAYED, read_meanings("1 = trả\n3 = gọi"))
    assert caught.value.problem == "script_key_unknown"
    assert caught.value.values == {"key": "3", "keys": "2, 1"}


def test_keys_that_were_only_typed_are_not_all_that_a_script_may_have() -> None:
    one = with_meanings(TYPED, read_meanings("2 = gọi"))
    both = with_meanings(one, read_meanings("1 = trả"))
    assert [(key.num, key.meaning) for key in both.keys] == [("1", "trả"), ("2", "gọi")]


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("2 = cần gọi lại", True),
        ("2 = cần gọi lại!", True),
        ("2 = đã trả", False),
        ("2 = đã trả!", True),
    ],
)
def test_a_mark_stays_with_the_meaning_that_it_was_made_for(line: str, needs: bool) -> None:
    assert with_meanings(PLAYED, read_meanings(line)).needs_someone("2") is needs


def test_a_toggle_changes_one_key_there_and_back() -> None:
    off = with_need_toggled(PLAYED, "2")
    assert off.keys == (replace(PLAYED.keys[0], needs_someone=False), PLAYED.keys[1])
    assert with_need_toggled(off, "2") == PLAYED


@pytest.mark.parametrize("num", ["1", "5"])
def test_a_key_without_a_meaning_is_not_toggled(num: str) -> None:
    assert with_need_toggled(PLAYED, num) == PLAYED


@given(said=st.lists(st.builds(PressKey, num=st.sampled_from("0123456789"), meaning=st.just("a"))))
def test_what_was_said_once_changes_nothing_when_it_is_said_again(said: list[PressKey]) -> None:
    once = with_meanings(TYPED, said)
    assert with_meanings(once, said) == once
