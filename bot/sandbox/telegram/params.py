"""Arguments of a Bot API request, however they came: all are text, as telegram-bot-api has them.

Files are beside them, whole and in memory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox.bodies import BadBody, Upload, read_bytes, read_form
from bot.sandbox.telegram.errors import Refused, bad_request

#: More than any text message with its keyboard needs.
MOST_BYTES = 1 << 20
#: A request with files, all in all.
MOST_UPLOAD_BYTES = 50 << 20


class Params:
    """Reads one request's arguments by name; what is absent reads as empty."""

    def __init__(
        self, values: Mapping[str, str], uploads: Mapping[str, Upload] | None = None
    ) -> None:
        self._values = values
        self._uploads = uploads or {}

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

    def upload(self, name: str) -> Upload | None:
        """The file that came under this name, or that `attach://` in the argument points to."""
        scheme, _, attached = self.text(name).partition("://")
        return self._uploads.get(attached if scheme == "attach" else name)

    def within(self, name: str, words: str) -> Params:
        """The fields of a JSON-serialized object, as arguments beside the same files."""
        value = self.parsed(name, words)
        if not isinstance(value, dict):
            raise bad_request(f"can't parse {words}: expected an Object")
        return Params(_as_text(value), self._uploads)


async def read_params(request: Request) -> Params:
    """Query string, JSON, form or multipart body; 413 over `MOST_BYTES`, with files more."""
    query = dict(request.query_params)
    if request.method != "POST":
        return Params(query)
    try:
        return await _read_body(request, query)
    except BadBody as error:
        raise (
            bad_request(error.words) if error.status == 400 else Refused(413, error.words)
        ) from None


async def _read_body(request: Request, query: Mapping[str, str]) -> Params:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        form = await read_form(request, MOST_UPLOAD_BYTES)
        return Params({**query, **form.texts}, form.files)
    try:
        text = (await read_bytes(request, MOST_BYTES)).decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if kind == "application/json":
        return Params({**query, **_from_json(text)})
    return Params({**query, **dict(parse_qsl(text, keep_blank_values=True))})


def _from_json(text: str) -> dict[str, str]:
    try:
        values = json.loads(text or "{}")
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise bad_request("can't parse request JSON object")
    return _as_text(values)


def _as_text(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value is not None
    }
