"""A PBX that is down, silent, slow or unwilling: who was called is known, or said not to be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.flows.dial import LINE_WAIT
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, buttons, journey, went_through

OTP = "/autocall/otp"
UNKNOWN = (
    "❓ Chưa rõ cuộc gọi đã đi chưa · 0987654321\n"
    "OTP •••• · otp_demo\n"
    "Tổng đài không trả lời. Khoan gọi lại, bot đang tra."
)
NO_TRACE = (
    "❓ Không thấy cuộc gọi này trên tổng đài · 0987654321\n"
    "OTP •••• · otp_demo\n"
    "Có thể chưa gọi. Hỏi khách trước khi gọi lại."
)


def break_placements(told: Journey, how: object) -> None:
    """A status, a 2xx that can't be read, or silence, from now on."""
    faults = told.pbx.faults
    match how:
        case int():
            faults.placement_status = how
        case str():
            faults.placement_status, faults.body = 200, how
        case None:
            faults.hang = True


async def test_503_to_the_token_is_maintenance_and_nobody_was_called(told: Journey) -> None:
    told.pbx.faults.token_status = 503

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(20)

    card, line = told.texts(OPERATOR)
    assert card == (
        "❌ Tổng đài bảo trì từ 09:12 (503) · 0987654321\n"
        "OTP •••• · otp_demo\n"
        "Chưa gọi ai. Bot sẽ báo khi có lại."
    )
    assert line == "❌ 0987654321 chưa gọi: tổng đài bảo trì"
    assert buttons(told.shown(OPERATOR)[0]) == ["Thử lại", "Lịch sử số này"]
    assert told.asked(OTP) == []
    assert told.texts(GROUP) == [
        "❌ Tổng đài bảo trì từ 09:12\n0987•••321 · chưa gọi ai\notp_demo · Nhân viên gọi 09:12"
    ]
    assert told.heard(GROUP)


async def test_when_the_pbx_is_back_who_was_not_served_hears_it_once(told: Journey) -> None:
    told.pbx.faults.pbx_503 = True
    for number in ("0987654321", "0912345602", "0912345601"):
        told.say(OPERATOR, f"/otp {number} 4821")
        await told.wait(15)
    told.say(ADMIN, "/otp 0912345603 4821")
    await told.wait(300)
    told.pbx.faults.pbx_503 = False
    await told.wait(120)

    back = [text for text in told.texts(OPERATOR) if text.startswith("Tổng đài đã có lại")]
    assert back == ["Tổng đài đã có lại · 0912345601 chưa gọi"]
    assert back[0] in told.heard(OPERATOR)
    assert told.texts(ADMIN)[-1] == "Tổng đài đã có lại · 0912345603 chưa gọi"
    assert not any("đã có lại" in text for text in told.texts(GROUP))
    assert not told.pbx.placements

    await told.press(OPERATOR, "Gọi với mã mới", on=told.shown(OPERATOR)[-1])
    told.reply(OPERATOR, "4822")
    await told.wait(60)
    assert told.pbx.placements == {"0912345601": 1}


async def test_an_outage_is_remembered_over_a_restart(told: Journey) -> None:
    told.pbx.faults.pbx_503 = True
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(200)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(20)
    assert told.texts(OPERATOR)[2].startswith("❌ Tổng đài bảo trì từ 09:12 (503) · 0912345602")

    await told.stop()
    await told.start()
    told.pbx.faults.pbx_503 = False
    await told.wait(90)

    assert told.heard(OPERATOR)[-1] == "Tổng đài đã có lại · 0912345602 chưa gọi"


async def test_a_pbx_out_of_reach_calls_nobody_and_says_so(told: Journey) -> None:
    told.pbx_wire.cut = True
    told.telegram.set_language(OPERATOR, "en")

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(30)
    assert told.texts(OPERATOR) == [
        "❌ PBX out of reach since 09:12 · 0987654321\n"
        "OTP •••• · otp_demo\n"
        "Nobody was called. You will hear when it is back.",
        "❌ 0987654321 not called: PBX out of reach",
    ]

    told.pbx_wire.cut = False
    await told.wait(60)
    assert told.heard(OPERATOR)[-1] == "The PBX is back · 0987654321 not called"
    assert not told.pbx.placements


