"""A list loses its power at each step, or is away for longer: nobody is lost, or called twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, fields
from typing import Any

import httpx
import pytest

from bot.core.calls import State
from bot.core.list_rules import Result, result_of
from bot.core.lists import Called, CallList, ListState, RowState
from bot.sandbox.pbx.switches import Faults
from bot.store import Transaction
from tests.chaos.books import digests, of_pbx, of_text
from tests.conftest import EPOCH
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, buttons, plain

SCRIPT = "thong_bao_no_cuoc_01"
#: Presses 1, busy, listens to the end, no such number, hangs up at once, presses 1, declines.
ENDINGS = ("21", "02", "01", "05", "08", "21", "04")
CALLEES = tuple(f"0912{row:04}{digits}" for row, digits in enumerate(ENDINGS))
#: So many are called at a time.
LINES = 5
GO = f"Gọi {len(CALLEES)} số"
OVER = f"Xong {len(CALLEES)} số · {SCRIPT}"
#: Everybody has been called by then; what is not known is given up by then.
LONG, AT_LAST = 120.0, 700.0
#: 09:45 of the day on which journeys are told.
HOUR_SET = EPOCH + 1950


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """How a list stands, as the program has it."""

    called: CallList
    rows: list[Called]

    def calls(self, state: State) -> set[str]:
        """The numbers whose latest call is in this state."""
        return {one.row.callee for one in self.rows if one.call and one.call.state is state}

    def results(self) -> dict[str, Result | None]:
        """How each number came out, in the file's order; None: it has not."""
        return {
            one.row.callee: result_of(one.call)
            if one.call is not None and one.row.state is RowState.DONE
            else None
            for one in self.rows
        }

    def done(self) -> int:
        """How many have come out."""
        return sum(result is not None for result in self.results().values())


def paste(*callees: str) -> str:
    """A command with a row for each of these."""
    rows = (
        f"{callee}; Khách {callee[-6:]}; {row}.000.000; {row}/12/2026"
        for row, callee in enumerate(callees, start=1)
    )
    return "\n".join((f"/call {SCRIPT}", *rows))


async def stands(told: Journey, list_id: int = 1) -> Stands:
    """How a list stands now."""

    def unit(tx: Transaction) -> Stands:
        called = tx.lists.get(list_id)
        assert called is not None, "there is such a list"
        return Stands(called=called, rows=tx.pages.everything(list_id, after=-1, limit=1000))

    return await told.program.store.read(unit)


async def until(told: Journey, comes: Callable[[Stands], object], *, every: float = 0.05) -> Stands:
    """Let time pass until the list stands so; the test fails if it never does."""
    for _ in range(2000):
        now = await stands(told)
        if comes(now):
            return now
        await told.wait(every)
    pytest.fail("it never stood so")


async def previewed(told: Journey, who: int = OPERATOR) -> None:
    """Somebody has pasted the list, and sees its preview."""
    told.say(who, paste(*CALLEES))
    await told.wait(3)


def all_is_well(told: Journey) -> None:
    """Whatever was wrong with the peers is over."""
    for fault in fields(Faults):
        setattr(told.pbx.faults, fault.name, fault.default)
    told.telegram.faults.clear()


def told_of(told: Journey, chat: int) -> list[str]:
    """The messages of a chat that tell the list's end."""
    return digests(told.shown(chat), len(CALLEES))


async def verify_whole(
    told: Journey, *, lost: Set[str] = frozenset(), again: int = 0, cards: int = 1
) -> None:
    """Everybody was called once but the `lost`, and people read what the PBX's records say."""
    now = await stands(told)
    results = now.results()
    called = Counter(callee for callee in CALLEES if callee not in lost)
    assert told.pbx.placements == called
    assert Counter(asked.callee for asked in told.pbx.requests if asked.callee) == called
    assert now.called.state is ListState.DONE
    assert tuple(results) == CALLEES
    assert None not in results.values()
    assert {callee for callee, came in results.items() if came is Result.UNKNOWN} == lost
    for chat in (OPERATOR, GROUP):
        ends = told_of(told, chat)
        assert len(ends) == 1 + again
        assert of_text(ends[-1]) == of_pbx(told.pbx, CALLEES)
    assert told.texts(OPERATOR)[0] == OVER
    assert told.texts(GROUP)[cards - 1] == OVER


def _pbx(**faults: Any) -> Callable[[Journey], None]:
    def trouble(told: Journey) -> None:
        for name, value in faults.items():
            setattr(told.pbx.faults, name, value)

    return trouble


def _placements_take(seconds: float) -> Callable[[Journey], None]:
    def takes(request: httpx.Request) -> float:
        return seconds if request.url.path.endswith("/voice") else 0.0

    def trouble(told: Journey) -> None:
        told.pbx_wire.takes = takes

    return trouble


def _no_answer_to_messages(told: Journey) -> None:
    told.telegram.faults.drop_next("sendMessage", 2, seconds=60)


