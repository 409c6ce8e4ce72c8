"""A sound file as its bytes say: whether it is a whole wav, how it is encoded, how long it plays.

Reads headers and converts nothing; a file that is broken is named for it and never repaired.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.errors import UsageError


class Codec(StrEnum):
    """How the samples are written; telephone exchanges read these three."""

    PCM = "PCM"
    A_LAW = "A-law"
    MU_LAW = "µ-law"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wav:
    """What a wav file's header says; `rate` is in Hz, `bits` are those of one sample."""

    channels: int
    rate: int
    bits: int
    seconds: float
    codec: Codec


_CODECS: Final = {1: Codec.PCM, 6: Codec.A_LAW, 7: Codec.MU_LAW}
_BITS: Final = {Codec.PCM: {8, 16, 24, 32}, Codec.A_LAW: {8}, Codec.MU_LAW: {8}}
#: The codec then stands further on, as the beginning of a GUID that ends like this.
_EXTENSIBLE: Final = 0xFFFE
_EXTENDED: Final = struct.Struct("<HHIIHH8xH14s")
_GUID_END: Final = bytes.fromhex("000000001000800000aa00389b71")
_FORMAT: Final = struct.Struct("<HHIIHH")
_CHUNK: Final = struct.Struct("<4sI")
_NEEDED: Final = frozenset({b"fmt ", b"data"})
#: A real file has a dozen; one of empty parts only would be read for seconds.
_MOST_CHUNKS: Final = 1000

#: How files begin that are no sound, by what people call them.
_OTHERS: Final = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"{\\rtf", "rtf"),
)


def verify_may_be_sound(content: bytes) -> None:
    """UsageError for a file that is empty, or plainly something else, whatever its name says."""
    if not content:
        raise UsageError("audio_empty")
    for begins, kind in _OTHERS:
        if content.startswith(begins):
            raise UsageError("audio_other", format=kind)


def is_wav(content: bytes) -> bool:
    """Whether a file begins as a wav does."""
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def read_wav(content: bytes) -> Wav:
    """What a whole wav file holds; UsageError says what is wrong with any other."""
    if not is_wav(content):
        raise UsageError("audio_unknown")
    chunks: dict[bytes, tuple[int, int]] = {}
    for number, (name, begin, end) in enumerate(_chunks(content)):
        if number == _MOST_CHUNKS:
            raise UsageError("audio_broken")
        if name in _NEEDED:
            chunks.setdefault(name, (begin, end))
    _verify_whole(content, chunks)
    if b"fmt " not in chunks or b"data" not in chunks:
        raise UsageError("audio_broken")
    begin, end = chunks[b"data"]
    codec, channels, rate, bits = _read_format(content[slice(*chunks[b"fmt "])])
    frames = (end - begin) // (channels * bits // 8)
    if not frames:
        raise UsageError("audio_silent")
    return Wav(channels=channels, rate=rate, bits=bits, seconds=frames / rate, codec=codec)


def _chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, first byte and end of each part, as far as the file goes; an end may lie beyond it."""
    at = 12
    while at + _CHUNK.size <= len(content):
        name, size = _CHUNK.unpack_from(content, at)
        begin = at + _CHUNK.size
        yield name, begin, begin + size
        at = begin + size + size % 2


def _verify_whole(content: bytes, chunks: dict[bytes, tuple[int, int]]) -> None:
    """Every byte that is promised is there; what follows the end is nobody's business."""
    end_of_file = _CHUNK.unpack_from(content)[1] + _CHUNK.size
    end_of_data = chunks.get(b"data", (0, 0))[1]
    if not end_of_data <= end_of_file <= len(content):
        raise UsageError("audio_cut")


def _read_format(part: bytes) -> tuple[Codec, int, int, int]:
    """Codec, channels, rate and bits, if they agree with each other."""
    if len(part) < _FORMAT.size:
        raise UsageError("audio_broken")
    tag, channels, rate, per_second, per_frame, bits = _FORMAT.unpack_from(part)
    if tag == _EXTENSIBLE and len(part) >= _EXTENDED.size:
        *_, tag, guid = _EXTENDED.unpack_from(part)
        tag = tag if guid == _GUID_END else _EXTENSIBLE
    codec = _CODECS.get(tag)
    if codec is None or bits not in _BITS[codec]:
        raise UsageError("audio_codec")
    if (
        not rate
        or not channels
        or (per_frame, per_second)
        != (
            channels * bits // 8,
            rate * per_frame,
        )
    ):
        raise UsageError("audio_broken")
    return codec, channels, rate, bits
