"""Hooks taken a second, each on the disk before its 2xx, beside the same server keeping nothing.

The program is a process as `pbxbot run` starts it, over a database that knows the calls; whoever
posts is another, and posts the same to what it is compared with. Telegram and the PBX are the
sandbox's, here. What grouping commits is worth shows where syncing is dear, which it is on few
machines that measure: so it is made so, and the lines say it.
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

import uvloop

from bench.load import CONNECTIONS
from bench.posted import A_CALL
from bench.process import posted, prepared, sandbox, served
from bench.served import DEAR, PROGRAMS
from bench.spans import quantile
from bench.tables import Figure, Measured, table

#: Hooks of a run.
HOOKS, RUNS = 10_000, 5
#: Limits: parts of what stands beside, milliseconds.
OF_INTAKE, OF_SINGLE, STALL = 0.15, 3.0, 10.0
_SYNCS = 200
#: How it is said of what is simulated.
_DEAR = f"COMMIT {DEAR * 1000:.0f} ms dearer (simulated)"

_FIGURES = (
    Figure(name="taken a second, each on the disk", key="rate", unit="", digits=0),
    Figure(name="  the same server and app, keeping nothing", key="intake", unit="", digits=0),
    Figure(name="  part of that", key="of intake", unit="", least=OF_INTAKE),
    Figure(name="  the bare server, an empty 200 of no app", key="bare", unit="", digits=0),
    Figure(name="  part of that", key="of bare", unit=""),
    Figure(name="  a commit for each hook", key="single", unit="", digits=0),
    Figure(name="  times that", key="of single", unit="", digits=1),
    Figure(name=f"taken a second, {_DEAR}", key="dear", unit="", digits=0),
    Figure(name="  a commit for each hook, as dear", key="dear single", unit="", digits=0),
    Figure(name="  times that", key="of dear single", unit="", digits=1, least=OF_SINGLE),
    Figure(name="refused", key="refused", unit="", digits=0, most=0),
    Figure(name="answered, median", key="answered", unit="ms", digits=1),
    Figure(name="answered, p99", key="answered p99", unit="ms", digits=1),
    Figure(name="loop stall, median", key="stall", unit="ms", digits=1),
    Figure(name="loop stall, p99", key="stall p99", unit="ms", digits=1, most=STALL),
    Figure(name="loop stall, longest", key="stall longest", unit="ms", digits=1),
    Figure(name="  its work in one stretch, p99", key="work p99", unit="ms", digits=1),
    Figure(name="CPU for a hook", key="cpu", unit="ms"),
    Figure(name="poster's load meanwhile", key="load", unit="%", digits=0),
    Figure(name="  before the bare server", key="bare load", unit="%", digits=0),
    Figure(name="fsync of 4 KiB, median", key="fsync", unit="ms"),
    Figure(name="  p99", key="fsync p99", unit="ms"),
)


def run(hooks: int = HOOKS, runs: int = RUNS) -> str:
    """The table."""
    calls = hooks // A_CALL
    measured = []
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for _ in range(runs):
            measured.append(runner.run(_one(calls)))
    return table(f"{calls * A_CALL:,} hooks over {CONNECTIONS} connections", _FIGURES, measured)


async def _one(calls: int) -> Measured:
    syncs = sync_seconds()
    async with sandbox() as url:
        bare = await _measure("bare", url, calls)
        program = await _measure("program", url, calls)
        intake = await _measure("intake", url, calls)
        single = await _measure("single", url, calls)
        dear = await _measure("dear program", url, calls)
        dear_single = await _measure("dear single", url, calls)
    return {
        **program,
        "intake": intake["rate"],
        "of intake": program["rate"] / intake["rate"],
        "bare": bare["rate"],
        "of bare": program["rate"] / bare["rate"],
        "bare load": bare["load"],
        "single": single["rate"],
        "of single": program["rate"] / single["rate"],
        "dear": dear["rate"],
        "dear single": dear_single["rate"],
        "of dear single": dear["rate"] / dear_single["rate"],
        "fsync": quantile(syncs, 0.5) * 1000,
        "fsync p99": quantile(syncs, 0.99) * 1000,
    }


async def _measure(what: str, url: str, calls: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="pbxbot-bench-") as folder:
        settings = await prepared(Path(folder), url, calls if what in PROGRAMS else 0)
        async with served(what, Path(folder), settings) as program:
            program.begin()
            said = await posted(program.port, calls)
            program.end()
        assert said["taken"] + said["refused"] == calls * A_CALL, "all were answered"
    return {**said, **program.felt, "cpu": program.felt["worked"] / (calls * A_CALL) * 1000}


def sync_seconds() -> list[float]:
    """Seconds that syncing 4 KiB takes where the databases are."""
    seconds = []
    with tempfile.TemporaryFile(prefix="pbxbot-bench-") as file:
        for at in range(_SYNCS):
            os.pwrite(file.fileno(), b"x" * 4096, at * 4096)
            began = time.perf_counter()
            os.fsync(file.fileno())
            seconds.append(time.perf_counter() - began)
    return seconds


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.hooks`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hooks", type=int, default=HOOKS)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args(arguments)
    print(run(asked.hooks, asked.runs))


if __name__ == "__main__":
    main()
