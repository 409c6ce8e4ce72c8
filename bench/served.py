"""The program as `pbxbot run` runs it, in a process that feels its own loop; or what stands beside.

`bare`: the same server, which answers everything with an empty 200. `intake`: the same server and
the program's own app, which reads each hook within its limits and keeps nothing of it. `single`:
the program, with a commit for each hook. `dear` before either: where syncing costs `DEAR` more.
SIGUSR1 begins to measure, SIGUSR2 ends it; after SIGTERM what was felt is printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

os.environ["PTB_TIMEDELTA"] = "1"

import asyncio

import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.spans import Pulse, pulse
from bot import app, logs
from bot.intake.app import build_app
from bot.metrics import Metrics
from bot.serving import Serving, listen, stop_on_signals
from bot.settings import settings_of_this_process
from bot.store import writer

PROGRAMS = ("program", "single", "dear program", "dear single")
#: Seconds that each COMMIT takes longer on a disk that is simulated.
DEAR = 0.001


class _Dear(sqlite3.Connection):
    """Waits after each COMMIT as if for the disk, in the thread that does so."""

    def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
        done = super().execute(sql, *given)
        if sql == "COMMIT":
            time.sleep(DEAR)
        return done


async def answer_empty(scope: Scope, receive: Receive, send: Send) -> None:
    """An ASGI app that does nothing."""
    headers = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def intake_of_nothing() -> ASGIApp:
    """The intake, whose hooks go nowhere."""

    async def take_hook(token: str, body: bytes) -> None:
        pass

    async def ready() -> bool:
        return True

    async def look() -> None:
        pass

    return build_app(take_hook=take_hook, ready=ready, look=look, metrics=Metrics())


async def serve(served: ASGIApp, port: int) -> None:
    """Until a signal."""
    with listen("127.0.0.1", port) as listening:
        stop, serving = stop_on_signals(), Serving(served, listening)
        running = asyncio.create_task(serving.run())
        await stop.wait()
        await serving.stop()
        running.cancel()


class _Felt:
    """What this process felt and worked between two signals."""

    def __init__(self, felt: Pulse) -> None:
        self._felt = felt
        self.said: dict[str, float] = {}
        self._worked = 0.0

    def begin(self) -> None:
        """From here on."""
        self._felt.forget()
        self._worked = time.process_time()

    def end(self) -> None:
        """This is what is said."""
        self.said = {
            "stall": self._felt.part(0.5) * 1000,
            "stall p99": self._felt.part(0.99) * 1000,
            "stall longest": self._felt.longest * 1000,
            "work p99": self._felt.work(0.99) * 1000,
            "worked": time.process_time() - self._worked,
        }


async def _main(what: str, port: int) -> None:
    async with pulse(keeps=False) as felt:
        measured = _Felt(felt)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, measured.begin)
        loop.add_signal_handler(signal.SIGUSR2, measured.end)
        if what == "bare":
            await serve(answer_empty, port)
        elif what == "intake":
            await serve(intake_of_nothing(), port)
        else:
            await app.run(settings_of_this_process())
        print(json.dumps(measured.said), flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.served WHAT PORT`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=[*PROGRAMS, "intake", "bare"])
    parser.add_argument("port", type=int)
    asked = parser.parse_args(arguments)
    if asked.what in PROGRAMS:
        settings = settings_of_this_process()
        logs.set_up(settings.log_level, settings.log_format, secrets=settings.secrets())
    if asked.what.startswith("dear"):
        sqlite3.connect = partial(sqlite3.connect, factory=_Dear)
    if asked.what.endswith("single"):
        writer.TOGETHER = 0.0  # type: ignore[misc]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_main(asked.what, asked.port))


if __name__ == "__main__":
    main()
