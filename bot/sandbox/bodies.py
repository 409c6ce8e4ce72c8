"""Bodies of requests, read whole into memory and within bounds: as bytes, or as a form with files.

How much may come, and in which words less than that is refused, is said by whoever serves.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request


class BadBody(Exception):
    """What came can't be read: 413 if it is too long, else 400; `words` say why."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(status, words)
        self.status = status
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of a form, as its part describes it."""

    content: bytes
    file_name: str
    mime_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The parts of a form by name; of several of one name, the last."""

    texts: Mapping[str, str]
    files: Mapping[str, Upload]


class _InMemory(MultiPartParser):
    """Writes no temporary files: they would cost a thread for every piece of an upload."""

    def __init__(self, request: Request, most: int, **bounds: int) -> None:
        super().__init__(request.headers, _bounded(request, most), **bounds)
        self.spool_max_size = most


async def read_bytes(request: Request, most: int) -> bytes:
    """The body; `BadBody` if it is longer than `most` bytes, or was cut off."""
    return b"".join([chunk async for chunk in _bounded(request, most)])


async def read_form(request: Request, most: int, **bounds: int) -> Form:
    """A multipart body within `most` bytes in all and starlette's `bounds` of its parts."""
    try:
        parts = await _InMemory(request, most, **bounds).parse()
    except MultiPartException as error:
        raise _unreadable(error.message) from None
    except KeyError:
        raise _unreadable("no Content-Type") from None
    try:
        return Form(
            texts={name: _text(part) for name, part in parts.items() if isinstance(part, str)},
            files={
                name: Upload(
                    content=part.file.read(),
                    file_name=_text(part.filename or ""),
                    mime_type=part.content_type or "application/octet-stream",
                )
                for name, part in parts.items()
                if isinstance(part, UploadFile)
            },
        )
    finally:
        await parts.close()


def _unreadable(words: str) -> BadBody:
    return BadBody(400, f"can't parse multipart/form-data: {words}")


def _text(read: str) -> str:
    """A form may name a character set that has halves of surrogate pairs: nobody can show those."""
    return read.encode(errors="replace").decode()


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes]:
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise BadBody(413, "Request Entity Too Large")
            yield chunk
    except ClientDisconnect:
        raise BadBody(400, "the request was cut off") from None
