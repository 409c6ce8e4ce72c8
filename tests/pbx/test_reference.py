"""The reference's examples: the obvious call sends each request, and each reply is read whole."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.parser import BytesParser
from typing import Any

import httpx
import pytest

from bot.pbx import (
    Login,
    OtpCall,
    OtpTemplate,
    PbxClient,
    PressOption,
    Sound,
    Template,
    VoiceCall,
    log_in,
    wire,
)
from bot.pbx.answers import Reply
from tests.pbx.peer import Peer
from tests.samples import all_references, read_reference, read_reply

URL = "https://pbx.example"
KEY = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee"
TOKEN = "1ebe8f88MzA1MTNkZjMtZjc3My00MTmY"
ID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeee"
#: Every byte there is, and what ends lines and parts of a form.
SOUND = bytes(range(256)) + b"\r\n--\r\n\x00"
AT = 1613632718.0

OTP_TEMPLATE = OtpTemplate(
    name="otp_demo",
    voice_tts="south-f-03",
    speed_tts=1.2,
    content="Mã xác nhận của bạn là {{code_otp}} xin nhắc lại mã xác nhận của bạn là {{code_otp}}",
)
TEMPLATE = Template(
    name="thong_bao_no_cuoc_01",
    content="Chào bạn {{customer_name}} vui lòng thanh toán khoản nợ {{due_amount}} trước ngày "
    "{{due_date}}, vui lòng bấm phím 1 nếu bạn đã thanh toán",
    voice_type="tts",
    voice_tts="south-f-03",
    speed_tts=1.2,
    enable_option=True,
    press_options=(
        PressOption(press_num=1, type="tts", content="Cám ơn {{customer_name}} đã thanh toán"),
    ),
    exit_sound=Sound(enable=True, voice_type="tts", content="Cám ơn {{customer_name}} đã sử dụng"),
    invalid_sound=Sound(enable=True, voice_type="tts", content="{{customer_name}} đã nhập sai"),
)
TEMPLATE_WITH_TWO_KEYS = Template(
    name="thong_bao_no_cuoc_01",
    content="Chào bạn {{key_field_1}} vui lòng thanh toán khoản nợ {{key_field_2}} trước ngày "
    "{{key_field_3}}",
    voice_type="tts",
    voice_tts="south-f-03",
    speed_tts=1.2,
    enable_option=True,
    press_options=(
        PressOption(press_num=1, type="tts", content="{{key_field_1}} đã bấm phím một"),
        PressOption(press_num=2, type="tts", content="{{key_field_1}} đã bấm phím hai"),
    ),
    exit_sound=Sound(enable=True, voice_type="tts", content="Cám ơn {{key_field_1}} đã sử dụng"),
    invalid_sound=Sound(enable=True, voice_type="tts", content="{{key_field_1}} đã nhập sai"),
)


def otp_call(*, queue: bool = False) -> OtpCall:
    return OtpCall(
        campaign_id="aaaaaaaa-bbbb-cccc-dddd-eeeeeeee",
        caller="0123456789",
        callee="0987654321",
        template="otp_demo",
        code="123ABC",
        callback_url="https://demo.webhook.com",
        callback_apikey="api_key_123",
        queue=queue,
    )


VALUES = {"customer_name": "Nguyễn Văn A", "due_amount": "10.410.000", "due_date": "30/1/2021"}
VOICE_CALL = VoiceCall(
    campaign_id="aaaaaaaa-bbbb-cccc-dddd-eeeeeeee",
    caller="0123456789",
    callee="0987654321",
    template="thong_bao_no_cuoc_01",
    values=VALUES,
    callback_url="https://demo.webhook.com",
    callback_apikey="api_key_123",
)
VOICE_CALLS = VoiceCall(
    caller="1234567890",
    callees=("0987654321", "1234567890"),
    template="thong_bao_no_cuoc_1",
    values=VALUES,
    callback_url="https://demo.webhook.com",
    callback_apikey="api_key_123",
    queue=True,
)


READERS: dict[str, Callable[[Reply], Any]] = {
    "login": wire.read_login,
    "token": wire.read_token,
    "otp_template": wire.read_created,
    "template": wire.read_created,
    "template_sample": wire.read_created,
    "otp_call": wire.read_otp_placement,
    "otp_call_sample": wire.read_otp_placement,
    "voice_call": wire.read_placement,
    "voice_calls_sample": wire.read_placements,
    "audio": wire.read_created,
    "cdrs": wire.read_cdrs,
    "cdr": wire.read_cdr,
}
CASES = sorted(READERS)
#: The reference shows no reply about many callees; an older page of the vendor's does.
FOR_MANY = json.loads(read_reply("placement_for_many")[2])


@pytest.fixture
async def peer(now: Callable[[], float]) -> Peer:
    token = {"data": {"access_token": TOKEN, "expire_at": now() + 86400}}
    return Peer(now, tokens=[(200, token)])


async def ask(case: str, peer: Peer) -> None:
    """What somebody writes to have this request sent."""
    transport = httpx.MockTransport(peer.answer)
    login = Login(username="foo@test.tel4vn.com", password="foo123")
    calls: dict[str, Callable[[PbxClient], Awaitable[object]]] = {
        "login": lambda _pbx: log_in(
            URL, login, now=peer.now, random=lambda: 0.5, transport=transport
        ),
        "token": lambda pbx: pbx.ready(),
        "otp_template": lambda pbx: pbx.create_otp_template("1", OTP_TEMPLATE),
        "template": lambda pbx: pbx.create_template("1", TEMPLATE),
        "template_sample": lambda pbx: pbx.create_template("1", TEMPLATE_WITH_TWO_KEYS),
        "otp_call": lambda pbx: pbx.place_otp(otp_call()),
        "otp_call_sample": lambda pbx: pbx.place_otp(otp_call(queue=True)),
        "voice_call": lambda pbx: pbx.place_voice(VOICE_CALL),
        "voice_calls_sample": lambda pbx: pbx.place_voices(VOICE_CALLS),
        "audio": lambda pbx: pbx.upload_audio(SOUND, "AUDIO_1.wav"),
        "cdrs": lambda pbx: pbx.cdrs(limit=10, offset=0),
        "cdr": lambda pbx: pbx.cdr(ID),
    }
    async with PbxClient(URL, KEY, now=peer.now, random=lambda: 0.5, transport=transport) as client:
        await calls[case](client)


def reply_of(case: str, **more: object) -> dict[str, Any]:
    """The reply's body, with more fields in what it is about."""
    _, reply = read_reference(case)
    body = FOR_MANY if reply is None else reply
    if isinstance(body.get("data"), dict):
        return {**body, "data": {**body["data"], **more}}
    if isinstance(body.get("data"), list):
        return {**body, "data": [{**record, **more} for record in body["data"]]}
    return {**body, **more}


