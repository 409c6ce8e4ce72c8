"""The worker process: one task, bytes in on stdin, bytes out on stdout, and nothing else.

It writes no file and outlives no limit. What goes wrong and is no `UsageError` ends it without a
word: its words could hold what stands in the file.
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress
from importlib import import_module
from typing import Final

from bot.errors import UsageError
from bot.media.wire import pack_problem

#: Each in a module of its own with its `answer(question)`, so that no task loads another's library.
TASKS: Final = {
    "read": "bot.media.reading",
    "write": "bot.media.writing",
    "convert": "bot.media.sounds",
    "speak": "bot.media.speech",
}
#: Bytes of memory, seconds of work, open files, bytes in a file, bytes of a core dump.
_LIMITS: Final = {
    "RLIMIT_AS": 1 << 30,
    "RLIMIT_CPU": 20,
    "RLIMIT_NOFILE": 32,
    "RLIMIT_FSIZE": 0,
    "RLIMIT_CORE": 0,
}
#: On a busy machine the calls go first.
_NICER: Final = 5


def main(task: str) -> None:
    """Does one task."""
    _set_limits()
    question = sys.stdin.buffer.read()
    try:
        answer = import_module(TASKS[task]).answer(question)
    except UsageError as error:
        answer = pack_problem(error)
    sys.stdout.buffer.write(answer)


def _set_limits() -> None:
    os.nice(_NICER)
    for name, most in _LIMITS.items():
        # What a system lacks, or lets nobody set, stays as it is: the parent has a limit as well.
        with suppress(AttributeError, ValueError, OSError):
            limit = getattr(resource, name)
            hard = resource.getrlimit(limit)[1]
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(limit, (allowed, allowed))


if __name__ == "__main__":
    main(sys.argv[1])
