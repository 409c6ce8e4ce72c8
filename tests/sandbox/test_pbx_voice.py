"""Voice calls: one callee or many, the template's key fields, what is played, and their records."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.sandbox.pbx_peer import PARAM, Peer, a_peer, a_voice_call, a_wav

WHOLE_CALL = 120


@pytest.fixture
async def peer(now: Callable[[], float]) -> AsyncIterator[Peer]:
    async with a_peer(now) as peer:
        await peer.log_in()
        await peer.make()
        yield peer


async def many(peer: Peer, callees: object, **changes: object) -> tuple[int, dict[str, object]]:
    body = {**a_voice_call(), "callees": callees, **changes}
    body.pop("callee", None)
    body.pop("campaign_id", None)
    answer = await peer.client.post("/v1/autocall/voice", json=body)
    return answer.status_code, answer.json()


async def test_a_voice_call_answers_with_its_id(peer: Peer) -> None:
    answer = await peer.place_voice()
    assert answer.json() == {"call_id": answer.json()["call_id"], "status": "success"}
    assert peer.pbx.placements == {"0987654321": 1}


async def test_a_voice_calls_record_has_all_sixteen_attributes_and_param_as_sent(
    peer: Peer,
) -> None:
    call_id = await peer.voiced("0987654321", param={**PARAM, "ref_id": "HĐ 24018"})
    await asyncio.sleep(WHOLE_CALL)
    cdr = await peer.cdr(call_id)
    assert json.loads(str(cdr.pop("param"))) == {**PARAM, "ref_id": "HĐ 24018"}
    assert cdr == {
        "answer_time": "2026-11-23T02:12:35Z",
        "billsec": 19,
        "call_id": call_id,
        "call_time": 1,
        "caller": "0123456789",
        "callee": "0987654321",
        "campaign_id": "campaign-foo",
        "create_time": "2026-11-23T02:12:30Z",
        "duration": 24,
        "end_time": "2026-11-23T02:12:54Z",
        "hangup_cause": "NORMAL_CLEARING",
        "keypress": "1",
        "start_time": "2026-11-23T02:12:30Z",
        "type": "VOICE",
        "user_id": "user-foo",
    }


@pytest.mark.parametrize(
    ("digits", "key", "cause"),
    [
        ("21", "1", "NORMAL_CLEARING"),
        ("22", "2", "NORMAL_CLEARING"),
        ("29", "9", "NORMAL_CLEARING"),
        ("01", None, "NORMAL_CLEARING"),
        ("02", None, "USER_BUSY"),
        ("00", None, "NO_ANSWER"),
    ],
)
async def test_a_voice_call_reports_by_the_same_hooks_and_ends_as_its_number_says(
    peer: Peer, digits: str, key: str | None, cause: str
) -> None:
    call_id = await peer.voiced(f"09123456{digits}")
    await asyncio.sleep(WHOLE_CALL)
    cdr = await peer.cdr(call_id)
    assert (cdr["keypress"], cdr["hangup_cause"]) == (key, cause)
    last = peer.receiver.hooks[-1]
    assert (last["state"], last["call_id"], last["press_key"]) == ("cdr", call_id, key or "")


@pytest.mark.parametrize("missing", ["customer_name", "due_amount", "due_date"])
@pytest.mark.parametrize("value", [None, ""])
async def test_a_key_field_without_a_value_is_refused(
    peer: Peer, missing: str, value: object
) -> None:
    answer = await peer.place_voice(param={**PARAM, missing: value})
    assert (answer.status_code, answer.json()) == (400, {"error": "missing tts key"})
    assert not peer.pbx.placements


async def test_a_key_field_that_only_a_key_or_a_sound_reads_is_missed_too(peer: Peer) -> None:
    await peer.make(name="goodbye", content="Chào", enable_option=False, exit_sound=None)
    answer = await peer.place_voice(param={"template_name": "goodbye"})
    assert answer.json() == {"error": "missing tts key"}


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"campaign_id": "campaign-bar"}, 403, "campaign is not permitted"),
        ({"campaign_id": None}, 400, [{"(root)": "campaign_id is required"}]),
        ({"param": {"template_name": "thong_bao_no_cuoc_1"}}, 404, "template is not found"),
        (
            {"param": {"template_name": "otp_demo", "code_otp": "1"}},
            404,
            "template is not found",
        ),
        ({"callee": None}, 400, [{"(root)": "callee is required"}]),
        ({"callee": "09"}, 400, [{"callee": "Wrong Format"}]),
        (
            {"callees": ["0987654321"]},
            400,
            [{"(root)": "Must validate one and only one schema (oneOf)"}],
        ),
        (
            {"param": {**PARAM, "due_amount": ["1"]}},
            400,
            [{"param.due_amount": "Invalid type. Expected: string"}],
        ),
    ],
)
async def test_a_voice_call_that_does_not_fit_is_refused_and_calls_nobody(
    peer: Peer, changes: dict[str, Any], status: int, error: object
) -> None:
    answer = await peer.place_voice(**changes)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert not peer.pbx.placements


async def test_a_voice_script_reads_no_code(peer: Peer) -> None:
    answer = await peer.place(param=PARAM)
    assert (answer.status_code, answer.json()) == (404, {"error": "template is not found"})


async def test_a_number_may_be_sent_as_a_number(peer: Peer) -> None:
    call_id = await peer.voiced(param={**PARAM, "due_amount": 123456789})
    assert json.loads((await peer.cdr(call_id))["param"])["due_amount"] == 123456789


async def test_keys_that_no_part_of_the_script_names_can_be_refused(peer: Peer) -> None:
    peer.pbx.manner.extra_keys = False
    answer = await peer.place_voice(param={**PARAM, "ref_id": "r1"})
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": [{"param": "ref_id is not allowed"}]},
    )
    assert (await peer.place_voice()).status_code == 200


async def test_over_the_concurrency_a_voice_call_is_refused_or_queued(peer: Peer) -> None:
    for _ in range(2):
        await peer.voiced("0912345601")
    answer = await peer.place_voice("0912345601")
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "concurrent call limit is reached"},
    )
    assert (await peer.place_voice("0912345601", queue=True)).status_code == 200


async def test_the_request_is_logged_with_its_callee_and_reference(peer: Peer) -> None:
    await peer.voiced(param={**PARAM, "ref_id": "r1"})
    asked = peer.pbx.requests[-1]
    assert (asked.path, asked.callee, asked.ref) == ("/v1/autocall/voice", "0987654321", "r1")


async def test_many_callees_are_called_and_answered_with_ids(peer: Peer) -> None:
    status, answer = await many(peer, ["0987654321", "1234567890"])
    first, second = peer.pbx.switchboard.exchange.calls
    assert status == 200
    assert answer == {
        "data": {
            "campaign_id": "campaign-foo",
            "results": {
                "fail": [],
                "success": [f"{first}_0987654321", f"{second}_1234567890"],
            },
        }
    }
    await asyncio.sleep(WHOLE_CALL)
    assert {hook["call_id"] for hook in peer.receiver.hooks} == {first, second}
    assert (await peer.cdr(second))["campaign_id"] == "campaign-foo"


async def test_of_many_callees_those_that_can_not_be_called_are_told_with_reasons(
    peer: Peer,
) -> None:
    callees = ["12", "0912345601", "0912345601", "0912345603", ""]
    status, answer = await many(peer, callees)
    first, second = peer.pbx.switchboard.exchange.calls
    assert status == 200
    assert answer["data"] == {
        "campaign_id": "campaign-foo",
        "results": {
            "fail": [
                {"12": "Wrong Format"},
                {"0912345603": "concurrent call limit is reached"},
                {"": "Wrong Format"},
            ],
            "success": [f"{first}_0912345601", f"{second}_0912345601"],
        },
    }


async def test_many_callees_can_be_answered_with_their_numbers(peer: Peer) -> None:
    peer.pbx.manner.many_callees = "numbers"
    assert await many(peer, ["0771122330", "0771122"]) == (
        200,
        {
            "data": {
                "results": {
                    "success_call": ["0771122330"],
                    "fail_call": {"0771122": "Wrong Format"},
                }
            }
        },
    )


async def test_many_callees_may_queue(peer: Peer) -> None:
    callees = [f"09123456{number}" for number in range(10, 20)]
    _, answer = await many(peer, callees, queue=True)
    await asyncio.sleep(10 * WHOLE_CALL)
    assert answer["data"]["results"]["fail"] == []  # type: ignore[index]
    assert len(await peer.cdrs(limit="100")) == 10


@pytest.mark.parametrize(
    ("callees", "changes", "error"),
    [
        ([], {}, [{"callees": "Array must have at least 1 items"}]),
        ("0987654321", {}, [{"callees": "Invalid type. Expected: array"}]),
        (
            [987654321, "0987654321", None],
            {},
            [
                {"callees.0": "Invalid type. Expected: string"},
                {"callees.2": "Invalid type. Expected: string"},
            ],
        ),
        (["0987654321"], {"caller": ""}, [{"(root)": "caller is required"}]),
        (["0987654321"], {"param": {**PARAM, "due_date": ""}}, "missing tts key"),
    ],
)
async def test_a_call_to_many_that_does_not_fit_is_refused_and_calls_nobody(
    peer: Peer, callees: object, changes: dict[str, object], error: object
) -> None:
    assert await many(peer, callees, **changes) == (400, {"error": error})
    assert not peer.pbx.placements


async def test_a_campaign_that_many_callees_name_has_to_be_ones_own(peer: Peer) -> None:
    body = {**a_voice_call(callees=["0987654321"], campaign_id="campaign-bar")}
    del body["callee"]
    answer = await peer.client.post("/v1/autocall/voice", json=body)
    assert (answer.status_code, answer.json()) == (403, {"error": "campaign is not permitted"})


@pytest.mark.parametrize(("content", "seconds"), [(a_wav(12), 12), (b"RIFF\0\0\0\0WAVE", 5)])
async def test_an_audio_script_lasts_as_long_as_its_file(
    peer: Peer, content: bytes, seconds: int
) -> None:
    await peer.upload("AUDIO_1.wav", content)
    off = {"enable_option": False, "exit_sound": None, "invalid_sound": None}
    await peer.make(name="am_thanh", voice_type="audio_file", audio_file="AUDIO_1.wav", **off)
    call_id = await peer.voiced("0912345601", param={"template_name": "am_thanh"})
    await asyncio.sleep(WHOLE_CALL)
    assert (await peer.cdr(call_id))["billsec"] == seconds


async def test_another_system_calls_now_without_hooks_and_is_in_the_records(peer: Peer) -> None:
    account = peer.pbx.accounts.by_key("key-foo")
    assert account is not None
    call_id = peer.pbx.switchboard.place_elsewhere(
        account, "0987654321", param=PARAM, caller="0111222333"
    )
    await asyncio.sleep(WHOLE_CALL)
    (cdr,) = await peer.cdrs(caller="0111222333")
    assert (cdr["call_id"], cdr["type"], cdr["keypress"]) == (call_id, "VOICE", "1")
    assert json.loads(cdr["param"]) == PARAM
    assert peer.receiver.hooks == []
    assert not peer.pbx.placements


async def test_another_systems_earlier_call_stands_in_the_records_where_it_belongs(
    peer: Peer,
) -> None:
    account = peer.pbx.accounts.by_key("key-foo")
    assert account is not None
    own = await peer.called("0912345602")
    earlier = peer.pbx.switchboard.place_elsewhere(
        account,
        "0912345622",
        param={"template_name": "otp_demo", "code_otp": "1234"},
        caller="0123456789",
        ago=3600,
    )
    newest, oldest = await peer.cdrs()
    assert (newest["call_id"], oldest["call_id"]) == (own, earlier)
    assert (oldest["create_time"], oldest["keypress"]) == ("2026-11-23T01:12:30Z", "2")
    assert oldest["hangup_cause"] == "NORMAL_CLEARING"
    assert not peer.receiver.hooks
