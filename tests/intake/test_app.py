"""What machines that watch this program are told."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.errors import StoreBusy
from bot.metrics import Metrics
from tests.intake.conftest import PATH, Peer


async def test_healthz_is_ok_while_the_program_lives(client: httpx.AsyncClient) -> None:
    reply = await client.get("/healthz")

    assert (reply.status_code, reply.text) == (200, "ok")


async def test_readyz_is_200_when_a_hook_could_be_committed(client: httpx.AsyncClient) -> None:
    reply = await client.get("/readyz")

    assert (reply.status_code, reply.json()) == (200, {"ready": True})


async def refuse() -> bool:
    return False


async def fail() -> bool:
    raise RuntimeError("words of the store")


async def busy() -> bool:
    raise StoreBusy("words of the store")


async def hang() -> bool:
    await asyncio.sleep(3600)
    return True


@pytest.mark.parametrize(
    ("ready", "reason"),
    [
        (refuse, "a hook could not be committed now"),
        (busy, "a hook could not be committed now"),
        (fail, "the check failed"),
        (hang, "no answer from the store for 5 s"),
    ],
)
async def test_readyz_is_503_with_a_reason_when_it_could_not(
    client: httpx.AsyncClient, peer: Peer, ready: object, reason: str
) -> None:
    peer.ready = ready  # type: ignore[assignment]

    reply = await client.get("/readyz")

    assert (reply.status_code, reply.json()) == (503, {"ready": False, "reason": reason})


async def test_each_scrape_looks_at_the_store_first(
    client: httpx.AsyncClient, peer: Peer, metrics: Metrics
) -> None:
    async def look() -> None:
        metrics.show_waiting(open_calls={}, due=7, oldest_due_seconds=0.0, digests=0, down=0)

    peer.look = look

    assert "pbxbot_deliveries_due 7.0" in (await client.get("/metrics")).text


@pytest.mark.parametrize("look", [fail, hang])
async def test_a_scrape_says_within_seconds_that_the_store_did_not_answer(
    client: httpx.AsyncClient, peer: Peer, metrics: Metrics, look: object
) -> None:
    metrics.show_waiting(open_calls={}, due=7, oldest_due_seconds=0.0, digests=0, down=0)
    peer.look = look  # type: ignore[assignment]

    async with asyncio.timeout(4):
        reply = await client.get("/metrics")

    assert reply.status_code == 200
    assert "pbxbot_store_figures_known 0.0" in reply.text
    assert "pbxbot_deliveries_due" not in reply.text


async def test_looks_that_hang_do_not_pile_up(client: httpx.AsyncClient, peer: Peer) -> None:
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1
        await asyncio.sleep(30)

    peer.look = look
    for _ in range(5):
        await client.get("/metrics")
    assert looks == 1

    await asyncio.sleep(30)
    await client.get("/metrics")
    assert looks == 2


async def test_metrics_are_prometheus_text(client: httpx.AsyncClient, metrics: Metrics) -> None:
    metrics.count_delivery("sent")

    reply = await client.get("/metrics")

    assert reply.status_code == 200
    assert reply.headers["content-type"] == metrics.content_type
    assert 'pbxbot_deliveries_total{result="sent"} 1.0' in reply.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_what_is_read_can_not_be_written(
    client: httpx.AsyncClient, path: str, method: str
) -> None:
    reply = await client.request(method, path)

    assert reply.status_code == 405


@pytest.mark.parametrize("path", ["/", "/hooks", "/hooks/pbx", "/hooks/pbx/a/b", "/docs"])
async def test_any_other_path_is_404(client: httpx.AsyncClient, path: str) -> None:
    reply = await client.post(path)

    assert reply.status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/", PATH])
async def test_no_answer_names_the_software(client: httpx.AsyncClient, path: str) -> None:
    reply = await client.get(path)

    assert not {"server", "x-powered-by", "via"} & set(reply.headers)
    assert "starlette" not in reply.text.lower()
