"""One list, and two who press: nobody is called twice unless somebody has seen that they were."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from xlsxwriter import Workbook

from bot.core.lists import ListState
from bot.sandbox.telegram.records import Message
from tests.journeys.test_list_power import (
    CALLEES,
    GO,
    LINES,
    LONG,
    OVER,
    SCRIPT,
    press,
    previewed,
    stands,
    until,
    verify_whole,
)
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, buttons, plain

ANYWAY = f"Vẫn gọi {len(CALLEES)} số"
REFRESHED = "Đã làm mới, xem lại rồi bấm Gọi"
WAITS = f"⚠️ Nhân viên đã xác nhận đúng nội dung này, chờ gọi {len(CALLEES)} số"
BY_WHOM = f"⚠️ Nhân viên đã gọi đúng nội dung này lúc 09:12, {len(CALLEES)} số"
TOO_LATE = "Đã có người bấm trước, xem lại thẻ"
ONCE = Counter(CALLEES)
TWICE = Counter(dict.fromkeys(CALLEES, 2))
HEADING = ("Số điện thoại", "customer_name", "due_amount", "due_date", "ref")


def _row(at: int, callee: str) -> tuple[str, ...]:
    return callee, f"Khách {callee[-6:]}", f"{at}.000.000", f"{at:02}/12/2026", f"HĐ {at:03}"


ROWS = tuple(_row(at, callee) for at, callee in enumerate(CALLEES, start=1))


def _csv(*rows: tuple[str, ...], mark: str = ";", bom: bool = True) -> bytes:
    lines = "".join(f"{mark.join(row)}\r\n" for row in (HEADING, *rows))
    return lines.encode("utf-8-sig" if bom else "utf-8")


def _xlsx() -> bytes:
    """The same as Excel has it: numbers without their zero, amounts and dates as such."""
    written = BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        sheet, as_date = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADING)
        for at, (callee, name, amount, day, ref) in enumerate(ROWS, start=1):
            sheet.write_number(at, 0, int(callee))
            sheet.write_string(at, 1, name)
            sheet.write_number(at, 2, int(amount.replace(".", "")))
            sheet.write_datetime(at, 3, date(2026, 12, int(day[:2])), as_date)
            sheet.write_string(at, 4, ref)
    return written.getvalue()


def _turned() -> bytes:
    """The columns the other way round."""
    lines = "".join(f"{';'.join(reversed(row))}\r\n" for row in (HEADING, *ROWS))
    return lines.encode("utf-8-sig")


#: The same content again, by a name and bytes of its own.
AGAIN: dict[str, Callable[[], tuple[str, bytes]]] = {
    "the same file": lambda: ("nhac_no.csv", _csv(*ROWS)),
    "another name": lambda: ("nhac_no (1).csv", _csv(*ROWS)),
    "rows in another order": lambda: ("nhac_no.csv", _csv(*reversed(ROWS))),
    "columns in another order": lambda: ("nhac_no.csv", _turned()),
    "commas, and no mark": lambda: ("nhac_no.csv", _csv(*ROWS, mark=",", bom=False)),
    "as a workbook": lambda: ("nhac_no.xlsx", _xlsx()),
}


def send(told: Journey, who: int, name: str, content: bytes) -> Message:
    """Somebody sends a list as a file."""
    return told.telegram.send_file(
        who,
        who,
        content=content,
        file_name=name,
        mime_type="application/octet-stream",
        kind="document",
        caption=f"/call {SCRIPT}",
    )


async def preview_of(told: Journey, who: int) -> Message:
    """The preview of what somebody sent, once it is drawn."""
    for _ in range(100):
        for message in reversed(told.shown(who)):
            if plain(message.text).startswith("Xem trước đợt gọi"):
                return message
        await told.wait(0.1)
    pytest.fail("no preview was drawn")


def go(message: Message) -> str:
    """The label of the button that calls everybody, warned or not."""
    return next(one for one in buttons(message) if one in {GO, ANYWAY})


async def test_of_two_previews_of_one_list_the_second_says_who_called_it_and_when(
    told: Journey,
) -> None:
    await previewed(told)
    await previewed(told, ADMIN)
    await told.press(OPERATOR, GO)
    assert await told.press(ADMIN, GO) == REFRESHED
    (preview,) = told.shown(ADMIN)
    assert BY_WHOM in plain(preview.text).splitlines()
    assert ANYWAY in buttons(preview)
    await told.wait(LONG)

    assert told.pbx.placements == ONCE
    await verify_whole(told)
    assert (await stands(told, 2)).called.state is ListState.DRAFT


async def test_whoever_has_seen_that_it_was_called_may_call_it_again(told: Journey) -> None:
    await previewed(told)
    await previewed(told, ADMIN)
    await told.press(OPERATOR, GO)
    await told.press(ADMIN, GO)
    await told.press(ADMIN, ANYWAY)
    await told.wait(2 * LONG)

    assert told.pbx.placements == TWICE
    assert told.texts(ADMIN)[0] == OVER


async def test_of_two_who_press_at_one_moment_one_calls(told: Journey) -> None:
    await previewed(told)
    await previewed(told, ADMIN)
    press(told, GO)
    press(told, GO, ADMIN)
    await told.wait(LONG)

    assert told.pbx.placements == ONCE
    states = [(await stands(told, which)).called.state for which in (1, 2)]
    assert sorted(states) == [ListState.DONE, ListState.DRAFT]


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN.keys())
async def test_a_list_is_known_again_by_its_content(
    told: Journey, again: Callable[[], tuple[str, bytes]]
) -> None:
    send(told, OPERATOR, "nhac_no.csv", _csv(*ROWS))
    first = await preview_of(told, OPERATOR)
    send(told, ADMIN, *again())
    second = await preview_of(told, ADMIN)
    await told.press(OPERATOR, go(first))
    assert await told.press(ADMIN, go(second), on=second) == REFRESHED
    assert BY_WHOM in plain((await preview_of(told, ADMIN)).text).splitlines()
    await told.wait(LONG)

    assert told.pbx.placements == ONCE


async def test_a_preview_says_at_once_that_the_list_was_called_before(told: Journey) -> None:
    send(told, OPERATOR, "nhac_no.csv", _csv(*ROWS))
    await told.press(OPERATOR, go(await preview_of(told, OPERATOR)))
    await told.wait(1200)
    send(told, ADMIN, "nhac_no.csv", _csv(*ROWS))
    preview = await preview_of(told, ADMIN)

    assert BY_WHOM in plain(preview.text).splitlines()
    assert ANYWAY in buttons(preview)


async def test_a_list_with_one_amount_changed_is_another_one(told: Journey) -> None:
    send(told, OPERATOR, "nhac_no.csv", _csv(*ROWS))
    await told.press(OPERATOR, go(await preview_of(told, OPERATOR)))
    await told.wait(LONG)
    callee, name, _amount, day, ref = ROWS[0]
    send(told, ADMIN, "nhac_no.csv", _csv((callee, name, "9.500.000", day, ref), *ROWS[1:]))

    assert BY_WHOM not in plain((await preview_of(told, ADMIN)).text).splitlines()


async def test_what_somebody_scheduled_is_not_called_at_once_by_somebody_else(
    told: Journey,
) -> None:
    await previewed(told)
    await previewed(told, ADMIN)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "09:45")

    assert await told.press(ADMIN, GO) == REFRESHED
    assert WAITS in told.texts(ADMIN)[0].splitlines()
    assert not told.pbx.placements


async def test_what_was_cancelled_was_not_called(told: Journey) -> None:
    await previewed(told)
    await previewed(told, ADMIN)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "09:45")
    await told.press(OPERATOR, "Bỏ hẹn")
    await told.press(ADMIN, GO)
    await told.wait(LONG)

    assert told.pbx.placements == ONCE


async def test_a_list_that_waits_for_its_time_is_said_to_wait_not_to_have_been_called(
    told: Journey,
) -> None:
    await previewed(told)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "09:45")
    await previewed(told, ADMIN)

    assert WAITS in told.texts(ADMIN)[0].splitlines()


async def test_of_a_list_that_was_stopped_it_is_said_how_many_were_called(told: Journey) -> None:
    await _running(told)
    await told.press(OPERATOR, f"Dừng hẳn, bỏ {len(CALLEES) - LINES} số")
    await told.wait(LONG)
    await previewed(told, ADMIN)

    said = f"⚠️ Nhân viên đã gọi đúng nội dung này lúc 09:12, {LINES} số"
    assert said in told.texts(ADMIN)[0].splitlines()


async def test_a_list_that_was_stopped_before_anybody_was_called_was_not_called(
    told: Journey,
) -> None:
    told.pbx.faults.placement_status = 429
    await previewed(told)
    press(told, GO)
    await told.wait(5)
    await told.press(OPERATOR, f"Dừng hẳn, bỏ {len(CALLEES)} số")
    told.pbx.faults.placement_status = None
    await told.wait(LONG)
    await told.press(OPERATOR, f"Gọi nốt {len(CALLEES)} số")

    assert "⚠️" not in told.texts(OPERATOR)[-1]
    assert GO in buttons(told.shown(OPERATOR)[-1])


async def test_two_presses_at_once_on_one_preview_call_once(told: Journey) -> None:
    await previewed(told)
    press(told, GO)
    press(told, GO)
    await told.wait(LONG)

    await verify_whole(told)


async def test_a_second_press_is_answered_with_a_pop_up(told: Journey) -> None:
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    await told.press(OPERATOR, GO)

    assert await told.press(OPERATOR, GO, on=preview) == "Đã bấm rồi, danh sách này đã xác nhận"
    assert len(told.shown(OPERATOR)) == 1


async def test_updates_that_come_twice_call_once(told: Journey) -> None:
    told.telegram.updates.doubled = True
    await previewed(told)
    for message in told.shown(OPERATOR):
        await told.press(OPERATOR, GO, on=message)
    await told.wait(LONG)

    assert told.pbx.placements == ONCE


async def test_the_button_of_an_older_drawing_draws_it_anew_and_calls_nobody(
    told: Journey,
) -> None:
    await previewed(told)
    (old,) = told.shown(OPERATOR)
    await told.press(OPERATOR, "Dòng 2 ›")

    assert old.keyboard != told.shown(OPERATOR)[0].keyboard
    assert await _press_as_drawn(told, old) == REFRESHED
    await told.wait(60)
    assert not told.pbx.placements
    await told.press(OPERATOR, GO)
    await told.wait(LONG)
    await verify_whole(told)


async def test_a_preview_that_stood_for_long_is_drawn_anew_and_asks_again(told: Journey) -> None:
    await previewed(told)
    await told.wait(16 * 60)

    assert await told.press(OPERATOR, GO) == REFRESHED
    await told.wait(60)
    assert not told.pbx.placements


async def _at_once(told: Journey, *labels: str) -> list[str]:
    """The operator presses under the card, the administrator in the group: their pop-ups."""
    presses = []
    for who, chat, begins in zip((OPERATOR, ADMIN), (OPERATOR, GROUP), labels, strict=True):
        card = told.shown(chat)[0]
        presses.append(told.telegram.press(who, chat, card.id, _data(card, begins)))
    return [plain((await asyncio.wait_for(one.answer, 20)).text) for one in presses]


async def _running(told: Journey) -> None:
    """The first are being called, as cards show."""
    await previewed(told)
    press(told, GO)
    await until(told, lambda now: now.called.started_at is not None)
    await told.wait(0.2)


@pytest.mark.parametrize(
    ("begins", "state"), [("Tạm dừng", ListState.PAUSED), ("Dừng hẳn", ListState.STOPPED)]
)
async def test_of_two_who_press_the_same_at_once_one_is_told_that_somebody_was_first(
    told: Journey, begins: str, state: ListState
) -> None:
    await _running(told)
    answers = await _at_once(told, begins, begins)
    await told.wait(LONG)

    assert answers.count(TOO_LATE) == 1
    assert (await stands(told)).called.state is state
    assert told.pbx.placements == Counter(CALLEES[:LINES])


async def test_of_two_who_pause_and_stop_at_once_it_is_stopped(told: Journey) -> None:
    await _running(told)
    await _at_once(told, "Tạm dừng", "Dừng hẳn")
    await told.wait(LONG)

    assert (await stands(told)).called.state is ListState.STOPPED
    assert told.pbx.placements == Counter(CALLEES[:LINES])


async def test_of_two_who_go_on_at_once_one_does_and_nobody_is_called_twice(
    told: Journey,
) -> None:
    await _running(told)
    await told.press(OPERATOR, "Tạm dừng")
    await told.wait(LONG)
    answers = await _at_once(told, "Gọi tiếp", "Gọi tiếp")
    await told.wait(LONG)

    assert answers.count(TOO_LATE) == 1
    await verify_whole(told)


async def _press_as_drawn(told: Journey, message: Message) -> str:
    """The first button of a message is pressed as it was then."""
    data = str(message.keyboard[0][0]["callback_data"])
    pressed = told.telegram.press(OPERATOR, OPERATOR, message.id, data)
    return plain((await asyncio.wait_for(pressed.answer, 20)).text)


def _data(message: Message, begins: str) -> str:
    keys: list[dict[str, Any]] = [dict(key) for row in message.keyboard for key in row]
    found = next(key for key in keys if plain(str(key["text"])).startswith(begins))
    return str(found["callback_data"])
