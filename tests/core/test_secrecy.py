"""What must not stay in a chat: by the question that was asked, and by the form of a text."""

from __future__ import annotations

import pytest

from bot.core import voice_questions
from bot.core.accounts import Asking
from bot.core.records import Draft, Place, Topic
from bot.core.secrecy import asks_for_secret, is_stray, may_hold_secret

KEY = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


def a_question(asking: str, about: Topic = Topic.ACCOUNT) -> Draft:
    return Draft(
        id="d",
        person_id=7,
        place=Place(chat_id=7),
        message_id=1,
        about=about,
        asking=asking,
        values={},
        created_at=0.0,
    )


@pytest.mark.parametrize(
    "text",
    [
        f"/lnik {KEY}",
        "/loggin foo@example bar",
        f"/link{KEY}",
        f"/link@other_bot {KEY}",
        f"/ link {KEY}",
        f"/LINK\n{KEY}",
        f"/key {KEY}",
        f"link {KEY}",
        f"API key: {KEY}",
        KEY.upper(),
        "login foo@example bar",
        "/loginfoo@example bar",
        "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee",
    ],
)
def test_what_looks_like_a_key_or_a_password_is_taken_for_one(text: str) -> None:
    assert may_hold_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "/lnik",
        "/login",
        "/links",
        f"/crd {KEY}",
        f"/upload {KEY}",
        "/cal 0987654321 nhac_no",
        "0987654321",
        "cám ơn",
        "login không được rồi bot",
        "11111111-2222",
        f"hoa_don_{KEY}",
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert not may_hold_secret(text)


@pytest.mark.parametrize(
    ("asking", "text", "secret"),
    [
        (Asking.KEY, "chào", True),
        (Asking.PASSWORD, "x", True),
        (Asking.USERNAME, "foo@example", False),
        (Asking.USERNAME, "foo@example bar", True),
        (Asking.USERNAME, "foo@example\nbar", True),
        (Asking.CAMPAIGN, KEY, False),
    ],
)
def test_answers_to_questions_for_secrets_leave_the_chat(
    asking: Asking, text: str, secret: bool
) -> None:
    assert asks_for_secret(a_question(asking), text) is secret
    assert not asks_for_secret(a_question(asking, Topic.CALL), text)


@pytest.mark.parametrize(
    ("asking", "about", "stray"),
    [
        (Asking.KEY, Topic.ACCOUNT, False),
        (Asking.CAMPAIGN, Topic.ACCOUNT, False),
        (voice_questions.Asking.CAMPAIGN, Topic.CALL, False),
        (Asking.NAME, Topic.ACCOUNT, True),
        (voice_questions.Asking.VALUE, Topic.CALL, True),
    ],
)
def test_a_key_answers_no_question_but_those_that_take_an_id(
    asking: str, about: Topic, stray: bool
) -> None:
    answers = a_question(asking, about)
    assert is_stray(KEY, answers=answers, waiting=None) is stray
    assert not is_stray("login foo bar", answers=answers, waiting=None)


@pytest.mark.parametrize(
    ("asking", "text", "stray"),
    [
        (Asking.KEY, "khóa là abc123", True),
        (Asking.KEY, "0987654321", False),
        (Asking.KEY, "thôi", False),
        (Asking.PASSWORD, "0987654321", True),
        (Asking.USERNAME, "foo bar", True),
        (Asking.USERNAME, "chào", False),
    ],
)
def test_what_fits_nothing_may_answer_an_earlier_question_for_a_secret(
    asking: Asking, text: str, stray: bool
) -> None:
    assert is_stray(text, answers=None, waiting=a_question(asking)) is stray
    assert not is_stray(text, answers=None, waiting=None)
