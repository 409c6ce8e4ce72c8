"""A voice call's card and what is told of it (CARDS.md C2, C3, G1, table B1's rows of keys)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calls import Asked, Known, Seen, Source
from bot.core.messages.outcomes import (
    render_asker_line,
    render_back,
    render_group_outcome,
    render_resolved,
)
from bot.core.messages.text import Message, plain_text
from bot.core.messages.voice import render_voice_card
from bot.core.people import Language
from bot.core.records import Call, CallKind
from bot.core.templates import PressKey, Template, TemplateKind
from tests.core.cases import (
    CALLS,
    SHOWN,
    TOLD,
    UNDER_WAY,
    UNKNOWN,
    asked,
    ended,
    not_reached,
    seen,
)
from tests.core.telegram_html import SIGNS, emoji_in, faults, row_widths

VI, EN = Language.VI, Language.EN
SCRIPT = Template(
    account_id=1,
    name="nhac_no_t11",
    content="Chào {{customer_name}}, nợ {{due_amount}}",
    voice="south-f-03",
    speed=1.2,
    keys=(PressKey(num="1", content="Cám ơn", meaning="đã thanh toán"), PressKey(num="3")),
)
VALUES = {"customer_name": "Nguyễn Văn A", "due_amount": "10.410.000"}
FOLD = "Chào Nguyễn Văn A, nợ 10.410.000"


def voice(call: Call) -> Call:
    """The same call, as one that reads a script."""
    return replace(
        call,
        kind=CallKind.VOICE,
        template=SCRIPT.name,
        script=SCRIPT,
        values=VALUES,
        label="24018",
        draft_id="d",
    )


def pressed(key: str, *, billsec: int = 41) -> Call:
    """A voice call that was answered, with what was pressed."""
    call = ended("NORMAL_CLEARING", billsec=billsec)
    report = replace(call.facts.report, keypress=Known(source=Source.CDR, value=key))
    return voice(replace(call, facts=replace(call.facts, report=report)))


def card(call: Call, language: Language = VI, *, masked: bool = False) -> Message:
    return render_voice_card(call, language=language, masked=masked, show=SHOWN)


def line(call: Call, language: Language = VI) -> str:
    return read(render_asker_line(call, language=language, masked=False, template=SCRIPT))


def group(call: Call) -> str:
    return read(
        render_group_outcome(call, language=VI, masked=True, asker_name="Nhân viên", show=SHOWN)
    )


def read(message: Message) -> str:
    return plain_text(message.html).replace("\u00a0", " ")


def labels(message: Message) -> list[str]:
    return [button.label for row in message.keyboard for button in row]


def test_while_somebody_listens_the_card_is_c2() -> None:
    message = card(voice(seen(Seen.ANSWERED)))
    assert message.html.replace("\u00a0", " ") == (
        "🔊 <b>Đang nghe máy</b> · <code>0987654321</code>\n"
        "HĐ 24018 · nhac_no_t11\n"
        "<blockquote expandable>Chào <b>Nguyễn Văn A</b>, nợ <b>10.410.000</b></blockquote>"
    )
    assert message.keyboard == ()


def test_when_it_is_over_the_card_is_c3() -> None:
    message = card(pressed("1"))
    assert read(message) == (
        "✅ Bấm 1: đã thanh toán\n0987654321 · HĐ 24018 · nhac_no_t11\n"
        f"09:12:34 · chuông 0:06 · nghe 0:41\n{FOLD}"
    )
    ref = "f" * 32
    assert [(b.label, b.data) for row in message.keyboard for b in row] == [
        ("Gọi lại", f"call.again:{ref}"),
        ("Chi tiết", f"rec.call:{ref}"),
    ]


@pytest.mark.parametrize(
    ("call", "vi", "en"),
    [
        (pressed("1"), "Bấm 1: đã thanh toán", "Pressed 1: đã thanh toán"),
        (pressed("3"), "Bấm 3", "Pressed 3"),
        (pressed("9"), "Bấm 9", "Pressed 9"),
        (
            voice(ended("NORMAL_CLEARING", billsec=41)),
            "Nghe máy 41 giây, không bấm phím",
            "Answered, 41 s, no key",
        ),
        (
            replace(voice(ended("NORMAL_CLEARING", billsec=41)), script=replace(SCRIPT, keys=())),
            "Nghe máy 41 giây",
            "Answered, 41 s",
        ),
        (replace(pressed("2"), script=None), "Bấm 2", "Pressed 2"),
    ],
)
def test_the_key_leads_with_its_meaning_or_that_none_was_pressed(
    call: Call, vi: str, en: str
) -> None:
    assert read(card(call)).split("\n")[0] == f"✅ {vi}"
    assert read(card(call, EN)).split("\n")[0] == f"✅ {en}"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", CALLS)
def test_every_card_keeps_the_rules(name: str, masked: bool, language: Language) -> None:
    message = card(voice(CALLS[name]), language, masked=masked)
    text = read(message)
    assert faults(message.html) == []
    assert [sign for sign in SIGNS if sign in text] == [text.split(" ")[0]]
    assert emoji_in(text) == []
    assert len(text.split("\n")) <= 5
    assert message.silent
    assert (FOLD in text) is not masked
    assert ("0987654321" in text) is not masked
    for row in message.keyboard:
        for button in row:
            assert len(button.label) <= row_widths(len(row))
            assert len((button.data or "").encode()) <= 64


@pytest.mark.parametrize("name", UNDER_WAY)
def test_a_call_under_way_has_no_buttons(name: str) -> None:
    assert card(voice(UNDER_WAY[name])).keyboard == ()


@pytest.mark.parametrize("name", TOLD)
def test_a_call_that_is_over_can_be_made_again_unless_it_may_have_gone_out(name: str) -> None:
    expected = {
        "no trace": ["Tra ngay"],
        "no record": ["Tra ngay"],
        "maintenance": ["Thử lại", "Chi tiết"],
        "disconnected": ["Thử lại", "Chi tiết"],
    }
    assert labels(card(voice(TOLD[name]))) == expected.get(name, ["Gọi lại", "Chi tiết"])
    assert labels(card(voice(UNKNOWN))) == ["Tra ngay"]


def test_what_is_not_the_asker_s_default_is_said() -> None:
    call = replace(pressed("1"), caller="19001234", campaign_id="x")
    assert read(card(call)).split("\n")[1] == (
        "0987654321 · HĐ 24018 · nhac_no_t11 · đầu số 19001234 · chiến dịch x"
    )


def test_of_a_script_that_nobody_here_knew_the_values_are_shown() -> None:
    call = replace(pressed("1"), script=None)
    assert read(card(call)).split("\n")[-2:] == [
        "customer_name: Nguyễn Văn A",
        "due_amount: 10.410.000",
    ]


def test_a_sound_file_is_named() -> None:
    sound = replace(SCRIPT, content="", audio_file="chao.wav", kind=TemplateKind.AUDIO)
    assert read(card(replace(pressed("1"), script=sound))).endswith("\ntệp chao.wav")


def test_line_breaks_of_a_script_are_kept_and_its_values_escaped() -> None:
    script = replace(SCRIPT, content="Chào\n{{customer_name}}\n")
    call = replace(pressed("1"), script=script, values={"customer_name": "<b>&"})
    assert "Chào\n<b>&lt;b&gt;&amp;</b>\n</blockquote>" in card(call).html


def test_the_asker_s_line_names_the_ref_else_the_number() -> None:
    call = pressed("1")
    assert line(call) == "✅ HĐ 24018 bấm 1: đã thanh toán"
    assert line(call, EN) == "✅ HĐ 24018 pressed 1: đã thanh toán"
    assert line(replace(call, label="")) == "✅ 0987654321 bấm 1: đã thanh toán"


def test_a_short_voice_call_is_not_called_hung_up_early() -> None:
    call = replace(pressed("", billsec=1), script=replace(SCRIPT, keys=()))
    assert line(call) == "✅ HĐ 24018 nghe máy 1 giây"
    assert "Cúp sớm" not in read(card(call))


def test_a_group_reads_g1_without_a_name_an_amount_or_the_script() -> None:
    assert group(pressed("1")) == (
        "✅ Bấm 1: đã thanh toán\n0987•••321 · HĐ 24018 · nghe 0:41\n"
        "nhac_no_t11 · Nhân viên gọi 09:12"
    )


def test_in_a_group_the_pbxs_words_of_a_refusal_are_left_out() -> None:
    call = voice(asked(Asked.REFUSED, reason="Nguyễn Văn A, 10.410.000", settled=True))
    assert read(card(call)).split("\n")[0] == "❌ Tổng đài từ chối: “Nguyễn Văn A, 10.410.000”"
    assert group(call).split("\n")[0] == "❌ Tổng đài từ chối"


def test_a_test_is_marked_and_offers_no_second_call() -> None:
    call = replace(pressed("1"), test=True, label="")
    assert read(card(call)).split("\n")[1] == "Gọi thử · 0987654321 · nhac_no_t11"
    assert labels(card(call)) == ["Chi tiết"]
    assert line(call) == "✅ Gọi thử: bấm 1: đã thanh toán"
    assert line(call, EN) == "✅ Test call: pressed 1: đã thanh toán"
    assert render_back(replace(call), language=VI, masked=False).keyboard == ()


def test_when_the_pbx_is_back_the_call_can_be_previewed_again() -> None:
    message = render_back(voice(not_reached(503)), language=VI, masked=False)
    assert read(message) == "Tổng đài đã có lại · HĐ 24018 chưa gọi"
    ((button,),) = message.keyboard
    assert (button.label, button.data) == ("Gọi lại", f"call.again:{'f' * 32}")


def test_a_call_that_was_found_after_all_is_told_by_its_ref() -> None:
    message = render_resolved(pressed("1"), language=VI, masked=False)
    assert read(message) == "✅ HĐ 24018 đã gọi: bấm 1: đã thanh toán"


@given(text=st.text(max_size=80))
def test_whatever_stands_in_a_script_or_a_value_the_html_is_sound(text: str) -> None:
    script = replace(SCRIPT, content=f"{text}{{{{customer_name}}}}{text}")
    call = replace(pressed("1"), script=script, values={"customer_name": text}, label=text)
    assert faults(card(call).html) == []


def test_a_script_that_no_message_can_hold_is_left_to_the_details() -> None:
    script = replace(SCRIPT, content="rất dài " * 600)
    message = card(replace(pressed("1"), script=script))
    assert len(read(message)) < 200
    assert labels(message) == ["Gọi lại", "Chi tiết"]
