"""A login: an account's key for its password, and no secret in what fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from bot.errors import (
    PbxError,
    PbxNotReached,
    PbxRateLimited,
    PbxRefused,
    PbxUnauthorized,
)
from bot.pbx import LoggedIn, Login, log_in
from tests.pbx.peer import KEY, Answer, Peer, failure_of

PASSWORD = "foo-123"
ACCOUNT: Answer = (200, {"data": {"api_key": KEY, "user_enabled": "true", "username": "foo"}})


@pytest.fixture
async def peer(now: Callable[[], float]) -> Peer:
    return Peer(now)


def logging_in(peer: Peer, **given: Any) -> Awaitable[LoggedIn]:
    return log_in(
        "https://pbx.example/v1/",
        Login(username="foo@test.tel4vn.com", password=PASSWORD),
        now=peer.now,
        random=lambda: 0.5,
        transport=httpx.MockTransport(peer.answer),
        **given,
    )


async def test_a_login_needs_no_key_and_gives_one(peer: Peer) -> None:
    seen: list[object] = []
    peer.answers = [503, ACCOUNT]
    account = await logging_in(peer, observe=lambda *exchange: seen.append(exchange[:2]))
    assert (account.api_key, account.username, account.enabled) == (KEY, "foo", True)
    assert str(peer.requests[1].url) == "https://pbx.example/v1/auth"
    assert (peer.token_requests, peer.authorizations) == ([], ["", ""])
    assert seen == [("login", 503), ("login", 200)]


@pytest.mark.parametrize(
    ("answer", "kind", "asked"),
    [
        (401, PbxUnauthorized, 1),
        (403, PbxUnauthorized, 1),
        (404, PbxRefused, 1),
        (429, PbxRateLimited, 3),
        (503, PbxNotReached, 3),
        ((200, {"data": None}), PbxNotReached, 3),
        (httpx.ConnectError("refused"), PbxNotReached, 3),
        (httpx.ReadTimeout("slow"), PbxNotReached, 3),
    ],
    ids=repr,
)
async def test_a_login_that_fails_called_nobody(
    peer: Peer, answer: Answer, kind: type[PbxError], asked: int
) -> None:
    peer.answers = [answer]
    assert type(await failure_of(logging_in(peer))) is kind
    assert len(peer.requests) == asked


@pytest.mark.parametrize("status", [200, 401, 500])
async def test_no_failed_login_holds_the_password(peer: Peer, status: int) -> None:
    peer.answers = [(status, {"error": f"wrong password {PASSWORD}"})]
    error: BaseException | None = await failure_of(logging_in(peer))
    assert isinstance(error, PbxError)
    assert error.words == "wrong password •••"
    while error is not None:
        assert PASSWORD not in repr((error, vars(error)))
        error = error.__context__
