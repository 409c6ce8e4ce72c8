"""What a hook is answered, and what is left of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.errors import HookRejected
from bot.intake.hooks import BODY_LIMIT, COMMIT_SECONDS, WAITING
from bot.metrics import Metrics
from tests.intake.conftest import PATH, TOKEN, Peer

Message = dict[str, Any]


async def ask(
    app: Starlette, receive: Callable[[], Awaitable[Message]], *, length: str | None = None
) -> tuple[int, dict[str, str]]:
    """Post a hook as a server would, with a body that `receive` gives; status and headers."""
    sent: list[Message] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "query_string": b"",
        "headers": [(b"content-length", length.encode())] if length else [],
    }
    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers


def chunks(*parts: Message) -> Callable[[], Awaitable[Message]]:
    """Gives these messages one by one; a further one never comes."""
    waiting = list(parts)

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    return receive


def chunk(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def counted(metrics: Metrics, result: str) -> bool:
    return f'pbxbot_hooks_total{{result="{result}"}} 1.0' in metrics.render().decode()


async def test_a_hook_that_was_taken_is_204(
    client: httpx.AsyncClient, peer: Peer, metrics: Metrics
) -> None:
    reply = await client.post(PATH, content=b'{"state": "ringing"}')

    assert (reply.status_code, reply.content) == (204, b"")
    assert peer.taken == [(TOKEN, b'{"state": "ringing"}')]
    assert counted(metrics, "accepted")


@pytest.mark.parametrize("body", [b"", b"not json", b"\xff\x00", b"x" * BODY_LIMIT])
async def test_a_body_that_can_not_be_read_is_still_passed_on(
    client: httpx.AsyncClient, peer: Peer, body: bytes
) -> None:
    reply = await client.post(PATH, content=body)

    assert reply.status_code == 204
    assert peer.taken == [(TOKEN, body)]


@pytest.mark.parametrize(
    ("status", "result"), [(404, "unknown"), (413, "too_large"), (503, "busy")]
)
async def test_a_rejection_is_the_answer(
    client: httpx.AsyncClient, peer: Peer, metrics: Metrics, status: int, result: str
) -> None:
    peer.error = HookRejected(status)

    reply = await client.post(PATH, content=b"{}")

    assert (reply.status_code, reply.content) == (status, b"")
    assert counted(metrics, result)


async def test_a_503_says_when_to_try_again(client: httpx.AsyncClient, peer: Peer) -> None:
    peer.error = HookRejected(503, retry_after=17)

    reply = await client.post(PATH, content=b"{}")

    assert reply.headers["Retry-After"] == "17"


async def test_an_unexpected_error_is_503_with_retry_after_and_logged(
    client: httpx.AsyncClient, peer: Peer, metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    peer.error = ZeroDivisionError("boom")

    reply = await client.post(PATH, content=b"{}")

    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert "boom" in caplog.text
    assert TOKEN not in caplog.text
    assert counted(metrics, "failed")


@pytest.mark.parametrize(
    "token", ["short", "x" * 19, "x" * 65, "x" * 30 + "!", "x" * 30 + "%0a", "%C3%A9" * 20, "..%2f"]
)
async def test_a_token_of_another_shape_is_404_without_a_look_up(
    client: httpx.AsyncClient, peer: Peer, token: str
) -> None:
    reply = await client.post(f"/hooks/pbx/{token}", content=b"{}")

    assert reply.status_code == 404
    assert peer.taken == []


@pytest.mark.parametrize("token", ["a" * 20, "Z-_9" * 16])
async def test_a_token_of_20_to_64_signs_is_looked_up(
    client: httpx.AsyncClient, peer: Peer, token: str
) -> None:
    await client.post(f"/hooks/pbx/{token}", content=b"{}")

    assert peer.taken == [(token, b"{}")]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_a_hook_is_posted_or_it_is_405(
    client: httpx.AsyncClient, peer: Peer, method: str
) -> None:
    reply = await client.request(method, PATH)

    assert reply.status_code == 405
    assert peer.taken == []


async def test_a_path_with_a_final_slash_is_404_and_not_sent_round_again(
    client: httpx.AsyncClient,
) -> None:
    reply = await client.post(f"{PATH}/", content=b"{}")

    assert reply.status_code == 404


async def test_a_declared_length_over_the_limit_is_413_before_a_byte_is_read(
    app: Starlette, peer: Peer, metrics: Metrics
) -> None:
    status, headers = await ask(app, chunks(), length=str(BODY_LIMIT + 1))

    assert (status, headers["connection"]) == (413, "close")
    assert peer.taken == []
    assert counted(metrics, "too_large")


async def test_a_body_over_the_limit_is_413_while_it_is_being_read(
    app: Starlette, peer: Peer
) -> None:
    endless = chunks(chunk(b"x" * BODY_LIMIT), chunk(b"x"), chunk(b"never asked for"))

    status, headers = await ask(app, endless)

    assert (status, headers["connection"]) == (413, "close")
    assert peer.taken == []
    assert (await endless())["body"] == b"never asked for"


@pytest.mark.parametrize("length", ["", "many", "9" * 5000])
async def test_a_length_that_is_no_number_does_not_hinder(
    app: Starlette, peer: Peer, length: str
) -> None:
    status, _ = await ask(app, chunks(chunk(b"{}", more=False)), length=length)

    assert status == 204
    assert peer.taken == [(TOKEN, b"{}")]


async def test_a_body_in_pieces_is_passed_on_whole(app: Starlette, peer: Peer) -> None:
    await ask(app, chunks(chunk(b"{"), chunk(b""), chunk(b"}", more=False)))

    assert peer.taken == [(TOKEN, b"{}")]


async def test_a_body_that_does_not_end_is_408_after_the_time_limit(
    app: Starlette, peer: Peer, metrics: Metrics
) -> None:
    status, headers = await ask(app, chunks(chunk(b"{")))

    assert (status, headers["connection"]) == (408, "close")
    assert asyncio.get_running_loop().time() == pytest.approx(10.0)
    assert peer.taken == []
    assert counted(metrics, "too_slow")


async def test_a_body_that_drips_is_408_too(app: Starlette) -> None:
    async def drip() -> Message:
        await asyncio.sleep(3)
        return chunk(b"x")

    status, _ = await ask(app, drip)

    assert status == 408
    assert asyncio.get_running_loop().time() == pytest.approx(10.0)


async def test_a_hook_that_waits_for_its_commit_is_not_hurried(app: Starlette, peer: Peer) -> None:
    peer.seconds = COMMIT_SECONDS - 1

    status, _ = await ask(app, chunks(chunk(b"{}", more=False)))

    assert status == 204


async def test_a_hook_waits_for_its_commit_no_longer_than_that(
    app: Starlette, peer: Peer, metrics: Metrics
) -> None:
    peer.seconds = 3600.0

    status, headers = await ask(app, chunks(chunk(b"{}", more=False)))

    assert (status, int(headers["retry-after"]) > 0) == (503, True)
    assert asyncio.get_running_loop().time() == pytest.approx(COMMIT_SECONDS)
    assert counted(metrics, "busy")


async def test_so_many_hooks_wait_for_their_commit_and_further_ones_are_503_at_once(
    app: Starlette, peer: Peer
) -> None:
    peer.seconds = 5.0
    waiting = [asyncio.create_task(_whole(app)) for _ in range(WAITING)]
    await asyncio.sleep(1)

    assert await _whole(app) == 503
    assert asyncio.get_running_loop().time() == pytest.approx(1.0)
    assert set(await asyncio.gather(*waiting)) == {204}
    assert await _whole(app) == 204


async def test_bodies_that_drip_take_no_place_of_hooks_that_are_here(app: Starlette) -> None:
    dripping = [asyncio.create_task(ask(app, chunks(chunk(b"{")))) for _ in range(WAITING)]
    await asyncio.sleep(1)

    assert await _whole(app) == 204
    await asyncio.gather(*dripping)


async def _whole(app: Starlette) -> int:
    return (await ask(app, chunks(chunk(b"{}", more=False))))[0]


async def test_a_sender_that_goes_away_leaves_no_trace(
    app: Starlette, peer: Peer, metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    await ask(app, chunks(chunk(b'{"state": '), {"type": "http.disconnect"}), length="40")

    assert peer.taken == []
    assert caplog.records == []
    assert counted(metrics, "cut_off")
