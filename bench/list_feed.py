"""A list over an account of 50 channels: how busy they are kept, and what that takes.

Waiting is jumped over; work takes its own time, the sandbox's and Telegram's too, and a request to
the PBX takes `REQUEST`. What people are shown is counted where Telegram would refuse it.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import tempfile
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from statistics import mean

os.environ["PTB_TIMEDELTA"] = "1"

import asyncio

from bench.clock import BenchLoop
from bench.files import csv_file, numbers
from bench.tables import Figure, Measured, table
from bench.world import Wide, world
from bot.core.pacing import ALL_PER_SECOND, GROUP_PER_MINUTE, PRIVATE_BURST
from bot.flows.dial import LINE_EVERY
from bot.flows.feed import AT_ONCE
from bot.sandbox.calls import Call
from bot.sandbox.world import SEED
from tests.conftest import EPOCH
from tests.journeys.world import ADMIN, GROUP, OPERATOR

ROWS, RUNS, CHANNELS = 2_000, 1, 50
#: Rows of each of two lists, and codes in between: some while the first rows are placed, so many
#: seconds apart, and others once lines are full.
TWO_ROWS, CODES, CODE_EVERY, FULL_AFTER = 500, 20, 7.0, 20.0
EARLY, EARLY_EVERY = 5, 0.05
#: Seconds that a request to the PBX is on its way.
REQUEST = 0.2
#: The least part of the time for which channels are to be busy, in percent.
BUSY = 95.0
#: The same with what is done before it leaves.
REQUEST_AND_ALL = REQUEST + 0.3
#: A code is dialled at the latest this long after a line is free, for which it looks so often.
CODE_LATE = LINE_EVERY + REQUEST_AND_ALL
_MINUTE, _LOOK = 60.0, 5.0

_OF_PBX = (
    Figure(name="channels busy", key="busy", unit="%", least=BUSY),
    Figure(name="  most calls at a time", key="peak", unit="", digits=0, most=CHANNELS),
    Figure(name="  refused by the PBX", key="refused", unit="", digits=0, most=0),
    Figure(name="  calls lasted at least", key="shortest", digits=1),
    Figure(name="  calls lasted on average", key="average", digits=1),
    Figure(name="  calls lasted at most", key="longest", digits=1),
)
_OF_WORK = (
    Figure(name="work for a call, the peers' too", key="work", unit="ms", digits=1),
    Figure(name="  of one core meanwhile", key="load", unit="%", digits=1),
    Figure(name="loop stood still, longest", key="stall", unit="ms", digits=0),
    Figure(name="  its work in one stretch", key="stretch", unit="ms", digits=0),
)
_OF_TELEGRAM = (
    Figure(
        name="shown to the asker in any minute",
        key="private",
        unit="",
        digits=0,
        most=_MINUTE + PRIVATE_BURST,
    ),
    Figure(
        name="shown to the group in any minute",
        key="group",
        unit="",
        digits=0,
        most=GROUP_PER_MINUTE,
    ),
    Figure(name="shown in any second", key="all", unit="", digits=0, most=ALL_PER_SECOND),
    Figure(name="refused by Telegram (429)", key="floods", unit="", digits=0, most=0),
    Figure(name="an outcome came late by at most", key="late", digits=1),
)
_OF_CODES = (
    Figure(name="codes that were not called", key="lost", unit="", digits=0, most=0),
    Figure(name="a code waited at most", key="waited"),
    Figure(name="  longer than for a line", key="waited longer", most=CODE_LATE),
    Figure(name="lists apart by at most, in calls", key="apart", unit="", digits=0, most=AT_ONCE),
)


def run(rows: int = ROWS, runs: int = RUNS, *, two_rows: int = TWO_ROWS, codes: int = CODES) -> str:
    """The tables of one list, and of two with codes in between."""
    one = [_in_a_world(lambda wide: _one_list(wide, rows)) for _ in range(runs)]
    two = [_in_a_world(lambda wide: _two_lists(wide, two_rows, codes)) for _ in range(runs)]
    return "\n".join(
        (
            table(
                f"A list of {rows:,} rows over {CHANNELS} channels",
                (*_OF_PBX, *_OF_WORK, *_OF_TELEGRAM),
                one,
            ),
            table(
                f"Two lists of {two_rows:,} rows, {EARLY + codes} codes in between",
                (*_OF_PBX, *_OF_CODES),
                two,
            ),
        )
    )


def _in_a_world(tell: Callable[[Wide], Awaitable[Measured]]) -> Measured:
    async def told() -> Measured:
        loop = asyncio.get_running_loop()
        with tempfile.TemporaryDirectory(prefix="pbxbot-bench-") as folder:
            async with world(Path(folder), lambda: EPOCH + loop.time(), channels=CHANNELS) as wide:
                wide.pbx_wire.takes = lambda request: REQUEST
                return await tell(wide)

    with asyncio.Runner(loop_factory=BenchLoop) as runner:
        return runner.run(told())


async def _one_list(wide: Wide, rows: int) -> Measured:
    preview = await wide.preview(after=wide.send_list(csv_file(rows), "danh_sach.csv"))
    loop = asyncio.get_running_loop()
    assert isinstance(loop, BenchLoop), "made above"
    loop.watched.forget()
    worked = time.process_time()
    await wide.confirm(preview)
    await _all_over(wide)
    worked = time.process_time() - worked
    calls = _calls(wide)
    seconds = max(_ended(call) for call in calls) - min(map(_began, calls))
    return {
        **_of_pbx(wide, calls),
        **_of_telegram(wide),
        "work": worked / rows * 1000,
        "load": worked / seconds * 100,
        "stall": loop.watched.longest * 1000,
        "stretch": loop.watched.worked * 1000,
    }


async def _two_lists(wide: Wide, rows: int, codes: int) -> Measured:
    previews = []
    for name, first in (("một.csv", 0), ("hai.csv", rows)):
        sent = wide.send_list(csv_file(rows, first=first), name)
        previews.append(await wide.preview(after=sent))
    for preview in previews:
        await wide.confirm(preview)
    early = await _ask_for_codes(wide, range(EARLY), EARLY_EVERY)
    await asyncio.sleep(FULL_AFTER)
    asked = await _ask_for_codes(wide, range(EARLY, EARLY + codes), CODE_EVERY)
    await _all_over(wide)
    calls = _calls(wide)
    of_lists = [call for call in calls if call.callee not in early | asked]
    waits = [_waits(call, asked[call.callee], calls) for call in calls if call.callee in asked]
    return {
        **_of_pbx(wide, calls),
        "lost": EARLY + codes - (len(calls) - len(of_lists)),
        "waited": max((waited for waited, _ in waits), default=0.0),
        "waited longer": max((longer for _, longer in waits), default=0.0),
        "apart": _apart(of_lists, set(numbers(rows, first=rows))),
    }


async def _ask_for_codes(wide: Wide, codes: range, every: float) -> dict[str, float]:
    """The administrator asks for codes; when, by the number."""
    asked: dict[str, float] = {}
    for at in codes:
        callee = f"0987{at:04}01"
        asked[callee] = wide.pbx.switchboard.time()
        wide.say(ADMIN, f"/otp {callee} {4821 + at}")
        await asyncio.sleep(every)
    return asked


async def _all_over(wide: Wide) -> None:
    """Every list is over, and everybody has heard of it."""
    store = wide.program.store
    while await store.read(lambda tx: tx.lists.under_way() or tx.outbox.chats()):  # noqa: ASYNC110
        await asyncio.sleep(_LOOK)  # the store tells nobody


def _calls(wide: Wide) -> list[Call]:
    """What was dialled, in the order of dialling."""
    return list(wide.pbx.switchboard.calls(SEED.account.user_id))


def _began(call: Call) -> float:
    assert call.started is not None, "it was dialled"
    return call.started


def _ended(call: Call) -> float:
    assert call.ended is not None, "all is over"
    return call.ended


def _of_pbx(wide: Wide, calls: Sequence[Call]) -> Measured:
    statuses = [*wide.asked("voice"), *wide.asked("otp")]
    lasted = [_ended(call) - _began(call) for call in calls]
    return {
        "busy": _busy(calls),
        "peak": wide.pbx.switchboard.use(SEED.account.user_id).peak,
        "refused": sum(status != 200 for status in statuses),
        "shortest": min(lasted),
        "average": mean(lasted),
        "longest": max(lasted),
    }


def _busy(calls: Sequence[Call]) -> float:
    """The part of all channels' time that calls took, from the first one to the last row taken."""
    first, last = _began(calls[0]), _began(calls[-1])
    taken = sum(min(_ended(call), last) - _began(call) for call in calls)
    return taken / ((last - first) * CHANNELS) * 100


