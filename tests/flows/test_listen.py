"""Scripts are spoken once for all who ask for the same, and notes are not kept for long."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.sounds import VoiceNote
from bot.core.speaking import Branch, Speech, Spoken
from bot.core.templates import PressKey, Template
from bot.errors import UsageError
from bot.flows.listen import KEPT_BYTES, KEPT_SECONDS, Listener

SCRIPT = Template(
    account_id=1,
    name="nhac_no",
    content="Chào {{who}}",
    voice="south-f-03",
    speed=1.2,
    keys=(PressKey(num="1", audio_file="a.wav"), PressKey(num="2", content="Cám ơn")),
)


class Engine:
    """A port that notes what it is asked to speak."""

    def __init__(self, size: int = 100) -> None:
        self.size = size
        self.speeches: list[Speech] = []

    async def speak(self, speech: Speech) -> Spoken:
        self.speeches.append(speech)
        await asyncio.sleep(1)
        note = VoiceNote(content=bytes(self.size), seconds=3.0, name="n.ogg")
        return Spoken(note=note, begins=(0.0, 2.0), cut=False)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_what_follows_a_key_is_announced_and_a_file_is_only_named() -> None:
    engine = Engine()
    heard = await Listener(speak=engine.speak, now=Clock()).hear(SCRIPT, {"who": "An"})

    [speech] = engine.speeches
    assert speech == Speech(voice="south-f-03", speed=1.2, texts=("Chào An", "Bấm phím 2. Cám ơn"))
    assert [(part.branch, part.num) for part in heard.parts] == [
        (Branch.START, ""),
        (Branch.KEY, "1"),
        (Branch.KEY, "2"),
    ]
    assert heard.begins == (0.0, None, 2.0)


async def test_who_asks_for_the_same_at_once_or_later_shares_one_note() -> None:
    engine = Engine()
    listener = Listener(speak=engine.speak, now=Clock())
    one, other = await asyncio.gather(*(listener.hear(SCRIPT, {"who": "An"}) for _ in range(2)))
    assert one == other == await listener.hear(SCRIPT, {"who": "An"})
    assert len(engine.speeches) == 1

    await listener.hear(SCRIPT, {"who": "Bình"})
    await listener.hear(replace(SCRIPT, voice="north-m-01"), {"who": "An"})
    assert len(engine.speeches) == 3


async def test_a_note_is_forgotten_after_an_hour() -> None:
    engine, clock = Engine(), Clock()
    listener = Listener(speak=engine.speak, now=clock)
    await listener.hear(SCRIPT, {"who": "An"})
    clock.now += KEPT_SECONDS
    await listener.hear(SCRIPT, {"who": "An"})
    assert len(engine.speeches) == 2


async def test_notes_that_are_too_many_push_out_the_oldest() -> None:
    engine = Engine(size=KEPT_BYTES // 2)
    listener = Listener(speak=engine.speak, now=Clock())
    for who in ("An", "Bình", "Chi", "Bình", "An"):
        await listener.hear(SCRIPT, {"who": who})
    assert [speech.texts[0] for speech in engine.speeches] == [
        "Chào An",
        "Chào Bình",
        "Chào Chi",
        "Chào An",
    ]


async def test_one_who_goes_away_takes_the_note_from_nobody() -> None:
    engine = Engine()
    listener = Listener(speak=engine.speak, now=Clock())
    gone = asyncio.create_task(listener.hear(SCRIPT, {"who": "An"}))
    await asyncio.sleep(0.1)
    stays = asyncio.create_task(listener.hear(SCRIPT, {"who": "An"}))
    await asyncio.sleep(0.1)
    gone.cancel()
    assert (await stays).spoken.note.seconds == 3.0
    assert len(engine.speeches) == 1


async def test_a_failure_is_not_kept() -> None:
    engine = Engine()
    tries = 0

    async def fail_once(speech: Speech) -> Spoken:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise UsageError("speech_failed")
        return await engine.speak(speech)

    listener = Listener(speak=fail_once, now=Clock())
    with pytest.raises(UsageError, match="speech_failed"):
        await listener.hear(SCRIPT, {"who": "An"})
    assert (await listener.hear(SCRIPT, {"who": "An"})).spoken.note.seconds == 3.0


async def test_a_script_without_words_has_nothing_to_be_heard() -> None:
    listener = Listener(speak=Engine().speak, now=Clock())
    with pytest.raises(UsageError, match="speech_nothing"):
        await listener.hear(replace(SCRIPT, content="", audio_file="a.wav", keys=()), {})