@pytest.mark.parametrize(
    "how", [500, 502, 503, 504, 408, "<html>ok</html>", "{}", '{"call_id": 5', None]
)
async def test_without_a_usable_answer_it_is_unknown_and_never_dialled_again(
    told: Journey, how: object
) -> None:
    break_placements(told, how)
    if how is None:
        told.pbx.faults.hooks_lose = True
        told.pbx.faults.report_status = 500

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(40)
    assert told.texts(OPERATOR) == [UNKNOWN]
    assert buttons(told.shown(OPERATOR)[0]) == ["Tra ngay"]
    assert told.heard(OPERATOR) == told.heard(GROUP) == []

    await told.wait(600)
    assert told.texts(OPERATOR) == [
        NO_TRACE,
        "❓ 0987654321 chưa rõ đã gọi chưa, hỏi khách trước khi gọi lại",
    ]
    assert told.texts(GROUP)[0].startswith("❓ Không thấy cuộc gọi này trên tổng đài\n0987•••321")
    assert told.heard(GROUP)
    assert len(told.asked(OTP)) == 1


async def test_a_request_for_a_token_that_got_lost_called_nobody(told: Journey) -> None:
    told.pbx_wire.lossy = True

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(5)
    assert told.texts(OPERATOR)[0].startswith("⏳ Đang chờ lượt gọi · 0987654321")
    await told.wait(60)

    card, line = told.texts(OPERATOR)
    assert card.startswith("❌ Mất kết nối tổng đài từ 09:12 · 0987654321")
    assert line == "❌ 0987654321 chưa gọi: mất kết nối tổng đài"


