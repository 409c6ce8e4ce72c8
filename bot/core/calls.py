"""One call: what is known of it (facts), where it stands (state), how it came out (outcome).

State and outcome are functions of the facts alone; facts from replies, hooks and CDRs merge by
rules that know no arrival order. This module decides; it asks nobody and reads no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T", int, float, str, bool)


class State(StrEnum):
    """Where a call stands; `MOVES` says what may follow what."""

    PENDING = "pending"
    PLACING = "placing"
    PLACED = "placed"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    DROPPED = "dropped"
    REFUSED = "refused"
    UNKNOWN = "unknown"


_HEARD = (State.RINGING, State.ANSWERED, State.ENDED)

#: The state machine, literally. README.md draws it and a test holds the two together.
#: Hooks get lost, so a report may skip states; a report overrules refused and unknown, because
#: whoever reports a call knows better than the reply we read. Dropped is certain, hence final.
#: Within one attempt there is no way back (the PBX may redial: that is attempt 2 of the same call).
MOVES: Final[Mapping[State, tuple[State, ...]]] = MappingProxyType(
    {
        State.PENDING: (State.PLACING, State.REFUSED, State.DROPPED),
        State.PLACING: (State.PLACED, State.REFUSED, State.UNKNOWN, State.DROPPED, *_HEARD),
        State.PLACED: _HEARD,
        State.RINGING: (State.ANSWERED, State.ENDED),
        State.ANSWERED: (State.ENDED,),
        State.ENDED: (),
        State.REFUSED: (State.PLACED, *_HEARD),
        State.UNKNOWN: (State.PLACED, *_HEARD),
        State.DROPPED: (),
    }
)


class Asked(IntEnum):
    """How far our asking got; of two, the greater knows more."""

    PENDING = 0
    PLACING = 1
    DROPPED = 2
    UNKNOWN = 3
    REFUSED = 4
    PLACED = 5


class Seen(IntEnum):
    """The furthest that a hook or CDR reported."""

    NOTHING = 0
    PLACED = 1
    RINGING = 2
    ANSWERED = 3
    ENDED = 4


class Source(IntEnum):
    """Who says so; of two that are present, the greater is believed."""

    EVENT = 0
    OLDEST = 1
    #: The PBX's answer to our own request.
    REPLY = 2
    CDR = 3


class Outcome(StrEnum):
    """How a call that went out came out."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    INVALID = "invalid"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Dropped(StrEnum):
    """Why a call was certainly not placed."""

    STOPPED = "stopped"
    EXPIRED = "expired"
    NOT_REACHED = "not_reached"
    #: Its list stood still, or was stopped, before the PBX was asked.
    HELD = "held"


@dataclass(frozen=True, slots=True, order=True)
class Known(Generic[T]):
    """A value and who said it; ordered by belief, then by the value itself."""

    source: Source
    value: T


