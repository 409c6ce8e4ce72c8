"""How a call grows: news are merged into it, and what follows from that is worked out.

Decides states, when a call settles and when it is next looked up; writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.calls import Facts, State, merge, outcome, settles_at, state
from bot.core.reconciling import in_round, look_after
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
    looks = 0 if moved else call.looks
    look_at = call.look_at
    if facts.report.recorded or stands in _NEVER_LOOKED_UP:
        look_at = None
    elif look:
        look_at = now
    elif moved or closes:
        settled = (told or closes) and (closes or settle_at is None)
        look_at = _next(
            stands, since=since, now=now, looks=looks, hooks_come=hooks_come, settled=settled
        )
    changed = facts != call.facts or closes
    return Step(
        call=replace(
            call,
            facts=facts,
            state=stands,
            since=since,
            settle_at=None if closes else settle_at,
            settled_at=now if closes and not told else call.settled_at,
            looks=looks,
            look_at=look_at,
        ),
        changed=changed,
        settles=closes and not told,
        # What was told stands while the PBX tries once more.
        corrected=told and changed and (outcome(facts) is not None or outcome(call.facts) is None),
        resolved=told and outcome(call.facts) is None and outcome(facts) is not None,
    )


_NEVER_LOOKED_UP = frozenset({State.PENDING, State.DROPPED, State.REFUSED, State.PLACING})


def next_look(call: Call, *, now: float, hooks_come: bool) -> float | None:
    """When to ask the PBX for this call's record next; None: never again."""
    return _next(
        call.state,
        since=call.since,
        now=now,
        looks=call.looks,
        hooks_come=hooks_come,
        settled=call.settled,
    )


def _next(
    stands: State, *, since: float, now: float, looks: int, hooks_come: bool, settled: bool
) -> float | None:
    wait = look_after(
        stands, since=since, now=now, looks=looks, hooks_come=hooks_come, settled=settled
    )
    return None if wait is None else in_round(now + wait, now=now)
