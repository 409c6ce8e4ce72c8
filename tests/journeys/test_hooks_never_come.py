"""A PBX that can't reach PUBLIC_URL: calls end by their records, and administrators are told."""

from __future__ import annotations

from tests.journeys.world import ADMIN, OPERATOR, Journey, notice


async def call(told: Journey, times: int) -> None:
    for _ in range(times):
        told.say(OPERATOR, "/otp 0912345602 4821")
        await told.wait(300)


async def test_administrators_are_told_once_that_no_hook_ever_came(told: Journey) -> None:
    told.say(ADMIN, "/status")
    told.pbx.faults.hooks_lose = True

    await call(told, 2)
    assert len(told.texts(ADMIN)) == 1
    await call(told, 4)

    assert told.texts(ADMIN)[1:] == [notice("no_hooks", "")]
    assert len(told.heard(OPERATOR)) == 6


async def test_where_one_hook_came_the_way_is_open(told: Journey) -> None:
    await call(told, 1)
    told.pbx.faults.hooks_lose = True
    await call(told, 4)

    assert told.texts(ADMIN) == []
