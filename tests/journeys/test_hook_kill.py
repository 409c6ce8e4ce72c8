"""kill -9 while hooks pour in: what was acknowledged is kept, and everybody is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from tests.chaos.ledger import (
    Ledger,
    called_twice,
    idle_repeats,
    lost_hooks,
    misread,
    not_owed,
    out_of_order,
    read,
)
from tests.chaos.storm import Moment, Storm
from tests.journeys.processes import Peers, Phase, bot

pytestmark = pytest.mark.real_time

SPEED, SEED = 20.0, 1
MOMENTS = (
    Moment(lingers=0.5, delay=0.15),
    Moment(what="hook", phase=Phase.ANSWERED, lingers=0.5),
    Moment(what="sendmessage", phase=Phase.DONE),
)


@pytest.fixture
async def peers() -> AsyncIterator[Peers]:
    made = Peers(speed=SPEED)
    async with made.serve():
        yield made


def verify(ledger: Ledger) -> None:
    """Nothing that was acknowledged is lost, nobody was called twice, everybody was told."""
    assert ledger.acknowledged
    assert lost_hooks(ledger) == []
    assert called_twice(ledger) == []
    assert not_owed(ledger) == []
    assert out_of_order(ledger) == []
    assert idle_repeats(ledger) == []
    assert misread(ledger) == []
    assert "Traceback" not in ledger.log


async def test_killed_while_hooks_pour_in_it_loses_none_that_it_acknowledged(
    peers: Peers, tmp_path: Path
) -> None:
    async with bot(tmp_path, peers) as running:
        storm = Storm(peers=peers, bot=running, random=Random(SEED))
        await storm.begin()
        await storm.go_through(MOMENTS)
        await storm.end()

    assert len(storm.killed) == len(MOMENTS)
    verify(read(storm))
