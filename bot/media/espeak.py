"""The speech engine, espeak-ng: loaded here, and so only in a worker process.

It is GPL-3 and an extra: whoever does not install it hears nothing, and nothing else is missing.
"""

from __future__ import annotations

import ctypes
from typing import Any, Final

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

#: Its own constants: samples are handed over, and an error must not end the process by itself.
_RETRIEVAL, _DONT_EXIT = 1, 0x8000
_UTF8, _BY_CHARACTER, _RATE = 1, 1, 1
#: Words a minute at the PBX's speed 1: as many syllables a second as its own voices read.
_USUAL: Final = 165
_SLOWEST, _FASTEST = 80, 400

#: The PBX's voices as those of the engine: region, then how high and how.
_VOICES: Final = {
    "north-m-01": "vi+m3",
    "north-f-01": "vi+f2",
    "north-m-02": "vi+m7",
    "north-f-02": "vi+f4",
    "south-m-03": "vi-vn-x-south+m3",
    "south-f-03": "vi-vn-x-south+f2",
}
_USUAL_VOICE: Final = "vi+f2"

_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Engine:
    """Speaks Vietnamese; one a process. OSError, RuntimeError: it does not load, or will not."""

    def __init__(self, voice: str, speed: float) -> None:
        self._library: Any = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(espeakng_loader.get_data_path()).encode()
        #: Samples a second.
        self.rate: int = self._library.espeak_Initialize(_RETRIEVAL, 0, data, _DONT_EXIT)
        if self.rate <= 0:
            raise RuntimeError("the speech engine has no data")
        self._library.espeak_Synth.argtypes = (
            *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint),
            *(ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p),
        )
        # Kept: the engine calls it for as long as it lives.
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._must(self._library.espeak_SetVoiceByName(_VOICES.get(voice, _USUAL_VOICE).encode()))
        words = max(_SLOWEST, min(round(_USUAL * speed), _FASTEST))
        self._must(self._library.espeak_SetParameter(_RATE, words, 0))
        self._pieces: list[bytes] = []
        self._room = 0

    def speak(self, text: str, most: int) -> NDArray[np.int16]:
        """The text as samples, no more than about `most` of them."""
        self._pieces, self._room = [], most
        said = text.encode()
        self._must(
            self._library.espeak_Synth(said, len(said) + 1, 0, _BY_CHARACTER, 0, _UTF8, None, None)
        )
        self._must(self._library.espeak_Synchronize())
        return np.frombuffer(b"".join(self._pieces), np.int16)

    def _take(self, samples: Any, many: int, _events: object) -> int:
        if samples and many > 0:
            self._pieces.append(ctypes.string_at(samples, 2 * many))
            self._room -= many
        # Anything but 0 ends the synthesis.
        return int(self._room <= 0)

    @staticmethod
    def _must(result: int) -> None:
        if result != 0:
            raise RuntimeError(f"the speech engine says {result}")
