"""The PBX's REST API as values: builders make requests, readers make models or errors of replies.

Performs no I/O. The spoken code goes out here and never comes back: a `Cdr` drops it before it
exists, and readers hide it and every key in the words they pass on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final, Literal
from urllib.parse import quote

from bot.core.cdrs import Cdr, parse_json, read_call_id, read_text
from bot.errors import (
    PbxBroken,
    PbxError,
    PbxNotFound,
    PbxRateLimited,
    PbxRefused,
    PbxUnauthorized,
    PbxUnreadable,
)
from bot.pbx.words import read_words

#: A longer body is not read any further.
BODY_LIMIT: Final = 2 * 1024 * 1024
#: The longest wait that a `Retry-After` may ask for, in seconds.
RETRY_AFTER_LIMIT: Final = 60.0
#: What the vendor says of a token whose `expire_at` says nothing.
TOKEN_SECONDS: Final = 24 * 3600.0
#: An `expire_at` below this is a number of seconds from now, not a Unix time.
DURATION_LIMIT: Final = 1e9

_FITS_HEADER: Final = re.compile(r"[!-~]+")

Endpoint = Literal["token", "otp", "cdrs", "cdr"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; `secrets` is what it holds that nobody may read in the PBX's answer."""

    endpoint: Endpoint
    method: str
    path: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    json: Mapping[str, object] | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer as it came in at Unix time `at`; `headers` ignores case or is in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    at: float
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtpCall:
    """A code to be read out to one callee; `ref` None leaves our reference out."""

    campaign_id: str
    caller: str
    callee: str
    template: str
    code: str = field(repr=False)
    #: Holds the secret that proves a hook; None where no hooks can come.
    callback_url: str | None = field(repr=False)
    queue: bool
    ref: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What lets us in until `expires_at`, Unix seconds."""

    access_token: str = field(repr=False)
    expires_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The PBX took the call; `call_id` is empty if it did not say which it is."""

    call_id: str


def build_token(pbx_api_key: str) -> Request:
    """`POST /v1/auth/token`."""
    return Request(
        endpoint="token",
        method="POST",
        path="/v1/auth/token",
        json={"api_key": pbx_api_key},
        secrets=(pbx_api_key,),
    )


def build_otp_call(call: OtpCall) -> Request:
    """`POST /v1/autocall/otp`."""
    param = {"template_name": call.template, "code_otp": call.code}
    body: dict[str, object] = {
        "campaign_id": call.campaign_id,
        "caller": call.caller,
        "callee": call.callee,
        "param": param if call.ref is None else {**param, "ref_id": call.ref},
    }
    if call.callback_url is not None:
        body["callback_url"] = call.callback_url
    if call.queue:
        body["queue"] = True
    return Request(
        endpoint="otp",
        method="POST",
        path="/v1/autocall/otp",
        json=body,
        secrets=(call.code, (call.callback_url or "").rpartition("/")[2]),
    )


def build_cdrs(
    limit: int, offset: int, *, caller: str | None = None, callee: str | None = None
) -> Request:
    """`GET /v1/report`."""
    params: dict[str, str | int] = {"limit": limit, "offset": offset}
    wanted = {"caller": caller, "callee": callee}
    params |= {name: number for name, number in wanted.items() if number}
    return Request(endpoint="cdrs", method="GET", path="/v1/report", params=params)


def build_cdr(call_id: str) -> Request:
    """`GET /v1/report/{call_id}`."""
    return Request(endpoint="cdr", method="GET", path=f"/v1/report/{quote(call_id, safe='')}")


def read_token(reply: Reply) -> Token:
    """The access token; an expiry that is missing or past counts as the vendor's 24 hours."""
    data = _fields(_data(_content(reply)))
    access_token = read_text(data.get("access_token"))
    if not _FITS_HEADER.fullmatch(access_token):
        raise PbxUnreadable(status=reply.status)
    expires_at = _expires_at(data.get("expire_at"), reply.at)
    return Token(access_token=access_token, expires_at=expires_at)


