"""What the program keeps in memory: after many hooks no more than after few.

Calls are added as they go, in a database that grows; the process is the same from start to end.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

os.environ["PTB_TIMEDELTA"] = "1"

import asyncio

import uvloop

from bench.machine import memory
from bench.posted import A_CALL
from bench.process import posted, prepared, sandbox, served
from bench.tables import Figure, Measured, table

#: `--hooks 1000000` is the whole of it.
FEW, MANY, RUNS = 10_000, 50_000, 1
#: How much more it may have then, in percent.
MORE = 20.0
_FIGURES = (
    Figure(name="memory after few", key="few", unit="MB", digits=1),
    Figure(name="memory after many", key="many", unit="MB", digits=1),
    Figure(name="  more by", key="more", unit="%", digits=1, most=MORE),
    Figure(name="  peak", key="peak", unit="MB", digits=1),
    Figure(name="hooks a second", key="rate", unit="", digits=0),
)


def run(hooks: int = MANY, runs: int = RUNS, *, few: int = FEW) -> str:
    """The table; of a machine that tells nothing of memory, only how fast it was."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        measured = [runner.run(_one(few // A_CALL, hooks // A_CALL)) for _ in range(runs)]
    return table(f"{hooks:,} hooks beside {few:,}", _FIGURES, measured)


async def _one(few: int, many: int) -> Measured:
    with tempfile.TemporaryDirectory(prefix="pbxbot-bench-") as folder:
        async with sandbox() as url:
            settings = await prepared(Path(folder), url, many)
            async with served("program", Path(folder), settings) as program:
                pid = program.process.pid
                await posted(program.port, few)
                after_few = memory(pid)
                said = await posted(program.port, many - few, first=few)
                after_many = memory(pid)
    assert said["refused"] == 0, "all were taken"
    if not after_many:
        return {"rate": said["rate"]}
    return {
        "few": after_few["VmRSS"],
        "many": after_many["VmRSS"],
        "more": (after_many["VmRSS"] / after_few["VmRSS"] - 1) * 100,
        "peak": after_many["VmHWM"],
        "rate": said["rate"],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.kept`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hooks", type=int, default=MANY)
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args(arguments)
    print(run(asked.hooks, asked.runs))


if __name__ == "__main__":
    main()
