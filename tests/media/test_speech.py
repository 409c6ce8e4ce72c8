"""The engine's speech: of the right length, a voice and no noise, another one for another voice."""

from __future__ import annotations

from io import BytesIO

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from bot.core.speaking import LONGEST_SPEECH, Speech, Spoken
from bot.core.templates import SYLLABLES_PER_SECOND
from bot.media.worker import Worker, can_speak

TEXT = "Chào bạn, vui lòng thanh toán khoản nợ mười triệu bốn trăm mười nghìn trước ngày ba mươi"
SYLLABLES = 19


async def spoken(*texts: str, voice: str = "south-f-03", speed: float = 1.0) -> Spoken:
    return await Worker().speak(Speech(voice=voice, speed=speed, texts=texts))


def heard(said: Spoken) -> NDArray[np.float32]:
    """The note's samples, 48,000 a second."""
    with av.open(BytesIO(said.note.content)) as container:
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(frames).astype(np.float32)


def test_the_engine_is_there_for_these_tests() -> None:
    assert can_speak()


async def test_a_text_takes_as_long_as_its_syllables_and_sounds_like_a_voice() -> None:
    said = await spoken(TEXT)
    assert said.note.seconds == pytest.approx(SYLLABLES / SYLLABLES_PER_SECOND, rel=0.35)
    samples = heard(said)
    assert len(samples) / 48_000 == pytest.approx(said.note.seconds, abs=0.1)

    power = np.abs(np.fft.rfft(samples)) ** 2
    hertz = np.fft.rfftfreq(len(samples), 1 / 48_000)
    in_speech = power[(hertz > 80) & (hertz < 5000)].sum() / power.sum()
    assert in_speech > 0.9
    loudness = [np.abs(part).mean() for part in np.array_split(samples, 60)]
    # A voice rises and falls, noise and tones do not.
    assert max(loudness) > 4 * np.quantile(loudness, 0.1)


async def test_each_text_begins_after_a_pause_where_it_is_said_to() -> None:
    said = await spoken("Chào bạn", "Bấm phím 1. Cám ơn")
    assert said.begins[0] == 0.0
    assert 0.7 < said.begins[1] < said.note.seconds
    samples = np.abs(heard(said))
    second = int(said.begins[1] * 48_000)
    pause = samples[second - 25_000 : second - 5_000]
    assert pause.max() < 0.05 * samples.max()


async def test_every_voice_of_the_pbx_and_every_pace_sounds_otherwise() -> None:
    voices = ["north-m-01", "north-f-01", "north-m-02", "north-f-02", "south-m-03", "south-f-03"]
    notes = {(await spoken("Chào bạn", voice=voice)).note.content for voice in voices}
    assert len(notes) == len(voices)

    slow, fast = await spoken(TEXT, speed=0.5), await spoken(TEXT, speed=2.0)
    assert slow.note.seconds > 1.7 * fast.note.seconds


async def test_a_voice_that_is_new_to_us_is_replaced_by_the_usual_one() -> None:
    assert (await spoken("Chào bạn", voice="central-f-09")).note.seconds > 0.3


async def test_speech_without_end_is_cut_and_said_to_be() -> None:
    said = await spoken("mười triệu " * 2000, "hết")
    assert said.cut
    assert said.begins == (0.0,)
    assert said.note.seconds == pytest.approx(LONGEST_SPEECH, abs=1.0)


@pytest.mark.parametrize("text", ["<b>x</b> & <speak>", "[[xxx]]", "😀 —", "…", "a" * 3000])
async def test_whatever_is_written_is_spoken_or_skipped(text: str) -> None:
    assert not (await spoken(f"Chào {text}")).cut
