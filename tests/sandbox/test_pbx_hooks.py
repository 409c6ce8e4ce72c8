"""The hooks of the sandbox PBX: three shapes, and what goes wrong with them when switched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from tests.sandbox.pbx_peer import Peer, a_peer

WHOLE_CALL = 120


@pytest.fixture
async def peer(now: Callable[[], float]) -> AsyncIterator[Peer]:
    async with a_peer(now) as peer:
        await peer.log_in()
        yield peer


@pytest.mark.parametrize(
    ("digits", "states", "cause", "key"),
    [
        ("21", ["ringing", "answered", "hangup", "cdr"], "NORMAL_CLEARING", "1"),
        ("22", ["ringing", "answered", "hangup", "cdr"], "NORMAL_CLEARING", "2"),
        ("29", ["ringing", "answered", "hangup", "cdr"], "NORMAL_CLEARING", "9"),
        ("01", ["ringing", "answered", "hangup", "cdr"], "NORMAL_CLEARING", None),
        ("08", ["ringing", "answered", "hangup", "cdr"], "NORMAL_CLEARING", None),
        ("02", ["hangup", "cdr"], "USER_BUSY", None),
        ("03", ["ringing", "hangup", "cdr"], "NO_ANSWER", None),
        ("04", ["ringing", "hangup", "cdr"], "CALL_REJECTED", None),
        ("05", ["hangup", "cdr"], "UNALLOCATED_NUMBER", None),
        ("06", ["hangup", "cdr"], "SUBSCRIBER_ABSENT", None),
        ("07", ["hangup", "cdr"], "NETWORK_OUT_OF_ORDER", None),
        ("00", ["ringing", "hangup", "cdr"], "NO_ANSWER", None),
    ],
)
async def test_each_ending_has_its_hooks_and_its_record(
    peer: Peer, digits: str, states: list[str], cause: str, key: str | None
) -> None:
    call_id = await peer.called(f"09123456{digits}")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.states == states
    assert {hook["call_id"] for hook in peer.receiver.hooks} == {call_id}
    cdr = await peer.cdr(call_id)
    assert (cdr["hangup_cause"], cdr["keypress"]) == (cause, key)
    assert peer.receiver.hooks[-1]["press_key"] == (key or "")
    assert peer.receiver.hooks[-1]["billsec"] == cdr["billsec"]


async def test_a_call_event_says_what_was_so_when_it_was_sent(peer: Peer) -> None:
    call_id = await peer.called("0912345608")
    await asyncio.sleep(WHOLE_CALL)
    ringing, answered, hangup, _cdr = peer.receiver.hooks
    assert ringing == {
        "call_id": call_id,
        "sip_call_id": f"{call_id}@test.tel4vn.com",
        "domain": "test.tel4vn.com",
        "direction": "outbound",
        "from_number": "0123456789",
        "to_number": "0912345608",
        "hotline": "0123456789",
        "state": "ringing",
        "duration": 0,
        "billsec": 0,
        "recording_url": "",
        "press_key": "",
        "customer_id": "",
        "time_started": "2026-11-23 09:12:30",
        "time_answered": "",
        "time_ended": "",
    }
    assert (answered["time_answered"], answered["billsec"]) == ("2026-11-23 09:12:38", 0)
    assert (hangup["time_ended"], hangup["billsec"], hangup["duration"]) == (
        "2026-11-23 09:12:40",
        2,
        10,
    )


async def test_the_second_shape_is_the_record_once_at_the_end(peer: Peer) -> None:
    peer.pbx.manner.hook_shape = 2
    call_id = await peer.called("0987654321")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.hooks == [await peer.cdr(call_id)]


@pytest.mark.parametrize(("digits", "status"), [("21", "Success"), ("02", "Fail")])
async def test_the_third_shape_comes_once_at_the_end(peer: Peer, digits: str, status: str) -> None:
    peer.pbx.manner.hook_shape = 3
    call_id = await peer.called(f"09123456{digits}")
    await asyncio.sleep(WHOLE_CALL)
    cdr = await peer.cdr(call_id)
    assert peer.receiver.hooks == [
        {
            "call_id": call_id,
            "campaign_id": "campaign-foo",
            "user_id": "user-foo",
            "phone_number": f"09123456{digits}",
            "duration": cdr["duration"],
            "start_time": "2026-11-23 09:12:30",
            "status": status,
            "keypress": cdr["keypress"] or "",
        }
    ]


async def test_no_hook_is_posted_without_a_callback_url(peer: Peer) -> None:
    call_id = await peer.called("0912345602", callback_url="")
    await asyncio.sleep(WHOLE_CALL)
    assert (await peer.cdr(call_id))["hangup_cause"] == "USER_BUSY"
    assert not peer.pbx.switchboard.poster.log


async def test_the_callbacks_api_key_travels_in_a_header(peer: Peer) -> None:
    await peer.called("0912345602", callback_apikey="api_key_123")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.requests[0].headers["X-Api-Key"] == "api_key_123"


@pytest.mark.parametrize("url", ["no url", "http://", "http://[::1", "ftp://bot/", "http://bot:x/"])
async def test_a_callback_url_that_leads_nowhere_harms_no_call(peer: Peer, url: str) -> None:
    peer.pbx.manner.hooks_retried = False
    one, two = await peer.called("0912345602", callback_url=url), await peer.called("0912345602")
    await asyncio.sleep(WHOLE_CALL)
    for call_id in (one, two):
        assert (await peer.cdr(call_id))["hangup_cause"] == "USER_BUSY"
    assert peer.receiver.states == ["hangup", "cdr"]


async def test_a_callback_key_that_no_header_can_hold_harms_no_call(peer: Peer) -> None:
    for api_key in ("khóa", "two\nlines"):
        call_id = await peer.called("0912345602", callback_apikey=api_key)
        await asyncio.sleep(WHOLE_CALL)
        assert (await peer.cdr(call_id))["hangup_cause"] == "USER_BUSY"


async def test_a_refused_hook_is_sent_again_before_the_next(peer: Peer) -> None:
    peer.receiver.answers = [503, 500]
    await peer.called("0912345605")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.states == ["hangup", "hangup", "hangup", "cdr"]
    log = peer.pbx.switchboard.poster.log
    assert [posted.status for posted in log] == [503, 500, 204, 204]


async def test_a_hook_that_nobody_takes_is_given_up_after_four_attempts(peer: Peer) -> None:
    peer.receiver.answers = [404] * 4
    await peer.called("0912345605")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.states == ["hangup"] * 4 + ["cdr"]


async def test_retries_can_be_switched_off(peer: Peer) -> None:
    peer.pbx.manner.hooks_retried = False
    peer.receiver.answers = [503]
    await peer.called("0912345605")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.states == ["hangup", "cdr"]


async def test_a_receiver_that_does_not_answer_is_given_ten_seconds(peer: Peer) -> None:
    peer.receiver.answers = [0]
    await peer.called("0912345605")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.states == ["hangup", "hangup", "cdr"]
    first, second, _ = peer.receiver.times
    assert second - first == pytest.approx(12.0)


async def test_a_slow_receiver_holds_up_neither_calls_nor_other_calls_hooks(peer: Peer) -> None:
    peer.receiver.answers = [0]
    slow = await peer.called("0912345605")
    quick = await peer.called("0912345602")
    await asyncio.sleep(6)
    assert (await peer.cdr(slow))["hangup_cause"] == "UNALLOCATED_NUMBER"
    assert [hook["call_id"] for hook in peer.receiver.hooks] == [slow, quick, quick]


async def test_lost_hooks_never_come_and_the_record_is_there(peer: Peer) -> None:
    peer.pbx.faults.hooks_lose = True
    call_id = await peer.called("0987654321")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.hooks == []
    assert (await peer.cdr(call_id))["keypress"] == "1"


async def test_doubled_hooks_come_twice(peer: Peer) -> None:
    peer.pbx.faults.hooks_double = True
    await peer.called("0912345602")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.states == ["hangup", "hangup", "cdr", "cdr"]
    assert peer.receiver.hooks[0] == peer.receiver.hooks[1]


async def test_delayed_hooks_come_twenty_seconds_late_in_order(
    peer: Peer, now: Callable[[], float]
) -> None:
    peer.pbx.faults.hooks_delay = True
    placed_at = now()
    await peer.called("0912345605")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.states == ["hangup", "cdr"]
    assert [at - placed_at for at in peer.receiver.times] == pytest.approx([21.0, 22.0])


@pytest.mark.parametrize(
    ("callee", "states"),
    [
        ("0987654321", ["answered", "ringing", "cdr", "hangup"]),
        ("0912345604", ["hangup", "ringing", "cdr"]),
        ("0912345602", ["cdr", "hangup"]),
    ],
)
async def test_reordered_hooks_overtake_each_other_and_none_is_lost(
    peer: Peer, callee: str, states: list[str]
) -> None:
    peer.pbx.faults.hooks_reorder = True
    await peer.called(callee)
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.states == states


async def test_faults_of_hooks_add_up(peer: Peer) -> None:
    peer.pbx.faults.hooks_reorder = True
    peer.pbx.faults.hooks_double = True
    await peer.called("0912345602")
    await asyncio.sleep(WHOLE_CALL)
    assert peer.receiver.states == ["cdr", "cdr", "hangup", "hangup"]


async def test_many_calls_keep_their_own_order(peer: Peer) -> None:
    ids = [await peer.called("0987654321", queue=True) for _ in range(20)]
    await asyncio.sleep(20 * WHOLE_CALL)
    for call_id in ids:
        states = [h["state"] for h in peer.receiver.hooks if h["call_id"] == call_id]
        assert states == ["ringing", "answered", "hangup", "cdr"]