def _expires_at(expire_at: object, at: float) -> float:
    try:
        number = float(read_text(expire_at))
    except ValueError:
        number = 0.0
    expires_at = at + number if number < DURATION_LIMIT else number
    return expires_at if expires_at > at else at + TOKEN_SECONDS


def read_placement(reply: Reply) -> Placement:
    """The call's id, or success without one; a 2xx that says neither may still have called."""
    content = _content(reply)
    call_id = _call_id(content)
    if not call_id and not _says_success(content):
        raise PbxUnreadable(status=reply.status)
    return Placement(call_id=call_id)


def read_cdrs(reply: Reply) -> list[Cdr]:
    """The records as the PBX orders them; null is an empty list."""
    content = _content(reply, missing=PbxNotFound)
    data = _data(content)
    if data is None:
        return []
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise PbxUnreadable(status=reply.status)
    return [Cdr.model_validate(item) for item in data]


def read_cdr(reply: Reply) -> Cdr:
    """One record; null or empty data is no record."""
    data = _data(_content(reply, missing=PbxNotFound))
    if not data:
        raise PbxNotFound(status=reply.status)
    if not read_text(_fields(data).get("call_id")):
        raise PbxUnreadable(status=reply.status)
    return Cdr.model_validate(data)


def _content(reply: Reply, *, missing: type[PbxRefused] = PbxRefused) -> dict[str, object]:
    """The JSON object of a 2xx that reports no error; everything else is raised."""
    content = parse_json(reply.body) if len(reply.body) <= BODY_LIMIT else None
    words = read_words(content, reply.body, secrets=reply.secrets)
    if not 200 <= reply.status < 300:
        raise _failure(reply, words, missing=missing)
    if not isinstance(content, dict):
        raise PbxUnreadable(status=reply.status)
    if _says_error(content):
        # An id beside an error contradicts it: somebody may have been called.
        kind = PbxUnreadable if _call_id(content) else PbxRefused
        raise kind(words, status=reply.status)
    return content


def _failure(reply: Reply, words: str, *, missing: type[PbxRefused]) -> PbxError:
    status, retry_after = reply.status, _retry_after(reply)
    if status in _REFUSALS:
        return _REFUSALS[status](words, status=status, retry_after=retry_after)
    if status == 404:
        return missing(words, status=status)
    if status == 408 or status >= 500:
        return PbxBroken(words, status=status, retry_after=retry_after)
    if status >= 400:
        return PbxRefused(words, status=status)
    # 302 and 303 also follow a request that was carried out.
    return PbxUnreadable(words, status=status)


#: 301, 307 and 308 say that the same request belongs elsewhere, so it was not carried out here.
_REFUSALS: Final[Mapping[int, type[PbxRefused]]] = {
    301: PbxRefused,
    307: PbxRefused,
    308: PbxRefused,
    401: PbxUnauthorized,
    403: PbxUnauthorized,
    429: PbxRateLimited,
}


def _retry_after(reply: Reply) -> float | None:
    """Seconds, from a number or an HTTP date; None if the header is missing or neither."""
    value = reply.headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        seconds = _date(value) - reply.at
    return None if math.isnan(seconds) else min(max(seconds, 0.0), RETRY_AFTER_LIMIT)


def _date(value: str) -> float:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return math.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _data(content: dict[str, object]) -> object:
    """What the reply is about: all but the one to a placement wrap it."""
    return content.get("data", content)


def _call_id(content: dict[str, object]) -> str:
    wrapped = _fields(content.get("data"))
    return read_call_id(content.get("call_id")) or read_call_id(wrapped.get("call_id"))


def _fields(data: object) -> dict[str, object]:
    return data if isinstance(data, dict) else {}


def _says_error(content: dict[str, object]) -> bool:
    errors = (content.get("error"), _fields(content.get("data")).get("error"))
    return any(errors) or content.get("status") is False


def _says_success(content: dict[str, object]) -> bool:
    return read_text(content.get("status")).casefold() in ("success", "true")
