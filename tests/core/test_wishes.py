"""What is asked next, and what an answer changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.commands import OtpCommand
from bot.core.records import Account, Draft, Place, Topic
from bot.core.wishes import (
    Asking,
    CodeIs,
    Wish,
    answer,
    looks_like_answer,
    next_question,
    picked,
    read_wish,
    recall,
    remember,
)
from bot.errors import UsageError

ACCOUNT = Account(
    account_id=1, name="CSKH", campaign_id="c", caller="0123456789", otp_template="otp_demo"
)
TWO = [ACCOUNT, replace(ACCOUNT, account_id=2)]


def wish(text: str) -> Wish:
    return read_wish(text, chat_id=7, message_id=10)


def draft(asking: Asking, of: Wish) -> Draft:
    return Draft(
        id="d",
        person_id=7,
        place=Place(chat_id=7),
        message_id=11,
        about=Topic.OTP,
        asking=asking,
        values=remember(of),
        created_at=0.0,
    )


@pytest.mark.parametrize(
    ("text", "accounts", "asking"),
    [
        ("", TWO, Asking.PHONE),
        ("01629333999 4821", TWO, Asking.RENEWED),
        ("0987654321 4821", TWO, Asking.ACCOUNT),
        ("0987654321", [ACCOUNT], Asking.CODE),
        ("0987654321 4821", [ACCOUNT], None),
    ],
)
def test_what_is_missing_is_asked_for_one_thing_at_a_time(
    text: str, accounts: list[Account], asking: Asking | None
) -> None:
    assert next_question(wish(text), accounts) is asking


def test_a_script_s_name_is_asked_about_once_before_the_code() -> None:
    mistyped, close = wish("0987654321 template=otp_dmo"), ("otp_demo", "otp_two")
    assert next_question(mistyped, [ACCOUNT], close) is Asking.TEMPLATE
    asked = recall(draft(Asking.TEMPLATE, replace(mistyped, close=close)))
    assert next_question(asked, [ACCOUNT], close) is Asking.CODE
    assert picked(asked, 1).command.template == "otp_two"
    with pytest.raises(UsageError, match="prompt_gone"):
        picked(asked, 2)


def test_a_question_never_remembers_the_code() -> None:
    typed = wish("0987654321 4821 caller=19001234 queue")
    kept = remember(typed)
    assert "4821" not in kept.values()
    recalled = recall(draft(Asking.ACCOUNT, typed), code="4821")
    assert recalled.command == typed.command
    assert recalled.code_is is CodeIs.FORGOTTEN


def test_what_was_said_with_the_command_stands_beside_the_answer() -> None:
    asked = draft(Asking.PHONE, wish("caller=19001234 template=otp_b queue"))
    said = answer(asked, "0987654321 4821 template=otp_c", message_id=12, code=None)
    assert said.command == OtpCommand(
        callee="0987654321", code="4821", template="otp_c", caller="19001234", queue=True
    )
    assert said.message_id == 12


def test_a_reply_to_an_old_number_is_another_number_and_never_the_code() -> None:
    asked = draft(Asking.RENEWED, wish("01629333999 4821"))
    said = answer(asked, "0987654321", message_id=12, code="4821")
    assert (said.command.callee, said.command.code) == ("0987654321", "4821")
    assert said.message_id == 10


def test_a_choice_of_accounts_takes_no_text() -> None:
    asked = draft(Asking.ACCOUNT, wish("0987654321 4821"))
    with pytest.raises(UsageError, match="press_button"):
        answer(asked, "CSKH", message_id=12, code="4821")


def test_a_reply_without_a_number_answers_no_question_for_one() -> None:
    with pytest.raises(UsageError, match="phone_unclear"):
        answer(draft(Asking.PHONE, wish("")), "caller=19001234", message_id=12, code=None)


def test_a_question_of_a_group_that_became_another_chat_is_closed() -> None:
    moved = replace(draft(Asking.CODE, wish("0987654321")), place=Place(chat_id=-100))
    with pytest.raises(UsageError, match="prompt_gone"):
        recall(moved)


@pytest.mark.parametrize(
    ("asking", "text", "is_answer"),
    [
        (Asking.CODE, "4821", True),
        (Asking.CODE, "A1b2", True),
        (Asking.CODE, "ok", False),
        (Asking.CODE, "mai 8h gọi nhé", False),
        (Asking.PHONE, "0987654321", True),
        (Asking.PHONE, "0987 654 321", True),
        (Asking.PHONE, "0987654321 4821", True),
        (Asking.PHONE, "xin chào", False),
        (Asking.PHONE, "", False),
        (Asking.ACCOUNT, "1", False),
    ],
)
def test_plain_text_is_an_answer_only_if_it_plainly_looks_like_one(
    asking: Asking, text: str, is_answer: bool
) -> None:
    assert looks_like_answer(draft(asking, wish("0987654321")), text) is is_answer
