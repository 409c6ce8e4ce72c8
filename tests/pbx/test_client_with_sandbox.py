"""The client against the sandbox's PBX, in each of its manners and with each of its faults."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.core.calls import Outcome, outcome
from bot.errors import (
    PbxBroken,
    PbxError,
    PbxNoAnswer,
    PbxNotFound,
    PbxNotReached,
    PbxRefused,
    PbxUnauthorized,
)
from bot.pbx import OtpCall, PbxClient
from bot.sandbox.pbx.api import SandboxPbx
from tests.sandbox.pbx_peer import an_account

CALL = OtpCall(
    campaign_id="campaign-foo",
    caller="0123456789",
    callee="0987654321",
    template="otp_demo",
    code="4821",
    callback_url=None,
    queue=False,
    ref="r-1",
)


@dataclass(frozen=True, kw_only=True)
class Both:
    pbx: SandboxPbx
    client: PbxClient
    connect: Callable[[str], PbxClient]


@pytest.fixture
async def both(now: Callable[[], float]) -> AsyncIterator[Both]:
    async with httpx.AsyncClient() as hooks:
        pbx = SandboxPbx([an_account("foo")], now=now, hooks=hooks)
        transport = httpx.ASGITransport(app=Starlette(routes=pbx.routes))

        def connect(key: str) -> PbxClient:
            return PbxClient("http://pbx", key, now=now, random=lambda: 0.5, transport=transport)

        client = connect("key-foo")
        running = asyncio.create_task(pbx.run())
        yield Both(pbx=pbx, client=client, connect=connect)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await client.aclose()


async def failure_of(waiting: Any) -> PbxError:
    with pytest.raises(PbxError) as caught:
        await waiting
    return caught.value


async def test_a_call_is_placed_and_its_record_tells_how_it_went(both: Both) -> None:
    placement = await both.client.place_otp(CALL)
    running = await both.client.cdr(placement.call_id)
    assert not running.finished
    await asyncio.sleep(300)
    cdr = await both.client.cdr(placement.call_id)
    assert (cdr.call_id, cdr.ref, cdr.template) == (placement.call_id, "r-1", "otp_demo")
    assert outcome(cdr.facts()) is Outcome.ANSWERED
    assert "4821" not in cdr.model_dump_json()


@pytest.mark.parametrize("newest_first", [True, False])
async def test_the_list_comes_in_the_pbxs_order(both: Both, newest_first: bool) -> None:
    both.pbx.manner.newest_first = newest_first
    placed = []
    for callee in ("0987654321", "0987654302"):
        placed.append((await both.client.place_otp(replace(CALL, callee=callee))).call_id)
        await asyncio.sleep(300)
    listed = [cdr.call_id for cdr in await both.client.cdrs()]
    assert listed == (placed[::-1] if newest_first else placed)
    (one,) = await both.client.cdrs(callee="0987654302")
    assert one.call_id == placed[1]
    assert await both.client.cdrs(limit=1, offset=2) == []


@pytest.mark.parametrize("expire_at", ["unix", "seconds"])
async def test_a_token_lasts_a_day_and_is_renewed_before_its_end(
    both: Both, expire_at: Any
) -> None:
    both.pbx.manner.expire_at = expire_at
    for _ in range(49):
        await both.client.check()
        await asyncio.sleep(3600)
    statuses = [asked.status for asked in both.pbx.requests]
    tokens = [asked.path for asked in both.pbx.requests].count("/v1/auth/token")
    assert (set(statuses), tokens) == ({200}, 3)


async def test_a_token_that_was_withdrawn_is_fetched_again(both: Both) -> None:
    await both.client.ready()
    both.pbx.accounts.expire_tokens()
    await both.client.place_otp(CALL)
    assert both.pbx.placements == {"0987654321": 1}


async def test_fifty_reads_with_a_withdrawn_token_fetch_one(both: Both) -> None:
    await both.client.ready()
    both.pbx.accounts.expire_tokens()
    await asyncio.gather(*(both.client.check() for _ in range(50)))
    assert [asked.path for asked in both.pbx.requests].count("/v1/auth/token") == 2


async def test_a_wrong_key_is_unauthorized(both: Both) -> None:
    stranger = both.connect("no-such-key")
    assert type(await failure_of(stranger.check())) is PbxUnauthorized
    assert type(await failure_of(stranger.place_otp(CALL))) is PbxUnauthorized
    await stranger.aclose()


@pytest.mark.parametrize("errors", ["error", "envelope"])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"callee": "12"}, "callee: Wrong Format"),
        ({"callee": ""}, "callee is required"),
        ({"code": ""}, "missing tts key"),
        ({"template": "other"}, "template is not found"),
    ],
)
async def test_a_refusal_has_the_pbxs_words(
    both: Both, errors: Any, changes: dict[str, str], words: str
) -> None:
    both.pbx.manner.errors = errors
    error = await failure_of(both.client.place_otp(replace(CALL, **changes)))
    assert type(error) is PbxRefused
    assert error.words.endswith(words)


async def test_a_pbx_that_takes_no_other_keys_takes_calls_without_our_reference(
    both: Both,
) -> None:
    both.pbx.manner.extra_keys = False
    assert type(await failure_of(both.client.place_otp(CALL))) is PbxRefused
    assert (await both.client.place_otp(replace(CALL, ref=None))).call_id


async def test_over_the_concurrency_a_call_is_refused_or_queued(both: Both) -> None:
    for _ in range(2):
        await both.client.place_otp(CALL)
    assert type(await failure_of(both.client.place_otp(CALL))) is PbxRefused
    assert (await both.client.place_otp(replace(CALL, queue=True))).call_id


async def test_a_call_that_nobody_knows_is_not_found(both: Both) -> None:
    assert type(await failure_of(both.client.cdr("nobody"))) is PbxNotFound


async def test_a_hung_placement_may_have_called_and_is_asked_once(both: Both) -> None:
    both.pbx.faults.hang = True
    assert type(await failure_of(both.client.place_otp(CALL))) is PbxNoAnswer
    assert both.pbx.placements == {"0987654321": 1}
    (found,) = await both.client.cdrs(callee="0987654321")
    assert found.ref == "r-1"


@pytest.mark.parametrize("status", [200, 302, 408, 500, 502, 503, 504])
async def test_a_call_that_went_out_in_spite_of_its_answer_is_not_called_refused(
    both: Both, status: int
) -> None:
    both.pbx.faults.placement_status = status
    both.pbx.faults.placed_anyway = True
    both.pbx.faults.body = "<html>"
    assert isinstance(await failure_of(both.client.place_otp(CALL)), PbxNoAnswer)
    assert both.pbx.placements == {"0987654321": 1}


async def test_maintenance_before_the_token_called_nobody_and_after_it_may_have(
    both: Both,
) -> None:
    both.pbx.faults.pbx_503 = True
    assert type(await failure_of(both.client.ready())) is PbxNotReached
    both.pbx.faults.pbx_503 = False
    await both.client.ready()
    both.pbx.faults.pbx_503 = True
    assert type(await failure_of(both.client.place_otp(CALL))) is PbxBroken
    assert both.pbx.placements == {}
