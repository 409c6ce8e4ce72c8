"""What is typed after `/template`, read into scripts; what no script can be is refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.records import Draft, Place, Topic
from bot.core.scripts import (
    LONGEST_TEXT,
    Action,
    Adding,
    Asking,
    answer,
    close_to,
    find,
    looks_like_answer,
    parse_action,
    parse_adding,
    parse_name,
    read_script,
    recall,
    remember,
    same_words,
    short_key,
)
from bot.core.templates import PressKey, Template, TemplateKind
from bot.errors import UsageError

DEBT = "Chào {{customer_name}}\nnợ {{due_amount}}, bấm phím 1"


def read(text: str, name: str = "nhac_no") -> Template:
    return read_script(1, name, text)


def draft(asking: Asking, adding: Adding) -> Draft:
    return Draft(
        id="d",
        person_id=1,
        place=Place(chat_id=1),
        message_id=2,
        about=Topic.TEMPLATE,
        asking=asking,
        values=remember(adding),
        created_at=0.0,
    )


def fault(text: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "action", "rest"),
    [
        ("", Action.LIST, ""),
        ("list", Action.LIST, ""),
        ("show", Action.LIST, ""),
        ("show nhac_no", Action.SHOW, "nhac_no"),
        ("nhac_no", Action.SHOW, "nhac_no"),
        ("addition", Action.SHOW, "addition"),
        ("add", Action.ADD, ""),
        ("ADD a b\nc", Action.ADD, "a b\nc"),
    ],
)
def test_a_name_alone_is_shown_and_nothing_at_all_is_listed(
    typed: str, action: Action, rest: str
) -> None:
    assert parse_action(typed) == (action, rest)


@pytest.mark.parametrize(
    ("typed", "name", "text"),
    [
        ("", "", ""),
        ("nhac_no", "nhac_no", ""),
        ("nhac_no Chào bạn\nhai dòng", "nhac_no", "Chào bạn\nhai dòng"),
        ("nhac_no\nChào bạn", "nhac_no", "Chào bạn"),
        ('"nhắc nợ 11" Chào bạn', "nhắc nợ 11", "Chào bạn"),
        ("“nhắc nợ” Chào", "nhắc nợ", "Chào"),
    ],
)
def test_a_name_is_a_word_or_quoted_and_the_text_keeps_its_lines(
    typed: str, name: str, text: str
) -> None:
    assert parse_adding(typed) == Adding(name=name, text=text)


def fields(count: int) -> str:
    return " ".join(f"{{{{field_{number}}}}}" for number in range(count))


def test_a_script_may_have_as_many_fields_as_a_call_may_fill() -> None:
    assert len(read(fields(32)).fields) == 32


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ('"" Chào', "script_name"),
        ('"nhac no', "quote_open"),
        ("a\u200bb Chào", "script_name"),
        ("a" * 65 + " Chào", "script_name_long"),
    ],
)
def test_a_name_that_no_script_can_have_is_refused(typed: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        parse_adding(typed)


def test_a_name_of_two_lines_is_refused() -> None:
    with pytest.raises(UsageError, match="script_name"):
        parse_name("a\nb")


def test_lines_at_the_end_are_what_the_keys_mean_and_are_not_read_aloud() -> None:
    script = read(f"{DEBT}\n\n1 = đã thanh toán\n2: cần gọi lại\n")
    assert script.content == DEBT
    assert script.keys == (
        PressKey(num="1", meaning="đã thanh toán"),
        PressKey(num="2", meaning="cần gọi lại"),
    )
    assert script.fields == ("customer_name", "due_amount")
    assert script.kind is TemplateKind.TTS


def test_the_mark_of_a_key_line_is_no_part_of_what_the_key_means() -> None:
    script = read(f"{DEBT}\n1 = đã thanh toán\n2 = cần gọi lại !")
    assert (script.meaning("2"), script.needs_someone("2")) == ("cần gọi lại", True)
    assert not script.needs_someone("1")


def test_a_line_that_looks_like_a_key_within_the_text_is_read_aloud() -> None:
    script = read("Phím:\n1 = trả nợ\nCám ơn")
    assert (script.content, script.keys) == ("Phím:\n1 = trả nợ\nCám ơn", ())


def test_a_place_for_the_code_makes_a_code_script() -> None:
    script = read("Mã của bạn là {{code_otp}}")
    assert (script.kind, script.fields) == (TemplateKind.OTP, ())


def test_the_name_of_a_wav_file_makes_a_script_that_plays_it() -> None:
    script = read("AUDIO_1.wav\n1 = nghe lại")
    assert (script.kind, script.audio_file, script.content) == (
        TemplateKind.AUDIO,
        "AUDIO_1.wav",
        "",
    )
    assert script.meaning("1") == "nghe lại"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Chào {{tên}} nhé", "{{tên}}"),
        ("Chào {{ ten }}", "{{ ten }}"),
        ("Chào {{}}", "{{}}"),
        ("Chào {{họ-tên}}", "{{họ-tên}}"),
    ],
)
def test_braces_around_what_can_be_no_key_are_named(text: str, place: str) -> None:
    error = fault(text)
    assert (error.problem, error.values) == ("script_field", {"place": place})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Chào {{ten nhé", "Chào {{ten"),
        ("Chào {ten}", "{ten}"),
        ("Chào ten}}", "ten}}"),
        ("Chào {{{ten}}}", "{{{ten}}}"),
        ("Chào {{a{{b}}", "{{a{{b}}"),
    ],
)
def test_braces_that_do_not_match_are_shown_where_they_stand(text: str, shown: str) -> None:
    error = fault(text)
    assert error.problem == "script_braces"
    assert shown in error.values["place"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "script_empty"),
        (" \n ", "script_empty"),
        ("1 = đã trả", "script_empty"),
        ("Chào\n1 =", "script_key_empty"),
        ("Chào\n1 = !", "script_key_empty"),
        ("Chào\n1 = a\n1 = b", "script_key_twice"),
        ("Chào\n1 = " + "a" * 41, "script_key_long"),
        ("a" * (LONGEST_TEXT + 1), "script_long"),
        ("Mã {{CODE_OTP}}", "script_reserved"),
        ("Mã {{code_otp}} hay {{Code_Otp}}", "script_reserved"),
        ("Hợp đồng {{ref_id}}", "script_reserved"),
        ("Chào {{template_name}}", "script_reserved"),
        (fields(33), "script_fields"),
    ],
)
def test_a_text_that_is_no_script_is_refused(text: str, problem: str) -> None:
    assert fault(text).problem == problem


@given(text=st.text(st.characters(categories=["L", "N", "P", "Zs", "Cc", "Cf"]), max_size=80))
def test_whatever_is_typed_becomes_a_script_or_a_problem(text: str) -> None:
    with suppress(UsageError):
        script = read(text)
        assert script.content or script.audio_file
        assert all(name.isascii() for name in script.fields)


def test_a_button_finds_its_script_whatever_its_name_is_made_of() -> None:
    known = [read("Chào", name="nhắc nợ " * 8), read("Chào", name="other")]
    assert find(short_key(known[0].name), known) is known[0]
    assert find(short_key("gone"), known) is None
    assert len(f"tpl.show:{10**17}:{short_key(known[0].name)}".encode()) <= 64


def test_a_mistyped_name_is_close_to_one_in_any_case_of_letters() -> None:
    known = [read("Chào", name="Nhac_No_T11"), read("Chào", name="chuc_mung")]
    assert close_to("nhac_no_t1", known) == known[:1]
    assert close_to("xyz", known) == []


def test_the_same_words_and_meanings_are_the_same_script() -> None:
    assert same_words(read(f"{DEBT}\n1 = trả"), read(f"{DEBT}\n1: trả"))
    assert not same_words(read(f"{DEBT}\n1 = trả"), read(f"{DEBT}\n1 = chưa"))
    assert not same_words(read(DEBT), read(f"{DEBT}."))


def test_whether_a_key_needs_someone_does_not_make_it_another_script() -> None:
    assert same_words(read(f"{DEBT}\n1 = trả"), read(f"{DEBT}\n1 = trả!"))


@pytest.mark.parametrize(
    "adding",
    [Adding(), Adding(name="a", text="b\nc", account_id=3, seen=0.0)],
)
def test_a_question_remembers_all_of_a_script(adding: Adding) -> None:
    assert recall(draft(Asking.TEXT, adding)) == adding


def test_an_answer_with_a_name_may_bring_the_words_along() -> None:
    asked = draft(Asking.NAME, Adding(account_id=3))
    assert answer(asked, "nhac_no Chào bạn") == Adding(
        name="nhac_no", text="Chào bạn", account_id=3
    )


def test_an_answer_with_the_words_is_taken_whole() -> None:
    asked = draft(Asking.TEXT, Adding(name="nhac_no"))
    assert answer(asked, " Chào bạn\n1 = trả ").text == "Chào bạn\n1 = trả"


def test_an_answer_about_keys_is_no_script() -> None:
    asked = draft(Asking.MEANINGS, Adding(name="nhac_no", account_id=3))
    assert answer(asked, " 1 = trả ") == Adding(name="nhac_no", text="1 = trả", account_id=3)


@pytest.mark.parametrize(
    ("asking", "text", "problem"),
    [
        (Asking.TEXT, "Chào {{tên}}", "script_field"),
        (Asking.NAME, "a" * 65, "script_name_long"),
        (Asking.TEXT, "Thôi", "cancelled"),
        (Asking.ACCOUNT, "CSKH", "press_button"),
    ],
)
def test_an_answer_that_is_none_is_refused(asking: Asking, text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        answer(draft(asking, Adding(name="a")), text)


@pytest.mark.parametrize(
    ("asking", "text", "fits"),
    [
        (Asking.NAME, "nhac_no", True),
        (Asking.NAME, "0987654321", False),
        (Asking.NAME, "nhac no", False),
        (Asking.TEXT, "Chào bạn nhé", True),
        (Asking.TEXT, "Chào", False),
        (Asking.TEXT, "hủy", True),
        (Asking.REPLACE, "Chào bạn nhé", False),
        (Asking.MEANINGS, "1 = trả\nhai = gọi", True),
        (Asking.MEANINGS, "thôi", True),
        (Asking.MEANINGS, "0987654321", False),
        (Asking.MEANINGS, "Chào bạn nhé", False),
    ],
)
def test_text_that_replies_to_nothing_answers_only_what_it_plainly_fits(
    asking: Asking, text: str, fits: bool
) -> None:
    assert looks_like_answer(draft(asking, Adding()), text) is fits