async def test_a_placement_that_got_lost_is_unknown_then_without_a_trace(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    told.pbx_wire.lossy = True
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(30)
    told.pbx_wire.lossy = False
    assert told.texts(OPERATOR)[2] == UNKNOWN

    await told.wait(600)

    assert told.texts(OPERATOR)[2] == NO_TRACE
    assert told.pbx.placements == {"0912345602": 1}


@pytest.mark.parametrize("status", [302, 304])
async def test_a_redirect_is_not_followed_and_is_no_answer(told: Journey, status: int) -> None:
    told.pbx.faults.placement_status = status

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(30)

    assert told.texts(OPERATOR) == [UNKNOWN]
    assert told.asked(OTP) == [status]


async def test_a_campaign_that_is_not_ours_is_refused_and_named_on_the_card(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821 campaign=<i>xyz")
    await told.wait(20)

    card, _ = told.texts(OPERATOR)
    assert card.splitlines()[:2] == [
        "❌ Tổng đài từ chối: “campaign is not permitted” · 0987654321",
        "OTP •••• · otp_demo · chiến dịch <i>xyz",
    ]


async def test_who_asked_in_the_group_hears_there_masked_that_the_pbx_is_back(
    told: Journey,
) -> None:
    told.pbx.faults.pbx_503 = True
    told.say(OPERATOR, "/otp 0987654321 4821", GROUP)
    await told.wait(20)
    told.pbx.faults.pbx_503 = False
    await told.wait(60)

    assert told.texts(GROUP)[-1] == "Tổng đài đã có lại · 0987•••321 chưa gọi"
    assert told.texts(OPERATOR) == []


async def test_a_call_that_settled_as_unknown_and_turns_up_is_told_in_one_new_line(
    told: Journey,
) -> None:
    told.pbx.faults.placement_status = 500
    told.pbx.faults.placed_anyway = True
    told.pbx.faults.report_status = 500
    told.pbx.faults.hooks_lose = True
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(700)
    before = told.heard(OPERATOR)
    assert told.texts(OPERATOR)[0] == NO_TRACE

    told.pbx.faults.report_status = None
    await told.wait(1000)

    card, _, resolved = told.texts(OPERATOR)
    assert card.startswith("✅ Nghe máy 10 giây · 0987654321")
    assert resolved == "✅ 0987654321 đã gọi: nghe máy 10 giây"
    assert told.heard(OPERATOR)[-1] == resolved
    assert len(told.heard(OPERATOR)) == len(before) + 1
    [to_group] = told.texts(GROUP)
    assert to_group.startswith("✅ Nghe máy 10 giây")
    await told.wait(2000)
    assert len(told.texts(OPERATOR)) == 3
    assert told.pbx.placements == {"0987654321": 1}


async def test_a_call_that_turned_up_and_went_silent_is_closed_after_a_day(told: Journey) -> None:
    faults = told.pbx.faults
    faults.placed_anyway = faults.hooks_lose = True
    faults.placement_status = faults.report_status = 500
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(700)
    assert told.texts(OPERATOR)[0] == NO_TRACE
    heard = len(told.heard(OPERATOR))
    [ref] = [asked.ref for asked in told.pbx.requests if asked.path.endswith(OTP)]
    running = {"call_id": "x", "answer_time": told.now(), "param": {"ref_id": ref}}

    faults.report_status, faults.body = 200, json.dumps({"data": [running]})
    await told.press(OPERATOR, "Tra ngay")
    await told.wait(10)
    assert told.texts(OPERATOR)[0].startswith("🔊 Đang nghe máy")
    faults.report_status, faults.body = 500, None
    await told.stop()
    await told.wait(86_400)
    await told.start()
    await told.wait(30)

    card, line = told.texts(OPERATOR)
    assert card.startswith("❓ Sau 24 giờ vẫn chưa có kết quả · 0987654321")
    assert line.startswith("❓ 0987654321 tổng đài đã nhận, sau 24 giờ chưa có kết quả")
    assert told.texts(GROUP)[0].startswith("❓ Sau 24 giờ vẫn chưa có kết quả")
    assert len(told.heard(OPERATOR)) == heard


async def test_a_call_that_the_pbx_refused_and_placed_all_the_same_is_told_as_it_was(
    told: Journey,
) -> None:
    told.pbx.faults.placement_status = 400
    told.pbx.faults.placed_anyway = True

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(120)

    card, _, resolved = told.texts(OPERATOR)
    assert "📞 Đang đổ chuông" in went_through(told.shown(OPERATOR)[0])
    assert card.startswith("✅ Nghe máy 10 giây")
    assert resolved == "✅ 0987654321 đã gọi: nghe máy 10 giây"


async def test_a_placed_call_without_a_record_is_closed_after_a_day_as_not_known(
    told: Journey,
) -> None:
    told.pbx.faults.hooks_lose = True
    told.pbx.faults.report_status = 404
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(60)
    await told.stop()
    await told.wait(86_400)
    await told.start()
    await told.wait(30)

    card, line = told.texts(OPERATOR)
    assert card.startswith("❓ Sau 24 giờ vẫn chưa có kết quả · 0987654321")
    assert line.startswith("❓ 0987654321 tổng đài đã nhận")
    assert len(told.asked("/autocall/otp")) == 1


async def test_look_it_up_finds_a_call_that_was_given_up(told: Journey) -> None:
    told.pbx.faults.placement_status = 500
    told.pbx.faults.placed_anyway = True
    told.pbx.faults.report_status = 500
    told.pbx.faults.hooks_lose = True
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(700)
    told.pbx.faults.report_status = None

    await told.press(OPERATOR, "Tra ngay")
    await told.wait(3)

    assert told.heard(OPERATOR)[-1] == "✅ 0987654321 đã gọi: nghe máy 10 giây"


@pytest.mark.parametrize("how", [500, 503, 408, "nonsense", None])
async def test_a_call_placed_without_an_answer_is_found_by_our_reference(
    told: Journey, how: object
) -> None:
    break_placements(told, how)
    told.pbx.faults.placed_anyway = True
    told.pbx.faults.hooks_lose = True

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(120)

    card, line = told.texts(OPERATOR)
    assert card.startswith("✅ Nghe máy 10 giây · 0987654321")
    assert line == "✅ 0987654321 nghe máy 10 giây"
    assert told.pbx.placements == {"0987654321": 1}
    assert len(told.asked(OTP)) == 1


async def test_a_call_placed_without_an_answer_follows_its_hooks(told: Journey) -> None:
    told.pbx.faults.placement_status = 500
    told.pbx.faults.placed_anyway = True

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(60)

    assert "📞 Đang đổ chuông" in went_through(told.shown(OPERATOR)[0])
    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_look_it_up_looks_at_once(told: Journey) -> None:
    told.pbx.faults.placement_status = 500
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(300)
    looks = len(told.asked("/report"))

    assert await told.press(OPERATOR, "Tra ngay") == "Đang tra trên tổng đài"

    assert len(told.asked("/report")) == looks + 1


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (400, '{"error": "concurrent call limit is reached"}', "concurrent call limit is reached"),
        (400, '{"error": [{"(root)": "callee is required"}]}', "callee is required"),
        (403, '{"error": "campaign is not permitted"}', "campaign is not permitted"),
        (404, '{"error": "<b>no</b> 0987654321"}', "<b>no</b> 0987654321"),
        (429, '{"error": "slow down"}', "slow down"),
        (
            400,
            '{"message": "Bad Request", "code": 400, "status": false, '
            '"data": {"error": "missing tts key"}}',
            "missing tts key",
        ),
        (200, '{"error": "template is existed!"}', "template is existed!"),
    ],
)
async def test_a_refusal_is_told_in_the_pbxs_own_words(
    told: Journey, status: int, body: str, words: str
) -> None:
    told.pbx.faults.placement_status, told.pbx.faults.body = status, body

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(20)

    card, line = told.texts(OPERATOR)
    first, _, advice = card.splitlines()
    assert first.startswith("❌ Tổng đài từ chối: “")
    assert words in first
    assert advice == "Chưa gọi ai."
    assert line == "❌ 0987654321 chưa gọi: tổng đài từ chối"
    assert "0987654321" not in told.texts(GROUP)[0]
    assert "chưa gọi ai" in told.texts(GROUP)[0]
    assert len(told.asked(OTP)) == 1


