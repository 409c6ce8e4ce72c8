"""Voice scripts of the sandbox PBX: what of them is read aloud or played, and for how long.

Pure: how a value is read is told from outside, and nobody is called. Lengths are a rough reading
pace, or what a wav file's header says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Literal

from bot.sandbox.calls import Script, Sound
from bot.sandbox.wav import wav_seconds

#: Read aloud at speed 1; a digit or a letter of a code is one syllable.
SYLLABLES_PER_SECOND = 3.5
#: The reference counts speeds from 0; nothing is read slower than at half the pace.
SLOWEST = 0.5
#: What a file takes whose length is not to be found.
UNKNOWN_SECONDS = 5.0
#: An OTP script is one that has this key field.
CODE_FIELD = "code_otp"
_KEY_FIELD = re.compile(r"\{\{([A-Za-z0-9_]+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A text to be read, with key fields in double braces, or the name of a file to be played."""

    content: str = ""
    audio_file: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The key fields of its text."""
        return frozenset() if self.audio_file else frozenset(_KEY_FIELD.findall(self.content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A voice script; a file, where there is one, is played in place of `content`."""

    name: str
    content: str = ""
    voice_tts: str = "south-f-03"
    speed_tts: float = 1.0
    audio_file: str | None = None
    #: What is played to whom presses the key; empty: no key is asked for.
    press_options: Mapping[str, Prompt] = field(default_factory=dict)
    exit_sound: Prompt | None = None
    invalid_sound: Prompt | None = None

    @property
    def type(self) -> Literal["OTP", "VOICE"]:
        """What a call with it is in its record: an OTP if it has a place for the code."""
        return "OTP" if CODE_FIELD in self.keys else "VOICE"

    @property
    def keys(self) -> frozenset[str]:
        """The key fields that `param` has to fill, whichever part of the script has them."""
        return frozenset().union(*(prompt.keys for prompt in self._prompts()))

    @property
    def files(self) -> frozenset[str]:
        """The names of the files that it plays."""
        return frozenset(p.audio_file for p in self._prompts() if p.audio_file)

    def script(
        self,
        param: Mapping[str, object],
        audio: Callable[[str], bytes],
        read: Callable[[str], str],
    ) -> Script:
        """What a call with these values plays; `audio` gives a file's bytes, `read` their words."""

        def sound(prompt: Prompt) -> Sound:
            if prompt.audio_file is not None:
                length = wav_seconds(audio(prompt.audio_file)) or UNKNOWN_SECONDS
                return Sound(words=((f"[{prompt.audio_file}]", 0.0),), seconds=length)
            values = {key: read(str(param[key])) for key in prompt.keys}
            read_out = read_aloud(prompt.content, values, speed=self.speed_tts)
            return replace(read_out, voice=self.voice_tts, speed=self.speed_tts)

        return Script(
            content=sound(self._main),
            keys={key: sound(prompt) for key, prompt in self.press_options.items()},
            exit=None if self.exit_sound is None else sound(self.exit_sound),
            invalid=None if self.invalid_sound is None else sound(self.invalid_sound),
        )

    @property
    def _main(self) -> Prompt:
        return Prompt(content=self.content, audio_file=self.audio_file)

    def _prompts(self) -> Iterator[Prompt]:
        yield self._main
        yield from self.press_options.values()
        yield from (sound for sound in (self.exit_sound, self.invalid_sound) if sound is not None)


def read_aloud(content: str, values: Mapping[str, str], *, speed: float) -> Sound:
    """A text with its values as a voice reads it."""
    # Every other part is a key field's name; what stands close to a value is one word with it.
    parts = _KEY_FIELD.split(content)
    texts = [values[part] if at % 2 else part for at, part in enumerate(parts)]
    is_value = [bool(at % 2) for at, text in enumerate(texts) for _ in text]
    spoken = list(re.finditer(r"\S+", "".join(texts)))
    words = [word[0] for word in spoken]
    pace = SYLLABLES_PER_SECOND * max(speed, SLOWEST)
    syllables = [len(word) if any(map(str.isdigit, word)) else 1 for word in words]
    begins = [before / pace for before in accumulate(syllables, initial=0)]
    return Sound(
        words=tuple(zip(words, begins, strict=False)),
        seconds=round(begins[-1], 1),
        filled=frozenset(
            at for at, word in enumerate(spoken) if any(is_value[slice(*word.span())])
        ),
    )
