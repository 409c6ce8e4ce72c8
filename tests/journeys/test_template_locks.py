"""A wrong script in use: locked for everybody, lists stand still, whoever heard it is told anew."""

from __future__ import annotations

import json

import pytest

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from tests.journeys.lists import (
    DEBT,
    HEAD,
    PAYS,
    SILENT,
    confirm,
    confirmed,
    first_line,
    now_of,
    numbers,
    pasted,
)
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    GROUP,
    OPERATOR,
    Journey,
    buttons,
    plain,
    problem,
)

CALL = f'/call 0987654321 {DEBT} customer_name="An" due_amount=1.000.000 due_date=30/11/2026'
LOCKED = problem("template_locked", name=DEBT, who="Quản trị", at="09:12")


async def said(told: Journey, text: str, who: int = OPERATOR, chat: int = 0) -> str:
    """What somebody reads after they wrote this."""
    told.say(who, text, chat)
    await told.wait(3)
    return told.texts(chat or who)[-1]


async def lock(told: Journey, who: int = ADMIN, name: str = DEBT) -> Message:
    """Somebody locks a script on its card."""
    await said(told, f"/template {name}", who)
    await told.press(who, "Khác ›")
    await told.press(who, "Khóa")
    return told.shown(who)[-1]


async def test_a_locked_script_says_so_on_its_card_and_in_the_list(told: Journey) -> None:
    card = await lock(told)
    assert plain(card.text).startswith(
        f"⚠️ Kịch bản đã khóa · {DEBT} · đọc lời · nữ miền Nam · 1,2×\n"
        "Quản trị khóa lúc 09:12. Không ai gọi được bằng kịch bản này.\n"
    )
    assert buttons(card)[:2] == ["Mở khóa", "Ý nghĩa phím"]
    assert f"3. {DEBT} · đã khóa · đọc lời" in await said(told, "/template")


async def test_nobody_calls_with_it_and_is_told_who_locked_it_and_what_to_do(
    told: Journey,
) -> None:
    await lock(told)
    assert await said(told, CALL) == LOCKED
    assert (
        f"⚠️ Quản trị đã khóa {DEBT} lúc 09:12\n"
        "Chưa gọi ai. Gọi bằng kịch bản khác, hoặc nhờ Quản trị hay quản trị viên mở khóa."
    ) == LOCKED
    await told.program.store.write(lambda tx: tx.people.set_language(OPERATOR, "en"))
    assert (await said(told, CALL)).startswith(f"⚠️ Quản trị locked {DEBT} at 09:12\nNobody")
    assert told.asked("/voice") == []


async def test_a_preview_that_was_drawn_before_calls_nobody_either(told: Journey) -> None:
    await said(told, CALL)
    preview = told.shown(OPERATOR)[-1]
    await lock(told)
    await told.press(OPERATOR, "Gọi", on=preview)
    await told.press(OPERATOR, "Gọi thử máy tôi", on=preview)
    assert LOCKED in told.texts(OPERATOR)
    assert told.asked("/voice") == []


async def test_a_code_is_not_even_asked_for_where_its_script_is_locked(told: Journey) -> None:
    await lock(told, name="otp_demo")
    locked = LOCKED.replace(DEBT, "otp_demo")
    assert await said(told, "/otp 0987654321") == locked
    assert await said(told, "/otp 0987654321 4821") == locked
    assert told.asked("/otp") == []


async def test_pickers_do_not_offer_it(told: Journey) -> None:
    await lock(told)
    await said(told, "/call 0987654321")
    assert "thong_bao" in buttons(told.shown(OPERATOR)[-1])
    assert DEBT not in buttons(told.shown(OPERATOR)[-1])


async def test_a_call_that_waits_for_the_pbx_is_dropped(told: Journey) -> None:
    await said(told, CALL)
    told.pbx_wire.takes = lambda request: 9.0 if request.url.path.endswith("/token") else 0.0
    await told.press(OPERATOR, "Gọi")
    await lock(told)
    await told.wait(90)
    assert told.asked("/voice") == []
    assert "⚠️ Chưa gọi: đã bỏ" in told.texts(OPERATOR)[0]


