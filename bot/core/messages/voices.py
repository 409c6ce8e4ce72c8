"""The PBX's six voices and their paces, as people call them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.messages.text import Text
from bot.core.people import Language

VOICES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "north-m-01": Text(vi="nam miền Bắc 1", en="North 1, male"),
        "north-f-01": Text(vi="nữ miền Bắc 1", en="North 1, female"),
        "north-m-02": Text(vi="nam miền Bắc 2", en="North 2, male"),
        "north-f-02": Text(vi="nữ miền Bắc 2", en="North 2, female"),
        "south-m-03": Text(vi="nam miền Nam", en="South, male"),
        "south-f-03": Text(vi="nữ miền Nam", en="South, female"),
    }
)


def voice_text(voice: str, language: Language) -> str | None:
    """A voice in words, one that is new to us as the PBX names it; None if nobody said which."""
    known = VOICES.get(voice)
    return known.plain(language) if known else voice or None


def speed_text(speed: float, language: Language) -> str | None:
    """1,2× (1.2×); None for the usual pace."""
    if speed == 1:
        return None
    shown = f"{speed:g}×"
    return shown.replace(".", ",") if language is Language.VI else shown
