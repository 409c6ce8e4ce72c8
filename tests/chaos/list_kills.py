"""kill -9 at twenty moments within a list of 500, and twice as its end is told; `make chaos`.

Not named as tests are: plain pytest leaves it alone. tests/journeys/test_list_kill.py is its short
form.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random

import pytest

from tests.chaos.kills import Found, Story, draw, people
from tests.journeys.processes import GROUP, OPERATOR, Peers, Phase, bot
from tests.journeys.test_list_kill import verify

pytestmark = pytest.mark.real_time

ROWS, KILLS, SPEED = 500, 20, 40.0


@pytest.fixture
async def peers() -> AsyncIterator[Peers]:
    made = Peers(speed=SPEED)
    async with made.serve():
        yield made


def table(found: Found, seed: int) -> str:
    """What became of the list, for whoever ran it."""
    often = {times: list(found.placements.values()).count(times) for times in (1, 2)}
    told = {chat: len(found.told[chat]) for chat in (OPERATOR, GROUP)}
    lines = (
        ("rows, kills", f"{len(found.sent)}, {found.kills}"),
        *((f"  killed during {what}", times) for what, times in found.at.most_common()),
        ("called once", often[1]),
        ("called twice", sum(found.placements.values()) - often[1]),
        ("never reached the PBX, unknown, not called again", len(found.lost)),
        ("cut off while asked for, found by their reference", found.looked_up),
        ("rows with a result", sum(one.row.settled_at is not None for one in found.rows)),
        ("answered, not reached, failed, unknown", _figures(found)),
        ("rows in the file that came back", len(found.file) - 1),
        ("ends told: private, group", f"{told[OPERATOR]}, {told[GROUP]}"),
        ("of these repeats", sum(told.values()) - len(told)),
        ("pauses that somebody ended", found.pauses),
        ("seconds", round(found.seconds)),
    )
    return "\n".join((f"list killed, seed {seed}", *(f"  {what:<50}{n:>24}" for what, n in lines)))


def _figures(found: Found) -> str:
    pbx = found.pbx
    return ", ".join(map(str, (pbx.answered, pbx.unreached, pbx.failed, pbx.unknown)))


async def test_killed_twenty_times_within_a_list_of_500_it_calls_everybody_once(
    peers: Peers, tmp_path: Path, seed: int, tell: Callable[[str], None]
) -> None:
    async with bot(tmp_path, peers) as running:
        story = Story(peers=peers, bot=running, rows=people(ROWS))
        await story.confirm()
        await story.go_through(draw(Random(seed), KILLS, ROWS))
        await story.end(Phase.BEFORE, Phase.DONE)
        found = await story.found()

    tell(table(found, seed))
    assert found.kills == KILLS + 2
    verify(found)
