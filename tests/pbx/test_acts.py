"""What calls somebody or makes something: sent once, held to its model, its failures told apart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from bot.errors import PbxInvalid, PbxNameTaken, PbxNoAnswer, PbxRefused
from bot.pbx import OtpTemplate, PbxClient, Template, VoiceCall
from tests.pbx.peer import (
    CALL,
    MAY_HAVE_LEFT,
    NOT_CONNECTED,
    Answer,
    Peer,
    clock,
    failure_of,
    hang,
)

ACTS = {
    "otp_template": lambda pbx: pbx.create_otp_template(
        "1", OtpTemplate(name="a", content="{{code_otp}}")
    ),
    "template": lambda pbx: pbx.create_template(
        "1", Template(name="a", voice_type="tts", content="b")
    ),
    "otp": lambda pbx: pbx.place_otp(CALL),
    "voice": lambda pbx: pbx.place_voice(VoiceCall(**VOICE, callee="0987654321")),
    "voices": lambda pbx: pbx.place_voices(VoiceCall(**VOICE, callees=("0987654321",))),
    "audio": lambda pbx: pbx.upload_audio(SOUND, "a.wav"),
}
VOICE: dict[str, Any] = {"campaign_id": "1", "caller": "0123456789", "template": "a"}
SOUND = bytes(range(256)) * 9
#: Says yes to whatever was asked.
DONE: Answer = (
    200,
    {"created": "true", "call_id": "a", "status": "success", "results": {"success": ["a_1"]}},
)


@pytest.fixture
async def peer(now: Callable[[], float]) -> Peer:
    return Peer(now)


@pytest.fixture
async def client(peer: Peer) -> AsyncIterator[PbxClient]:
    client = peer.client()
    yield client
    await client.aclose()


acts = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
Act = Callable[[PbxClient], Awaitable[object]]


@acts
async def test_whatever_calls_or_makes_is_repeated_only_where_no_connection_was_made(
    peer: Peer, client: PbxClient, act: Act
) -> None:
    peer.answers = [*NOT_CONNECTED[:2], DONE]
    await act(client)
    assert len(peer.requests) == 3


@acts
@pytest.mark.parametrize("broken", [*MAY_HAVE_LEFT, 408, 500, 503, (200, {})], ids=repr)
async def test_whatever_calls_or_makes_is_never_repeated_once_it_may_have_happened(
    peer: Peer, client: PbxClient, act: Act, broken: Answer
) -> None:
    peer.answers = [broken, DONE]
    assert isinstance(await failure_of(act(client)), PbxNoAnswer)
    assert len(peer.requests) == 1


@acts
async def test_a_refusal_of_whatever_calls_or_makes_has_the_pbxs_words(
    peer: Peer, client: PbxClient, act: Act
) -> None:
    peer.answers = [(400, {"error": "campaign_id: Wrong Format"}), DONE]
    error = await failure_of(act(client))
    assert (type(error), error.words) == (PbxRefused, "campaign_id: Wrong Format")
    assert len(peer.requests) == 1


@acts
async def test_after_a_401_the_same_bytes_go_out_once_more(
    peer: Peer, client: PbxClient, act: Act
) -> None:
    bodies = []

    def keep(answer: httpx.Response) -> Answer:
        return lambda request: bodies.append(request.content) or answer

    peer.answers = [keep(httpx.Response(401)), keep(httpx.Response(200, json=DONE[1]))]
    await act(client)
    assert bodies[0] == bodies[1] != b""
    assert peer.authorizations == ["Bearer access-token-1", "Bearer access-token-2"]


@pytest.mark.parametrize("make", ["otp_template", "template", "audio"])
async def test_a_name_that_is_taken_is_told_apart(peer: Peer, client: PbxClient, make: str) -> None:
    peer.answers = [(400, {"error": "audio is existed"}), DONE]
    error = await failure_of(ACTS[make](client))
    assert (type(error), error.words) == (PbxNameTaken, "audio is existed")


async def test_an_upload_has_two_minutes(peer: Peer, client: PbxClient) -> None:
    peer.answers = [hang]
    assert type(await failure_of(client.upload_audio(SOUND, "a.wav"))) is PbxNoAnswer
    assert len(peer.requests) == 1
    assert clock() == 120


async def test_what_can_not_be_asked_for_is_never_sent(peer: Peer, client: PbxClient) -> None:
    one, many = VoiceCall(**VOICE, callee="1"), VoiceCall(**VOICE, callees=("1", "2"))
    template = OtpTemplate(name="a", content="{{code_otp}}")
    for asked, field in (
        (client.place_voice(many), "callee"),
        (client.place_voices(one), "callees"),
        (client.create_otp_template("", template), "campaign_id"),
        (client.upload_audio(b"", "a.wav"), "content"),
        (client.upload_audio(SOUND, ""), "name"),
        (client.cdr(""), "call_id"),
        (client.cdr("a" * 100_000), ""),
        (client.cdrs(callee="\ud800"), ""),
        (client.cdrs(limit=10**5000), ""),
    ):
        error = await failure_of(asked)
        assert isinstance(error, PbxInvalid)
        assert error.field == field
    assert (peer.requests, peer.token_requests) == ([], [])


@pytest.mark.parametrize(
    "name", ['a".wav', "lời chào.wav", "a\r\nX: y.wav", "a\\b.wav", "a;b=c.wav"]
)
async def test_a_files_name_breaks_no_form(peer: Peer, client: PbxClient, name: str) -> None:
    peer.answers = [DONE]
    await client.upload_audio(SOUND, name)
    head, _, _ = peer.requests[0].content.partition(b"\r\n\r\n")
    assert head.count(b"\r\n") == 2
    assert head.decode().count('"') == 4