def _waits(code: Call, asked: float, calls: Sequence[Call]) -> tuple[float, float]:
    """For how long a code waited, and for how long after a line was free."""
    others = [call for call in calls if call is not code]
    # A line is no longer free for a code once a row's request is on its way.
    taken = sum(_began(call) - REQUEST_AND_ALL <= asked < _ended(call) for call in others)
    freed = min((_ended(call) for call in others if _ended(call) > asked), default=asked)
    free_at = asked if taken < CHANNELS else freed
    return _began(code) - asked, _began(code) - free_at


def _apart(calls: Sequence[Call], second: set[str]) -> float:
    """By how many calls one list got ahead of the other at most, while both had rows."""
    steps = [1 if call.callee in second else -1 for call in calls]
    began = max(steps.index(kind) for kind in (1, -1))
    ended = min(len(steps) - steps[::-1].index(kind) for kind in (1, -1))
    return max(map(abs, accumulate(steps[began:ended])), default=0)


def _of_telegram(wide: Wide) -> Measured:
    sent = wide.telegram.sent
    by_chat = {chat: [one.at for one in sent if one.chat_id == chat] for chat in (OPERATOR, GROUP)}
    return {
        "private": most_within(_MINUTE, by_chat[OPERATOR]),
        "group": most_within(_MINUTE, by_chat[GROUP]),
        "all": most_within(1.0, [one.at for one in sent]),
        "floods": len(wide.telegram.floods),
        "late": _late(wide.settings.database),
    }


def most_within(seconds: float, moments: Iterable[float]) -> int:
    """How many of the moments lay in any so many seconds, at the most."""
    most, window = 0, deque[float]()
    for moment in moments:
        window.append(moment)
        while window[0] <= moment - seconds:
            window.popleft()
        most = max(most, len(window))
    return most


def _late(database: Path) -> float:
    """Seconds between owing an outcome and its message, at the most."""
    with closing(sqlite3.connect(database)) as books:
        late = books.execute("SELECT MAX(sent_at - created_at) FROM deliveries").fetchone()[0]
    return float(late or 0.0)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.list_feed`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args(arguments)
    print(run(asked.rows, asked.runs))


if __name__ == "__main__":
    main()