async def test_long_words_of_the_pbx_are_cut_and_stand_whole_in_a_fold(told: Journey) -> None:
    words = "template <i>" + "rất dài " * 12
    told.pbx.faults.placement_status = 400
    told.pbx.faults.body = '{"error": "' + words + '"}'

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(20)

    card = told.shown(OPERATOR)[0]
    assert "…”" in card.text.splitlines()[0]
    assert words.strip() in card.text
    assert any(entity["type"] == "expandable_blockquote" for entity in card.entities)


async def test_a_token_that_the_pbx_forgot_is_renewed_once_and_the_call_placed_once(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    told.pbx.accounts.expire_tokens()

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(60)

    assert told.asked(OTP) == [200, 401, 200]
    assert told.asked("/auth/token") == [200, 200]
    assert told.pbx.placements == {"0912345602": 1, "0987654321": 1}


async def test_a_key_that_is_no_longer_accepted_calls_nobody(told: Journey) -> None:
    told.pbx.faults.token_status = 401

    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(20)

    assert told.texts(OPERATOR)[0].startswith("❌ Tổng đài từ chối")
    assert told.asked(OTP) == []


async def test_a_pbx_that_takes_no_keys_of_ours_refuses_unless_the_reference_is_off(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path, now) as told:
        told.pbx.manner.extra_keys = False
        told.say(OPERATOR, "/otp 0987654321 4821")
        await told.wait(20)
        assert "ref_id is not allowed" in told.texts(OPERATOR)[0]
        assert not told.pbx.placements

    async with journey(tmp_path / "off", now, pbx_reference="off") as told:
        told.pbx.manner.extra_keys = False
        told.say(OPERATOR, "/otp 0987654321 4821")
        await told.wait(60)
        assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]
        assert [asked.ref for asked in told.pbx.requests if asked.callee] == [None]