def _no_telegram(told: Journey) -> None:
    told.telegram.faults.unreachable = True


def _none(_told: Journey) -> None:
    """All is well until the power goes."""


def _quietly(stands: Callable[[Stands], object]) -> Callable[[Journey, Stands], object]:
    """It stands so, and no other call is on its way to the PBX: that one would be lost."""
    return lambda told, now: stands(now) and not now.calls(State.PLACING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """When the power goes, and what is repeated once it is back."""

    #: What is wrong, from when on; it is over with the power.
    trouble: Callable[[Journey], None] = _none
    since: Callable[[Stands], object] = lambda now: True
    goes: Callable[[Journey, Stands], object]
    #: Whether those that are being asked for never reach the PBX.
    loses: bool = False
    #: Messages that Telegram had taken, and that are sent again: digests in each chat, the card.
    again: int = 0
    cards: int = 1


STEPS = {
    "taken, and given back": Step(
        trouble=_pbx(pbx_503=True), goes=lambda told, now: now.calls(State.DROPPED)
    ),
    "row taken": Step(
        trouble=_pbx(token_status=500), goes=lambda told, now: now.calls(State.PENDING)
    ),
    "asked for, on its way": Step(
        trouble=_placements_take(5), goes=lambda told, now: now.calls(State.PLACING), loses=True
    ),
    "taken by the PBX, no answer": Step(
        trouble=_pbx(answer_after=10.0, hooks_lose=True),
        goes=lambda told, now: told.pbx.placements and now.calls(State.PLACING),
    ),
    "placed": Step(
        trouble=_pbx(hooks_lose=True), goes=_quietly(lambda now: now.calls(State.PLACED))
    ),
    "ringing": Step(goes=_quietly(lambda now: now.calls(State.RINGING))),
    "answered": Step(goes=_quietly(lambda now: now.calls(State.ANSWERED))),
    "ended, no record": Step(goes=_quietly(lambda now: now.calls(State.ENDED) and not now.done())),
    "half of them done": Step(goes=_quietly(lambda now: now.done() >= len(CALLEES) // 2)),
    "the last on the line": Step(goes=_quietly(lambda now: now.done() == len(CALLEES) - 1)),
    "group's card sent, no answer": Step(
        trouble=_no_answer_to_messages, goes=lambda told, now: told.shown(GROUP), cards=2
    ),
    "over, nobody told": Step(
        trouble=_no_telegram,
        since=lambda now: now.done(),
        goes=lambda told, now: now.called.state is ListState.DONE,
    ),
    "everybody told, no answer": Step(
        trouble=_no_answer_to_messages,
        since=lambda now: now.done() == len(CALLEES) - 1,
        goes=lambda told, now: told_of(told, OPERATOR) and told_of(told, GROUP),
        again=1,
    ),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
async def test_whenever_the_power_goes_everybody_is_called_once_and_the_end_is_told(
    told: Journey, step: Step
) -> None:
    await previewed(told)
    press(told, GO)
    await until(told, step.since)
    step.trouble(told)
    now = await until(told, lambda now: step.goes(told, now))
    lost = now.calls(State.PLACING) if step.loses else set()
    await comes_back(told)
    await told.wait(AT_LAST if lost else LONG)

    await verify_whole(told, lost=lost, again=step.again, cards=step.cards)


async def test_however_often_the_power_goes_nobody_is_asked_for_again(told: Journey) -> None:
    lost: set[str] = set()
    await previewed(told)
    press(told, GO)
    while len(lost) < len(CALLEES):
        _placements_take(5)(told)
        now = await until(told, lambda now: now.calls(State.PLACING), every=1)
        lost |= now.calls(State.PLACING)
        await comes_back(told)
    await told.wait(AT_LAST)

    await verify_whole(told, lost=lost)


async def test_what_was_paused_stays_so_over_a_loss_of_power_and_takes_no_row(
    told: Journey,
) -> None:
    await previewed(told)
    press(told, GO)
    await until(told, lambda now: now.done())
    await told.press(OPERATOR, "Tạm dừng")
    called = told.pbx.placements.total()
    await comes_back(told)
    await told.wait(600)
    assert told.pbx.placements.total() == called < len(CALLEES)
    await told.press(ADMIN, "Gọi tiếp", GROUP)
    await told.wait(LONG)

    await verify_whole(told)


async def test_what_was_stopped_is_dropped_for_good_and_calls_under_way_are_told(
    told: Journey,
) -> None:
    await previewed(told)
    press(told, GO)
    now = await until(told, lambda now: now.calls(State.PLACED))
    press(told, next(one for one in buttons(told.shown(OPERATOR)[0]) if one.startswith("Dừng hẳn")))
    await until(told, lambda now: now.called.state is ListState.STOPPING)
    await comes_back(told)
    await told.wait(LONG)

    called = now.calls(State.PLACED)
    assert len(called) == LINES
    assert told.pbx.placements == Counter(called)
    assert (await stands(told)).called.state is ListState.STOPPED
    card, end = told.texts(OPERATOR)
    assert card == f"Đã dừng, gọi {LINES}/{len(CALLEES)} số · {SCRIPT}"
    assert of_text(end) == of_pbx(told.pbx, called)


async def test_an_end_by_signal_in_the_middle_loses_nobody(told: Journey) -> None:
    await previewed(told)
    press(told, GO)
    await until(told, lambda now: len(now.calls(State.PLACED)) == LINES)
    _placements_take(3)(told)
    await until(told, lambda now: now.calls(State.PLACING))
    await told.stop()
    await told.start()
    await told.wait(AT_LAST)

    await verify_whole(told)


async def scheduled(told: Journey, minutes: float) -> None:
    """The list is confirmed for 09:45, and the power is gone until so long after that."""
    await previewed(told)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "09:45")
    (card,) = told.texts(OPERATOR)
    assert card == f"⏳ Hẹn gọi 09:45 · {SCRIPT}\n{len(CALLEES)} số, khoảng 1 phút. Chưa gọi ai."
    await told.lose_power()
    await told.wait(HOUR_SET + minutes * 60 - told.now())
    await told.start()


async def test_a_list_begins_late_if_the_program_was_away_for_minutes_at_its_time(
    told: Journey,
) -> None:
    await scheduled(told, 5)
    await told.wait(LONG)

    await verify_whole(told)


async def test_a_list_that_missed_its_time_by_hours_waits_for_somebody_to_say_so(
    told: Journey,
) -> None:
    await scheduled(told, 120)
    await told.wait(600)
    assert not told.pbx.placements
    card, notice = told.texts(OPERATOR)
    assert card.splitlines()[:2] == [
        f"⚠️ Tạm dừng, xong 0/{len(CALLEES)} · {SCRIPT}",
        "Giờ hẹn 09:45 đã qua, còn cần thì bấm Gọi tiếp.",
    ]
    assert "Chưa gọi ai" in notice
    await told.press(OPERATOR, "Gọi tiếp")
    await told.wait(LONG)

    await verify_whole(told)


async def test_a_list_that_was_left_alone_for_minutes_goes_on_by_itself(told: Journey) -> None:
    await previewed(told)
    press(told, GO)
    await until(told, lambda now: now.done())
    await comes_back(told, after=600)
    await told.wait(LONG)

    await verify_whole(told)


async def test_a_list_that_was_left_alone_for_longer_waits_for_somebody_to_say_so(
    told: Journey,
) -> None:
    await previewed(told)
    press(told, GO)
    await until(told, lambda now: now.done())
    called = set(told.pbx.placements)
    await comes_back(told, after=1000)
    await told.wait(600)
    assert set(told.pbx.placements) == called < set(CALLEES)
    assert told.texts(OPERATOR)[0].splitlines()[:2] == [
        f"⚠️ Tạm dừng, xong {len(called)}/{len(CALLEES)} · {SCRIPT}",
        "Bot vừa ngừng khá lâu, còn cần thì bấm Gọi tiếp.",
    ]
    await told.press(OPERATOR, "Gọi tiếp")
    await told.wait(LONG)

    await verify_whole(told)


async def _all_end_while_it_is_away(told: Journey) -> None:
    """Nobody waits for a call any more, the last are on the line, and nobody hears how they end."""
    await previewed(told)
    press(told, GO)
    await until(told, lambda now: now.done() >= LINES and now.calls(State.ANSWERED))
    await comes_back(told, after=1200, pbx_takes=2.0)
    await told.wait(60)


async def test_of_calls_that_ended_while_the_program_was_away_the_end_is_told_as_it_was(
    told: Journey,
) -> None:
    await _all_end_while_it_is_away(told)

    await verify_whole(told)
    assert told.shown(OPERATOR)[1].edits == 0


async def test_a_list_that_has_nobody_left_to_be_called_does_not_pause(told: Journey) -> None:
    await _all_end_while_it_is_away(told)

    await verify_whole(told)
    assert len(told.heard(OPERATOR)) == 2


async def comes_back(told: Journey, *, after: float = 0.0, pbx_takes: float = 0.0) -> None:
    """The power goes, and is back after so many seconds, with all well but a PBX that is slow."""
    await told.lose_power()
    all_is_well(told)
    await told.wait(after)
    starting = asyncio.create_task(told.start())
    await asyncio.sleep(0)
    told.pbx_wire.takes = lambda _request: pbx_takes
    await starting


def press(told: Journey, label: str, who: int = OPERATOR) -> None:
    """Somebody presses, and nobody waits for what comes of it."""
    message = next(m for m in reversed(told.shown(who)) if label in buttons(m))
    row = next(row for row in message.keyboard if label in map(_label, row))
    data = next(str(button["callback_data"]) for button in row if _label(button) == label)
    told.telegram.press(who, who, message.id, data)


def _label(button: Mapping[str, Any]) -> str:
    return plain(str(button["text"]))
