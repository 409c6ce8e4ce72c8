"""The client on real sockets: which connections it opens, and what a broken one means."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from bot.errors import PbxInvalid, PbxNoAnswer, PbxNotReached
from bot.pbx import PbxClient, Placement
from tests.pbx.peer import CALL, KEY

pytestmark = pytest.mark.real_time

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
REPLIES = {
    "/v1/audio": {"created": "true"},
    "/v1/auth/token": {"data": {"access_token": "t", "expire_at": 86400}},
    "/v1/autocall/otp": {"call_id": "a", "status": "success"},
    "/v1/report": {"data": []},
}


class Server:
    """Speaks HTTP/1.1, keeps connections open and notes which paths each of them carried."""

    def __init__(self) -> None:
        self.connections: list[list[str]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        paths: list[str] = []
        self.connections.append(paths)
        while head := await reader.readuntil(b"\r\n\r\n"):
            lines = head.decode().lower().split("\r\n")
            sizes = [int(line.split(":")[1]) for line in lines if line.startswith("content-length")]
            await reader.readexactly(sum(sizes))
            path = lines[0].split()[1].partition("?")[0]
            paths.append(path)
            await self.answer(path, writer)

    async def answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        body = json.dumps(REPLIES[path]).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()

    def carried(self, path: str) -> list[list[str]]:
        return [paths for paths in self.connections if path in paths]


class BreakingServer(Server):
    """Answers a placement with `said` and hangs up."""

    def __init__(self, said: bytes) -> None:
        super().__init__()
        self.said = said

    async def answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        if path != "/v1/autocall/otp":
            return await super().answer(path, writer)
        writer.write(self.said)
        await writer.drain()
        raise asyncio.IncompleteReadError(b"", None)


class Greeter(Server):
    """Speaks first, which no TLS server does."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append([])
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()


def a_client(base_url: str) -> PbxClient:
    return PbxClient(base_url, KEY, now=lambda: 0.0, random=lambda: 0.0)


@asynccontextmanager
async def running(server: Server, scheme: str = "http") -> AsyncIterator[PbxClient]:
    served: set[asyncio.Future[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.add(done := asyncio.get_running_loop().create_future())
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await server.serve(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        done.set_result(None)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    client = a_client(f"{scheme}://127.0.0.1:{port}")
    try:
        yield client
    finally:
        await client.aclose()
        listening.close()
        await listening.wait_closed()
        await asyncio.gather(*served)


async def test_whatever_acts_opens_its_own_connection_and_reads_share_one() -> None:
    server = Server()
    async with running(server) as client:
        for _ in range(3):
            assert await client.place_otp(CALL) == Placement(call_id="a", status="success")
            assert await client.cdrs() == []
            await client.upload_audio(b"RIFF", "a.wav")
    assert server.carried("/v1/autocall/otp") == [["/v1/autocall/otp"]] * 3
    assert server.carried("/v1/audio") == [["/v1/audio"]] * 3
    assert server.carried("/v1/report") == [["/v1/auth/token", *["/v1/report"] * 3]]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        b"220 mail.example ESMTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["nothing", "half a head", "half a body", "not HTTP", "bad chunks"],
)
async def test_a_placement_whose_answer_breaks_off_may_have_called_and_is_not_repeated(
    said: bytes,
) -> None:
    server = BreakingServer(said)
    async with running(server) as client:
        with pytest.raises(PbxNoAnswer):
            await client.place_otp(CALL)
    assert len(server.carried("/v1/autocall/otp")) == 1


async def test_a_port_that_nobody_listens_on_was_not_reached() -> None:
    client = a_client("http://127.0.0.1:1")
    with pytest.raises(PbxNotReached):
        await client.place_otp(CALL)
    await client.aclose()


async def test_a_server_that_speaks_no_tls_was_not_reached() -> None:
    server = Greeter()
    async with running(server, scheme="https") as client:
        with pytest.raises(PbxNotReached):
            await client.place_otp(CALL)
    assert len(server.connections) == 3


@pytest.mark.parametrize(
    "base_url", ["pbx.example", "ftp://pbx.example", f"http://{'a' * 64}.example"]
)
async def test_an_address_that_is_none_was_not_reached(base_url: str) -> None:
    client = a_client(base_url)
    with pytest.raises(PbxNotReached):
        await client.place_otp(CALL)
    await client.aclose()


@pytest.mark.parametrize("base_url", ["https://pbx.example\n", "\ud800", "https://\ud800/"])
async def test_an_address_that_can_not_be_written_is_named(base_url: str) -> None:
    with pytest.raises(PbxInvalid, match="base_url"):
        a_client(base_url)


async def test_a_client_closes_its_connections_behind_itself() -> None:
    closed = []

    class Kept(httpx.MockTransport):
        async def aclose(self) -> None:
            closed.append(True)

    kept = Kept(lambda _request: httpx.Response(200))
    async with PbxClient(
        "https://pbx.example", KEY, now=lambda: 0.0, random=lambda: 0.0, transport=kept
    ):
        assert closed == []
    assert closed
