"""[Listen] on every preview: a voice note of what would be heard, and nobody is called."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.core.speaking import Speech, Spoken
from bot.errors import UsageError
from bot.media.worker import Worker
from bot.sandbox.telegram.records import AttachmentKind, Message
from tests.journeys.lists import PAYS, WANTS, numbers, pasted
from tests.journeys.test_call import CLEAN, COMMAND, DEBT, previewed
from tests.journeys.test_making import made
from tests.journeys.world import (
    GROUP,
    OPERATOR,
    Journey,
    buttons,
    journey,
    plain,
    problem,
)

UNDER_WAY = {"vi": "Đang đọc, chờ vài giây", "en": "Being read, a few seconds"}


class Engine:
    """The machine's own engine; notes what it is asked, and may fail."""

    def __init__(self) -> None:
        self.speeches: list[Speech] = []
        self.fails: Exception | None = None

    async def speak(self, speech: Speech) -> Spoken:
        self.speeches.append(speech)
        if self.fails is not None:
            raise self.fails
        return await Worker().speak(speech)


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
async def told(tmp_path: Path, now: Callable[[], float], engine: Engine) -> AsyncIterator[Journey]:
    async with journey(tmp_path, now, speak=engine.speak) as begun:
        yield begun


async def note_of(told: Journey, label: str = "Nghe thử", chat: int = OPERATOR) -> Message:
    """The voice note that comes after [Listen] was pressed on the newest card."""
    card = told.shown(chat)[-1]
    assert await told.press(OPERATOR, label, chat) in UNDER_WAY.values()
    await told.wait(3)
    note = told.shown(chat)[-1]
    assert note.attachment is not None
    assert note.attachment.kind is AttachmentKind.VOICE
    assert note.reply_to == card.id
    return note


async def test_a_calls_preview_is_heard_with_its_values_and_its_keys(
    told: Journey, engine: Engine
) -> None:
    await previewed(told)
    assert buttons(told.shown(OPERATOR)[-1]) == [*CLEAN[:2], "Nghe thử", *CLEAN[2:]]
    note = await note_of(told)

    [speech] = engine.speeches
    assert (speech.voice, speech.speed) == ("south-f-03", 1.2)
    assert speech.texts[0].startswith("Chào bạn Nguyễn Văn A vui lòng thanh toán khoản nợ mười")
    assert [text.split(".")[0] for text in speech.texts[1:]] == [
        *("Bấm phím 1", "Bấm phím 2", "Bấm sai", "Kết thúc"),
    ]
    head, places, last = plain(note.text).split("\n")
    assert head == DEBT
    assert [place.split(" ", 1)[1] for place in places.split(" · ")] == [
        *("lời chính", "bấm 1", "bấm 2", "bấm sai", "kết thúc"),
    ]
    assert places.startswith("0:00 lời chính · 0:")
    assert last == "Nghe thử, giọng máy này khác giọng tổng đài"
    assert told.pbx.placements.total() == 0


async def test_in_english_all_but_the_voice_is_english(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")
    await previewed(told)
    note = await note_of(told, "Listen")
    assert plain(note.text).split("\n")[2] == "A preview, in another voice than the PBX's"
    assert "key 1" in plain(note.text)


async def test_the_row_that_is_shown_is_what_is_heard_of_a_list(
    told: Journey, engine: Engine
) -> None:
    preview = await pasted(told, numbers(PAYS, WANTS))
    await note_of(told)
    await told.press(OPERATOR, "Dòng 2 ›", on=preview)
    await told.press(OPERATOR, "Nghe thử", on=preview)
    await told.wait(3)

    first, second = (speech.texts[0] for speech in engine.speeches)
    assert first != second
    assert told.pbx.placements.total() == 0


async def test_a_scripts_card_and_what_is_about_to_be_made_can_be_heard(
    told: Journey, engine: Engine
) -> None:
    told.say(OPERATOR, f"/template {DEBT}", GROUP)
    await told.wait(2)
    await note_of(told, chat=GROUP)
    assert "customer name" in engine.speeches[0].texts[0]

    await made(told)
    await note_of(told)
    assert engine.speeches[1].texts[0].startswith("Chào ten , bấm 1 nếu đã trả")
    assert engine.speeches[1].voice == "north-f-01"


async def test_a_code_is_never_spoken(told: Journey, engine: Engine) -> None:
    told.say(OPERATOR, "/template otp_demo")
    await told.wait(2)
    await note_of(told)
    assert "1 2 3 4" in engine.speeches[0].texts[0]


async def test_two_presses_are_spoken_once(told: Journey, engine: Engine) -> None:
    await previewed(told)
    await note_of(told)
    await told.press(OPERATOR, "Nghe thử")
    await told.wait(3)
    assert len(engine.speeches) == 1
    notes = [m for m in told.shown(OPERATOR) if m.attachment is not None]
    assert len(notes) == 2


async def test_whatever_stands_in_a_value_is_spoken_or_skipped_and_escaped(told: Journey) -> None:
    nasty = "<b>A & B</b> 😀 \u202e [[x]]"
    await previewed(told, COMMAND.replace("Nguyễn Văn A", nasty))
    await note_of(told)


@pytest.mark.parametrize("fails", [UsageError("speech_failed"), RuntimeError("nobody thought")])
async def test_an_engine_that_fails_is_said_and_nothing_else_breaks(
    told: Journey, engine: Engine, fails: Exception
) -> None:
    engine.fails = fails
    await previewed(told)
    await told.press(OPERATOR, "Nghe thử")
    await told.wait(3)
    assert told.texts(OPERATOR)[-1] == problem("speech_failed")

    engine.fails = None
    await told.press(OPERATOR, "Nghe thử")
    await told.wait(3)
    assert told.shown(OPERATOR)[-1].attachment is not None
    assert await told.ended() is None


async def test_without_an_engine_no_card_has_the_button(
    tmp_path: Path, now: Callable[[], float]
) -> None:
    async with journey(tmp_path / "silent", now) as told:
        await previewed(told)
        assert buttons(told.shown(OPERATOR)[-1]) == CLEAN
        await pasted(told, numbers(PAYS, WANTS))
        assert "Nghe thử" not in buttons(told.shown(OPERATOR)[-1])
        told.say(OPERATOR, f"/template {DEBT}")
        await told.wait(2)
        assert "Nghe thử" not in buttons(told.shown(OPERATOR)[-1])
