"""Pictures for tests."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 3, height: int = 2) -> bytes:
    """A black picture, grey, 8 bits."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 1) * height))
    parts = _part(b"IHDR", header) + _part(b"IDAT", rows) + _part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _part(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
