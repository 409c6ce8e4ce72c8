"""A sound file of any kind, decoded: what it is by its content, within limits that hold meanwhile.

It opens nothing but the bytes that it is given. Headers are not believed: what was promised and is
not there is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from bot.core.sounds import LONGEST, TELEPHONE_RATE
from bot.errors import UsageError

#: What phones and recorders write, by the demuxer's name; none of these fetches another file.
_FORMATS: Final = {
    "wav": "wav",
    "w64": "wav",
    "aiff": "aiff",
    "au": "au",
    "mp3": "mp3",
    "aac": "aac",
    "mov,mp4,m4a,3gp,3g2,mj2": "m4a",
    "ogg": "ogg",
    "flac": "flac",
    "amr": "amr",
    "matroska,webm": "webm",
    "caf": "caf",
    "asf": "wma",
}
_OPTIONS: Final = {
    "format_whitelist": ",".join(_FORMATS),
    "protocol_whitelist": "",
}
#: Bytes that a file may be decoded to, its own rate and channels kept: ten minutes of the widest.
MOST_DECODED: Final = 1 << 30
#: Packets that bring no sound are counted too, or a file of nothing else would never end.
MOST_PACKETS: Final = 200_000
#: A file whose header promises so much more, in seconds and as a part of it, was cut off.
_MISSING_SECONDS, _MISSING_PART = 0.5, 0.02
#: Their lengths are only guessed from the size.
_GUESSED: Final = frozenset({"mp3", "aac", "amr"})
_OGG: Final = b"OggS"
#: Bytes of a page before the lengths of its parts, of which the last says how many follow.
_OGG_HEAD: Final = 27
#: So many samples in a row at full scale are no peak but a cut one.
_CUT_RUN: Final = 3
_FULL: Final = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Samples from -1 to 1, `TELEPHONE_RATE` a second, one channel; and how the file came."""

    samples: NDArray[np.float32]
    format: str
    rate: int
    channels: int
    clipped: int


def decode(content: bytes) -> Decoded:
    """The sound in a file; UsageError says why there is none, or not all of it."""
    if content.startswith(_OGG) and not _ends_with_a_page(content):
        raise UsageError("audio_cut")
    try:
        with _opened(content) as container:
            return _decode(container)
    except (av.FFmpegError, ValueError, OverflowError, MemoryError):
        raise UsageError("audio_damaged") from None


def _ends_with_a_page(content: bytes) -> bool:
    """Whether the last page of an Ogg file is all there: it promises no length."""
    at = content.rfind(_OGG)
    head = content[at : at + _OGG_HEAD]
    lengths = content[at + _OGG_HEAD :][: head[-1]] if len(head) == _OGG_HEAD else b""
    return bool(lengths) and at + _OGG_HEAD + len(lengths) + sum(lengths) <= len(content)


@contextmanager
def _opened(content: bytes) -> Iterator[InputContainer]:
    try:
        container = av.open(BytesIO(content), "r", options=_OPTIONS)
    except av.FFmpegError:
        # A recording that was never finished has its table of contents nowhere.
        cut = content[4:8] == b"ftyp" and b"moov" not in content
        raise UsageError("audio_cut" if cut else "audio_unknown") from None
    with container:
        yield container


def _decode(container: InputContainer) -> Decoded:
    kind = _FORMATS.get(container.format.name)
    if kind is None:
        raise UsageError("audio_unknown")
    if not container.streams.audio:
        raise UsageError("audio_none")
    stream = container.streams.audio[0]
    if not stream.rate or not stream.channels:
        raise UsageError("audio_broken")
    pieces, clipped = _Telephone(), 0
    decoded, damaged = 0, False
    try:
        for frame in _frames(container, stream):
            decoded += frame.samples * max(len(frame.layout.channels), 1) * frame.format.bytes
            if decoded > MOST_DECODED:
                raise UsageError("audio_long")
            clipped += pieces.add(frame)
    except av.FFmpegError:
        damaged = True
    samples = pieces.end()
    if not len(samples):
        raise UsageError("audio_damaged" if damaged else "audio_silent")
    seconds = len(samples) / TELEPHONE_RATE
    promised = 0.0 if kind in _GUESSED else _promised(container, stream)
    missing = promised - seconds
    if damaged or missing > max(_MISSING_SECONDS, _MISSING_PART * promised):
        raise UsageError("audio_cut")
    return Decoded(
        samples=samples,
        format=kind,
        rate=stream.rate,
        channels=stream.channels,
        clipped=clipped,
    )


def _frames(container: InputContainer, stream: AudioStream) -> Iterator[av.AudioFrame]:
    for number, packet in enumerate(container.demux(stream)):
        if number > MOST_PACKETS:
            raise UsageError("audio_long")
        yield from packet.decode()


def _promised(container: InputContainer, stream: AudioStream) -> float:
    """Seconds that the header tells of; 0 if it tells nothing."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else 0.0


class _Telephone:
    """Brings frames to the telephone's rate and one channel as they come; counts cut peaks."""

    def __init__(self) -> None:
        self._pieces: list[NDArray[np.float32]] = []
        self._many = 0
        # Not a plane for each channel: PyAV reads beyond the seventh.
        self._flat = av.AudioResampler("flt")
        self._narrow = av.AudioResampler("flt", "mono", TELEPHONE_RATE)

    def add(self, frame: av.AudioFrame) -> int:
        """Take a frame; how many of its peaks are cut off."""
        cut = 0
        frame.pts = None
        for flat in self._flat.resample(frame):
            cut += _cut_peaks(flat.to_ndarray().reshape(flat.samples, -1).astype(np.float32))
            flat.pts = None
            self._keep(self._narrow.resample(flat))
        return cut

    def end(self) -> NDArray[np.float32]:
        """All that came."""
        if self._pieces:
            self._keep(self._narrow.resample(None))
        return np.concatenate(self._pieces) if self._pieces else np.empty(0, np.float32)

    def _keep(self, frames: list[av.AudioFrame]) -> None:
        for frame in frames:
            self._pieces.append(frame.to_ndarray()[0])
            self._many += frame.samples
        if self._many > LONGEST * TELEPHONE_RATE:
            raise UsageError("audio_long")


def _cut_peaks(samples: NDArray[np.float32]) -> int:
    """How many runs of samples stand at full scale; a column is a channel."""
    full = np.abs(samples) >= _FULL
    if not full.any():
        return 0
    # A quiet sample around each channel, so that they can stand one after the other.
    apart = np.pad(full, ((1, 1), (0, 0))).T.ravel().astype(np.int8)
    edges = np.flatnonzero(np.diff(apart))
    return int(np.count_nonzero(edges[1::2] - edges[::2] >= _CUT_RUN))
