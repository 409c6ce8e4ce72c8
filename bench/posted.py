"""Calls that were placed, and the hooks that the PBX posts of them; always the same.

A call has four: it rings, is answered or not, ends, and is recorded. Tokens follow from the call's
number, so whoever posts needs no more than that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from bot.core.calls import Asked, Facts, Known, Report, Seen, Source, State
from bot.core.people import Language
from bot.core.records import Call, CallKind, NewCall, Place, Subject, the_call
from bot.flows.record import hash_token
from bot.sandbox.world import SEED
from bot.store import Transaction

A_CALL = 4
#: So many calls go on at a time.
WIDE = 200
ACCOUNT = 1
_BEGAN = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)


def token(call: int) -> str:
    """The token of a call's hooks, as long as the program's own."""
    return sha256(f"call {call}".encode()).hexdigest()[:43]


def hooks(calls: int, *, first: int = 0) -> Iterator[tuple[str, bytes]]:
    """Tokens and bodies of all their hooks, each call's own in their order."""
    for wave in range(first, first + calls, WIDE):
        among = range(wave, min(wave + WIDE, first + calls))
        for step in range(A_CALL):
            for call in among:
                yield token(call), _body(call, step)


def add_calls(
    tx: Transaction, calls: range, *, now: float, over: bool = False, cards: bool = True
) -> None:
    """They are written down and were placed, or are over; half were asked for by either person."""
    for call in calls:
        person = SEED.admin.id if call % 2 else SEED.operator.id
        row = tx.calls.add(_new_call(call, person, now))
        assert row is not None, "each has a message of its own"
        added = tx.calls.get(row)
        assert added is not None, "it was written just now"
        facts = Facts(asked=Asked.PLACED, call_id=Known(Source.REPLY, _call_id(call)))
        placed = replace(added, facts=facts, state=State.PLACED, since=now)
        tx.calls.update(_over(placed, now) if over else placed)
        tx.records.name(row, ACCOUNT, _call_id(call))
        if cards:
            _show(tx, the_call(row), placed.place, message_id=call + 1)


def _show(tx: Transaction, subject: Subject, place: Place, *, message_id: int) -> None:
    """Its card stands in the chat."""
    tx.cards.add(subject, place, message_id=message_id)
    card = tx.cards.of(subject)
    assert card is not None, "it was added just now"
    tx.cards.shown(card.id, place=place, message_id=message_id, version=card.wanted, at=0.0)


def _over(call: Call, now: float) -> Call:
    report = Report(seen=Seen.ENDED, recorded=True, billsec=Known(Source.CDR, 9))
    facts = replace(call.facts, report=report)
    return replace(call, facts=facts, state=State.ENDED, settled_at=now)


def _new_call(call: int, person: int, now: float) -> NewCall:
    return NewCall(
        ref=f"bench-{call}",
        token_hash=hash_token(token(call)),
        account_id=ACCOUNT,
        person_id=person,
        kind=CallKind.VOICE,
        place=Place(chat_id=person),
        message_id=call + 1,
        language=Language.VI,
        callee=_callee(call),
        caller=SEED.caller,
        campaign_id=SEED.account.campaign_id,
        template="thong_bao_no_cuoc_01",
        queue=True,
        created_at=now,
        values={"customer_name": f"Nguyễn Văn {call}", "due_amount": "1230000"},
    )


def _callee(call: int) -> str:
    return f"09{call % 10**8:08}"


def _call_id(call: int) -> str:
    return f"{call:08x}-bbbb-cccc-dddd-eeeeeeeeeeee"


def _body(call: int, step: int) -> bytes:
    rang = _BEGAN + timedelta(seconds=call % 3600)
    talked = 9 if call % 3 else 0
    said = _record(call, rang, talked) if step == A_CALL - 1 else _event(call, step, rang, talked)
    # Letters as they are: servers of this kind escape none.
    return json.dumps(said, ensure_ascii=False).encode()


def _event(call: int, step: int, rang: datetime, talked: int) -> dict[str, object]:
    words = ("ringing", "answered", "hangup") if talked else ("ringing", "missed", "cdr")
    at = [f"{rang + timedelta(seconds=late):%Y-%m-%d %H:%M:%S}" for late in (0, 6, 6 + talked)]
    return {
        "call_id": _call_id(call),
        "sip_call_id": f"{call:x}@pbx.example",
        "domain": "pbx.example",
        "direction": "outbound",
        "from_number": SEED.caller,
        "to_number": _callee(call),
        "hotline": SEED.caller,
        "state": words[step],
        "duration": 6 + talked if step == 2 else 0,
        "billsec": talked if step == 2 else 0,
        "recording_url": "",
        "press_key": "1" if talked and step == 2 else "",
        "customer_id": "",
        "time_started": at[0],
        "time_answered": at[1] if talked and step else "",
        "time_ended": at[2] if step == 2 else "",
    }


def _record(call: int, rang: datetime, talked: int) -> dict[str, object]:
    at = [f"{rang + timedelta(seconds=late):%Y-%m-%dT%H:%M:%SZ}" for late in (0, 6, 6 + talked)]
    param = {"customer_name": f"Nguyễn Văn {call}", "ref_id": f"bench-{call}"}
    named = {**param, "template_name": "thong_bao_no_cuoc_01"}
    return {
        "answer_time": at[1] if talked else None,
        "billsec": talked,
        "call_id": _call_id(call),
        "call_time": 1,
        "caller": SEED.caller,
        "callee": _callee(call),
        "campaign_id": SEED.account.campaign_id,
        "create_time": at[0],
        "duration": 6 + talked,
        "end_time": at[2],
        "hangup_cause": "NORMAL_CLEARING" if talked else "NO_ANSWER",
        "keypress": "1" if talked else "{}",
        "param": json.dumps(named, ensure_ascii=False),
        "start_time": at[0],
        "type": "VOICE",
        "user_id": "11111111-bbbb-cccc-dddd-222222222222",
    }
