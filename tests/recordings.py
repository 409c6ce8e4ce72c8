"""Recordings as phones make them, for tests: a tone in any container, whole or spoiled."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

#: Container and codec of each kind, by what people call it.
KINDS = {
    "mp3": ("mp3", "libmp3lame"),
    "m4a": ("ipod", "aac"),
    "ogg": ("ogg", "libopus"),
    "flac": ("flac", "flac"),
    "webm": ("webm", "libopus"),
    "wav": ("wav", "pcm_s24le"),
    "aac": ("adts", "aac"),
    "wma": ("asf", "wmav2"),
}


def tone(
    seconds: float = 2.0, *, rate: int = 44_100, loud: float = 0.5, hertz: float = 440.0
) -> NDArray[np.float32]:
    """A tone, `loud` at its peak; louder than 1 is cut off there."""
    wave = loud * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return np.clip(wave, -1.0, 1.0).astype(np.float32)


def silence(seconds: float, *, rate: int = 44_100) -> NDArray[np.float32]:
    """Nothing to be heard."""
    return np.zeros(round(seconds * rate), np.float32)


def recording(
    kind: str,
    samples: NDArray[np.float32] | None = None,
    *,
    rate: int = 44_100,
    channels: int = 1,
    codec: str = "",
    **options: Any,
) -> bytes:
    """These samples, in every channel alike, as a file of this kind."""
    container_name, usual = KINDS[kind]
    if kind in ("ogg", "webm"):
        rate = 48_000
    samples = tone(rate=rate) if samples is None else samples
    layout = {1: "mono", 2: "stereo", 8: "7.1"}[channels]
    written = BytesIO()
    with av.open(written, "w", format=container_name, options=options) as container:
        stream: Any = container.add_stream(codec or usual, rate=rate, layout=layout)
        wide = np.repeat(samples.reshape(1, -1), channels, axis=0)
        packed = np.ascontiguousarray(wide.T).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, "flt", layout)
        frame.sample_rate = rate
        fitting = av.AudioResampler(stream.codec_context.format, layout, rate)
        for piece in (*fitting.resample(frame), *fitting.resample(None)):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return written.getvalue()
