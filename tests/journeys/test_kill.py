"""kill -9 at each step of an OTP's journey: nobody is called twice, and people hear how it went."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.processes import (
    GROUP,
    OPERATOR,
    Ambush,
    Bot,
    Exchange,
    Peers,
    Phase,
    bot,
    until,
)

pytestmark = pytest.mark.real_time

#: Rings, answers, and hangs up two seconds later.
CALLEE, MASKED = "0912345608", "0912•••608"
#: Found nowhere by accident.
CODE = "QX7Z91KD3W"
#: A call takes a second; the PBX gives up a hook after two.
SPEED = 10.0

ANSWERED = "✅ Nghe máy"
ANSWERED_LINE = f"✅ {CALLEE} nghe máy"
NOT_CALLED = "⚠️ Chưa gọi: đã bỏ"
NOT_CALLED_LINE = f"⚠️ {CALLEE} chưa gọi: bot vừa chạy lại"
UNKNOWN = "❓ Chưa rõ cuộc gọi đã đi chưa"


def _fetched(exchange: Exchange) -> bool:
    return exchange.what == "getupdates" and CODE in exchange.answer


def _asked(what: str) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.what == what


def _hook(state: str) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.what == "hook" and exchange.fields["state"] == state


def _sent(chat_id: int, begins: str) -> Callable[[Exchange], bool]:
    def sends(exchange: Exchange) -> bool:
        fields = exchange.fields
        return (
            exchange.what == "sendmessage"
            and int(fields["chat_id"]) == chat_id
            and fields["text"].replace("<b>", "").startswith(begins)
        )

    return sends


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When the process is killed, and what is true once it has run again."""

    at: Callable[[Exchange], bool]
    phase: Phase
    #: Die only when the callee has been called: the chat and the PBX are seen to side by side.
    when_called: bool = False
    #: How often the callee's phone is called.
    calls: int = 1
    card: str = ANSWERED
    #: How the line to the asker begins; None: none comes yet.
    line: str | None = ANSWERED_LINE
    #: Messages that Telegram had taken when we died, and that are therefore sent again.
    again: tuple[str, ...] = ()


CARD = _sent(OPERATOR, "⏳")
LINE = _sent(OPERATOR, ANSWERED_LINE)
TOLD = _sent(GROUP, ANSWERED)

MOMENTS = {
    "command fetched": Moment(at=_fetched, phase=Phase.DONE),
    "token asked for": Moment(
        at=_asked("token"), phase=Phase.BEFORE, calls=0, card=NOT_CALLED, line=NOT_CALLED_LINE
    ),
    "token given": Moment(
        at=_asked("token"), phase=Phase.DONE, calls=0, card=NOT_CALLED, line=NOT_CALLED_LINE
    ),
    "placement asked for": Moment(
        at=_asked("otp"), phase=Phase.BEFORE, calls=0, card=UNKNOWN, line=None
    ),
    "placed, not answered": Moment(at=_asked("otp"), phase=Phase.DONE),
    "placed and answered": Moment(at=_asked("otp"), phase=Phase.ANSWERED),
    "ringing acknowledged": Moment(at=_hook("ringing"), phase=Phase.ANSWERED),
    "hangup acknowledged": Moment(at=_hook("hangup"), phase=Phase.ANSWERED),
    "record on its way": Moment(at=_hook("cdr"), phase=Phase.BEFORE),
    "card asked for": Moment(at=CARD, phase=Phase.BEFORE, when_called=True),
    "card shown": Moment(at=CARD, phase=Phase.DONE, when_called=True, again=("card",)),
    "command to be deleted": Moment(
        at=_asked("deletemessage"), phase=Phase.BEFORE, when_called=True
    ),
    "command deleted": Moment(at=_asked("deletemessage"), phase=Phase.DONE, when_called=True),
    "line asked for": Moment(at=LINE, phase=Phase.BEFORE),
    "line shown": Moment(at=LINE, phase=Phase.DONE, again=("line",)),
    "group to be told": Moment(at=TOLD, phase=Phase.BEFORE),
    "group told": Moment(at=TOLD, phase=Phase.DONE, again=("told",)),
}


@pytest.fixture
async def peers() -> AsyncIterator[Peers]:
    made = Peers(speed=SPEED)
    async with made.serve():
        yield made


async def _die(running: Bot, peers: Peers, moment: Moment) -> None:
    """Ask for a call and be killed at that moment."""

    async def kill() -> None:
        if moment.when_called:
            await until(lambda: peers.pbx.placements, "the callee is called")
        await running.kill()

    await running.start()
    await until(lambda: peers.asked("getupdates"), "updates are fetched")
    peers.ambush = trap = Ambush(when=moment.at, phase=moment.phase, strike=kill)
    peers.telegram.send(OPERATOR, OPERATOR, f"/otp {CALLEE} {CODE}")
    await until(lambda: trap.sprung, "the moment came")


