"""The PBX's voice scripts as the bot knows them: their key fields, what is read, how long it takes.

Reads scripts, makes none; how the PBX reads a value aloud is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: What is pressed to choose something has no more digits.
_LONGEST_CHOICE: Final = 2


class TemplateKind(StrEnum):
    """What a script is played from."""

    OTP = "otp"
    TTS = "tts"
    AUDIO = "audio_file"


class Purpose(StrEnum):
    """What a script is for; the team says so, the PBX knows nothing of it."""

    CODE = "code"
    SERVICE = "service"
    REMINDER = "reminder"
    ADVERTISING = "advertising"


@dataclass(frozen=True, slots=True, kw_only=True)
class PressKey:
    """A key of a script: what is played when it is pressed, and what that means to the team."""

    num: str
    content: str = ""
    audio_file: str = ""
    #: "đã thanh toán"; empty if nobody said.
    meaning: str = ""
    #: Whoever presses it waits for somebody of the team.
    needs_someone: bool = False
    #: Whoever presses it is called no more, by nobody of the team.
    stops: bool = False

    @property
    def has_sound(self) -> bool:
        """Whether it is known what is played; of scripts made elsewhere often only the meaning."""
        return bool(self.content or self.audio_file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A voice script of the PBX that the bot knows."""

    account_id: int
    name: str
    #: What is read, with `{{key}}` fields; empty for audio.
    content: str
    voice: str
    speed: float
    kind: TemplateKind = TemplateKind.TTS
    audio_file: str = ""
    keys: tuple[PressKey, ...] = ()
    #: What is read at the end, and after a wrong key; empty: nothing.
    exit_sound: str = ""
    invalid_sound: str = ""
    #: The sound file that is played there instead.
    exit_file: str = ""
    invalid_file: str = ""
    #: None: nobody said.
    purpose: Purpose | None = None
    #: Who registered it by hand and when, Unix seconds; None: nobody, it came with the demo.
    added_by: int | None = None
    added_at: float = 0.0

    @property
    def fields(self) -> tuple[str, ...]:
        """The key fields that `param` has to fill, each once, in the order in which they are read.

        An OTP's code is none of them.
        """
        found = (name for text in self.spoken for name in key_fields(text))
        return tuple(dict.fromkeys(name for name in found if name != CODE_FIELD))

    @property
    def spoken(self) -> tuple[str, ...]:
        """All its texts that a voice reads, in the order in which they may be heard."""
        keys = (key.content for key in self.keys)
        return tuple(filter(None, (self.content, *keys, self.exit_sound, self.invalid_sound)))

    @property
    def heard(self) -> tuple[object, ...]:
        """All that a callee hears of it: where this is another, it is another script."""
        return (
            self.content,
            self.audio_file,
            self.voice,
            self.speed,
            [(key.num, key.content, key.audio_file) for key in self.keys],
            self.exit_sound,
            self.invalid_sound,
            self.exit_file,
            self.invalid_file,
        )

    def meaning(self, pressed: str) -> str:
        """What a press means to the team; empty if nobody said."""
        return next((key.meaning for key in self.keys if key.num == pressed), "")

    def needs_someone(self, pressed: str) -> bool:
        """Whether a press asks for somebody of the team."""
        return any(key.needs_someone for key in self.keys if key.num == pressed)

    def stops(self, pressed: str) -> bool:
        """Whether who presses it is called no more."""
        return any(key.stops for key in self.keys if key.num == pressed)


def is_choice(pressed: str, script: Template | None) -> bool:
    """Whether a press chose something: more digits without a meaning may be anybody's number."""
    return len(pressed) <= _LONGEST_CHOICE or bool(script and script.meaning(pressed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Nobody may call with a script: who said so, and when."""

    person_id: int
    at: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a script as it is filled in: the script's own words, or a value."""

    text: str
    is_value: bool = False


#: The key field of an OTP script: where the code is read.
CODE_FIELD: Final = "code_otp"
#: Names in `param` that fill no key field: the PBX's or the bot's own.
RESERVED: Final = frozenset({"template_name", "ref_id", CODE_FIELD})
#: More key fields than this no script has.
MOST_FIELDS: Final = 32
_KEY_FIELD: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")


def key_fields(content: str) -> list[str]:
    """The names between `{{` and `}}`, as often as they stand there."""
    return _KEY_FIELD.findall(content)


def is_reserved(name: str) -> bool:
    """Whether nobody fills a key field of this name, in whatever case it is written."""
    return name.lower() in RESERVED


def fill(content: str, values: Mapping[str, str]) -> Iterator[Piece]:
    """The script with its values in place, piece by piece; a field without one stays as it is."""
    at = 0
    for found in _KEY_FIELD.finditer(content):
        if found[1] in values:
            yield Piece(content[at : found.start()])
            yield Piece(values[found[1]], is_value=True)
            at = found.end()
    yield Piece(content[at:])


#: A Vietnamese word is one syllable; voices at speed 1 read so many a second.
SYLLABLES_PER_SECOND: Final = 4.5
#: The characters of a code are read one by one, with a breath between them.
CODE_CHARACTERS_PER_SECOND: Final = 2.5
USUAL_CODE_LENGTH: Final = 4
#: The PBX takes speeds from 0 to 2; none reads slower than half the usual pace.
SLOWEST: Final = 0.5

_CODE_FIELD: Final = re.compile(r"\{\{\s*code_otp\s*\}\}")
_SYLLABLE: Final = re.compile(r"\d|[^\W\d]+")


def reading_seconds(content: str, speed: float, code: int | None) -> float:
    """Seconds to the end of the first code (else of the script); `code` is its length if known."""
    before, *after = _CODE_FIELD.split(content, maxsplit=1)
    seconds = len(_SYLLABLE.findall(before)) / SYLLABLES_PER_SECOND
    if after:
        characters = USUAL_CODE_LENGTH if code is None else code
        seconds += characters / CODE_CHARACTERS_PER_SECOND
    return seconds / max(speed, SLOWEST)


def hung_up_early(billsec: int | None, template: Template | None) -> bool:
    """Whether the talk was too short for the script; not known is not early."""
    if billsec is None or template is None:
        return False
    return billsec < reading_seconds(template.content, template.speed, None)
