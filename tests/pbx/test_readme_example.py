"""The README's example of the client, run as it stands against a sandbox on a real port."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.cli import DEMO_PORT

ROOT = Path(bot.__file__).parent.parent
DEMO_URL = f"http://127.0.0.1:{DEMO_PORT}"


@pytest.fixture
def url() -> Iterator[str]:
    """Where a sandbox with fast calls is served."""
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--speed", "100"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        found = re.match(r"PBX: +(\S+)/v1", sandbox.stdout.readline())
        yield found[1] if found else ""
        sandbox.terminate()


def test_the_example_places_a_call_and_prints_its_record(url: str) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert DEMO_URL in example

    command = [sys.executable, "-W", "error", "-c", example.replace(DEMO_URL, url)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)

    assert done.stderr == ""
    assert re.fullmatch(r"NORMAL_CLEARING [1-9]\d*\n", done.stdout)
