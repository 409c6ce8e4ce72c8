"""What a chat shows of a call only moves forward, whatever becomes of its hooks.

Properties over the sandbox's switches: which story goes on in which weather is drawn, and all that
each message showed is read from its versions.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calls import State
from bot.core.records import Call, Delivery, Kind, the_call
from bot.sandbox.pbx.switches import Faults
from bot.sandbox.telegram.records import Message
from tests.conftest import EPOCH
from tests.journeys.world import GROUP, OPERATOR, Journey, journey, plain, went_through

#: How a card begins, by how far its call has come; what begins otherwise is an outcome.
FORWARD = (
    "⏳ Đang chờ lượt gọi",
    "⏳ Đang chuyển sang tổng đài",
    "❓ Chưa rõ cuộc gọi đã đi chưa",
    "❓ Không thấy cuộc gọi này trên tổng đài",
    "⏳ Tổng đài đã nhận",
    "📞 Đang đổ chuông",
    "🔊 Đang nghe máy",
    "⏳ Đã cúp, chờ kết quả",
)
OUTCOME = len(FORWARD)
UNKNOWN = "❓"
#: Rings on, listens, is busy, does not answer, declines, is out of reach, hangs up at once.
ENDINGS = ("00", "01", "02", "03", "04", "06", "08")
#: By then a call that settled without its record has been asked for again.
AT_LAST = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What is switched on from now on; the fields are those of the PBX's faults."""

    hooks_lose: bool = False
    hooks_double: bool = False
    hooks_delay: bool = False
    hooks_reorder: bool = False
    answer_after: float = 0.0
    placement_status: int | None = None
    placed_anyway: bool = False
    report_status: int | None = None
    #: Telegram's: nobody is connected.
    unreachable: bool = False

    def set(self, told: Journey) -> None:
        """Let it be so."""
        for name in (field.name for field in fields(Faults)):
            if hasattr(self, name):
                setattr(told.pbx.faults, name, getattr(self, name))
        told.telegram.faults.unreachable = self.unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """Somebody calls a number that ends so, in private or in the group."""

    ending: str
    chat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A weather, the calls that are asked for in it, and how long it lasts.

    `again` are hooks that then come once more: the so-many-th from the last.
    """

    weather: Weather
    dials: Sequence[Dial]
    lasts: float
    again: Sequence[int]


weathers = st.builds(
    Weather,
    hooks_lose=st.booleans(),
    hooks_double=st.booleans(),
    hooks_delay=st.booleans(),
    hooks_reorder=st.booleans(),
    answer_after=st.sampled_from((0.0, 0.0, 4.0, 12.0)),
    placement_status=st.sampled_from((None, None, 500)),
    placed_anyway=st.just(True),
    report_status=st.sampled_from((None, None, 500, 404)),
    unreachable=st.sampled_from((False, False, True)),
)
dials = st.builds(Dial, ending=st.sampled_from(ENDINGS), chat=st.sampled_from((OPERATOR, GROUP)))
chapters = st.builds(
    Chapter,
    weather=weathers,
    dials=st.lists(dials, min_size=1, max_size=3),
    lasts=st.sampled_from((1.0, 7.0, 20.0, 60.0, 700.0)),
    again=st.lists(st.integers(0, 12), max_size=3),
)


async def _go_through(told: Journey, story: Sequence[Chapter]) -> None:
    calls = 0
    for chapter in story:
        chapter.weather.set(told)
        for dial in chapter.dials:
            # A group reads the last three digits of a number alone: nine calls are told apart.
            calls += 1
            told.say(OPERATOR, f"/otp 09123{calls:03}{dial.ending} 4821 queue", dial.chat)
            await told.wait(1)
        await told.wait(chapter.lasts)
        for back in chapter.again:
            await _again(told, back)
    Weather().set(told)
    await told.wait(AT_LAST)


async def _again(told: Journey, back: int) -> None:
    log = told.pbx.switchboard.poster.log
    if log:
        hook = log[-1 - back % len(log)]
        await told.hook(json.dumps(hook.body).encode(), hook.url.rpartition("/")[2])


def _rank(line: str) -> int:
    return FORWARD.index(line) if line in FORWARD else OUTCOME


def _showed(message: Message, at: float) -> str:
    """What a message said at a time."""
    return plain([version.text for version in message.versions if version.at <= at][-1])


async def _verify(told: Journey) -> None:
    calls = await told.program.store.read(lambda tx: tx.calls.in_state(*State))
    owed: dict[int, list[Delivery]] = {}
    for call in calls:
        owed[call.id] = await told.program.store.read(
            lambda tx, call=call: tx.deliveries.of(the_call(call.id))
        )
        await _verify_call(told, call, owed[call.id])
    for chat in (OPERATOR, GROUP):
        _verify_order(chat, calls, owed)


async def _verify_call(told: Journey, call: Call, owed: Sequence[Delivery]) -> None:
    row = await told.program.store.read(lambda tx: tx.cards.of(the_call(call.id)))
    assert row is not None
    card = told.telegram.find(row.place.chat_id, row.message_id)
    assert card is not None
    ranks = [_rank(line) for line in went_through(card)]
    assert ranks == sorted(ranks), went_through(card)
    assert ranks[-1] == OUTCOME
    assert told.pbx.placements[call.callee] == 1

    about = {chat: _about(told, chat, call) for chat in (OPERATOR, GROUP)}
    places = {GROUP, call.place.chat_id}
    assert {chat for chat, messages in about.items() if messages} == places
    for chat, messages in about.items():
        news = [one for one in owed if one.place.chat_id == chat]
        assert [one.kind for one in news].count(Kind.OUTCOME) == (chat in places)
        assert len(messages) == len(news) + (chat == call.place.chat_id)
    for delivery in owed:
        message = told.telegram.find(delivery.place.chat_id, delivery.message_id)
        assert message is not None
        assert plain(message.text)[0] == card.text[0]
        _verify_not_contradicted(card, message, to_asker=delivery.subscription_id is None)


def _about(told: Journey, chat: int, call: Call) -> list[Message]:
    """What the bot says in a chat of a call."""
    names = (call.callee, f"{call.callee[:4]}•••{call.callee[-3:]}")
    return [one for one in told.shown(chat) if any(name in one.text for name in names)]


def _verify_not_contradicted(card: Message, message: Message, *, to_asker: bool) -> None:
    """From when an outcome is told nothing shows less; a card's line says what the card does."""
    began = message.versions[0].at
    if plain(message.versions[0].text).startswith(UNKNOWN):
        return
    after = [line for line in card.versions if line.at > began]
    assert all(_rank(plain(one.text).partition(" · ")[0]) == OUTCOME for one in after)
    if to_asker:
        assert _showed(card, began)[0] == _showed(message, began)[0]


