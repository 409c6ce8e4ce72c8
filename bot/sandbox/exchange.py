"""A simulated telephone exchange: which call is dialled when, and how it goes.

Pure: it reads no clock, waits for nothing, draws no lots and speaks to nobody. Times are seconds on
any clock that never runs backwards; what happened comes out of `advance`.
"""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from heapq import heappop, heappush
from zlib import crc32

from bot.sandbox.calls import Call, CallState, answered, pressed
from bot.sandbox.endings import ENDINGS, OTHERS, Ending
from bot.sandbox.lines import Lines, Use

#: From dialling to the first ring; what never rings takes its ending's own time.
DIAL_SECONDS = 1.0
#: From the end of the script to the key, and from the last sound or key to the end of the call.
KEY_SECONDS = 2.0
GOODBYE_SECONDS = 3.0
#: How long a script with keys waits for one.
KEY_WAIT_SECONDS = 10.0
#: From the end of a call to its record.
RECORD_SECONDS = 1.0


def ending_of(callee: str) -> Ending:
    """What this callee does, by its last digits; what ends in none listens to the end."""
    others = OTHERS.get(callee[-1:], ENDINGS["01"])
    return ENDINGS.get(callee[-2:], others)


class Happening(StrEnum):
    """What `advance` reports of a call."""

    RINGING = "ringing"
    ANSWERED = "answered"
    PRESSED = "pressed"
    HANGUP = "hangup"
    CDR = "cdr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a call, and the call right after it."""

    happening: Happening
    at: float
    call: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """The one thing that happens to a call next, unless a hand is faster."""

    at: float
    happening: Happening
    key: str | None = None
    cause: str | None = None
    by_hand: bool = False


class Exchange:
    """All calls of all accounts; `concurrency` is each account's number of channels.

    What happens next is found without looking at the others, however many there are.
    """

    def __init__(self, concurrency: Mapping[str, int]) -> None:
        self._calls: dict[str, Call] = {}
        self._due: dict[str, _Due] = {}
        #: When a call is due, its place in the order of dialling, its id; old once `_due` differs.
        self._queue: list[tuple[float, int, str]] = []
        self._places: dict[str, int] = {}
        self._running: dict[str, None] = {}
        self._lines = {user_id: Lines(channels) for user_id, channels in concurrency.items()}
        self._dialled: dict[str, list[str]] = {user_id: [] for user_id in concurrency}
        self._last: str | None = None

    @property
    def calls(self) -> Mapping[str, Call]:
        """Every call by its id, in the order of placing."""
        return self._calls

    @property
    def is_idle(self) -> bool:
        """Whether no call is under way."""
        return not self._running

    @property
    def under_way(self) -> list[Call]:
        """Calls that are dialled and have not ended."""
        return [self._calls[call_id] for call_id in self._running]

    @property
    def last_ended(self) -> Call | None:
        """The call that ended last."""
        return None if self._last is None else self._calls[self._last]

    def dialled(self, user_id: str) -> Sequence[str]:
        """The ids of one account's calls that were dialled, in the order of their creation."""
        return self._dialled[user_id]

    def use(self, user_id: str, now: float) -> Use:
        """How one account's channels are used, once all up to `now` has happened."""
        return self._lines[user_id].use(now)

    def place(self, call: Call, *, queue: bool) -> Call | None:
        """Dial at `call.created`, or wait for a channel; None: none is free and `queue` is off."""
        lines = self._lines[call.user_id]
        if not lines.is_free and not queue:
            return None
        self._calls[call.call_id] = call
        if lines.is_free:
            self._dial(call, call.created)
        else:
            lines.waiting.append(call.call_id)
        return self._calls[call.call_id]

    def next_at(self) -> float | None:
        """When something happens next, if anything will."""
        while self._queue:
            at, _, call_id = self._queue[0]
            due = self._due.get(call_id)
            if due is not None and due.at == at:
                return at
            heappop(self._queue)
        return None

    def advance(self, now: float) -> list[Event]:
        """Let everything up to and at `now` happen; the events in their order."""
        events = []
        while (at := self.next_at()) is not None and at <= now:
            _, _, call_id = heappop(self._queue)
            events.append(self._happen(call_id, self._due.pop(call_id)))
        return events

    def answer(self, call_id: str, now: float) -> bool:
        """A hand lifts the phone while it rings; it shows with the next `advance`."""
        due = _Due(at=now, happening=Happening.ANSWERED, by_hand=True)
        return self._act(call_id, CallState.RINGING, due)

    def reject(self, call_id: str, now: float) -> bool:
        """A hand declines while it rings."""
        due = _Due(at=now, happening=Happening.HANGUP, cause="CALL_REJECTED")
        return self._act(call_id, CallState.RINGING, due)

    def press(self, call_id: str, key: str, *, now: float) -> bool:
        """A hand presses a key during the call, if the call takes one."""
        call = self._calls.get(call_id)
        due = _Due(at=now, happening=Happening.PRESSED, key=key, by_hand=True)
        return call is not None and call.takes_keys and self._act(call_id, call.state, due)

    def hang_up(self, call_id: str, now: float) -> bool:
        """A hand ends an answered call."""
        due = _Due(at=now, happening=Happening.HANGUP, cause="NORMAL_CLEARING")
        return self._act(call_id, CallState.ANSWERED, due)

    def _act(self, call_id: str, state: CallState, due: _Due) -> bool:
        call = self._calls.get(call_id)
        if call is None or call.state is not state or self._due[call_id].at <= due.at:
            return False  # what was due by then has come first
        self._await(call_id, due)
        return True

    def _dial(self, call: Call, at: float) -> None:
        self._lines[call.user_id].take(at)
        self._running[call.call_id] = None
        self._places[call.call_id] = len(self._places)
        insort(self._dialled[call.user_id], call.call_id, key=lambda one: self._calls[one].created)
        self._set(replace(call, state=CallState.DIALLING, started=at), at)

    def _happen(self, call_id: str, due: _Due) -> Event:
        call = _after(self._calls[call_id], due)
        self._set(call, due.at)
        if due.happening is Happening.HANGUP:
            self._end(call, due.at)
        return Event(happening=due.happening, at=due.at, call=call)

    def _end(self, call: Call, at: float) -> None:
        """Its channel is free, and goes to whoever has waited longest."""
        assert call.started is not None
        del self._running[call.call_id]
        lines = self._lines[call.user_id]
        lines.give_back(call.started, at)
        if (last := self.last_ended) is None or (last.ended or 0.0) <= at:
            self._last = call.call_id
        if lines.waiting:
            self._dial(self._calls[lines.waiting.popleft()], at)

    def _set(self, call: Call, at: float) -> None:
        self._calls[call.call_id] = call
        if (due := _next(call, at)) is not None:
            self._await(call.call_id, due)

    def _await(self, call_id: str, due: _Due) -> None:
        self._due[call_id] = due
        heappush(self._queue, (due.at, self._places[call_id], call_id))


