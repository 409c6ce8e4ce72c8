"""Wav files for tests, whole or broken in one place."""

from __future__ import annotations

import struct


def wav(
    seconds: float = 1.0,
    *,
    rate: int = 8000,
    channels: int = 1,
    bits: int = 16,
    tag: int = 1,
    form: bytes | None = None,
    before: bytes = b"",
    fill: bytes = b"\x01",
) -> bytes:
    """A wav file; `form` stands in for its format, `before` are parts in front of the sound."""
    per_frame = channels * bits // 8
    if form is None:
        form = struct.pack("<HHIIHH", tag, channels, rate, rate * per_frame, per_frame, bits)
    data = fill * (round(seconds * rate) * per_frame)
    return riff(part(b"fmt ", form) + before + part(b"data", data))


def riff(parts: bytes) -> bytes:
    """A wav file of these parts."""
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WAVE" + parts


def part(name: bytes, content: bytes) -> bytes:
    """A part of a wav file, of even length."""
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def extensible(*, codec: int = 1, guid_end: str = "000000001000800000aa00389b71") -> bytes:
    """The long format of 16 bits, two channels, 48 kHz."""
    short = struct.pack("<HHIIHH", 0xFFFE, 2, 48000, 192000, 4, 16)
    return short + struct.pack("<HHIH", 22, 16, 3, codec) + bytes.fromhex(guid_end)
