"""A call settles whatever becomes of its hooks, and the PBX is asked sparsely: each is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.calls import DAY, State
from bot.core.records import Call
from bot.sandbox.calls import Call as Dialled
from bot.sandbox.world import SEED
from tests.journeys.world import OPERATOR, Journey, journey

#: Rings for 45 seconds, and nobody answers; listens to the whole script; is busy; hangs up at once.
RINGS_ON, LISTENS, BUSY, HANGS_UP = "0912345600", "0912345601", "0912345602", "0912345608"
SOON, LATE = 120.0, 900.0
OTP = "/autocall/otp"

MANY, EVERY, LINES = 200, 0.4, 25
#: Six rounds a minute; records of a quarter of an hour, some 300 by then, are three pages at most,
#: and of up to five that are due at a round each is asked for by its id, then by its number.
MOST_A_MINUTE = 6 * 3


def looks(told: Journey) -> list[float]:
    """When a record was asked for, in the list or by its id."""
    return [asked.at for asked in told.pbx.requests if "/report" in asked.path]


async def calls(told: Journey) -> list[Call]:
    """Every call that the program wrote down."""
    return await told.program.store.read(lambda tx: tx.calls.in_state(*State))


async def settled_after(told: Journey) -> list[float]:
    """Seconds from the end of each call at the PBX until it settled."""
    ended = {call.call_id: _ended(told, call) for call in _dialled(told)}
    return [
        (call.settled_at or told.now() + DAY) - ended[call.call_id] for call in await calls(told)
    ]


def _dialled(told: Journey) -> list[Dialled]:
    return list(told.pbx.switchboard.exchange.calls.values())


def _ended(told: Journey, call: Dialled) -> float:
    assert call.ended is not None, "all have ended by now"
    return told.pbx.switchboard.unix(call.ended)


@pytest.mark.parametrize("callee", [RINGS_ON, LISTENS, BUSY, HANGS_UP])
@pytest.mark.parametrize("lost_after", [0.0, 3.0, 9.0])
async def test_a_call_whose_hooks_stop_coming_settles_within_two_minutes_of_its_end(
    told: Journey, callee: str, lost_after: float
) -> None:
    told.pbx.faults.hooks_lose = not lost_after
    told.say(OPERATOR, f"/otp {callee} 4821")
    await told.wait(lost_after)
    told.pbx.faults.hooks_lose = True
    await told.wait(200)

    [after] = await settled_after(told)
    assert after <= SOON
    assert len(looks(told)) <= 3
    assert told.pbx.placements == {callee: 1}


async def test_a_call_that_waited_long_at_the_pbx_settles_within_a_quarter_of_an_hour_of_its_end(
    told: Journey,
) -> None:
    told.pbx.faults.hooks_lose = True
    waves = 80
    for _ in range(waves * SEED.account.concurrency):
        told.pbx.switchboard.place_elsewhere(
            SEED.account,
            RINGS_ON,
            param={"template_name": "thong_bao", "customer_name": "A"},
            caller=SEED.caller,
        )
    told.say(OPERATOR, f"/otp {LISTENS} 4821 queue")
    await told.wait(waves * 46 + SOON + LATE)

    [call] = await calls(told)
    mine = told.pbx.switchboard.exchange.calls[call.call_id]
    assert call.settled_at is not None
    assert _ended(told, mine) - call.created_at > 3600
    assert call.settled_at - _ended(told, mine) <= LATE
    # Once a minute for ten minutes, then ever more rarely; by its id, then by its number.
    assert len(looks(told)) <= 2 * (10 + 20)


@pytest.mark.parametrize("newest_first", [True, False], ids=["newest first", "oldest first"])
async def test_two_hundred_open_calls_without_hooks_all_settle_in_time_by_few_requests(
    tmp_path: Path, now: Callable[[], float], newest_first: bool
) -> None:
    async with journey(tmp_path, now, lines=LINES) as told:
        told.pbx.manner.newest_first = newest_first
        told.pbx.faults.hooks_lose = True
        for place in range(MANY):
            told.say(OPERATOR, f"/otp 0912{place:04}00 4821 queue")
            await told.wait(EVERY)
        assert sum(call.settled_at is None for call in await calls(told)) >= MANY - LINES
        await told.wait(MANY / LINES * 46 + SOON)

        assert max(await settled_after(told)) <= SOON
        assert max(Counter(at // 60 for at in looks(told)).values()) <= MOST_A_MINUTE
        assert len(looks(told)) < MANY
        assert told.pbx.placements.total() == MANY


async def test_a_call_that_nobody_knows_of_is_asked_for_ever_more_rarely_and_never_dialled_again(
    told: Journey,
) -> None:
    told.say(OPERATOR, f"/otp {BUSY} 4821")
    await told.wait(60)
    told.pbx_wire.lossy = True
    told.say(OPERATOR, f"/otp {LISTENS} 4821")
    await told.wait(30)
    told.pbx_wire.lossy = False
    await told.wait(600)
    assert len(looks(told)) <= 15
    await told.stop()
    await told.start()
    await told.wait(7200)

    assert told.texts(OPERATOR)[2].startswith("❓ Không thấy cuộc gọi này trên tổng đài")
    assert told.asked(OTP) == [200]
    assert told.pbx.placements == {BUSY: 1}
    assert len(looks(told)) <= 15 + 1 + 8