def _cards(peers: Peers) -> list[str]:
    return [text for text in peers.texts(OPERATOR) if "OTP ••••" in text]


def _card(peers: Peers) -> str:
    return next(reversed(_cards(peers)), "")


def _lines(peers: Peers) -> list[str]:
    return [text for text in peers.texts(OPERATOR) if "OTP ••••" not in text]


def _no_code_is_left(peers: Peers, running: Bot) -> bool:
    shown = [
        version.source + version.text
        for chat_id in (OPERATOR, GROUP)
        for message in peers.telegram.messages(chat_id)
        for version in message.versions
    ]
    return not any(CODE in text for text in [*shown, running.log]) and (
        CODE.encode() not in running.kept()
    )


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
async def test_killed_at_any_moment_it_calls_nobody_twice_and_everyone_hears_how_it_went(
    moment: Moment, peers: Peers, tmp_path: Path
) -> None:
    async with bot(tmp_path, peers) as running:
        await _die(running, peers, moment)
        placements, looks = peers.placements_asked(), peers.asked("report")

        await running.start()
        await until(lambda: _card(peers).startswith(moment.card), "the card")
        if moment.line is None:
            await until(lambda: peers.asked("report") > looks, "the call is looked up")
        else:
            await until(lambda: len(peers.texts(GROUP)) > ("told" in moment.again), "group told")
            await until(lambda: len(_lines(peers)) > ("line" in moment.again), "asker told")
        await until(lambda: _no_code_is_left(peers, running), "the command deleted")
        assert await running.end() == 0

    assert peers.pbx.placements.total() == moment.calls
    fetched = moment.phase is Phase.DONE and moment.at is _fetched
    assert peers.placements_asked() == placements + fetched
    assert all(line.startswith(moment.line or "never") for line in _lines(peers))
    assert len(_lines(peers)) == (moment.line is not None) + ("line" in moment.again)
    assert len(peers.texts(GROUP)) == (moment.line is not None) + ("told" in moment.again)
    assert len(_cards(peers)) == 2 if "card" in moment.again else len(_cards(peers)) <= 2
    assert all(MASKED in text and CALLEE not in text for text in peers.texts(GROUP))


async def test_killed_as_it_confirms_a_command_it_has_called_or_says_that_it_has_not(
    peers: Peers, tmp_path: Path
) -> None:
    confirms = Moment(
        at=lambda asked: asked.what == "getupdates" and int(asked.fields["offset"]) > 0,
        phase=Phase.BEFORE,
    )
    async with bot(tmp_path, peers) as running:
        await _die(running, peers, confirms)
        await running.start()
        await until(lambda: _card(peers).startswith((ANSWERED, NOT_CALLED)), "the card")
        await until(lambda: _lines(peers), "asker told")
        assert await running.end() == 0

    assert peers.pbx.placements.total() == _card(peers).startswith(ANSWERED)
    assert len(_lines(peers)) == 1
    assert _no_code_is_left(peers, running)


async def test_a_hook_that_was_acknowledged_is_told_though_nobody_can_be_asked_any_more(
    peers: Peers, tmp_path: Path
) -> None:
    peers.pbx.manner.hook_shape = 2
    peers.pbx.faults.report_status = 500
    recorded = Moment(at=_asked("hook"), phase=Phase.ANSWERED)
    async with bot(tmp_path, peers) as running:
        await _die(running, peers, recorded)
        peers.pbx.faults.pbx_503 = True
        await running.start()
        await until(lambda: _card(peers).startswith(ANSWERED), "the card")
        await until(lambda: _lines(peers), "asker told")
        await until(lambda: peers.texts(GROUP), "group told")
        assert await running.end() == 0

    assert peers.pbx.placements.total() == 1
    assert _lines(peers)[0].startswith(ANSWERED_LINE)


async def test_killed_again_and_again_it_calls_nobody_twice(peers: Peers, tmp_path: Path) -> None:
    async with bot(tmp_path, peers) as running:
        await _die(running, peers, MOMENTS["placed, not answered"])
        for what in ("getme", "sendmessage", "sendmessage"):
            peers.ambush = trap = Ambush(when=_asked(what), phase=Phase.BEFORE, strike=running.kill)
            await running.start()
            await until(lambda trap=trap: trap.sprung, what)
        await running.start()
        await until(lambda: _card(peers).startswith(ANSWERED), "the card")
        await until(lambda: _lines(peers), "asker told")
        assert await running.end() == 0

    assert peers.pbx.placements.total() == 1
    assert peers.placements_asked() == 1
    assert _no_code_is_left(peers, running)
