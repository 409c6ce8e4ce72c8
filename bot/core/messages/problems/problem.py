"""The form of every problem: two sentences and a sign."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.messages.text import Text
from bot.core.messages.words import Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong; then whether anyone was called, and what to do next."""

    what: Text
    then: Text
    sign: Sign = Sign.BROKEN
