"""The handlers of scripts, together: known ones, those being made, files, and what is done next."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.making import ScriptMaking
from bot.chat.script_cards import ScriptCards
from bot.chat.script_files import ScriptFiles
from bot.chat.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptFamily:
    """One object a part of a script's way."""

    known: Templates
    making: ScriptMaking
    files: ScriptFiles
    cards: ScriptCards
