"""Texts become a voice note, with a pause between them; when each begins is told with it."""

from __future__ import annotations

from typing import Final

import numpy as np

from bot.core.speaking import LONGEST_SPEECH
from bot.media.espeak import Engine
from bot.media.opus import write_opus
from bot.media.wire import pack, unpack

#: Seconds between two texts.
_PAUSE: Final = 0.7


def answer(question: bytes) -> bytes:
    """The worker's answer: the note, and at which seconds its texts begin."""
    head, _ = unpack(question)
    engine = Engine(head["voice"], head["speed"])
    rate, most = engine.rate, int(LONGEST_SPEECH * engine.rate)
    pause = np.zeros(int(_PAUSE * rate), np.int16)
    begins, pieces, many = [], [], 0
    for text in head["texts"]:
        if many >= most:
            break
        begins.append(many / rate)
        spoken = engine.speak(text, most - many)
        pieces += [spoken, pause]
        many += len(spoken) + len(pause)
    samples = np.concatenate(pieces[:-1])
    told = {
        "begins": begins,
        "seconds": len(samples) / rate,
        "cut": many - len(pause) >= most or len(begins) < len(head["texts"]),
    }
    return pack(told, write_opus(samples, rate))
