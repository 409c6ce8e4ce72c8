"""The client against the sandbox's PBX, in each of its manners and with each of its faults."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.core.calls import Outcome, outcome
from bot.errors import (
    PbxBroken,
    PbxNameTaken,
    PbxNoAnswer,
    PbxNotFound,
    PbxNotReached,
    PbxRefused,
    PbxUnauthorized,
)
from bot.pbx import (
    LoggedIn,
    Login,
    OtpCall,
    OtpTemplate,
    PbxClient,
    PressOption,
    Sound,
    Template,
    VoiceCall,
    log_in,
)
from bot.sandbox.pbx.api import SandboxPbx
from tests.pbx.peer import failure_of
from tests.sandbox.pbx_peer import a_wav, an_account

CALL = OtpCall(
    campaign_id="campaign-foo",
    caller="0123456789",
    callee="0987654321",
    template="otp_demo",
    code="4821",
    callback_url=None,
    queue=False,
    ref="r-1",
)


def changed(**fields: object) -> OtpCall:
    return OtpCall(**{**dict(CALL), **fields})


@dataclass(frozen=True, kw_only=True)
class Both:
    pbx: SandboxPbx
    client: PbxClient
    connect: Callable[[str], PbxClient]
    log_in: Callable[[str], Awaitable[LoggedIn]]


@pytest.fixture
async def both(now: Callable[[], float]) -> AsyncIterator[Both]:
    async with httpx.AsyncClient() as hooks:
        pbx = SandboxPbx([an_account("foo"), an_account("bar")], now=now, hooks=hooks)
        transport = httpx.ASGITransport(app=Starlette(routes=pbx.routes))

        def connect(key: str) -> PbxClient:
            return PbxClient("http://pbx", key, now=now, random=lambda: 0.5, transport=transport)

        def enter(password: str) -> Awaitable[LoggedIn]:
            login = Login(username="foo@test.tel4vn.com", password=password)
            return log_in("http://pbx", login, now=now, random=lambda: 0.5, transport=transport)

        client = connect("key-foo")
        running = asyncio.create_task(pbx.run())
        yield Both(pbx=pbx, client=client, connect=connect, log_in=enter)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await client.aclose()


async def test_a_call_is_placed_and_its_record_tells_how_it_went(both: Both) -> None:
    placement = await both.client.place_otp(CALL)
    running = await both.client.cdr(placement.call_id)
    assert not running.finished
    await asyncio.sleep(300)
    cdr = await both.client.cdr(placement.call_id)
    assert (cdr.call_id, cdr.ref, cdr.template) == (placement.call_id, "r-1", "otp_demo")
    assert outcome(cdr.facts()) is Outcome.ANSWERED
    assert "4821" not in cdr.model_dump_json()


@pytest.mark.parametrize("newest_first", [True, False])
async def test_the_list_comes_in_the_pbxs_order(both: Both, newest_first: bool) -> None:
    both.pbx.manner.newest_first = newest_first
    placed = []
    for callee in ("0987654321", "0987654302"):
        placed.append((await both.client.place_otp(changed(callee=callee))).call_id)
        await asyncio.sleep(300)
    listed = [cdr.call_id for cdr in await both.client.cdrs()]
    assert listed == (placed[::-1] if newest_first else placed)
    (one,) = await both.client.cdrs(callee="0987654302")
    assert one.call_id == placed[1]
    assert await both.client.cdrs(limit=1, offset=2) == []


@pytest.mark.parametrize("expire_at", ["unix", "seconds"])
async def test_a_token_lasts_a_day_and_is_renewed_before_its_end(
    both: Both, expire_at: Any
) -> None:
    both.pbx.manner.expire_at = expire_at
    for _ in range(49):
        await both.client.check()
        await asyncio.sleep(3600)
    statuses = [asked.status for asked in both.pbx.requests]
    tokens = [asked.path for asked in both.pbx.requests].count("/v1/auth/token")
    assert (set(statuses), tokens) == ({200}, 3)


async def test_a_token_that_was_withdrawn_is_fetched_again(both: Both) -> None:
    await both.client.ready()
    both.pbx.accounts.expire_tokens()
    await both.client.place_otp(CALL)
    assert both.pbx.placements == {"0987654321": 1}


async def test_fifty_reads_with_a_withdrawn_token_fetch_one(both: Both) -> None:
    await both.client.ready()
    both.pbx.accounts.expire_tokens()
    await asyncio.gather(*(both.client.check() for _ in range(50)))
    assert [asked.path for asked in both.pbx.requests].count("/v1/auth/token") == 2


async def test_a_wrong_key_is_unauthorized(both: Both) -> None:
    stranger = both.connect("no-such-key")
    assert type(await failure_of(stranger.check())) is PbxUnauthorized
    assert type(await failure_of(stranger.place_otp(CALL))) is PbxUnauthorized
    await stranger.aclose()


@pytest.mark.parametrize("errors", ["error", "envelope"])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"callee": "12"}, "callee: Wrong Format"),
        ({"template": "other"}, "template is not found"),
    ],
)
async def test_a_refusal_has_the_pbxs_words(
    both: Both, errors: Any, changes: dict[str, str], words: str
) -> None:
    both.pbx.manner.errors = errors
    error = await failure_of(both.client.place_otp(changed(**changes)))
    assert type(error) is PbxRefused
    assert error.words.endswith(words)


async def test_a_pbx_that_takes_no_other_keys_takes_calls_without_our_reference(
    both: Both,
) -> None:
    both.pbx.manner.extra_keys = False
    assert type(await failure_of(both.client.place_otp(CALL))) is PbxRefused
    assert (await both.client.place_otp(changed(ref=None))).call_id


async def test_over_the_concurrency_a_call_is_refused_or_queued(both: Both) -> None:
    for _ in range(2):
        await both.client.place_otp(CALL)
    assert type(await failure_of(both.client.place_otp(CALL))) is PbxRefused
    assert (await both.client.place_otp(changed(queue=True))).call_id


async def test_a_call_that_nobody_knows_is_not_found(both: Both) -> None:
    assert type(await failure_of(both.client.cdr("nobody"))) is PbxNotFound


async def test_a_hung_placement_may_have_called_and_is_asked_once(both: Both) -> None:
    both.pbx.faults.hang = True
    assert type(await failure_of(both.client.place_otp(CALL))) is PbxNoAnswer
    assert both.pbx.placements == {"0987654321": 1}
    (found,) = await both.client.cdrs(callee="0987654321")
    assert found.ref == "r-1"


@pytest.mark.parametrize("status", [200, 302, 408, 500, 502, 503, 504])
async def test_a_call_that_went_out_in_spite_of_its_answer_is_not_called_refused(
    both: Both, status: int
) -> None:
    both.pbx.faults.placement_status = status
    both.pbx.faults.placed_anyway = True
    both.pbx.faults.body = "<html>"
    assert isinstance(await failure_of(both.client.place_otp(CALL)), PbxNoAnswer)
    assert both.pbx.placements == {"0987654321": 1}


async def test_maintenance_before_the_token_called_nobody_and_after_it_may_have(
    both: Both,
) -> None:
    both.pbx.faults.pbx_503 = True
    assert type(await failure_of(both.client.ready())) is PbxNotReached
    both.pbx.faults.pbx_503 = False
    await both.client.ready()
    both.pbx.faults.pbx_503 = True
    assert type(await failure_of(both.client.place_otp(CALL))) is PbxBroken
    assert both.pbx.placements == {}


OTP_TEMPLATE = OtpTemplate(
    name="otp_hai", content="Mã là {{code_otp}}", voice_tts="north-f-01", speed_tts=1
)
TEMPLATE = Template(
    name="thong_bao",
    voice_type="tts",
    content="Chào bạn {{customer_name}}, vui lòng thanh toán {{due_amount}}",
    voice_tts="south-m-03",
    speed_tts=1.2,
    enable_option=True,
    press_options=(PressOption(press_num=1, type="tts", content="Cám ơn {{customer_name}}"),),
    exit_sound=Sound(enable=True, voice_type="tts", content="Xin chào"),
    invalid_sound=Sound(enable=False),
)
VALUES = {"customer_name": "Nguyễn Văn A", "due_amount": 10410000}
VOICE = VoiceCall(
    campaign_id="campaign-foo",
    caller="0123456789",
    callee="0987654321",
    template="thong_bao",
    values=VALUES,
    ref="r-1",
)


async def test_a_voice_call_plays_a_template_that_was_made(both: Both) -> None:
    assert (await both.client.create_template("campaign-foo", TEMPLATE)).created
    placement = await both.client.place_voice(VOICE)
    await asyncio.sleep(300)
    cdr = await both.client.cdr(placement.call_id)
    assert (cdr.type, cdr.template, cdr.ref, cdr.keypress) == ("VOICE", "thong_bao", "r-1", "1")
    assert cdr.param.items() >= {"customer_name": "Nguyễn Văn A", "due_amount": "10410000"}.items()


async def test_a_code_is_read_by_a_template_that_was_made(both: Both) -> None:
    await both.client.create_otp_template("campaign-foo", OTP_TEMPLATE)
    assert (await both.client.place_otp(changed(template="otp_hai"))).call_id


@pytest.mark.parametrize("errors", ["error", "envelope"])
async def test_a_name_can_be_taken_once(both: Both, errors: Any) -> None:
    both.pbx.manner.errors = errors
    for make in (
        lambda: both.client.create_otp_template("campaign-foo", OTP_TEMPLATE),
        lambda: both.client.create_template("campaign-foo", TEMPLATE),
        lambda: both.client.upload_audio(a_wav(), "AUDIO_1.wav"),
    ):
        await make()
        assert type(await failure_of(make())) is PbxNameTaken


async def test_a_file_arrives_bit_for_bit_and_is_played(both: Both) -> None:
    content = a_wav() + b"\r\n--\r\n\x00\xff"
    await both.client.upload_audio(content, "lời chào.wav")
    assert both.pbx.library.audio("user-foo", "lời chào.wav") == content
    played = Template(name="chao", voice_type="audio_file", audio_file="lời chào.wav")
    await both.client.create_template("campaign-foo", played)
    call = VoiceCall(
        campaign_id="campaign-foo", caller="0123456789", callee="0987654301", template="chao"
    )
    assert (await both.client.place_voice(call)).call_id


@pytest.mark.parametrize("many_callees", ["ids", "numbers"])
async def test_many_are_called_and_each_is_told_apart(both: Both, many_callees: Any) -> None:
    both.pbx.manner.many_callees = many_callees
    await both.client.create_template("campaign-foo", TEMPLATE)
    many = VoiceCall(
        caller="0123456789", callees=("0987654321", "12"), template="thong_bao", values=VALUES
    )
    placements = await both.client.place_voices(many)
    (found,) = await both.client.cdrs(callee="0987654321")
    assert placements.failed == {"12": "Wrong Format"}
    assert placements.succeeded == {"0987654321": found.call_id if many_callees == "ids" else ""}


async def test_another_customers_campaign_is_not_permitted(both: Both) -> None:
    other = await failure_of(both.client.create_template("campaign-bar", TEMPLATE))
    nobodys = await failure_of(both.client.create_template("campaign/../foo", TEMPLATE))
    assert (type(other), type(nobodys)) == (PbxUnauthorized, PbxRefused)


async def test_a_login_gives_the_key_that_lets_the_client_in(both: Both) -> None:
    account = await both.log_in("password-foo")
    assert (account.api_key, account.enabled, account.level) == ("key-foo", True, "admin")
    assert type(await failure_of(both.log_in("password-bar"))) is PbxUnauthorized


@pytest.mark.parametrize("status", [201, 302, 408, 500, 503])
async def test_a_creation_without_an_answer_may_have_happened(both: Both, status: int) -> None:
    both.pbx.faults.making_status = status
    both.pbx.faults.body = "<html>"
    error = await failure_of(both.client.create_template("campaign-foo", TEMPLATE))
    assert isinstance(error, PbxNoAnswer)
    made = [asked for asked in both.pbx.requests if asked.path.endswith("/template")]
    assert len(made) == 1


async def test_records_are_found_by_caller_and_callee_together(both: Both) -> None:
    await both.client.place_otp(CALL)
    await both.client.place_otp(changed(caller="0123456788"))
    (one,) = await both.client.cdrs(caller="0123456788", callee="0987654321", limit=5, offset=0)
    assert one.caller == "0123456788"
    assert await both.client.cdrs(caller="0123456788", callee="0987654302") == []
