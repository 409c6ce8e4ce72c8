"""The PBX's words, made fit for people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.kept_json import parse_json
from bot.pbx.words import WORDS_LIMIT, read_words


def words_of(body: str, *secrets: str) -> str:
    return read_words(parse_json(body), body.encode("utf-8", "replace"), secrets=secrets)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"error": "audio is existed"}', "audio is existed"),
        ('{"error": [{"(root)": "caller is required"}]}', "caller is required"),
        ('{"error": [{"callee": "Wrong Format"}]}', "callee: Wrong Format"),
        ('{"error": [{"(root)": "a is required"}, {"(root)": "b"}]}', "a is required; b"),
        ('{"error": ["one", "two"]}', "one; two"),
        ('{"error": {"code": 17}}', "code: 17"),
        ('{"message": "Bad Request", "data": {"error": "late"}}', "Bad Request: late"),
        ('{"message": "late", "data": {"error": "late"}}', "late"),
        ('{"message": "late", "data": null}', "late"),
        ('{"message": {"a": 1}}', ""),
        ('{"error": true}', ""),
        ('{"error": null}', ""),
        ("{}", ""),
        ("[]", ""),
        ("5", ""),
        ("", ""),
        ("no healthy upstream", "no healthy upstream"),
        ("<html>gone</html>", ""),
        (" <html>gone</html>", ""),
        ('{"error": "cut', ""),
        (r'{"error": "one\r\n two\u0000\u202e\u200b three \ud800"}', "one two three"),
    ],
)
def test_every_shape_of_error_is_one_line(body: str, words: str) -> None:
    assert words_of(body) == words


@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
def test_nesting_without_end_has_no_words(opens: str, closes: str) -> None:
    assert "deep" not in words_of('{"error": ' + opens * 400 + '"deep"' + closes * 400 + "}")


def test_long_words_are_cut() -> None:
    words = words_of('{"error": "' + "a" * 5000 + '"}')
    assert len(words) == WORDS_LIMIT
    assert words.endswith("a…")


@pytest.mark.parametrize(
    "said", ["code 12ab is wrong", "12AB", "1 2 A B", "1-2-a-b", "(12ab)", "12\u200bab"]
)
def test_a_secret_is_hidden_in_any_spelling(said: str) -> None:
    words = words_of('{"error": "' + said + '"}', "12Ab")
    assert "•••" in words
    assert not {"1", "2"} & set(words)


def test_a_secret_is_hidden_before_the_cut() -> None:
    secret = "s3cret" * 10
    words = words_of("x" * (WORDS_LIMIT - 5) + secret, secret)
    assert "s3c" not in words


def test_a_secret_within_another_is_hidden_with_it() -> None:
    assert words_of("key-and-more", "key", "key-and-more") == "•••"


def test_a_secret_with_signs_is_not_a_pattern() -> None:
    assert words_of("a.c abc", "a.c") == "••• abc"


def test_no_secret_hides_nothing() -> None:
    assert words_of("fine", "") == "fine"


@given(st.text(), st.text())
def test_any_words_are_one_short_line(text: str, secret: str) -> None:
    words = words_of(text, secret)
    assert len(words) <= WORDS_LIMIT
    assert words.splitlines() in ([], [words])
    words.encode()
