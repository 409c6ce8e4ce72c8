"""A table's file, read: what it is by its content, whatever its name says."""

from __future__ import annotations

import codecs
import re
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Final

from bot.core.table_text import decode
from bot.core.tables import Table, read_csv
from bot.errors import UsageError
from bot.media.wire import pack_table, unpack
from bot.media.workbooks import read_workbook


def answer(question: bytes) -> bytes:
    """The worker's answer: the table in the file that it was given."""
    head, content = unpack(question)
    return pack_table(read_file(content, head["name"]))


def read_file(content: bytes, name: str) -> Table:
    """The table in a workbook or a text; UsageError names what else it is."""
    if content.startswith(_ZIPS):
        with _opened(content) as archive:
            return read_workbook(content, archive)
    _refuse_others(content)
    try:
        text = decode(content)
    except UsageError:
        raise _no_text(name) from None
    if _MARKUP.match(text):
        raise UsageError("table_kind", format="xml" if "<?xml" in text[:_BEGINNING] else "html")
    return read_csv(text)


_ZIPS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How a workbook is kept that only opens with a password.
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
#: How other files begin, by what people call them.
_OTHERS: Final = (
    (0, _OLE, "xls"),
    (0, b"%PDF", "pdf"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"\x89PNG", "png"),
    (0, b"GIF8", "gif"),
    (8, b"WEBP", "webp"),
    (4, b"ftypheic", "heic"),
    (0, b"{\\rtf", "rtf"),
    (0, b"MIME-Version:", "mht"),
    (0, b"\x1f\x8b", "gz"),
    (0, b"Rar!", "rar"),
    (0, b"7z\xbc\xaf", "7z"),
)
#: Pages and XML that some programs call .xls.
_MARKUP: Final = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
_BEGINNING: Final = 100


def _refuse_others(content: bytes) -> None:
    if content.startswith(_OLE) and _LOCKED in content:
        raise UsageError("table_locked")
    bare = content.removeprefix(codecs.BOM_UTF8)
    for at, begins, kind in _OTHERS:
        if bare.startswith(begins, at):
            raise UsageError("table_kind", format=kind)


#: Names under which text, and a workbook, are expected.
_TEXTS: Final = frozenset({"", "csv", "tsv", "txt", "text"})
_WORKBOOKS: Final = frozenset({"xlsx", "xlsm"})
#: No ending of a file's name is longer.
_LONGEST: Final = 10


def _no_text(name: str) -> UsageError:
    """The error for bytes that are neither: only here the name helps to say what was meant."""
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if ending in _TEXTS:
        return UsageError("table_encoding")
    if ending in _WORKBOOKS:
        return UsageError("table_broken")
    return UsageError("table_kind", format=ending[:_LONGEST])


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UsageError("table_broken") from None
