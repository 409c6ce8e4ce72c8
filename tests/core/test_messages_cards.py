"""The card of an OTP call, in every state (CARDS.md O1, O2, table B1, rules 1, 5, 8)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calls import DAY, Asked, Facts, Known, Report, Seen, Source
from bot.core.messages.cards import render_call_card
from bot.core.messages.text import Message, plain_text
from bot.core.people import Language
from bot.core.records import Call
from tests.core.cases import (
    CALLS,
    EARLY,
    NINE_TWELVE,
    SHOWN,
    TOLD,
    UNDER_WAY,
    UNKNOWN,
    a_call,
    asked,
    ended,
    not_reached,
    seen,
)
from tests.core.telegram_html import SIGNS, emoji_in, faults, row_widths

VI, EN = Language.VI, Language.EN

#: Line 1 without the number, as table B1 and the errors table have it.
FIRST_LINES = {
    "pending": ("⏳ Đang chờ lượt gọi", "⏳ Waiting for its turn"),
    "placing": ("⏳ Đang chuyển sang tổng đài", "⏳ Sending to the PBX"),
    "placed": ("⏳ Tổng đài đã nhận", "⏳ The PBX has it"),
    "ringing": ("📞 Đang đổ chuông", "📞 Ringing"),
    "on the line": ("🔊 Đang nghe máy", "🔊 On the line"),
    "ended": ("⏳ Đã cúp, chờ kết quả", "⏳ Ended, result to come"),
    "unknown": ("❓ Chưa rõ cuộc gọi đã đi chưa", "❓ Not known if the call went out"),
    "answered": ("✅ Nghe máy 41 giây", "✅ Answered, 41 s"),
    "early": ("✅ Nghe máy 2 giây", "✅ Answered, 2 s"),
    "long": ("✅ Nghe máy 2 phút 5 giây", "✅ Answered, 2 min 5 s"),
    "busy": ("🔸 Máy bận", "🔸 Busy"),
    "no answer": ("🔸 Không nghe máy", "🔸 No answer"),
    "rejected": ("🔸 Từ chối cuộc gọi", "🔸 Declined"),
    "unreachable": ("🔸 Không liên lạc được", "🔸 Unreachable"),
    "cancelled": ("🔸 Hủy trước khi nghe máy", "🔸 Cancelled before answer"),
    "invalid": ("❌ Số không tồn tại", "❌ No such number"),
    "failed": ("❌ Lỗi mạng, không gọi được", "❌ Network failure"),
    "refused": ("❌ Tổng đài từ chối: “missing tts key”", "❌ PBX refused: “missing tts key”"),
    "refused silently": ("❌ Tổng đài từ chối", "❌ PBX refused"),
    "dropped": ("⚠️ Chưa gọi: đã bỏ", "⚠️ Not called: dropped"),
    "expired": ("⚠️ Chưa gọi: đã bỏ", "⚠️ Not called: dropped"),
    "maintenance": (
        "❌ Tổng đài bảo trì từ 09:12 (503)",
        "❌ PBX under maintenance since 09:12 (503)",
    ),
    "disconnected": ("❌ Mất kết nối tổng đài từ 09:12", "❌ PBX out of reach since 09:12"),
    "no trace": (
        "❓ Không thấy cuộc gọi này trên tổng đài",
        "❓ No trace of this call on the PBX",
    ),
    "no record": ("❓ Sau 24 giờ vẫn chưa có kết quả", "❓ No result after 24 hours"),
}


def card(call: Call, language: Language = VI, *, masked: bool = False) -> Message:
    return render_call_card(call, language=language, masked=masked, show=SHOWN)


def read(message: Message) -> str:
    return plain_text(message.html).replace("\u00a0", " ")


@pytest.mark.parametrize("name", CALLS)
def test_line_1_says_the_state_and_whom(name: str) -> None:
    first = [read(card(CALLS[name], language)).split("\n")[0] for language in (VI, EN)]
    assert first == [f"{line} · 0987654321" for line in FIRST_LINES[name]]


@pytest.mark.parametrize("name", CALLS)
def test_sign_and_result_are_within_the_first_forty_characters(name: str) -> None:
    for line in FIRST_LINES[name]:
        assert len(line.removesuffix(" (503)")) <= 40


def test_while_it_rings_the_card_is_o1() -> None:
    assert card(seen(Seen.RINGING)).html.replace("\u00a0", " ") == (
        "📞 <b>Đang đổ chuông</b> · <code>0987654321</code>\nOTP •••• · otp_demo"
    )


def test_when_it_is_over_the_card_is_o2() -> None:
    message = card(EARLY)
    assert message.html.replace("\u00a0", " ") == (
        "✅ <b>Nghe máy 2 giây</b> · <code>0987654321</code>\n"
        "OTP •••• · otp_demo\n"
        "09:12:34 · chuông 0:06 · nghe 0:02\n"
        "Cúp sớm, có thể chưa nghe hết mã"
    )
    assert [button.label for row in message.keyboard for button in row] == [
        "Gọi với mã mới",
        "Lịch sử số này",
    ]


def test_line_2_stays_still_while_line_1_changes() -> None:
    assert {read(card(call)).split("\n")[1] for call in CALLS.values()} == {"OTP •••• · otp_demo"}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", CALLS)
def test_every_card_keeps_the_rules(name: str, masked: bool, language: Language) -> None:
    message = card(CALLS[name], language, masked=masked)
    text = read(message)
    assert faults(message.html) == []
    assert [sign for sign in SIGNS if sign in text] == [text.split(" ")[0]]
    assert emoji_in(text) == []
    assert len(text.split("\n")) <= 4
    assert message.silent
    for row in message.keyboard:
        for button in row:
            assert len(button.label) <= row_widths(len(row))
            assert button.data is not None
            assert len(button.data.encode()) <= 64


@pytest.mark.parametrize("name", CALLS)
def test_a_group_never_sees_the_number(name: str) -> None:
    message = card(CALLS[name], masked=True)
    assert "0987654321" not in repr(message)
    assert "0987•••321" in message.html


@pytest.mark.parametrize("name", UNDER_WAY)
def test_a_call_under_way_has_no_buttons(name: str) -> None:
    assert card(UNDER_WAY[name]).keyboard == ()


@pytest.mark.parametrize("name", TOLD)
def test_a_call_that_is_over_can_be_placed_with_a_new_code_unless_it_may_have_gone_out(
    name: str,
) -> None:
    said = [(button.label, button.data) for row in card(TOLD[name]).keyboard for button in row]
    ref = "f" * 32
    if name in {"no trace", "no record"}:
        assert said == [("Tra ngay", f"call.look:{ref}")]
    else:
        assert said[0][1] == f"otp.again:{ref}"
        assert said[1:] == [("Lịch sử số này", f"rec.number:{ref}")]


def test_an_unknown_call_is_looked_up_and_never_offered_again() -> None:
    message = card(UNKNOWN)
    assert read(message).endswith("Tổng đài không trả lời. Khoan gọi lại, bot đang tra.")
    assert [button.label for row in message.keyboard for button in row] == ["Tra ngay"]


@pytest.mark.parametrize(
    "name", ["refused", "refused silently", "dropped", "expired", "maintenance", "disconnected"]
)
def test_a_call_that_was_not_placed_says_that_nobody_was_called(name: str) -> None:
    assert read(card(TOLD[name])).split("\n")[2].startswith("Chưa gọi ai.")
    assert read(card(TOLD[name], EN)).split("\n")[2].startswith("Nobody was called.")


def test_after_an_outage_one_tries_again() -> None:
    assert card(not_reached(None)).keyboard[0][0].label == "Thử lại"


def test_another_status_than_503_is_no_maintenance() -> None:
    assert read(card(not_reached(500))).startswith("❌ Mất kết nối tổng đài từ 09:12 (500)")


def test_the_pbx_s_long_words_are_cut_in_line_1_and_whole_in_a_fold() -> None:
    words = "0987654321 is not permitted on campaign <1> of this account"
    call = asked(Asked.REFUSED, reason=words, settled=True)
    private, group = card(call), card(call, masked=True)
    assert "“0987654321 is not permitted on campaign…”" in read(private)
    assert private.html.endswith(
        "<blockquote expandable>0987654321 is not permitted on campaign &lt;1&gt; "
        "of this account</blockquote>"
    )
    assert "0987654321" not in group.html
    assert "<blockquote expandable>0987•••321 is not" in group.html


def test_what_is_not_the_default_is_said() -> None:
    call = replace(EARLY, caller="19001234", campaign_id="7")
    message = render_call_card(
        call, language=VI, masked=False, show=replace(SHOWN, default_account=False)
    )
    assert read(message).split("\n")[1] == (
        "OTP •••• · otp_demo · tài khoản CSKH · đầu số 19001234 · chiến dịch 7"
    )


def test_a_code_that_stands_in_the_chat_is_said() -> None:
    message = card(replace(EARLY, code_left=True), EN)
    assert read(message).split("\n")[1] == "OTP •••• · otp_demo · delete the message with the code"
    assert len(read(message).split("\n")) == 4


def test_a_script_that_is_not_known_is_never_cut_short() -> None:
    message = render_call_card(EARLY, language=VI, masked=False, show=replace(SHOWN, template=None))
    assert "Cúp sớm" not in message.html


def test_an_answered_call_is_not_called_early_before_its_result_stands() -> None:
    report = Report(seen=Seen.ENDED, billsec=Known(source=Source.EVENT, value=2))
    call = a_call(Facts(asked=Asked.PLACED, report=report))
    assert read(card(call)) == "⏳ Đã cúp, chờ kết quả · 0987654321\nOTP •••• · otp_demo"


def test_without_a_record_the_hooks_outcome_stands_once_the_call_settled() -> None:
    report = Report(seen=Seen.ENDED, picked_up=Known(source=Source.OLDEST, value=True))
    call = a_call(Facts(asked=Asked.PLACED, report=report), settled=True)
    assert read(card(call)).split("\n") == [
        "✅ Nghe máy · 0987654321",
        "OTP •••• · otp_demo",
        "09:12:33",
    ]


def test_the_talk_is_measured_by_the_clock_if_nobody_counted_it() -> None:
    report = Report(
        seen=Seen.ENDED,
        recorded=True,
        answer_time=Known(source=Source.CDR, value=NINE_TWELVE),
        end_time=Known(source=Source.CDR, value=NINE_TWELVE + 41),
    )
    call = a_call(Facts(asked=Asked.PLACED, report=report), settled=True)
    assert read(card(call)).startswith("✅ Nghe máy 41 giây")


def test_an_unknown_call_that_turns_up_is_live_again() -> None:
    told = replace(seen(Seen.RINGING), since=NINE_TWELVE + 700, settled_at=NINE_TWELVE + 600)
    live = replace(told, settle_at=NINE_TWELVE + 700 + DAY)
    assert read(card(live)).startswith("📞 Đang đổ chuông")
    assert read(card(told)).startswith("❓ Sau 24 giờ vẫn chưa có kết quả")


def test_the_time_of_another_zone_is_not_believed() -> None:
    call = ended("USER_BUSY")
    wrong = Known(source=Source.CDR, value=NINE_TWELVE + 7 * 3600)
    report = replace(call.facts.report, start_time=wrong)
    call = replace(call, facts=replace(call.facts, report=report))
    assert read(card(call)).split("\n")[2] == "09:12:33"


def test_an_unnamed_failure_shows_the_wire_s_word_in_brackets() -> None:
    assert read(card(ended("NETWORK_OUT_OF_ORDER"))).split("\n")[2] == (
        "09:12:34 · (NETWORK_OUT_OF_ORDER)"
    )


def test_ringing_is_said_of_calls_that_rang() -> None:
    assert "chuông 0:25" in read(card(ended("NO_ANSWER", rang=25)))
    assert "chuông" not in read(card(ended("USER_BUSY")))


@given(words=st.text(max_size=300), name=st.text(max_size=80))
def test_the_pbx_s_and_people_s_words_never_break_a_card(words: str, name: str) -> None:
    call = replace(
        asked(Asked.REFUSED, reason=words, settled=True),
        template=name,
        caller=name,
        campaign_id=name,
    )
    message = card(call)
    assert faults(message.html) == []
    assert len(plain_text(message.html)) < 4096
