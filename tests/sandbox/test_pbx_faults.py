"""The sandbox PBX fails on purpose: answers that never come, statuses, maintenance."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from tests.sandbox.pbx_peer import Peer, a_peer, a_placement, a_wav


@pytest.fixture
async def peer(now: Callable[[], float]) -> AsyncIterator[Peer]:
    async with a_peer(now) as peer:
        await peer.log_in()
        yield peer


async def test_a_hanging_placement_calls_and_never_answers(peer: Peer) -> None:
    peer.pbx.faults.hang = True
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(30):
            await peer.place("0912345602")
    assert peer.pbx.placements == {"0912345602": 1}
    assert peer.pbx.requests[-1].status is None
    assert peer.receiver.states == ["hangup", "cdr"]


async def test_a_client_that_never_gives_up_gets_504_in_the_end(peer: Peer) -> None:
    peer.pbx.faults.hang = True
    assert (await peer.place("0912345602")).status_code == 504


async def test_a_hanging_placement_lets_go_of_a_client_that_hangs_up(peer: Peer) -> None:
    peer.pbx.faults.hang = True
    left = asyncio.Event()
    messages: list[Message] = [
        {"type": "http.request", "body": json.dumps(a_placement()).encode(), "more_body": False},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        if len(messages) == 1:
            await left.wait()
        return messages.pop(0)

    async def send(_message: Message) -> None:
        return

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/autocall/otp",
        "query_string": b"",
        "headers": [(b"authorization", peer.client.headers["Authorization"].encode())],
    }
    serving = asyncio.ensure_future(Starlette(routes=peer.pbx.routes)(scope, receive, send))
    await asyncio.sleep(20)
    assert not serving.done()
    left.set()
    async with asyncio.timeout(1):
        await serving


async def test_a_hanging_placement_is_still_refused_at_once_for_its_own_faults(
    peer: Peer,
) -> None:
    peer.pbx.faults.hang = True
    assert (await peer.place("12")).status_code == 400


async def test_hooks_can_come_before_the_answer_to_the_placement(peer: Peer) -> None:
    peer.pbx.faults.answer_after = 60.0
    answer = await peer.place("0912345602")
    assert peer.receiver.states == ["hangup", "cdr"]
    assert answer.json()["call_id"] == peer.receiver.hooks[0]["call_id"]


@pytest.mark.parametrize("status", [200, 302, 400, 408, 429, 500, 502, 520])
async def test_a_failing_placement_calls_nobody(peer: Peer, status: int) -> None:
    peer.pbx.faults.placement_status = status
    answer = await peer.place()
    assert answer.status_code == status
    assert answer.json().keys() == {"error"}
    assert not peer.pbx.placements
    assert (await peer.client.get("/v1/report")).status_code == 200


@pytest.mark.parametrize("status", [200, 408, 500, 503])
async def test_a_failing_placement_can_call_nevertheless(peer: Peer, status: int) -> None:
    peer.pbx.faults.placement_status = status
    peer.pbx.faults.placed_anyway = True
    answer = await peer.place()
    assert answer.status_code == status
    assert "call_id" not in answer.text
    assert peer.pbx.placements == {"0987654321": 1}


async def test_a_failing_report_leaves_placements_alone(peer: Peer) -> None:
    peer.pbx.faults.report_status = 500
    call_id = await peer.called()
    assert (await peer.client.get("/v1/report")).status_code == 500
    assert (await peer.client.get(f"/v1/report/{call_id}")).status_code == 500


async def test_failing_to_make_leaves_the_rest_alone(peer: Peer) -> None:
    peer.pbx.faults.making_status = 500
    assert (await peer.make()).status_code == 500
    assert (await peer.upload("a.wav", a_wav())).status_code == 500
    assert (await peer.place()).status_code == 200
    peer.pbx.faults.making_status = None
    assert (await peer.make()).status_code == 200
    assert (await peer.upload("a.wav", a_wav())).status_code == 200


async def test_placements_fail_alike_for_voice_and_otp(peer: Peer) -> None:
    await peer.make()
    peer.pbx.faults.placement_status = 500
    assert (await peer.place_voice()).status_code == 500
    assert not peer.pbx.placements
    peer.pbx.faults.placed_anyway = True
    assert (await peer.place_voice()).status_code == 500
    assert peer.pbx.placements == {"0987654321": 1}


async def test_a_failing_token_leaves_the_rest_alone(peer: Peer) -> None:
    peer.pbx.faults.token_status = 500
    answer = await peer.client.post("/v1/auth/token", json={"api_key": "key-foo"})
    assert answer.status_code == 500
    body = {"username": "foo@test.tel4vn.com", "password": "password-foo"}
    assert (await peer.client.post("/v1/auth", json=body)).status_code == 500
    assert (await peer.place()).status_code == 200


async def test_a_failure_can_say_when_to_come_again(peer: Peer) -> None:
    peer.pbx.faults.report_status = 429
    assert "Retry-After" not in (await peer.client.get("/v1/report")).headers
    peer.pbx.faults.retry_after = 7
    assert (await peer.client.get("/v1/report")).headers["Retry-After"] == "7"


async def test_a_failure_can_have_any_body(peer: Peer) -> None:
    peer.pbx.faults.placement_status = 200
    peer.pbx.faults.body = "<html>Bad Gateway</html>"
    assert (await peer.place()).text == "<html>Bad Gateway</html>"


async def test_a_failure_comes_in_the_older_envelope_too(peer: Peer) -> None:
    peer.pbx.faults.report_status = 500
    peer.pbx.manner.errors = "envelope"
    assert (await peer.client.get("/v1/report")).json()["data"] == {
        "error": "Internal Server Error"
    }


async def test_over_the_limit_the_words_and_the_status_can_be_others(peer: Peer) -> None:
    for _ in range(2):
        await peer.called("0912345603")
    peer.pbx.manner.no_channel = "Maximum calls in progress"
    peer.pbx.manner.no_channel_status = 403
    answer = await peer.place()
    assert (answer.status_code, answer.json()) == (403, {"error": "Maximum calls in progress"})
    assert "Retry-After" not in answer.headers


async def test_over_the_limit_a_429_says_when_to_come_again_and_calls_nobody(peer: Peer) -> None:
    for _ in range(2):
        await peer.called("0912345603")
    peer.pbx.manner.no_channel_status = 429
    peer.pbx.manner.no_channel_after = 30
    answer = await peer.place("0912345601")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert answer.json() == {"error": "concurrent call limit is reached"}
    assert peer.pbx.placements == {"0912345603": 2}
    assert (await peer.place("0912345601", queue=True)).status_code == 200


async def test_under_maintenance_everything_is_503_and_nobody_is_called(peer: Peer) -> None:
    peer.pbx.faults.pbx_503 = True
    answers = [
        await peer.client.post("/v1/auth/token", json={"api_key": "key-foo"}),
        await peer.place(),
        await peer.client.get("/v1/report"),
        await peer.client.get("/v1/report/x"),
        await peer.place_voice(),
        await peer.make(),
        await peer.upload("a.wav", a_wav()),
    ]
    assert [(a.status_code, a.json()) for a in answers] == [
        (503, {"error": "Service Unavailable"})
    ] * 7
    assert not peer.pbx.placements
    peer.pbx.faults.pbx_503 = False
    assert (await peer.place()).status_code == 200
