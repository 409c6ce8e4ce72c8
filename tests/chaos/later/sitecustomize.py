"""A machine whose clock stands later: on the path of a process it moves that process's clock."""

from __future__ import annotations

import os
import time

_seconds, _now = float(os.environ["CLOCK_LATER"]), time.time


def _later() -> float:
    return _now() + _seconds


time.time = _later
