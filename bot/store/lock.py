"""One process owns the database file: a lock the system takes back however the process ends.

The file beside the database says who holds it; it is never deleted, for that would race.
"""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path

from bot.errors import StoreLocked


class ProcessLock:
    """Holds `<path>.lock` until released or until this process and its forks are gone."""

    def __init__(self, path: Path) -> None:
        """Raises StoreLocked, naming the pid and host of the process that holds it."""
        name = path.with_name(f"{path.name}.lock")
        self._file = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 200).decode(errors="replace") or "another process"
            os.close(self._file)
            raise StoreLocked(f"{path} is in use by {holder}") from None
        os.ftruncate(self._file, 0)
        os.write(self._file, f"pid {os.getpid()} on {socket.gethostname()}".encode())

    def release(self) -> None:
        """Let another process have it."""
        os.close(self._file)
