"""When a list begins, and who is called again: the panels of its preview."""

from __future__ import annotations

import pytest

from bot.flows.list_reading import SAME_PASTE
from tests.journeys.lists import (
    BUSY,
    DEBT,
    HEAD,
    LISTENS,
    PAYS,
    REFRESHED,
    WANTS,
    first_line,
    now_of,
    numbers,
    pasted,
    rows,
)
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, buttons, plain, problem

FOUR = numbers(PAYS, WANTS, BUSY, LISTENS)
#: From the start of every journey, 09:12:30, to 09:45.
TO_0945 = 1950.0


async def scheduled(told: Journey, label: str = "09:45") -> object:
    """A list that begins at a time that a button offers; its card."""
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, label)
    return preview


async def test_times_are_offered_and_a_list_that_has_one_waits_for_it(told: Journey) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    panel = now_of(told, preview)
    assert plain(panel.text) == f"Hẹn gọi 4 số · {DEBT}\nChưa gọi ai."
    assert buttons(panel) == [
        *("09:45", "10:15", "14:00", "17:00", "08:00 mai", "09:00 mai", "Giờ khác", "‹ Xem trước"),
    ]
    await told.press(OPERATOR, "09:45")

    card = now_of(told, preview)
    assert plain(card.text) == f"⏳ Hẹn gọi 09:45 · {DEBT}\n4 số, khoảng 1 phút. Chưa gọi ai."
    assert buttons(card) == ["Gọi ngay", "Bỏ hẹn"]
    await told.wait(TO_0945 - 60)
    assert not told.pbx.placements
    assert told.texts(GROUP) == []
    await told.wait(120)
    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_back_to_the_preview_nothing_is_scheduled(told: Journey) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "‹ Xem trước")
    assert first_line(now_of(told, preview)) == HEAD
    await told.wait(TO_0945)

    assert not told.pbx.placements


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("10:00", "10:00"), ("30 phút nữa", "09:42"), ("8h sáng mai", "24/11 08:00")],
)
async def test_a_time_may_be_typed(told: Journey, typed: str, shown: str) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "Giờ khác")
    assert told.texts(OPERATOR)[-1] == "Gọi lúc mấy giờ?"
    told.say(OPERATOR, typed)
    await told.wait(3)

    assert first_line(now_of(told, preview)).startswith(f"⏳ Hẹn gọi {shown} · ")
    assert len(told.shown(OPERATOR)) == 1
    assert not told.pbx.placements


async def test_a_list_begins_at_the_time_that_was_typed(told: Journey) -> None:
    await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "Giờ khác")
    told.say(OPERATOR, "sau 5 phút")
    await told.wait(250)
    assert not told.pbx.placements
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


@pytest.mark.parametrize(
    ("typed", "kind", "values"),
    [
        ("hôm qua", "time_unclear", {"typed": "hôm qua"}),
        ("8:00", "time_past", {"typed": "8:00"}),
        ("ngày 30/12 8:00", "time_far", {"typed": "ngày 30/12 8:00", "days": "30"}),
    ],
)
async def test_a_time_that_is_not_plain_is_asked_for_again(
    told: Journey, typed: str, kind: str, values: dict[str, str]
) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "Giờ khác")
    told.say(OPERATOR, typed)
    await told.wait(3)
    assert told.texts(OPERATOR)[-1].startswith(problem(kind, **values).split("\n")[0])
    told.reply(OPERATOR, "10:00")
    await told.wait(3)

    assert first_line(now_of(told, preview)) == f"⏳ Hẹn gọi 10:00 · {DEBT}"


async def test_rows_that_are_pasted_while_the_time_is_asked_for_are_no_time(
    told: Journey,
) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "Giờ khác")
    await told.wait(SAME_PASTE)
    told.say(OPERATOR, rows(numbers(PAYS, LISTENS, first=50)))
    await told.wait(3)
    assert told.texts(OPERATOR)[-1].startswith("Kịch bản nào?\nDán vào, 2 dòng.")

    question = next(one for one in told.shown(OPERATOR) if one.text == "Gọi lúc mấy giờ?")
    told.reply(OPERATOR, "10:00", to=question)
    await told.wait(3)
    assert first_line(now_of(told, preview)) == f"⏳ Hẹn gọi 10:00 · {DEBT}"
    assert not told.pbx.placements


async def test_no_to_the_question_leaves_the_preview(told: Journey) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "Giờ khác")
    told.say(OPERATOR, "thôi")
    await told.wait(3)
    assert len(told.shown(OPERATOR)) == 1
    await told.press(OPERATOR, "‹ Xem trước", on=now_of(told, preview))
    await told.press(OPERATOR, "Gọi 4 số")
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_a_time_that_passed_while_it_was_offered_is_offered_no_more(told: Journey) -> None:
    await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.wait(TO_0945)

    assert await told.press(OPERATOR, "09:45") == REFRESHED
    assert "09:45" not in buttons(told.shown(OPERATOR)[-1])
    assert not told.pbx.placements


