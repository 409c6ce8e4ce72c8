"""Files of tables and sounds, handed to a worker process that is killed if it is not done in time.

The program itself never opens them, and the worker knows nothing of the program: not its settings,
not its files, not its log. Whatever befalls a worker is said as one thing wrong with the file.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeVar

from bot.core.cells import Cell
from bot.core.sounds import Converted
from bot.core.speaking import Speech, Spoken
from bot.core.tables import MOST_BYTES, Table, TableKind, too_large
from bot.core.uploads import LARGEST
from bot.errors import UsageError
from bot.media.wire import (
    pack,
    pack_rows,
    pack_speech,
    unpack,
    unpack_sound,
    unpack_spoken,
    unpack_table,
)

_log = logging.getLogger(__name__)

#: Seconds that a task may take.
MOST_SECONDS: Final = 20.0
#: So many workers run at once; others wait.
MOST_WORKERS: Final = 2
#: Bytes of an answer; more than every table that is let through comes to.
_MOST_ANSWER: Final = 128 << 20

_Answer = TypeVar("_Answer")


class Worker:
    """Reads and writes files, each in a process of its own."""

    def __init__(self, *, seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._free = asyncio.Semaphore(MOST_WORKERS)

    async def read_table(self, content: bytes, name: str) -> Table:
        """The table in a CSV or a workbook; UsageError says why there is none.

        What it is is told by its content; the name only helps to say what else it may be.
        """
        if len(content) > MOST_BYTES:
            raise too_large()
        table = await self._ask("read", lambda: pack({"name": name}, content), unpack_table)
        if table is None:
            raise UsageError("table_broken")
        return table

    async def write_table(
        self, kind: TableKind, rows: Sequence[Sequence[Cell]], delimiter: str = ";"
    ) -> bytes:
        """The file with these rows, the heading first: a workbook, or else a CSV."""
        head = {"kind": kind, "delimiter": delimiter}
        written = await self._ask(
            "write", lambda: pack(head, pack_rows(rows)), lambda answer: unpack(answer)[1]
        )
        if written is None:
            raise UsageError("table_unwritten")
        return written

    async def convert_sound(self, content: bytes) -> Converted:
        """Any sound file as the PBX plays it; UsageError says why it can't be."""
        if len(content) > LARGEST:
            raise UsageError("audio_large")
        converted = await self._ask("convert", lambda: content, unpack_sound)
        if converted is None:
            raise UsageError("audio_damaged")
        return converted

    async def speak(self, speech: Speech) -> Spoken:
        """A speech as a voice note; UsageError if the engine fails."""
        spoken = await self._ask("speak", lambda: pack_speech(speech), unpack_spoken)
        if spoken is None:
            raise UsageError("speech_failed")
        return spoken

    async def _ask(
        self, task: str, ask: Callable[[], bytes], read: Callable[[bytes], _Answer]
    ) -> _Answer | None:
        """The task's answer; None: its worker died, or was killed."""
        async with self._free:
            process = _start(task)
            talk = asyncio.ensure_future(
                asyncio.to_thread(_talk, process, self._seconds, ask, read)
            )
            try:
                # The thread has to see its process end, whoever waits for it.
                return await asyncio.shield(talk)
            except asyncio.CancelledError:
                process.kill()
                await asyncio.wait({talk})
                talk.exception()
                raise


def can_speak() -> bool:
    """Whether a speech engine is installed; nothing of it is loaded here."""
    return find_spec("espeakng_loader") is not None


def _start(task: str) -> subprocess.Popen[bytes]:
    # It finds the modules where this process does, and gets nothing else of the environment.
    places = [str(Path(__file__).parents[2]), *filter(None, sys.path)]
    return subprocess.Popen(
        [sys.executable, "-B", "-P", "-S", "-m", "bot.media", task],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": os.pathsep.join(places)},
        # Ctrl-C ends the program, which ends this.
        start_new_session=True,
    )


def _talk(
    process: subprocess.Popen[bytes],
    seconds: float,
    ask: Callable[[], bytes],
    read: Callable[[bytes], _Answer],
) -> _Answer | None:
    """Asks and hears a worker out, in a thread; the process has ended afterwards."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        with process:
            answer = _heard(process, ask())
    finally:
        timer.cancel()
    if process.returncode == 0:
        # One that a file has got the better of may have said anything.
        with suppress(ValueError, TypeError, KeyError):
            return read(answer)
    _log.warning("a worker ended with %s", process.returncode)
    return None


def _heard(process: subprocess.Popen[bytes], question: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    # One that ends before it has read everything says so by how it ends.
    with suppress(BrokenPipeError), process.stdin:
        process.stdin.write(question)
    answer = process.stdout.read(_MOST_ANSWER + 1)
    if len(answer) > _MOST_ANSWER:
        process.kill()
    return answer
