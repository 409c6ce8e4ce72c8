"""The PBX's record of a call, read as the reference and the vendor's older pages write it.

Decides what a field means and drops what is secret before anything is made of a record. A field
that can't be read counts as absent; it refuses nothing but what is not an object.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, model_validator

from bot.core.calls import DAY, Facts, Report, Seen, Source, known
from bot.core.kept_json import drop_secrets, parse_json, storable

#: Times without an offset are Vietnam's, which has had no other since 1975.
VIETNAM: Final = timezone(timedelta(hours=7))
#: What `param` holds besides what is read aloud.
PLAIN_PARAMS: Final = ("template_name", "ref_id")

_ID_LIMIT: Final = 128
_COUNT_LIMIT: Final = 10**9
#: Unix seconds far beyond any call; what is greater is not a time in seconds.
_TIME_LIMIT: Final = 10**11
#: The context in which a record is validated that `drop_secrets` has gone through already.
CLEAN: Final = object()

#: Fields of ours that may hold a code all the same: a callee may press what they hear.
_TELLING: Final = frozenset({"param", "keypress", "press_key"})


def keep_known(raw: Mapping[str, object], names: Iterable[str]) -> dict[str, object]:
    """Only these fields, only plain values: what is kept of an OTP call, whose rest may tell."""
    known = {
        name: raw[name]
        for name in names
        if name in raw and not isinstance(raw[name], dict | list) and name not in _TELLING
    }
    param = read_param(raw.get("param"))
    if kept := {key: param[key] for key in PLAIN_PARAMS if key in param}:
        known["param"] = kept
    return known


def read_text(value: object) -> str:
    """A string or number as text that can be stored, trimmed; everything else is empty."""
    return storable(str(value)).strip() if isinstance(value, str | int | float) else ""


def read_call_id(value: object) -> str:
    """An id that a path can hold; a longer one, or one of dots only, is none."""
    text = read_text(value)
    return text if len(text) <= _ID_LIMIT and text.strip(".") else ""


def read_time(value: object) -> float | None:
    """Unix seconds of RFC 3339, of a date and time without offset (Vietnam's), or of a number.

    None for what is empty, unreadable, or an empty time of the PBX's own (year 1, or 1970).
    """
    if isinstance(value, str):
        value = _written_time(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < _TIME_LIMIT else None


@lru_cache(maxsize=1024)
def _written_time(text: str) -> float | None:
    """A call's hooks and its record say the same times again and again."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=VIETNAM)).timestamp()


def read_count(value: object) -> int | None:
    """A whole number from 0 to a billion, also given as a string or float; else None."""
    try:
        number = float(value) if isinstance(value, str | int | float) else math.nan
    except (ValueError, OverflowError):
        return None
    return int(number) if 0 <= number <= _COUNT_LIMIT else None


def read_keys(value: object) -> str:
    """The keys pressed; the PBX writes none as null, "" or "{}"."""
    text = read_text(value)
    return "" if text in ("{}", "null") else text


def read_param(value: object) -> dict[str, str]:
    """`param` as an object, whether it came as one or as JSON in a string; else empty."""
    raw = parse_json(value) if isinstance(value, str) else value
    if not isinstance(raw, dict):
        return {}
    return {
        str(key): json.dumps(item, ensure_ascii=False)
        if isinstance(item, dict | list)
        else read_text(item)
        for key, item in raw.items()
    }


Text = Annotated[str, BeforeValidator(read_text)]
CallId = Annotated[str, BeforeValidator(read_call_id)]
Word = Annotated[str, BeforeValidator(lambda value: read_text(value).upper())]
Time = Annotated[float | None, BeforeValidator(read_time)]
Count = Annotated[int | None, BeforeValidator(read_count)]
Keys = Annotated[str, BeforeValidator(read_keys)]
Param = Annotated[dict[str, str], BeforeValidator(read_param)]


class Cdr(BaseModel):
    """One record: the reference's 16 attributes; absent texts are empty, absent numbers None.

    Times are Unix seconds, lengths seconds. Unknown fields are kept, except for OTP calls.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    call_id: CallId = ""
    caller: Text = ""
    callee: Text = ""
    campaign_id: Text = ""
    create_time: Time = None
    start_time: Time = None
    end_time: Time = None
    answer_time: Time = None
    duration: Count = None
    billsec: Count = None
    keypress: Keys = ""
    user_id: Text = ""
    param: Param = {}
    type: Word = ""
    hangup_cause: Word = ""
    #: How many times the PBX has dialled.
    call_time: Count = None

    @model_validator(mode="before")
    @classmethod
    def _drop_secrets(cls, raw: Any, info: ValidationInfo) -> Any:
        clean = raw if info.context is CLEAN else drop_secrets(raw)
        if isinstance(clean, dict) and read_text(clean.get("type")).upper() == "OTP":
            return keep_known(clean, cls.model_fields)
        return clean

    @property
    def ref(self) -> str:
        """Our own reference, if the call was placed with one."""
        return self.param.get("ref_id", "")

    @property
    def template(self) -> str:
        """The voice script's name."""
        return self.param.get("template_name", "")

    def made_at(self, *, now: float) -> float | None:
        """When it was made, as far as the record tells; a clock a day ahead tells nothing."""
        times = (self.create_time, self.start_time, self.answer_time, self.end_time)
        return next((at for at in times if at is not None and at < now + DAY), None)

    @property
    def is_otp(self) -> bool:
        """Whether it is of a code call, of which less is kept."""
        return self.type == "OTP"

    @property
    def finished(self) -> bool:
        """Whether the call is over: a record without end and cause is of a call still running."""
        return self.end_time is not None or self.hangup_cause != ""

    def facts(self) -> Facts:
        """What this record says of its call."""
        report = Report(
            attempt=max(1, self.call_time or 1),
            seen=self._seen(),
            recorded=self.finished,
            start_time=known(Source.CDR, self.start_time),
            answer_time=known(Source.CDR, self.answer_time),
            end_time=known(Source.CDR, self.end_time),
            duration=known(Source.CDR, self.duration),
            billsec=known(Source.CDR, self.billsec),
            hangup_cause=known(Source.CDR, self.hangup_cause or None),
            keypress=known(Source.CDR, self.keypress or None),
        )
        return Facts(call_id=known(Source.CDR, self.call_id or None), report=report)

    def _seen(self) -> Seen:
        if self.finished:
            return Seen.ENDED
        return Seen.ANSWERED if self.answer_time is not None or self.billsec else Seen.PLACED


def fuller(one: Cdr, other: Cdr) -> Cdr:
    """Which of two records of a call says more: the later attempt, the finished, the longer one."""
    return max(one, other, key=_fullness)


def _fullness(cdr: Cdr) -> tuple[int, bool, int, str]:
    said = cdr.model_dump(exclude_defaults=True)
    return cdr.call_time or 0, cdr.finished, len(said), json.dumps(said, sort_keys=True)


def without_code(cdr: Cdr) -> Cdr:
    """The record of a code call as it may be kept: known fields only, no keys that were pressed."""
    known = keep_known(cdr.model_dump(), Cdr.model_fields)
    return Cdr.model_validate({**known, "type": "OTP"})
