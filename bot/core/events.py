"""What the PBX posts to a call's `callback_url`, in any of the vendor's three shapes.

Decides which shape a hook has, which facts it holds and what of it may be kept. It refuses
nothing: what can't be read is still a hint that something happened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict

from bot.core.calls import Facts, Report, Seen, Source, known
from bot.core.cdrs import (
    CLEAN,
    CallId,
    Cdr,
    Count,
    Keys,
    Time,
    Word,
    keep_known,
)
from bot.core.kept_json import drop_secrets, nothing_to_drop, parse_json
from bot.core.records import CallKind

Shape = Literal["event", "cdr", "oldest", "unreadable"]

#: What an event's `state` says was seen; every other word is only a reason to look.
_SEEN: Final[Mapping[str, Seen]] = MappingProxyType(
    {
        "RINGING": Seen.RINGING,
        "ANSWERED": Seen.ANSWERED,
        "HANGUP": Seen.ENDED,
        "MISSED": Seen.ENDED,
        "CDR": Seen.ENDED,
        "CDR_AUTOCALL": Seen.ENDED,
    }
)
#: These say only that the call is over: its record takes a moment, and mostly comes by itself.
_UNRECORDED: Final = frozenset({"HANGUP", "MISSED"})
_PICKED_UP: Final = MappingProxyType({"SUCCESS": True, "FAIL": False})
#: Only the record has these.
_CDR_MARKS: Final = frozenset({"create_time", "end_time", "answer_time", "hangup_cause"})
#: Names of keys are kept unless digits could make them a number or a code.
_KEY_NAME: Final = re.compile(r"[A-Za-z_.-]{1,40}")
_FORM_FIELDS: Final = 100


class CallEvent(BaseModel):
    """Shape 1: what happened to a call just now. Times are Unix seconds, lengths seconds."""

    model_config = ConfigDict(frozen=True)

    call_id: CallId = ""
    state: Word = ""
    duration: Count = None
    billsec: Count = None
    press_key: Keys = ""
    time_started: Time = None
    time_answered: Time = None
    time_ended: Time = None

    def facts(self) -> Facts:
        """What the event says of its call; of an unknown state, which call it is."""
        seen = _SEEN.get(self.state)
        call_id = known(Source.EVENT, self.call_id or None)
        if seen is None:
            return Facts(call_id=call_id)
        report = Report(
            seen=seen,
            start_time=known(Source.EVENT, self.time_started),
            answer_time=known(Source.EVENT, self.time_answered),
            end_time=known(Source.EVENT, self.time_ended),
            duration=known(Source.EVENT, self.duration),
            billsec=known(Source.EVENT, self.billsec),
            keypress=known(Source.EVENT, self.press_key or None),
            picked_up=known(Source.EVENT, True if seen is Seen.ANSWERED else None),
        )
        return Facts(call_id=call_id, report=report)


class OldestHook(BaseModel):
    """Shape 3: how a call ended, in the oldest version's words."""

    model_config = ConfigDict(frozen=True)

    call_id: CallId = ""
    duration: Count = None
    start_time: Time = None
    status: Word = ""
    keypress: Keys = ""

    def facts(self) -> Facts:
        """What the hook says of its call; of an unknown status, which call it is."""
        picked_up = _PICKED_UP.get(self.status)
        call_id = known(Source.OLDEST, self.call_id or None)
        if picked_up is None:
            return Facts(call_id=call_id)
        report = Report(
            seen=Seen.ENDED,
            start_time=known(Source.OLDEST, self.start_time),
            duration=known(Source.OLDEST, self.duration),
            keypress=known(Source.OLDEST, self.keypress or None),
            picked_up=known(Source.OLDEST, picked_up),
        )
        return Facts(call_id=call_id, report=report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One hook as it was understood; `body` is all that may be kept of it."""

    shape: Shape
    facts: Facts
    #: The record itself, if that is what was posted.
    cdr: Cdr | None = None
    #: The call's record is worth asking for now.
    look: bool
    body: dict[str, object]


_MODELS: Final[Mapping[Shape, type[CallEvent | Cdr | OldestHook]]] = MappingProxyType(
    {"event": CallEvent, "cdr": Cdr, "oldest": OldestHook}
)
#: What else is kept of an OTP call's hooks. Not what is free text: a code could stand in it.
_KEPT: Final[Mapping[Shape, tuple[str, ...]]] = MappingProxyType(
    {
        "event": ("sip_call_id", "direction", "from_number", "to_number", "hotline"),
        "cdr": (),
        "oldest": ("campaign_id", "user_id", "phone_number"),
    }
)


def open_hook(body: bytes) -> object:
    """What any bytes say, without what is secret, as `read_hook` takes it; never raises."""
    if nothing_to_drop(body) and isinstance(raw := parse_json(body), dict):
        return raw
    return drop_secrets(_decode(body))


def read_hook(body: bytes, kind: CallKind, *, opened: object = None) -> Hook:
    """Any bytes as a hook; never raises. An OTP call's hooks keep known fields only.

    Whoever knew the body before they knew the call has `opened` it already.
    """
    raw = open_hook(body) if opened is None else opened
    shape = _shape_of(raw)
    if shape == "unreadable" or not isinstance(raw, dict):
        return Hook(shape="unreadable", facts=Facts(), look=True, body=_outline(raw, len(body)))
    model = _MODELS[shape]
    fields = raw
    if kind is CallKind.OTP:
        fields = keep_known(raw, (*model.model_fields, *_KEPT[shape]))
    said = model.model_validate(fields, context=CLEAN)
    facts = said.facts()
    running = facts.report.seen in (Seen.PLACED, Seen.RINGING, Seen.ANSWERED)
    early = isinstance(said, CallEvent) and said.state in _UNRECORDED
    return Hook(
        shape=shape,
        facts=facts,
        cdr=said if isinstance(said, Cdr) else None,
        look=shape != "cdr" and not running and not early,
        body=fields,
    )


def _shape_of(raw: object) -> Shape:
    if not isinstance(raw, dict):
        return "unreadable"
    if raw.keys() & _CDR_MARKS:
        return "cdr"
    if "state" in raw:
        return "event"
    return "oldest" if "status" in raw else "unreadable"


def _decode(body: bytes) -> object:
    """JSON, JSON in a JSON string, a form, or JSON in a form's only field; else None."""
    raw = parse_json(body)
    if isinstance(raw, str):
        return parse_json(raw)
    if raw is not None:
        return raw
    try:
        form = dict(parse_qsl(body.decode(), max_num_fields=_FORM_FIELDS))
    except ValueError:
        return None
    only = parse_json(next(iter(form.values()))) if len(form) == 1 else None
    return only if isinstance(only, dict) else form or None


def _outline(raw: object, length: int) -> dict[str, object]:
    outline: dict[str, object] = {"type": type(raw).__name__, "length": length}
    if isinstance(raw, dict):
        outline["keys"] = sorted(key for key in raw if _KEY_NAME.fullmatch(key))
    return outline
