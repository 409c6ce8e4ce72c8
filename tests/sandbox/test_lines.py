"""An account's channels: who gets one, how many are held, and for how long in all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from bot.sandbox.calls import Call, Script, Sound
from bot.sandbox.exchange import Exchange
from bot.sandbox.lines import Use
from tests.sandbox.pbx_peer import Peer, a_peer, an_account

LONG = 100_000.0
SCRIPT = Script(content=Sound(words=(("lời", 0.0),), seconds=45.0))


@pytest.fixture
async def peer(now: Callable[[], float]) -> AsyncIterator[Peer]:
    async with a_peer(now) as peer:
        await peer.log_in()
        yield peer


def a_call(number: int, *, at: float = 0.0, user: str = "u1") -> Call:
    return Call(
        call_id=f"{user}-{number}",
        user_id=user,
        campaign_id="campaign",
        caller="0123456789",
        callee=f"0905{number:06d}",
        type="VOICE",
        param="{}",
        script=SCRIPT,
        created=at,
    )


def held(exchange: Exchange, user: str, now: float) -> float:
    """Channel-seconds up to now, added up call by call."""
    calls = [call for call in exchange.calls.values() if call.user_id == user]
    return sum(
        (now if call.ended is None else call.ended) - call.started
        for call in calls
        if call.started is not None
    )


def test_an_account_that_never_called_has_used_nothing() -> None:
    assert Exchange({"u1": 5}).use("u1", 7.0) == Use(busy=0, waiting=0, peak=0, seconds=0.0)


def test_a_channel_is_held_from_the_dialling_to_the_hangup_and_no_longer() -> None:
    exchange = Exchange({"u1": 5})
    exchange.place(a_call(102, at=10.0), queue=False)
    exchange.advance(12.0)
    assert exchange.use("u1", 12.0) == Use(busy=1, waiting=0, peak=1, seconds=2.0)
    exchange.advance(LONG)
    (call,) = exchange.calls.values()
    assert call.ended is not None
    assert exchange.use("u1", LONG) == Use(busy=0, waiting=0, peak=1, seconds=call.ended - 10.0)


@pytest.mark.parametrize("channels", [1, 7, 50])
def test_what_is_counted_agrees_with_the_calls_at_every_moment(channels: int) -> None:
    exchange = Exchange({"u1": channels, "u2": 3})
    for number in range(100):
        exchange.place(a_call(number), queue=True)
        exchange.place(a_call(number, user="u2"), queue=False)
    now: float | None = 0.0
    while now is not None:
        exchange.advance(now)
        for user in ("u1", "u2"):
            use, under_way = exchange.use(user, now), exchange.under_way
            assert use.busy == sum(call.user_id == user for call in under_way)
            assert use.seconds == pytest.approx(held(exchange, user, now))
        assert exchange.use("u1", now).busy <= channels
        now = exchange.next_at()
    assert exchange.use("u1", LONG).peak == channels
    assert exchange.use("u2", LONG).peak == 3
    assert exchange.is_idle


def test_channels_stay_busy_as_long_as_calls_wait_for_them() -> None:
    exchange = Exchange({"u1": 50})
    for number in range(500):
        exchange.place(a_call(number), queue=True)
    assert exchange.use("u1", 0.0).waiting == 450
    before = exchange.use("u1", 0.0)
    while exchange.use("u1", 0.0).waiting:
        now = exchange.next_at()
        assert now is not None
        exchange.advance(now)
    assert exchange.use("u1", now).seconds - before.seconds == 50 * now


def test_a_call_that_was_refused_is_in_no_books() -> None:
    exchange = Exchange({"u1": 1})
    exchange.place(a_call(1), queue=False)
    assert exchange.place(a_call(2), queue=False) is None
    assert exchange.use("u1", 0.0) == Use(busy=1, waiting=0, peak=1, seconds=0.0)
    assert list(exchange.dialled("u1")) == ["u1-1"]


def test_calls_are_listed_in_the_order_of_their_creation_once_they_are_dialled() -> None:
    exchange = Exchange({"u1": 2})
    for number, at in ((1, 5.0), (2, 9.0), (3, 4.0), (4, 10.0)):
        exchange.place(a_call(number, at=at), queue=True)
    assert list(exchange.dialled("u1")) == ["u1-1", "u1-2"]
    exchange.advance(LONG)
    assert list(exchange.dialled("u1")) == ["u1-3", "u1-1", "u1-2", "u1-4"]


async def test_the_pbx_tells_each_accounts_use_up_to_now(peer: Peer) -> None:
    foo, bar = an_account("foo"), an_account("bar")
    for callee in ("0912345603", "0912345603", "0912345602"):
        await peer.called(callee, queue=True)
    await asyncio.sleep(10)
    assert peer.pbx.lines(foo) == Use(busy=2, waiting=1, peak=2, seconds=20.0)
    assert peer.pbx.lines(bar) == Use(busy=0, waiting=0, peak=0, seconds=0.0)
    await asyncio.sleep(100)
    assert replace(peer.pbx.lines(foo), seconds=0.0) == Use(busy=0, waiting=0, peak=2, seconds=0.0)