async def test_a_schedule_survives_a_restart(told: Journey) -> None:
    card = await scheduled(told)
    await told.stop()
    await told.wait(600)
    await told.start()
    await told.wait(TO_0945 - 600)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)
    await told.wait(120)
    assert first_line(now_of(told, card)) == f"Xong 4 số · {DEBT}"


async def test_a_restart_a_little_after_the_time_calls_all_the_same(told: Journey) -> None:
    await scheduled(told)
    await told.stop()
    await told.wait(TO_0945 + 300)
    await told.start()
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_a_time_that_passed_long_before_the_restart_waits_for_a_person(
    told: Journey,
) -> None:
    card = await scheduled(told)
    await told.stop()
    await told.wait(TO_0945 + 1800)
    await told.start()
    await told.wait(60)
    assert not told.pbx.placements
    assert plain(now_of(told, card).text).split("\n")[:2] == [
        f"⚠️ Tạm dừng, xong 0/4 · {DEBT}",
        "Giờ hẹn 09:45 đã qua, còn cần thì bấm Gọi tiếp.",
    ]
    assert told.heard(OPERATOR)[-1].startswith("⚠️ ")

    await told.press(OPERATOR, "Gọi tiếp", on=now_of(told, card))
    await told.wait(60)
    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_call_now_does_not_wait_for_the_time(told: Journey) -> None:
    card = await scheduled(told)
    await told.press(OPERATOR, "Gọi ngay")
    await told.wait(60)
    assert told.pbx.placements == dict.fromkeys(FOUR, 1)
    await told.wait(TO_0945)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)
    assert first_line(now_of(told, card)) == f"Xong 4 số · {DEBT}"


async def test_a_list_that_is_taken_back_is_not_called_and_its_card_says_so(
    told: Journey,
) -> None:
    card = await scheduled(told)
    await told.press(OPERATOR, "Bỏ hẹn")
    assert plain(now_of(told, card).text) == f"Đã hủy, chưa gọi ai · {DEBT}"
    assert buttons(now_of(told, card)) == ["Soạn lại"]
    await told.wait(TO_0945 + 60)

    assert not told.pbx.placements
    assert told.texts(GROUP) == []


async def test_of_a_call_now_and_a_cancel_only_the_first_acts(told: Journey) -> None:
    card = now_of(told, await scheduled(told))
    await told.press(OPERATOR, "Bỏ hẹn", on=card)

    assert await told.press(OPERATOR, "Gọi ngay", on=card) == "Đã có người bấm trước, xem lại thẻ"
    await told.wait(60)
    assert not told.pbx.placements


async def test_the_panel_says_who_is_called_again_how_often_and_after_how_long(
    told: Journey,
) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Tự gọi lại")
    assert plain(now_of(told, preview).text).split("\n")[1:] == [
        *("Không gọi lại ai.", "Cuộc chưa rõ thì không bao giờ gọi lại.", "Chưa gọi ai."),
    ]
    assert buttons(now_of(told, preview)) == [
        *("Bận", "Không nghe", "Từ chối", "Ngoài vùng", "Lỗi mạng"),
        *("Số lần: 0", "Sau 15 phút", "‹ Xem trước"),
    ]
    for label in ("Bận", "Không nghe", "Số lần: 1", "Sau 15 phút"):
        await told.press(OPERATOR, label)

    assert plain(now_of(told, preview).text).split("\n")[1] == (
        "Bận, không nghe: gọi lại tối đa 2 lần, sau 30 phút."
    )
    await told.press(OPERATOR, "✓ Không nghe")
    await told.press(OPERATOR, "‹ Xem trước")
    assert plain(now_of(told, preview).text).split("\n")[-1] == (
        "4 cuộc cùng lúc, khoảng 1 phút · tự gọi lại tối đa 2 lần, sau 30 phút"
    )
    assert "Tự gọi: 2" in buttons(now_of(told, preview))
    assert not told.pbx.placements


async def test_anybody_of_the_account_may_call_a_scheduled_list_now(told: Journey) -> None:
    card = await scheduled(told)
    told.say(ADMIN, "/start")
    await told.wait(2)
    key = str(now_of(told, card).keyboard[0][0]["callback_data"]).split(":")[1]
    await told.telegram.press(ADMIN, ADMIN, told.shown(ADMIN)[-1].id, f"list.now:{key}").answer
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)
