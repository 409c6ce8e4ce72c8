"""Whether a number may be dialled now: asked as a preview is drawn, and again as it is dialled.

One pure question for every way to a call. What is found is shown before anybody is called: what
was not on the preview stops the dialling, and the preview is drawn anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.calls import State
from bot.core.listing import Record
from bot.core.records import CallKind
from bot.errors import LookFirst

#: A number that was called within so many seconds is worth a word.
RECENTLY: Final = 600.0
#: A code call has no preview: within so many seconds of somebody else's call it asks first.
JUST_NOW: Final = 60.0
_NOBODY_CALLED: Final = frozenset({State.DROPPED, State.REFUSED})


class Found(StrEnum):
    """What a check may find."""

    RECENT_CALL = "recent_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at before calling; `key` tells it from others of its kind."""

    found: Found
    key: str
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A call that is about to be made."""

    kind: CallKind
    callee: str
    person_id: int
    test: bool = False


def check(intent: Intent, records: Iterable[Record], *, since: float) -> list[Finding]:
    """What there is to look at, worst first.

    `records` are those of calls to this number, whoever placed them, newest first. They count
    `since` then: RECENTLY before now, or before the preview was drawn first.
    """
    if intent.test:
        return []
    recent = next(
        (record for record in records if record.at > since and _may_have_rung(record)),
        None,
    )
    if recent is None:
        return []
    key = recent.id if recent.call is None else recent.call.ref
    return [Finding(found=Found.RECENT_CALL, key=f"{Found.RECENT_CALL}:{key}", record=recent)]


def _may_have_rung(record: Record) -> bool:
    """Whether the number's phone may have rung for it; a test rings the asker's own."""
    call = record.call
    return call is None or (call.state not in _NOBODY_CALLED and not call.test)


def verify_seen(
    intent: Intent, findings: Sequence[Finding], seen: frozenset[str], *, now: float
) -> None:
    """Raise LookFirst if there is something that the asker was not shown.

    A code call goes at once, so it is stopped only where two people are about to call one number.
    """
    unseen = [finding for finding in findings if finding.key not in seen]
    if intent.kind is CallKind.OTP:
        unseen = [
            finding
            for finding in unseen
            if not _is_by(finding.record, intent.person_id) and now - finding.record.at < JUST_NOW
        ]
    if unseen:
        raise LookFirst(frozenset(finding.key for finding in unseen))


def _is_by(record: Record, person_id: int) -> bool:
    return record.call is not None and record.call.person_id == person_id
