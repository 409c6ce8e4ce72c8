"""When the outcomes that a chat is owed are told together, in one message that counts them.

Decides; Telegram's budgets are core/pacing's. Times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.core.calls import DAY, MINUTE
from bot.core.lists import Tally
from bot.core.pacing import GROUP_KEPT_FOR_ANSWERS, GROUP_PER_MINUTE
from bot.core.people import Language
from bot.core.records import Place

#: So many that waited for longer than a minute are still told one by one.
FEW: Final = 5
#: A digest gathers nothing more after so long without a backlog, and after so long in all: then
#: people are notified of the next one.
QUIET: Final = MINUTE
LONGEST: Final = 60 * MINUTE


def room(chat_id: int) -> int:
    """How many outcomes a chat can be told of in a minute, one by one."""
    return GROUP_PER_MINUTE - GROUP_KEPT_FOR_ANSWERS if chat_id < 0 else 60


def overflows(waiting: int, oldest: float, *, chat_id: int, now: float) -> bool:
    """Whether so many that wait, the oldest since then, are told together.

    They could not be told within a minute, or have waited for one and are more than a few; of what
    is a day old nothing is told by itself that can be told together.
    """
    waited = now - oldest
    if waiting > room(chat_id):
        return True
    return (waiting > FEW and waited > MINUTE) or (waiting > 1 and waited > DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One message for many outcomes that a place is owed, whatever accounts they are of."""

    id: int
    place: Place
    language: Language


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key of a script."""

    account_id: int
    template: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a digest counts."""

    tally: Tally = field(default_factory=Tally)
    #: When the first of its calls settled, and the last.
    first_at: float = 0.0
    last_at: float = 0.0
    #: The accounts that its calls are of.
    accounts: frozenset[int] = frozenset()
    keys: Mapping[Pressed, int] = field(default_factory=dict)
    #: What keys mean, of those that mean something.
    meanings: Mapping[Pressed, str] = field(default_factory=dict)
