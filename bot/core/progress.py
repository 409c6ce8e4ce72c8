"""How a call grows: news are merged into it, and what follows from that is worked out.

Decides states, when a call settles and when it is next looked up; writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.calls import Facts, State, merge, outcome, settles_at, state
from bot.core.reconciling import look_after
from bot.core.records import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A call after news, and what people should hear of it."""

    call: Call
    #: Something that a card shows is different.
    changed: bool
    #: It settles with this step, for the first time: deliveries are owed.
    settles: bool
    #: What was told of it is to be read otherwise now.
    corrected: bool
    #: It was told as unknown (or without a record) and is known after all.
    resolved: bool


def advance(call: Call, news: Facts, *, now: float, hooks_come: bool, look: bool = False) -> Step:
    """Merge news into a call; `look` asks for its record at once."""
    facts = merge(call.facts, news)
    stands = state(facts)
    moved = stands is not call.state or facts.report.attempt != call.facts.report.attempt
    since = now if moved else call.since
    told = call.settled_at is not None
    settle_at = None if call.settled and not moved else settles_at(facts, since)
    closes = settle_at is not None and settle_at <= now
    grown = replace(
        call,
        facts=facts,
        state=stands,
        since=since,
        settle_at=None if closes else settle_at,
        settled_at=now if closes and not told else call.settled_at,
        looks=0 if moved else call.looks,
    )
    before, after = outcome(call.facts), outcome(facts)
    changed = facts != call.facts or closes
    return Step(
        call=replace(grown, look_at=_look_at(grown, call, now, hooks_come, look, moved or closes)),
        changed=changed,
        settles=closes and not told,
        corrected=told and changed,
        resolved=told and before is None and after is not None,
    )


def _look_at(
    grown: Call, before: Call, now: float, hooks_come: bool, look: bool, again: bool
) -> float | None:
    if grown.facts.report.recorded or grown.state in _NEVER_LOOKED_UP:
        return None
    if look:
        return now
    return next_look(grown, now=now, hooks_come=hooks_come) if again else before.look_at


_NEVER_LOOKED_UP = frozenset({State.PENDING, State.DROPPED, State.REFUSED, State.PLACING})


def next_look(call: Call, *, now: float, hooks_come: bool) -> float | None:
    """When to ask the PBX for this call's record next; None: never again."""
    wait = look_after(
        call.state,
        since=call.since,
        now=now,
        looks=call.looks,
        hooks_come=hooks_come,
        settled=call.settled,
    )
    return None if wait is None else now + wait