async def test_without_the_reference_a_lost_call_is_matched_by_its_likeness(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path, now, pbx_reference="off") as told:
        told.pbx.faults.placement_status = 500
        told.pbx.faults.placed_anyway = True
        told.pbx.faults.hooks_lose = True

        told.say(OPERATOR, "/otp 0987654321 4821")
        await told.wait(120)

        assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_of_two_lost_calls_that_are_alike_neither_is_guessed(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path, now, pbx_reference="off") as told:
        told.pbx.faults.placement_status = 500
        told.pbx.faults.hooks_lose = True
        told.say(OPERATOR, "/otp 0987654321 4821")
        await told.wait(5)
        told.pbx.faults.placed_anyway = True
        told.say(OPERATOR, "/otp 0987654321 4821")
        await told.wait(700)

        told_unknown = [text for text in told.texts(OPERATOR) if text.startswith("❓ Không thấy")]
        assert len(told_unknown) == 2
        assert told.pbx.placements == {"0987654321": 1}


async def take_all_lines(told: Journey) -> None:
    """As many calls as the account has lines, which nobody answers for 46 seconds."""
    for _ in range(5):
        told.say(OPERATOR, "/otp 0912345600 4821")
    await told.wait(5)
    assert told.pbx.placements == {"0912345600": 5}


async def test_a_code_waits_for_a_free_line_of_its_account_before_the_pbx_is_asked(
    told: Journey,
) -> None:
    await take_all_lines(told)
    await told.wait(15)
    told.say(ADMIN, "/otp 0912345601 4821")
    await told.wait(20)
    assert told.asked(OTP) == [200] * 5
    [waiting] = told.texts(ADMIN)
    assert waiting.startswith("⏳ Đang chờ lượt gọi · 0912345601")

    await told.wait(60)

    assert told.asked(OTP) == [200] * 6
    [line] = told.heard(ADMIN)
    assert line.startswith("✅ 0912345601 nghe máy")


async def test_a_code_that_found_no_free_line_for_half_a_minute_is_the_pbxs_to_refuse(
    told: Journey,
) -> None:
    await take_all_lines(told)
    told.say(ADMIN, "/otp 0912345601 4821")
    await told.wait(LINE_WAIT - 1)
    assert told.asked(OTP) == [200] * 5

    await told.wait(5)

    card, line = told.texts(ADMIN)
    assert "concurrent call limit is reached" in card
    assert line == "❌ 0912345601 chưa gọi: tổng đài từ chối"
    assert told.asked(OTP) == [200] * 5 + [400]
    await told.wait(120)
    assert told.asked(OTP) == [200] * 5 + [400]


async def test_a_code_with_queue_waits_for_its_line_at_the_pbx(told: Journey) -> None:
    await take_all_lines(told)

    told.say(ADMIN, "/otp 0987654321 4821 queue")
    await told.wait(3)
    [waiting] = told.texts(ADMIN)
    assert waiting.startswith("⏳ Tổng đài đã nhận · 0987654321")

    await told.wait(120)
    assert told.heard(ADMIN) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_a_slow_pbx_holds_up_nobody_else(told: Journey) -> None:
    told.pbx.faults.answer_after = 15.0

    told.say(OPERATOR, "/otp 0912345601 4821")
    told.say(ADMIN, "/status")
    told.say(OPERATOR, "/start")
    await told.wait(3)

    assert told.texts(ADMIN)
    assert any(text.startswith("Chào") for text in told.texts(OPERATOR))
    await told.wait(60)
    assert told.pbx.placements == {"0912345601": 1}


async def test_records_that_cant_be_had_for_a_while_are_asked_for_again(told: Journey) -> None:
    told.pbx.faults.hooks_lose = True
    told.pbx.faults.report_status = 500
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(300)
    assert told.texts(OPERATOR)[0].startswith("⏳ Tổng đài đã nhận")

    told.pbx.faults.report_status = None
    await told.wait(120)

    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]
