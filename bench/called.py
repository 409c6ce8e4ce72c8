"""A list whose rows have all come out, written into the store as the feed and hooks would have."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bench.world import Wide
from bot.core.calls import Asked, Facts, Known, Report, Seen, Source, state
from bot.core.list_rules import result_of
from bot.core.list_views import Which
from bot.core.lists import CallList, ListState, Row, RowState
from bot.core.records import CallKind, NewCall
from bot.store import Transaction

_A_UNIT = 250
#: How calls came out, in turn: seconds of talk, the key, the cause.
_ENDS = (
    (41, "1", "NORMAL_CLEARING"),
    (19, "", "NORMAL_CLEARING"),
    (0, "", "NO_ANSWER"),
    (7, "2", "NORMAL_CLEARING"),
    (0, "", "USER_BUSY"),
)


async def call_all(wide: Wide, list_id: int = 1) -> str:
    """Every row of a list that was drawn has been called, and it is over; its key."""
    store, now = wide.program.store, time.time()
    called = await store.read(lambda tx: tx.lists.get(list_id))
    assert called is not None, "it was drawn"
    rows = [one.row for one in await store.read(lambda tx: tx.pages.called(list_id, Which.ALL))]
    for at in range(0, len(rows), _A_UNIT):
        part = rows[at : at + _A_UNIT]
        await store.write(partial(_come_out, called=called, rows=part, now=now))
    over = replace(called, state=ListState.DONE, confirmed_at=now, started_at=now, ended_at=now)
    await store.write(lambda tx: tx.lists.update(over))
    return called.key


def _come_out(tx: Transaction, *, called: CallList, rows: Sequence[Row], now: float) -> None:
    for row in rows:
        call_id = tx.calls.add(_new_call(called, row, now))
        assert call_id is not None, "a row claims no message"
        call = tx.calls.get(call_id)
        assert call is not None, "it was written just now"
        facts = _facts(row.position, now)
        ended = replace(call, facts=facts, state=state(facts), since=now, settled_at=now)
        tx.calls.update(ended)
        done = replace(row, state=RowState.DONE, attempts=1, call_row=call_id, settled_at=now)
        tx.rows.update(done, came_out=result_of(ended), keypress=_ENDS[row.position % 5][1])


def _new_call(called: CallList, row: Row, now: float) -> NewCall:
    return NewCall(
        ref=f"bench-{row.id}",
        token_hash=f"bench-{row.id}",
        account_id=called.account_id,
        person_id=called.person_id,
        kind=CallKind.VOICE,
        place=called.place,
        message_id=0,
        language=called.language,
        callee=row.callee,
        caller=called.caller,
        campaign_id=called.campaign_id,
        template=called.template,
        queue=False,
        created_at=now,
        values=dict(row.values),
        label=row.label,
        script=called.script,
        list_id=called.id,
        list_row=row.id,
    )


def _facts(position: int, now: float) -> Facts:
    talked, key, cause = _ENDS[position % len(_ENDS)]
    said = partial(Known, Source.CDR)
    return Facts(
        asked=Asked.PLACED,
        call_id=Known(Source.REPLY, f"bench-{position}"),
        report=Report(
            seen=Seen.ENDED,
            recorded=True,
            start_time=said(now),
            answer_time=said(now + 6) if talked else None,
            end_time=said(now + 6 + talked),
            billsec=said(talked),
            hangup_cause=said(cause),
            keypress=said(key) if key else None,
        ),
    )
