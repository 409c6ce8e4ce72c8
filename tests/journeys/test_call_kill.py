"""kill -9 between the press on a preview and the outcome: the callee is called once at most."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.processes import GROUP, OPERATOR, Ambush, Exchange, Peers, Phase, bot, until

pytestmark = pytest.mark.real_time

#: Rings, answers, and hangs up two seconds later.
CALLEE = "0912345608"
COMMAND = f"/call {CALLEE} thong_bao customer_name=A ref=24018"
SPEED = 10.0
ANSWERED, ANSWERED_LINE = "✅ Nghe máy", "✅ HĐ 24018 nghe máy"
UNKNOWN = "❓ Chưa rõ cuộc gọi đã đi chưa"


def _is(what: str) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.what == what


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When the process is killed, and what is true once it has run again."""

    at: Callable[[Exchange], bool]
    phase: Phase
    #: How often the callee's phone is called, and how the card ends.
    calls: int = 1
    card: str = ANSWERED


MOMENTS = {
    "token given": Moment(at=_is("token"), phase=Phase.DONE),
    "placement asked for": Moment(at=_is("voice"), phase=Phase.BEFORE, calls=0, card=UNKNOWN),
    "placed, not answered": Moment(at=_is("voice"), phase=Phase.DONE),
}


@pytest.fixture
async def peers() -> AsyncIterator[Peers]:
    made = Peers(speed=SPEED)
    async with made.serve():
        yield made


def _card(peers: Peers) -> str:
    return next(iter(peers.texts(OPERATOR)), "")


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
async def test_killed_after_the_press_it_goes_on_or_is_looked_up_and_calls_nobody_twice(
    moment: Moment, peers: Peers, tmp_path: Path
) -> None:
    async with bot(tmp_path, peers) as running:
        await running.start()
        await until(lambda: peers.asked("getupdates"), "updates are fetched")
        peers.telegram.send(OPERATOR, OPERATOR, COMMAND)
        await until(lambda: _card(peers).startswith("Xem trước"), "the preview")
        peers.ambush = trap = Ambush(when=moment.at, phase=moment.phase, strike=running.kill)
        preview = next(m for m in peers.telegram.messages(OPERATOR) if m.by_bot)
        data = str(preview.keyboard[0][0]["callback_data"])
        peers.telegram.press(OPERATOR, OPERATOR, preview.id, data)
        await until(lambda: trap.sprung, "the moment came")
        looks = peers.asked("report")

        await running.start()
        await until(lambda: _card(peers).startswith(moment.card), "the card")
        if moment.calls:
            await until(lambda: len(peers.texts(OPERATOR)) > 1, "asker told")
            await until(lambda: peers.texts(GROUP), "group told")
        else:
            await until(lambda: peers.asked("report") > looks, "the call is looked up")
        peers.telegram.press(OPERATOR, OPERATOR, preview.id, data)
        await until(lambda: peers.asked("answercallbackquery"), "the second press is answered")
        assert await running.end() == 0

    assert peers.pbx.placements.total() == moment.calls
    lines = peers.texts(OPERATOR)[1:]
    assert len(lines) == moment.calls
    assert all(line.startswith(ANSWERED_LINE) for line in lines)
    assert len(peers.texts(GROUP)) == moment.calls
