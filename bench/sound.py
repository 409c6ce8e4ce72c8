"""Sounds and speech in the worker: how long somebody waits, what it takes, the loop meanwhile.

Beside it stands what the libraries alone take in this process, without a worker, limits or wav.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from io import BytesIO
from typing import TypeVar

os.environ["PTB_TIMEDELTA"] = "1"

import asyncio

import av
import uvloop

from bench.machine import Workers
from bench.spans import pulse
from bench.tables import Figure, Measured, table
from bot.core.templates import Template
from bot.flows.listen import Listener
from bot.media.espeak import Engine
from bot.media.opus import write_opus
from bot.media.worker import Worker
from tests.recordings import recording, tone

RUNS = 5
#: Seconds from the press to the voice note, for so many characters.
SPOKEN, CHARACTERS = 3.0, 300
#: Seconds of sound.
SHORT, LONG = 60.0, 300.0
_LOOK = 0.004
_SENTENCE = "Chào bạn Nguyễn Văn A, vui lòng thanh toán khoản nợ mười triệu bốn trăm mười nghìn. "

T = TypeVar("T")


def _figures(short: float, long: float) -> tuple[Figure, ...]:
    return (
        Figure(name=f"{CHARACTERS} characters spoken, a voice note", key="said", most=SPOKEN),
        Figure(name="  engine and Opus alone", key="bare said"),
        Figure(name="  worker's memory, peak", key="said peak", unit="MB", digits=0),
        Figure(name=f"{short:.0f} s of m4a made a telephone wav", key="m4a"),
        Figure(name="  decoded alone", key="bare m4a"),
        Figure(name="  worker's memory, peak", key="m4a peak", unit="MB", digits=0),
        Figure(name=f"{long:.0f} s of mp3 made a telephone wav", key="mp3"),
        Figure(name="  decoded alone", key="bare mp3"),
        Figure(name="  worker's memory, peak", key="mp3 peak", unit="MB", digits=0),
        Figure(name="loop stood still meanwhile, longest", key="stall", unit="ms", digits=0),
    )


def run(runs: int = RUNS, *, short: float = SHORT, long: float = LONG) -> str:
    """The table."""
    files = {"m4a": recording("m4a", tone(short)), "mp3": recording("mp3", tone(long))}
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        measured = [runner.run(_one(files)) for _ in range(runs)]
    return table("Sounds and speech", _figures(short, long), measured)


async def _one(files: dict[str, bytes]) -> Measured:
    said = dict[str, float]()
    worker = Worker()
    script = Template(
        account_id=1,
        name="a",
        content=(_SENTENCE * CHARACTERS)[:CHARACTERS],
        voice="south-f-03",
        speed=1.0,
    )
    async with pulse() as felt:
        listener = Listener(speak=worker.speak, now=time.time)
        said["said"], said["said peak"] = await _watched("speak", lambda: listener.hear(script, {}))
        for kind, content in files.items():
            said[kind], said[f"{kind} peak"] = await _watched(
                "convert", lambda content=content: worker.convert_sound(content)
            )
        said["stall"] = felt.longest * 1000
    began = time.perf_counter()
    engine = Engine(script.voice, script.speed)
    write_opus(engine.speak(script.content, 1 << 30), engine.rate)
    said["bare said"] = time.perf_counter() - began
    for kind, content in files.items():
        said[f"bare {kind}"] = _decoded(content)
    return said


async def _watched(task: str, act: Callable[[], Awaitable[T]]) -> tuple[float, float]:
    """Seconds that it takes, and the worker's peak in MB."""
    workers = Workers(os.getpid())
    began = time.perf_counter()
    acting = asyncio.ensure_future(act())
    while not acting.done():
        await asyncio.to_thread(workers.look)
        await asyncio.sleep(_LOOK)
    await acting
    return time.perf_counter() - began, workers.peak.get(task, 0.0)


def _decoded(content: bytes) -> float:
    began = time.perf_counter()
    with av.open(BytesIO(content)) as container:
        for _ in container.decode(audio=0):
            pass
    return time.perf_counter() - began


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.sound`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    print(run(parser.parse_args(arguments).runs))


if __name__ == "__main__":
    main()