def known(source: Source, value: T | None) -> Known[T] | None:
    """The value with its source; None stays None."""
    return None if value is None else Known(source, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What hooks and CDRs say of one attempt. Times are Unix seconds, lengths are seconds."""

    attempt: int = 1
    seen: Seen = Seen.NOTHING
    #: A finished CDR is among the sources.
    recorded: bool = False
    start_time: Known[float] | None = None
    answer_time: Known[float] | None = None
    end_time: Known[float] | None = None
    duration: Known[int] | None = None
    billsec: Known[int] | None = None
    hangup_cause: Known[str] | None = None
    keypress: Known[str] | None = None
    #: What an "answered" event, or the oldest shape's Success and Fail, say without any times.
    picked_up: Known[bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known of a call; grows by `merge` only."""

    asked: Asked = Asked.PENDING
    #: The PBX's id of the call.
    call_id: Known[str] | None = None
    #: Refused: the PBX's words. Dropped: a `Dropped`.
    reason: str = ""
    report: Report = Report()


def merge(one: Facts, other: Facts) -> Facts:
    """What both say together: commutative, associative, idempotent."""
    return Facts(
        asked=max(one.asked, other.asked),
        call_id=_greater(one.call_id, other.call_id),
        reason=max(one.reason, other.reason),
        report=_merge_reports(one.report, other.report),
    )


def _merge_reports(one: Report, other: Report) -> Report:
    if one.attempt != other.attempt:
        return max(one, other, key=lambda report: report.attempt)
    # False, NOTHING and None are each the least of their field, so one rule serves all.
    merged = map(_greater, _said_by(one), _said_by(other))
    return Report(**dict(zip(_REPORT_FIELDS, merged, strict=True)))


_REPORT_FIELDS: Final = tuple(field.name for field in fields(Report))
_said_by: Final = attrgetter(*_REPORT_FIELDS)


def _greater(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


_BY_ASKED: Final = MappingProxyType(
    {
        Asked.PENDING: State.PENDING,
        Asked.PLACING: State.PLACING,
        Asked.DROPPED: State.DROPPED,
        Asked.UNKNOWN: State.UNKNOWN,
        Asked.REFUSED: State.REFUSED,
        Asked.PLACED: State.PLACED,
    }
)
_BY_SEEN: Final = MappingProxyType(
    {
        Seen.PLACED: State.PLACED,
        Seen.RINGING: State.RINGING,
        Seen.ANSWERED: State.ANSWERED,
        Seen.ENDED: State.ENDED,
    }
)


def state(facts: Facts) -> State:
    """Where the call stands: what was reported, else how far our asking got."""
    if facts.asked is Asked.DROPPED or facts.report.seen is Seen.NOTHING:
        return _BY_ASKED[facts.asked]
    return _BY_SEEN[facts.report.seen]


#: `hangup_cause` by Q.850 names, and the vendor's older words. A cause that is not here is a
#: failure whose own word people can see.
BY_CAUSE: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        "ANSWERED": Outcome.ANSWERED,
        "USER_BUSY": Outcome.BUSY,
        "BUSY": Outcome.BUSY,
        "NO_ANSWER": Outcome.NO_ANSWER,
        "NO_USER_RESPONSE": Outcome.NO_ANSWER,
        "ALLOTTED_TIMEOUT": Outcome.NO_ANSWER,
        "PROGRESS_TIMEOUT": Outcome.NO_ANSWER,
        "NOANSWER": Outcome.NO_ANSWER,
        "NORMAL_CLEARING": Outcome.NO_ANSWER,
        "NORMAL_UNSPECIFIED": Outcome.NO_ANSWER,
        "CALL_REJECTED": Outcome.REJECTED,
        "SUBSCRIBER_ABSENT": Outcome.UNREACHABLE,
        "DESTINATION_OUT_OF_ORDER": Outcome.UNREACHABLE,
        "USER_NOT_REGISTERED": Outcome.UNREACHABLE,
        "UNALLOCATED_NUMBER": Outcome.INVALID,
        "INVALID_NUMBER_FORMAT": Outcome.INVALID,
        "NUMBER_CHANGED": Outcome.INVALID,
        "INVALIDNUMBER": Outcome.INVALID,
        "ORIGINATOR_CANCEL": Outcome.CANCELLED,
        "CANCEL": Outcome.CANCELLED,
    }
)


def outcome(facts: Facts) -> Outcome | None:
    """How the call came out; None while it has not ended.

    `hangup_cause` alone does not say: NORMAL_CLEARING ends answered and unanswered calls alike;
    `billsec > 0` or an `answer_time` says answered. Hooks count until there is a record.
    """
    if state(facts) is not State.ENDED:
        return None
    report = facts.report
    if _was_answered(report):
        return Outcome.ANSWERED
    if report.hangup_cause is not None:
        return BY_CAUSE.get(report.hangup_cause.value, Outcome.FAILED)
    if report.picked_up is not None and not report.recorded:
        return Outcome.FAILED
    return Outcome.NO_ANSWER


def _was_answered(report: Report) -> bool:
    if not report.recorded and report.picked_up is not None and report.picked_up.value:
        return True
    said = [known for known in (report.answer_time, report.billsec) if known is not None]
    return any(
        known.value > 0 for known in said if known.source is Source.CDR or not report.recorded
    )


MINUTE: Final = 60.0
DAY: Final = 86400.0

#: How long after entering a state a call settles when nothing more is heard, in seconds.
SETTLES_AFTER: Final[Mapping[State, float]] = MappingProxyType(
    {
        State.DROPPED: 0.0,
        State.REFUSED: 0.0,
        State.ENDED: MINUTE,
        State.UNKNOWN: 10 * MINUTE,
        State.PLACED: DAY,
        State.RINGING: DAY,
        State.ANSWERED: DAY,
    }
)


def settles_at(facts: Facts, since: float) -> float | None:
    """When the call settles if nothing more is heard; `since` is when it entered its state.

    None: not yet asked, nothing can settle. A finished CDR settles at once.
    """
    if facts.report.recorded:
        return since
    after = SETTLES_AFTER.get(state(facts))
    return None if after is None else since + after
