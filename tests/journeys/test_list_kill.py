"""kill -9 within a list: nobody is lost, nobody is called twice, and everyone hears how it went."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from bot.core.list_rules import Result, result_of
from bot.core.lists import RowState
from tests.chaos.books import of_text
from tests.chaos.kills import HEADING, Found, Story, draw, people
from tests.journeys.processes import GROUP, OPERATOR, Peers, bot

pytestmark = pytest.mark.real_time

ROWS, KILLS, SEED, SPEED = 40, 3, 1, 60.0
#: What the file says of a call, by the PBX's cause; and of one that the PBX never heard of.
WORDS = {
    "ANSWERED": "Nghe máy",
    "USER_BUSY": "Máy bận",
    "CALL_REJECTED": "Từ chối cuộc gọi",
    "SUBSCRIBER_ABSENT": "Không liên lạc được",
    "UNALLOCATED_NUMBER": "Số không tồn tại",
    "NETWORK_OUT_OF_ORDER": "Lỗi mạng, không gọi được",
}
LOST = {"Chưa rõ cuộc gọi đã đi chưa", "Không thấy cuộc gọi này trên tổng đài"}


@pytest.fixture
async def peers() -> AsyncIterator[Peers]:
    made = Peers(speed=SPEED)
    async with made.serve():
        yield made


def verify(found: Found) -> None:
    """Nobody was called twice, nobody is missing, and what people read is what the PBX has."""
    assert max(found.placements.values()) == 1
    assert max(found.asked.values()) == 1
    assert [one.row.state for one in found.rows] == [RowState.DONE] * len(found.sent)
    unknown = {
        one.row.callee
        for one in found.rows
        if one.call is None or result_of(one.call) is Result.UNKNOWN
    }
    assert unknown == found.lost
    for chat in (OPERATOR, GROUP):
        assert found.cards[chat]
        assert 1 <= len(found.told[chat]) <= found.copies[chat]
        assert {of_text(text) == found.pbx for text in found.told[chat]} == {True}
    verify_file(found)
    assert "Traceback" not in found.log


def verify_file(found: Found) -> None:
    """The file has its rows in their order, each with what the PBX's record says."""
    heading, *rows = found.file
    assert tuple(heading[: len(HEADING)]) == HEADING
    assert [tuple(row[: len(HEADING)]) for row in rows] == list(found.sent)
    for callee, *_values, said, key, _meaning, _seconds, _at, attempts, call_id in rows:
        assert attempts == "1"
        if callee in found.lost:
            assert (said in LOST, key, call_id) == (True, "", "")
        else:
            cause, pressed, known_as = found.records[callee]
            assert (said, key, call_id) == (WORDS[cause or ""], pressed, known_as)


async def test_killed_within_a_list_it_calls_everybody_once_and_tells_how_it_went(
    peers: Peers, tmp_path: Path
) -> None:
    async with bot(tmp_path, peers) as running:
        story = Story(peers=peers, bot=running, rows=people(ROWS))
        await story.confirm()
        await story.go_through(draw(Random(SEED), KILLS, ROWS))
        await story.end()
        found = await story.found()

    assert found.kills == KILLS
    verify(found)
