"""Calls, logins and sounds are held to what the reference states, before anything is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.errors import PbxInvalid, Problem
from bot.pbx import RESERVED, Login, OtpCall, VoiceCall
from bot.pbx.calls import Audio
from bot.pbx.wire import build_otp_call, build_voice_call

OTP: dict[str, Any] = {
    "campaign_id": "c",
    "caller": "0123456789",
    "callee": "0987654321",
    "template": "otp_demo",
    "code": "4821",
}
VOICE: dict[str, Any] = {
    "caller": "0123456789",
    "callee": "0987654321",
    "template": "thong_bao",
    "values": {"due_amount": "10.410.000"},
}
MANY = {**VOICE, "callee": None, "callees": ["0987654321", "0987654302"]}


def fault(model: type[Any], body: dict[str, Any]) -> tuple[str, Problem]:
    with pytest.raises(PbxInvalid) as caught:
        model(**body)
    return caught.value.field, caught.value.problem


@pytest.mark.parametrize("name", ["campaign_id", "caller", "callee", "template", "code"])
def test_a_code_call_names_what_it_lacks(name: str) -> None:
    without = {field: value for field, value in OTP.items() if field != name}
    assert fault(OtpCall, without) == (name, Problem.MISSING)
    assert fault(OtpCall, {**OTP, name: " "}) == (name, Problem.EMPTY)
    assert fault(OtpCall, {**OTP, name: 4821}) == (name, Problem.TYPE)
    assert fault(OtpCall, {**OTP, name: "\ud800"}) == (name, Problem.TYPE)


@pytest.mark.parametrize("name", ["param", "ref_id", "code_otp", "values", "callees"])
def test_a_code_call_takes_no_other_field(name: str) -> None:
    assert fault(OtpCall, {**OTP, name: "x"}) == (name, Problem.UNEXPECTED)


@pytest.mark.parametrize("queue", ["yes", 1, None])
def test_whether_to_wait_for_a_line_is_yes_or_no(queue: object) -> None:
    assert fault(OtpCall, {**OTP, "queue": queue}) == ("queue", Problem.TYPE)
    assert fault(VoiceCall, {**VOICE, "queue": queue}) == ("queue", Problem.TYPE)


def test_a_call_says_no_more_than_it_was_given() -> None:
    assert build_otp_call(OtpCall(**OTP)).json == {
        "campaign_id": "c",
        "caller": "0123456789",
        "callee": "0987654321",
        "param": {"template_name": "otp_demo", "code_otp": "4821"},
    }
    assert build_voice_call(VoiceCall(**VOICE)).json == {
        "caller": "0123456789",
        "callee": "0987654321",
        "param": {"template_name": "thong_bao", "due_amount": "10.410.000"},
    }


def test_a_voice_call_carries_our_reference_the_hook_and_its_key() -> None:
    more = {
        "ref": "r-1",
        "callback_url": "https://bot.example/hooks/pbx/hook-token",
        "callback_apikey": "hook-key",
        "queue": True,
    }
    request = build_voice_call(VoiceCall(**VOICE, **more))
    assert request.json is not None
    assert request.json["param"] == {
        "template_name": "thong_bao",
        "due_amount": "10.410.000",
        "ref_id": "r-1",
    }
    assert request.json["callback_url"] == "https://bot.example/hooks/pbx/hook-token"
    assert request.json["callback_apikey"] == "hook-key"
    assert request.json["queue"] is True
    assert set(request.secrets) == {"hook-token", "hook-key"}


def test_a_value_is_a_text_or_a_number_and_goes_as_it_is() -> None:
    values = {"phone": 123456789, "amount": "10.410.000", "nth": "#15", "none": "", "Name_2": "Ân"}
    request = build_voice_call(VoiceCall(**{**VOICE, "values": values}))
    assert request.json is not None
    assert request.json["param"] == {"template_name": "thong_bao", **values}


@pytest.mark.parametrize("value", [None, True, 1.5, ["a"], {"a": "b"}, b"a", "\ud800"], ids=repr)
def test_a_value_of_another_kind_is_named_by_its_key(value: object) -> None:
    body = {**VOICE, "values": {"a": "b", "due_amount": value}}
    assert fault(VoiceCall, body) == ("values.due_amount", Problem.TYPE)


def test_no_value_takes_a_name_that_the_pbx_uses_itself() -> None:
    assert set(RESERVED) == {"template_name", "ref_id", "code_otp"}
    for name in RESERVED:
        body = {**VOICE, "values": {"a": "b", name: "x"}}
        assert fault(VoiceCall, body) == (f"values.{name}", Problem.RESERVED)


@pytest.mark.parametrize("key", ["", " ", "a b", "a-b", "tên", "a.b", "{{a}}", "a\n", "\ud800"])
def test_a_key_that_no_script_can_name_is_named(key: str) -> None:
    assert fault(VoiceCall, {**VOICE, "values": {key: "x"}})[1] is Problem.KEY


def test_values_that_are_none_are_named() -> None:
    assert fault(VoiceCall, {**VOICE, "values": "x"}) == ("values", Problem.TYPE)
    assert fault(VoiceCall, {**VOICE, "values": None}) == ("values", Problem.TYPE)


def test_a_voice_call_goes_to_one_or_to_many_and_to_nobody_twice() -> None:
    assert fault(VoiceCall, {**VOICE, "callee": None}) == ("callee", Problem.MISSING)
    assert fault(VoiceCall, {**MANY, "callee": "0987654303"}) == ("callees", Problem.BOTH)
    assert fault(VoiceCall, {**MANY, "callees": []}) == ("callees", Problem.EMPTY)
    assert fault(VoiceCall, {**MANY, "callees": ["a", ""]}) == ("callees.1", Problem.EMPTY)
    assert fault(VoiceCall, {**MANY, "callees": ["a", "b", "a"]}) == ("callees.2", Problem.TWICE)
    assert fault(VoiceCall, {**MANY, "callees": "0987654321"}) == ("callees", Problem.TYPE)
    many = build_voice_call(VoiceCall(**MANY)).json
    assert many is not None
    assert (many["callees"], "callee" in many) == (["0987654321", "0987654302"], False)


def test_what_a_newer_version_takes_beside_our_fields_travels_and_replaces_none() -> None:
    request = build_voice_call(VoiceCall(**VOICE, ref_id="r-1", more={"a": None}))
    assert request.json is not None
    assert (request.json["ref_id"], request.json["more"]) == ("r-1", {"a": None})
    assert fault(VoiceCall, {**VOICE, "param": {"a": "b"}}) == ("param", Problem.RESERVED)
    assert fault(VoiceCall, {**VOICE, "more": {1, 2}}) == ("more", Problem.TYPE)


def test_a_login_and_a_sound_name_what_they_lack() -> None:
    assert fault(Login, {"username": "foo"}) == ("password", Problem.MISSING)
    assert fault(Login, {"username": "", "password": "x"}) == ("username", Problem.EMPTY)
    assert fault(Login, {"username": "foo", "password": 5}) == ("password", Problem.TYPE)
    assert fault(Audio, {"name": "a.wav", "content": b""}) == ("content", Problem.EMPTY)
    assert fault(Audio, {"name": "a.wav", "content": "RIFF"}) == ("content", Problem.TYPE)
    assert fault(Audio, {"name": "", "content": b"RIFF"}) == ("name", Problem.EMPTY)


def test_what_was_made_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        OtpCall(**OTP).code = "1"


def test_no_password_code_or_hook_is_in_a_repr_or_an_error() -> None:
    secrets = {"callback_url": "https://bot.example/hook-token", "callback_apikey": "hook-key"}
    made = (
        Login(username="foo", password="foo123"),
        OtpCall(**OTP, **secrets),
        VoiceCall(**VOICE, **secrets),
        build_otp_call(OtpCall(**OTP, **secrets)),
        Audio(name="a.wav", content=b"RIFFfoo123"),
    )
    errors = []
    for model, body in ((Login, {"password": "foo123"}), (OtpCall, {**OTP, "callee": 5})):
        with pytest.raises(PbxInvalid) as caught:
            model(**body)
        errors.append((caught.value, vars(caught.value), caught.value.__context__))
    for secret in ("foo123", "4821", "hook-token", "hook-key"):
        assert secret not in repr((made, errors))


def test_a_number_in_json_is_one_on_the_wire() -> None:
    request = build_voice_call(VoiceCall(**{**VOICE, "values": {"a": 10**20}}))
    assert json.loads(json.dumps(request.json))["param"]["a"] == 10**20
