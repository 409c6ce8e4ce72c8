"""A hook that is the record itself: all that it says is kept beside the call."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.core.cdrs import Cdr
from bot.core.records import Call, CallKind
from bot.flows.record import Recorder, hash_token
from tests.flows.world import PLACED, Flows, hang
from tests.store.making import new_call

CDR: dict[str, Any] = {
    "answer_time": "2026-11-23T02:12:40Z",
    "billsec": 9,
    "call_id": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    "call_time": 1,
    "caller": "0123456789",
    "callee": "0987654321",
    "campaign_id": "eeeeeeee-dddd-cccc-bbbb-aaaaaaaaaaaa",
    "create_time": "2026-11-23T02:12:34Z",
    "duration": 12,
    "end_time": "2026-11-23T02:12:49Z",
    "hangup_cause": "NORMAL_CLEARING",
    "keypress": "2",
    "param": '{"customer_name":"Van A","template_name":"thong_bao"}',
    "start_time": "2026-11-23T02:12:34Z",
    "type": "VOICE",
    "user_id": "11111111-bbbb-cccc-dddd-222222222222",
}


async def a_call(flows: Flows, kind: CallKind) -> Call:
    account_id = await flows.account("a", hang)

    def unit(tx: Any) -> Call:
        new = new_call(account_id, kind=kind, token_hash=hash_token("token"))
        call: Call = tx.calls.get(tx.calls.add(new))
        tx.calls.update(replace(call, facts=PLACED))
        return call

    return await flows.store.write(unit)


async def after_hook(flows: Flows, call: Call, body: dict[str, Any]) -> Cdr | None:
    """What is kept of the call's record once this was posted."""
    recorder = Recorder(store=flows.store, keyring=flows.keyring, now=flows.now, wake=flows.wake)
    await recorder.take_hook("token", json.dumps(body).encode())
    record = await flows.store.read(lambda tx: tx.listings.of_call(call.id))
    return record.cdr


async def test_a_hook_that_is_the_record_is_kept_whole(flows: Flows) -> None:
    call = await a_call(flows, CallKind.VOICE)
    assert await after_hook(flows, call, CDR) == Cdr.model_validate(CDR)


async def test_a_call_that_a_hook_named_is_found_by_that_id(flows: Flows) -> None:
    call = await a_call(flows, CallKind.VOICE)
    await after_hook(flows, call, CDR)
    found = await flows.store.read(lambda tx: tx.listings.called([call.account_id], CDR["call_id"]))
    assert found is not None
    assert found.call is not None
    assert found.call.id == call.id


async def test_of_a_code_call_neither_keys_nor_unknown_fields_are_kept(flows: Flows) -> None:
    call = await a_call(flows, CallKind.OTP)
    body = CDR | {"keypress": "4821", "spoken": "4821", "param": {"code": "4821"}}
    kept = await after_hook(flows, call, body)
    assert kept is not None
    assert kept.billsec == 9
    assert "4821" not in kept.model_dump_json()


@pytest.mark.parametrize(
    "body", [{"state": "hangup", "call_id": "x"}, {"status": "Success"}, {"what": "ever"}]
)
async def test_a_hook_of_another_shape_is_no_record(flows: Flows, body: dict[str, Any]) -> None:
    call = await a_call(flows, CallKind.VOICE)
    assert await after_hook(flows, call, body) is None
