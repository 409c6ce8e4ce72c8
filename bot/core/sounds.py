"""Sounds on their way through the program: ready to be played, and what was done to make them so.

Knows no samples: what they come to is told by the media worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Seconds of sound that the bot takes in; no prompt is that long.
LONGEST: Final = 600.0
#: What a telephone exchange plays without converting it: samples a second, one channel, 16 bits.
TELEPHONE_RATE: Final = 8000
#: dBFS that peaks are brought to: full scale is rough on a telephone line.
PEAK: Final = -3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceNote:
    """What Telegram shows as a voice note: Opus in Ogg, mono. `name` is for who gets a file."""

    content: bytes
    seconds: float
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A sound file as it goes to the PBX, and how it came; levels are in decibels.

    A wav that a telephone exchange plays as it is goes bit for bit: `changed` is False then.
    """

    #: How it came: "m4a", "mp3", "ogg", "wav" …, samples a second, channels.
    format: str
    rate: int
    channels: int
    changed: bool
    #: Of what goes: its length, and how loud its loudest sample is, at most 0.
    seconds: float
    peak: float
    #: How often it was recorded too loud, so that the tops of the wave are cut off.
    clipped: int
    #: How much louder it was made, and the seconds of silence that were taken off either end.
    gain: float = 0.0
    cut_before: float = 0.0
    cut_after: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A sound, the wav that goes to the PBX, and the same as a voice note."""

    sound: Sound
    wav: bytes
    note: bytes
