"""From a hook that settles a call to the request that tells it at Telegram, the program idle.

One hook at a time over a new connection each, as a PBX posts them; Telegram's side is here.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ["PTB_TIMEDELTA"] = "1"

import asyncio

import httpx
import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.posted import A_CALL, hooks
from bench.process import HOST, prepared, sandbox, served
from bench.spans import quantile
from bench.tables import Figure, Measured, table

CALLS, RUNS = 40, 5
#: Milliseconds: the median, and 99 of a hundred.
MEDIAN, P99 = 20.0, 100.0
#: A chat may be shown one thing a second, and two take turns: nothing is to queue.
_EVERY = 0.6
_FIGURES = (
    Figure(name="median", key="median", unit="ms", digits=1, most=MEDIAN),
    Figure(name="p99", key="p99", unit="ms", digits=1, most=P99),
    Figure(name="the 2xx, median", key="answered", unit="ms", digits=1),
)


class _Sends:
    """Knows when the bot last began to send something."""

    def __init__(self) -> None:
        self.at = 0.0
        self.came = asyncio.Event()

    def before(self, app: ASGIApp) -> ASGIApp:
        """The same app, watched."""

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"].endswith("/sendMessage"):
                if not self.came.is_set():
                    self.at = time.perf_counter()
                self.came.set()
            await app(scope, receive, send)

        return watched


def run(calls: int = CALLS, runs: int = RUNS, *, every: float = _EVERY) -> str:
    """The table."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        measured = [runner.run(_one(calls, every)) for _ in range(runs)]
    return table(f"From a hook to Telegram, {calls} calls", _FIGURES, measured)


async def _one(calls: int, every: float) -> Measured:
    sends = _Sends()
    with tempfile.TemporaryDirectory(prefix="pbxbot-bench-") as folder:
        async with sandbox(sends.before) as url:
            settings = await prepared(Path(folder), url, calls, lines=True)
            async with served("program", Path(folder), settings) as program:
                took = [
                    await _tell(f"http://{HOST}:{program.port}", call, sends, every)
                    for call in range(calls)
                ]
    told, answered = zip(*took, strict=True)
    return {
        "median": quantile(told, 0.5) * 1000,
        "p99": quantile(told, 0.99) * 1000,
        "answered": quantile(answered, 0.5) * 1000,
    }


async def _tell(url: str, call: int, sends: _Sends, every: float) -> tuple[float, float]:
    """Seconds from the hook to Telegram, and to its 2xx; then everybody has time to hear of it."""
    token, record = list(hooks(1, first=call))[A_CALL - 1]
    sends.came.clear()
    async with httpx.AsyncClient(base_url=url, trust_env=False) as pbx:
        began = time.perf_counter()
        answer = await pbx.post(f"/hooks/pbx/{token}", content=record)
        answered = time.perf_counter() - began
        assert answer.is_success, "the call is known"
        await sends.came.wait()
    await asyncio.sleep(every)
    return sends.at - began, answered


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.told`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args(arguments)
    print(run(asked.calls, asked.runs))


if __name__ == "__main__":
    main()
