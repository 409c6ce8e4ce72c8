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
from bot.core.checks import JUST_NOW, Intent, check
from bot.core.delivery import verdict
from bot.core.listing import Record
from bot.core.lists import REDIALLED, CallList, Pause, Redial, Row, RowState, Tally
from bot.core.records import Call, CallKind

#: The PBX had no line free for a row so often: then it is a failure like others.
MOST_BUSY: Final = 5
#: Seconds before a row is tried again for which no line was free, the more the oftener.
BUSY_WAIT: Final = 10.0
#: A call that has no outcome after so many seconds, or no record, is waited for no longer.
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


_LIVE: Final = frozenset({State.PLACED, State.RINGING, State.ANSWERED})


def after_news(row: Row, call: Call, redial: Redial, *, stopped: bool, now: float) -> Row:
    """Where a row stands now that this is known of its latest call.

    A row that waits for another call, or was dropped, may hear that the last one goes on after all,
    or came out otherwise: a refusal may be wrong, the PBX may redial, a record may be late. Then
    nobody is called again for it.
    """
    if row.state is RowState.CALLING:
        return after_call(row, call, redial, stopped=stopped, now=now) if call.settled else row
    if row.state not in {RowState.WAITING, RowState.DROPPED} or call.state in _NOBODY_CALLED:
        return row
    if call.state in _LIVE:
        return replace(_before(row, call), state=RowState.CALLING)
    came_out = outcome(call.facts)
    counted = row if not call.busy else replace(_before(row, call), attempts=row.attempts + 1)
    if came_out is None or (not stopped and came_out in redial.outcomes and not call.busy):
        return row
    return replace(counted, state=RowState.DONE, settled_at=now)


def _before(row: Row, call: Call) -> Row:
    """The row as if its latest call had not been counted yet."""
    if call.busy:
        return replace(row, busy=max(row.busy - 1, 0))
    return replace(row, attempts=max(row.attempts - 1, 0))


def after_call(row: Row, call: Call, redial: Redial, *, stopped: bool, now: float) -> Row:
    """The row after its call has settled: done, or waiting for another one.

    A call that was held back, or for which no connection was made, or no line was free, is no
    attempt. What may have gone out is never repeated. Whether somebody is called again the record
    says, not the hooks: until it is known the row is calling.
    """
    if call.state is State.DROPPED and call.facts.reason != Dropped.STOPPED:
        return _again(row, 0.0, stopped=stopped, now=now)
    if call.state is State.DROPPED or (call.busy and call.state is State.REFUSED):
        tried = replace(row, busy=row.busy + 1)
        if tried.busy < MOST_BUSY:
            return _again(tried, BUSY_WAIT * tried.busy, stopped=stopped, now=now)
        return replace(tried, state=RowState.DONE, settled_at=now)
    tried = replace(row, attempts=row.attempts + 1, busy=0)
    came_out = outcome(call.facts)
    if not stopped and redial.on and tried.attempts <= redial.times and came_out in REDIALLED:
        if not call.facts.report.recorded:
            return row
        if came_out in redial.outcomes:
            return _again(tried, redial.after, stopped=False, now=now)
    return replace(tried, state=RowState.DONE, settled_at=now)


def _again(row: Row, wait: float, *, stopped: bool, now: float) -> Row:
    if stopped and row.attempts:
        return replace(row, state=RowState.DONE, settled_at=now)
    if stopped:
        return replace(row, state=RowState.DROPPED)
    return replace(row, state=RowState.WAITING, due_at=now + wait)


def free_at(records: Sequence[Record], row: Row, *, now: float) -> float:
    """When a row's number may be called: not just after, nor during, somebody else's call.

    `records` are those of calls to it. Its own earlier call says nothing: that has been seen to.
    """
    others = [one for one in records if one.call is None or one.call.list_row != row.id]
    going_on = any(
        one.call is not None and one.call.state in _LIVE and not one.call.test for one in others
    )
    if going_on:
        return now + JUST_NOW
    intent = Intent(kind=CallKind.VOICE, callee=row.callee, person_id=0)
    recent = check(intent, others, since=now - JUST_NOW)
    return recent[0].record.at + JUST_NOW if recent else now


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