def _after(call: Call, due: _Due) -> Call:
    """The call once the due thing has happened to it."""
    match due.happening:
        case Happening.RINGING:
            return replace(call, state=CallState.RINGING, rang=due.at)
        case Happening.ANSWERED:
            return answered(call, due.at, by_hand=due.by_hand)
        case Happening.PRESSED:
            return pressed(call, due.key or "", at=due.at, by_hand=due.by_hand)
        case Happening.HANGUP:
            return replace(call, state=CallState.ENDED, ended=due.at, hangup_cause=due.cause)
    return replace(call, state=CallState.RECORDED)


def _next(call: Call, at: float) -> _Due | None:
    """What the callee, or the exchange, does next with a call that came into its state at `at`."""
    ending = ending_of(call.callee)
    match call.state:
        case CallState.DIALLING if ending.rings:
            return _Due(at=at + DIAL_SECONDS, happening=Happening.RINGING)
        case CallState.DIALLING | CallState.RINGING:
            acts_at = at + _wait(call.callee, ending)
            if ending.cause is None:
                return _Due(at=acts_at, happening=Happening.ANSWERED)
            return _Due(at=acts_at, happening=Happening.HANGUP, cause=ending.cause)
        case CallState.ANSWERED:
            return _next_answered(call, ending, at=at)
        case CallState.ENDED:
            return _Due(at=at + RECORD_SECONDS, happening=Happening.CDR)
    return None


def _next_answered(call: Call, ending: Ending, *, at: float) -> _Due:
    ends_at = max(call.silent_from, at)
    untouched = not call.by_hand and call.keypress is None
    acts_at = math.inf
    if untouched and ending.listens is not None:
        acts_at = at + _listens(call.callee, *ending.listens)
    if untouched and ending.key is not None and _presses(ending, call):
        presses_at = min(acts_at, ends_at + KEY_SECONDS)
        return _Due(at=presses_at, happening=Happening.PRESSED, key=ending.key)
    if call.asks_for_key:
        ends_at += KEY_WAIT_SECONDS
    elif not untouched:
        ends_at += GOODBYE_SECONDS
    return _Due(at=min(acts_at, ends_at), happening=Happening.HANGUP, cause="NORMAL_CLEARING")


def _presses(ending: Ending, call: Call) -> bool:
    return not ending.if_offered or ending.key in call.script.keys


def _wait(callee: str, ending: Ending) -> int:
    """Seconds until the callee acts: varied by its digits, so that every run is the same."""
    least, most = ending.waits
    return least + sum(map(int, filter(str.isdecimal, callee))) % (most - least + 1)


def _listens(callee: str, least: int, most: int) -> int:
    """Seconds, varied by the whole number: neighbours in a list differ."""
    return least + crc32(callee.encode()) % (most - least + 1)
