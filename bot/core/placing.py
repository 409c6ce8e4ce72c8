"""What becomes of a call that was to be placed: by the PBX's error, by ours, by the bot's end.

Decides whether somebody may have been called; asks nobody and writes nothing.
"""

from __future__ import annotations

from typing import Final

from bot.core.calls import Asked, Dropped, Facts, State
from bot.core.records import Call, CallKind
from bot.errors import PbxError, PbxInvalid, PbxNoAnswer, PbxNotReached

#: Something of ours broke before the request left: nobody was called.
NOT_ASKED: Final = Facts(asked=Asked.DROPPED, reason=Dropped.STOPPED)
#: Its list stood still before the request left: the row keeps its turn.
HELD: Final = Facts(asked=Asked.DROPPED, reason=Dropped.HELD)
#: Something of ours broke after it may have left.
MAYBE_ASKED: Final = Facts(asked=Asked.UNKNOWN)

#: A voice call that waited longer than this, in seconds, is not placed after a start.
STALE: Final = 900.0
#: Calls that went on while nobody took their hooks: a start looks them up at once.
UNDER_WAY: Final = (State.PLACED, State.RINGING, State.ANSWERED)


def half_done(call: Call, *, now: float) -> Facts | None:
    """What a start makes of a call that it finds pending or placing; None: it goes on.

    Nobody is called with a stale code, and nobody twice.
    """
    if call.state is State.PLACING:
        return MAYBE_ASKED
    if call.kind is CallKind.VOICE and now - call.created_at < STALE:
        return None
    return Facts(asked=Asked.DROPPED, reason=Dropped.EXPIRED)


def news_of(error: PbxError) -> Facts:
    """What an error of a placement says about whether anyone was called."""
    match error:
        case PbxNotReached():
            return Facts(asked=Asked.DROPPED, reason=Dropped.NOT_REACHED)
        case PbxInvalid():
            return NOT_ASKED
        case PbxNoAnswer():
            return MAYBE_ASKED
        case _:
            return Facts(asked=Asked.REFUSED, reason=error.words)
