"""Sounds as the rest of the program passes them on: bytes that are ready to be played."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceNote:
    """What Telegram shows as a voice note: Opus in Ogg, mono. `name` is for who gets a file."""

    content: bytes
    seconds: float
    name: str
