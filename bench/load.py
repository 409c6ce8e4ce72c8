"""Posts hooks over kept-alive connections as fast as they are answered: a process of its own.

Speaks just enough HTTP/1.1 to cost less than any server: requests are made beforehand, of an answer
only the status is read.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import uvloop

from bench.posted import A_CALL, hooks

CONNECTIONS = 32
#: Requests that are made beforehand at the most; more are made as they go.
_READY = 100_000


class _Connection(asyncio.Protocol):
    """Posts the next one when the last was answered, until there are no more."""

    def __init__(self, requests: Iterator[bytes], took: list[float], counted: Counter[int]) -> None:
        self._requests, self._took, self._counted = requests, took, counted
        self._answer = b""
        self._began = 0.0
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def post(self) -> None:
        """Begin, or go on."""
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head = self._answer.find(b"\r\n\r\n")
        # Bodies are empty or small; that of a refusal ends with its connection.
        if head < 0:
            return
        self._took.append(time.perf_counter() - self._began)
        self._counted[int(self._answer[9:12])] += 1
        self._answer = b""
        self.post()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)


async def load(port: int, requests: Iterator[bytes], connections: int) -> dict[str, float]:
    """Seconds, answers a second, how many were accepted, and how long they took."""
    loop = asyncio.get_running_loop()
    took: list[float] = []
    counted: Counter[int] = Counter()

    def make() -> _Connection:
        return _Connection(requests, took, counted)

    made = [(await loop.create_connection(make, "127.0.0.1", port))[1] for _ in range(connections)]
    began, worked = time.perf_counter(), time.process_time()
    for one in made:
        one.post()
    await asyncio.gather(*(one.over for one in made))
    seconds = time.perf_counter() - began
    took.sort()
    return {
        "seconds": seconds,
        "rate": len(took) / seconds,
        "taken": sum(many for status, many in counted.items() if status < 300),
        "refused": sum(many for status, many in counted.items() if status >= 300),
        "answered": took[len(took) // 2] * 1000,
        "answered p99": took[int(len(took) * 0.99)] * 1000,
        "load": (time.process_time() - worked) / seconds * 100,
    }


def requests_of(calls: int, first: int) -> Iterator[bytes]:
    """The hooks of these calls as they go over the wire."""
    for token, body in hooks(calls, first=first):
        head = (
            f"POST /hooks/pbx/{token} HTTP/1.1\r\nHost: bot.example\r\nUser-Agent: pbx\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.load PORT`; prints what it measured as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--calls", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--connections", type=int, default=CONNECTIONS)
    asked = parser.parse_args(arguments)
    every = requests_of(asked.calls, asked.first)
    ready = list(islice(every, min(_READY, A_CALL * asked.calls)))

    def requests() -> Iterator[bytes]:
        yield from ready
        yield from every

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(load(asked.port, requests(), asked.connections))))


if __name__ == "__main__":
    main()
