"""An answer of the PBX: its JSON object, or the error that its status and its words mean.

Decides whether what was asked may have happened; knows no endpoint.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

from bot.core.cdrs import read_call_id
from bot.core.kept_json import parse_json
from bot.errors import (
    PbxBroken,
    PbxError,
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

#: 301, 307 and 308 say that the same request belongs elsewhere, so it was not carried out here.
_REFUSALS: Final[Mapping[int, type[PbxRefused]]] = {
    301: PbxRefused,
    307: PbxRefused,
    308: PbxRefused,
    401: PbxUnauthorized,
    403: PbxUnauthorized,
    429: PbxRateLimited,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer as it came in at Unix time `at`; `headers` ignores case or is in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    at: float
    secrets: tuple[str, ...] = field(default=(), repr=False)


def read_content(reply: Reply, *, missing: type[PbxRefused] = PbxRefused) -> dict[str, object]:
    """The JSON object of a 2xx that reports no error; all else is raised, 404 as `missing`."""
    content = _parse(reply.body) if len(reply.body) <= BODY_LIMIT else None
    if not 200 <= reply.status < 300:
        raise _failure(reply, _words(reply, content), missing=missing)
    if not isinstance(content, dict):
        raise PbxUnreadable(status=reply.status)
    if _says_error(content):
        # An id beside an error contradicts it: somebody may have been called.
        kind = PbxUnreadable if read_id(content) else PbxRefused
        raise kind(_words(reply, content), status=reply.status)
    return content


def _words(reply: Reply, content: object) -> str:
    return read_words(content, reply.body, secrets=reply.secrets)


def _parse(body: bytes) -> object:
    """JSON that can be kept and shown: halves of surrogate pairs are "?", infinities are null."""
    try:
        text = json.dumps(parse_json(body), ensure_ascii=False)
    except RecursionError:
        return None
    return parse_json(text.encode(errors="replace"))


def read_data(content: dict[str, object]) -> object:
    """What the reply is about: some wrap it."""
    return content.get("data", content)


def read_fields(data: object) -> dict[str, object]:
    """The fields of an object; nothing else has any."""
    return data if isinstance(data, dict) else {}


def read_id(content: dict[str, object]) -> str:
    """The call's id, wrapped or not; empty if there is none."""
    wrapped = read_fields(content.get("data"))
    return read_call_id(content.get("call_id")) or read_call_id(wrapped.get("call_id"))


def _says_error(content: dict[str, object]) -> bool:
    errors = (content.get("error"), read_fields(content.get("data")).get("error"))
    return any(errors) or content.get("status") is False


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