def read(case: str, body: object) -> Any:
    given = READERS[case](Reply(status=200, headers={}, body=json.dumps(body).encode(), at=AT))
    return given[0] if isinstance(given, list) else given


def test_every_example_is_tried() -> None:
    assert all_references() == CASES


@pytest.mark.parametrize("case", CASES)
async def test_the_obvious_call_sends_the_examples_request(case: str, peer: Peer) -> None:
    example, _ = read_reference(case)
    peer.answers = [(200, reply_of(case))]

    await ask(case, peer)

    (sent,) = peer.token_requests if case == "token" else peer.requests
    assert (sent.method, sent.url.path) == (example["method"], example["path"])
    assert dict(sent.url.params) == example["query"]
    shown = example["headers"].get("Authorization")
    assert sent.headers.get("Authorization") == (shown and f"Bearer {TOKEN}")
    if "form" in example:
        assert parts_of(sent) == {
            name: (part["filename"], "audio/wav", SOUND) for name, part in example["form"].items()
        }
    else:
        assert sent.headers.get("Content-Type") == example["headers"].get("Content-Type")
        assert (json.loads(sent.content) if sent.content else None) == example["body"]


def parts_of(request: httpx.Request) -> dict[str, tuple[str | None, str, bytes]]:
    """A form's parts by name: file name, type and content, taken apart by hand."""
    kind, _, boundary = request.headers["Content-Type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    before, *parts, after = request.content.split(b"--" + boundary.encode())
    assert (before, after) == (b"", b"--\r\n")
    found = {}
    for part in parts:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = BytesParser().parsebytes(head)
        name = headers.get_param("name", header="Content-Disposition")
        content = content.removesuffix(b"\r\n")
        found[str(name)] = (headers.get_filename(), headers.get_content_type(), content)
    return found


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("cdr")])
def test_each_reply_is_read_without_loss(case: str) -> None:
    body = reply_of(case)

    given = read(case, body)

    whole = body.get("data", body)
    assert {name: given.model_dump(mode="json")[name] for name in whole} == whole


@pytest.mark.parametrize("case", ["cdr", "cdrs"])
def test_each_attribute_of_a_record_is_read(case: str) -> None:
    body = reply_of(case)
    (raw,) = body["data"] if case == "cdrs" else [body["data"]]

    cdr = read(case, body)

    assert len(raw) == 16
    times = ("create_time", "start_time", "answer_time", "end_time")
    for name in times:
        assert getattr(cdr, name) == datetime.fromisoformat(raw.pop(name)).timestamp()
    assert cdr.param == json.loads(raw.pop("param"))
    assert cdr.model_dump(exclude={*times, "param"}) == raw


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("otp_call")])
def test_what_a_newer_version_adds_to_a_reply_is_kept(case: str) -> None:
    newer = {"ref_id": "r-1", "more": {"a": [1, None]}}

    given = read(case, reply_of(case, **newer))

    assert given.model_extra.items() >= newer.items()


def test_what_a_newer_version_adds_to_the_reply_about_a_code_is_not() -> None:
    given = read("otp_call", reply_of("otp_call", said="123ABC"))

    assert "123ABC" not in given.model_dump_json()
