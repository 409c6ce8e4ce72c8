"""A list loses its power at each step, or is away for longer: nobody is lost or called twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass

import httpx
import pytest

from bot.core.calls import State
from bot.core.lists import Called, CallList, ListState, Result, RowState, result_of
from bot.sandbox.pbx.switches import Faults
from tests.chaos.books import digests, of_pbx, of_text
from tests.journeys.world import GROUP, OPERATOR, Journey, buttons, plain

SCRIPT = "thong_bao_no_cuoc_01"
#: Press 1, busy, listen to the end, no such number, hang up at once, press 1, decline.
CALLEES = tuple(f"0912{n:04}{digits}" for n, digits in enumerate(("21", "02", "01", "05", "08")))
CALLEES += ("0912000521", "0912000604")
COMMAND = "\n".join(
    (f"/call {SCRIPT}", *(f"{callee}; Khách {callee}; 1.000.000; 30/11" for callee in CALLEES))
)
TOTAL = len(CALLEES)
GO = f"Gọi {TOTAL} số"
#: The PBX's record is there, or is given up, by then.
SETTLED = 700.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """How a list stands, as the program has it."""

    called: CallList
    rows: list[Called]

    def calls(self, state: State) -> set[str]:
        """The numbers whose latest call is in this state."""
        return {one.row.callee for one in self.rows if one.call and one.call.state is state}

    def results(self) -> dict[str, Result | None]:
        """How each number came out; None: it has not."""
        return {
            one.row.callee: result_of(one.call)
            if one.row.state is RowState.DONE and one.call
            else None
            for one in self.rows
        }

    def done(self) -> int:
        """How many rows have come out."""
        return sum(one.row.state is RowState.DONE for one in self.rows)


async def stands(told: Journey, list_id: int = 1) -> Stands:
    """How a list stands now."""

    def unit(tx):  # type: ignore[no-untyped-def]
        return tx.lists.get(list_id), tx.rows.everything(list_id, after=-1, limit=1000)

    called, rows = await told.program.store.read(unit)
    return Stands(called=called, rows=rows)


async def until(told: Journey, comes: Callable[[Stands], object]) -> Stands:
    """Let time pass until it stands so; the test fails if it never does."""
    for _ in range(6000):
        now = await stands(told)
        if comes(now):
            return now
        await told.wait(0.05)
    pytest.fail("it never stood so")
