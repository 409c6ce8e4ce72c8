"""Samples become what a telephone exchange plays: trimmed, as loud as a line takes, a plain wav."""

from __future__ import annotations

import math
import wave
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.core.sounds import PEAK, TELEPHONE_RATE
from bot.errors import UsageError

#: Below this nothing is heard on a telephone; what is that much below the peak is silence.
_NOTHING: Final = -60.0
_SILENCE: Final = -45.0
#: More would lift the noise of the room with the voice.
_MOST_GAIN: Final = 20.0
#: A difference that nobody hears is not made.
_LEAST_GAIN: Final = 0.5
#: Silence that stays at either end, in seconds, and what is too little to be worth taking off.
_BREATH: Final = 0.15
_LEAST_CUT: Final = 0.1
#: Seconds over which it is looked whether something is heard.
_WINDOW: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Levelled:
    """Samples as they go to the PBX, and what was done for that (seconds, decibels)."""

    samples: NDArray[np.int16]
    gain: float
    cut_before: float
    cut_after: float


def level(samples: NDArray[np.float32]) -> Levelled:
    """Take silence off both ends and bring the peak to `PEAK`; UsageError if nothing is heard."""
    loudest = decibels(samples)
    if loudest < _NOTHING:
        raise UsageError("audio_silent")
    begin, end = _heard(samples, loudest)
    gain = min(PEAK - loudest, _MOST_GAIN)
    gain = gain if abs(gain) >= _LEAST_GAIN else 0.0
    loud = samples[begin:end] * 10 ** (gain / 20)
    return Levelled(
        samples=np.clip(np.rint(loud * 32767), -32768, 32767).astype(np.int16),
        gain=gain,
        cut_before=begin / TELEPHONE_RATE,
        cut_after=(len(samples) - end) / TELEPHONE_RATE,
    )


def decibels(samples: NDArray[np.floating]) -> float:
    """The loudest sample, below full scale."""
    peak = float(np.abs(samples).max(initial=0.0))
    return 20 * math.log10(peak) if peak > 0 else -math.inf


def _heard(samples: NDArray[np.float32], loudest: float) -> tuple[int, int]:
    """From where to where something is heard, with a breath at either end."""
    window = int(_WINDOW * TELEPHONE_RATE)
    padded = np.pad(np.abs(samples), (0, -len(samples) % window))
    heard = np.flatnonzero(
        padded.reshape(-1, window).max(axis=1) > 10 ** ((loudest + _SILENCE) / 20)
    )
    breath = int(_BREATH * TELEPHONE_RATE)
    begin = max(int(heard[0]) * window - breath, 0)
    end = min((int(heard[-1]) + 1) * window + breath, len(samples))
    least = int(_LEAST_CUT * TELEPHONE_RATE)
    return begin if begin >= least else 0, end if len(samples) - end >= least else len(samples)


def write_wav(samples: NDArray[np.int16]) -> bytes:
    """The samples as a wav, one channel of 16 bits."""
    written = BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(TELEPHONE_RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return written.getvalue()
