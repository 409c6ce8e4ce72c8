"""What a call means for its row, when a list pauses by itself, and how long the rest takes.

Decides; asks nobody and writes nothing. Times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import dropwhile
from typing import Final

from bot.core.calls import Dropped, Outcome, State, outcome
from bot.core.delivery import verdict
from bot.core.lists import CallList, Pause, Redial, Row, RowState, Tally
from bot.core.records import Call

#: The PBX had no line free for a row so often: then it is a failure like others.
MOST_BUSY: Final = 5
#: Seconds before a row is tried again for which no line was free, the more the oftener.
BUSY_WAIT: Final = 10.0
#: A call of which nothing was heard for so many seconds is counted as unknown.
OVERDUE: Final = 900.0
#: A list that the program left alone for longer, in seconds, goes on when somebody says so.
ABSENCE: Final = 900.0
#: So many failures or unknowns in a row pause a list.
FAILURES: Final = 10
#: An answer rate is told from so many calls; it has collapsed below a quarter of one that was
#: worth mentioning.
RATED: Final = 30
_WORTH: Final = 0.3
_COLLAPSED: Final = 0.25


class Result(StrEnum):
    """How a row came out, as counts have it."""

    ANSWERED = "answered"
    UNREACHED = "unreached"
    FAILED = "failed"
    UNKNOWN = "unknown"


_NOBODY_CALLED: Final = frozenset({State.DROPPED, State.REFUSED})


def result(came_out: Outcome | None, state: State) -> Result:
    """How a row came out whose latest call did so; one that has not ended is unknown."""
    if came_out is None:
        return Result.FAILED if state in _NOBODY_CALLED else Result.UNKNOWN
    return Result(verdict(came_out).value)


def result_of(call: Call) -> Result:
    """The same of a call."""
    return result(outcome(call.facts), call.state)


def after_call(row: Row, call: Call, redial: Redial, *, stopped: bool, now: float) -> Row:
    """The row after its call has settled: done, or waiting for another one.

    A call that was held back, or for which no connection was made, or no line was free, is no
    attempt. What may have gone out is never repeated.
    """
    if call.state is State.DROPPED and call.facts.reason != Dropped.STOPPED:
        return _again(row, now, stopped=stopped)
    if call.busy or call.state is State.DROPPED:
        tried = replace(row, busy=row.busy + 1)
        if tried.busy < MOST_BUSY:
            return _again(tried, now + BUSY_WAIT * tried.busy, stopped=stopped)
        return replace(tried, state=RowState.DONE, settled_at=now)
    tried = replace(row, attempts=row.attempts + 1, busy=0)
    if not stopped and outcome(call.facts) in redial.outcomes and tried.attempts <= redial.times:
        return _again(tried, now + redial.after, stopped=False)
    return replace(tried, state=RowState.DONE, settled_at=now)


def _again(row: Row, due_at: float, *, stopped: bool) -> Row:
    if stopped:
        return replace(row, state=RowState.DROPPED)
    return replace(row, state=RowState.WAITING, due_at=due_at)


def pause_for(latest: Sequence[Result | None]) -> Pause | None:
    """Whether a list has to stand still, by how its latest calls came out, newest first.

    None is a call that goes on. What fails does so at once, so one that goes on between failures
    is no failure: else quick ones would seem to be in a row.
    """
    bad = list(dropwhile(lambda one: one is None, latest))[:FAILURES]
    if len(bad) == FAILURES and all(one in {Result.FAILED, Result.UNKNOWN} for one in bad):
        return Pause.FAILURES
    known = [one for one in latest if one is not None]
    if len(known) < 2 * RATED:
        return None
    lately, before = known[:RATED], known[RATED : 2 * RATED]
    was = before.count(Result.ANSWERED) / RATED
    collapsed = lately.count(Result.ANSWERED) / RATED < _COLLAPSED * was
    return Pause.RATE if was >= _WORTH and collapsed else None


def seconds_left(called: CallList, tally: Tally, *, lines: int, a_call: float, now: float) -> float:
    """How long the rest takes: at its pace, once it has one, else `a_call` seconds each."""
    rest = tally.waiting + tally.calling
    if called.started_at is not None and tally.done >= max(lines, _PACED):
        paused = now - called.paused_at if called.paused_at is not None else 0.0
        going = max(now - called.started_at - called.idle - paused, 1.0)
        return rest * going / tally.done
    return rest * a_call / max(lines, 1)


#: A pace is told from so many rows.
_PACED: Final = 5
#: Seconds from the request to the answer, as far as nobody knows better.
RINGS: Final = 15.0
