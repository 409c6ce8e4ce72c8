"""When a silent call is looked up again, and which record is its own.

Decides; asks nobody. A record that might belong to another call is nobody's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from bot.core.calls import DAY, MINUTE, State
from bot.core.cdrs import Cdr
from bot.core.phones import national
from bot.core.records import Call

HOUR: Final = 60 * MINUTE
QUARTER: Final = 15 * MINUTE
#: How often an open call is looked up where no hooks come.
WITHOUT_HOOKS: Final = 20.0
#: Looks that are no hurry fall on shared moments, this many seconds apart: calls that are due
#: together are asked for together, in one list.
ROUND: Final = 10.0

#: Waits before the first looks, in seconds; the last is repeated while the state is fresh.
_FIRST: Final[Mapping[State, tuple[float, ...]]] = MappingProxyType(
    {
        State.PLACED: (MINUTE,),
        State.RINGING: (30.0,),
        State.ANSWERED: (30.0,),
        State.ENDED: (1.0, 5.0, 15.0, 30.0),
        State.UNKNOWN: (2.0, 5.0, 10.0, 20.0, MINUTE),
    }
)
#: How long a state is fresh; later looks become rarer, up to every quarter of an hour.
_FRESH: Final[Mapping[State, float]] = MappingProxyType(
    {
        State.PLACED: 10 * MINUTE,
        State.RINGING: HOUR,
        State.ANSWERED: HOUR,
        State.ENDED: 10 * MINUTE,
        State.UNKNOWN: 10 * MINUTE,
    }
)
#: A record is like a call if it was made at most this long before or after it, in seconds.
LIKE_WITHIN: Final = MINUTE
_NEVER_LEFT: Final = frozenset({State.PENDING, State.DROPPED, State.REFUSED})
_OPEN: Final = frozenset({State.PLACED, State.RINGING, State.ANSWERED, State.UNKNOWN})


def look_after(
    state: State, *, since: float, now: float, looks: int, hooks_come: bool, settled: bool
) -> float | None:
    """Seconds until a call without a finished record is looked up again; None: never.

    `since` is when it entered its state, `looks` how often it was looked up in it. Pending,
    placing, dropped and refused calls have nothing to be found; after a day nothing comes any more.
    """
    age = max(0.0, now - since)
    if state not in _FIRST or age >= DAY:
        return None
    if settled and state is State.ENDED:
        return min(QUARTER, max(MINUTE, age / 2))
    if settled:
        return QUARTER
    if age < _FRESH[state]:
        waits = _FIRST[state]
        wait = waits[min(looks, len(waits) - 1)]
    else:
        wait = QUARTER if state is State.UNKNOWN else min(QUARTER, age / 10)
    return wait if hooks_come or state not in _OPEN else min(wait, WITHOUT_HOOKS)


def in_round(at: float, *, now: float) -> float:
    """The shared moment at or before `at`, unless `at` is so near that it has to be kept."""
    return at if at - now < 2 * ROUND else at - at % ROUND


def match(cdrs: Sequence[Cdr], call: Call, rivals: Sequence[Call]) -> Cdr | None:
    """The record of `call` among its account's: by our reference, by its id, or by its likeness.

    Likeness (callee, template, minute) counts only where one record and one call have it. A record
    with any reference, or with the id of a rival (another call of the account), is not free.
    """
    ours = _named(cdrs, call)
    if ours is not None or call.call_id:
        return ours
    taken = {rival.call_id for rival in rivals}
    fitting = [cdr for cdr in cdrs if cdr.call_id not in taken and _fits(cdr, call)]
    if len(fitting) != 1:
        return None
    contested = any(not rival.call_id and _fits(fitting[0], rival) for rival in rivals)
    return None if contested else fitting[0]


def _named(cdrs: Sequence[Cdr], call: Call) -> Cdr | None:
    """The record with our reference, else with the call's id; of several the last attempt's."""
    by_ref = [cdr for cdr in cdrs if bears(cdr, call)]
    by_id = [cdr for cdr in cdrs if call.call_id and cdr.call_id == call.call_id]
    return max(by_ref or by_id, key=lambda cdr: (cdr.call_time or 0, cdr.finished), default=None)


def bears(cdr: Cdr, call: Call) -> bool:
    """Whether a record bears the call's reference; one of another number is not believed."""
    return cdr.ref == call.ref and national(cdr.callee) in ("", national(call.callee))


def _fits(cdr: Cdr, call: Call) -> bool:
    return (
        not cdr.ref
        and cdr.create_time is not None
        and abs(cdr.create_time - call.created_at) <= LIKE_WITHIN
        and national(cdr.callee) == national(call.callee)
        and cdr.template == call.template
        and call.state not in _NEVER_LEFT
    )


def newest_first(cdrs: Sequence[Cdr]) -> bool | None:
    """Whether the list runs from new to old; None: its times do not say, or contradict."""
    times = [cdr.create_time for cdr in cdrs if cdr.create_time is not None]
    steps = {later < earlier for earlier, later in pairwise(times) if later != earlier}
    return steps.pop() if len(steps) == 1 else None
