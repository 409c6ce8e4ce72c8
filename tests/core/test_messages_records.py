"""A list of calls and one record, as people read them (CARDS.md R1 and R2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calls import BY_CAUSE, DAY, Asked, Dropped
from bot.core.cdrs import Cdr, without_code
from bot.core.listing import Detail, Page, Query, Record
from bot.core.messages.causes import CAUSES, OTHER, UNSAID, cause_of
from bot.core.messages.record import ATTRIBUTES, render_record
from bot.core.messages.records import render_list
from bot.core.messages.text import Message, plain_text
from bot.core.people import Language
from bot.core.records import Call, CallKind
from bot.core.templates import PressKey, Template
from tests.core.cases import CALLS, NINE_TWELVE, NOW, TZ, asked, ended
from tests.core.telegram_html import faults

VI, EN = Language.VI, Language.EN

SCRIPT = Template(
    account_id=1,
    name="nhac_no_t11",
    content="Chào bạn {{customer_name}} vui lòng thanh toán khoản nợ {{due_amount}}",
    voice="south-f-03",
    speed=1.2,
    keys=(PressKey(num="1", meaning="đã thanh toán"),),
)
CDR = Cdr.model_validate(
    {
        "answer_time": "2026-11-23T02:12:40Z",
        "billsec": 41,
        "call_id": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "call_time": 1,
        "caller": "0123456789",
        "callee": "0987654321",
        "campaign_id": "eeeeeeee-dddd-cccc-bbbb-aaaaaaaaaaaa",
        "create_time": "2026-11-23T02:12:34Z",
        "duration": 47,
        "end_time": "2026-11-23T02:13:21Z",
        "hangup_cause": "NORMAL_CLEARING",
        "keypress": "1",
        "param": '{"customer_name":"Nguyễn Văn A","template_name":"nhac_no_t11"}',
        "start_time": "2026-11-23T02:12:34Z",
        "type": "VOICE",
        "user_id": "11111111-bbbb-cccc-dddd-222222222222",
    }
)


def a_voice_call(cdr: Cdr = CDR, **changes: Any) -> Call:
    call = replace(
        ended("NORMAL_CLEARING", billsec=41),
        kind=CallKind.VOICE,
        template="nhac_no_t11",
        label="24018",
        facts=cdr.facts(),
        values={"customer_name": "Nguyễn Văn A", "due_amount": "10.410.000"},
        script=SCRIPT,
    )
    return replace(call, **changes)


def a_record(number: int = 1, *, call: Call | None = None, cdr: Cdr | None = CDR) -> Record:
    return Record(
        id=number,
        account_id=1,
        at=NINE_TWELVE if call is None else call.created_at,
        callee="0987654321",
        caller="0123456789",
        call=call,
        cdr=cdr,
    )


def a_page(*records: Record, **changes: Any) -> Page:
    page = Page(
        view_id=5,
        query=Query(day_from=NOW - 9 * 3600, as_of=NOW),
        position=0,
        records=records,
        today=len(records),
        total=None,
        more=False,
    )
    return replace(page, **changes)


def read(message: Message) -> list[str]:
    assert faults(message.html) == []
    return plain_text(message.html).replace("\u00a0", " ").split("\n")


def labels(message: Message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.keyboard]


def listed(page: Page, language: Language = VI, *, masked: bool = False) -> list[str]:
    return read(render_list(page, language=language, masked=masked, tz=TZ, now=NOW))


def opened(
    record: Record, language: Language = VI, *, masked: bool = False, **more: Any
) -> Message:
    call = record.call
    detail = Detail(
        record=record,
        view_id=5,
        position=8,
        who="Nhân viên" if call else "",
        account_name="",
        script=call.script if call else None,
        may_call=True,
    )
    return render_record(replace(detail, **more), language=language, masked=masked, tz=TZ, now=NOW)


BUSY = CDR.model_copy(
    update={"billsec": 0, "answer_time": None, "keypress": "", "hangup_cause": "USER_BUSY"}
)
BAD = BUSY.model_copy(update={"hangup_cause": "UNALLOCATED_NUMBER"})


def test_a_list_reads_as_in_the_standard() -> None:
    page = a_page(
        a_record(1, call=a_voice_call()),
        a_record(2, cdr=BUSY),
        a_record(3, cdr=BAD),
        today=214,
        more=True,
    )
    assert listed(page) == [
        "Cuộc gọi hôm nay · 1–3 trong 214",
        "1. 09:12 ✅ 0987654321 0:41 bấm 1",
        "2. 09:12 🔸 0987654321 bận",
        "3. 09:12 ❌ 0987654321 số sai",
        "Khớp với tổng đài lúc 09:13",
    ]
    assert listed(page, EN) == [
        "Calls today · 1–3 of 214",
        "1. 09:12 ✅ 0987654321 0:41 key 1",
        "2. 09:12 🔸 0987654321 busy",
        "3. 09:12 ❌ 0987654321 bad number",
        "Matches the PBX as of 09:13",
    ]


def test_a_list_has_a_button_for_each_record_and_turns_its_pages() -> None:
    eight = [a_record(number) for number in range(11, 19)]
    page = a_page(*eight, today=214, position=8, more=True)
    message = render_list(page, language=VI, masked=False, tz=TZ, now=NOW)
    assert labels(message) == [
        ["1", "2", "3", "4"],
        ["5", "6", "7", "8"],
        ["‹ Mới hơn", "Cũ hơn ›"],
    ]
    assert message.keyboard[0][0].data == "rec.open:5:11:8"
    assert [button.data for button in message.keyboard[2]] == ["rec.page:5:0", "rec.page:5:16"]


def test_a_page_alone_turns_nowhere() -> None:
    message = render_list(a_page(a_record()), language=VI, masked=False, tz=TZ, now=NOW)
    assert labels(message) == [["1"]]


def test_a_numbers_calls_are_headed_by_the_number() -> None:
    query = Query(numbers=("0987654321",), as_of=NOW)
    page = a_page(a_record(1), a_record(2), query=query, today=0, total=2)
    assert listed(page)[0] == "0987654321 · 2 cuộc"
    assert listed(page, EN)[0] == "0987654321 · 2 calls"
    assert listed(page, masked=True)[0] == "0987•••321 · 2 cuộc"
    assert listed(replace(page, total=23, position=8))[0] == "0987654321 · 9–10 trong 23"


def test_an_old_number_is_shown_with_its_new_one() -> None:
    query = Query(numbers=("0329333999", "01629333999"), as_of=NOW)
    page = a_page(a_record(), query=query, today=0, total=1)
    assert listed(page)[0] == "0329333999 · số cũ 01629333999 · 1 cuộc"
    assert "01629333999" not in "".join(listed(page, masked=True))


def test_the_latest_calls_are_shown_where_today_has_none() -> None:
    page = a_page(a_record(), a_record(2), today=0, total=12_345)
    assert listed(page)[0] == "Cuộc gọi gần nhất · 1–2 trong 12.345 · hôm nay chưa có"
    assert listed(page, EN)[0] == "Latest calls · 1–2 of 12,345 · none today"
    too_many = replace(page, total=None)
    assert listed(too_many)[0] == "Cuộc gọi gần nhất · 1–2 · hôm nay chưa có"


def test_what_is_older_than_the_day_follows_under_its_own_heading() -> None:
    page = a_page(a_record(), a_record(2), today=8, position=8)
    assert listed(page)[0] == "Cuộc gọi trước đó · 9–10"


def test_a_list_of_yesterday_is_not_called_todays() -> None:
    page = a_page(a_record(), today=1, query=Query(day_from=NOW - 33 * 3600, as_of=NOW))
    assert listed(page)[0] == "Cuộc gọi 22/11 · 1 cuộc"
    assert listed(page, EN)[0] == "Calls 22 Nov · 1 call"


def test_a_callers_calls_say_so() -> None:
    query = Query(callers=("19001234",), as_of=NOW)
    page = a_page(a_record(), query=query, today=0, total=1)
    assert listed(page)[0] == "Cuộc gọi gần nhất · từ 19001234 · 1 cuộc"


def test_in_a_group_numbers_are_masked_and_the_teams_own_id_stands_beside_them() -> None:
    page = a_page(a_record(call=a_voice_call()))
    assert listed(page, masked=True)[1] == "1. 09:12 ✅ 0987•••321 0:41 bấm 1 · HĐ 24018"
    assert listed(page)[1] == "1. 09:12 ✅ 0987654321 0:41 bấm 1"


def test_a_test_call_is_marked() -> None:
    record = a_record(call=a_voice_call(test=True))
    assert listed(a_page(record))[1].endswith(" · gọi thử")
    assert read(opened(record))[0] == "✅ Bấm 1: đã thanh toán · gọi thử"


@pytest.mark.parametrize("name", CALLS)
def test_our_calls_are_listed_with_their_state_before_there_is_a_record(name: str) -> None:
    for language in (VI, EN):
        line = listed(a_page(a_record(call=CALLS[name], cdr=None)), language)[1]
        assert line.startswith("1. 09:12 ")
        assert not line.endswith("0987654321")


@pytest.mark.parametrize(
    ("call", "short"),
    [
        (asked(Asked.DROPPED, reason=Dropped.STOPPED, settled=True), "⚠️ 0987654321 chưa gọi"),
        (asked(Asked.REFUSED, reason="no", settled=True), "❌ 0987654321 lỗi tổng đài"),
        (asked(Asked.UNKNOWN), "❓ 0987654321 chưa rõ"),
    ],
)
def test_a_call_that_did_not_go_out_is_listed_too(call: Call, short: str) -> None:
    assert listed(a_page(a_record(call=call, cdr=None)))[1] == f"1. 09:12 {short}"


def test_a_call_of_another_system_that_never_ended_is_without_a_result_after_a_day() -> None:
    running = Cdr(call_id="x", create_time=NOW - 60)
    page = a_page(replace(a_record(cdr=running), at=NOW - 60))
    assert listed(page)[1] == "1. 09:12 ⏳ 0987654321 đã nhận"
    page = a_page(replace(a_record(cdr=running), at=NOW - 2 * DAY))
    assert listed(page)[1] == "1. 21/11 09:13 ❓ 0987654321 không có kết quả"


def test_a_list_says_what_it_lacks() -> None:
    query = Query(as_of=NOW)
    page = a_page(a_record(), query=query, older_missing=True, silent=("CSKH",), refusing=("B",))
    assert listed(page)[-3:] == [
        "Khớp với tổng đài lúc 09:13, cũ hơn thì chưa tải",
        "❌ Tổng đài đang không trả lời: CSKH",
        "❌ Tổng đài không nhận khóa của B",
    ]


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, "Chưa có cuộc gọi nào"),
        ({"query": Query(numbers=("0987654321",))}, "Chưa có cuộc gọi nào tới 0987654321"),
        ({"query": Query(offset=50)}, "Không còn cuộc gọi nào"),
        ({"position": 50}, "Không còn cuộc gọi nào"),
    ],
)
def test_a_list_without_records_is_a_sentence(changes: dict[str, Any], first: str) -> None:
    assert listed(a_page(**changes))[0] == first


def test_an_account_that_never_matched_says_so_and_why() -> None:
    page = a_page(query=Query(), silent=("CSKH",))
    assert listed(page) == [
        "Chưa có cuộc gọi nào",
        "Chưa lần nào khớp với tổng đài",
        "❌ Tổng đài đang không trả lời: CSKH",
    ]


def test_a_record_reads_as_in_the_standard() -> None:
    record = a_record(call=a_voice_call())
    message = opened(record)
    assert read(message)[:4] == [
        "✅ Bấm 1: đã thanh toán",
        "0987654321 · HĐ 24018 · nhac_no_t11",
        "Thứ Hai 23/11/2026 09:12:34 · Nhân viên gọi, lần 1",
        "Nghe 0:41 · kết thúc bình thường",
    ]
    assert read(opened(record, EN))[:4] == [
        "✅ Pressed 1: đã thanh toán",
        "0987654321 · HĐ 24018 · nhac_no_t11",
        "Mon 23 Nov 2026 09:12:34 · by Nhân viên, attempt 1",
        "Talked 0:41 · ended normally",
    ]
    assert labels(message) == [["Gọi lại", "Gọi số khác"], ["Lịch sử số này", "‹ Danh sách"]]
    assert [button.data for row in message.keyboard for button in row] == [
        f"call.again:{'f' * 32}",
        f"call.other:{'f' * 32}",
        "rec.of:5:1",
        "rec.page:5:8",
    ]


def test_the_fold_has_the_script_as_it_was_filled_and_all_sixteen_attributes() -> None:
    text = read(opened(a_record(call=a_voice_call())))
    assert text[4:6] == [
        "Đã đọc:",
        "Chào bạn Nguyễn Văn A vui lòng thanh toán khoản nợ 10.410.000",
    ]
    assert text[text.index("") + 1 :] == [
        "Mã cuộc gọi (call_id): aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "Loại (type): VOICE",
        "Đầu số (caller): 0123456789",
        "Số nghe (callee): 0987654321",
        "Chiến dịch (campaign_id): eeeeeeee-dddd-cccc-bbbb-aaaaaaaaaaaa",
        "Người dùng (user_id): 11111111-bbbb-cccc-dddd-222222222222",
        "Tham số (param): customer_name=Nguyễn Văn A, template_name=nhac_no_t11",
        "Tạo lúc (create_time): 23/11/2026 09:12:34",
        "Bắt đầu lúc (start_time): 23/11/2026 09:12:34",
        "Nghe máy lúc (answer_time): 23/11/2026 09:12:40",
        "Kết thúc lúc (end_time): 23/11/2026 09:13:21",
        "Tổng thời gian (duration): 0:47",
        "Thời gian nghe (billsec): 0:41",
        "Phím đã bấm (keypress): 1",
        "Lý do kết thúc (hangup_cause): NORMAL_CLEARING",
        "Lần gọi (call_time): 1",
    ]
    html = opened(a_record(call=a_voice_call())).html
    assert "<blockquote expandable>Đã đọc:\nChào bạn <b>Nguyễn Văn A</b>" in html


def test_the_attributes_are_those_of_the_reference() -> None:
    assert set(ATTRIBUTES) == set(Cdr.model_fields)
    assert len(ATTRIBUTES) == 16


def test_a_call_of_another_system_says_so_and_offers_no_call() -> None:
    message = opened(a_record(), script=SCRIPT)
    assert read(message)[:3] == [
        "✅ Bấm 1: đã thanh toán",
        "0987654321 · nhac_no_t11",
        "Thứ Hai 23/11/2026 09:12:34 · hệ thống khác gọi, lần 1",
    ]
    assert read(message)[4] == "Lời theo kịch bản hiện nay:"
    assert read(message)[5].startswith("Chào bạn Nguyễn Văn A vui lòng")
    assert labels(message) == [["Lịch sử số này", "‹ Danh sách"]]
    assert "by another system, attempt 1" in read(opened(a_record(), EN))[2]


def test_a_script_that_nobody_knows_leaves_the_key_without_meaning() -> None:
    assert read(opened(a_record()))[0] == "✅ Bấm 1"


def test_a_script_that_is_known_by_now_gives_the_key_its_meaning() -> None:
    record = a_record(call=a_voice_call(script=None))
    assert read(opened(record, script=SCRIPT))[0] == "✅ Bấm 1: đã thanh toán"
    assert read(opened(record))[0] == "✅ Bấm 1"


def test_a_key_that_was_expected_and_not_pressed_is_said() -> None:
    silent = CDR.model_copy(update={"keypress": ""})
    assert read(opened(a_record(cdr=silent), script=SCRIPT))[0] == (
        "✅ Nghe máy 41 giây, không bấm phím"
    )


def test_who_has_more_than_one_account_reads_which_it_is() -> None:
    text = read(opened(a_record(), account_name="CSKH"))
    assert text[1] == "0987654321 · nhac_no_t11 · Tài khoản CSKH"


OTP_CDR = without_code(CDR.model_copy(update={"keypress": "4821"}))


@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize("language", [VI, EN])
def test_a_code_call_shows_dots_and_never_what_was_pressed(ours: bool, language: Language) -> None:
    leaky = OTP_CDR.model_copy(
        update={"keypress": "4821", "param": {"code": "4821", "template_name": "otp"}}
    )
    call = replace(ended("NORMAL_CLEARING", billsec=41), facts=leaky.facts()) if ours else None
    script = replace(SCRIPT, content="Mã của bạn là {{code_otp}}", keys=())
    message = opened(a_record(call=call, cdr=leaky), language, script=script)
    assert "4821" not in message.html
    assert read(message)[0] in ("✅ Nghe máy 41 giây", "✅ Answered, 41 s")
    assert " · OTP •••• · " in read(message)[1]
    assert read(message)[5] == "Mã của bạn là ••••"


def test_a_code_call_is_called_again_with_a_new_code() -> None:
    message = opened(a_record(call=ended("USER_BUSY"), cdr=None))
    assert labels(message)[0] == ["Gọi với mã mới"]


@pytest.mark.parametrize(
    ("call", "first"),
    [
        (CALLS["unknown"], ["Tra ngay"]),
        (CALLS["no trace"], ["Tra ngay"]),
        (CALLS["ringing"], ["Lịch sử số này", "‹ Danh sách"]),
        (replace(a_voice_call(), test=True), ["Lịch sử số này", "‹ Danh sách"]),
    ],
)
def test_what_may_have_gone_out_or_goes_on_is_not_offered_again(
    call: Call, first: list[str]
) -> None:
    assert labels(opened(a_record(call=call, cdr=None)))[0] == first


def test_who_may_not_call_is_offered_no_call() -> None:
    message = opened(a_record(call=a_voice_call()), may_call=False)
    assert labels(message) == [["Lịch sử số này", "‹ Danh sách"]]


@pytest.mark.parametrize("name", CALLS)
def test_a_call_of_ours_without_a_record_is_opened_too(name: str) -> None:
    for language in (VI, EN):
        text = read(opened(a_record(call=CALLS[name], cdr=None), language))
        assert text[-1].startswith(("Tổng đài chưa có bản ghi", "The PBX has no record"))


def test_why_the_pbx_refused_is_there_in_full() -> None:
    reason = "no channel for 0987654321, try again when one of your other calls has ended"
    record = a_record(call=asked(Asked.REFUSED, reason=reason, settled=True), cdr=None)
    assert (
        read(opened(record))[0] == "❌ Tổng đài từ chối: “no channel for 0987654321, try again wh…”"
    )
    assert reason in read(opened(record))
    assert "0987654321" not in opened(record, masked=True).html


def test_in_a_group_a_record_tells_no_number_name_amount_or_script() -> None:
    cdr = CDR.model_copy(update={"call_id": "7f_0987654321"})
    message = opened(a_record(call=a_voice_call(), cdr=cdr), masked=True)
    for secret in ("0987654321", "Nguyễn", "10.410.000", "Chào bạn"):
        assert secret not in message.html
    assert read(message)[1] == "0987•••321 · HĐ 24018 · nhac_no_t11"
    assert "Tham số (param): template_name=nhac_no_t11" in read(message)


@pytest.mark.parametrize("ours", [True, False])
def test_in_a_group_a_number_typed_at_the_prompt_and_one_in_a_ref_are_not_told(ours: bool) -> None:
    cdr = CDR.model_copy(update={"keypress": "4111111"})
    record = a_record(call=a_voice_call(cdr, label="0912345678") if ours else None, cdr=cdr)
    in_group = read(opened(record, masked=True))
    assert in_group[0] == "✅ Bấm phím khác"
    assert "Phím đã bấm (keypress): …" in in_group
    row = listed(a_page(record), masked=True)[1]
    assert row.split(" ✅ ")[1] == "0987•••321 0:41 bấm phím khác" + " · HĐ 0912•••678" * ours
    assert "4111111" not in "".join(in_group)
    assert "0912345678" not in "".join(in_group)
    alone = read(opened(record))
    assert alone[0] == "✅ Bấm 4111111"
    assert "Phím đã bấm (keypress): 4111111" in alone


def test_in_a_group_what_another_system_wrote_is_masked_and_its_reference_left_out() -> None:
    said = {"template_name": "nhac_0987654321", "ref_id": "Nguyễn Văn A", "x": "10.410.000"}
    gaps = {"call_id": "a 0987 654 321", "user_id": "0987654321", "campaign_id": "0987.654.321"}
    cdr = CDR.model_copy(update={**gaps, "param": said})
    text = read(opened(a_record(cdr=cdr), masked=True))
    assert text[1] == "0987•••321 · nhac_0987•••321"
    for line in ("Mã cuộc gọi (call_id): a 0987•••321", "Người dùng (user_id): 0987•••321"):
        assert line in text
    assert "Chiến dịch (campaign_id): 0987•••321" in text
    assert "Tham số (param): template_name=nhac_0987•••321" in text
    assert "0987654321" not in "".join(text)


def test_in_a_group_our_own_reference_is_shown() -> None:
    cdr = CDR.model_copy(update={"param": {"template_name": "t", "ref_id": "7f3a"}})
    text = read(opened(a_record(call=a_voice_call(cdr), cdr=cdr), masked=True))
    assert "Tham số (param): template_name=t, ref_id=7f3a" in text


def test_in_a_group_why_the_pbx_refused_a_voice_call_is_left_out() -> None:
    reason = "customer_name Nguyễn Văn A is not allowed, due_amount 10 410 000 is too much by far"
    refused = asked(Asked.REFUSED, reason=reason, settled=True)
    call = a_voice_call(facts=refused.facts, state=refused.state)
    assert reason in read(opened(a_record(call=call, cdr=None)))
    text = read(opened(a_record(call=call, cdr=None), masked=True))
    assert text[0] == "❌ Tổng đài từ chối"
    assert "Nguyễn" not in "".join(text)


def test_a_record_in_which_every_field_is_missing_is_shown() -> None:
    empty = replace(a_record(cdr=Cdr()), callee="", caller="")
    for language in (VI, EN):
        text = read(opened(empty, language))
        assert text[1] == "—"
        assert len([line for line in text if line.endswith(": —")]) == 16
    assert listed(a_page(empty))[1] == "1. 09:12 ⏳ — đã nhận"


def test_every_cause_that_decides_an_outcome_has_its_sentence() -> None:
    assert set(BY_CAUSE) <= set(CAUSES)
    assert cause_of("SOMETHING_ELSE") is OTHER
    assert cause_of("") is UNSAID


@pytest.mark.parametrize("cause", [*CAUSES, "SOMETHING_ELSE"])
def test_the_sentence_stands_outside_and_the_wires_word_in_the_fold(cause: str) -> None:
    cdr = BUSY.model_copy(update={"hangup_cause": cause})
    for language in (VI, EN):
        text = read(opened(a_record(cdr=cdr), language))
        assert cause_of(cause).plain(language).lower() in text[3].lower()
        assert cause not in "".join(text[:4])
        assert any(line.endswith(f"(hangup_cause): {cause}") for line in text)


@pytest.mark.parametrize("mark", ["à", "<&>", "😀", "\u202e", "𠜎"])
@pytest.mark.parametrize("language", [VI, EN])
def test_no_record_is_too_long_to_be_sent(mark: str, language: Language) -> None:
    value = mark * 5000
    cdr = Cdr.model_validate(
        dict.fromkeys(Cdr.model_fields, value)
        | {"param": {f"k{n}{mark}": value for n in range(50)}, "end_time": NOW}
    )
    script = replace(SCRIPT, content=f"{mark} {{{{customer_name}}}} " * 3000)
    call = a_voice_call(script=script, label=value, template=value, values={"customer_name": value})
    for message in (
        opened(a_record(call=call, cdr=cdr), language, who=value, account_name=value),
        opened(a_record(cdr=cdr), language, script=script),
    ):
        text = plain_text(message.html)
        assert faults(message.html) == []
        assert len(text.encode("utf-16-le")) // 2 <= 4096
        assert all(word in text for word in ATTRIBUTES)


@pytest.mark.parametrize("masked", [True, False])
def test_a_list_of_absurd_numbers_is_short_enough_too(masked: bool) -> None:
    absurd = [replace(a_record(number), callee="9" * 5000) for number in range(8)]
    assert sum(map(len, listed(a_page(*absurd), masked=masked))) < 1000


def test_a_script_of_4096_characters_is_cut_and_the_attributes_are_not() -> None:
    script = replace(SCRIPT, content="a b " * 1024)
    text = plain_text(opened(a_record(call=a_voice_call(script=script))).html)
    assert "…\n\nMã cuộc gọi" in text
    assert text.endswith("Lần gọi (call_time): 1")
    assert len(text) > 3900


@settings(max_examples=50, deadline=None)
@given(
    script=st.text(max_size=200), value=st.text(max_size=200), language=st.sampled_from(Language)
)
def test_any_script_and_value_is_escaped(script: str, value: str, language: Language) -> None:
    known = replace(SCRIPT, content=f"{script}{{{{x}}}}")
    call = a_voice_call(script=known, values={"x": value}, label=value, template=value)
    cdr = CDR.model_copy(update={"param": {value: value}, "caller": value, "type": value})
    assert faults(opened(a_record(call=call, cdr=cdr), language).html) == []
    record = replace(a_record(call=call), callee=value)
    assert (
        faults(render_list(a_page(record), language=language, masked=True, tz=TZ, now=NOW).html)
        == []
    )
