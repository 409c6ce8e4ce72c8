"""What is asked when an account is linked, and what an answer means."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from bot.core.accounts import (
    CHANGEABLE,
    MOST_BUSY_PHRASES,
    SET_UP,
    Asking,
    after,
    changed,
    first_gap,
    fits,
    free_name,
    may_change,
    named_account,
    parse_key,
    parse_login,
    phrase_key,
    problem_of,
    verify_complete,
    verify_reads_codes,
    with_busy_phrase,
    without_busy_phrase,
)
from bot.core.busy import is_busy
from bot.core.people import Person, Role
from bot.core.records import Account
from bot.errors import (
    PbxBroken,
    PbxError,
    PbxInvalid,
    PbxNotReached,
    PbxRateLimited,
    PbxRefused,
    PbxUnauthorized,
    Problem,
    UsageError,
)

KEY = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
WHOLE = Account(
    account_id=7, name="CSKH", campaign_id="c-1", caller="0123456789", otp_template="otp_demo"
)
EMPTY = replace(WHOLE, campaign_id="", caller="", otp_template="")


def test_every_question_of_the_set_up_is_asked_once_and_then_it_is_over() -> None:
    asked = [SET_UP[0]]
    while (following := after(asked[-1])) is not None:
        asked.append(following)

    assert tuple(asked) == SET_UP
    assert len(set(SET_UP)) == 5


def test_a_second_persons_approval_is_asked_for_in_the_settings_only() -> None:
    assert set(CHANGEABLE) - set(SET_UP) == {Asking.APPROVE_OVER}


def test_an_account_without_a_campaign_or_a_caller_can_not_be_called_with() -> None:
    verify_complete(WHOLE)
    verify_complete(replace(WHOLE, otp_template=""))
    for lacking, gap in (
        (EMPTY, Asking.CAMPAIGN),
        (replace(WHOLE, caller=""), Asking.CALLER),
        (replace(WHOLE, campaign_id=""), Asking.CAMPAIGN),
    ):
        with pytest.raises(UsageError) as caught:
            verify_complete(lacking)
        assert caught.value.values == {"name": "CSKH", "account": "7"}
        assert first_gap(lacking) is gap
    assert first_gap(WHOLE) is None


def test_a_code_needs_a_template_that_reads_it() -> None:
    verify_reads_codes(WHOLE)
    with pytest.raises(UsageError, match="otp_template_missing"):
        verify_reads_codes(EMPTY)


@pytest.mark.parametrize(
    ("asking", "typed", "field", "value"),
    [
        (Asking.NAME, "  Thu  nợ ", "name", "Thu nợ"),
        (Asking.NAME, "“Thu nợ”", "name", "Thu nợ"),
        (Asking.NAME, "CSKH\nHà Nội", "name", "CSKH Hà Nội"),
        (Asking.CAMPAIGN, f" {KEY} ", "campaign_id", KEY),
        (Asking.CALLER, "1900 1234", "caller", "19001234"),
        (Asking.CALLER, "+84 28 7100 0000", "caller", "842871000000"),
        (Asking.OTP_TEMPLATE, "otp_demo", "otp_template", "otp_demo"),
        (Asking.CONCURRENCY, "12", "concurrency", 12),
        (Asking.CONCURRENCY, "999", "concurrency", 999),
        (Asking.APPROVE_OVER, "200", "approve_over", 200),
        (Asking.APPROVE_OVER, "1.000", "approve_over", 1000),
        (Asking.APPROVE_OVER, "9,999", "approve_over", 9999),
    ],
)
def test_an_answer_fills_its_field(asking: Asking, typed: str, field: str, value: object) -> None:
    assert asdict(changed(WHOLE, asking, typed)) == asdict(WHOLE) | {field: value}


@pytest.mark.parametrize("typed", ["0", "Tắt", " off "])
def test_approval_is_switched_off_by_a_word_or_by_nought(typed: str) -> None:
    approved = replace(WHOLE, approve_over=200)
    assert changed(approved, Asking.APPROVE_OVER, typed) == WHOLE


@pytest.mark.parametrize(
    ("asking", "typed", "problem"),
    [
        (Asking.NAME, "", "account_name"),
        (Asking.NAME, " \n ", "account_name"),
        (Asking.NAME, "x" * 33, "account_name"),
        (Asking.NAME, "a\u202eb", "account_name"),
        (Asking.NAME, "thu nợ", "account_name_taken"),
        (Asking.CAMPAIGN, "hai từ", "one_word"),
        (Asking.CAMPAIGN, "", "one_word"),
        (Asking.CAMPAIGN, "x" * 201, "one_word"),
        (Asking.CALLER, "tổng đài", "caller_invalid"),
        (Asking.CALLER, "12", "caller_invalid"),
        (Asking.OTP_TEMPLATE, "mã xác nhận", "one_word"),
        (Asking.CONCURRENCY, "0", "concurrency_invalid"),
        (Asking.CONCURRENCY, "-5", "concurrency_invalid"),
        (Asking.CONCURRENCY, "1000", "concurrency_invalid"),
        (Asking.CONCURRENCY, "9" * 5000, "concurrency_invalid"),
        (Asking.CONCURRENCY, "năm", "concurrency_invalid"),
        (Asking.CONCURRENCY, "²", "concurrency_invalid"),
        (Asking.APPROVE_OVER, "10000", "approval_invalid"),
        (Asking.APPROVE_OVER, "10.000", "approval_invalid"),
        (Asking.APPROVE_OVER, "1.5", "approval_invalid"),
        (Asking.APPROVE_OVER, "00", "approval_invalid"),
        (Asking.APPROVE_OVER, "-1", "approval_invalid"),
        (Asking.APPROVE_OVER, "9" * 5000, "approval_invalid"),
        (Asking.APPROVE_OVER, "hai trăm", "approval_invalid"),
    ],
)
def test_an_answer_that_does_not_fit_is_named(asking: Asking, typed: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        changed(WHOLE, asking, typed, taken=["Thu nợ"])
    assert caught.value.problem == problem


@pytest.mark.parametrize("typed", [KEY, f"  {KEY}\n", f'"{KEY}"', "x" * 200])
def test_a_key_is_one_word(typed: str) -> None:
    assert parse_key(typed) == typed.strip().strip('"')


@pytest.mark.parametrize(
    "typed", ["", "  ", f"{KEY} {KEY}", f"{KEY}\n{KEY}", "khóa", "x" * 201, "a\x00b", "a\u200bb"]
)
def test_what_is_no_key_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_key(typed)
    assert caught.value.problem == "key_shape"
    assert caught.value.values == {}


def test_a_login_is_a_name_and_whatever_follows_it() -> None:
    assert parse_login("foo@example bar") == ("foo@example", "bar")
    assert parse_login(" foo  two words ") == ("foo", "two words")
    assert parse_login("foo@example\nbar") == ("foo@example", "bar")
    assert parse_login("foo") == ("foo", "")
    assert parse_login("  ") == ("", "")


def test_an_account_is_named_in_any_case_or_those_that_there_are_are() -> None:
    other = replace(WHOLE, name="Thu nợ")
    assert named_account("cskh", [other, WHOLE]) is WHOLE
    with pytest.raises(UsageError) as caught:
        named_account("CSKG", [other, WHOLE])
    assert caught.value.values == {"name": "CSKG", "nearest": "CSKH"}
    with pytest.raises(UsageError, match="account_missing"):
        named_account("CSKH", [])


def test_a_new_account_is_called_as_no_other_is() -> None:
    assert free_name(lambda n: f"Tài khoản {n}", []) == "Tài khoản 1"
    assert free_name(lambda n: f"Tài khoản {n}", ["tài khoản 1", "CSKH"]) == "Tài khoản 2"


@pytest.mark.parametrize(
    ("role", "person_id", "may"),
    [
        (Role.ADMIN, 1, True),
        (Role.OPERATOR, 9, True),
        (Role.OPERATOR, 1, False),
        (Role.VIEWER, 1, False),
    ],
)
def test_administrators_change_an_account_and_whoever_linked_it(
    role: Role, person_id: int, may: bool
) -> None:
    person = Person(person_id=person_id, name="Nhân viên", role=role)
    assert may_change(person, replace(WHOLE, created_by=9)) is may


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (PbxUnauthorized(status=401), "key_refused"),
        (PbxUnauthorized(), "key_refused"),
        (PbxRefused("no", status=400), "key_refused"),
        (PbxUnauthorized(status=403), "key_forbidden"),
        (PbxNotReached(), "pbx_silent"),
        (PbxNotReached(status=503), "pbx_maintenance"),
        (PbxBroken(status=503), "pbx_maintenance"),
        (PbxBroken(status=500), "pbx_silent"),
        (PbxRateLimited(status=429, retry_after=9), "pbx_silent"),
        (PbxInvalid("api_key", Problem.TYPE), "key_shape"),
    ],
)
def test_each_way_in_which_a_key_proves_nothing_has_its_sentence(
    error: PbxError, problem: str
) -> None:
    assert problem_of(error, UsageError("key_refused")).problem == problem


@pytest.mark.parametrize(
    ("asking", "text", "fit"),
    [
        (Asking.KEY, KEY, True),
        (Asking.KEY, "chào cả nhà", False),
        (Asking.KEY, "0987654321", False),
        (Asking.USERNAME, "foo@example bar", True),
        (Asking.USERNAME, "chào cả nhà", False),
        (Asking.USERNAME, "0987654321", False),
        (Asking.PASSWORD, "two words", True),
        (Asking.NAME, "Thu nợ", True),
        (Asking.NAME, "0987654321", False),
        (Asking.CALLER, "0987654321", True),
        (Asking.CALLER, "chào", False),
        (Asking.CONCURRENCY, "5", True),
        (Asking.APPROVE_OVER, "1.000", True),
        (Asking.APPROVE_OVER, "tắt", True),
        (Asking.APPROVE_OVER, "0987654321", False),
        (Asking.OTP_TEMPLATE, "otp_demo", True),
    ],
)
def test_plain_text_answers_a_question_that_it_plainly_fits(
    asking: Asking, text: str, fit: bool
) -> None:
    assert fits(asking, text) is fit


def test_busy_words_are_kept_once_as_they_are_compared_in_the_order_in_which_they_came() -> None:
    account = WHOLE
    for said in ("All circuits busy", " Hết\nkênh (5/5) ", "ALL  circuits busy"):
        account = with_busy_phrase(account, said)
    assert account.busy_phrases == ("all circuits busy", "hết kênh (#/#)")
    assert is_busy("Hết kênh (9/10)", account.busy_phrases)
    assert without_busy_phrase(account, "All circuits busy").busy_phrases == ("hết kênh (#/#)",)
    assert without_busy_phrase(account, "hết") == account


@pytest.mark.parametrize("said", ["", " \n"])
def test_nothing_at_all_is_no_busy_words(said: str) -> None:
    with pytest.raises(UsageError, match="busy_phrase"):
        with_busy_phrase(WHOLE, said)


def test_there_are_only_so_many_busy_words_and_each_has_its_button() -> None:
    many = tuple(f"bận {chr(ord('a') + n)}" for n in range(MOST_BUSY_PHRASES))
    full = replace(WHOLE, busy_phrases=many)
    with pytest.raises(UsageError, match="busy_phrases_full"):
        with_busy_phrase(full, "bận")
    assert with_busy_phrase(full, "bận c") == full
    assert len({phrase_key(words) for words in many}) == MOST_BUSY_PHRASES
