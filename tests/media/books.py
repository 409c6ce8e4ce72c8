"""Workbooks for tests: written by a library, or put together by hand to say what none would."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from xml.sax.saxutils import quoteattr

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(*fills: Callable[[Workbook, Worksheet], object]) -> bytes:
    """A workbook with a sheet for each function, which fills it; named A, B, C …"""
    written = BytesIO()
    with Workbook(written, {"in_memory": True}) as workbook:
        for number, fill in enumerate(fills):
            fill(workbook, workbook.add_worksheet(chr(ord("A") + number)))
    return written.getvalue()


def raw_book(*sheets: str, more: Mapping[str, bytes | int] | None = None) -> bytes:
    """A workbook whose sheets have this XML in them, and other parts."""
    parts = {"_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")])}
    listed = "".join(
        f'<sheet name={quoteattr(f"Sheet{number}")} sheetId="{number}" r:id="rId{number}"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    )
    names = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    parts["xl/_rels/workbook.xml.rels"] = _relations([("worksheet", name) for name in names])
    for name, sheet in zip(names, sheets, strict=True):
        parts[f"xl/{name}"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
        )
    return archive({**{name: part.encode() for name, part in parts.items()}, **(more or {})})


def _relations(targets: list[tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>'


def archive(parts: Mapping[str, bytes | int]) -> bytes:
    """An archive; a number stands for so many MiB of blanks, which are never in memory."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, part in parts.items():
            if isinstance(part, bytes):
                made.writestr(name, part)
                continue
            with made.open(name, "w") as opened:
                for _ in range(part):
                    opened.write(_BLANKS)
    return written.getvalue()


_BLANKS = b" " * (1 << 20)


def saying_smaller(content: bytes, part: str, *, size: int) -> bytes:
    """The archive, whose figures say that a part unpacks to `size` bytes."""
    with zipfile.ZipFile(BytesIO(content)) as read:
        info = read.getinfo(part)
        central = content.index(part.encode(), read.start_dir)
    changed = bytearray(content)
    struct.pack_into("<I", changed, info.header_offset + 22, size)
    struct.pack_into("<I", changed, central - 46 + 24, size)
    return bytes(changed)


def locked_part(content: bytes) -> bytes:
    """The archive, whose first part says that it has a password."""
    changed = bytearray(content)
    with zipfile.ZipFile(BytesIO(content)) as read:
        changed[read.start_dir + 8] |= 1
    changed[6] |= 1
    return bytes(changed)
