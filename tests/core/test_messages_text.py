"""How values, figures and times are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.core.messages.text import (
    ALL_TEXTS,
    LINE,
    NO_BREAK_SPACE,
    WIDEST,
    Script,
    Text,
    bold,
    clean,
    clock,
    code,
    fold,
    items,
    length_text,
    lines,
    number,
    plain_text,
    safe,
    seconds_text,
    share,
)
from bot.core.people import Language
from tests.core.cases import NINE_TWELVE, TZ
from tests.core.telegram_html import faults

VI, EN = Language.VI, Language.EN


@pytest.fixture
def greeting() -> Text:
    text = Text(vi="{n:cuộc} của {who}", en="{n:call|calls} of {who}")
    ALL_TEXTS.remove(text)
    return text


def test_a_text_that_is_made_is_on_the_list_of_all_texts() -> None:
    text = Text(vi="a", en="b")
    assert ALL_TEXTS.pop() is text


def test_a_text_is_filled_in_its_language(greeting: Text) -> None:
    assert greeting.render(VI, n=1240, who="A <b>") == "1.240 cuộc của A &lt;b&gt;"
    assert greeting.render(EN, n=1240, who="A & B") == "1,240 calls of A &amp; B"


def test_one_is_singular_and_none_is_plural(greeting: Text) -> None:
    assert greeting.render(EN, n=1, who="A") == "1 call of A"
    assert greeting.render(EN, n=0, who="A") == "0 calls of A"


def test_plain_text_has_no_entities(greeting: Text) -> None:
    assert greeting.plain(EN, n=2, who="A & <B>") == "2 calls of A & <B>"


def test_markup_passes_as_it_is(greeting: Text) -> None:
    assert greeting.render(EN, n=2, who=Markup("<b>A</b>")) == "2 calls of <b>A</b>"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Nguyễn Văn A", "Nguyễn Văn A"),
        ("  a\n\tb  ", "a b"),
        ("a\u202eb\u200bc\u2066d\ufeff", "abcd"),
        ("a\x00b", "a b"),
        ("a\ud83db", "ab"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("", "—"),
        ("\u200b", "—"),
        ("x" * 41, "x" * 39 + "…"),
        ("x" * 40, "x" * 40),
    ],
)
def test_a_value_is_one_clean_line(value: str, shown: str) -> None:
    assert clean(value) == shown


@given(st.text())
def test_a_value_is_never_empty_longer_than_forty_or_unsendable(value: str) -> None:
    shown = clean(value)
    assert 1 <= len(shown) <= WIDEST
    assert shown.encode()
    assert clean(shown) == shown


@given(st.text())
def test_whatever_the_value_its_html_is_taken(value: str) -> None:
    whole = Script(value)
    for html in (safe(value), bold(value), code(value), fold(whole), items(value, value)):
        assert faults(html) == []


def test_a_script_is_never_cut_and_keeps_its_lines() -> None:
    assert safe(Script("a\u200b <" * 50 + "\nb")) == "a &lt;" * 50 + "\nb"


def test_an_item_breaks_at_its_dots_only() -> None:
    line = items("hai ba", bold("bốn năm"), None, "", "sáu")
    assert line == f"hai{NO_BREAK_SPACE}ba · <b>bốn{NO_BREAK_SPACE}năm</b> · sáu"


def test_an_item_that_is_longer_than_a_line_may_break() -> None:
    assert NO_BREAK_SPACE in items("a " * (LINE // 2 - 1) + "a")
    assert NO_BREAK_SPACE not in items("a " * (LINE // 2) + "a")


def test_lines_that_say_nothing_are_left_out() -> None:
    assert lines("a", None, "", Markup("<b>b</b>")) == "a\n<b>b</b>"


def test_counts_are_grouped_as_each_language_does() -> None:
    assert [number(n, VI) for n in (0, 999, 1240, 1234567)] == ["0", "999", "1.240", "1.234.567"]
    assert number(1240, EN) == "1,240"


def test_a_share_never_goes_without_its_figures() -> None:
    assert share(110, 178, VI) == "62% (110/178)"
    assert share(1240, 1240, EN) == "100% (1,240/1,240)"


@pytest.mark.parametrize(
    ("at", "language", "shown"),
    [
        (NINE_TWELVE, VI, "09:12"),
        (NINE_TWELVE - 86400, VI, "22/11 09:12"),
        (NINE_TWELVE - 86400, EN, "22 Nov 09:12"),
        (NINE_TWELVE - 9.3 * 3600, VI, "22/11 23:54"),
        (NINE_TWELVE - 9.1 * 3600, EN, "00:06"),
        (NINE_TWELVE - 320 * 86400, EN, "7 Jan 09:12"),
    ],
)
def test_today_goes_without_its_date(at: float, language: Language, shown: str) -> None:
    assert clock(at, TZ, language=language, now=NINE_TWELVE) == shown


def test_seconds_are_shown_where_they_are_asked_for() -> None:
    assert clock(NINE_TWELVE, TZ, language=VI, now=NINE_TWELVE, seconds=True) == "09:12:34"


@pytest.mark.parametrize(
    ("seconds", "vi", "en", "data"),
    [
        (0, "0 giây", "0 s", "0:00"),
        (41, "41 giây", "41 s", "0:41"),
        (60, "1 phút 0 giây", "1 min 0 s", "1:00"),
        (125, "2 phút 5 giây", "2 min 5 s", "2:05"),
        (3725, "62 phút 5 giây", "62 min 5 s", "1:02:05"),
        (-1, "0 giây", "0 s", "0:00"),
    ],
)
def test_a_length_is_words_in_sentences_and_figures_in_data(
    seconds: int, vi: str, en: str, data: str
) -> None:
    assert (seconds_text(seconds, VI), seconds_text(seconds, EN)) == (vi, en)
    assert length_text(seconds) == data


def test_plain_text_keeps_line_breaks() -> None:
    assert plain_text(Markup("<b>a &lt; b</b>\n<code>c</code>")) == "a < b\nc"
