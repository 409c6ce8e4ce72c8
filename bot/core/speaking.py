"""A script as it is to be spoken for somebody who wants to hear it before anybody is called.

Decides what is said and in which order; the voice is not the PBX's, and knows no script. No code is
ever spoken: in its place stand figures that are always the same.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.core.reading import read_value
from bot.core.sounds import VoiceNote
from bot.core.templates import CODE_FIELD, Template, fill, key_fields

#: Seconds of speech that a note has at the most; what is beyond is left out, and said to be.
LONGEST_SPEECH: Final = 180.0
#: Read in place of a code.
_SAMPLE_CODE: Final = "1 2 3 4"
#: What ends a text for the engine, or is no sound: it would only trip over it.
_UNSPOKEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


class Branch(StrEnum):
    """Where in a script something is heard."""

    START = "start"
    KEY = "key"
    WRONG = "wrong"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is heard at one place of a script: words as they are read aloud, else a sound file."""

    branch: Branch
    #: The key, where it is one's.
    num: str = ""
    words: str = ""
    audio_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What an engine is to speak: the texts, with a pause between them; the PBX's voice and pace.

    A voice that it does not know it replaces by its usual one.
    """

    voice: str
    speed: float
    texts: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What tells it from every other one."""
        return sha256(repr((self.voice, self.speed, self.texts)).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A speech as a voice note; `begins` are the seconds at which its texts begin.

    Of a speech that was cut off, the texts that are not in it have none.
    """

    note: VoiceNote
    begins: tuple[float, ...]
    cut: bool


#: The port behind which an engine stands; UsageError says why there is no speech.
Speak = Callable[[Speech], Awaitable[Spoken]]


def parts_of(script: Template, values: Mapping[str, str]) -> tuple[Part, ...]:
    """What may be heard of a script with these values, in the order in which it is played."""
    return tuple(part for part in _parts(script, values) if part.words or part.audio_file)


def _parts(script: Template, values: Mapping[str, str]) -> Iterator[Part]:
    yield _part(Branch.START, script.content, script.audio_file, values)
    for key in script.keys:
        yield _part(Branch.KEY, key.content, key.audio_file, values, num=key.num)
    yield _part(Branch.WRONG, script.invalid_sound, script.invalid_file, values)
    yield _part(Branch.END, script.exit_sound, script.exit_file, values)


def _part(
    branch: Branch, content: str, audio_file: str, values: Mapping[str, str], *, num: str = ""
) -> Part:
    words = "" if audio_file else read_aloud(content, values)
    return Part(branch=branch, num=num, words=words, audio_file=audio_file)


def read_aloud(content: str, values: Mapping[str, str]) -> str:
    """A script's text as words: values as the PBX reads them, an empty field by its name."""
    named = {name: name.replace("_", " ") for name in key_fields(content)}
    given = {**named, **values, CODE_FIELD: _SAMPLE_CODE}
    pieces = fill(content, given)
    said = "".join(f" {_read(piece.text)} " if piece.is_value else piece.text for piece in pieces)
    return " ".join(_UNSPOKEN.sub(" ", said).split())


def _read(value: str) -> str:
    return value if value == _SAMPLE_CODE else read_value(value)
