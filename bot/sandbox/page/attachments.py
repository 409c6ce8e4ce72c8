"""Files that go in and out by the page: an upload read within bounds, a file served to look at.

Decides nothing about chats: what may be sent is the local Telegram's to say. It lets no browser run
what somebody sent: only pictures and sound are shown in the page, all else is saved.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.bodies import Upload, read_form
from bot.sandbox.page.requests import MOST_BYTES, wrong_field
from bot.sandbox.telegram.records import AttachmentKind

#: The biggest file that a bot may send, and so the biggest that the page takes.
MOST_FILE_BYTES = 50 * 1024 * 1024
#: What no name on the reader's disk may hold: paths, controls, marks that turn letters around.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_SHOWN = re.compile(r"image/(?:gif|jpeg|png|webp)|audio/[a-z0-9.+-]+")
_RANGE = re.compile(r"bytes=(?:(?P<first>\d{1,18})-(?P<last>\d{0,18})|-(?P<tail>\d{1,18}))")


class AttachForm(BaseModel):
    """The fields beside the file; a form has only texts, so numbers are read from them."""

    model_config = ConfigDict(frozen=True)

    user: int
    chat_id: int
    kind: AttachmentKind = AttachmentKind.DOCUMENT
    caption: str = ""
    reply_to: int | None = None
    thread_id: int | None = None


async def read_attachment(request: Request) -> tuple[AttachForm, Upload]:
    """A form with its one part `file`; `BadRequest` if it does not fit, `BadBody` if too long."""
    form = await read_form(
        request,
        MOST_FILE_BYTES + MOST_BYTES,
        max_files=1,
        max_fields=len(AttachForm.model_fields),
        max_part_size=MOST_BYTES,
    )
    if "file" not in form.files:
        raise wrong_field("file")
    try:
        return AttachForm.model_validate(form.texts), form.files["file"]
    except ValidationError as error:
        raise wrong_field(str(error.errors()[0]["loc"][0])) from None


def file_response(content: bytes, *, name: str, mime_type: str, wanted: str) -> Response:
    """The file, or the part of it that the Range header `wanted` asks for: a player seeks so."""
    is_shown = _SHOWN.fullmatch(mime_type)
    way = "inline" if is_shown else "attachment"
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(safe_name(name), safe='')}",
    }
    media_type = mime_type if is_shown else "application/octet-stream"
    span = _span(wanted, len(content))
    if span is None:
        return Response(content, headers=headers, media_type=media_type)
    headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{len(content)}"
    if not span:
        headers["Content-Range"] = f"bytes */{len(content)}"
        return Response(status_code=416, headers=headers)
    part = content[span.start : span.stop]
    return Response(part, 206, headers=headers, media_type=media_type)


def safe_name(name: str) -> str:
    """The sender's name for a file, as it may be saved under."""
    return _UNSAFE.sub("_", name).strip(". ") or "file"


def _span(wanted: str, size: int) -> range | None:
    """The bytes that a Range header names; None: all, as for one that is not understood."""
    match = _RANGE.fullmatch(wanted.strip())
    if match is None:
        return None
    if match["tail"] is not None:
        return range(max(0, size - int(match["tail"])), size)
    last = int(match["last"]) if match["last"] else size - 1
    return range(int(match["first"]), min(last, size - 1) + 1)
