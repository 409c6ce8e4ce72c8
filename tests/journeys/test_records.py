"""Looking back: `/cdr`, a phone number by itself, the records and their buttons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.core.messages import popups
from bot.core.people import Language, Role
from bot.sandbox.world import SEED
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    GROUP,
    OPERATOR,
    STRANGER,
    VIEWER,
    Journey,
    buttons,
    journey,
    plain,
    problem,
)

LIST = "/v1/report"
AS_OF = "Khớp với tổng đài lúc 09:12"


def popup(text: object) -> str:
    return plain(getattr(popups, str(text)).plain(Language.VI))


def elsewhere(told: Journey, callee: str = "0912345601", *, ago: float = 600) -> str:
    """Another system of the same customer called this number."""
    param = {
        "template_name": "thong_bao_no_cuoc_01",
        "customer_name": "Nguyễn Văn A",
        "due_amount": "10.410.000",
        "due_date": "30/11/2026",
    }
    return told.pbx.switchboard.place_elsewhere(
        SEED.account, callee, param=param, caller="0123456788", ago=ago
    )


async def say(told: Journey, text: str, who: int = OPERATOR, chat: int = 0) -> list[str]:
    """The lines of what somebody is answered."""
    told.say(who, text, chat)
    await told.wait(3)
    return told.texts(chat or who)[-1].split("\n")


def now_shown(told: Journey, chat: int = OPERATOR) -> list[str]:
    return told.texts(chat)[-1].split("\n")


async def test_calls_of_every_source_are_listed_newest_first(told: Journey) -> None:
    for number, digits in enumerate(("02", "05", "21")):
        elsewhere(told, f"09123456{digits}", ago=600 + 60 * number)
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(25)

    assert await say(told, "/cdr") == [
        "Cuộc gọi hôm nay · 4 cuộc",
        "1. 09:12 ✅ 0987654321 0:10",
        "2. 09:02 🔸 0912345602 bận",
        "3. 09:01 ❌ 0912345605 số sai",
        "4. 09:00 ✅ 0912345621 0:19 bấm 1",
        AS_OF,
    ]
    assert buttons(told.shown(OPERATOR)[-1]) == ["1", "2", "3", "4"]


async def test_english_is_answered_in_english(told: Journey) -> None:
    elsewhere(told, "0912345602")
    told.telegram.set_language(OPERATOR, "en")

    lines = await say(told, "/cdr")

    assert lines == [
        "Calls today · 1 call",
        "1. 09:02 🔸 0912345602 busy",
        "Matches the PBX as of 09:12",
    ]
    await told.press(OPERATOR, "1")
    assert now_shown(told)[2] == "Mon 23 Nov 2026 09:02:31 · by another system, attempt 1"


async def test_a_record_opens_in_place_and_leads_back_to_its_page(told: Journey) -> None:
    for number in range(12):
        elsewhere(told, ago=600 + 60 * number)
    first = await say(told, "/cdr")
    assert first[0] == "Cuộc gọi hôm nay · 1–8 trong 12"
    await told.press(OPERATOR, "Cũ hơn ›")
    second = now_shown(told)
    assert second[0] == "Cuộc gọi hôm nay · 9–12 trong 12"
    assert buttons(told.shown(OPERATOR)[-1]) == ["1", "2", "3", "4", "‹ Mới hơn"]

    await told.press(OPERATOR, "3")
    assert now_shown(told)[2].startswith("Thứ Hai 23/11/2026 08:52:3")
    await told.press(OPERATOR, "‹ Danh sách")
    assert now_shown(told) == second
    await told.press(OPERATOR, "‹ Mới hơn")
    assert now_shown(told) == first
    assert len(told.shown(OPERATOR)) == 1


async def test_calls_that_come_meanwhile_do_not_move_the_pages(told: Journey) -> None:
    for number in range(12):
        elsewhere(told, ago=600 + 60 * number)
    await say(told, "/cdr")
    listed = told.shown(OPERATOR)[-1]
    told.say(OPERATOR, "/otp 0987654321 4821")
    elsewhere(told, ago=5)
    await told.wait(30)
    assert (await say(told, "/cdr"))[0] == "Cuộc gọi hôm nay · 1–8 trong 14"

    await told.press(OPERATOR, "Cũ hơn ›", on=listed)

    turned = told.texts(OPERATOR)[0].split("\n")
    assert turned[:2] == ["Cuộc gọi hôm nay · 9–12 trong 12", "1. 08:54 ✅ 0912345601 0:20"]
    assert turned[-1] == AS_OF


async def test_a_record_says_how_the_call_went_with_its_script(told: Journey) -> None:
    call_id = elsewhere(told, "0912345621")

    lines = await say(told, f"/cdr {call_id}")

    assert lines[:4] == [
        "✅ Bấm 1: đã thanh toán",
        "0912345621 · thong_bao_no_cuoc_01",
        "Thứ Hai 23/11/2026 09:02:31 · hệ thống khác gọi, lần 1",
        "Nghe 0:19 · kết thúc bình thường",
    ]
    assert lines[4] == "Lời theo kịch bản hiện nay:"
    assert lines[5].startswith("Chào bạn Nguyễn Văn A vui lòng thanh toán khoản nợ 10.410.000")
    assert f"Mã cuộc gọi (call_id): {call_id}" in lines
    assert len([line for line in lines if "): " in line]) == 16
    assert buttons(told.shown(OPERATOR)[-1]) == ["Lịch sử số này", "‹ Danh sách"]
    await told.press(OPERATOR, "‹ Danh sách")
    assert now_shown(told)[0] == "Cuộc gọi hôm nay · 1 cuộc"


@pytest.mark.parametrize("text", ["0987654321", "+84 987 654 321", "/cdr 0987654321"])
async def test_a_phone_number_shows_its_calls_from_every_source(told: Journey, text: str) -> None:
    elsewhere(told, "0987654321")
    elsewhere(told, "0912345602")
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(25)

    lines = await say(told, text)

    assert lines == [
        "0987654321 · 2 cuộc",
        "1. 09:12 ✅ 0987654321 0:10",
        "2. 09:02 ✅ 0987654321 0:19 bấm 1",
        AS_OF,
    ]


async def test_a_number_that_was_never_called_is_a_sentence(told: Journey) -> None:
    assert await say(told, "0900000000") == ["Chưa có cuộc gọi nào tới 0900000000", AS_OF]


async def test_an_old_number_finds_the_calls_to_its_new_one(told: Journey) -> None:
    elsewhere(told, "0329333999")
    lines = await say(told, "01629333999")
    assert lines[0] == "0329333999 · số cũ 01629333999 · 1 cuộc"


async def test_a_foreign_number_is_looked_up_though_it_is_never_called(told: Journey) -> None:
    assert (await say(told, "+1 415 555 0100"))[0] == "Chưa có cuộc gọi nào tới 14155550100"


async def test_a_code_shows_nowhere(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 775533")
    await told.wait(25)
    await say(told, "/cdr")
    await told.press(OPERATOR, "1")

    shown = now_shown(told)

    assert shown[1] == "0987654321 · OTP •••• · otp_demo"
    assert shown[4] == "Đã đọc:"
    assert shown[5].startswith("Mã xác nhận của bạn là •••• xin nhắc lại")
    assert buttons(told.shown(OPERATOR)[-1])[0] == "Gọi với mã mới"
    assert all("775533" not in text for text in told.texts(OPERATOR))
    rows = await told.program.store.read(lambda tx: tx.listings.called([1], shown_id(shown)))
    assert rows is not None
    assert rows.cdr is not None
    assert "775533" not in rows.cdr.model_dump_json()


def shown_id(lines: list[str]) -> str:
    return next(line for line in lines if "(call_id)" in line).rpartition(" ")[2]


async def test_our_call_without_a_record_is_listed_with_its_state(told: Journey) -> None:
    told.pbx.faults.placement_status = 400
    told.say(OPERATOR, "/otp 0912345601 4821")
    await told.wait(3)
    told.pbx.faults.placement_status = None
    told.pbx.faults.pbx_503 = True
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(10)
    told.pbx.faults.pbx_503 = False
    told.say(OPERATOR, "/otp 0912345600 4821")
    await told.wait(4)

    assert (await say(told, "/cdr"))[1:4] == [
        "1. 09:12 📞 0912345600 đổ chuông",
        "2. 09:12 ❓ 0912345602 chưa rõ",
        "3. 09:12 ❌ 0912345601 lỗi tổng đài",
    ]
    await told.press(OPERATOR, "2")
    assert "Tra ngay" in buttons(told.shown(OPERATOR)[-1])
    assert "Gọi với mã mới" not in buttons(told.shown(OPERATOR)[-1])


async def test_a_call_is_called_again_from_its_record(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(25)
    await say(told, "/cdr")
    await told.press(OPERATOR, "1")

    await told.press(OPERATOR, "Gọi với mã mới")

    assert told.texts(OPERATOR)[-1] == "Mã mới cho 0912345602?"


async def test_a_cards_number_history_comes_as_a_new_message(told: Journey) -> None:
    elsewhere(told, "0912345602")
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(25)
    before = len(told.shown(OPERATOR))

    await told.press(OPERATOR, "Lịch sử số này")
    await told.wait(2)

    assert now_shown(told)[0] == "0912345602 · 2 cuộc"
    assert len(told.shown(OPERATOR)) == before + 1


async def test_a_cards_details_come_as_a_new_message_from_which_it_is_called_again(
    told: Journey,
) -> None:
    values = 'customer_name="Nguyễn Văn A" due_amount=10.410.000 due_date=30/11/2026'
    told.say(OPERATOR, f"/call 0987654321 thong_bao_no_cuoc_01 {values} ref=24018")
    await told.wait(3)
    await told.press(OPERATOR, "Gọi")
    await told.wait(60)
    before = len(told.shown(OPERATOR))

    await told.press(OPERATOR, "Chi tiết")
    await told.wait(2)

    assert len(told.shown(OPERATOR)) == before + 1
    shown = now_shown(told)
    assert shown[:4] == [
        "✅ Bấm 1: đã thanh toán",
        "0987654321 · HĐ 24018 · thong_bao_no_cuoc_01",
        "Thứ Hai 23/11/2026 09:12:34 · Nhân viên gọi, lần 1",
        "Nghe 0:19 · kết thúc bình thường",
    ]
    assert shown[4] == "Đã đọc:"
    assert shown[5].startswith("Chào bạn Nguyễn Văn A vui lòng thanh toán khoản nợ 10.410.000")
    assert len([line for line in shown if "): " in line]) == 16
    assert buttons(told.shown(OPERATOR)[-1]) == [
        "Gọi lại",
        "Gọi số khác",
        "Lịch sử số này",
        "‹ Danh sách",
    ]
    await told.press(OPERATOR, "Gọi lại")
    await told.wait(2)
    assert now_shown(told)[0] == "Xem trước, chưa gọi"


async def test_on_a_card_in_a_group_only_its_asker_may_look_back(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    told.telegram.change_chat(told.telegram.chats[GROUP], admins={ADMIN})
    told.say(OPERATOR, "/otp 0912345602 4821", GROUP)
    await told.wait(25)

    refused = await told.press(COLLEAGUE, "Lịch sử số này", GROUP)
    assert refused == "Chỉ Nhân viên bấm được nút này"
    await told.press(OPERATOR, "Lịch sử số này", GROUP)
    await told.wait(2)
    assert now_shown(told, GROUP)[:2] == ["0912•••602 · 1 cuộc", "1. 09:12 🔸 0912•••602 bận"]


async def test_a_records_number_history_stands_in_its_place(told: Journey) -> None:
    elsewhere(told, "0912345602")
    elsewhere(told, "0912345601", ago=300)
    await say(told, "/cdr")
    await told.press(OPERATOR, "2")

    await told.press(OPERATOR, "Lịch sử số này")
    await told.wait(2)

    assert now_shown(told)[:2] == ["0912345602 · 1 cuộc", "1. 09:02 🔸 0912345602 bận"]
    assert len(told.shown(OPERATOR)) == 1


async def test_limit_offset_and_caller_are_kept_to(told: Journey) -> None:
    for number in range(12):
        elsewhere(told, ago=600 + 60 * number)
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(25)

    assert (await say(told, "/cdr limit=3"))[0] == "Cuộc gọi gần nhất · 3 cuộc"
    assert (await say(told, "/cdr offset=10"))[:2] == [
        "Cuộc gọi gần nhất · 11–13 trong 13",
        "1. 08:53 ✅ 0912345601 0:20",
    ]
    assert (await say(told, "/cdr offset=99"))[0] == "Không còn cuộc gọi nào"
    assert (await say(told, "/cdr caller=0123456789"))[:2] == [
        "Cuộc gọi gần nhất · từ 0123456789 · 1 cuộc",
        "1. 09:12 ✅ 0987654321 0:10",
    ]
    lines = await say(told, "/cdr caller=0123456788 limit=10 offset=1")
    assert lines[0] == "Cuộc gọi gần nhất · từ 0123456788 · 2–9 trong 11"
    await told.press(OPERATOR, "Cũ hơn ›")
    assert now_shown(told)[0] == "Cuộc gọi gần nhất · từ 0123456788 · 10–11 trong 11"
    assert "Cũ hơn ›" not in buttons(told.shown(OPERATOR)[-1])


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("/cdr hello there", "record_unclear", {}),
        ("/cdr limit=0", "count_invalid", {"name": "limit", "least": "1", "most": "1000"}),
        ("/cdr offset=x", "count_invalid", {"name": "offset", "least": "0", "most": "100000"}),
        ("/cdr caller=abc", "caller_invalid", {"number": "abc"}),
        ("/cdr limit=1 limit=2", "argument_twice", {"name": "limit"}),
        ("/cdr nosuchcall", "record_missing", {"call_id": "nosuchcall"}),
    ],
)
async def test_what_can_not_be_read_is_answered_with_the_reason(
    told: Journey, text: str, kind: str, values: dict[str, str]
) -> None:
    assert "\n".join(await say(told, text)) == problem(kind, **values)


async def test_a_mistyped_argument_is_put_right_by_a_button(told: Journey) -> None:
    elsewhere(told)
    await say(told, "/cdr lmit=3")

    await told.press(OPERATOR, "limit=")
    await told.wait(2)

    assert now_shown(told)[0] == "Cuộc gọi gần nhất · 1 cuộc"


async def test_where_today_has_no_calls_the_latest_are_shown(told: Journey) -> None:
    elsewhere(told, "0912345602", ago=86400)
    assert (await say(told, "/cdr"))[:2] == [
        "Cuộc gọi gần nhất · 1 cuộc · hôm nay chưa có",
        "1. 22/11 09:12 🔸 0912345602 bận",
    ]


async def test_what_is_older_than_today_follows_behind_todays_last_page(told: Journey) -> None:
    elsewhere(told, ago=600)
    elsewhere(told, "0912345602", ago=86400 * 3)

    assert await say(told, "/cdr") == [
        "Cuộc gọi hôm nay · 1 cuộc",
        "1. 09:02 ✅ 0912345601 0:20",
        AS_OF,
    ]
    await told.press(OPERATOR, "Cũ hơn ›")
    assert now_shown(told)[:2] == [
        "Cuộc gọi trước đó · 2 trong 2",
        "1. 20/11 09:12 🔸 0912345602 bận",
    ]
    await told.press(OPERATOR, "‹ Mới hơn")
    assert now_shown(told)[0] == "Cuộc gọi hôm nay · 1 cuộc"


async def test_a_list_of_yesterday_keeps_its_day(tmp_path: Path, now: Callable[[], float]) -> None:
    async with journey(tmp_path, lambda: now() + 14.75 * 3600) as told:
        for number in range(9):
            elsewhere(told, ago=600 + number)
        await say(told, "/cdr")
        await told.wait(180)

        await told.press(OPERATOR, "Cũ hơn ›")

        assert now_shown(told) == [
            "Cuộc gọi 23/11 · 9 trong 9",
            "1. 23/11 23:47 ✅ 0912345601 0:20",
            "Khớp với tổng đài lúc 23/11 23:57",
        ]


async def test_while_the_pbx_is_down_what_is_known_is_shown(told: Journey) -> None:
    elsewhere(told)
    await say(told, "/cdr")
    await told.wait(600)
    told.pbx.faults.pbx_503 = True

    told.say(OPERATOR, "/cdr")
    await told.wait(12)

    assert now_shown(told) == [
        "Cuộc gọi hôm nay · 1 cuộc",
        "1. 09:02 ✅ 0912345601 0:20",
        AS_OF,
        "❌ Tổng đài đang không trả lời: CSKH",
    ]
    told.say(OPERATOR, "/cdr nosuchcall")
    await told.wait(12)
    assert "\n".join(now_shown(told)) == problem("record_not_asked", call_id="nosuchcall")


async def test_before_the_first_look_a_pbx_that_is_down_is_said(told: Journey) -> None:
    told.pbx.faults.pbx_503 = True
    told.say(OPERATOR, "/cdr")
    await told.wait(12)
    assert now_shown(told) == [
        "Chưa có cuộc gọi nào",
        "Chưa lần nào khớp với tổng đài",
        "❌ Tổng đài đang không trả lời: CSKH",
    ]


async def test_a_list_that_begins_with_the_oldest_is_the_same_list(told: Journey) -> None:
    told.pbx.manner.newest_first = False
    for number in range(130):
        elsewhere(told, "0912345602", ago=600 + 60 * number)
    assert (await say(told, "/cdr"))[0] == "Cuộc gọi hôm nay · 1–8 trong 130"
    elsewhere(told, ago=60)
    await told.wait(60)

    lines = await say(told, "/cdr")

    assert lines[:2] == ["Cuộc gọi hôm nay · 1–8 trong 131", "1. 09:11 ✅ 0912345601 0:20"]


async def test_without_our_reference_no_call_is_shown_twice(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path, now, pbx_reference=False) as told:
        told.pbx.faults.answer_after = 20
        told.pbx.faults.hooks_lose = True
        told.say(OPERATOR, "/otp 0912345602 4821")
        await told.wait(12)
        assert len(await say(told, "/cdr")) == 4
        await told.wait(30)

        assert await say(told, "/cdr") == [
            "Cuộc gọi hôm nay · 1 cuộc",
            "1. 09:12 🔸 0912345602 bận",
            "Khớp với tổng đài lúc 09:13",
        ]


async def test_in_a_group_numbers_are_masked_and_only_the_asker_may_press(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    elsewhere(told, "0912345621")

    assert (await say(told, "/cdr", chat=GROUP))[1] == "1. 09:02 ✅ 0912•••621 0:19 bấm 1"
    assert await told.press(COLLEAGUE, "1", GROUP) == "Chỉ Nhân viên bấm được nút này"
    await told.press(OPERATOR, "1", GROUP)

    shown = "\n".join(now_shown(told, GROUP))
    assert shown.startswith("✅ Bấm 1: đã thanh toán\n0912•••621 · thong_bao_no_cuoc_01\n")
    for secret in ("0912345621", "Nguyễn", "10.410.000", "Chào bạn"):
        assert secret not in shown
    assert await told.press(COLLEAGUE, "‹ Danh sách", GROUP) == "Chỉ Nhân viên bấm được nút này"


async def test_a_viewer_sees_the_records_and_is_offered_no_call(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(25)

    await say(told, "/cdr", VIEWER)
    await told.press(VIEWER, "1")

    assert now_shown(told, VIEWER)[2].endswith("Nhân viên gọi, lần 1")
    assert buttons(told.shown(VIEWER)[-1]) == ["Lịch sử số này", "‹ Danh sách"]


async def test_who_has_no_account_sees_no_record(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    elsewhere(told)
    for text in ("/cdr", "0912345601"):
        assert "\n".join(await say(told, text, COLLEAGUE)) == problem("account_missing")
    assert not told.pbx.requests


async def test_rights_are_read_afresh_at_each_press(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    for number in range(12):
        elsewhere(told, ago=600 + number)
    await say(told, "/cdr", COLLEAGUE)
    other = await told.link("Bán hàng", COLLEAGUE)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, COLLEAGUE))

    assert await told.press(COLLEAGUE, "1") == popup("MAY_NOT_SEE")
    await told.press(COLLEAGUE, "Cũ hơn ›")
    assert now_shown(told, COLLEAGUE)[0] == "Không còn cuộc gọi nào"
    assert other != 1


async def test_a_stranger_learns_nothing(told: Journey) -> None:
    elsewhere(told)
    for text in ("/cdr", "0912345601"):
        assert (await say(told, text, STRANGER))[0].startswith("Bot này dùng nội bộ")
    assert not told.pbx.requests


async def test_who_has_two_accounts_sees_both_and_which_a_record_is_of(told: Journey) -> None:
    await told.link("Bán hàng", OPERATOR)
    elsewhere(told)

    lines = await say(told, "/cdr")

    assert lines[:3] == [
        "Cuộc gọi hôm nay · 2 cuộc",
        "1. 09:02 ✅ 0912345601 0:20",
        "2. 09:02 ✅ 0912345601 0:20",
    ]
    seen = set()
    for button in ("1", "2"):
        await told.press(OPERATOR, button)
        seen.add(now_shown(told)[1])
        await told.press(OPERATOR, "‹ Danh sách")
    assert seen == {
        f"0912345601 · thong_bao_no_cuoc_01 · Tài khoản {name}" for name in ("CSKH", "Bán hàng")
    }


async def test_an_old_list_still_turns_after_a_restart(told: Journey) -> None:
    for number in range(12):
        elsewhere(told, ago=600 + number)
    await say(told, "/cdr")
    await told.stop()
    await told.start()

    await told.press(OPERATOR, "Cũ hơn ›")

    assert now_shown(told)[0] == "Cuộc gọi hôm nay · 9–12 trong 12"


async def test_a_button_of_a_list_that_is_not_known_says_so(told: Journey) -> None:
    elsewhere(told)
    await say(told, "/cdr")
    message = told.shown(OPERATOR)[-1]
    for data in ("rec.page:999:0", "rec.open:999:1:0", "rec.of:999:1"):
        pressed = told.telegram.press(OPERATOR, OPERATOR, message.id, data)
        answer = await pressed.answer
        assert plain(answer.text) == popup("OUT_OF_DATE")
    pressed = told.telegram.press(OPERATOR, OPERATOR, message.id, "rec.open:1:999:0")
    answer = await pressed.answer
    assert plain(answer.text) == popup("MAY_NOT_SEE")


async def test_looking_calls_nobody(told: Journey) -> None:
    elsewhere(told)
    await say(told, "/cdr")
    await told.press(OPERATOR, "1")
    await told.press(OPERATOR, "Lịch sử số này")
    assert {asked.path for asked in told.pbx.requests} <= {"/v1/auth/token", LIST}
    assert ADMIN not in [message.chat_id for message in told.shown(OPERATOR)]


def long_list(told: Journey, *, seconds: float) -> None:
    """The PBX has a thousand records, and takes so long for a page."""
    made = [
        {
            "call_id": f"c-{number}",
            "callee": "0912345601",
            "create_time": told.now() - 60 * number,
            "end_time": told.now() - 60 * number + 20,
            "hangup_cause": "USER_BUSY",
        }
        for number in range(1, 951)
    ]

    def page(request: httpx.Request) -> httpx.Response | None:
        if request.url.path != LIST:
            return None
        first = int(request.url.params["offset"])
        return httpx.Response(200, json={"data": made[first : first + 100]})

    told.pbx_wire.instead = page
    told.pbx_wire.takes = lambda request: seconds if request.url.path == LIST else 0


async def test_a_slow_pbx_is_said_to_be_loading_and_is_read_to_the_end(told: Journey) -> None:
    long_list(told, seconds=1.5)

    told.say(OPERATOR, "/cdr")
    await told.wait(9)
    assert now_shown(told)[-2:] == [
        "Chưa lần nào khớp với tổng đài",
        "⏳ Đang tải tiếp, xem lại sau ít phút: CSKH",
    ]
    assert now_shown(told)[1].endswith("0912345601 bận")

    await told.wait(9)
    assert (await say(told, "/cdr"))[-1].startswith("Khớp với tổng đài lúc 09:12")


async def test_an_id_that_a_slow_pbx_was_not_asked_for_in_time_is_not_said_to_be_missing(
    told: Journey,
) -> None:
    told.pbx_wire.takes = lambda request: 9 if request.url.path.startswith(f"{LIST}/") else 0

    told.say(OPERATOR, "/cdr nosuchcall")
    await told.wait(12)

    assert "\n".join(now_shown(told)) == problem("record_not_asked", call_id="nosuchcall")


@pytest.mark.parametrize(
    ("command", "typed"),
    [
        ("cdr", "0987654321x"),
        ("cdr", "so0987654321=1"),
        ("call", "account=0987654321"),
        ("call", "0987654321 thong_bao_no_cuoc_01 so0987654321=1"),
        ("template", "0987654321"),
    ],
)
async def test_a_number_in_a_mistyped_command_is_masked_in_the_group(
    told: Journey, command: str, typed: str
) -> None:
    lines = await say(told, f"/{command}@{SEED.bot_username} {typed}", chat=GROUP)
    assert "0987•••321" in lines[0]
    assert "0987654321" not in "".join(lines)


async def test_a_button_of_a_list_pressed_after_losing_the_last_account_is_answered(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere(told)
    await say(told, "/cdr")
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, OPERATOR))

    await told.press(OPERATOR, "1")

    assert "\n".join(now_shown(told)) == problem("account_missing")
    assert [said.message for said in caplog.records if said.exc_info] == []
