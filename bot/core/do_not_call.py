"""Numbers that nobody calls any more, because their owner said so or an operator did.

They are the team's, whatever account would call: who refused one of its calls refused them all.
One-time codes go through: their callee has just asked for one. Knows no template and no list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.phones import looks_like_phone, parse_callee
from bot.core.records import CallKind
from bot.errors import UsageError

LONGEST_REASON: Final = 120
#: So many are typed at once.
MOST_TYPED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A number that is not called, since when and why.

    By whose word: a person's id, or its owner's, who pressed a key.
    """

    id: int
    number: str
    reason: str
    blocked_by: int | None
    blocked_at: float
    pressed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """What `/block` takes: numbers as they are called, and why; empty: nobody said."""

    numbers: tuple[str, ...]
    reason: str = ""


def parse_blocking(text: str) -> Blocking:
    """The numbers, each one word or all of it one number, then the reason.

    UsageError for a word among them that is no number that can be called.
    """
    words = text.replace(",", " ").replace(";", " ").split()
    typed = 0
    while typed < len(words) and looks_like_phone(words[typed]):
        typed += 1
    if not typed and looks_like_phone(text):
        return Blocking(numbers=(parse_callee(text, renew=True),))
    if not typed:
        raise UsageError("block_unclear") if words else UsageError("block_missing")
    if typed > MOST_TYPED:
        raise UsageError("block_many", most=str(MOST_TYPED))
    numbers = dict.fromkeys(parse_callee(word, renew=True) for word in words[:typed])
    return Blocking(numbers=tuple(numbers), reason=" ".join(words[typed:])[:LONGEST_REASON])


def concerns(kind: CallKind, *, test: bool) -> bool:
    """Whether a call is one that a blocked number must not get; a test rings one's own phone."""
    return kind is not CallKind.OTP and not test


def blocked(block: Block) -> UsageError:
    """Why a number is not called."""
    values = {"number": block.number, "at": str(block.blocked_at)}
    if block.pressed:
        return UsageError("number_blocked_key", key=block.pressed, **values)
    if not block.reason:
        return UsageError("number_blocked", **values)
    return UsageError("number_blocked_why", reason=block.reason, **values)
