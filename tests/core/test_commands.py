"""What people type after a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import OtpCommand, nearest, parse_code, parse_otp, split_command
from bot.errors import UsageError

WHOLE = OtpCommand(callee="0987654321", code="4821")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("/otp 0987654321 4821", ("otp", "0987654321 4821", None)),
        ("/OTP@pbx_bot  0987654321", ("otp", "0987654321", "pbx_bot")),
        ("/otp\n0987654321\n4821", ("otp", "0987654321\n4821", None)),
        ("/start", ("start", "", None)),
        ("/start@pbx_bot", ("start", "", "pbx_bot")),
        ("0987654321 ", ("", "0987654321", None)),
        ("/", ("", "/", None)),
        ("/usr/bin", ("", "/usr/bin", None)),
        ("", ("", "", None)),
    ],
)
def test_a_command_is_split_from_its_rest_and_its_addressee(
    text: str, parts: tuple[str, str, str | None]
) -> None:
    assert split_command(text) == parts


def test_the_nearest_word_is_a_hint_and_a_strange_one_has_none() -> None:
    assert nearest("OPT", ["otp", "notify", "status"]) == ["otp"]
    assert nearest("weather", ["otp", "notify"]) == []


def test_nothing_typed_leaves_everything_to_be_asked() -> None:
    assert parse_otp("") == OtpCommand()


@pytest.mark.parametrize(
    "text",
    [
        "0987654321 4821",
        "+84987654321\n4821",
        "0987 654 321 4821",
        "09876543 21 4821",
        "+84 98 765 4321 4821",
        "(0987) 654-321 4821",
        "0987654321 “4821”",
        "0987654321 '4821'",
        "0987654321 ４８２１",
    ],
)
def test_a_phone_and_a_code_are_told_apart(text: str) -> None:
    assert parse_otp(text) == WHOLE


@pytest.mark.parametrize("text", ["0987654321", "0987 654 321"])
def test_a_code_may_be_left_out(text: str) -> None:
    assert parse_otp(text) == OtpCommand(callee="0987654321")


@pytest.mark.parametrize(
    "text",
    [
        '0987654321 4821 queue template=otp_demo campaign=7 caller="1900 1234"',
        "template=otp_demo 0987654321 caller=“1900 1234” 4821 QUEUE campaign=‘7’",
        "0987654321 4821 template=otp\u200b_demo campaign=7\u200b caller=19001234 queue",
        "queue campaign=7 TEMPLATE=otp_demo caller=19001234 0987 654 321 4821",
    ],
)
def test_arguments_come_in_any_order(text: str) -> None:
    assert parse_otp(text) == OtpCommand(
        callee="0987654321",
        code="4821",
        template="otp_demo",
        campaign="7",
        caller="19001234",
        queue=True,
    )


def test_a_quoted_word_is_a_code_and_not_a_flag() -> None:
    assert parse_otp('0987654321 "queue"') == OtpCommand(callee="0987654321", code="queue")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0987654321 4821 1234", "code_twice"),
        ("0987654321 48 21", "code_twice"),
        ("0987654321 12-34", "code_invalid"),
        ("0987654321 mã", "code_invalid"),
        ('0987654321 "48 21"', "code_invalid"),
        ('0987654321 ""', "code_invalid"),
        (f"0987654321 {'1' * 33}", "code_invalid"),
        ("098765432 4821", "phone_short"),
        ("09876543210 4821", "phone_long"),
        ("01629333999 4821", "phone_old"),
        ("0162 9333 999 4821", "phone_old"),
        ("4821", "phone_unclear"),
        ("4821 0987654321", "phone_unclear"),
        ("otp_demo 0987654321 4821", "phone_unclear"),
        ("0987 654 32 4821", "phone_unclear"),
        ("842 838 123 456", "phone_unclear"),
        ("0987654321 4821 template=a template=b", "argument_twice"),
        ("0987654321 4821 template=", "argument_empty"),
        ("0987654321 4821 template=\u200b", "argument_empty"),
        (f"0987654321 4821 campaign={'x' * 201}", "value_long"),
        ("0987654321 template= 4821", "argument_empty"),
        ("0987654321 4821 template = otp_demo", "code_twice"),
        ("0987654321 4821 template='a'b", "quote_open"),
        (" ".join("1" * 2000), "phone_unclear"),
        ('0987654321 4821 template=""', "argument_empty"),
        ("0987654321 4821 queue=1", "queue_value"),
        ('0987654321 4821 template="a b', "quote_open"),
        ("0987654321 “4821", "quote_open"),
        ("0987654321 4821 caller=12", "caller_invalid"),
    ],
)
def test_what_can_not_be_understood_calls_nobody(text: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_otp(text)
    assert caught.value.problem == problem


def test_an_unknown_argument_is_named_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="argument_unknown") as caught:
        parse_otp("0987654321 4821 tempalte=otp_demo")
    assert caught.value.values == {
        "name": "tempalte",
        "nearest": "template",
        "mends": "otp:tempalte:template",
    }


def test_a_strange_argument_is_told_all_that_there_are() -> None:
    with pytest.raises(UsageError, match="argument_unknown") as caught:
        parse_otp("0987654321 4821 x=1")
    assert caught.value.values == {
        "name": "x",
        "nearest": "template, campaign, caller, account",
        "mends": "",
    }


@pytest.mark.parametrize(
    "text",
    [
        "4821",
        "48213377",
        "4821 0987654321",
        "0987654321 4821 4821",
        "0987654321 48-21-4821",
        "0987 6 4821",
        "098765432 4821",
        "0987654321 4821 template=a template=b",
        "0987654321 4821 nothing=4821",
        "0987654321 'x 4821'",
        "0987654321 “4821",
    ],
)
def test_an_error_never_carries_the_code(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_otp(text)
    assert "4821" not in repr((caught.value, caught.value.values))


def test_a_command_does_not_show_its_code() -> None:
    assert "4821" not in repr(WHOLE)


@pytest.mark.parametrize("typed", ["123ABC", " 4821 ", "“4821”", "a" * 32, "０１２"])
def test_a_code_is_letters_and_digits(typed: str) -> None:
    assert parse_code(typed).isalnum()


@given(st.text(alphabet=" 0987654321=\"'“”+ab\nqueue", max_size=60))
def test_whatever_follows_the_command_is_understood_or_refused(text: str) -> None:
    try:
        command = parse_otp(text)
    except UsageError:
        return
    assert command.callee is None or command.callee.startswith("0")
    assert command.code is None or command.code.isalnum()
