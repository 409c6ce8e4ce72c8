"""Clients that are slow, odd or many, on real sockets: what they get, and that others are served.

Times are shortened; nothing asserts how long something took.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.connected import CONNECTIONS, HEAD_LIMIT, OTHER_FILES, PIPELINED, Door, room
from bot.intake.app import build_app
from bot.metrics import Metrics
from bot.serving import Serving, listen

pytestmark = pytest.mark.real_time

HOST = "127.0.0.1"
TOKEN = "Zq3" + "x-_9" * 10
POST = f"POST /hooks/pbx/{TOKEN} HTTP/1.1\r\nHost: bot\r\n"
HEALTHZ = "GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n"
HOOK = f"{POST}Content-Length: 2\r\n\r\n{{}}"
#: More than anything takes on a busy machine.
PATIENCE = 20.0
#: What is given to something that must not happen.
MOMENT = 0.02


@dataclass(slots=True)
class Client:
    """One connection, byte by byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def say(self, text: str) -> None:
        self.writer.write(text.encode())

    async def status(self) -> int:
        """Of the next answer; 0 if the connection was closed instead."""
        async with asyncio.timeout(PATIENCE):
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                return 0
            return int(head.split()[1])

    async def ask(self, text: str) -> int:
        self.say(text)
        return await self.status()

    async def closed(self, *, dripping: str = "") -> bool:
        """Wait until the server closes it, saying a byte now and then."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    async with asyncio.timeout(MOMENT):
                        if not await self.reader.read(4096):
                            return True
                except TimeoutError:
                    self.say(dripping)
                except ConnectionError:
                    return True


@dataclass(slots=True)
class Server:
    """Hooks, health, and an answer that is larger than any buffer."""

    port: int = 0
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    taken: list[bytes] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)

    async def take(self, _token: str, body: bytes) -> None:
        await self.hold.wait()
        self.taken.append(body)

    async def connect(self, *, limit: int = 2**16) -> Client:
        client = Client(*await asyncio.open_connection(HOST, self.port, limit=limit))
        self.clients.append(client)
        return client

    async def ask(self, text: str) -> int:
        """On a connection of its own."""
        return await (await self.connect()).ask(text)


@asynccontextmanager
async def serve(door: Door | None = None) -> AsyncIterator[Server]:
    server = Server()
    server.hold.set()

    async def ready() -> bool:
        return True

    async def big(_request: Request) -> Response:
        return StreamingResponse(iter([b"x" * 1_000_000] * 32))

    async def look() -> None:
        pass

    app = build_app(take_hook=server.take, ready=ready, look=look, metrics=Metrics())
    app.router.routes.append(Route("/big", big))
    with listen(HOST, 0) as listening:
        server.port = listening.getsockname()[1]
        serving = Serving(app, listening, grace=1, door=door)
        running = asyncio.create_task(serving.run())
        try:
            yield server
        finally:
            for client in server.clients:
                client.writer.close()
            await serving.stop()
            running.cancel()
            await asyncio.wait([running])


async def test_nobody_waits_for_a_thousand_idle_connections_and_two_hundred_that_drip() -> None:
    room()
    async with serve() as server:
        for _ in range(1000):
            await server.connect()
        heads = [await server.connect() for _ in range(100)]
        bodies = [await server.connect() for _ in range(100)]
        for client in heads:
            client.say("POST /ho")
        for client in bodies:
            client.say(f"{POST}Content-Length: 900\r\n\r\n{{")

        for _ in range(10):
            for client in (*heads, *bodies):
                client.say("x")
            assert await server.ask(HOOK) == 204
            assert await server.ask(HEALTHZ) == 200
    assert server.taken == [b"{}"] * 10


@pytest.mark.parametrize(
    ("begun", "dripping"),
    [("", ""), ("", "\r\n"), ("POST /ho", ""), ("POST /ho", "x"), (f"{POST}Content-", "x")],
)
async def test_a_head_that_does_not_come_in_time_ends_the_connection(
    begun: str, dripping: str
) -> None:
    async with serve(Door(connections=9, head_seconds=0.1)) as server:
        client = await server.connect()
        client.say(begun)
        assert await client.closed(dripping=dripping)


async def test_the_head_of_a_further_request_must_come_in_time_too() -> None:
    async with serve(Door(connections=9, head_seconds=0.1)) as server:
        client = await server.connect()
        assert await client.ask(HOOK) == 204
        client.say("POST /ho")
        assert await client.closed(dripping="x")


async def test_a_body_that_nobody_asked_for_does_not_keep_the_connection_open() -> None:
    async with serve(Door(connections=9, head_seconds=0.1)) as server:
        client = await server.connect()
        asked = await client.ask(
            "GET /healthz HTTP/1.1\r\nHost: bot\r\nContent-Length: 900\r\n\r\n"
        )
        assert asked == 200
        assert await client.closed(dripping="x")


async def test_what_is_under_way_is_not_hurried_by_that() -> None:
    async with serve(Door(connections=9, head_seconds=0.1)) as server:
        slow, idle = await server.connect(), await server.connect()
        slow.say(f"{POST}Content-Length: 2\r\n\r\n{{")
        waiting = await server.connect()
        server.hold.clear()
        waiting.say(HOOK)

        assert await idle.closed()
        slow.say("}")
        server.hold.set()

        assert [await slow.status(), await waiting.status()] == [204, 204]


async def test_one_connection_too_many_ends_the_one_that_was_idle_longest() -> None:
    async with serve(Door(connections=3)) as server:
        server.hold.clear()
        busy = await server.connect()
        busy.say(HOOK)
        oldest, younger = await server.connect(), await server.connect()
        assert await server.ask(HEALTHZ) == 200
        server.hold.set()

        assert await oldest.closed()
        assert await busy.status() == 204
        assert await younger.ask(HEALTHZ) == 200


async def test_where_none_is_idle_a_new_connection_is_503(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serve(Door(connections=2)) as server:
        server.hold.clear()
        busy = [await server.connect() for _ in range(2)]
        for client in busy:
            client.say(f"{POST}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            assert await client.status() == 100
        refused = [await server.connect() for _ in range(3)]
        assert [await client.status() for client in refused] == [503] * 3
        for client in busy:
            client.say("{}")
        server.hold.set()
        assert [await client.status() for client in busy] == [204] * 2
        assert await server.ask(HEALTHZ) == 200
    assert caplog.text.count("over 2 connections") == 1


@pytest.mark.parametrize("piece", ["x" * 1000, "a: b\r\n" * 150])
async def test_a_head_without_end_is_refused(piece: str) -> None:
    async with serve() as server:
        client = await server.connect()
        client.say(POST + "Cookie: ")
        for _ in range(2 * HEAD_LIMIT // len(piece)):
            client.say(piece)
        # What is still on its way when it is refused may cost us the answer.
        assert await client.status() in (400, 0)
        assert await client.closed()
        assert await server.ask(HOOK) == 204


async def test_a_large_body_in_the_same_breath_is_no_large_head() -> None:
    async with serve() as server:
        body = "x" * HEAD_LIMIT
        assert await server.ask(f"{POST}Content-Length: {len(body)}\r\n\r\n{body}") == 204
    assert server.taken == [body.encode()]


async def test_requests_sent_without_waiting_are_answered_one_after_another() -> None:
    async with serve() as server:
        client = await server.connect()
        client.say(f"{POST}Content-Length: 1\r\n\r\n1{POST}Content-Length: 1\r\n\r\n2" + HOOK)
        assert [await client.status() for _ in range(3)] == [204] * 3
    assert server.taken == [b"1", b"2", b"{}"]


async def test_more_of_them_than_anybody_needs_end_the_connection() -> None:
    async with serve() as server:
        client = await server.connect()
        client.say(HOOK * (PIPELINED + 100))
        assert await client.closed()
        assert len(server.taken) <= PIPELINED + 1
        assert await server.ask(HOOK) == 204


async def test_who_does_not_take_their_answer_is_cut_off() -> None:
    async with serve(Door(connections=1, take_seconds=0.1)) as server:
        client = await server.connect(limit=1)
        client.say("GET /big HTTP/1.1\r\nHost: bot\r\n\r\n")
        await client.reader.readexactly(1)
        assert await server.ask(HEALTHZ) == 503
        async with asyncio.timeout(PATIENCE):
            while await server.ask(HEALTHZ) == 503:
                pass
        assert await server.ask(HEALTHZ) == 200


@pytest.mark.parametrize(
    ("request_", "status", "body"),
    [
        (f"{POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n1\r\n}}\r\n0\r\n\r\n", 204, b"{}"),
        (f"{POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n", 400, None),
        (f"{POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{{}}", 400, None),
        (f"{POST}Content-Length: -2\r\n\r\n{{}}", 400, None),
        (HOOK.replace("1.1", "1.0"), 204, b"{}"),
        (HOOK.replace("Host: bot\r\n", ""), 204, b"{}"),
        (f"{POST}Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 0\r\n\r\n", 204, b""),
        (f"{POST}Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n", 413, None),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", 400, None),
    ],
)
async def test_odd_requests_get_an_answer_and_others_theirs(
    request_: str, status: int, body: bytes | None
) -> None:
    async with serve() as server:
        assert await server.ask(request_) == status
        assert await server.ask(HOOK) == 204
    assert server.taken == [*([] if body is None else [body]), b"{}"]


async def test_what_follows_a_body_and_is_no_request_ends_the_connection() -> None:
    async with serve() as server:
        client = await server.connect()
        assert await client.ask(HOOK) == 204
        assert await client.ask("and more\r\n\r\n") == 400
        assert await client.closed()
        assert await server.ask(HOOK + "and more\r\n\r\n") == 400
        assert await server.ask(HOOK) == 204


async def test_a_body_that_ends_too_soon_leaves_no_trace() -> None:
    async with serve() as server:
        client = await server.connect()
        client.say(f"{POST}Content-Length: 40\r\n\r\n{{}}")
        client.writer.write_eof()
        assert await client.closed()
        assert await server.ask(HOOK) == 204
    assert server.taken == [b"{}"]


async def test_who_asks_first_whether_to_send_the_body_is_told_to() -> None:
    async with serve() as server:
        client = await server.connect()
        assert await client.ask(f"{POST}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n") == 100
        assert await client.ask("{}") == 204


@contextmanager
def _files(soft: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_low_limit_of_open_files_is_raised_as_far_as_the_connections_need() -> None:
    with _files(1024):
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        fits = min(CONNECTIONS, hard - OTHER_FILES)
        assert room() == fits
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == fits + OTHER_FILES


def test_a_high_limit_of_open_files_is_left_as_it_is() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with _files(hard):
        room()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == hard
