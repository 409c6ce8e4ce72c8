"""What a request to the sandbox PBX may say, and how a refusal is worded.

Pure: reads bodies and queries into checked values or raises `Refused`. It knows no account: whether
a campaign or a template exists is the API's to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import responses
from typing import Literal, Self

Json = dict[str, object]
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_NAMES: Mapping[type, str] = {
    bool: "boolean",
    dict: "object",
    float: "number",
    int: "integer",
    list: "array",
    str: "string",
}
WRONG_FORMAT = "Wrong Format"
#: A list of records is never longer.
MOST_RECORDS = 1000

Faults = list[Mapping[str, str]]


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request as it came; `status` is None until it is answered, heard or not."""

    at: float
    method: str
    path: str
    status: int | None = None
    #: Of placements that could be read; no callee where many are named.
    callee: str | None = None
    ref: str | None = None


class Refused(Exception):
    """An answer that is an error: a status and the PBX's words, or a list of field errors.

    `retry_after` is when to come back, in seconds, for whoever is told.
    """

    def __init__(
        self,
        status: int,
        error: str | Sequence[Mapping[str, str]],
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(status, error)
        self.status = status
        self.error = error
        self.retry_after = retry_after

    @classmethod
    def plain(cls, status: int) -> Self:
        """With the words that the status has in HTTP."""
        return cls(status, responses.get(status, "Error"))


def build_error(refused: Refused, shape: Literal["error", "envelope"]) -> Json:
    """The body of an error answer in one of the two shapes."""
    if shape == "error":
        return {"error": refused.error}
    return {
        "message": responses.get(refused.status, "Error"),
        "code": refused.status,
        "status": False,
        "data": {"error": refused.error},
    }


def read_json(body: bytes) -> Json:
    """The object in a request's body."""
    try:
        value = json.loads(body)
        # Neither half a surrogate pair nor a number beyond all bounds can be sent back.
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise Refused(400, "invalid json") from None
    if not isinstance(value, dict):
        raise Refused(400, [{"(root)": "Invalid type. Expected: object"}])
    return value


def check(body: Json, required: Mapping[str, type], optional: Mapping[str, type]) -> None:
    """Every required field is there, and every field has its type; else all faults at once."""
    if faults := find_faults(body, required, optional):
        raise Refused(400, faults)


def find_faults(
    value: Json, required: Mapping[str, type], optional: Mapping[str, type], *, at: str = ""
) -> Faults:
    """What is missing or of another type in an object; `at` is its path in the body."""
    missing = [name for name in required if value.get(name) in (None, "")]
    faults: Faults = [{at or "(root)": f"{name} is required"} for name in missing]
    for name, kind in {**required, **optional}.items():
        given = value.get(name)
        if given is not None and not _is(given, kind):
            path = f"{at}.{name}" if at else name
            faults.append({path: f"Invalid type. Expected: {_NAMES[kind]}"})
    return faults


def _is(value: object, kind: type) -> bool:
    """Whether a value is of this type of JSON's, where a boolean is no number."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, int | float if kind is float else kind)


def is_phone(number: str) -> bool:
    """Whether the PBX would dial this."""
    return _PHONE.fullmatch(number) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A request for a call, checked as far as that goes without an account."""

    campaign_id: str
    caller: str
    callee: str
    param: Json
    template_name: str
    callback_url: str | None = None
    callback_apikey: str | None = field(default=None, repr=False)
    queue: bool = False

    @property
    def stored_param(self) -> str:
        """`param` as records give it back: JSON in a string, keys in order."""
        return json.dumps(self.param, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def ref(self) -> str | None:
        """The asker's own reference, if one was given."""
        ref = self.param.get("ref_id")
        return None if ref is None else str(ref)


_CALL: Mapping[str, type] = {"campaign_id": str, "caller": str, "param": dict}
_OPTIONAL: Mapping[str, type] = {"callback_url": str, "callback_apikey": str, "queue": bool}


def read_placement(body: Json) -> Placement:
    """The one call that a request asks for."""
    check(body, {**_CALL, "callee": str}, _OPTIONAL)
    if not is_phone(str(body["callee"])):
        raise Refused(400, [{"callee": WRONG_FORMAT}])
    return _placement(body, str(body["callee"]))


def read_placements(body: Json, *, campaign_id: str) -> list[Placement]:
    """A call for each of `callees`, numbers or not.

    The reference's example of many callees names no campaign: `campaign_id` is meant then.
    """
    body = {"campaign_id": campaign_id, **body}
    check(body, {**_CALL, "callees": list}, _OPTIONAL)
    if body.get("callee") is not None:
        raise Refused(400, [{"(root)": "Must validate one and only one schema (oneOf)"}])
    callees = body["callees"]
    assert isinstance(callees, list)
    if not callees:
        raise Refused(400, [{"callees": "Array must have at least 1 items"}])
    faults = [
        {f"callees.{at}": f"Invalid type. Expected: {_NAMES[str]}"}
        for at, callee in enumerate(callees)
        if not isinstance(callee, str)
    ]
    if faults:
        raise Refused(400, faults)
    return [_placement(body, callee) for callee in callees]


def _placement(body: Json, callee: str) -> Placement:
    param = body["param"]
    assert isinstance(param, dict)
    name = param.get("template_name")
    if not isinstance(name, str) or not name:
        raise Refused(400, [{"param": "template_name is required"}])
    faults = [
        {f"param.{key}": f"Invalid type. Expected: {_NAMES[str]}"}
        for key, value in param.items()
        if isinstance(value, bool | dict | list)
    ]
    if faults:
        raise Refused(400, faults)
    given = {key: body[key] for key in (*_CALL, *_OPTIONAL) if body.get(key) not in (None, "")}
    return Placement(template_name=name, callee=callee, **given)  # type: ignore[arg-type]


def read_page(query: Mapping[str, str]) -> tuple[int, int]:
    """`limit` (10 if not said) and `offset` of a list of records."""
    try:
        limit, offset = int(query.get("limit", "10")), int(query.get("offset", "0"))
    except ValueError:
        raise Refused(400, "limit and offset must be integers") from None
    if limit < 0 or offset < 0:
        raise Refused(400, "limit and offset must not be negative")
    return min(limit, MOST_RECORDS), offset
