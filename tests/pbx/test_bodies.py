"""Scripts as the API's own JSON: they come back as they went, and a fault names its field."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.templates import PressKey, TemplateKind
from bot.core.templates import Template as Script
from bot.errors import PbxInvalid, Problem
from bot.pbx import VOICES
from bot.pbx.bodies import build_body, read_body, write_body
from tests.samples import read_reference

OTP = {"name": "a", "content": "Mã là {{code_otp}}", "voice_tts": "south-f-03", "speed_tts": 1.2}
TTS = {"name": "a", "voice_type": "tts", "content": "Chào {{ten}}", "voice_tts": "north-m-01"}
KEY = {"press_num": 1, "type": "tts", "content": "Cám ơn"}
SOUND = {"enable": True, "voice_type": "tts", "content": "Cám ơn"}

words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="{}"), min_size=1)
texts = st.builds(str.__add__, words.filter(str.strip), st.sampled_from(["", " {{ten}}"]))
files = st.from_regex(r"[a-z]{1,9}\.wav", fullmatch=True)
sounds = st.one_of(st.tuples(texts, st.just("")), st.tuples(st.just(""), files))
none_or_sound = st.one_of(st.just(("", "")), sounds)
paces = st.one_of(
    st.tuples(st.just(""), st.just(1.0)),
    st.tuples(st.sampled_from(sorted(VOICES)), st.floats(0, 2)),
)


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    kind = draw(st.sampled_from(TemplateKind))
    voice, speed = draw(paces)
    name = draw(words.filter(str.strip))
    if kind is TemplateKind.OTP:
        content = draw(texts) + "{{code_otp}}"
        return Script(account_id=0, name=name, content=content, voice=voice, speed=speed, kind=kind)
    nums = draw(st.lists(st.sampled_from("0123456789"), unique=True))
    keys = []
    for num in nums:
        content, audio_file = draw(sounds)
        keys.append(PressKey(num=num, content=content, audio_file=audio_file))
    exit_sound, exit_file = draw(none_or_sound)
    invalid_sound, invalid_file = draw(none_or_sound)
    return Script(
        account_id=0,
        name=name,
        content=draw(texts) if kind is TemplateKind.TTS else "",
        audio_file=draw(files) if kind is TemplateKind.AUDIO else "",
        voice=voice,
        speed=speed,
        kind=kind,
        keys=tuple(keys),
        exit_sound=exit_sound,
        exit_file=exit_file,
        invalid_sound=invalid_sound,
        invalid_file=invalid_file,
    )


@given(scripts())
def test_what_is_exported_is_imported_as_it_was(script: Script) -> None:
    assert read_body(write_body(script).decode()) == script


@pytest.mark.parametrize("case", ["otp_template", "template", "template_sample"])
def test_the_references_bodies_come_back_to_the_letter(case: str) -> None:
    body = read_reference(case)[0]["body"]
    assert json.loads(write_body(read_body(json.dumps(body)))) == body


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        ("", "", Problem.JSON),
        ("[]", "", Problem.JSON),
        ('{"name": ', "", Problem.JSON),
        ("[" * 100_000, "", Problem.JSON),
        ('{"speed_tts": ' + "1" * 5000 + "}", "", Problem.JSON),
        ('{"name": "a", "name": "b"}', "name", Problem.TWICE),
        ("{}", "name", Problem.MISSING),
        ({**OTP, "name": " "}, "name", Problem.EMPTY),
        ({**OTP, "name": 7}, "name", Problem.TYPE),
        ({**OTP, "content": "Mã"}, "content", Problem.NO_CODE),
        ({**OTP, "content": "Mã {{code otp}}"}, "content", Problem.KEY),
        ({**OTP, "content": "Mã {{code_otp}"}, "content", Problem.BRACES),
        ({**OTP, "voice_tts": "hoai-my"}, "voice_tts", Problem.UNKNOWN),
        ({**OTP, "speed_tts": 2.1}, "speed_tts", Problem.RANGE),
        ({**OTP, "speed_tts": "1"}, "speed_tts", Problem.TYPE),
        ({**OTP, "speed": 1}, "speed", Problem.UNEXPECTED),
        ({**OTP, "press_options": [KEY]}, "voice_type", Problem.MISSING),
        ({**TTS, "voice_type": "video"}, "voice_type", Problem.UNKNOWN),
        ({**TTS, "content": ""}, "content", Problem.EMPTY),
        ({**TTS, "voice_type": "audio_file"}, "audio_file", Problem.MISSING),
        ({**TTS, "audio_file": "a.wav"}, "audio_file", Problem.BOTH),
        ({**TTS, "press_options": [KEY]}, "enable_option", Problem.OFF),
        ({**TTS, "enable_option": True}, "press_options", Problem.MISSING),
        ({**TTS, "exit_sound": {**SOUND, "voice": 1}}, "exit_sound.voice", Problem.UNEXPECTED),
        ({**TTS, "exit_sound": {"enable": True}}, "exit_sound.voice_type", Problem.MISSING),
        (
            {**TTS, "invalid_sound": {**SOUND, "enable": "yes"}},
            "invalid_sound.enable",
            Problem.TYPE,
        ),
    ],
)
def test_a_fault_in_a_body_names_its_field(body: Any, field: str, problem: Problem) -> None:
    with pytest.raises(PbxInvalid) as caught:
        read_body(body if isinstance(body, str) else json.dumps(body))
    assert (caught.value.field, caught.value.problem) == (field, problem)


@pytest.mark.parametrize(
    ("keys", "field", "problem"),
    [
        ([{**KEY, "press_num": 10}], "press_options.0.press_num", Problem.RANGE),
        ([{**KEY, "press_num": "1"}], "press_options.0.press_num", Problem.TYPE),
        ([KEY, KEY], "press_options.1.press_num", Problem.TWICE),
        ([{**KEY, "type": "mp3"}], "press_options.0.type", Problem.UNKNOWN),
        ([{**KEY, "content": None}], "press_options.0.content", Problem.MISSING),
        ([{**KEY, "note": ""}], "press_options.0.note", Problem.UNEXPECTED),
        ([{**KEY, "audio_file": "a.wav"}], "press_options.0.audio_file", Problem.BOTH),
        ([7], "press_options.0", Problem.TYPE),
    ],
)
def test_a_fault_in_a_key_names_the_key(keys: Any, field: str, problem: Problem) -> None:
    body = {**TTS, "enable_option": True, "press_options": keys}
    with pytest.raises(PbxInvalid) as caught:
        read_body(json.dumps(body))
    assert (caught.value.field, caught.value.problem) == (field, problem)


def test_a_sound_that_is_switched_off_is_none() -> None:
    assert read_body(json.dumps({**TTS, "exit_sound": {**SOUND, "enable": False}})).spoken == (
        "Chào {{ten}}",
    )


def test_a_key_of_which_only_the_meaning_is_known_is_not_exported() -> None:
    script = Script(
        account_id=1,
        name="a",
        content="Chào",
        voice="",
        speed=1.0,
        keys=(PressKey(num="1", meaning="đã trả"),),
    )
    assert build_body(script).model_dump(mode="json") == {
        "name": "a",
        "voice_type": "tts",
        "content": "Chào",
    }
