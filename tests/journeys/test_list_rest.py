"""What is left of a list that ended early: whom it counts as called, and how the others are."""

from __future__ import annotations

from tests.journeys.lists import (
    BUSY,
    DEBT,
    HEAD,
    LISTENS,
    PAYS,
    confirm,
    confirmed,
    first_line,
    now_of,
    numbers,
    pasted,
)
from tests.journeys.test_list_approval import AGREE, FOUR, limited
from tests.journeys.world import ADMIN, OPERATOR, Journey, buttons, plain

LONG = numbers(*(LISTENS, PAYS) * 10)


async def stop(told: Journey) -> None:
    label = next(one for one in buttons(told.shown(OPERATOR)[-1]) if one.startswith("Dừng hẳn"))
    await told.press(OPERATOR, label)
    await told.wait(60)


async def test_a_row_that_waited_to_be_called_again_counts_as_its_last_call_came_out(
    told: Journey,
) -> None:
    callees = numbers(BUSY, BUSY, PAYS)
    await pasted(told, callees)
    await told.press(OPERATOR, "Tự gọi lại")
    await told.press(OPERATOR, "Bận")
    await told.press(OPERATOR, "‹ Xem trước")
    card = await confirm(told)
    await told.wait(60)
    await stop(told)

    assert first_line(now_of(told, card)) == f"Đã dừng, gọi 3/3 số · {DEBT}"
    end = told.shown(OPERATOR)[-1]
    assert "2 chưa gặp" in plain(end.text)
    assert "Gọi lại 2 số" in buttons(end)
    assert not any(one.startswith("Gọi nốt") for one in buttons(end))
    assert told.pbx.placements == dict.fromkeys(callees, 1)


async def test_those_who_were_dropped_are_a_list_of_their_own_to_be_looked_at_and_called(
    told: Journey,
) -> None:
    await confirmed(told, LONG)
    await told.wait(10)
    await stop(told)
    called = set(told.pbx.placements)
    left = [one for one in LONG if one not in called]
    await told.press(OPERATOR, f"Gọi nốt {len(left)} số")
    preview = told.shown(OPERATOR)[-1]
    assert first_line(preview) == HEAD
    assert set(told.pbx.placements) == called
    await confirm(told)
    await told.wait(180)

    assert told.pbx.placements == dict.fromkeys(LONG, 1)


async def test_a_list_whose_time_was_taken_back_is_prepared_again_with_a_press(
    told: Journey,
) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, buttons(now_of(told, preview))[0])
    await told.press(OPERATOR, "Bỏ hẹn")
    assert buttons(now_of(told, preview)) == ["Soạn lại"]
    await told.press(OPERATOR, "Soạn lại")
    assert not told.pbx.placements
    await confirm(told)
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_whoever_is_to_agree_reads_that_the_same_was_called_before(told: Journey) -> None:
    await confirmed(told, FOUR)
    await told.wait(15 * 60)
    await limited(told)
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Gửi duyệt 4 số", on=preview)
    question = told.shown(ADMIN)[-1]

    assert AGREE in buttons(question)
    assert "Nhân viên đã gọi đúng nội dung này lúc 09:12, 4 số" in plain(question.text)