async def test_lists_that_run_stand_still_with_the_reason_and_go_on_once_it_is_unlocked(
    told: Journey,
) -> None:
    card = await confirmed(told, numbers(*[SILENT] * 12))
    await told.wait(5)
    taken = len(told.pbx.placements)
    await lock(told)
    await told.wait(90)

    assert len(told.pbx.placements) == taken
    shown = plain(now_of(told, card).text).split("\n")
    assert shown[0] == f"⚠️ Tạm dừng, xong {taken}/12 · {DEBT}"
    assert shown[1] == "Quản trị khóa kịch bản, tạm dừng lúc 09:12."
    assert any(text.startswith("⚠️ Đợt gọi tự tạm dừng") for text in told.heard(OPERATOR))

    await told.press(OPERATOR, "Gọi tiếp", on=now_of(told, card))
    assert LOCKED in told.texts(OPERATOR)
    await said(told, f"/template {DEBT}", ADMIN)
    await told.press(ADMIN, "Mở khóa")
    await told.press(OPERATOR, "Gọi tiếp", on=now_of(told, card))
    await told.wait(300)
    assert first_line(now_of(told, card)) == f"Xong 12 số · {DEBT}"


async def test_whoever_locks_it_reads_no_notice_of_their_own_list(told: Journey) -> None:
    await confirmed(told, numbers(*[SILENT] * 12))
    await told.wait(5)
    await lock(told, OPERATOR)
    await told.wait(30)
    assert not any(text.startswith("⚠️ Đợt gọi tự") for text in told.texts(OPERATOR))


async def test_a_list_is_neither_drawn_nor_confirmed_with_it(told: Journey) -> None:
    preview = await pasted(told, numbers(PAYS))
    await lock(told)
    await confirm(told)
    assert told.texts(OPERATOR)[-1] == LOCKED
    assert first_line(now_of(told, preview)) == HEAD
    await pasted(told, numbers(PAYS, first=50))
    assert told.texts(OPERATOR)[-1] == LOCKED


async def test_a_list_that_waits_for_its_time_stands_still_when_it_comes(told: Journey) -> None:
    preview = await pasted(told, numbers(PAYS))
    await told.press(OPERATOR, "Hẹn giờ")
    label = next(one for one in buttons(told.shown(OPERATOR)[-1]) if ":" in one)
    await told.press(OPERATOR, label)
    await lock(told)
    await told.wait(2 * 86400)
    assert told.asked("/voice") == []
    assert "⚠️" in first_line(now_of(told, preview))


