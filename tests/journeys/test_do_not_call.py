"""A number that is blocked is not called, from wherever it would be, until it is let go."""

from __future__ import annotations

from bot.core.people import Role
from bot.core.phones import mask
from tests.journeys.lists import BUSY, LISTENS, PAYS, confirmed, now_of, numbers, pasted
from tests.journeys.test_call import CALLEE, COMMAND, DEBT, previewed
from tests.journeys.world import (
    ADMIN,
    GROUP,
    OPERATOR,
    VIEWER,
    Journey,
    buttons,
    plain,
    problem,
)

REFUSED = problem("number_blocked_why", number=CALLEE, at="09:12", reason="khách yêu cầu")


async def say(told: Journey, text: str, who: int = OPERATOR, chat: int = 0) -> str:
    told.say(who, text, chat)
    await told.wait(2)
    return told.texts(chat or who)[-1]


async def test_a_blocked_number_is_not_called_and_who_blocked_it_is_known(told: Journey) -> None:
    said = await say(told, f"/block {CALLEE} khách yêu cầu")
    assert said == (
        f"Đã chặn {CALLEE} · khách yêu cầu\nKhông ai gọi số đã chặn nữa, trừ mã dùng một lần."
    )
    await previewed(told)
    preview = told.shown(OPERATOR)[-1]
    assert "⚠️ Đã chặn từ 09:12 · khách yêu cầu" in plain(preview.text)
    assert buttons(preview) == ["Gọi thử máy tôi", "Sửa", "Hủy"]
    assert f"{CALLEE} · khách yêu cầu · Nhân viên 09:12" in await say(told, "/block")
    assert "⚠️ Đã chặn từ 09:12 · khách yêu cầu" in await say(told, CALLEE)


async def test_a_number_that_is_blocked_while_its_preview_stands_is_not_called(
    told: Journey,
) -> None:
    await previewed(told)
    await say(told, f"/block {CALLEE} khách yêu cầu", ADMIN)
    await told.press(OPERATOR, "Gọi")
    await told.wait(5)
    assert told.texts(OPERATOR)[-1] == REFUSED
    assert told.pbx.placements.total() == 0


async def test_a_code_goes_through(told: Journey) -> None:
    await say(told, f"/block {CALLEE}")
    told.say(OPERATOR, f"/otp {CALLEE} 4821")
    await told.wait(5)
    assert told.pbx.placements[CALLEE] == 1


async def test_only_an_administrator_lets_a_number_go(told: Journey) -> None:
    await say(told, f"/block {CALLEE}", chat=GROUP)
    assert await told.press(OPERATOR, "Bỏ chặn", GROUP) == "Chỉ quản trị viên đổi được."
    assert await say(told, f"/unblock {CALLEE}") == problem("admin_only", name="unblock")

    await told.press(ADMIN, "Bỏ chặn", GROUP)
    assert told.texts(GROUP)[-1] == f"Đã bỏ chặn {mask(CALLEE)}"
    await previewed(told, COMMAND)
    await told.press(OPERATOR, "Gọi")
    await told.wait(5)
    assert told.pbx.placements[CALLEE] == 1
    assert (await say(told, f"/unblock {CALLEE}", ADMIN)).startswith(f"{CALLEE} chưa bị chặn")


async def test_a_viewer_blocks_nobody(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    assert await say(told, f"/block {CALLEE}", VIEWER) == problem("not_allowed")
    assert await say(told, "/block") == (
        "Chưa chặn số nào\nĐể chặn: /block SỐ LÝ_DO. Bỏ chặn: quản trị viên gửi /unblock SỐ."
    )


async def test_in_a_group_numbers_are_masked(told: Journey) -> None:
    await say(told, f"/block {CALLEE} 0912345678", chat=GROUP)
    assert CALLEE not in "".join(told.texts(GROUP))
    listed = await say(told, "/block", chat=GROUP)
    assert listed.startswith(f"Không gọi: 2 số\n{mask('0912345678')} · Nhân viên 09:12")


async def test_rows_of_blocked_numbers_are_left_out_and_counted(told: Journey) -> None:
    callees = numbers(PAYS, LISTENS, BUSY)
    await say(told, f"/block {callees[1]} nhầm số")
    preview = await pasted(told, callees)
    assert "3 dòng → gọi 2 số" in plain(preview.text)
    assert "Bỏ 1: 1 đã chặn" in plain(preview.text)

    await told.press(OPERATOR, "1 dòng bị bỏ")
    await told.wait(2)
    assert f"{callees[1]} đã chặn, không gọi" in told.texts(OPERATOR)[-1]


async def test_a_number_that_is_blocked_after_the_preview_is_seen_before_anybody_is_called(
    told: Journey,
) -> None:
    callees = numbers(PAYS, LISTENS)
    preview = await pasted(told, callees)
    await say(told, f"/block {callees[0]}", ADMIN)
    await told.press(OPERATOR, "Gọi 2 số", on=preview)
    assert "gọi 1 số" in plain(now_of(told, preview).text)
    assert told.pbx.placements.total() == 0

    await told.press(OPERATOR, "Gọi 1 số")
    await told.wait(120)
    assert dict(told.pbx.placements) == {callees[1]: 1}


async def test_a_number_that_is_blocked_while_its_list_runs_is_not_called(told: Journey) -> None:
    callees = numbers(*[LISTENS] * 40)
    card = await confirmed(told, callees)
    await told.wait(3)
    assert told.pbx.placements[callees[-1]] == 0
    await say(told, f"/block {callees[-1]}", ADMIN)
    await told.wait(600)

    assert told.pbx.placements[callees[-1]] == 0
    assert told.pbx.placements.total() == 39
    assert plain(now_of(told, card).text).split("\n")[0].startswith("Xong 39 số")


async def test_who_presses_the_key_that_stops_calls_is_called_no_more(told: Journey) -> None:
    await say(told, f"/template {DEBT}")
    await told.press(OPERATOR, "Ý nghĩa phím")
    told.reply(OPERATOR, "1 = đừng gọi nữa (chặn)")
    await told.wait(2)
    assert "Bấm 1: đừng gọi nữa · chặn số" in told.texts(OPERATOR)[-1]

    await previewed(told)
    await told.press(OPERATOR, "Gọi")
    await told.wait(60)
    assert told.pbx.placements[CALLEE] == 1
    assert f"{CALLEE} · khách bấm 1" in await say(told, "/block")
    assert "⚠️ Đã chặn từ 09:1" in await say(told, CALLEE)

    told.say(ADMIN, f"/unblock {CALLEE}")
    await told.wait(700)
    assert "khách bấm 1" not in await say(told, "/block")
