"""A list to try, as the page offers it: a command to be pasted, and a file to be dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Where the file is had.
SAMPLE_PATH = "/page/sample.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A command with a row in each of its lines but the first, and a CSV with one heading."""

    command: str
    file_name: str
    content: bytes

    def view(self) -> dict[str, Any]:
        """What the page shows of it."""
        return {
            "command": self.command,
            "rows": self.command.count("\n"),
            "file": {
                "name": self.file_name,
                "url": SAMPLE_PATH,
                "rows": self.content.count(b"\n") - 1,
            },
        }
