"""What a file's own bytes say: the size of a picture, the length of a sound, the format of both.

Reads headers only, and believes them; what it does not know it says nothing about.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.wav import is_wav, wav_seconds

#: A picture of more segments than this before its size is none that anybody made.
MOST_SEGMENTS = 1000
_WITHOUT_SIZE = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's format and its size in pixels."""

    mime_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound's format, and whole seconds; 0 if its header does not tell."""

    mime_type: str
    seconds: int = 0


def read_picture(content: bytes) -> Picture | None:
    """A PNG, JPEG, GIF or WebP; None for all else, and for one that is cut off in its header."""
    for begin, mime_type, read in _PICTURES:
        if content.startswith(begin):
            try:
                width, height = read(content)
            except (struct.error, StopIteration):
                return None
            return Picture(mime_type, width, height) if width and height else None
    return None


def read_sound(content: bytes) -> Sound | None:
    """A WAV, OGG, MP3 or M4A; None for all else."""
    if is_wav(content):
        return Sound("audio/x-wav", round(wav_seconds(content) or 0))
    if content.startswith(b"OggS"):
        return Sound("audio/ogg", _opus_seconds(content))
    if content.startswith(b"ID3") or _is_layer_3(content):
        return Sound("audio/mpeg")
    if content[4:8] == b"ftyp":
        return Sound("audio/mp4")
    return None


def _png_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _gif_size(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    return next(
        struct.unpack_from(">HH", content, at + 5)[::-1]
        for marker, at in _jpeg_segments(content)
        if marker in _FRAMES
    )


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Each segment's marker, and where it stands."""
    at = 2
    for _ in range(MOST_SEGMENTS):
        if at + 4 > len(content) or content[at] != 0xFF:
            return
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        yield marker, at
        size = 0 if marker in _WITHOUT_SIZE else struct.unpack_from(">H", content, at + 2)[0]
        at += 2 + size


def _webp_size(content: bytes) -> tuple[int, int]:
    form = content[8:16]
    if form == b"WEBPVP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if form == b"WEBPVP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"WEBPVP8X":
        low_width, high_width, low_height, high_height = struct.unpack_from("<HBHB", content, 24)
        return (high_width << 16 | low_width) + 1, (high_height << 16 | low_height) + 1
    return 0, 0


_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png", _png_size),
    (b"\xff\xd8\xff", "image/jpeg", _jpeg_size),
    (b"GIF8", "image/gif", _gif_size),
    (b"RIFF", "image/webp", _webp_size),
)


def _is_layer_3(content: bytes) -> bool:
    return len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2


def _opus_seconds(content: bytes) -> int:
    """From the last page's position; Opus always counts 48,000 to the second."""
    at = content.rfind(b"OggS")
    if b"OpusHead" not in content[:64] or at + 14 > len(content):
        return 0
    (samples,) = struct.unpack_from("<q", content, at + 6)
    return round(max(int(samples), 0) / 48_000)
