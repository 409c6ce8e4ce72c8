"""A sound file of any kind becomes what the PBX plays, and what its sender hears beforehand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

import numpy as np

from bot.core.audio import Codec, Wav, is_wav, read_wav, verify_may_be_sound
from bot.core.sounds import TELEPHONE_RATE, Sound
from bot.errors import UsageError
from bot.media.decoding import Decoded, decode
from bot.media.opus import write_opus
from bot.media.telephone import decibels, level, write_wav
from bot.media.wire import pack

#: Decibels; a file of zeros has less than any number.
_LEAST: Final = -99.0


def answer(question: bytes) -> bytes:
    """The worker's answer: what was made of the file, the wav, and the voice note behind it."""
    verify_may_be_sound(question)
    wav = _verified(question)
    decoded = decode(question)
    if wav is not None and _fits(wav):
        # What the exchange plays as it is goes as it is, however loud.
        peak = max(decibels(decoded.samples), _LEAST)
        sound = _sound(decoded, changed=False, seconds=wav.seconds, peak=peak)
        samples, content = np.rint(decoded.samples * 32768).clip(-32768, 32767), question
        return _packed(sound, content, write_opus(samples.astype(np.int16), TELEPHONE_RATE))
    made = level(decoded.samples)
    peak = decibels(made.samples / 32768)
    sound = _sound(
        decoded,
        changed=True,
        seconds=len(made.samples) / TELEPHONE_RATE,
        peak=peak,
        gain=made.gain,
        cut_before=made.cut_before,
        cut_after=made.cut_after,
    )
    return _packed(sound, write_wav(made.samples), write_opus(made.samples, TELEPHONE_RATE))


def _verified(content: bytes) -> Wav | None:
    """What the header of a wav says, if it is one that is whole; UsageError if it is not whole."""
    if not is_wav(content):
        return None
    try:
        return read_wav(content)
    except UsageError as error:
        if error.problem != "audio_codec":
            raise
        return None


def _fits(wav: Wav) -> bool:
    return (wav.codec, wav.channels, wav.rate, wav.bits) == (Codec.PCM, 1, TELEPHONE_RATE, 16)


def _sound(decoded: Decoded, *, changed: bool, seconds: float, peak: float, **done: float) -> Sound:
    return Sound(
        format=decoded.format,
        rate=decoded.rate,
        channels=decoded.channels,
        clipped=decoded.clipped,
        changed=changed,
        seconds=seconds,
        peak=peak,
        **done,
    )


def _packed(sound: Sound, wav: bytes, note: bytes) -> bytes:
    return pack({"sound": asdict(sound), "wav": len(wav)}, wav + note)
