"""The rules that every text obeys, whatever it says (CARDS.md, rules 2, 3, 4, 9)."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import string
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from bot.core import messages
from bot.core.calls import Outcome, State
from bot.core.messages import popups
from bot.core.messages.lists import popups as list_popups
from bot.core.messages.text import ALL_TEXTS, Text, clean, plain_text
from bot.core.messages.words import BY_OUTCOME, BY_STATE
from bot.core.people import Language
from tests.core.telegram_html import SIGNS, emoji_in, faults

for module in pkgutil.walk_packages(messages.__path__, f"{messages.__name__}."):
    importlib.import_module(module.name)

BOTH = [(text, said) for text in ALL_TEXTS for said in (text.vi, text.en)]


def test_every_text_is_there_in_both_languages() -> None:
    assert len(ALL_TEXTS) > 100
    assert [text for text in ALL_TEXTS if not text.vi.strip() or not text.en.strip()] == []


def test_both_languages_of_a_text_have_the_same_values() -> None:
    assert [text for text in ALL_TEXTS if _fields(text.vi) != _fields(text.en)] == []


def test_every_text_is_html_that_telegram_takes() -> None:
    assert [said for _, said in BOTH if faults(said)] == []


def test_no_text_brings_a_sign_or_an_emoji_of_its_own() -> None:
    assert [said for _, said in BOTH if emoji_in(said)] == []
    assert [said for _, said in BOTH if any(sign in said for sign in SIGNS)] == []


@pytest.mark.parametrize("word", ["!", "xin lỗi", "vui lòng", "please", "sorry"])
def test_no_text_begs_or_shouts(word: str) -> None:
    assert [said for _, said in BOTH if word in said.lower()] == []


@pytest.mark.parametrize("old", ["uỷ", "oá", "oả", "oà", "uý", "uỳ", "thuý"])
def test_vietnamese_marks_stand_where_the_standard_puts_them(old: str) -> None:
    whole = [f" {text.vi.lower()} " for text in ALL_TEXTS]
    assert [said for said in whole if any(f"{old}{end}" in said for end in " .,:;?“”")] == []


def test_vietnamese_is_composed() -> None:
    assert [said for _, said in BOTH if unicodedata.normalize("NFC", said) != said] == []


def test_no_text_speaks_of_time_that_has_passed() -> None:
    assert [said for _, said in BOTH if "phút trước" in said or " ago" in said] == []


# A hundred texts an example: how long that takes is the machine's business.
@settings(deadline=None)
@given(value=st.text(max_size=60), language=st.sampled_from(Language))
def test_any_value_is_escaped_in_every_text(value: str, language: Language) -> None:
    shown = str(escape(clean(value)))
    for text in ALL_TEXTS:
        names = _fields(text.vi) - _counts(text)
        html = text.render(
            language, **dict.fromkeys(names, value), **dict.fromkeys(_counts(text), 7)
        )
        assert faults(html) == []
        assert not names or shown in html


def test_every_state_and_every_outcome_has_words() -> None:
    assert set(BY_STATE) == set(State)
    assert set(BY_OUTCOME) == set(Outcome)


@pytest.mark.parametrize("language", list(Language))
def test_a_pop_up_fits_into_200_characters(language: Language) -> None:
    shown = [
        text.plain(
            language,
            **dict.fromkeys(_fields(text.vi) - _counts(text), "W" * 100),
            **dict.fromkeys(_counts(text), 10_000),
        )
        for text in (*vars(popups).values(), *vars(list_popups).values())
        if isinstance(text, Text)
    ]
    assert shown
    assert [text for text in shown if len(text) > 200] == []


def test_a_pop_up_shows_a_name_as_it_is() -> None:
    assert popups.ONLY_OWNER.plain(Language.VI, who="A & B <c>") == "Chỉ A & B <c> bấm được nút này"


def test_texts_are_written_nowhere_else() -> None:
    root = Path(messages.__path__[0]).parents[1]
    elsewhere = [
        path
        for path in root.rglob("*.py")
        if "messages" not in path.parts and "sandbox" not in path.parts and _makes_texts(path)
    ]
    assert elsewhere == []


def _makes_texts(path: Path) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
        for node in ast.walk(ast.parse(path.read_text()))
    )


def _fields(said: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(said) if name is not None}


def _counts(text: Text) -> set[str]:
    """Values that have a noun with them are counts."""
    parsed = string.Formatter().parse(text.en)
    return {name for _, name, spec, _ in parsed if name is not None and spec}


def test_plain_text_is_what_a_reader_sees() -> None:
    assert plain_text(escape("a<b>&") + escape("\n'")) == "a<b>&\n'"
