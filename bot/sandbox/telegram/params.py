"""Arguments of a Bot API request, however they came: all are text, as telegram-bot-api has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.sandbox.telegram.errors import Refused, bad_request

#: More than any text message with its keyboard needs.
MOST_BYTES = 1 << 20


class Params:
    """Reads one request's arguments by name; what is absent reads as empty."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return bool(self._values.get(name))

    def text(self, name: str) -> str:
        """The argument as sent, "" if absent."""
        return self._values.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; like telegram-bot-api, what is none counts as absent."""
        try:
            return int(self._values.get(name, ""))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Whether it is said to be so: true, yes or 1."""
        return self.text(name).lower() in ("true", "yes", "1")

    def parsed(self, name: str, words: str) -> Any:
        """A JSON-serialized argument, None if absent; 400 "can't parse {words} JSON object"."""
        if name not in self:
            return None
        try:
            return json.loads(self._values[name])
        except (ValueError, RecursionError):
            raise bad_request(f"can't parse {words} JSON object") from None


async def read_params(request: Request) -> Params:
    """Query string, JSON, form or multipart body; files are left out."""
    values = dict(request.query_params)
    if request.method == "POST":
        values |= await _read_body(request)
    return Params(values)


async def _read_body(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form() as form:
            return {name: part for name, part in form.items() if not isinstance(part, UploadFile)}
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(413, "Request Entity Too Large")
    try:
        text = bytes(body).decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if kind == "application/json":
        return _from_json(text)
    return dict(parse_qsl(text, keep_blank_values=True))


def _from_json(text: str) -> dict[str, str]:
    try:
        values = json.loads(text or "{}")
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise bad_request("can't parse request JSON object")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value is not None
    }
