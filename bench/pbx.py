"""Requests to the PBX, 50 in flight, beside bare httpx that sends the same to the same peer.

Reads keep connections, as bare ones do; a placement opens one of its own, and so does its bare
counterpart. The peer is a process of its own that costs next to nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Sequence

import httpx
import uvloop

from bench.tables import Figure, Measured, table
from bot.pbx import OtpCall, PbxClient

IN_FLIGHT, REQUESTS, RUNS = 50, 500, 5
#: The least part of the bare ones' requests a second, and of their thrift.
LEAST = 0.8
_KEY, _TOKEN = "3f2c8a4e-bench", "a-token"
_CALL = OtpCall(
    campaign_id="c-1",
    template="otp",
    caller="02871000000",
    callee="0987654321",
    code="4821",
)
_REPLIES = {
    b"/v1/auth/token": {"data": {"access_token": _TOKEN, "expire_at": 86_400}},
    b"/v1/autocall/otp": {"call_id": "aaaaaaaa-bbbb-cccc", "status": "success"},
    b"/v1/report": {"data": []},
}
_FIGURES = tuple(
    figure
    for key, name in (("read", "reads"), ("place", "placements"))
    for figure in (
        Figure(name=f"{name} a second", key=f"{key} rate", unit="", digits=0),
        Figure(name="  bare", key=f"{key} bare rate", unit="", digits=0),
        Figure(name="  part of that", key=f"{key} part", unit="", least=LEAST),
        Figure(name="  CPU for one", key=f"{key} cpu", unit="ms"),
        Figure(name="  bare", key=f"{key} bare cpu", unit="ms"),
        Figure(name="  bare's part of it", key=f"{key} cpu part", unit="", least=LEAST),
    )
)

Ask = Callable[[], Awaitable[object]]


class _Peer(asyncio.Protocol):
    """Answers what it knows at once, and keeps the connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self._came = transport, b""

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, found, body = self._came.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if not found or len(body) < int(length or 0):
            return
        self._came = b""
        said = json.dumps(_REPLIES[head.split()[1].partition(b"?")[0]]).encode()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(said), said)
        )


def run(requests: int = REQUESTS, runs: int = RUNS) -> str:
    """The table."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        measured = [runner.run(_one(requests)) for _ in range(runs)]
    return table(f"{requests:,} requests, {IN_FLIGHT} in flight", _FIGURES, measured)


async def _one(requests: int) -> Measured:
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    port = listening.getsockname()[1]
    peer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.pbx", "--peer", str(listening.fileno()),
        pass_fds=[listening.fileno()],
    )  # fmt: skip
    try:
        return await _beside(f"http://127.0.0.1:{port}", requests)
    finally:
        peer.kill()
        await peer.wait()
        listening.close()


async def _beside(url: str, requests: int) -> Measured:
    headers = {"Authorization": f"Bearer {_TOKEN}", "Accept": "application/json"}
    kept = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    each = httpx.Limits(max_connections=64, max_keepalive_connections=0)
    body = {
        "campaign_id": _CALL.campaign_id,
        "template_name": _CALL.template,
        "caller": _CALL.caller,
        "callee": _CALL.callee,
        "param": {"code_otp": _CALL.code},
    }
    async with (
        PbxClient(url, _KEY, now=time.time, random=lambda: 0.5) as client,
        httpx.AsyncClient(base_url=url, headers=headers, limits=kept, trust_env=False) as reads,
        httpx.AsyncClient(base_url=url, headers=headers, limits=each, trust_env=False) as acts,
    ):
        await client.ready()
        asks: dict[str, Ask] = {
            "read bare": lambda: reads.get("/v1/report", params={"limit": 10, "offset": 0}),
            "read": lambda: client.cdrs(),
            "place bare": lambda: acts.post("/v1/autocall/otp", json=body),
            "place": lambda: client.place_otp(_CALL),
        }
        measured = {}
        for name, ask in asks.items():
            await _many(ask, 4 * IN_FLIGHT)
            began, worked = time.perf_counter(), time.process_time()
            await _many(ask, requests)
            measured[f"{name} rate"] = requests / (time.perf_counter() - began)
            measured[f"{name} cpu"] = (time.process_time() - worked) / requests * 1000
    for key in ("read", "place"):
        measured[f"{key} part"] = measured[f"{key} rate"] / measured[f"{key} bare rate"]
        measured[f"{key} cpu part"] = measured[f"{key} bare cpu"] / measured[f"{key} cpu"]
    return measured


async def _many(ask: Ask, requests: int) -> None:
    left = iter(range(requests))

    async def some() -> None:
        for _ in left:
            await ask()

    await asyncio.gather(*(some() for _ in range(IN_FLIGHT)))


async def _serve(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    async with await loop.create_server(_Peer, sock=socket.socket(fileno=descriptor)) as server:
        await server.serve_forever()


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.pbx`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--peer", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.peer is None:
        print(run(asked.requests, asked.runs))
        return
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(asked.peer))


if __name__ == "__main__":
    main()
