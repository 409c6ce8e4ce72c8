"""Voice scripts as the API's own JSON bodies, and back: what one says, the other says again.

Stricter than the PBX's client: a field that no such body has is a slip, and is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.core.templates import PressKey, TemplateKind
from bot.core.templates import Template as Script
from bot.errors import PbxInvalid, Problem
from bot.pbx.fields import OpenSent, VoiceType
from bot.pbx.templates import OtpTemplate, PressOption, Sound, Template

#: A longer text is no script.
LONGEST_BODY: Final = 64 * 1024

_TTS: Final = "tts"
_AUDIO: Final = "audio_file"


def build_body(script: Script) -> OtpTemplate | Template:
    """What makes this script on the PBX; PbxInvalid names what it has that the PBX can't have."""
    pace: dict[str, Any] = {}
    if script.voice:
        pace = {"voice_tts": script.voice, "speed_tts": script.speed}
    if script.kind is TemplateKind.OTP:
        return OtpTemplate(name=script.name, content=script.content, **pace)
    options = tuple(_option(key) for key in script.keys if key.has_sound)
    kind, source = _source(script.content, script.audio_file)
    return Template(
        name=script.name,
        voice_type=kind,
        **source,
        **pace,
        enable_option=True if options else None,
        press_options=options or None,
        exit_sound=_sound(script.exit_sound, script.exit_file),
        invalid_sound=_sound(script.invalid_sound, script.invalid_file),
    )


def write_body(script: Script) -> bytes:
    """The body as a file: JSON in UTF-8, to be read by people too."""
    body = build_body(script).model_dump(mode="json")
    return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def _source(content: str, audio_file: str) -> tuple[VoiceType, dict[str, Any]]:
    return (_AUDIO, {"audio_file": audio_file}) if audio_file else (_TTS, {"content": content})


def _option(key: PressKey) -> PressOption:
    kind, source = _source(key.content, key.audio_file)
    return PressOption(press_num=int(key.num), type=kind, **source)


def _sound(content: str, audio_file: str) -> Sound | None:
    if not (content or audio_file):
        return None
    kind, source = _source(content, audio_file)
    return Sound(enable=True, voice_type=kind, **source)


def read_body(text: str) -> Script:
    """The script of a body, of no account yet; PbxInvalid names the field, empty: no JSON object.

    A voice and a speed that it leaves out are empty and 1.
    """
    body = _parse(text)
    if _is_otp(body):
        otp = OtpTemplate.model_validate(body)
        _verify_known(otp)
        return Script(
            account_id=0,
            name=otp.name,
            content=otp.content,
            voice=otp.voice_tts or "",
            speed=_speed(otp.speed_tts),
            kind=TemplateKind.OTP,
        )
    template = Template.model_validate(body)
    _verify_known(template)
    exit_sound, exit_file = _read_sound("exit_sound", template.exit_sound)
    invalid_sound, invalid_file = _read_sound("invalid_sound", template.invalid_sound)
    content, audio_file = _read_source("", template.voice_type, template)
    return Script(
        account_id=0,
        name=template.name,
        content=content,
        voice=template.voice_tts or "",
        speed=_speed(template.speed_tts),
        kind=TemplateKind(template.voice_type),
        audio_file=audio_file,
        keys=tuple(_read_keys(template.press_options or ())),
        exit_sound=exit_sound,
        exit_file=exit_file,
        invalid_sound=invalid_sound,
        invalid_file=invalid_file,
    )


def _parse(text: str) -> dict[str, object]:
    try:
        body = json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        if isinstance(error, PbxInvalid):
            raise
        raise PbxInvalid("", Problem.JSON) from None
    if not isinstance(body, dict):
        raise PbxInvalid("", Problem.JSON)
    return body


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """JSON takes the last of two values of a name; whoever wrote both meant one."""
    read: dict[str, object] = {}
    for name, value in pairs:
        if name in read:
            raise PbxInvalid(name, Problem.TWICE)
        read[name] = value
    return read


def _is_otp(body: Mapping[str, object]) -> bool:
    """A body without `voice_type` is an OTP's; one with keys or a file has only forgotten it."""
    others = Template.model_fields.keys() - OtpTemplate.model_fields.keys()
    if "voice_type" not in body and others & body.keys():
        raise PbxInvalid("voice_type", Problem.MISSING)
    return "voice_type" not in body


def _verify_known(sent: OpenSent, at: str = "") -> None:
    for name in sent.model_extra or ():
        raise PbxInvalid(_path(at, name), Problem.UNEXPECTED)


def _read_source(at: str, kind: VoiceType, sent: Template | PressOption | Sound) -> tuple[str, str]:
    """The text that is read or the file that is played; what has both means one of them."""
    if sent.content and sent.audio_file:
        unused = "audio_file" if kind == _TTS else "content"
        raise PbxInvalid(_path(at, unused), Problem.BOTH)
    return (sent.content or "", "") if kind == _TTS else ("", sent.audio_file or "")


def _read_keys(options: Iterable[PressOption]) -> Iterable[PressKey]:
    for number, option in enumerate(options):
        at = f"press_options.{number}"
        _verify_known(option, at)
        content, audio_file = _read_source(at, option.type, option)
        yield PressKey(num=str(option.press_num), content=content, audio_file=audio_file)


def _read_sound(at: str, sound: Sound | None) -> tuple[str, str]:
    if sound is None:
        return "", ""
    _verify_known(sound, at)
    if not sound.enable or sound.voice_type is None:
        return "", ""
    return _read_source(at, sound.voice_type, sound)


def _speed(speed: float | None) -> float:
    return 1.0 if speed is None else speed


def _path(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
