"""Numbers that other lists call too: said before anybody is called twice."""

from __future__ import annotations

from bot.core.people import Role
from tests.journeys.lists import (
    LISTENS,
    PAYS,
    REFRESHED,
    WANTS,
    confirmed,
    now_of,
    numbers,
    pasted,
)
from tests.journeys.world import COLLEAGUE, OPERATOR, Journey, buttons, plain

MINE = numbers(*(LISTENS, PAYS, WANTS) * 6)
ANOTHER = numbers(PAYS, first=900)


async def shared(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)


async def test_numbers_that_wait_in_another_list_are_counted_on_the_preview(
    told: Journey,
) -> None:
    await shared(told)
    await confirmed(told, MINE)
    await told.press(OPERATOR, "Tạm dừng")
    preview = await pasted(told, [*MINE[-3:], *ANOTHER], COLLEAGUE)

    assert "3 số đang chờ gọi trong danh sách khác" in plain(preview.text)


async def test_a_list_that_a_colleague_begins_meanwhile_has_to_be_seen_first(
    told: Journey,
) -> None:
    await shared(told)
    preview = await pasted(told, [*MINE[-3:], *ANOTHER])
    await confirmed(told, MINE, COLLEAGUE)
    go = next(one for one in buttons(now_of(told, preview)) if one.startswith("Gọi 4"))
    assert await told.press(OPERATOR, go, on=preview) == REFRESHED

    assert "3 số đang chờ gọi trong danh sách khác" in plain(now_of(told, preview).text)
    await told.wait(300)
    assert told.pbx.placements == dict.fromkeys(MINE, 1)
