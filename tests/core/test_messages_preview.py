"""The preview (CARDS.md C1), in every form that it can take, and the questions before it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.checks import Finding, Found
from bot.core.listing import Record
from bot.core.messages.call_questions import edit_keyboard, render_late, render_question
from bot.core.messages.preview import render_in_private, render_preview
from bot.core.messages.text import Message, plain_text
from bot.core.people import Language
from bot.core.previews import Preview
from bot.core.records import Call
from bot.core.templates import PressKey, TemplateKind
from bot.core.voice import VoiceCommand
from bot.core.voice_questions import LEAVE_OUT, Asking, Question, Voice
from tests.core.cases import ACCOUNT, NOW, TOLD, TZ, UNDER_WAY
from tests.core.telegram_html import SIGNS, emoji_in, faults, row_widths
from tests.core.test_messages_records import a_record
from tests.core.test_messages_voice import SCRIPT, VALUES, pressed, read

VI, EN = Language.VI, Language.EN
COMMAND = VoiceCommand(callee="0987654321", template=SCRIPT.name, values=VALUES, label="24018")
PREVIEW = Preview(command=COMMAND, account=ACCOUNT, script=SCRIPT, since=NOW - 600)
BLIND = replace(PREVIEW, script=None)
DRAFT = "d" * 22


def drawn(preview: Preview, language: Language = VI, **how: Any) -> Message:
    return render_preview(
        preview, DRAFT, drawing=3, asker_id=5550001, language=language, tz=TZ, now=NOW, **how
    )


def found(*calls: Call, who: str | None = "Nhân viên") -> Preview:
    return replace(PREVIEW, **looked_up([a_record(call=call, cdr=None) for call in calls], who))


def looked_up(records: list[Record], who: str | None) -> dict[str, Any]:
    findings = tuple(
        Finding(found=Found.RECENT_CALL, key=f"recent_call:{at}", record=record)
        for at, record in enumerate(records)
    )
    return {
        "findings": findings,
        "callers": {} if who is None else {finding.key: who for finding in findings},
    }


def rows(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.keyboard]


def test_a_clean_preview_is_c1() -> None:
    script = replace(
        SCRIPT,
        keys=(PressKey(num="1", content="Cám ơn {{customer_name}}"),),
        exit_sound="Tạm biệt",
        invalid_sound="{{customer_name}} bấm sai",
    )
    message = drawn(replace(PREVIEW, script=script))
    assert message.html.replace("\u00a0", " ") == (
        "<b>Xem trước, chưa gọi</b>\n"
        "<code>0987654321</code> · HĐ 24018\n"
        "nhac_no_t11 · nữ miền Nam · 1,2×\n"
        "<blockquote>Chào <b>Nguyễn Văn A</b>, "
        "nợ <b>mười triệu bốn trăm mười nghìn</b></blockquote>\n"
        "Bấm 1 → Cám ơn <b>Nguyễn Văn A</b>\n"
        "<blockquote expandable>Kết thúc → Tạm biệt\n"
        "Bấm sai → <b>Nguyễn Văn A</b> bấm sai</blockquote>\n"
        "Tài khoản CSKH · đầu số 0123456789"
    )
    assert rows(message) == [["Gọi", "Gọi thử máy tôi"], ["Sửa", "Hủy"]]
    assert message.keyboard[0][0].style == "success"


def test_a_value_that_no_rule_covers_is_marked_once_and_in_the_reader_s_language() -> None:
    values = {"customer_name": "căn hộ 12", "due_amount": "10.410.000"}
    keys = (PressKey(num="1", content="Cám ơn {{customer_name}}"),)
    preview = replace(
        PREVIEW,
        command=replace(COMMAND, values=values),
        script=replace(SCRIPT, keys=keys, exit_sound="Chào {{customer_name}}, {{hours}}"),
    )
    assert "Chào <b>căn hộ 12</b> (tổng đài tự đọc), nợ <b>mười triệu" in drawn(preview).html
    assert "Chào <b>căn hộ 12</b> (the PBX decides), nợ <b>mười triệu" in drawn(preview, EN).html
    assert "Bấm 1 → Cám ơn <b>căn hộ 12</b>\n" in drawn(preview).html
    # What is read after the script alone is marked there.
    late = replace(preview, command=replace(COMMAND, values={**values, "hours": "09:30"}))
    assert "Chào <b>căn hộ 12</b>, <b>09:30</b> (tổng đài tự đọc)" in drawn(late).html


@pytest.mark.parametrize("preview", [PREVIEW, BLIND])
def test_the_buttons_that_call_name_the_drawing_that_they_stand_under(preview: Preview) -> None:
    data = [button.data for row in drawn(preview).keyboard for button in row]
    assert data[:2] == [f"call.go:{DRAFT}:3", f"call.test:{DRAFT}:3"]


def test_with_a_warning_calling_is_not_green_and_says_so() -> None:
    message = drawn(found(TOLD["busy"]))
    assert "\n⚠️ Nhân viên vừa gọi số này lúc 09:12: máy bận\nTài khoản" in read(
        drawn(found(replace(TOLD["busy"], person_id=9)))
    )
    assert rows(message)[0] == ["Vẫn gọi", "Gọi thử máy tôi"]
    assert message.keyboard[0][0].style is None


def test_one_s_own_call_is_called_so_and_of_others_accounts_only_the_time_is_said() -> None:
    mine = replace(TOLD["busy"], person_id=5550001)
    assert "⚠️ Bạn vừa gọi số này lúc 09:12: máy bận" in read(drawn(found(mine)))
    assert "⚠️ You called it at 09:12: busy" in read(drawn(found(mine), EN))
    assert "⚠️ Số này vừa được gọi lúc 09:12\n" in read(drawn(found(TOLD["busy"], who=None)))


def test_a_call_of_another_system_is_told_so_and_how_it_went() -> None:
    preview = replace(PREVIEW, **looked_up([a_record()], ""))
    assert "⚠️ Hệ thống khác vừa gọi số này lúc 09:12: " in read(drawn(preview))
    assert "⚠️ Another system called it at 09:12: " in read(drawn(preview, EN))
    unseen = replace(PREVIEW, **looked_up([a_record()], None))
    assert "⚠️ Số này vừa được gọi lúc 09:12\n" in read(drawn(unseen))


def test_a_call_that_goes_on_is_warned_of_as_it_stands() -> None:
    told = read(drawn(found(replace(UNDER_WAY["ringing"], person_id=9))))
    assert "⚠️ Nhân viên vừa gọi số này lúc 09:12: đang đổ chuông" in told
    assert "bấm 1: đã thanh toán" in read(drawn(found(pressed("1"))))


def filled(**values: str) -> Preview:
    """The preview with these values in place of its own."""
    command = replace(COMMAND, values={**VALUES, **values})
    return replace(PREVIEW, command=command)


WARNED = [
    (
        filled(due_amount="10410000"),
        ("10410000 sẽ đọc từng chữ số", "10410000 will be read digit by digit"),
        ("Sửa thành 10.410.000", "Change to 10.410.000"),
    ),
    (
        filled(due_amount="10,410,000 đ"),
        ("10,410,000 đ không viết như 10.410.000", "10,410,000 đ is not written as 10.410.000"),
        ("Sửa thành 10.410.000", "Change to 10.410.000"),
    ),
    (
        filled(due_date="31/02/2026"),
        ("Không có ngày 31/02/2026", "There is no 31/02/2026"),
        ("Nhập lại due_date", "Enter due_date again"),
    ),
    (
        filled(due_date="30/1/21"),
        ("30/1/21 chỉ có hai số của năm", "30/1/21 has a two-digit year"),
        ("Sửa thành 30/1/2021", "Change to 30/1/2021"),
    ),
    (
        filled(due_amount="0987654321"),
        ("due_amount là 0987654321, có nhầm mục?", "due_amount is 0987654321, the wrong field?"),
        ("Nhập lại due_amount", "Enter due_amount again"),
    ),
    (
        filled(due_date="-"),
        ("due_date để trống", "due_date is empty"),
        ("Nhập lại due_date", "Enter due_date again"),
    ),
    (
        replace(PREVIEW, script=replace(SCRIPT, content="rất dài " * 200)),
        ("Đọc hết mất 1 phút 14 giây", "Takes 1 min 14 s to read"),
        ("Kịch bản khác", "Another template"),
    ),
]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(("preview", "told", "fix"), WARNED)
def test_what_is_wrong_is_said_in_a_line_and_put_right_by_a_button(
    preview: Preview, told: tuple[str, str], fix: tuple[str, str], language: Language
) -> None:
    message, which = drawn(preview, language), list(Language).index(language)
    assert f"\n⚠️ {told[which]}\n" in read(message)
    assert read(message).count("⚠️") == 1
    [button], [call, _], _ = message.keyboard
    assert (button.label, button.data) == (fix[which], f"call.fix:{DRAFT}:3:0")
    assert (call.label, call.style) == (("Vẫn gọi", "Call anyway")[which], None)


@pytest.mark.parametrize("language", list(Language))
def test_several_fixes_share_rows_and_earlier_calls_are_never_left_unsaid(
    language: Language,
) -> None:
    wrong = filled(due_amount="0987654321", a="-", b="31/02/2026", c="1/1/21", d="-")
    message = drawn(wrong, language)
    assert read(message).count("⚠️") == 4
    assert [len(row) for row in message.keyboard] == [2, 2, 2, 2]

    called = replace(wrong, **looked_up([a_record(call=TOLD["busy"], cdr=None)], "Nhân viên"))
    message = drawn(called, language)
    assert read(message).count("⚠️") == 4
    assert "09:12" in read(message)
    assert [len(row) for row in message.keyboard] == [2, 1, 2, 2]


def test_a_short_label_is_what_two_fixes_have_room_for() -> None:
    message = drawn(filled(due_amount="10410000", due_date="1/1/21"))
    assert rows(message)[0] == ["Sửa → 10.410.000", "Sửa → 1/1/2021"]


def test_of_a_script_that_nobody_knows_values_are_warned_of_once_it_is_settled() -> None:
    blind = replace(filled(due_amount="10410000"), script=None, used=True)
    message = drawn(blind)
    assert "⚠️ 10410000 sẽ đọc từng chữ số\n" in read(message)
    assert rows(message)[0] == ["Sửa thành 10.410.000"]
    assert rows(drawn(blind, close=("nhac_no_t10",)))[0] == ["nhac_no_t10"]


def test_four_warnings_at_most_and_keys_fold_where_there_is_no_room() -> None:
    message = drawn(found(*[TOLD["busy"]] * 6))
    assert read(message).count("⚠️") == 4
    assert "Bấm 1 → Cám ơn" in read(message)
    nine = replace(SCRIPT, keys=tuple(PressKey(num=str(n), content="x") for n in range(9)))
    assert "<blockquote expandable>Bấm 0 → x\n" in drawn(
        replace(PREVIEW, script=nine)
    ).html.replace("\u00a0", " ")


def test_of_a_key_that_plays_nothing_known_its_meaning_is_shown() -> None:
    keys = (PressKey(num="2", meaning="cần gọi lại"), PressKey(num="3"))
    text = read(drawn(replace(PREVIEW, script=replace(SCRIPT, keys=keys))))
    assert "Bấm 2 → cần gọi lại\nBấm 3 → —\n" in text


def test_a_long_script_folds_and_is_never_cut() -> None:
    content = "Chào {{customer_name}} " + "rất dài " * 100
    message = drawn(replace(PREVIEW, script=replace(SCRIPT, content=content)))
    assert "<blockquote expandable>Chào" in message.html
    assert read(message).count("rất dài") == 100


def test_what_no_message_can_hold_is_said_to_be_too_long() -> None:
    script = replace(SCRIPT, content="{{customer_name}} rất dài " * 300)
    text = read(drawn(replace(PREVIEW, script=script)))
    assert "Kịch bản dài quá một tin. Gọi thử để nghe hết." in text
    assert "Tài khoản CSKH" in text
    assert len(text) < 500


def test_a_sound_file_has_no_voice() -> None:
    key = PressKey(num="1", audio_file="cam_on.wav")
    script = replace(
        SCRIPT, kind=TemplateKind.AUDIO, content="", audio_file="chao.wav", keys=(key,)
    )
    assert read(drawn(replace(PREVIEW, script=script))).split("\n")[2:5] == [
        "nhac_no_t11",
        "tệp chao.wav",
        "Bấm 1 → tệp cam_on.wav",
    ]


@pytest.mark.parametrize(
    ("voice", "vi", "en"),
    [
        ("north-f-01", " · nữ miền Bắc 1", " · North 1, female"),
        ("north-f-02", " · nữ miền Bắc 2", " · North 2, female"),
        ("south-f-03", " · nữ miền Nam", " · South, female"),
        ("hue-x-09", " · hue-x-09", " · hue-x-09"),
        ("", "", ""),
    ],
)
def test_a_voice_is_named_as_everywhere_and_what_nobody_said_of_it_is_left_out(
    voice: str, vi: str, en: str
) -> None:
    preview = replace(PREVIEW, script=replace(SCRIPT, voice=voice, speed=1.0))
    assert read(drawn(preview)).split("\n")[2] == f"nhac_no_t11{vi}"
    assert read(drawn(preview, EN)).split("\n")[2] == f"nhac_no_t11{en}"


def test_an_unknown_script_shows_its_values_and_what_it_may_be() -> None:
    message = drawn(BLIND, close=("nhac_no_t10", "nhac_no_t12"))
    assert read(message) == (
        "❌ Bot chưa biết kịch bản nhac_no_t11\nChưa gọi ai. Gần giống:\n"
        "0987654321 · HĐ 24018\ncustomer_name: Nguyễn Văn A\ndue_amount: 10.410.000\n"
        "Tài khoản CSKH · đầu số 0123456789"
    )
    assert rows(message) == [
        ["nhac_no_t10", "nhac_no_t12"],
        ["Gọi không xem trước"],
        ["Gọi thử máy tôi"],
        ["Sửa", "Hủy"],
    ]
    assert message.keyboard[0][1].data == f"call.pick:{DRAFT}:1"


def test_a_script_that_calls_have_used_is_no_failure() -> None:
    message = drawn(replace(BLIND, used=True))
    assert read(message).split("\n")[:2] == [
        "⚠️ Bot chưa biết kịch bản nhac_no_t11",
        "Chưa gọi ai, không xem trước được. Gọi thử để nghe.",
    ]
    assert rows(message)[0] == ["Gọi không xem trước"]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("preview", "close"),
    [
        (PREVIEW, ()),
        (found(TOLD["busy"]), ()),
        (found(*[TOLD["busy"]] * 6), ()),
        *((preview, ()) for preview, _, _ in WARNED),
        (replace(WARNED[0][0], script=None), ()),
        (filled(**{"x" * 60: "-", "y" * 60: "31/02/2026"}), ()),
        (BLIND, ("nhac_no_t10", "a_name_that_is_longer_than_18")),
        (replace(BLIND, command=replace(COMMAND, values={}, label="")), ()),
    ],
)
def test_every_preview_keeps_the_rules(
    preview: Preview, close: tuple[str, ...], language: Language
) -> None:
    message = drawn(preview, language, close=close)
    text = read(message)
    assert faults(message.html) == []
    assert emoji_in(text) == []
    assert {sign for sign in SIGNS if sign in text} <= {"⚠️", "❌"}
    assert len(text.split("\n")) - 1 <= 10
    for row in message.keyboard:
        for button in row:
            assert len(button.label) <= row_widths(len(row))
            assert len((button.data or "").encode()) <= 64


@given(text=st.text(max_size=60))
def test_whatever_was_typed_the_html_is_sound(text: str) -> None:
    command = VoiceCommand(
        callee="0987654321", template=text, values={"customer_name": text}, label=text
    )
    for preview in (replace(PREVIEW, command=command), replace(BLIND, command=command)):
        assert faults(drawn(preview).html) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"script": None},
        {"script": replace(SCRIPT, content="x")},
        {"script": replace(SCRIPT, speed=1.0)},
        {"script": replace(SCRIPT, keys=())},
        {"script": replace(SCRIPT, invalid_sound="x")},
        {"account": replace(ACCOUNT, name="x")},
        {"account": replace(ACCOUNT, caller="x")},
        {"account": replace(ACCOUNT, campaign_id="x")},
    ],
)
def test_what_the_callee_would_hear_or_see_otherwise_is_another_preview(
    changed: dict[str, Any],
) -> None:
    assert replace(PREVIEW, **changed).shown != PREVIEW.shown


def test_what_nobody_hears_leaves_the_preview_as_it_is() -> None:
    meant = replace(
        SCRIPT, added_at=5.0, keys=(replace(SCRIPT.keys[0], meaning="x"), SCRIPT.keys[1])
    )
    assert replace(PREVIEW, script=meant).shown == PREVIEW.shown


def asked(question: Question, voice: Voice, language: Language = VI, **how: Any) -> Message:
    how = {"fields": SCRIPT.fields, "accounts": [ACCOUNT], "masked": False, **how}
    return render_question(question, DRAFT, voice, language=language, **how)


VOICE = Voice(command=COMMAND, old_number="01629333999")
QUESTIONS = [
    Question(asking=Asking.PHONE),
    Question(asking=Asking.RENEWED, choices=("0987654321",)),
    Question(asking=Asking.ACCOUNT, choices=("1",)),
    Question(asking=Asking.TEMPLATE),
    Question(asking=Asking.TEMPLATE, choices=tuple(f"nhac_no_t{n:02}" for n in range(9))),
    Question(asking=Asking.FIELD, about="custmer_name", choices=("customer_name", LEAVE_OUT)),
    Question(asking=Asking.FIELD, about="calller", choices=("caller=", "calller", LEAVE_OUT)),
    Question(asking=Asking.VALUE, about="customer_name"),
    Question(asking=Asking.LABEL),
]


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_can_be_answered_by_a_button_or_by_typing(
    question: Question, language: Language, masked: bool
) -> None:
    message = asked(question, VOICE, language, masked=masked)
    assert faults(message.html) == []
    assert bool(message.keyboard) is not (message.ask is not None)
    assert message.ask is None or 0 < len(message.ask) <= 64
    for row in message.keyboard:
        for button in row:
            assert len(button.label) <= row_widths(len(row))
            assert len((button.data or "").encode()) <= 64


def test_in_a_group_nothing_that_was_typed_is_repeated() -> None:
    for question in QUESTIONS:
        text = read(asked(question, VOICE, masked=True))
        assert "0987654321" not in text
        assert "Nguyễn" not in text
        assert "24018" not in text


def test_in_private_the_value_that_is_to_be_changed_is_shown() -> None:
    question = Question(asking=Asking.VALUE, about="due_amount")
    assert read(asked(question, VOICE)) == "due_amount là gì?\nĐang là 10.410.000"


def test_a_ref_can_be_taken_off_and_the_question_says_how() -> None:
    question = Question(asking=Asking.LABEL)
    assert read(asked(question, VOICE)) == "HĐ là gì?\nĐang là 24018\nTrả lời - để bỏ HĐ."
    none = replace(VOICE, command=replace(COMMAND, label=""))
    assert read(asked(question, none)) == "HĐ là gì?"


def test_of_a_script_that_nobody_knows_a_name_like_an_argument_s_is_asked_about() -> None:
    question = Question(asking=Asking.FIELD, about="reff", choices=("ref=", "reff", LEAVE_OUT))
    message = asked(question, VOICE)
    assert read(message) == "⚠️ reff= có thể là gõ nhầm\nChưa gọi ai. Ý bạn là mục nào?"
    assert rows(message) == [["ref=", "Giữ reff", "Bỏ mục này"], ["Hủy"]]


def test_a_script_without_fields_says_that_it_has_none() -> None:
    question = Question(asking=Asking.FIELD, about="x", choices=(LEAVE_OUT,))
    assert read(asked(question, VOICE, fields=())).endswith("Chưa gọi ai. Các mục: —")


def test_many_fields_are_all_named() -> None:
    fields = tuple(f"field_number_{n}" for n in range(12))
    question = Question(asking=Asking.FIELD, about="x", choices=(LEAVE_OUT,))
    assert read(asked(question, VOICE, fields=fields)).endswith(", ".join(fields))


def test_labels_are_shown_whole_as_many_a_row_as_fit() -> None:
    offered = [Question(asking=Asking.PHONE), Question(asking=Asking.VALUE, about="due_amount")]
    keyboard = edit_keyboard(DRAFT, offered, language=VI)
    assert [[b.label for b in row] for row in keyboard] == [
        ["Số điện thoại", "due_amount"],
        ["‹ Xem trước"],
    ]
    long = edit_keyboard(DRAFT, [Question(asking=Asking.VALUE, about="x" * 60)], language=VI)
    assert len(long[0][0].label) <= 34


def test_a_late_command_asks_whether_it_is_still_wanted() -> None:
    message = render_late("09:02", DRAFT, language=VI)
    assert read(message) == "⚠️ Lệnh gửi lúc 09:02, bot vừa chạy lại\nChưa gọi ai."
    assert rows(message) == [["Xem trước lại", "Bỏ"]]
    assert rows(render_late("09:02", DRAFT, language=EN)) == [["Preview again", "Drop"]]


def test_a_group_sees_only_where_the_preview_is() -> None:
    message = render_in_private("https://t.me/bot?start=px", language=VI)
    assert plain_text(message.html) == "Xem trước trong chat riêng"
    assert message.keyboard[0][0].url == "https://t.me/bot?start=px"


def test_values_that_no_message_can_hold_are_left_out_whole() -> None:
    values = {f"field_{n}": "dài " * 50 for n in range(30)}
    text = read(drawn(replace(BLIND, command=replace(COMMAND, values=values))))
    assert "Kịch bản dài quá một tin" in text
    assert "field_0" not in text
