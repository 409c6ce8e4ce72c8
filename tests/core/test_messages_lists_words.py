"""What administrators are asked about the words with which a PBX refused a list's call."""

from __future__ import annotations

import pytest

from bot.core.messages.lists.digest import busy_data
from bot.core.messages.lists.words import render_words
from bot.core.people import Language
from tests.core.list_cases import EN, KEY, LONG, VI, data, labels, read


def test_the_words_are_repeated_and_one_button_says_what_they_mean() -> None:
    message = render_words(KEY, "5 of 5 lines are in use", who="Nhân viên", language=VI)
    assert read(message) == [
        "⚠️ Tổng đài từ chối: “5 of 5 lines are in use”",
        "Nhân viên hỏi: câu này có phải hết đường trống không? Phải thì bot chờ rồi gọi lại.",
    ]
    assert labels(message) == [["Coi là hết đường"]]
    assert data(message) == [busy_data(KEY, "5 of 5 lines are in use")]
    assert not message.silent


def test_in_english_they_ask_the_same() -> None:
    message = render_words(KEY, "no channel", who="Lan", language=EN)
    assert read(message) == [
        "⚠️ PBX refused: “no channel”",
        "Lan asks: does it mean that no line is free? If so, the bot waits and tries again.",
    ]
    assert labels(message) == [["Means busy"]]


@pytest.mark.parametrize("language", list(Language))
def test_however_long_the_words_are_they_are_all_there_in_a_fold(language: Language) -> None:
    words = "no free channel on trunk 7 of the campaign, try again in a while please"
    message = render_words(KEY, words, who=LONG, language=language)
    assert words not in message.html.split("\n")[0]
    assert words in read(message)[-1]