async def test_only_who_locked_it_or_an_administrator_unlocks_it(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    await lock(told, COLLEAGUE)
    await said(told, f"/template {DEBT}")
    await told.press(OPERATOR, "Mở khóa")
    assert told.texts(OPERATOR)[-1] == problem("unlock_others", who=f"Người {COLLEAGUE}")
    await told.press(COLLEAGUE, "Mở khóa")
    assert told.texts(COLLEAGUE)[-1].startswith(f"Kịch bản · {DEBT}")

    await lock(told, COLLEAGUE)
    await said(told, f"/template {DEBT}", ADMIN)
    await told.press(ADMIN, "Mở khóa")
    assert (await said(told, CALL)).startswith("Xem trước, chưa gọi")


async def test_a_lock_stays_though_the_script_is_forgotten_and_learnt_anew(told: Journey) -> None:
    await said(told, f"/template {DEBT}")
    await told.press(OPERATOR, "Khác ›")
    old = told.shown(OPERATOR)[-1]
    await lock(told)
    assert "Xóa" not in buttons(told.shown(ADMIN)[-1])
    await told.press(OPERATOR, "Xóa", on=old)
    await told.press(OPERATOR, "Xóa khỏi bot")
    assert await said(told, CALL) == LOCKED
    assert (await said(told, f"/template add {DEBT} Chào bạn")).startswith("⚠️ Kịch bản đã khóa")


async def called(told: Journey, *callees: str) -> None:
    """A list of these with the script, to its end."""
    await confirmed(told, callees)
    await told.wait(200)


async def open_heard(told: Journey, who: int = OPERATOR, chat: int = 0) -> Message:
    """The list of those who heard the script."""
    await said(told, f"/template {DEBT}", who, chat)
    await told.press(who, "Khác ›", chat)
    label = next(one for one in buttons(told.shown(chat or who)[-1]) if "Ai đã nghe" in one)
    await told.press(who, label, chat)
    return told.shown(chat or who)[-1]


async def test_those_who_heard_it_are_listed_and_nobody_else(told: Journey) -> None:
    first, second, silent = numbers(PAYS, PAYS, SILENT)
    await called(told, first, second, silent)
    listed = await open_heard(told)
    shown = plain(listed.text).split("\n")
    assert shown[0] == f"2 người đã nghe {DEBT}"
    assert {line.split(" · ")[0] for line in shown[1:3]} == {f"1. {second}", f"2. {first}"}
    assert silent not in listed.text
    assert buttons(listed) == ["Gọi đính chính 2 số", "‹ Kịch bản"]
    await told.press(OPERATOR, "‹ Kịch bản")
    assert told.texts(OPERATOR)[-1].startswith(f"Kịch bản · {DEBT}")


async def test_many_who_heard_it_are_turned_page_by_page(told: Journey) -> None:
    await called(told, *numbers(*[PAYS] * 11))
    listed = await open_heard(told)
    assert plain(listed.text).startswith(f"11 người đã nghe {DEBT} · 1–8\n1. ")
    await told.press(OPERATOR, "Tiếp ›")
    assert told.texts(OPERATOR)[-1].startswith(f"11 người đã nghe {DEBT} · 9–11\n9. ")
    await told.press(OPERATOR, "‹ Trước")
    assert told.texts(OPERATOR)[-1].startswith(f"11 người đã nghe {DEBT} · 1–8\n1. ")


async def test_nobody_heard_it_is_said_so(told: Journey) -> None:
    listed = await open_heard(told)
    assert plain(listed.text) == f"Chưa ai nghe {DEBT} qua bot này"
    assert buttons(listed) == ["‹ Kịch bản"]


async def test_in_a_group_those_who_heard_it_are_masked(told: Journey) -> None:
    [callee] = numbers(PAYS)
    await called(told, callee)
    listed = await open_heard(told, chat=GROUP)
    assert callee not in listed.text
    assert callee[:4] + "•••" + callee[-3:] in listed.text


@pytest.mark.parametrize("chat", [0, GROUP])
async def test_they_are_called_with_another_script_and_what_was_read_to_them(
    told: Journey, chat: int
) -> None:
    first, second, silent = numbers(PAYS, PAYS, SILENT)
    await called(told, first, second, silent)
    await lock(told)
    await open_heard(told, chat=chat)
    placed = len(told.pbx.placements)
    await told.press(OPERATOR, "Gọi đính chính 2 số", chat)

    asked = told.shown(OPERATOR)[-1]
    assert f"Đính chính {DEBT}" in plain(asked.text)
    assert DEBT not in buttons(asked)
    await told.press(OPERATOR, "thong_bao")
    preview = told.shown(OPERATOR)[-1]
    assert first_line(preview) == HEAD
    assert "gọi 2 số" in plain(preview.text)
    assert sum(told.pbx.placements.values()) == 3
    await confirm(told)
    await told.wait(200)
    assert len(told.pbx.placements) == placed
    assert [told.pbx.placements[one] for one in (first, second, silent)] == [2, 2, 1]
    last = {call.callee: call.param for call in told.pbx.switchboard.exchange.calls.values()}
    assert json.loads(last[first])["template_name"] == "thong_bao"
    assert json.loads(last[first])["customer_name"] == "Khách 1"
