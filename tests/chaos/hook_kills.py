"""kill -9 at over fifty moments, at exchanges and in bursts of hooks, as calls go on; `make chaos`.

Not named as tests are: plain pytest leaves it alone. tests/journeys/test_hook_kill.py is its short
form.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random

import pytest

from tests.chaos.ledger import Ledger, read
from tests.chaos.storm import Storm, draw
from tests.journeys.processes import Peers, bot
from tests.journeys.test_hook_kill import verify

pytestmark = pytest.mark.real_time

KILLS, SPEED = 54, 20.0


@pytest.fixture
async def peers() -> AsyncIterator[Peers]:
    made = Peers(speed=SPEED)
    async with made.serve():
        yield made


def table(storm: Storm, ledger: Ledger, seed: int) -> str:
    """What became of the hooks and of the calls, for whoever ran it."""
    states = Counter(ledger.states.values())
    accepted = ledger.of_status(200, 204)
    lines = (
        ("kills", len(storm.killed)),
        *((f"  {name}", times) for name, times in storm.at.most_common()),
        ("hooks posted, by the PBX and by others", len(ledger.posted)),
        ("  accepted with a 2xx", accepted),
        ("  refused with 503", ledger.of_status(503)),
        ("  of nobody's call, 404", ledger.of_status(404)),
        ("  no answer: connection refused or broken off", ledger.of_status(None)),
        ("  committed, the 2xx cut off by the kill", ledger.unconfirmed),
        ("bodies in the books", len(ledger.kept)),
        ("calls written down", len(ledger.states)),
        *((f"  {state}", times) for state, times in states.most_common()),
        ("placed by the PBX, each once", ledger.placements.total()),
        ("messages owed: asker and two groups", len(ledger.owed)),
        ("  repeated, each over a kill", ledger.repeats),
        ("seconds", round(time.monotonic() - storm.began)),
    )
    return "\n".join((f"hooks, seed {seed}", *(f"  {what:<60}{n:>8}" for what, n in lines)))


async def test_killed_fifty_times_and_more_as_hooks_pour_in_it_loses_none_that_it_acknowledged(
    peers: Peers, tmp_path: Path, seed: int, tell: Callable[[str], None]
) -> None:
    random = Random(f"{seed} hooks")
    async with bot(tmp_path, peers) as running:
        storm = Storm(peers=peers, bot=running, random=random)
        await storm.begin()
        await storm.go_through(draw(random, KILLS))
        await storm.end()

    ledger = read(storm)
    tell(table(storm, ledger, seed))
    assert len(storm.killed) == KILLS
    verify(ledger)
