"""`/call`, from the person's message over the preview to the outcome, in all chats."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from bot.core.people import Role
from bot.core.templates import Template
from bot.sandbox.world import SEED
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    GROUP,
    OPERATOR,
    VIEWER,
    Journey,
    buttons,
    plain,
    problem,
    went_through,
)

DEBT = "thong_bao_no_cuoc_01"
VALUES = 'customer_name="Nguyễn Văn A" due_amount=10.410.000 due_date=30/11/2026'
#: Answers and presses 1.
CALLEE = "0987654321"
COMMAND = f"/call {CALLEE} {DEBT} {VALUES} ref=24018"
SCRIPT = (
    "Chào bạn Nguyễn Văn A vui lòng thanh toán khoản nợ 10.410.000 trước ngày 30/11/2026, "
    "vui lòng bấm phím 1 nếu bạn đã thanh toán"
)
#: The same as it is read aloud.
HEARD = (
    "Chào bạn Nguyễn Văn A vui lòng thanh toán khoản nợ mười triệu bốn trăm mười nghìn trước ngày "
    "ba mươi tháng mười một năm hai không hai mươi sáu, vui lòng bấm phím 1 nếu bạn đã thanh toán"
)
KEYS = "Bấm 1 → Cám ơn Nguyễn Văn A đã thanh toán\nBấm 2 → Chúng tôi sẽ gọi lại cho Nguyễn Văn A"
PREVIEW = (
    f"Xem trước, chưa gọi\n{CALLEE} · HĐ 24018\n{DEBT} · nữ miền Nam · 1,2×\n{HEARD}\n{KEYS}\n"
    "Kết thúc → Cám ơn Nguyễn Văn A đã sử dụng\nBấm sai → Nguyễn Văn A đã nhập sai\n"
    "Tài khoản CSKH · đầu số 0123456789"
)
CLEAN = ["Gọi", "Gọi thử máy tôi", "Sửa", "Hủy"]
WARNED = ["Vẫn gọi", *CLEAN[1:]]
REFRESHED = "Đã làm mới, xem lại rồi bấm Gọi"


async def previewed(told: Journey, command: str = COMMAND, who: int = OPERATOR) -> None:
    told.say(who, command)
    await told.wait(2)


async def test_a_preview_says_word_for_word_what_would_be_read_and_calls_nobody(
    told: Journey,
) -> None:
    await previewed(told)
    await told.wait(600)

    assert told.texts(OPERATOR) == [PREVIEW]
    (preview,) = told.shown(OPERATOR)
    assert buttons(preview) == CLEAN
    assert preview.keyboard[0][0]["style"] == "success"
    assert "khoản nợ <b>mười triệu bốn trăm mười nghìn</b> trước" in preview.versions[-1].source
    assert not told.pbx.placements


async def test_the_preview_becomes_the_card_and_the_key_that_was_pressed_leads(
    told: Journey,
) -> None:
    await previewed(told)
    await told.press(OPERATOR, "Gọi")
    await told.wait(8)
    (card,) = told.shown(OPERATOR)
    assert plain(card.text) == (f"🔊 Đang nghe máy · {CALLEE}\nHĐ 24018 · {DEBT}\n{SCRIPT}")
    assert buttons(card) == []
    await told.wait(120)

    assert told.texts(OPERATOR) == [
        f"✅ Bấm 1: đã thanh toán\n{CALLEE} · HĐ 24018 · {DEBT}\n"
        f"09:12:33 · chuông 0:05 · nghe 0:19\n{SCRIPT}",
        "✅ HĐ 24018 bấm 1: đã thanh toán",
    ]
    card, line = told.shown(OPERATOR)
    assert buttons(card) == ["Gọi lại", "Chi tiết"]
    assert line.rang
    assert line.reply_to == card.id
    assert [first.split("\n")[0] for first in went_through(card)][-4:] == [
        "📞 Đang đổ chuông",
        "🔊 Đang nghe máy",
        "⏳ Đã cúp, chờ kết quả",
        "✅ Bấm 1: đã thanh toán",
    ]
    assert told.texts(GROUP) == [
        f"✅ Bấm 1: đã thanh toán\n0987•••321 · HĐ 24018 · nghe 0:19\n{DEBT} · Nhân viên gọi 09:12"
    ]


async def test_the_pbx_gets_the_values_as_they_stood_and_may_queue_the_call(
    told: Journey,
) -> None:
    bodies: list[dict[str, Any]] = []

    def listen(request: httpx.Request) -> None:
        if request.url.path.endswith("/voice"):
            bodies.append(json.loads(request.content))

    told.pbx_wire.instead = listen
    await previewed(told)
    await told.press(OPERATOR, "Gọi")
    (body,) = bodies
    assert body["callee"] == CALLEE
    assert body["queue"] is True
    assert {**body["param"], "ref_id": ""} == {
        "template_name": DEBT,
        "customer_name": "Nguyễn Văn A",
        "due_amount": "10.410.000",
        "due_date": "30/11/2026",
        "ref_id": "",
    }


@pytest.mark.parametrize(
    ("callee", "first", "line"),
    [
        ("0912345622", "✅ Bấm 2: cần gọi lại", "✅ HĐ 24018 bấm 2: cần gọi lại"),
        ("0912345629", "✅ Bấm 9", "✅ HĐ 24018 bấm 9"),
        ("0912345602", "🔸 Máy bận", "🔸 HĐ 24018 máy bận"),
        ("0912345605", "❌ Số không tồn tại", "❌ HĐ 24018 số không tồn tại"),
    ],
)
async def test_how_it_came_out_is_told_by_the_ref(
    told: Journey, callee: str, first: str, line: str
) -> None:
    await previewed(told, COMMAND.replace(CALLEE, callee))
    await told.press(OPERATOR, "Gọi")
    await told.wait(120)

    card, told_line = told.texts(OPERATOR)
    assert card.split("\n")[0] == first
    assert told_line == line


async def test_who_listened_and_pressed_nothing_is_told_so_though_it_was_short(
    told: Journey,
) -> None:
    await previewed(told, COMMAND.replace(CALLEE, "0912345608").replace(" ref=24018", ""))
    await told.press(OPERATOR, "Gọi")
    await told.wait(120)

    assert told.texts(OPERATOR)[-1] == "✅ 0912345608 nghe máy 2 giây, không bấm phím"


async def test_a_second_press_calls_nobody_and_is_told_so(told: Journey) -> None:
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    assert await told.press(OPERATOR, "Gọi") in {None, ""}
    assert await told.press(OPERATOR, "Gọi", on=preview) == "Đã bấm rồi, đang gọi"
    await told.wait(120)
    assert await told.press(OPERATOR, "Gọi", on=preview) == "Đã bấm rồi, đã gọi"
    await told.wait(120)

    assert told.pbx.placements == {CALLEE: 1}
    assert told.texts(OPERATOR)[0].startswith("✅ Bấm 1: đã thanh toán")


async def test_two_previews_of_one_command_call_once_unless_the_second_is_confirmed_anew(
    told: Journey,
) -> None:
    command = told.say(OPERATOR, COMMAND)
    await told.wait(2)
    told.deliver_again(command)
    await told.wait(2)
    first, second = told.shown(OPERATOR)
    await told.press(OPERATOR, "Gọi", on=first)
    assert await told.press(OPERATOR, "Gọi", on=second) == REFRESHED
    await told.wait(120)

    assert told.pbx.placements == {CALLEE: 1}
    second = told.shown(OPERATOR)[1]
    assert buttons(second) == WARNED
    assert "⚠️ Bạn vừa gọi số này lúc 09:12: " in plain(second.text)


async def test_an_old_preview_is_drawn_anew_and_asks_again(told: Journey) -> None:
    await previewed(told)
    await told.wait(901)
    assert await told.press(OPERATOR, "Gọi") == REFRESHED
    assert not told.pbx.placements
    await told.press(OPERATOR, "Gọi")
    await told.wait(2)

    assert told.pbx.placements == {CALLEE: 1}


async def test_what_turned_up_since_it_was_drawn_is_shown_before_anybody_is_called(
    told: Journey,
) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    await previewed(told)
    told.say(COLLEAGUE, f"/otp {CALLEE} 4821")
    await told.wait(60)
    assert await told.press(OPERATOR, "Gọi") == REFRESHED
    assert told.pbx.placements == {CALLEE: 1}
    (preview,) = told.shown(OPERATOR)
    warned = f"⚠️ Người {COLLEAGUE} vừa gọi số này lúc 09:12: nghe máy 10 giây\nTài khoản CSKH"
    assert warned in plain(preview.text)
    assert buttons(preview) == WARNED
    await told.press(OPERATOR, "Vẫn gọi")
    await told.wait(2)

    assert told.pbx.placements == {CALLEE: 2}


async def test_a_number_called_lately_is_warned_of_at_once_and_not_after_ten_minutes(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(30)
    command = COMMAND.replace(CALLEE, "0912345602")
    await previewed(told, command)
    assert "⚠️ Bạn vừa gọi số này lúc 09:12: máy bận\nTài khoản CSKH" in told.texts(OPERATOR)[-1]
    await told.wait(600)
    await previewed(told, command)

    assert "⚠️" not in told.texts(OPERATOR)[-1]


async def test_of_other_accounts_no_name_and_no_outcome_is_said(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.link("Thu hồi nợ", COLLEAGUE)
    told.say(COLLEAGUE, f"/otp {CALLEE} 4821 template=otp_demo")
    await told.wait(30)
    await previewed(told)

    assert "⚠️ Số này vừa được gọi lúc 09:12\nTài khoản CSKH" in told.texts(OPERATOR)[-1]
    assert str(COLLEAGUE) not in told.texts(OPERATOR)[-1]


def _elsewhere(told: Journey, callee: str, *, ago: float) -> None:
    """Another system of the same customer called this number."""
    param = {"template_name": "thong_bao", "customer_name": "A"}
    told.pbx.switchboard.place_elsewhere(
        SEED.account, callee, param=param, caller=SEED.caller, ago=ago
    )


async def test_a_call_of_another_system_is_warned_of_and_how_it_went(told: Journey) -> None:
    busy = "0912345602"
    await previewed(told, COMMAND.replace(CALLEE, busy))
    _elsewhere(told, busy, ago=60)
    told.say(OPERATOR, "/cdr")
    await told.wait(3)

    assert await told.press(OPERATOR, "Gọi") == REFRESHED
    assert not told.pbx.placements
    preview = told.shown(OPERATOR)[0]
    assert "⚠️ Hệ thống khác vừa gọi số này lúc 09:11: máy bận\nTài khoản" in plain(preview.text)
    await told.press(OPERATOR, "Vẫn gọi")
    await told.wait(2)
    assert told.pbx.placements == {busy: 1}


async def test_a_code_call_right_behind_another_system_s_call_asks_first(told: Journey) -> None:
    _elsewhere(told, CALLEE, ago=30)
    told.say(OPERATOR, "/cdr")
    await told.wait(3)
    told.say(OPERATOR, f"/otp {CALLEE} 4821")
    await told.wait(3)

    assert buttons(told.shown(OPERATOR)[-1]) == ["Vẫn gọi", "Hủy"]
    assert not told.pbx.placements


async def _know(told: Journey, name: str = DEBT, **changed: str) -> None:
    def unit_of(template: Template) -> Template:
        return replace(template, **changed)  # type: ignore[arg-type]

    store = told.program.store
    known = await store.read(lambda tx: tx.templates.get(1, name))
    assert known is not None
    await store.write(lambda tx: tx.templates.put(unit_of(known)))


async def test_a_script_that_became_another_is_shown_first(told: Journey) -> None:
    await previewed(told)
    await _know(told, content="Chào {{customer_name}}, còn nợ {{due_amount}} đến {{due_date}}")
    assert await told.press(OPERATOR, "Gọi") == REFRESHED

    assert (
        "Chào Nguyễn Văn A, còn nợ mười triệu bốn trăm mười nghìn đến ba mươi tháng"
        in told.texts(OPERATOR)[0]
    )
    assert not told.pbx.placements


async def test_a_script_that_came_to_need_more_is_asked_for_instead_of_called(
    told: Journey,
) -> None:
    await previewed(told)
    await _know(told, content="Chào {{customer_name}} {{due_amount}} {{due_date}} {{bank}}")
    await told.press(OPERATOR, "Gọi")
    assert told.texts(OPERATOR) == ["bank là gì?"]
    assert not told.pbx.placements
    told.reply(OPERATOR, "VCB")
    await told.wait(2)

    assert "hai không hai mươi sáu VCB" in told.texts(OPERATOR)[0]


async def test_who_lost_the_account_calls_nobody(told: Journey) -> None:
    await previewed(told)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, OPERATOR))
    await told.press(OPERATOR, "Gọi")

    assert told.texts(OPERATOR)[-1] == problem("account_missing")
    assert not told.pbx.placements


async def test_who_lost_one_of_several_accounts_is_told_that_it_is_theirs_no_more(
    told: Journey,
) -> None:
    await previewed(told)
    await told.link("Thu nợ", OPERATOR)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, OPERATOR))

    await told.press(OPERATOR, "Gọi")

    assert told.texts(OPERATOR)[-1] == problem("account_gone")
    assert not told.pbx.placements


async def test_who_may_call_no_more_calls_nobody(told: Journey) -> None:
    await previewed(told)
    await told.let_in(OPERATOR, Role.VIEWER)

    assert await told.press(OPERATOR, "Gọi") == "Bạn không có quyền gọi"
    assert not told.pbx.placements


async def test_a_viewer_gets_no_preview(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)
    await previewed(told, who=VIEWER)

    assert told.texts(VIEWER) == [problem("not_allowed")]


async def test_a_cancelled_preview_calls_nobody_whoever_presses_it_later(told: Journey) -> None:
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    await told.press(OPERATOR, "Hủy")
    assert told.texts(OPERATOR) == ["Đã hủy. Chưa gọi ai."]
    pop_up = await told.press(OPERATOR, "Gọi", on=preview)

    assert pop_up == "Câu hỏi này đã đóng, không gọi thêm"
    assert not told.pbx.placements


async def test_no_typed_in_words_cancels_the_preview(told: Journey) -> None:
    await previewed(told)
    told.say(OPERATOR, "thôi")
    await told.wait(2)

    assert told.texts(OPERATOR) == [problem("cancelled")]


async def test_a_card_goes_on_in_english_for_who_reads_english(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    assert plain(preview.text).split("\n")[0] == "Preview, not called yet"
    assert buttons(preview) == ["Call", "Test on my phone", "Edit", "Cancel"]
    assert f"{DEBT} · South, female · 1.2×" in plain(preview.text)
    await told.press(OPERATOR, "Call")
    await told.wait(120)

    assert told.texts(OPERATOR)[-1] == "✅ HĐ 24018 pressed 1: đã thanh toán"


async def test_an_unshown_account_is_named_and_a_campaign_of_its_own_too(told: Journey) -> None:
    await told.link("Thu hồi nợ", OPERATOR)
    campaign = "99999999-2222-3333-4444-555555555555"
    await previewed(told, f"{COMMAND} account='CSKH' caller=19001234 campaign={campaign}")

    assert told.texts(OPERATOR)[0].split("\n")[-1] == (
        f"Tài khoản CSKH · đầu số 19001234 · chiến dịch {campaign}"
    )


async def test_an_administrator_calls_as_an_operator_does(told: Journey) -> None:
    await previewed(told, who=ADMIN)
    await told.press(ADMIN, "Gọi")
    await told.wait(120)

    assert told.texts(ADMIN)[-1] == "✅ HĐ 24018 bấm 1: đã thanh toán"
