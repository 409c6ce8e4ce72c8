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
_NAMES: Mapping[type, str] = {str: "string", bool: "boolean", dict: "object"}


class Refused(Exception):
    """An answer that is an error: a status and the PBX's words, or a list of field errors."""

    def __init__(self, status: int, error: str | Sequence[Mapping[str, str]]) -> None:
        super().__init__(status, error)
        self.status = status
        self.error = error

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
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair can't be sent back
    except (ValueError, RecursionError):
        raise Refused(400, "invalid json") from None
    if not isinstance(value, dict):
        raise Refused(400, [{"(root)": "Invalid type. Expected: object"}])
    return value


def check(body: Json, required: Mapping[str, type], optional: Mapping[str, type]) -> None:
    """Every required field is there, and every field has its type; else all faults at once."""
    faults = [
        {"(root)": f"{name} is required"} for name in required if body.get(name) in (None, "")
    ]
    for name, kind in {**required, **optional}.items():
        value = body.get(name)
        if value is not None and not isinstance(value, kind):
            faults.append({name: f"Invalid type. Expected: {_NAMES[kind]}"})
    if faults:
        raise Refused(400, faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A request for an OTP call, checked as far as that goes without an account."""

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


_REQUIRED = {"campaign_id": str, "caller": str, "callee": str, "param": dict}
_OPTIONAL = {"callback_url": str, "callback_apikey": str, "queue": bool}


def read_placement(body: Json) -> Placement:
    """The placement that a request's body asks for."""
    check(body, _REQUIRED, _OPTIONAL)
    if not _PHONE.fullmatch(str(body["callee"])):
        raise Refused(400, [{"callee": "Wrong Format"}])
    param = body["param"]
    assert isinstance(param, dict)
    name = param.get("template_name")
    if not isinstance(name, str) or not name:
        raise Refused(400, [{"param": "template_name is required"}])
    given = {key: body[key] for key in (*_REQUIRED, *_OPTIONAL) if body.get(key) not in (None, "")}
    return Placement(template_name=name, **given)  # type: ignore[arg-type]


def read_page(query: Mapping[str, str]) -> tuple[int, int]:
    """`limit` (10 if not said) and `offset` of a list of records."""
    try:
        limit, offset = int(query.get("limit", "10")), int(query.get("offset", "0"))
    except ValueError:
        raise Refused(400, "limit and offset must be integers") from None
    if limit < 0 or offset < 0:
        raise Refused(400, "limit and offset must not be negative")
    return limit, offset
