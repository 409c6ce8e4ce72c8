"""How a call came out, told to the asker and to groups (CARDS.md O2's last line, G1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.calls import Asked, Facts, Known, Report, Seen, Source
from bot.core.messages.cards import told_here
from bot.core.messages.outcomes import (
    render_asker_line,
    render_back,
    render_group_outcome,
    render_resolved,
)
from bot.core.messages.text import Message, plain_text
from bot.core.people import Language
from bot.core.records import Call, CallKind, FollowUp
from bot.core.templates import PressKey
from tests.core.cases import (
    EARLY,
    NINE_TWELVE,
    SHOWN,
    TEMPLATE,
    TOLD,
    a_call,
    asked,
    not_reached,
    seen,
)
from tests.core.telegram_html import SIGNS, faults, row_widths
from tests.core.test_messages_voice import SCRIPT, pressed

VI, EN = Language.VI, Language.EN

LINES = {
    "answered": ("✅ # nghe máy 41 giây", "✅ # answered 41 s"),
    "early": ("✅ # nghe máy 2 giây, cúp sớm", "✅ # answered 2 s, hung up early"),
    "long": ("✅ # nghe máy 2 phút 5 giây", "✅ # answered 2 min 5 s"),
    "busy": ("🔸 # máy bận", "🔸 # busy"),
    "no answer": ("🔸 # không nghe máy", "🔸 # no answer"),
    "rejected": ("🔸 # từ chối cuộc gọi", "🔸 # declined"),
    "unreachable": ("🔸 # không liên lạc được", "🔸 # unreachable"),
    "cancelled": ("🔸 # hủy trước khi nghe máy", "🔸 # cancelled before answer"),
    "invalid": ("❌ # số không tồn tại", "❌ # no such number"),
    "failed": ("❌ # lỗi mạng, không gọi được", "❌ # network failure"),
    "refused": ("❌ # chưa gọi: tổng đài từ chối", "❌ # not called: PBX refused"),
    "refused silently": ("❌ # chưa gọi: tổng đài từ chối", "❌ # not called: PBX refused"),
    "dropped": ("⚠️ # chưa gọi: đã bỏ", "⚠️ # not called: dropped"),
    "expired": ("⚠️ # chưa gọi: bot vừa chạy lại", "⚠️ # not called: the bot was down"),
    "maintenance": ("❌ # chưa gọi: tổng đài bảo trì", "❌ # not called: PBX under maintenance"),
    "disconnected": ("❌ # chưa gọi: mất kết nối tổng đài", "❌ # not called: PBX out of reach"),
    "no trace": (
        "❓ # chưa rõ đã gọi chưa, hỏi khách trước khi gọi lại",
        "❓ # may not have been called, ask before you redial",
    ),
    "no record": (
        "❓ # tổng đài đã nhận, sau 24 giờ chưa có kết quả",
        "❓ # taken by the PBX, no result after 24 hours",
    ),
}


def group(call: Call, language: Language = VI) -> Message:
    return render_group_outcome(
        call, language=language, masked=True, asker_name="Nhân viên", show=SHOWN
    )


def read(message: Message) -> list[str]:
    return plain_text(message.html).replace("\u00a0", " ").split("\n")


@pytest.mark.parametrize("name", TOLD)
def test_the_asker_reads_one_line(name: str) -> None:
    for language, expected in zip((VI, EN), LINES[name], strict=True):
        message = render_asker_line(TOLD[name], language=language, masked=False, template=TEMPLATE)
        assert read(message) == [expected.replace("#", "0987654321")]
        assert not message.silent


def test_in_a_group_the_asker_s_line_is_masked() -> None:
    message = render_asker_line(EARLY, language=VI, masked=True, template=TEMPLATE)
    assert read(message) == ["✅ 0987•••321 nghe máy 2 giây, cúp sớm"]


def test_a_group_reads_g1() -> None:
    assert read(group(EARLY)) == [
        "✅ Nghe máy 2 giây",
        "0987•••321 · nghe 0:02 · cúp sớm",
        "otp_demo · Nhân viên gọi 09:12",
    ]
    assert read(group(TOLD["no answer"], EN)) == [
        "🔸 No answer",
        "0987•••321 · rang 0:25",
        "otp_demo · Nhân viên 09:12",
    ]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", TOLD)
def test_a_group_s_outcome_leads_with_sign_and_result_and_masks_the_number(
    name: str, language: Language
) -> None:
    message = group(TOLD[name], language)
    text = read(message)
    assert faults(message.html) == []
    assert text[0].split(" ")[0] in SIGNS
    assert len(text) == 3
    assert "0987654321" not in message.html
    assert message.html.split("\n")[0].endswith("</b>")


@pytest.mark.parametrize("name", ["refused", "dropped", "expired", "maintenance", "disconnected"])
def test_a_group_hears_that_nobody_was_called(name: str) -> None:
    assert read(group(TOLD[name]))[1] == "0987•••321 · chưa gọi ai"


def test_a_number_in_the_pbxs_words_about_a_code_call_is_masked_in_a_group() -> None:
    call = asked(Asked.REFUSED, reason="no route to 0987 654 321", settled=True)
    assert read(group(call))[0] == "❌ Tổng đài từ chối: “no route to 0987•••321”"


def test_a_chat_that_is_nobody_s_group_sees_the_number() -> None:
    message = render_group_outcome(
        EARLY, language=VI, masked=False, asker_name="Nhân viên", show=SHOWN
    )
    assert "<code>0987654321</code>" in message.html


def test_a_name_can_not_break_the_message() -> None:
    message = render_group_outcome(
        EARLY, language=VI, masked=True, asker_name="</b>&\u202e" * 20, show=SHOWN
    )
    assert faults(message.html) == []


def test_an_unknown_call_that_was_found_says_that_it_was_placed() -> None:
    found = render_resolved(TOLD["answered"], language=VI, masked=False)
    live = render_resolved(seen(Seen.RINGING), language=EN, masked=True)
    assert read(found) == ["✅ 0987654321 đã gọi: nghe máy 41 giây"]
    assert read(live) == ["📞 0987•••321 was called: ringing"]


def test_when_the_pbx_is_back_the_call_can_be_placed_with_a_new_code() -> None:
    message = render_back(replace(not_reached(503)), language=VI, masked=False)
    assert read(message) == ["Tổng đài đã có lại · 0987654321 chưa gọi"]
    assert [button.data for row in message.keyboard for button in row] == [f"otp.again:{'f' * 32}"]


CALL_ME_BACK = PressKey(num="2", content="Cám ơn", meaning="cần gọi lại", needs_someone=True)
TAKEN = FollowUp(call_row=1, person_id=5550002, taken_at=NINE_TWELVE + 180)


def asks_for_someone(key: str = "2") -> Call:
    return replace(pressed(key), script=replace(SCRIPT, keys=(*SCRIPT.keys, CALL_ME_BACK)))


def followed(
    follow_up: FollowUp | None,
    call: Call | None = None,
    language: Language = VI,
    *,
    masked: bool = True,
) -> Message:
    message = render_group_outcome(
        call or asks_for_someone(),
        language=language,
        masked=masked,
        asker_name="Nhân viên",
        show=replace(SHOWN, now=NINE_TWELVE + 1800),
        follow_up=follow_up,
        taker_name="Trần Thị B",
    )
    assert faults(message.html) == []
    for row in message.keyboard:
        assert all(len(button.label) <= row_widths(len(row)) for button in row)
        assert all(len((button.data or "").encode()) <= 64 for button in row)
    return message


def offered(message: Message) -> list[tuple[str, str]]:
    return [(button.label, button.data or "") for row in message.keyboard for button in row]


def test_who_pressed_a_key_that_needs_someone_can_be_called_back() -> None:
    message = followed(None)
    ref = "f" * 32
    assert read(message) == [
        "✅ Bấm 2: cần gọi lại",
        "0987•••321 · HĐ 24018 · nghe 0:41",
        "nhac_no_t11 · Nhân viên gọi 09:12",
    ]
    assert offered(message) == [
        ("Tôi gọi lại", f"back.take:{ref}"),
        ("Xem số", f"back.number:{ref}"),
    ]
    assert offered(followed(None, language=EN))[0][0] == "I'll call back"


def test_in_a_group_a_ref_that_is_a_number_is_masked_wherever_it_stands() -> None:
    call = replace(asks_for_someone(), label="0987654321")
    assert read(followed(None, call))[1] == "0987•••321 · HĐ 0987•••321 · nghe 0:41"
    told: dict[str, Any] = {"language": VI, "masked": True}
    line = render_asker_line(call, template=None, **told)
    assert read(line) == ["✅ HĐ 0987•••321 bấm 2: cần gọi lại"]
    back = replace(not_reached(503), kind=CallKind.VOICE, label="0987654321")
    for message in (render_resolved(call, **told), render_back(back, **told)):
        assert "HĐ 0987•••321" in read(message)[0]
    assert "HĐ 0987654321" in read(followed(None, call, masked=False))[1]


@pytest.mark.parametrize("key", ["0912345678", "4111111111111111", "123"])
def test_in_a_group_a_number_that_was_typed_at_the_prompt_is_other_keys(key: str) -> None:
    call = pressed(key)
    assert read(group(call))[0] == "✅ Bấm phím khác"
    assert read(group(call, EN))[0] == "✅ Pressed other keys"
    told = render_asker_line(call, language=VI, masked=True, template=None)
    assert read(told) == ["✅ HĐ 24018 bấm phím khác"]
    assert read(followed(None, call, masked=False))[0] == f"✅ Bấm {key}"
    assert read(group(pressed("12")))[0] == "✅ Bấm 12"


def test_in_a_group_a_long_key_that_means_something_is_told() -> None:
    known = replace(SCRIPT, keys=(PressKey(num="123", meaning="đã thanh toán"),))
    call = replace(pressed("123"), script=known)
    assert read(group(call))[0] == "✅ Bấm 123: đã thanh toán"


def test_whoever_takes_it_is_named_and_can_say_that_it_is_done() -> None:
    message = followed(TAKEN)
    ref = "f" * 32
    assert read(message)[2] == "nhac_no_t11 · Nhân viên gọi 09:12 · Trần Thị B nhận 09:15"
    assert message.html.endswith("<b>Trần\u00a0Thị\u00a0B\u00a0nhận\u00a009:15</b>")
    assert offered(message) == [("Xong", f"back.done:{ref}"), ("Xem số", f"back.number:{ref}")]
    assert read(followed(TAKEN, language=EN))[2].endswith("Trần Thị B took it 09:15")


def test_once_the_callee_was_called_back_no_button_is_left() -> None:
    message = followed(replace(TAKEN, done_at=NINE_TWELVE + 1680))
    assert read(message)[2].endswith("Trần Thị B gọi xong 09:40")
    assert message.keyboard == ()


def test_where_the_number_stands_no_button_shows_it() -> None:
    assert [label for label, _ in offered(followed(None, masked=False))] == ["Tôi gọi lại"]


@pytest.mark.parametrize(
    "call",
    [asks_for_someone("1"), replace(asks_for_someone(), test=True), TOLD["busy"]],
    ids=["another key", "a test", "not reached"],
)
def test_nobody_else_is_to_be_called_back(call: Call) -> None:
    assert followed(None, call).keyboard == ()


def test_a_key_and_a_contract_stay_as_they_are_in_a_group() -> None:
    pressed = Facts(report=Report(seen=Seen.ENDED, keypress=Known(Source.CDR, "2")))
    call = replace(a_call(pressed), label="HĐ 20240012")

    assert told_here(call, masked=True) == call