def _verify_order(chat: int, calls: Sequence[Call], owed: dict[int, list[Delivery]]) -> None:
    settled = [
        (delivery.message_id or 0, call.settled_at or 0.0)
        for call in calls
        for delivery in owed[call.id]
        if delivery.place.chat_id == chat and delivery.kind is Kind.OUTCOME
    ]
    for (_, earlier), (_, later) in pairwise(sorted(settled)):
        assert earlier <= later


@settings(max_examples=20, derandomize=True)
@given(
    story=st.lists(chapters, min_size=1, max_size=3),
    shape=st.sampled_from((1, 2, 3)),
    retried=st.booleans(),
)
async def test_whatever_becomes_of_hooks_a_chat_never_goes_backwards(
    tmp_path_factory: pytest.TempPathFactory, story: list[Chapter], shape: int, retried: bool
) -> None:
    loop = asyncio.get_running_loop()
    folder = tmp_path_factory.mktemp("order")
    async with journey(folder, lambda: EPOCH + loop.time()) as told:
        # What is sent one after another is seen one after another.
        told.telegram_wire.takes = lambda _request: 0.01
        told.pbx.manner.hook_shape = shape  # type: ignore[assignment]
        told.pbx.manner.hooks_retried = retried
        await _go_through(told, story)
        await _verify(told)
