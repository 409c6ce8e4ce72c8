"""The power goes at any moment within a list, again and again, over slow lines; `make chaos`.

Virtual time. Not named as tests are: plain pytest leaves it alone. The steps one by one are
tests/journeys/test_list_power.py's.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import httpx
import pytest

from bot.core.calls import Outcome, State, outcome
from bot.core.list_rules import Result
from bot.core.lists import ListState
from bot.sandbox.world import SEED
from tests.chaos.books import digests, of_pbx, of_text
from tests.chaos.kills import SCRIPT, people
from tests.journeys.test_list_power import AT_LAST, all_is_well, press, stands
from tests.journeys.world import GROUP, OPERATOR, Journey, buttons, journey

RUNS = 15
PEOPLE = people(24)
CALLEES = tuple(row[0] for row in PEOPLE)
COMMAND = "\n".join((f"/call {SCRIPT}", *(";".join(row[:-1]) for row in PEOPLE)))
#: What is wrong with the PBX, or that Telegram is not there.
TROUBLES = ("hooks_lose", "hooks_double", "hooks_delay", "hooks_reorder", "pbx_503", "telegram", "")
#: Seconds that the list is called before the power goes, and that it is gone for.
GOES, STAYS_AWAY = (0.0, 12.0), (0.0, 0.0, 2.0, 60.0, 600.0, 1200.0)
LOSSES = 5
#: What is called again, once; and what was certainly no call.
MISSED = frozenset({Outcome.BUSY, Outcome.REJECTED, Outcome.UNREACHABLE})
NEVER_CALLED = frozenset({State.DROPPED, State.REFUSED})
#: Whom the account's other system calls, and what it says.
ELSEWHERE, SCRIPT_ELSEWHERE = "0977000001", {"template_name": "thong_bao", "customer_name": "A"}
#: By then the record of a call that had settled without one has been asked for again.
RECORDED = 1000.0
#: Seconds that a placement is on its way at most, as its answer is, and any other request.
SLOW, OTHERS = 2.0, 1.0


@pytest.mark.parametrize("run", range(RUNS))
async def test_whenever_and_however_often_the_power_goes_everybody_is_called_once(
    run: int, tmp_path: Path, now: Callable[[], float], seed: int
) -> None:
    random = Random(f"{seed} {run}")
    async with journey(tmp_path, now) as told:
        told.say(OPERATOR, COMMAND)
        await told.wait(3)
        had = await _goes_through(told, random)

        await _verify(told, had)


@pytest.mark.parametrize("run", range(RUNS))
async def test_only_whoever_is_known_to_have_missed_the_call_is_called_again(
    run: int, tmp_path: Path, now: Callable[[], float], seed: int
) -> None:
    random = Random(f"{seed} {run} again")
    async with journey(tmp_path, now) as told:
        told.pbx.manner.no_channel_status = 429
        told.say(OPERATOR, COMMAND)
        await told.wait(3)
        await told.press(OPERATOR, "Tự gọi lại")
        for outcome in ("Bận", "Từ chối", "Ngoài vùng"):
            await told.press(OPERATOR, outcome)
        await told.press(OPERATOR, "‹ Xem trước")
        await _goes_through(told, random, others=4)

        await _verify_again(told)


async def _goes_through(told: Journey, random: Random, *, others: int = 0) -> Counter[int]:
    """The list from its confirmation to its end; how often which chat had its end at a loss.

    The account's other system makes up to so many calls at a time: then lines are short.
    """
    had: Counter[int] = Counter()
    press(told, f"Gọi {len(PEOPLE)} số")
    for _ in range(random.randint(1, LOSSES)):
        _trouble(told, random)
        for _ in range(random.randint(0, others)):
            told.pbx.switchboard.place_elsewhere(
                SEED.account, ELSEWHERE, param=SCRIPT_ELSEWHERE, caller=SEED.caller
            )
        await told.wait(random.uniform(*GOES))
        had.update(chat for chat in (OPERATOR, GROUP) if _told(told, chat))
        await _comes_back(told, random)
        await _go_on(told)
    all_is_well(told)
    while (await stands(told)).called.state is not ListState.DONE:
        await _go_on(told)
        await told.wait(AT_LAST)
    await told.wait(RECORDED)
    return had


def _trouble(told: Journey, random: Random) -> None:
    all_is_well(told)
    match random.choice(TROUBLES):
        case "telegram":
            told.telegram.faults.unreachable = True
        case trouble if trouble:
            setattr(told.pbx.faults, trouble, True)
    told.pbx.faults.answer_after = random.uniform(0, SLOW)
    _slow(told, random)


def _slow(told: Journey, random: Random) -> None:
    def takes(request: httpx.Request) -> float:
        return random.uniform(0, SLOW if request.url.path.endswith("/voice") else OTHERS)

    told.pbx_wire.takes = told.telegram_wire.takes = takes


async def _comes_back(told: Journey, random: Random) -> None:
    """The power goes, or the program is told to end; it starts again, with lines as slow."""
    await random.choice((told.lose_power, told.lose_power, told.stop))()
    await told.wait(random.choice(STAYS_AWAY))
    starting = asyncio.create_task(told.start())
    await asyncio.sleep(0)
    _slow(told, random)
    await starting
    await told.wait(5)


async def _go_on(told: Journey) -> None:
    if "Gọi tiếp" in buttons(told.shown(OPERATOR)[0]):
        press(told, "Gọi tiếp")


def _told(told: Journey, chat: int) -> list[str]:
    return digests(told.shown(chat), len(PEOPLE))


async def _verify_again(told: Journey) -> None:
    """Nobody twice of whom it is not known that they were busy, declined or were out of reach."""
    calls = await told.program.store.read(lambda tx: tx.calls.in_state(*State))
    for callee in CALLEES:
        # Of these the PBX never heard, or it had no line for them.
        mine = [one for one in calls if one.callee == callee and one.state not in NEVER_CALLED]
        assert told.pbx.placements[callee] <= len(mine) <= 2
        assert all(outcome(one.facts) in MISSED for one in mine[:-1])


async def _verify(told: Journey, had: Counter[int]) -> None:
    placed = set(told.pbx.placements)
    asked = Counter(asked.callee for asked in told.pbx.requests if asked.callee)
    now = await stands(told)
    results = now.results()
    assert max(told.pbx.placements.values(), default=0) <= 1
    assert max(asked.values(), default=0) <= 1
    assert now.called.state is ListState.DONE
    assert tuple(results) == CALLEES
    assert None not in results.values()
    assert {one for one, came in results.items() if came is Result.UNKNOWN} == {*CALLEES} - placed
    assert told.texts(OPERATOR)[0] == f"Xong {len(PEOPLE)} số · {SCRIPT}"
    for chat in (OPERATOR, GROUP):
        ends = _told(told, chat)
        assert 1 <= len(ends) <= 1 + had[chat]
        assert of_text(ends[-1]) == of_pbx(told.pbx, CALLEES)
