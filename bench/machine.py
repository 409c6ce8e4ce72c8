"""What Linux says of processes: their memory, their children. Elsewhere it says nothing."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_PROC = Path("/proc")
_SIZE = re.compile(r"^(VmHWM|VmRSS):\s+(\d+) kB$", re.MULTILINE)
_MEGA = 1024.0


def memory(pid: int | str = "self") -> dict[str, float]:
    """A process's peak (VmHWM) and present (VmRSS) memory in MB; nothing of one that is gone.

    Not getrusage: its figure for a child begins with what the parent had when it was made.
    """
    with suppress(OSError):
        found = _SIZE.findall((_PROC / str(pid) / "status").read_text())
        return {name: int(size) / _MEGA for name, size in found}
    return {}


def forget_peak() -> None:
    """Let this process's peak begin anew."""
    with suppress(OSError):
        (_PROC / "self" / "clear_refs").write_text("5")


@dataclass(slots=True)
class Workers:
    """The worker processes of a process, looked at from outside; by their task, in MB."""

    pid: int
    peak: dict[str, float] = field(default_factory=dict)
    #: With the process itself, at one moment.
    together: dict[str, float] = field(default_factory=dict)

    def look(self) -> None:
        """Note what they have just now."""
        for child in self._children():
            with suppress(OSError):
                words = (_PROC / child / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
                if b"bot.media" in words:
                    self._note(child, words[-1].decode())

    def _note(self, child: str, task: str) -> None:
        has, parent = memory(child), memory(self.pid)
        if has and parent:
            both = has["VmRSS"] + parent["VmRSS"]
            self.peak[task] = max(self.peak.get(task, 0.0), has["VmHWM"])
            self.together[task] = max(self.together.get(task, 0.0), both)

    def _children(self) -> list[str]:
        with suppress(OSError):
            lists = (_PROC / str(self.pid) / "task").glob("*/children")
            return [child for each in lists for child in each.read_text().split()]
        return []
