"""A simulated telephone exchange: which call is dialled when, and how it goes.

Pure: it reads no clock, waits for nothing, draws no lots and speaks to nobody. Times are seconds on
any clock that never runs backwards; what happened comes out of `advance`.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.sandbox.calls import Call, CallState, answered, pressed

#: From dialling to the first ring; what never rings takes its ending's own time.
DIAL_SECONDS = 1.0
#: From the end of the script to the key, and from the last sound or key to the end of the call.
KEY_SECONDS = 2.0
GOODBYE_SECONDS = 3.0
#: How long a script with keys waits for one.
KEY_WAIT_SECONDS = 10.0
#: From the end of a call to its record.
RECORD_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What a callee does, and the words for it; `cause` is the Q.850 name if nobody answers."""

    vi: str
    en: str
    #: Least and most seconds until the callee acts: of ringing, or of dialling if it never rings.
    waits: tuple[int, int] = (4, 8)
    cause: str | None = None
    rings: bool = True
    key: str | None = None
    #: Seconds until an answered callee hangs up; None listens to the whole script.
    listens: float | None = None
    #: Nobody lifts this phone but a hand.
    by_hand: bool = False


#: By the callee's last two digits; the README's table and the page's numbers are made from it.
ENDINGS: Mapping[str, Ending] = {
    "21": Ending(vi="nghe, bấm 1", en="answers, presses 1", key="1"),
    "22": Ending(vi="nghe, bấm 2", en="answers, presses 2", key="2"),
    "29": Ending(vi="nghe, bấm sai phím", en="answers, presses a wrong key", key="9"),
    "01": Ending(vi="nghe hết, không bấm", en="answers, listens to the end"),
    "02": Ending(vi="máy bận", en="busy", waits=(2, 3), rings=False, cause="USER_BUSY"),
    "03": Ending(vi="không nghe máy", en="no answer", waits=(25, 30), cause="NO_ANSWER"),
    "04": Ending(vi="từ chối", en="declines", cause="CALL_REJECTED"),
    "05": Ending(
        vi="số không tồn tại",
        en="no such number",
        waits=(1, 1),
        rings=False,
        cause="UNALLOCATED_NUMBER",
    ),
    "06": Ending(
        vi="không liên lạc được",
        en="unreachable",
        waits=(5, 8),
        rings=False,
        cause="SUBSCRIBER_ABSENT",
    ),
    "07": Ending(
        vi="lỗi mạng",
        en="network failure",
        waits=(2, 4),
        rings=False,
        cause="NETWORK_OUT_OF_ORDER",
    ),
    "08": Ending(vi="nghe rồi cúp ngay", en="answers, hangs up at once", listens=2.0),
    "00": Ending(
        vi="bạn cầm máy",
        en="you hold the phone",
        waits=(45, 45),
        cause="NO_ANSWER",
        by_hand=True,
    ),
}
#: Any digits that are not in the table.
ORDINARY = ENDINGS["01"]


def ending_of(callee: str) -> Ending:
    """What this callee does: by its last two digits."""
    return ENDINGS.get(callee[-2:], ORDINARY)


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
    """All calls of all accounts; `concurrency` is each account's number of channels."""

    def __init__(self, concurrency: Mapping[str, int]) -> None:
        self._concurrency = concurrency
        self._calls: dict[str, Call] = {}
        self._due: dict[str, _Due] = {}
        self._busy: Counter[str] = Counter()
        self._waiting: defaultdict[str, deque[str]] = defaultdict(deque)
        self._last: str | None = None

    @property
    def calls(self) -> Mapping[str, Call]:
        """Every call by its id, in the order of placing."""
        return self._calls

    @property
    def under_way(self) -> list[Call]:
        """Calls that are dialled and have not ended."""
        calls = (self._calls[call_id] for call_id in self._due)
        return [call for call in calls if call.ended is None]

    @property
    def last_ended(self) -> Call | None:
        """The call that ended last."""
        return None if self._last is None else self._calls[self._last]

    def place(self, call: Call, *, queue: bool) -> Call | None:
        """Dial at `call.created`, or wait for a channel; None: none is free and `queue` is off."""
        free = self._busy[call.user_id] < self._concurrency[call.user_id]
        if not free and not queue:
            return None
        self._calls[call.call_id] = call
        if free:
            self._dial(call, call.created)
        else:
            self._waiting[call.user_id].append(call.call_id)
        return self._calls[call.call_id]

    def next_at(self) -> float | None:
        """When something happens next, if anything will."""
        return min((due.at for due in self._due.values()), default=None)

    def advance(self, now: float) -> list[Event]:
        """Let everything up to and at `now` happen; the events in their order."""
        events = []
        while self._due:
            call_id, due = min(self._due.items(), key=lambda item: item[1].at)
            if due.at > now:
                break
            events.append(self._happen(call_id, due))
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
        self._due[call_id] = due
        return True

    def _dial(self, call: Call, at: float) -> None:
        self._busy[call.user_id] += 1
        self._set(replace(call, state=CallState.DIALLING, started=at), at)

    def _happen(self, call_id: str, due: _Due) -> Event:
        call = _after(self._calls[call_id], due)
        self._set(call, due.at)
        if due.happening is Happening.HANGUP:
            self._busy[call.user_id] -= 1
            if (last := self.last_ended) is None or (last.ended or 0.0) <= due.at:
                self._last = call_id
            if waiting := self._waiting[call.user_id]:
                self._dial(self._calls[waiting.popleft()], due.at)
        return Event(happening=due.happening, at=due.at, call=call)

    def _set(self, call: Call, at: float) -> None:
        self._calls[call.call_id] = call
        if (due := _next(call, at)) is None:
            del self._due[call.call_id]
        else:
            self._due[call.call_id] = due


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
    if untouched and ending.key is not None:
        presses_at = ends_at + KEY_SECONDS
        return _Due(at=presses_at, happening=Happening.PRESSED, key=ending.key)
    if untouched and ending.listens is not None:
        ends_at = min(at + ending.listens, ends_at)
    elif call.asks_for_key:
        ends_at += KEY_WAIT_SECONDS
    elif not untouched:
        ends_at += GOODBYE_SECONDS
    return _Due(at=ends_at, happening=Happening.HANGUP, cause="NORMAL_CLEARING")


def _wait(callee: str, ending: Ending) -> int:
    """Seconds until the callee acts: varied by its digits, so that every run is the same."""
    least, most = ending.waits
    return least + sum(map(int, filter(str.isdecimal, callee))) % (most - least + 1)
