"""Roles, and the language of a person."""

from __future__ import annotations

import pytest

from bot.core.people import Act, Language, Role, language_for, may


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.STRANGER, {Act.START}),
        (Role.VIEWER, {Act.START, Act.VIEW}),
        (Role.OPERATOR, {Act.START, Act.VIEW, Act.CALL}),
        (Role.ADMIN, set(Act)),
    ],
)
def test_each_role_may_do_what_the_one_below_may_and_more(role: Role, acts: set[Act]) -> None:
    assert {act for act in Act if may(role, act)} == acts


def test_a_persons_own_choice_beats_what_telegram_says() -> None:
    assert language_for(Language.EN, "vi", Language.VI) is Language.EN


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en", "en"), ("en-GB", "en"), ("VI", "vi"), ("fr", "vi"), ("", "vi"), (None, "vi")],
)
def test_telegrams_code_counts_where_it_is_one_of_ours(code: str | None, expected: str) -> None:
    assert language_for(None, code, Language.VI) == expected
