"""What is typed after `/call`, and what is asked next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import read_value
from bot.core.previews import Shelf
from bot.core.records import Account, Draft, Place, Topic
from bot.core.templates import PressKey, Template, TemplateKind
from bot.core.voice import VoiceCommand, parse_call
from bot.core.voice_answers import answered, looks_like_answer, picked
from bot.core.voice_questions import (
    LEAVE_OUT,
    Asking,
    Question,
    Voice,
    changes,
    fitted,
    next_question,
    question_of,
    read_voice,
    recall,
    remember,
)
from bot.errors import UsageError

ACCOUNT = Account(
    account_id=1, name="CSKH", campaign_id="c", caller="0123456789", otp_template="otp_demo"
)
TWO = [ACCOUNT, replace(ACCOUNT, account_id=2)]
SCRIPT = Template(
    account_id=1,
    name="nhac_no_t11",
    content="Chào {{customer_name}}, nợ {{due_amount}}",
    voice="south-f-03",
    speed=1.2,
    keys=(PressKey(num="1", content="Cám ơn {{customer_name}} ngày {{due_date}}"),),
)
CODES = replace(SCRIPT, name="otp_demo", content="Mã {{code_otp}}", keys=(), kind=TemplateKind.OTP)
SHELF = Shelf(scripts=(SCRIPT, replace(SCRIPT, name="nhac_no_t10"), CODES))
WHOLE = "0987654321 nhac_no_t11 customer_name=A due_amount=1 due_date=2"


def refused(text: str) -> tuple[str, dict[str, str]]:
    with pytest.raises(UsageError) as error:
        parse_call(text)
    return error.value.problem, error.value.values


def draft(asking: Asking, voice: Voice, question: Question | None = None) -> Draft:
    return Draft(
        id="d",
        person_id=7,
        place=Place(chat_id=7),
        message_id=11,
        about=Topic.CALL,
        asking=asking,
        values=remember(voice, question or Question(asking=asking)),
        created_at=0.0,
    )


def named(count: int) -> str:
    return " ".join(f"field_{number}=x" for number in range(count))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", VoiceCommand()),
        ("0987654321", VoiceCommand(callee="0987654321")),
        ("nhac_no_t11", VoiceCommand(template="nhac_no_t11")),
        ("0987 654 321 t", VoiceCommand(callee="0987654321", template="t")),
        ("t 0987.654.321", VoiceCommand(callee="0987654321", template="t")),
        ("+84987654321 'nhắc nợ'", VoiceCommand(callee="0987654321", template="nhắc nợ")),
        ("0987654321 template=t", VoiceCommand(callee="0987654321", template="t")),
        ("0987\u200b654321 t\u200b", VoiceCommand(callee="0987654321", template="t")),
        ("0987654321 \u200b", VoiceCommand(callee="0987654321")),
        ("0987654321 t ref=24018", VoiceCommand(callee="0987654321", template="t", label="24018")),
        (
            "0987654321 t queue Caller='1900 1234' campaign=x account=CSKH",
            VoiceCommand(
                callee="0987654321",
                template="t",
                caller="19001234",
                campaign="x",
                account="CSKH",
            ),
        ),
    ],
)
def test_phone_and_template_stand_first_in_either_order_then_what_has_a_name(
    text: str, command: VoiceCommand
) -> None:
    assert parse_call(text) == command


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ('name="Nguyễn Văn A"', "Nguyễn Văn A"),
        ("name=“Nguyễn Văn A”", "Nguyễn Văn A"),
        ("name='Nguyễn Văn A'", "Nguyễn Văn A"),
        ("name=‘Nguyễn Văn A’", "Nguyễn Văn A"),
        ('name="H\'Hen Niê"', "H'Hen Niê"),
        ('name="  Nguyễn\n Văn\tA "', "Nguyễn Văn A"),
        ("name=10.410.000", "10.410.000"),
        ("name=30/1/2021", "30/1/2021"),
        ("name=a=b", "a=b"),
        ("name=A\u200bB\u202e", "AB"),
        ("name=Nguye\u0302\u0303n", "Nguyễn"),
    ],
)
def test_a_value_is_what_stands_in_its_quotes_or_up_to_the_next_space(
    typed: str, value: str
) -> None:
    assert parse_call(f"0987654321 t {typed}").values == {"name": value}


def test_the_case_of_a_field_s_name_is_kept() -> None:
    assert parse_call("0987654321 t Ten_KH=A").values == {"Ten_KH": "A"}


@pytest.mark.parametrize(
    ("text", "problem", "values"),
    [
        ("098765432 t", "phone_short", None),
        ("01629333999 t", "phone_old", None),
        ("+12025550100 t", "phone_foreign", None),
        ("0187654321 t", "phone_invalid", None),
        ("12345 t", "call_unclear", {}),
        ("t u", "call_unclear", {}),
        ("0987654321 t u", "call_unclear", {}),
        ("0987654321 0912345678", "call_unclear", {}),
        ("t 0987654321 u", "call_unclear", {}),
        ("0987654321 t name=Nguyễn Văn A", "value_unquoted", {"name": "name"}),
        ("0987654321 name=Nguyễn An", "value_unquoted", {"name": "name"}),
        ("0987654321 t name=A ref=B C", "value_unquoted", {"name": "ref"}),
        ('0987654321 t name="Nguyễn Văn A', "quote_open", {}),
        ('0987654321 t name=“Nguyễn Văn A"', "quote_open", {}),
        ("0987654321 t name=H'Hen", "quote_open", {}),
        ("0987654321 t name=", "argument_empty", {"name": "name"}),
        ("0987654321 t name='\u200b'", "argument_empty", {"name": "name"}),
        ("0987654321 t name=A name=B", "argument_twice", {"name": "name"}),
        ("0987654321 t template=u", "argument_twice", {"name": "template"}),
        ("0987654321 t queue=yes", "queue_value", {}),
        ("0987654321 t code_otp=4821", "field_reserved", {"name": "code_otp"}),
        ("0987654321 t Template_Name=u", "field_reserved", {"name": "Template_Name"}),
        ("0987654321 t ref_id=u", "field_reserved", {"name": "ref_id"}),
        ("0987654321 t tên=A", "field_name", {"name": "tên"}),
        ("0987654321 t caller=abc", "caller_invalid", None),
        (f"0987654321 t name={'x' * 201}", "value_long", {"name": "name", "most": "200"}),
        (f"0987654321 t ref={'x' * 41}", "value_long", {"name": "ref", "most": "40"}),
        (f"0987654321 {'x' * 201}", "value_long", {"name": "template", "most": "200"}),
        (f"0987654321 template={'x' * 201}", "value_long", {"name": "template", "most": "200"}),
        (f"0987654321 t campaign={'x' * 201}", "value_long", {"name": "campaign", "most": "200"}),
        (f"0987654321 t {named(33)}", "fields_many", {"most": "32"}),
    ],
)
def test_what_is_unclear_is_refused_with_the_reason(
    text: str, problem: str, values: dict[str, str] | None
) -> None:
    said, with_values = refused(text)
    assert said == problem
    assert values is None or with_values == values


def test_as_many_fields_as_a_script_may_have_are_read() -> None:
    assert len(parse_call(f"0987654321 t {named(32)}").values) == 32


@given(text=st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        command = parse_call(text)
    except UsageError:
        return
    assert all(value == read_value(value) for value in command.values.values())


def test_an_old_number_is_read_as_its_new_one_to_be_confirmed() -> None:
    voice = read_voice("01629333999 t name=A")
    assert (voice.command.callee, voice.old_number) == ("0329333999", "01629333999")
    assert next_question(voice, [ACCOUNT], SHELF).asking is Asking.RENEWED


@pytest.mark.parametrize(
    ("text", "accounts", "question"),
    [
        ("", TWO, Question(asking=Asking.PHONE)),
        ("0987654321", TWO, Question(asking=Asking.ACCOUNT, choices=("1", "2"))),
        (
            "0987654321",
            [ACCOUNT],
            Question(asking=Asking.TEMPLATE, choices=("nhac_no_t11", "nhac_no_t10")),
        ),
        ("0987654321 nhac_no_t11", [ACCOUNT], Question(asking=Asking.VALUE, about="customer_name")),
        (
            "0987654321 nhac_no_t11 customer_name=A due_amount=1",
            [ACCOUNT],
            Question(asking=Asking.VALUE, about="due_date"),
        ),
        (
            "0987654321 nhac_no_t11 custmer_name=A",
            [ACCOUNT],
            Question(
                asking=Asking.FIELD, about="custmer_name", choices=("customer_name", LEAVE_OUT)
            ),
        ),
        (f"{WHOLE} x=1", [ACCOUNT], Question(asking=Asking.FIELD, about="x", choices=(LEAVE_OUT,))),
        (WHOLE, [ACCOUNT], Question(asking=Asking.CONFIRM)),
        (
            "0987654321 nhac_no_t1 x=1",
            [ACCOUNT],
            Question(asking=Asking.CONFIRM, choices=("nhac_no_t11", "nhac_no_t10")),
        ),
    ],
)
def test_what_is_missing_or_unknown_is_asked_about_one_thing_at_a_time(
    text: str, accounts: list[Account], question: Question
) -> None:
    asked = next_question(read_voice(text), accounts, SHELF)
    assert replace(asked, choices=tuple(sorted(asked.choices))) == replace(
        question, choices=tuple(sorted(question.choices))
    )


def test_a_picker_shows_nine_the_ones_used_last_first_and_none_that_reads_codes() -> None:
    names = [f"t{number:02}" for number in range(12)]
    shelf = Shelf(
        scripts=(*(replace(SCRIPT, name=name) for name in names), CODES),
        used=("t07", "otp_demo", "elsewhere"),
    )
    asked = next_question(read_voice("0987654321"), [ACCOUNT], shelf)
    assert asked.choices == ("t07", "elsewhere", *(name for name in names[:8] if name != "t07"))


@pytest.mark.parametrize(
    ("text", "about", "choices"),
    [
        (f"{WHOLE} reff=1", "reff", ("ref=", LEAVE_OUT)),
        (f"{WHOLE} ACOUNT=x", "ACOUNT", ("account=", LEAVE_OUT)),
        ("0987654321 elsewhere calller=1", "calller", ("caller=", "calller", LEAVE_OUT)),
        ("0987654321 tempate=x", "tempate", ("template=", "tempate", LEAVE_OUT)),
    ],
)
def test_a_name_like_that_of_an_argument_is_asked_about_first(
    text: str, about: str, choices: tuple[str, ...]
) -> None:
    asked = next_question(read_voice(text), [ACCOUNT], SHELF)
    assert asked == Question(asking=Asking.FIELD, about=about, choices=choices)


@pytest.mark.parametrize(
    "text",
    [
        "0987654321 elsewhere account_no=1 ref_no=2 caller_name=3",
        "0987654321 elsewhere caller=19001234 calller=1",
        "0987654321 used_elsewhere refs=1",
    ],
)
def test_names_that_resemble_no_argument_that_is_free_or_that_others_used_are_fields(
    text: str,
) -> None:
    shelf = replace(SHELF, used=("used_elsewhere",), filled={"used_elsewhere": ("refs",)})
    assert next_question(read_voice(text), [ACCOUNT], shelf).asking is Asking.CONFIRM


@pytest.mark.parametrize(
    ("typed", "index", "changed"),
    [
        ("reff=24018", 0, {"label": "24018", "values": {}}),
        ("calller='1900 1234'", 0, {"caller": "19001234", "values": {}}),
        ("campain=c-2", 0, {"campaign": "c-2", "values": {}}),
        ("acount=CSKH", 0, {"account": "CSKH", "values": {}}),
        ("reff=24018", 1, {}),
        ("reff=24018", 2, {"values": {}}),
    ],
)
def test_a_slip_becomes_the_argument_stays_or_goes(
    typed: str, index: int, changed: dict[str, Any]
) -> None:
    before = replace(read_voice(f"0987654321 elsewhere {typed}"), account_id=7)
    question = next_question(before, [ACCOUNT], SHELF)
    after = picked(draft(Asking.FIELD, before, question), index)
    assert after.command == replace(before.command, **changed)
    assert after.account_id == (None if "account" in changed else 7)
    kept = recall(draft(Asking.CONFIRM, after))
    assert next_question(kept, [ACCOUNT], SHELF).asking is Asking.CONFIRM


def test_a_slip_s_value_is_held_to_the_rules_of_its_argument() -> None:
    for typed, problem in (("calller=xyz", "caller_invalid"), (f"reff={'x' * 41}", "value_long")):
        before = read_voice(f"0987654321 elsewhere {typed}")
        question = next_question(before, [ACCOUNT], SHELF)
        with pytest.raises(UsageError, match=problem):
            picked(draft(Asking.FIELD, before, question), 0)


def test_a_script_that_reads_codes_is_not_for_call() -> None:
    with pytest.raises(UsageError) as error:
        next_question(read_voice("0987654321 otp_demo"), [ACCOUNT], SHELF)
    assert error.value.problem == "template_of_codes"


def test_of_a_script_that_only_others_used_what_they_filled_is_asked_for() -> None:
    shelf = Shelf(used=("elsewhere",), filled={"elsewhere": ("ten", "ngay")})
    voice = read_voice("0987654321 elsewhere ten=A")
    asked = next_question(voice, [ACCOUNT], shelf)
    assert asked == Question(asking=Asking.VALUE, about="ngay")
    assert next_question(read_voice("0987654321 elsewhere ten=A ngay=1 x=2"), [ACCOUNT], shelf) == (
        Question(asking=Asking.CONFIRM)
    )


def test_the_name_of_a_script_for_codes_that_no_code_call_used_was_meant_as_one_near() -> None:
    shelf = Shelf(scripts=(SCRIPT, CODES), codes=("otp_demo", "XAC_NHAN"), used=("xac_nhan_1",))
    assert shelf.codes_close_to("otp_dmo") == ("otp_demo",)
    assert shelf.codes_close_to("xac_nhan") == ("XAC_NHAN",)
    assert shelf.codes_close_to("XAC_NHAN") == shelf.codes_close_to("nhac_no_t1") == ()


def test_names_that_differ_in_case_alone_are_the_script_s() -> None:
    voice = fitted(read_voice("0987654321 t Customer_Name=A x=1"), SCRIPT.fields)
    assert voice.command.values == {"customer_name": "A", "x": "1"}
    with pytest.raises(UsageError) as error:
        fitted(read_voice("0987654321 t Customer_Name=A customer_name=B"), SCRIPT.fields)
    assert error.value.problem == "argument_twice"


def test_a_question_keeps_the_whole_wish_and_itself() -> None:
    command = VoiceCommand(
        callee="0987654321",
        template="t",
        values={"a": "1", "label": "2"},
        label="24018",
        campaign="c",
        caller="19001234",
        account="CSKH",
    )
    voice = Voice(
        command=command,
        account_id=3,
        old_number="01629333999",
        seen=frozenset({"recent_call:x", "recent_call:y"}),
        shown="abc",
        since=1.5,
        drawings=2,
    )
    question = Question(asking=Asking.FIELD, about="b", choices=("a", LEAVE_OUT))
    kept = draft(Asking.FIELD, voice, question)
    assert recall(kept) == voice
    assert question_of(kept) == question


@pytest.mark.parametrize(
    ("asking", "about", "text", "changed"),
    [
        (Asking.PHONE, "", "0912 345 678", {"callee": "0912345678"}),
        (Asking.TEMPLATE, "", "“nhac_no_t10”", {"template": "nhac_no_t10"}),
        (Asking.LABEL, "", " 24 019 ", {"label": "24 019"}),
        (Asking.LABEL, "", " - ", {"label": ""}),
        (Asking.LABEL, "", '""', {"label": ""}),
        (Asking.VALUE, "due_date", "30/11/2026", {"values": {"a": "1", "due_date": "30/11/2026"}}),
        (Asking.VALUE, "a", '"Nguyễn Văn A"', {"values": {"a": "Nguyễn Văn A"}}),
    ],
)
def test_a_typed_answer_changes_what_was_asked_for(
    asking: Asking, about: str, text: str, changed: dict[str, Any]
) -> None:
    before = read_voice("0987654321 t a=1 ref=24018")
    after = answered(draft(asking, before, Question(asking=asking, about=about)), text)
    assert after == replace(before, command=replace(before.command, **changed))


def test_an_old_number_typed_as_an_answer_is_confirmed_first() -> None:
    after = answered(draft(Asking.PHONE, Voice()), "01629333999")
    assert (after.command.callee, after.old_number) == ("0329333999", "01629333999")


def test_a_script_with_a_field_that_nobody_may_fill_is_named_and_never_asked_about() -> None:
    for field in ("CODE_OTP", "ref_id", "Template_Name"):
        script = replace(SCRIPT, content=f"Mã {{{{{field}}}}}", keys=())
        with pytest.raises(UsageError) as error:
            next_question(read_voice(WHOLE), [ACCOUNT], Shelf(scripts=(script,)))
        assert error.value.problem == "template_reserved"
        assert error.value.values == {"name": SCRIPT.name, "field": field}


def test_a_code_is_no_answer_to_a_field_named_as_the_code_s_is() -> None:
    asked = draft(Asking.VALUE, Voice(), Question(asking=Asking.VALUE, about="CODE_OTP"))
    with pytest.raises(UsageError) as error:
        answered(asked, "4821")
    assert error.value.problem == "field_reserved"


@pytest.mark.parametrize(
    ("asking", "text", "problem"),
    [
        (Asking.PHONE, "098765432", "phone_short"),
        (Asking.PHONE, "xyz", "phone_invalid"),
        (Asking.VALUE, "\u200b", "value_empty"),
        (Asking.VALUE, '""', "value_empty"),
        (Asking.VALUE, "x" * 201, "value_long"),
        (Asking.LABEL, "x" * 41, "value_long"),
        (Asking.VALUE, "Hủy", "cancelled"),
        (Asking.CONFIRM, "thôi", "cancelled"),
        (Asking.CONFIRM, "gọi", "press_button"),
        (Asking.ACCOUNT, "CSKH", "press_button"),
        (Asking.FIELD, "customer_name", "press_button"),
    ],
)
def test_what_answers_nothing_is_refused(asking: Asking, text: str, problem: str) -> None:
    with pytest.raises(UsageError) as error:
        answered(draft(asking, Voice(), Question(asking=asking, about="a")), text)
    assert error.value.problem == problem


@pytest.mark.parametrize(
    ("question", "index", "changed"),
    [
        (Question(asking=Asking.ACCOUNT, choices=("1", "2")), 1, {"account_id": 2}),
        (Question(asking=Asking.RENEWED, choices=("x",)), 0, {"old_number": ""}),
    ],
)
def test_a_button_changes_what_it_chose(
    question: Question, index: int, changed: dict[str, Any]
) -> None:
    before = read_voice("01629333999 t a=1")
    assert picked(draft(question.asking, before, question), index) == replace(before, **changed)


@pytest.mark.parametrize(
    ("asking", "index", "template", "values"),
    [
        (Asking.TEMPLATE, 0, "b", {"a": "1"}),
        (Asking.CONFIRM, 1, "", {"a": "1"}),
        (Asking.FIELD, 0, "t", {"b": "1"}),
        (Asking.FIELD, 1, "t", {}),
        (Asking.LATE, 0, "t", {"a": "1"}),
    ],
)
def test_a_button_renames_leaves_out_or_chooses(
    asking: Asking, index: int, template: str, values: dict[str, str]
) -> None:
    question = Question(asking=asking, about="a", choices=("b", LEAVE_OUT))
    after = picked(draft(asking, read_voice("0987654321 t a=1"), question), index)
    assert (after.command.template, after.command.values) == (template, values)


def test_a_button_that_the_question_does_not_have_is_closed() -> None:
    question = Question(asking=Asking.TEMPLATE, choices=("b",))
    with pytest.raises(UsageError) as error:
        picked(draft(Asking.TEMPLATE, Voice(), question), 1)
    assert error.value.problem == "prompt_gone"


def test_every_part_of_a_call_can_be_changed() -> None:
    voice = read_voice("0987654321 nhac_no_t11 customer_name=A")
    offered = changes(voice, SHELF)
    assert [(one.asking, one.about) for one in offered] == [
        (Asking.PHONE, ""),
        (Asking.TEMPLATE, ""),
        (Asking.LABEL, ""),
        (Asking.VALUE, "customer_name"),
        (Asking.VALUE, "due_amount"),
        (Asking.VALUE, "due_date"),
        (Asking.CALLER, ""),
        (Asking.CAMPAIGN, ""),
    ]
    unknown = changes(read_voice("0987654321 elsewhere x=1"), SHELF)
    assert [one.about for one in unknown] == ["", "", "", "x", "", ""]


@pytest.mark.parametrize(
    ("asking", "text", "fits"),
    [
        (Asking.PHONE, "0987654321", True),
        (Asking.PHONE, "xin chào", False),
        (Asking.PHONE, "hủy", True),
        (Asking.TEMPLATE, "nhac_no_t11", True),
        (Asking.TEMPLATE, "gọi giúp tôi", False),
        (Asking.VALUE, "Nguyễn Văn A", True),
        (Asking.CONFIRM, "0987654321", False),
        (Asking.CONFIRM, "hủy", True),
        (Asking.ACCOUNT, "CSKH", False),
    ],
)
def test_text_that_replies_to_nothing_answers_only_what_it_plainly_fits(
    asking: Asking, text: str, fits: bool
) -> None:
    assert looks_like_answer(draft(asking, Voice()), text) is fits
