"""Voice scripts are held to what the reference states, before anything is sent."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import PbxError, PbxInvalid, Problem
from bot.pbx import VOICES, Gender, OtpTemplate, PressOption, Region, Sound, Template
from tests.samples import read_reference

OTP = {"name": "otp_demo", "content": "Mã là {{code_otp}}"}
TTS = {"name": "a", "voice_type": "tts", "content": "Chào {{customer_name}}"}
AUDIO = {"name": "a", "voice_type": "audio_file", "audio_file": "AUDIO_1.wav"}
PRESS = {"press_num": 1, "type": "tts", "content": "Cám ơn"}
SOUND = {"enable": True, "voice_type": "tts", "content": "Cám ơn"}
#: What no JSON in UTF-8 can say.
UNSAYABLE = ["\ud800", float("nan"), float("inf"), {1, 2}, {"a": ["\udfff"]}, b"a"]


def keys(*options: object) -> dict[str, object]:
    return {**TTS, "enable_option": True, "press_options": list(options)}


def fault(model: type[Any], body: object) -> tuple[str, Problem]:
    with pytest.raises(PbxInvalid) as caught:
        model.model_validate(body)
    return caught.value.field, caught.value.problem


def test_the_voices_are_the_references() -> None:
    known = {
        (id_, voice.region, voice.gender, voice.number)
        for id_, voice in VOICES.items()
        if voice.id == id_
    }
    assert known == {
        ("north-m-01", Region.NORTH, Gender.MALE, 1),
        ("north-f-01", Region.NORTH, Gender.FEMALE, 1),
        ("north-m-02", Region.NORTH, Gender.MALE, 2),
        ("north-f-02", Region.NORTH, Gender.FEMALE, 2),
        ("south-m-03", Region.SOUTH, Gender.MALE, 1),
        ("south-f-03", Region.SOUTH, Gender.FEMALE, 1),
    }


@pytest.mark.parametrize(
    ("model", "case"),
    [
        (OtpTemplate, "otp_template"),
        (Template, "template"),
        (Template, "template_sample"),
    ],
)
def test_the_apis_own_body_goes_in_and_comes_out(model: type[Any], case: str) -> None:
    body = read_reference(case)[0]["body"]

    assert model.model_validate(body).model_dump(mode="json") == body


def test_unknown_fields_are_kept_at_every_depth() -> None:
    body = {
        **keys({**PRESS, "next": None, "forward": {"to": [1, "a", 0.5, True]}}),
        "exit_sound": {**SOUND, "volume": 3},
        "ref_id": "r-1",
        "self": 1,
        "model_config": {"a": 1},
        "": "",
    }

    assert Template.model_validate(body).model_dump(mode="json") == body


def test_fields_of_ours_that_are_not_given_are_not_sent() -> None:
    template = Template(name="a", voice_type="tts", content="b", exit_sound=None)
    assert template.model_dump(mode="json") == {"name": "a", "voice_type": "tts", "content": "b"}
    assert Sound(enable=False).model_dump(mode="json") == {"enable": False}
    null = Template.model_validate({**AUDIO, "content": None, "press_options": None})
    assert null.model_dump(mode="json") == AUDIO


@pytest.mark.parametrize(
    "body",
    [
        {**TTS, "voice_tts": "north-m-02"},
        {**TTS, "speed_tts": 0},
        {**TTS, "speed_tts": 2},
        {**TTS, "speed_tts": 1.25},
        {**TTS, "content": "{{a}}{{b_2}}{{C}}"},
        {**TTS, "audio_file": ""},
        {**TTS, "enable_option": False},
        {**TTS, "enable_option": False, "press_options": []},
        {**AUDIO, "content": ""},
        {**TTS, "exit_sound": {"enable": False, "voice_type": "tts", "content": ""}},
        {**TTS, "exit_sound": {"enable": True, "voice_type": "audio_file", "audio_file": "b"}},
        keys(*({**PRESS, "press_num": num} for num in range(10))),
        keys({"press_num": 0, "type": "audio_file", "audio_file": "b.wav"}),
    ],
    ids=str,
)
def test_what_the_reference_allows_is_taken(body: dict[str, object]) -> None:
    assert Template.model_validate(body).model_dump(mode="json") == body


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        ({**TTS, "name": ""}, "name", Problem.EMPTY),
        ({**TTS, "name": " \t\n\u00a0"}, "name", Problem.EMPTY),
        ({**TTS, "name": None}, "name", Problem.TYPE),
        ({**TTS, "name": 5}, "name", Problem.TYPE),
        ({**TTS, "name": "\ud800"}, "name", Problem.TYPE),
        ({"voice_type": "tts", "content": "a"}, "name", Problem.MISSING),
        ({"name": "a", "content": "a"}, "voice_type", Problem.MISSING),
        ({**TTS, "voice_type": "mp3"}, "voice_type", Problem.UNKNOWN),
        ({**TTS, "voice_type": "TTS"}, "voice_type", Problem.UNKNOWN),
        ({**TTS, "voice_tts": "south-m-01"}, "voice_tts", Problem.UNKNOWN),
        ({**TTS, "voice_tts": ""}, "voice_tts", Problem.UNKNOWN),
        ({**TTS, "voice_tts": ["south-f-03"]}, "voice_tts", Problem.TYPE),
        ({**TTS, "speed_tts": -0.1}, "speed_tts", Problem.RANGE),
        ({**TTS, "speed_tts": 2.01}, "speed_tts", Problem.RANGE),
        ({**TTS, "speed_tts": float("nan")}, "speed_tts", Problem.RANGE),
        ({**TTS, "speed_tts": float("inf")}, "speed_tts", Problem.RANGE),
        ({**TTS, "speed_tts": 10**30}, "speed_tts", Problem.RANGE),
        ({**TTS, "speed_tts": "1.2"}, "speed_tts", Problem.TYPE),
        ({**TTS, "speed_tts": True}, "speed_tts", Problem.TYPE),
        ({**TTS, "content": None}, "content", Problem.MISSING),
        ({**TTS, "content": "  "}, "content", Problem.EMPTY),
        ({**AUDIO, "audio_file": None}, "audio_file", Problem.MISSING),
        ({**AUDIO, "audio_file": ""}, "audio_file", Problem.EMPTY),
        ({**AUDIO, "content": "{{x y}}"}, "content", Problem.KEY),
        ({**TTS, "enable_option": "true"}, "enable_option", Problem.TYPE),
        ({**TTS, "enable_option": True}, "press_options", Problem.MISSING),
        ({**TTS, "enable_option": True, "press_options": []}, "press_options", Problem.MISSING),
        ({**TTS, "press_options": [PRESS]}, "enable_option", Problem.OFF),
        ({**keys(PRESS), "enable_option": False}, "enable_option", Problem.OFF),
        ({**TTS, "press_options": {"1": "a"}}, "press_options", Problem.TYPE),
        (keys("a"), "press_options.0", Problem.TYPE),
        (keys({**PRESS, "press_num": 10}), "press_options.0.press_num", Problem.RANGE),
        (keys({**PRESS, "press_num": -1}), "press_options.0.press_num", Problem.RANGE),
        (keys({**PRESS, "press_num": "1"}), "press_options.0.press_num", Problem.TYPE),
        (keys({**PRESS, "press_num": 1.0}), "press_options.0.press_num", Problem.TYPE),
        (keys({**PRESS, "press_num": True}), "press_options.0.press_num", Problem.TYPE),
        (keys(PRESS, {"type": "tts"}), "press_options.1.press_num", Problem.MISSING),
        (keys({"press_num": 1}), "press_options.0.type", Problem.MISSING),
        (keys({**PRESS, "type": "dtmf"}), "press_options.0.type", Problem.UNKNOWN),
        (keys({**PRESS, "content": ""}), "press_options.0.content", Problem.EMPTY),
        (
            keys(PRESS, {"press_num": 2, "type": "audio_file"}),
            "press_options.1.audio_file",
            Problem.MISSING,
        ),
        (keys(PRESS, {**PRESS, "press_num": 2}, PRESS), "press_options.2.press_num", Problem.TWICE),
        ({**TTS, "exit_sound": {}}, "exit_sound.enable", Problem.MISSING),
        ({**TTS, "exit_sound": {**SOUND, "enable": 1}}, "exit_sound.enable", Problem.TYPE),
        ({**TTS, "exit_sound": {"enable": True}}, "exit_sound.voice_type", Problem.MISSING),
        (
            {**TTS, "invalid_sound": {"enable": True, "voice_type": "tts"}},
            "invalid_sound.content",
            Problem.MISSING,
        ),
        (
            {**TTS, "invalid_sound": {**SOUND, "content": "{{a"}},
            "invalid_sound.content",
            Problem.BRACES,
        ),
        ([], "", Problem.TYPE),
        (None, "", Problem.TYPE),
    ],
    ids=str,
)
def test_what_the_reference_forbids_is_named_by_its_field(
    body: object, field: str, problem: Problem
) -> None:
    assert fault(Template, body) == (field, problem)


@pytest.mark.parametrize("value", UNSAYABLE, ids=repr)
def test_what_json_can_not_say_is_named_even_where_we_do_not_know_the_field(value: object) -> None:
    assert fault(Template, {**TTS, "more": value}) == ("more", Problem.TYPE)
    more = keys({**PRESS, "more": value})
    assert fault(Template, more) == ("press_options.0.more", Problem.TYPE)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", Problem.EMPTY),
        ("Mã là", Problem.NO_CODE),
        ("Mã là {{code}}", Problem.NO_CODE),
        ("Mã là {code_otp}", Problem.BRACES),
        ("Mã là {{ code_otp }}", Problem.KEY),
        ("Mã là {{code_otp}} {{}}", Problem.KEY),
        ("Mã là {{code_otp}} {{tên}}", Problem.KEY),
        ("Mã là {{code_otp}} {{a-b}}", Problem.KEY),
        ("Mã là {{code_otp}} {{a\nb}}", Problem.KEY),
        ("Mã là {{code_otp}", Problem.BRACES),
        ("Mã là {{code_otp}}}", Problem.BRACES),
        ("{{{code_otp}}}", Problem.BRACES),
        ("}}{{code_otp}}{{", Problem.BRACES),
    ],
)
def test_an_otp_script_reads_its_code_and_names_its_keys_well(
    content: str, problem: Problem
) -> None:
    assert fault(OtpTemplate, {**OTP, "content": content}) == ("content", problem)


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"name": ""}, "name", Problem.EMPTY),
        ({"voice_tts": "south-x-03"}, "voice_tts", Problem.UNKNOWN),
        ({"speed_tts": 3}, "speed_tts", Problem.RANGE),
        ({"content": None}, "content", Problem.TYPE),
    ],
)
def test_an_otp_scripts_other_fields_are_held_to_the_same(
    changes: dict[str, object], field: str, problem: Problem
) -> None:
    assert fault(OtpTemplate, {**OTP, **changes}) == (field, problem)


def test_a_part_that_is_made_by_itself_names_its_own_field() -> None:
    with pytest.raises(PbxInvalid) as caught:
        PressOption(press_num=12, type="tts", content="a")
    assert (caught.value.field, caught.value.problem) == ("press_num", Problem.RANGE)


def test_an_error_names_a_field_and_holds_no_value() -> None:
    with pytest.raises(PbxError) as caught:
        Template.model_validate(keys({**PRESS, "content": "{{0987654321"}))
    error = caught.value
    assert isinstance(error, ValueError)
    assert str(error) == "press_options.0.content: braces"
    assert "0987654321" not in repr((error, vars(error), error.__context__, error.__cause__))
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (again.field, again.problem) == (error.field, error.problem)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from([*Template.model_fields, "more"]), JSON),
    st.sampled_from([TTS, AUDIO, keys(PRESS)]),
)
def test_whatever_is_given_is_named_as_wrong_or_can_be_sent(
    changes: dict[str, object], base: dict[str, object]
) -> None:
    fields = {*Template.model_fields, "more"}
    try:
        sent = Template.model_validate({**base, **changes}).model_dump(mode="json")
    except PbxInvalid as error:
        fields.remove(error.field.partition(".")[0])
    else:
        json.dumps(sent, allow_nan=False, ensure_ascii=False).encode()
