"""Which row of table B1 a call has, and the figures and keys that fill it.

Works on what is known of a call, so on one of another system as well; it decides no state.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.core import calls
from bot.core.calls import Dropped, Facts, Outcome, Report, State
from bot.core.messages.text import length_text, seconds_text
from bot.core.messages.words import (
    ANSWERED_UNTIMED,
    BY_OUTCOME,
    BY_STATE,
    DISCONNECTED,
    DROPPED,
    EXPIRED,
    MAINTENANCE,
    NO_KEY,
    NO_RECORD,
    NO_TRACE,
    PRESSED,
    PRESSED_OTHERS,
    PRESSED_TO_SAY,
    REFUSED_SILENTLY,
    Words,
)
from bot.core.people import Language
from bot.core.records import Call, CallKind
from bot.core.templates import Template, is_choice

#: What stands in a report for keys that are not told.
UNTOLD_KEYS: Final = "…"
#: The HTTP status with which the PBX says that it is under maintenance.
SERVICE_UNAVAILABLE: Final = 503


def words_for(call: Call) -> Words:
    """The row of a call: its outcome once that stands, else its state."""
    if call.settled_at is not None or call.facts.report.recorded:
        said = words_of_outcome(call.facts, kind=call.kind, script=call.script)
        if said is not None:
            return said
    if call.settled and call.state is State.UNKNOWN:
        return NO_TRACE
    if call.settled and call.state in {State.PLACED, State.RINGING, State.ANSWERED}:
        return NO_RECORD
    if call.state is State.DROPPED:
        return _words_dropped(call)
    if call.state is State.REFUSED and not call.facts.reason:
        return REFUSED_SILENTLY
    return BY_STATE[call.state]


def _words_dropped(call: Call) -> Words:
    if call.down_since is not None:
        return MAINTENANCE if call.down_status == SERVICE_UNAVAILABLE else DISCONNECTED
    return EXPIRED if call.facts.reason == Dropped.EXPIRED else DROPPED


def words_of_outcome(facts: Facts, *, kind: CallKind, script: Template | None) -> Words | None:
    """The row of how a call came out, the key that was pressed first; None if it has not ended.

    A code call asks for no key, so none is said of it.
    """
    outcome = calls.outcome(facts)
    if outcome is None:
        return None
    if outcome is Outcome.ANSWERED:
        return _words_answered(facts.report, script if kind is CallKind.VOICE else None, kind)
    return BY_OUTCOME[outcome]


def _words_answered(report: Report, script: Template | None, kind: CallKind) -> Words:
    pressed = _pressed(report)
    if pressed and kind is CallKind.VOICE:
        if pressed == UNTOLD_KEYS:
            return PRESSED_OTHERS
        return PRESSED_TO_SAY if script and script.meaning(pressed) else PRESSED
    if talked_seconds(report) is None:
        return ANSWERED_UNTIMED
    return NO_KEY if script and script.keys else BY_OUTCOME[Outcome.ANSWERED]


def keys_untold(facts: Facts, script: Template | None) -> Facts:
    """The facts as a group may hear of them: a number that was typed at the prompt is not told."""
    pressed = facts.report.keypress
    if pressed is None or is_choice(pressed.value, script):
        return facts
    return replace(
        facts, report=replace(facts.report, keypress=replace(pressed, value=UNTOLD_KEYS))
    )


def _pressed(report: Report) -> str:
    return "" if report.keypress is None else report.keypress.value


def fillings(facts: Facts, script: Template | None, language: Language) -> dict[str, str]:
    """What fills the texts of a row: `{talked}`, `{length}`, `{key}`, `{meaning}`."""
    talked, pressed = talked_seconds(facts.report) or 0, _pressed(facts.report)
    return {
        "talked": seconds_text(talked, language),
        "length": length_text(talked),
        "key": pressed,
        "meaning": script.meaning(pressed) if script else "",
    }


def talked_seconds(report: Report) -> int | None:
    """From answer to end: `billsec`, else what the times say; None if neither is known."""
    if report.billsec is not None and report.billsec.value > 0:
        return report.billsec.value
    if report.answer_time is not None and report.end_time is not None:
        return max(round(report.end_time.value - report.answer_time.value), 0)
    return None if report.billsec is None else report.billsec.value


#: The ways to end unanswered that begin with ringing; before the others nobody's phone rang.
_RANG: Final = frozenset({Outcome.NO_ANSWER, Outcome.REJECTED, Outcome.CANCELLED})


def rang_seconds(report: Report, outcome: Outcome | None) -> int | None:
    """From the start to the answer, or to the end if it rang in vain; None if not known."""
    if outcome is Outcome.ANSWERED:
        until = report.answer_time
    else:
        until = report.end_time if outcome in _RANG else None
    if until is None or report.start_time is None:
        return None
    return max(round(until.value - report.start_time.value), 0)
