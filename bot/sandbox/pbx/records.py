"""What the sandbox PBX writes about a call: its record, and the three shapes of hooks.

Pure. `shift` is added to the exchange's times to make Unix times of them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from bot.sandbox.calls import Call, CallState
from bot.sandbox.exchange import Event, Happening

DOMAIN = "test.tel4vn.com"
VIETNAM = timezone(timedelta(hours=7))
#: What the first shape reports; a key is only told at the end of the call.
_EVENTS = (Happening.RINGING, Happening.ANSWERED, Happening.HANGUP, Happening.CDR)


def build_cdr(call: Call, *, shift: float) -> dict[str, object]:
    """The reference's 16 attributes; no end and no cause until the record is written."""
    written = call.state is CallState.RECORDED
    return {
        "answer_time": _utc(call.answered, shift),
        "billsec": _seconds(call.answered, call.ended, shift) if written else None,
        "call_id": call.call_id,
        "call_time": call.call_time,
        "caller": call.caller,
        "callee": call.callee,
        "campaign_id": call.campaign_id,
        "create_time": _utc(call.created, shift),
        "duration": _seconds(call.started, call.ended, shift) if written else None,
        "end_time": _utc(call.ended, shift) if written else None,
        "hangup_cause": call.hangup_cause if written else None,
        "keypress": call.keypress,
        "param": call.param,
        "start_time": _utc(call.started, shift),
        "type": call.type,
        "user_id": call.user_id,
    }


def build_hook(event: Event, shape: Literal[1, 2, 3], *, shift: float) -> dict[str, object] | None:
    """What is posted for this event; None: this shape says nothing of it."""
    if shape == 1:
        return _call_event(event, shift) if event.happening in _EVENTS else None
    if event.happening is not Happening.CDR:
        return None
    return build_cdr(event.call, shift=shift) if shape == 2 else _oldest(event.call, shift)


def _call_event(event: Event, shift: float) -> dict[str, object]:
    call = event.call
    return {
        "call_id": call.call_id,
        "sip_call_id": f"{call.call_id}@{DOMAIN}",
        "domain": DOMAIN,
        "direction": "outbound",
        "from_number": call.caller,
        "to_number": call.callee,
        "hotline": call.caller,
        "state": str(event.happening),
        "duration": _seconds(call.started, call.ended, shift),
        "billsec": _seconds(call.answered, call.ended, shift),
        "recording_url": "",
        "press_key": call.keypress or "",
        "customer_id": "",
        "time_started": _local(call.started, shift),
        "time_answered": _local(call.answered, shift),
        "time_ended": _local(call.ended, shift),
    }


def _oldest(call: Call, shift: float) -> dict[str, object]:
    return {
        "call_id": call.call_id,
        "campaign_id": call.campaign_id,
        "user_id": call.user_id,
        "phone_number": call.callee,
        "duration": _seconds(call.started, call.ended, shift),
        "start_time": _local(call.started, shift),
        "status": "Fail" if call.answered is None else "Success",
        "keypress": call.keypress or "",
    }


def _utc(at: float | None, shift: float) -> str | None:
    if at is None:
        return None
    return datetime.fromtimestamp(int(at + shift), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _local(at: float | None, shift: float) -> str:
    """The older versions' times: Vietnam's, nothing where there is none."""
    if at is None:
        return ""
    return datetime.fromtimestamp(int(at + shift), VIETNAM).strftime("%Y-%m-%d %H:%M:%S")


def _seconds(begin: float | None, end: float | None, shift: float) -> int:
    """Between the two times as they are written, so that a record agrees with itself."""
    return 0 if begin is None or end is None else int(end + shift) - int(begin + shift)
