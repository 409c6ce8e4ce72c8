"""Calls for benchmarks that dial nobody: asked for by somebody, and how each came out."""

from __future__ import annotations

from typing import Final

from bot.core.calls import Asked, Facts, Known, Report, Seen, Source
from bot.core.people import Language
from bot.core.records import CallKind, NewCall, Place
from bot.sandbox.world import SEED

#: The id of the first person who asks; the others' follow.
FIRST_PERSON: Final = 6_000_000


def new_call(at: int, person: int, account_id: int, now: float) -> NewCall:
    """The call that this person asks for in private."""
    return NewCall(
        ref=f"bench-{at}",
        token_hash=f"bench-{at}",
        account_id=account_id,
        person_id=FIRST_PERSON + person,
        kind=CallKind.VOICE,
        place=Place(chat_id=FIRST_PERSON + person),
        message_id=10_000 + at,
        language=Language.VI,
        callee=f"09{at:08}",
        caller=SEED.caller,
        campaign_id=SEED.account.campaign_id,
        template="thong_bao_no_cuoc_01",
        queue=True,
        created_at=now,
    )


def facts(at: int, now: float) -> Facts:
    """Two of three answered, the third was busy."""
    talked = 9 if at % 3 else 0
    return Facts(
        asked=Asked.PLACED,
        call_id=Known(Source.REPLY, f"bench-{at}"),
        report=Report(
            seen=Seen.ENDED,
            recorded=True,
            start_time=Known(Source.CDR, now - 20),
            end_time=Known(Source.CDR, now),
            billsec=Known(Source.CDR, talked),
            hangup_cause=Known(Source.CDR, "NORMAL_CLEARING" if talked else "USER_BUSY"),
        ),
    )
