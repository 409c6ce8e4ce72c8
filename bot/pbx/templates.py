"""Voice scripts as they are made on the PBX: by voice or from a file, with keys and sounds.

Holds every field of the reference's tables to what it states. Whether a name is taken, only the
PBX knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, Strict, field_validator, model_validator

from bot.errors import PbxInvalid, Problem
from bot.pbx.fields import Name, OpenSent, Switch, Text, VoiceType

SLOWEST: Final = 0.0
FASTEST: Final = 2.0
CODE_FIELD: Final = "{{code_otp}}"

_KEY_FIELD: Final = re.compile(r"\{\{[A-Za-z0-9_]+\}\}")
_NO_KEY_FIELD: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class Region(StrEnum):
    """Where a voice is from."""

    NORTH = "north"
    SOUTH = "south"


class Gender(StrEnum):
    """Whose voice it is."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice of the PBX; `number` tells those of one region and gender apart."""

    id: str
    region: Region
    gender: Gender
    number: int


#: The voices that the reference lists, by id.
VOICES: Final[Mapping[str, Voice]] = MappingProxyType(
    {
        id_: Voice(id=id_, region=region, gender=gender, number=number)
        for id_, region, gender, number in (
            ("north-m-01", Region.NORTH, Gender.MALE, 1),
            ("north-f-01", Region.NORTH, Gender.FEMALE, 1),
            ("north-m-02", Region.NORTH, Gender.MALE, 2),
            ("north-f-02", Region.NORTH, Gender.FEMALE, 2),
            ("south-m-03", Region.SOUTH, Gender.MALE, 1),
            ("south-f-03", Region.SOUTH, Gender.FEMALE, 1),
        )
    }
)


def _check_voice(voice_id: str) -> str:
    if voice_id not in VOICES:
        raise PbxInvalid("", Problem.UNKNOWN)
    return voice_id


def _check_keys(content: str) -> str:
    rest = _KEY_FIELD.sub("", content)
    if _NO_KEY_FIELD.search(rest):
        raise PbxInvalid("", Problem.KEY)
    if "{" in rest or "}" in rest:
        raise PbxInvalid("", Problem.BRACES)
    return content


def _check_code(content: str) -> str:
    if CODE_FIELD not in content:
        raise PbxInvalid("", Problem.NO_CODE)
    return content


VoiceId = Annotated[str, AfterValidator(_check_voice)]
#: 1 is the usual pace.
Speed = Annotated[float, Strict(), Field(ge=SLOWEST, le=FASTEST, allow_inf_nan=False)]
#: What is read, with key fields as `{{name}}`.
Script = Annotated[Text, AfterValidator(_check_keys)]
Key = Annotated[int, Strict(), Field(ge=0, le=9)]


class OtpTemplate(OpenSent):
    """A script that reads a code, wherever `{{code_otp}}` stands in it."""

    name: Name
    content: Annotated[Name, AfterValidator(_check_keys), AfterValidator(_check_code)]
    voice_tts: VoiceId | None = None
    speed_tts: Speed | None = None


class PressOption(OpenSent):
    """What is played when a key is pressed."""

    press_num: Key
    type: VoiceType
    content: Script | None = None
    audio_file: Text | None = None

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        _check_source(self.type, self.content, self.audio_file)
        return self


class Sound(OpenSent):
    """What is played at the end, or after a wrong key; switched off, it needs nothing else."""

    enable: Switch
    voice_type: VoiceType | None = None
    content: Script | None = None
    audio_file: Text | None = None

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        if self.enable:
            if self.voice_type is None:
                raise PbxInvalid("voice_type", Problem.MISSING)
            _check_source(self.voice_type, self.content, self.audio_file)
        return self


class Template(OpenSent):
    """A script that is read (tts) or played (audio_file), with the keys that it asks for."""

    name: Name
    voice_type: VoiceType
    content: Script | None = None
    voice_tts: VoiceId | None = None
    speed_tts: Speed | None = None
    audio_file: Text | None = None
    enable_option: Switch | None = None
    press_options: tuple[PressOption, ...] | None = None
    exit_sound: Sound | None = None
    invalid_sound: Sound | None = None

    @field_validator("press_options")
    @classmethod
    def _check_once(cls, options: tuple[PressOption, ...] | None) -> object:
        nums = [option.press_num for option in options or ()]
        for index, num in enumerate(nums):
            if num in nums[:index]:
                raise PbxInvalid(f"{index}.press_num", Problem.TWICE)
        return options

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        _check_source(self.voice_type, self.content, self.audio_file)
        if self.press_options and not self.enable_option:
            raise PbxInvalid("enable_option", Problem.OFF)
        if self.enable_option and not self.press_options:
            raise PbxInvalid("press_options", Problem.MISSING)
        return self


def _check_source(voice_type: VoiceType, content: str | None, audio_file: str | None) -> None:
    """A voice has something to read, a file has a name."""
    name, source = ("content", content) if voice_type == "tts" else ("audio_file", audio_file)
    if source is None:
        raise PbxInvalid(name, Problem.MISSING)
    if not source.strip():
        raise PbxInvalid(name, Problem.EMPTY)
