"""The access token: one fetch however many wait, and never a stale one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from bot.errors import PbxNotReached, PbxUnauthorized
from bot.pbx.auth import TokenAuth
from bot.pbx.replies import Token


class Source:
    """Gives numbered tokens after a second, or the failures in `failures` first."""

    def __init__(self, now: Callable[[], float], *, seconds: float = 86400.0) -> None:
        self.now = now
        self.seconds = seconds
        self.failures: list[Exception] = []
        self.fetched = 0

    async def fetch(self) -> Token:
        self.fetched += 1
        number = self.fetched
        await asyncio.sleep(1)
        if self.failures:
            raise self.failures.pop(0)
        return Token(access_token=f"token-{number}", expires_at=self.now() + self.seconds)

    def auth(self) -> TokenAuth:
        return TokenAuth(self.fetch, now=self.now)


async def test_however_many_wait_one_token_is_fetched(now: Callable[[], float]) -> None:
    source = Source(now)
    auth = source.auth()
    assert await asyncio.gather(*(auth.token() for _ in range(50))) == ["token-1"] * 50
    assert source.fetched == 1


async def test_however_many_hold_a_stale_token_one_is_fetched(now: Callable[[], float]) -> None:
    source = Source(now)
    auth = source.auth()
    stale = await auth.token()
    fresh = await asyncio.gather(*(auth.token(stale=stale) for _ in range(50)))
    assert fresh == ["token-2"] * 50
    assert await auth.token(stale=stale) == "token-2"
    assert source.fetched == 2


async def test_those_who_wait_share_a_failure_and_the_next_tries_again(
    now: Callable[[], float],
) -> None:
    source = Source(now)
    source.failures = [PbxNotReached(status=503)]
    auth = source.auth()
    ends = await asyncio.gather(*(auth.token() for _ in range(50)), return_exceptions=True)
    assert {type(end) for end in ends} == {PbxNotReached}
    assert source.fetched == 1
    assert await auth.token() == "token-2"


async def test_one_who_gives_up_does_not_take_the_others_along(now: Callable[[], float]) -> None:
    source = Source(now)
    auth = source.auth()
    first, second, third = (asyncio.create_task(auth.token()) for _ in range(3))
    await asyncio.sleep(0.5)
    first.cancel()
    assert await asyncio.gather(second, third) == ["token-2"] * 2
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_token_is_renewed_shortly_before_it_expires(now: Callable[[], float]) -> None:
    source = Source(now, seconds=3600)
    auth = source.auth()
    await auth.token()
    await asyncio.sleep(3600 - 61)
    assert await auth.token() == "token-1"
    await asyncio.sleep(2)
    assert await auth.token() == "token-2"


async def test_a_short_lived_token_is_used_for_most_of_its_life(now: Callable[[], float]) -> None:
    source = Source(now, seconds=30)
    auth = source.auth()
    await auth.token()
    await asyncio.sleep(26)
    assert await auth.token() == "token-1"
    await asyncio.sleep(2)
    assert await auth.token() == "token-2"


async def test_a_pbx_that_gives_the_same_token_again_is_asked_once(
    now: Callable[[], float],
) -> None:
    async def fetch() -> Token:
        await asyncio.sleep(1)
        return Token(access_token="same", expires_at=now() + 3600)

    auth = TokenAuth(fetch, now=now)
    await auth.token()
    assert await asyncio.gather(*(auth.token(stale="same") for _ in range(5))) == ["same"] * 5
    assert asyncio.get_running_loop().time() == 2


async def test_a_renewal_that_is_refused_is_a_refusal_of_the_request(
    now: Callable[[], float],
) -> None:
    source = Source(now)
    auth = source.auth()
    transport = httpx.MockTransport(lambda _request: httpx.Response(401))
    async with httpx.AsyncClient(transport=transport, auth=auth) as client:
        await auth.token()
        source.failures = [PbxUnauthorized(status=401)]
        with pytest.raises(PbxUnauthorized):
            await client.get("https://pbx.example")


async def test_no_token_is_in_a_repr(now: Callable[[], float]) -> None:
    auth = Source(now).auth()
    await auth.token()
    assert "token-1" not in repr(auth)
