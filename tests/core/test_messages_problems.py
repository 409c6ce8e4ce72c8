"""What a person reads when something can't be done (CARDS.md, errors, rule 4)."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

import bot
from bot.core.commands import parse_otp
from bot.core.messages.problems import PROBLEMS, render_problem
from bot.core.messages.text import plain_text
from bot.core.people import Language
from bot.errors import UsageError
from tests.core.telegram_html import SIGNS, faults

VI, EN = Language.VI, Language.EN

#: A handler broke, or a press came after another: then "nobody" would say too much.
SPECIAL = {
    ("fault", VI): "Chưa rõ đã gọi chưa",
    ("fault", EN): "Not known if a call went out",
    ("prompt_gone", VI): "Chưa gọi thêm ai",
    ("prompt_gone", EN): "Nobody else was called",
    ("list_gone", VI): "Chưa gọi thêm ai",
    ("list_gone", EN): "Nobody else was called",
    ("list_called", VI): "Chưa gọi thêm ai",
    ("list_called", EN): "Nobody else was called",
    ("list_changed", VI): "Chưa gọi thêm ai",
    ("list_changed", EN): "Nobody else was called",
}
#: How the second sentence begins, if something else than a call was asked for.
OPENINGS = {
    VI: (
        "Chưa gọi ai",
        "Chưa gọi khách",
        "Chưa tải lên",
        "Chưa đổi gì",
        "Chưa lưu gì",
        "Chưa tạo gì",
    ),
    EN: ("Nobody was called", "The callee was not", "Nothing was"),
}


def values_of(problem: str) -> dict[str, str]:
    """Something for each name that the problem's texts mention; "2" is a count and a word."""
    texts = PROBLEMS[problem]
    sources = (texts.what.vi, texts.what.en, texts.then.vi, texts.then.en)
    named = {name for source in sources for _, name, _, _ in Formatter().parse(source)}
    return {name: "2" for name in named if name}


def read(problem: str, language: Language = VI, **values: str) -> list[str]:
    return plain_text(render_problem(UsageError(problem, **values), language).html).split("\n")


def test_every_problem_that_is_raised_has_its_text_and_every_text_is_raised() -> None:
    raised = {
        kind.value
        for path in Path(bot.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "UsageError"
        for kind in _either(node.args[0])
        if isinstance(kind, ast.Constant)
    }
    assert raised == set(PROBLEMS)


def _either(kind: ast.expr) -> list[ast.expr]:
    """What is raised, one or the other."""
    return [kind.body, kind.orelse] if isinstance(kind, ast.IfExp) else [kind]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_failure_is_a_sign_and_a_fact_then_whether_anyone_was_called(problem: str) -> None:
    for language in (VI, EN):
        message = render_problem(UsageError(problem, **values_of(problem)), language)
        first, second = plain_text(message.html).split("\n")
        assert faults(message.html) == []
        assert first.split(" ")[0] in SIGNS
        assert second.startswith(SPECIAL.get((problem, language), OPENINGS[language]))


def test_a_short_number_reads_as_in_the_standard() -> None:
    values = {"number": "098765432", "missing": "1", "digits": "10"}
    assert read("phone_short", **values) == [
        "❌ 098765432 thiếu 1 số",
        "Chưa gọi ai. Gửi lại đủ 10 số.",
    ]
    assert read("phone_short", EN, **values)[0] == "❌ 098765432 is 1 digit short"
    assert read("phone_short", EN, **{**values, "missing": "2"})[0].endswith("is 2 digits short")


def test_a_list_that_is_too_long_says_how_long_it_is() -> None:
    told = read("table_rows", rows="10001", most="10000")
    assert told[0] == "❌ Danh sách có 10.001 dòng, quá 10.000"


def test_an_old_number_comes_with_its_new_one() -> None:
    with pytest.raises(UsageError) as caught:
        parse_otp("01629333999 4821")
    message = render_problem(caught.value, VI)
    assert plain_text(message.html).split("\n") == [
        "⚠️ 01629333999 là số cũ",
        "Chưa gọi ai. Số mới: 0329333999",
    ]


def test_in_a_group_numbers_are_masked() -> None:
    error = UsageError("phone_old", number="01629333999", new="0329333999")
    message = render_problem(error, VI, masked=True)
    assert plain_text(message.html).split("\n") == [
        "⚠️ 0162•••999 là số cũ",
        "Chưa gọi ai. Số mới: 0329•••999",
    ]
    assert message.keyboard == ()


@pytest.mark.parametrize("typed", ["0987654321x", "so0987654321", "0987 654 321"])
@pytest.mark.parametrize("problem", ["record_missing", "argument_unknown", "account_unknown"])
def test_in_a_group_a_number_is_masked_wherever_it_was_mistyped(problem: str, typed: str) -> None:
    error = UsageError(problem, call_id=typed, name=typed, nearest="a")
    message = render_problem(error, VI, masked=True)
    assert "0987•••321" in plain_text(message.html)


def test_what_was_typed_is_escaped_and_cut() -> None:
    message = render_problem(UsageError("phone_invalid", number="<b>" * 30), EN)
    assert faults(message.html) == []
    assert "…" in message.html


def test_a_late_command_says_when_it_was_sent() -> None:
    assert read("command_late", sent="09:02") == [
        "⚠️ Lệnh gửi lúc 09:02, bot vừa chạy lại",
        "Chưa gọi ai. Gửi lại với mã mới.",
    ]
