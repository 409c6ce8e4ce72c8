"""A voice note, as written for Telegram."""

from __future__ import annotations

from io import BytesIO

import av
import numpy as np
import pytest

from bot.media.opus import write_opus


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
def test_a_voice_note_is_opus_of_the_same_length_and_sounds_alike(rate: int) -> None:
    at = np.arange(2 * rate) / rate
    note = write_opus((12_000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16), rate)
    with av.open(BytesIO(note)) as container:
        stream = container.streams.audio[0]
        assert (container.format.name, stream.codec_context.name) == ("ogg", "opus")
        assert stream.codec_context.layout.name == "mono"
        heard = np.concatenate([f.to_ndarray()[0] for f in container.decode(stream)])
    assert len(heard) / 48_000 == pytest.approx(2.0, abs=0.05)
    strongest = np.abs(np.fft.rfft(heard)).argmax() * 48_000 / len(heard)
    assert strongest == pytest.approx(440, abs=2)
