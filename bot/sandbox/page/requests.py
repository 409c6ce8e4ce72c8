"""What the browser may ask, read and bounded: bodies as models, and who may ask at all.

Only a page of this very machine: another site's page, or a name that was made to point here, is
refused, because it could press buttons for the person in front of the screen.
"""

from __future__ import annotations

import re
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from bot.sandbox.bodies import BadBody, read_bytes

#: More than the longest message and its wrapping.
MOST_BYTES = 64 * 1024
_NUMBER = re.compile(r"[0-9]{1,18}")
_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1", "testserver"})


class BadRequest(Exception):
    """What the page is told instead of an answer: a status, and a sentence a language."""

    def __init__(self, status: int, vi: str, en: str) -> None:
        super().__init__(en)
        self.status = status
        self.vi = vi
        self.en = en


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class SendBody(_Body):
    """A message to write."""

    user: int
    chat_id: int
    text: str
    reply_to: int | None = None
    thread_id: int | None = None


class PressBody(_Body):
    """A button to press."""

    user: int
    chat_id: int
    message_id: int
    data: str


class ShareBody(_Body):
    """A chat chosen for a button that asks for one."""

    user: int
    chat_id: int
    message_id: int
    request_id: int
    shared_chat_id: int


class ContactBody(_Body):
    """One's number, for a button that asks for it."""

    user: int
    chat_id: int
    message_id: int


class PhoneBody(_Body):
    """What a hand does on the callee's phone; `key` is the key that is pressed."""

    call_id: str
    act: Literal["answer", "reject", "press", "hang_up"]
    key: str | None = Field(default=None, pattern=r"^[0-9*#]$")


class LanguageBody(_Body):
    """The language of one's app."""

    user: int
    language: str


class FaultsBody(_Body):
    """Faults to switch on or off, by name."""

    model_config = ConfigDict(strict=True, frozen=True, extra="allow")
    __pydantic_extra__: dict[str, bool]


Model = TypeVar("Model", bound=BaseModel)


async def read_body(request: Request, model: type[Model]) -> Model:
    """The body as `model`; `BadRequest` if it does not fit, `BadBody` if it is too long."""
    body = await read_bytes(request, MOST_BYTES)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise wrong_field(".".join(map(str, error.errors()[0]["loc"])) or "JSON") from None


def wrong_field(field: str) -> BadRequest:
    """400 that names what is missing or does not fit."""
    return BadRequest(400, f"Yêu cầu không đúng: {field}.", f"The request is wrong: {field}.")


def not_read(error: BadBody) -> BadRequest:
    """What the page is told of a body that is too long, cut off, or no form."""
    if error.status == 413:
        return BadRequest(
            413,
            "Dài quá: nhận tối đa 64 KB chữ, tệp 50 MB.",
            "Too long: 64 KB of text, or a file of 50 MB, at the most.",
        )
    return wrong_field(error.words)


def check_own(request: Request) -> None:
    """403 for a request that a page of this machine did not make."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{host}"
    if _hostname(host) not in _OWN_NAMES or origin not in (None, own):
        raise BadRequest(
            403,
            "Trang này chỉ dùng được trên chính máy này.",
            "This page can be used on this machine only.",
        )


def whole_number(text: str) -> int | None:
    """A number of ordinary size, as a query or a header gives it."""
    return int(text) if _NUMBER.fullmatch(text) else None


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
