"""Sound as a voice note: Opus in Ogg, mono, as Telegram plays it in the chat."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

#: Opus counts 48,000 to the second, whatever it was given.
_RATE: Final = 48_000
#: Bits a second: speech needs no more.
_BIT_RATE: Final = 24_000


def write_opus(samples: NDArray[np.int16], rate: int) -> bytes:
    """The samples, of which there are `rate` a second, as a voice note."""
    resampler = av.AudioResampler("s16", "mono", _RATE)
    written = BytesIO()
    with av.open(written, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=_RATE, layout="mono")
        stream.bit_rate = _BIT_RATE
        for frame in chain(_frames(samples, rate), (None,)):
            for piece in resampler.resample(frame):
                container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return written.getvalue()


def _frames(samples: NDArray[np.int16], rate: int) -> Iterator[av.AudioFrame]:
    """A second each: all at once would take six times the memory at Opus' own rate."""
    for begin in range(0, len(samples), rate):
        piece = samples[begin : begin + rate].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="mono")
        frame.sample_rate = rate
        yield frame
