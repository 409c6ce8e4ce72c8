"""A file of 10,000 rows becomes a preview, and goes back with how everybody came out.

Real clock, real disk, the loop that the program runs on; the sandbox is in the same process, so its
time and memory are counted too. Each run is a process of its own: memory is not measured twice.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ["PTB_TIMEDELTA"] = "1"

import asyncio

import uvloop

from bench.bare import read_seconds, write_seconds
from bench.called import call_all
from bench.files import HEADING, csv_file, xlsx_file
from bench.machine import Workers, forget_peak, memory
from bench.spans import Pulse, pulse, timed
from bench.tables import Figure, table
from bench.world import Wide, world
from bot.chat.sender import Sender
from bot.flows.list_reading import ListReader
from bot.flows.lists import ListDrafts
from bot.media.worker import Worker
from bot.sandbox.telegram.records import Message
from tests.journeys.world import OPERATOR

ROWS, RUNS = 10_000, 5
#: The limits: seconds, and MB.
SECONDS, MEMORY = 3.0, 200.0
#: How often a run's workers are looked at, in seconds; how long whoever sent a file hears of it.
_LOOK, _HEARS = 0.004, 0.05

#: What happens between the update and the preview, in that order; then until the file is back.
_TO_PREVIEW = (
    ((Sender, "download"), "downloaded"),
    ((Worker, "read_table"), "read by the worker"),
    ((ListReader, "begin"), "rows kept as they came"),
    ((ListReader, "reading"), "columns matched"),
    ((ListReader, "settle"), "rows read, kept again"),
    ((ListDrafts, "draw"), "looked up for the preview"),
)
_TO_FILE = (
    ((Worker, "write_table"), "written by the worker"),
    ((Sender, "file"), "sent"),
)


def _of_steps(steps: Sequence[tuple[tuple[type, str], str]]) -> list[Figure]:
    return [Figure(name=f"  {name}", key=f"{of.__name__}.{how}") for (of, how), name in steps]


def _of_process(key: str, task: str, most: float | None = None) -> tuple[Figure, ...]:
    return (
        Figure(name="  loop stood still, longest", key=f"{key} stall", unit="ms", digits=0),
        Figure(name="    its work in one stretch", key=f"{key} stretch", unit="ms", digits=0),
        *(
            Figure(name=f"  memory, {name}", key=part, unit="MB", digits=0, most=most)
            for name, part in (
                ("bot and sandbox, peak", f"{key} peak"),
                ("worker, peak", f"{task} peak"),
                ("both at one moment", f"{task} together"),
            )
        ),
    )


_FIGURES = (
    Figure(name="from the update to the preview", key="preview", most=SECONDS),
    *_of_steps(_TO_PREVIEW),
    Figure(name="  the rest: Telegram, questions", key="preview rest"),
    Figure(name="  (the library alone reads it in)", key="bare read"),
    *_of_process("preview", "read", MEMORY),
    Figure(name="from the press to the file back", key="file"),
    *_of_steps(_TO_FILE),
    Figure(name="  the rest: rows and calls read", key="file rest"),
    Figure(name="  (the library alone writes it in)", key="bare write"),
    *_of_process("file", "write"),
)

_MAKE = {"csv": csv_file, "xlsx": xlsx_file}

Measured = dict[str, float]


def run(rows: int = ROWS, runs: int = RUNS, *, kinds: Sequence[str] = ("csv", "xlsx")) -> str:
    """A table for each kind of file."""
    tables = []
    with tempfile.TemporaryDirectory(prefix="pbxbot-bench-") as folder:
        for kind in kinds:
            content = _MAKE[kind](rows)
            file = Path(folder, f"danh_sach.{kind}")
            file.write_bytes(content)
            size = len(content) / (1 << 20)
            title = f"{kind.upper()}, {rows:,} rows x {len(HEADING)} columns, {size:.1f} MB"
            measured = [_measured(file, kind, content, rows) for _ in range(runs)]
            tables.append(table(title, _FIGURES, measured))
    return "\n".join(tables)


def _measured(file: Path, kind: str, content: bytes, rows: int) -> Measured:
    """One run, in a process of its own; its workers are looked at from here."""
    asked = [sys.executable, "-m", "bench.list_preview", "--one", str(file)]
    with subprocess.Popen(asked, stdout=subprocess.PIPE) as process:
        workers = Workers(process.pid)
        while process.poll() is None:
            workers.look()
            time.sleep(_LOOK)
        assert process.stdout is not None
        said = process.stdout.read()
    assert process.returncode == 0, "a run broke"
    return {
        **json.loads(said),
        **{f"{task} peak": size for task, size in workers.peak.items()},
        **{f"{task} together": size for task, size in workers.together.items()},
        "bare read": read_seconds(kind, content),
        "bare write": write_seconds(kind, rows),
    }


async def _one(name: str, content: bytes) -> Measured:
    steps = [step for step, _ in (*_TO_PREVIEW, *_TO_FILE)]
    with (
        tempfile.TemporaryDirectory(prefix="pbxbot-bench-") as folder,
        timed(*steps) as took,
    ):
        async with world(Path(folder), time.time, channels=50) as wide:
            to_preview, preview = await _to_preview(wide, name, content, took)
            key = await call_all(wide)
            took.clear()
            return to_preview | await _to_file(wide, preview, key, took)


async def _to_preview(
    wide: Wide, name: str, content: bytes, took: Measured
) -> tuple[Measured, Message]:
    forget_peak()
    async with pulse() as felt:
        began = time.perf_counter()
        preview = await wide.preview(after=wide.send_list(content, name))
        seconds = time.perf_counter() - began
    return _figures("preview", seconds, took, felt), preview


async def _to_file(wide: Wide, preview: Message, key: str, took: Measured) -> Measured:
    forget_peak()
    async with pulse() as felt:
        began = time.perf_counter()
        wide.telegram.press(OPERATOR, OPERATOR, preview.id, f"list.file:{key}")
        await wide.until(lambda: next((m for m in wide.shown(OPERATOR) if m.attachment), None))
        seconds = time.perf_counter() - began
        await asyncio.sleep(_HEARS)
    return _figures("file", seconds, took, felt)


def _figures(what: str, seconds: float, took: Measured, felt: Pulse) -> Measured:
    peak = memory().get("VmHWM")
    return {
        what: seconds,
        f"{what} rest": seconds - sum(took.values()),
        f"{what} stall": felt.longest * 1000,
        f"{what} stretch": felt.worked * 1000,
        **took,
        **({} if peak is None else {f"{what} peak": peak}),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.list_preview`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one is None:
        print(run(asked.rows, asked.runs))
        return
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(_one(asked.one.name, asked.one.read_bytes()))))


if __name__ == "__main__":
    main()
