"""What a request for a new script may say: the fields of the reference's tables, and their bounds.

Pure: reads bodies into templates or raises `Refused` with all faults at once. Whether a name is
taken or a file was uploaded is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.pbx.requests import Faults, Json, Refused, find_faults
from bot.sandbox.pbx.scripts import CODE_FIELD, Prompt, Template

VOICES = ("north-m-01", "north-f-01", "north-m-02", "north-f-02", "south-m-03", "south-f-03")
MOST_SPEED = 2
#: The field that holds what each kind of sound is made from.
KINDS = {"tts": "content", "audio_file": "audio_file"}

_VOICE: Mapping[str, type] = {"voice_tts": str, "speed_tts": float}
_PARTS: Mapping[str, type] = {"enable_option": bool, "exit_sound": dict, "invalid_sound": dict}


def read_otp_template(body: Json) -> Template:
    """A script that reads a code out; it has a place for one."""
    faults = find_faults(body, {"name": str, "content": str, **_VOICE}, {})
    voice = _voice(body, faults)
    template = Template(name=str(body.get("name")), content=str(body.get("content")), **voice)
    if not faults and CODE_FIELD not in template.keys:
        faults.append({"content": f"{CODE_FIELD} is required"})
    return _faultless(template, faults)


def read_template(body: Json) -> Template:
    """A script for voice calls: read or played, with or without keys."""
    read = _VOICE if body.get("voice_type") == "tts" else {}
    faults = find_faults(body, {"name": str, **read}, {**_VOICE, **_PARTS})
    main = _prompt(body, "voice_type", faults)
    template = Template(
        name=str(body.get("name")),
        content=main.content,
        audio_file=main.audio_file,
        press_options=_press_options(body, faults),
        exit_sound=_sound(body, "exit_sound", faults),
        invalid_sound=_sound(body, "invalid_sound", faults),
        **_voice(body, faults),
    )
    return _faultless(template, faults)


def _faultless(template: Template, faults: Faults) -> Template:
    if faults:
        raise Refused(400, faults)
    return template


def _prompt(given: Json, kind_field: str, faults: Faults, *, at: str = "") -> Prompt:
    """A text or a file, as the kind beside it says."""
    faults += find_faults(given, {kind_field: str}, {}, at=at)
    kind = given.get(kind_field)
    if isinstance(kind, str) and kind and kind not in KINDS:
        faults.append({_path(at, kind_field): _one_of(KINDS)})
    field = KINDS.get(str(kind), "content")
    faults += find_faults(given, {field: str}, {}, at=at)
    return Prompt(**{field: str(given.get(field))})


def _sound(body: Json, name: str, faults: Faults) -> Prompt | None:
    sound = body.get(name)
    if not isinstance(sound, dict):
        return None
    faults += find_faults(sound, {}, {"enable": bool}, at=name)
    return _prompt(sound, "voice_type", faults, at=name) if sound.get("enable") is True else None


def _press_options(body: Json, faults: Faults) -> dict[str, Prompt]:
    if body.get("enable_option") is not True:
        return {}
    faults += find_faults(body, {"press_options": list}, {})
    given = body.get("press_options")
    options: dict[str, Prompt] = {}
    for number, option in enumerate(given if isinstance(given, list) else ()):
        at = f"press_options.{number}"
        if not isinstance(option, dict):
            faults.append({at: "Invalid type. Expected: object"})
            continue
        faults += find_faults(option, {"press_num": int}, {}, at=at)
        key = option.get("press_num")
        if isinstance(key, int) and not 0 <= key <= 9:
            faults.append({_path(at, "press_num"): "Must be between 0 and 9"})
        if isinstance(key, int) and str(key) in options:
            faults.append({_path(at, "press_num"): "press_num is existed"})
        options[str(key)] = _prompt(option, "type", faults, at=at)
    if given == []:
        faults.append({"press_options": "Array must have at least 1 items"})
    return options


def _voice(body: Json, faults: Faults) -> dict[str, Any]:
    """The voice and its speed, where they are given."""
    voice, speed = body.get("voice_tts"), body.get("speed_tts")
    if isinstance(voice, str) and voice and voice not in VOICES:
        faults.append({"voice_tts": _one_of(VOICES)})
    if isinstance(speed, int | float) and not 0 <= speed <= MOST_SPEED:
        faults.append({"speed_tts": f"Must be between 0 and {MOST_SPEED}"})
    given = {"voice_tts": voice, "speed_tts": speed}
    return {name: value for name, value in given.items() if value is not None}


def _one_of(names: Mapping[str, str] | tuple[str, ...]) -> str:
    return "must be one of the following: " + ", ".join(f'"{name}"' for name in names)


def _path(at: str, field: str) -> str:
    return f"{at}.{field}" if at else field
