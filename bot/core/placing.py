"""What becomes of a call that was to be placed: by the PBX's error, by ours, by the bot's end.

Decides whether somebody may have been called; asks nobody and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.calls import Asked, Dropped, Facts, State
from bot.errors import PbxError, PbxNoAnswer, PbxNotReached

#: Something of ours broke before the request left: nobody was called.
NOT_ASKED: Final = Facts(asked=Asked.DROPPED, reason=Dropped.STOPPED)
#: Something of ours broke after it may have left.
MAYBE_ASKED: Final = Facts(asked=Asked.UNKNOWN)

#: What a start makes of calls that it finds half done: nobody is called with a stale code, and
#: nobody twice.
HALF_DONE: Final[Mapping[State, Facts]] = MappingProxyType(
    {
        State.PENDING: Facts(asked=Asked.DROPPED, reason=Dropped.EXPIRED),
        State.PLACING: MAYBE_ASKED,
    }
)
#: Calls that went on while nobody took their hooks: a start looks them up at once.
UNDER_WAY: Final = (State.PLACED, State.RINGING, State.ANSWERED)


def news_of(error: PbxError) -> Facts:
    """What an error of a placement says about whether anyone was called."""
    match error:
        case PbxNotReached():
            return Facts(asked=Asked.DROPPED, reason=Dropped.NOT_REACHED)
        case PbxNoAnswer():
            return MAYBE_ASKED
        case _:
            return Facts(asked=Asked.REFUSED, reason=error.words)
