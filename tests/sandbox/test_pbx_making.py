"""Making scripts and uploading audio: the reference's examples, and what is refused."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.sandbox.pbx.api import MOST_BYTES
from bot.sandbox.pbx.making import MOST_AUDIO_BYTES
from bot.sandbox.wav import MOST_PARTS, is_wav, wav_seconds
from tests.sandbox.pbx_peer import CONTENT, TTS_TEMPLATE, Peer, a_peer, a_wav
from tests.sounds import part, riff, wav

OTP = {"name": "otp_moi", "voice_tts": "south-f-03", "speed_tts": 1.2, "content": CONTENT}
VOICES = (
    'must be one of the following: "north-m-01", "north-f-01", "north-m-02", "north-f-02", '
    '"south-m-03", "south-f-03"'
)
KINDS = 'must be one of the following: "tts", "audio_file"'
STRING = "Invalid type. Expected: string"


@pytest.fixture
async def peer(now: Callable[[], float]) -> AsyncIterator[Peer]:
    async with a_peer(now) as peer:
        await peer.log_in()
        yield peer


async def make_otp(peer: Peer, **changes: object) -> tuple[int, Any]:
    path = "/v1/campaign/campaign-foo/otp"
    answer = await peer.client.post(path, json=OTP | changes)
    return answer.status_code, answer.json()


async def test_an_otp_script_is_made_and_calls(peer: Peer) -> None:
    assert await make_otp(peer) == (200, {"created": "true"})
    call_id = await peer.called(param={"template_name": "otp_moi", "code_otp": "4821"})
    assert (await peer.cdr(call_id))["type"] == "OTP"


async def test_a_voice_script_is_made_and_calls(peer: Peer) -> None:
    answer = await peer.make()
    assert (answer.status_code, answer.json()) == (200, {"created": "true"})
    call_id = await peer.voiced()
    assert (await peer.cdr(call_id))["type"] == "VOICE"


async def test_a_scripts_name_is_taken_once_in_an_account_whichever_kind(peer: Peer) -> None:
    taken = (400, {"error": "template is existed!"})
    assert await make_otp(peer, name="otp_demo") == taken
    first, second = await peer.make(), await peer.make(content="Khác")
    assert first.status_code == 200
    assert (second.status_code, second.json()) == taken
    assert await make_otp(peer, name="thong_bao_no_cuoc_01") == taken


async def test_two_accounts_may_use_one_name(peer: Peer) -> None:
    await peer.make()
    await peer.log_in("bar")
    answer = await peer.client.post("/v1/campaign/campaign-bar/template", json=TTS_TEMPLATE)
    assert answer.status_code == 200
    await peer.log_in("foo")
    assert (await peer.make()).status_code == 400


@pytest.mark.parametrize("kind", ["otp", "template"])
@pytest.mark.parametrize(
    ("campaign", "status", "error"),
    [("campaign-bar", 403, "campaign is not permitted"), ("1", 404, "Not Found")],
)
async def test_a_campaign_that_is_not_ones_own_is_refused(
    peer: Peer, kind: str, campaign: str, status: int, error: str
) -> None:
    answer = await peer.client.post(f"/v1/campaign/{campaign}/{kind}", json=OTP)
    assert (answer.status_code, answer.json()) == (status, {"error": error})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ""}, [{"(root)": "name is required"}]),
        (
            {"content": None, "voice_tts": None, "speed_tts": None},
            [
                {"(root)": "content is required"},
                {"(root)": "voice_tts is required"},
                {"(root)": "speed_tts is required"},
            ],
        ),
        ({"content": "Mã của bạn"}, [{"content": "code_otp is required"}]),
        ({"content": "Mã {{ma}}"}, [{"content": "code_otp is required"}]),
        ({"name": 7}, [{"name": STRING}]),
        ({"voice_tts": "south-m-01"}, [{"voice_tts": VOICES}]),
        ({"voice_tts": ["south-f-03"]}, [{"voice_tts": STRING}]),
        ({"speed_tts": 2.1}, [{"speed_tts": "Must be between 0 and 2"}]),
        ({"speed_tts": -0.1}, [{"speed_tts": "Must be between 0 and 2"}]),
        ({"speed_tts": "1.2"}, [{"speed_tts": "Invalid type. Expected: number"}]),
        ({"speed_tts": True}, [{"speed_tts": "Invalid type. Expected: number"}]),
    ],
)
async def test_an_otp_script_that_does_not_fit_is_refused(
    peer: Peer, changes: dict[str, object], error: object
) -> None:
    assert await make_otp(peer, **changes) == (400, {"error": error})
    assert await make_otp(peer) == (200, {"created": "true"})


@pytest.mark.parametrize("speed", [0, 0.0, 1, 2, 2.0])
async def test_the_bounds_of_the_speed_are_taken(peer: Peer, speed: float) -> None:
    assert (await make_otp(peer, speed_tts=speed))[0] == 200


def an_option(**changes: object) -> dict[str, object]:
    return {"press_num": 1, "type": "tts", "content": "Cám ơn"} | changes


def a_sound(**changes: object) -> dict[str, object]:
    return {"enable": True, "voice_type": "tts", "content": "Cám ơn"} | changes


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": None}, [{"(root)": "name is required"}]),
        ({"voice_type": None}, [{"(root)": "voice_type is required"}]),
        ({"voice_type": "file"}, [{"voice_type": KINDS}]),
        ({"voice_type": 1}, [{"voice_type": STRING}]),
        ({"content": ""}, [{"(root)": "content is required"}]),
        ({"voice_tts": "nam"}, [{"voice_tts": VOICES}]),
        ({"speed_tts": 3}, [{"speed_tts": "Must be between 0 and 2"}]),
        ({"voice_type": "audio_file"}, [{"(root)": "audio_file is required"}]),
        ({"enable_option": "true"}, [{"enable_option": "Invalid type. Expected: boolean"}]),
        ({"press_options": None}, [{"(root)": "press_options is required"}]),
        ({"press_options": []}, [{"press_options": "Array must have at least 1 items"}]),
        ({"press_options": {}}, [{"press_options": "Invalid type. Expected: array"}]),
        ({"press_options": ["1"]}, [{"press_options.0": "Invalid type. Expected: object"}]),
        (
            {"press_options": [an_option(press_num=None)]},
            [{"press_options.0": "press_num is required"}],
        ),
        (
            {"press_options": [an_option(press_num=None), an_option(press_num=None)]},
            [{f"press_options.{at}": "press_num is required"} for at in (0, 1)],
        ),
        (
            {"press_options": [an_option(press_num="1")]},
            [{"press_options.0.press_num": "Invalid type. Expected: integer"}],
        ),
        (
            {"press_options": [an_option(), an_option(press_num=10)]},
            [{"press_options.1.press_num": "Must be between 0 and 9"}],
        ),
        (
            {"press_options": [an_option(), an_option()]},
            [{"press_options.1.press_num": "press_num is existed"}],
        ),
        ({"press_options": [an_option(type="x")]}, [{"press_options.0.type": KINDS}]),
        (
            {"press_options": [an_option(content=None)]},
            [{"press_options.0": "content is required"}],
        ),
        ({"exit_sound": "Cám ơn"}, [{"exit_sound": "Invalid type. Expected: object"}]),
        ({"exit_sound": a_sound(content="")}, [{"exit_sound": "content is required"}]),
        (
            {"invalid_sound": a_sound(enable=1)},
            [{"invalid_sound.enable": "Invalid type. Expected: boolean"}],
        ),
        (
            {"invalid_sound": a_sound(voice_type="audio_file")},
            [{"invalid_sound": "audio_file is required"}],
        ),
        (
            {"name": None, "speed_tts": 9, "exit_sound": a_sound(voice_type=None)},
            [
                {"(root)": "name is required"},
                {"exit_sound": "voice_type is required"},
                {"speed_tts": "Must be between 0 and 2"},
            ],
        ),
    ],
)
async def test_a_voice_script_that_does_not_fit_is_refused_with_all_its_faults(
    peer: Peer, changes: dict[str, object], error: object
) -> None:
    answer = await peer.make(**changes)
    assert (answer.status_code, answer.json()) == (400, {"error": error})
    assert (await peer.make()).status_code == 200


async def test_a_key_may_be_any_digit(peer: Peer) -> None:
    options = [an_option(press_num=num) for num in range(10)]
    assert (await peer.make(press_options=options)).status_code == 200


async def test_what_is_switched_off_in_a_script_is_not_read(peer: Peer) -> None:
    off: dict[str, Any] = {"enable": False, "content": "{{nobody}}"}
    answer = await peer.make(
        enable_option=False,
        press_options=[an_option(content="{{nobody}}")],
        exit_sound=off,
        invalid_sound=off,
    )
    assert answer.status_code == 200
    await peer.voiced()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"speed_tts": NaN}', b'{"a": 1e999}'])
@pytest.mark.parametrize("kind", ["otp", "template"])
async def test_a_script_that_is_no_json_object_is_400(
    peer: Peer, kind: str, content: bytes
) -> None:
    answer = await peer.client.post(f"/v1/campaign/campaign-foo/{kind}", content=content)
    assert answer.status_code == 400


async def test_an_uploaded_file_is_kept_byte_for_byte(peer: Peer) -> None:
    content = a_wav() + bytes(range(256))
    answer = await peer.upload("lời chào 1.wav", content)
    assert (answer.status_code, answer.json()) == (200, {"created": "true"})
    assert peer.pbx.library.audio("user-foo", "lời chào 1.wav") == content
    assert peer.pbx.library.audio("user-bar", "lời chào 1.wav") is None


async def test_a_large_file_is_kept_byte_for_byte(peer: Peer) -> None:
    content = a_wav(400)
    assert (await peer.upload("long.wav", content)).status_code == 200
    assert peer.pbx.library.audio("user-foo", "long.wav") == content


async def test_a_files_name_is_taken_once_in_an_account(peer: Peer) -> None:
    await peer.upload("a.wav", a_wav(1))
    answer = await peer.upload("a.wav", a_wav(2))
    assert (answer.status_code, answer.json()) == (400, {"error": "audio is existed"})
    assert peer.pbx.library.audio("user-foo", "a.wav") == a_wav(1)
    await peer.log_in("bar")
    assert (await peer.upload("a.wav", a_wav(2))).status_code == 200


@pytest.mark.parametrize("content", [b"", b"RIFF", b"ID3\x04mp3", b"RIFF\0\0\0\0AVI LIST"])
async def test_a_file_that_is_no_wav_is_refused(peer: Peer, content: bytes) -> None:
    answer = await peer.upload("a.wav", content)
    assert (answer.status_code, answer.json()) == (400, {"error": "audio is not a wav file"})


@pytest.mark.parametrize(
    "request_of",
    [
        {"files": {"audio": ("a.wav", a_wav())}},
        {"files": {"file": ("", a_wav())}},
        {"files": {"file": (None, "a.wav")}},
    ],
)
async def test_a_form_without_a_file_is_refused(peer: Peer, request_of: dict[str, Any]) -> None:
    answer = await peer.client.post("/v1/audio", **request_of)
    assert (answer.status_code, answer.json()) == (400, {"error": [{"(root)": "file is required"}]})


@pytest.mark.parametrize(
    "request_of",
    [
        {"data": {"file": "a.wav"}},
        {"json": {"file": "a.wav"}},
        {"content": a_wav()},
        {"content": b""},
        {"content": b"--y\r\nfile", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"--x--", "headers": {"Content-Type": "multipart/form-data"}},
        {"files": [("file", (name, a_wav())) for name in ("a.wav", "b.wav")]},
    ],
)
async def test_what_is_no_form_of_one_file_is_400(peer: Peer, request_of: dict[str, Any]) -> None:
    answer = await peer.client.post("/v1/audio", **request_of)
    assert (answer.status_code, answer.json()) == (400, {"error": "Bad Request"})
    assert peer.pbx.library.audio("user-foo", "a.wav") is None


async def test_what_is_longer_than_any_request_is_413(peer: Peer) -> None:
    sound = await peer.upload("a.wav", a_wav() + bytes(MOST_AUDIO_BYTES))
    script = await peer.make(content="a" * MOST_BYTES)
    assert (sound.status_code, script.status_code) == (413, 413)
    assert "error" in script.json()
    assert peer.pbx.library.audio("user-foo", "a.wav") is None


@pytest.mark.parametrize("path", ["/v1/audio", "/v1/campaign/campaign-foo/template"])
async def test_nothing_is_made_without_a_token(peer: Peer, path: str) -> None:
    headers = {"Authorization": "Bearer wrong"}
    answer = await peer.client.post(path, content=json.dumps(TTS_TEMPLATE), headers=headers)
    assert answer.status_code == 401


async def test_a_script_may_play_files_that_are_there(peer: Peer) -> None:
    played = {
        "voice_type": "audio_file",
        "audio_file": "AUDIO_1.wav",
        "content": None,
        "press_options": [{"press_num": 1, "type": "audio_file", "audio_file": "AUDIO_2.wav"}],
    }
    await peer.upload("AUDIO_1.wav", a_wav(3))
    answer = await peer.make(**played)
    assert (answer.status_code, answer.json()) == (404, {"error": "audio is not found"})
    await peer.upload("AUDIO_2.wav", a_wav(2))
    assert (await peer.make(**played)).status_code == 200
    await peer.voiced()


@pytest.mark.parametrize("seconds", [0.5, 3.0, 60.0])
def test_a_wavs_length_is_read_from_its_header(seconds: float) -> None:
    assert wav_seconds(a_wav(seconds)) == seconds


def test_a_wav_whose_header_promises_more_is_as_long_as_it_is() -> None:
    whole = a_wav(2.0)
    assert wav_seconds(whole[: len(whole) - 8000]) == 1.0


def test_a_wav_of_parts_without_end_says_no_length() -> None:
    parts = riff(part(b"junk", b"") * MOST_PARTS + wav()[12:])
    assert is_wav(parts)
    assert wav_seconds(parts) is None


@pytest.mark.parametrize("length", [12, 20, 36, 40, 44])
def test_a_wav_that_says_no_length_has_none(length: int) -> None:
    assert is_wav(a_wav()[:length])
    assert not wav_seconds(a_wav()[:length])
