"""The sandbox as the demo gets it: parts on one host, and a first call that just works."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.exchange import ENDINGS
from bot.sandbox.pbx.accounts import Account
from bot.sandbox.pbx.drafts import read_template
from bot.sandbox.pbx.scripts import Prompt
from bot.sandbox.pbx.switches import Faults, Manner
from bot.sandbox.world import PAGE_FAULTS, SEED, Sandbox, numbers
from tests.sandbox.pbx_peer import TTS_TEMPLATE

#: What each switch of the page changes in the PBX.
SWITCHED = {
    "hooks_lose": {"hooks_lose": True},
    "hooks_double": {"hooks_double": True},
    "hooks_delay": {"hooks_delay": True},
    "hooks_reorder": {"hooks_reorder": True},
    "pbx_503": {"pbx_503": True},
    "hang": {"hang": True},
    "no_channel_429": {"no_channel_status": 429},
    "oldest_first": {"newest_first": False},
    "no_extra_keys": {"extra_keys": False},
}


def changed(sandbox: Sandbox) -> dict[str, object]:
    """The fields of the PBX's faults and manner that are not as at first."""
    return {
        field.name: getattr(now, field.name)
        for now, at_first in ((sandbox.pbx.faults, Faults()), (sandbox.pbx.manner, Manner()))
        for field in fields(now)
        if getattr(now, field.name) != getattr(at_first, field.name)
    }


async def log_in(client: httpx.AsyncClient, account: Account) -> dict[str, str]:
    """The headers that prove an account."""
    key = {"api_key": account.api_key}
    token = (await client.post("/v1/auth/token", json=key)).json()["data"]["access_token"]
    return {"Authorization": f"Bearer {token}"}


def called(sandbox: Sandbox, callee: str) -> str:
    """The id of a call that another system places now."""
    param = {"template_name": "otp_demo", "code_otp": "4821"}
    place = sandbox.pbx.switchboard.place_elsewhere
    return place(SEED.account, callee, param=param, caller=SEED.caller)


@pytest.fixture
async def sandbox(now: Callable[[], float]) -> AsyncIterator[Sandbox]:
    async def take(_request: Request) -> Response:
        return Response(status_code=204)

    receiver = Starlette(routes=[Route("/hook", take, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=receiver)) as hooks:
        sandbox = Sandbox(now=now, hooks=hooks)
        running = asyncio.create_task(sandbox.run())
        yield sandbox
        sandbox.close()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_the_seeded_account_can_call_with_the_seeded_template(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    placement = {
        "campaign_id": SEED.account.campaign_id,
        "caller": SEED.caller,
        "callee": "0987654321",
        "param": {"template_name": SEED.account.templates[0].name, "code_otp": "4821"},
        "callback_url": "http://bot/hook",
    }
    headers = await log_in(client, SEED.account)
    answer = await client.post("/v1/autocall/otp", json=placement, headers=headers)
    assert answer.status_code == 200
    await asyncio.sleep(60)
    assert [posted.status for posted in sandbox.pbx.switchboard.poster.log] == [204] * 4


@pytest.mark.parametrize("account", [SEED.account, SEED.second])
async def test_each_seeded_account_logs_in_and_calls_with_each_of_its_scripts(
    client: httpx.AsyncClient, account: Account
) -> None:
    login = {"username": account.username, "password": account.password}
    data = (await client.post("/v1/auth", json=login)).json()["data"]
    assert data["api_key"] == account.api_key
    headers = await log_in(client, account)
    for template in account.templates:
        placement = {
            "campaign_id": account.campaign_id,
            "caller": SEED.caller,
            "callee": "0912345605",
            "param": {"template_name": template.name} | dict.fromkeys(template.keys, "1"),
            "queue": True,
        }
        path = f"/v1/autocall/{template.type.lower()}"
        answer = await client.post(path, json=placement, headers=headers)
        assert answer.status_code == 200, (template.name, answer.text)


def test_the_first_login_is_the_references() -> None:
    assert (SEED.account.username, SEED.account.password) == ("foo@test.tel4vn.com", "foo123")


def test_the_seeded_accounts_share_nothing() -> None:
    first, second = SEED.account, SEED.second
    for name in ("user_id", "domain_id", "username", "password", "api_key", "campaign_id"):
        assert getattr(first, name) != getattr(second, name), name
    assert SEED.caller != SEED.second_caller


def test_the_seeded_reminder_is_the_references_and_has_one_key_more() -> None:
    reference = read_template(TTS_TEMPLATE)
    (seeded,) = (t for t in SEED.account.templates if t.name == reference.name)
    assert seeded.press_options == {
        **reference.press_options,
        "2": Prompt(content="Chúng tôi sẽ gọi lại cho {{customer_name}}"),
    }
    assert replace(seeded, press_options=reference.press_options) == reference


async def test_there_are_no_records_unless_history_is_asked_for(
    client: httpx.AsyncClient,
) -> None:
    headers = await log_in(client, SEED.account)
    answer = await client.get("/v1/report", headers=headers)
    assert answer.json() == {"data": []}


@pytest.mark.parametrize("hours", [0, 14, 22])
@pytest.mark.parametrize("speed", [1.0, 50.0])
async def test_history_is_what_another_system_called_on_the_days_before(
    now: Callable[[], float], hours: int, speed: float
) -> None:
    await asyncio.sleep(hours * 3600)
    async with httpx.AsyncClient() as hooks:
        sandbox = Sandbox(now=now, hooks=hooks, history=True, speed=speed)
        transport = httpx.ASGITransport(app=sandbox.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            headers = await log_in(client, SEED.account)
            answer = await client.get("/v1/report?limit=100", headers=headers)
            others = await log_in(client, SEED.second)
            of_second = await client.get("/v1/report", headers=others)
    cdrs = answer.json()["data"]
    params = [json.loads(cdr["param"]) for cdr in cdrs]
    assert len(cdrs) == 12
    assert of_second.json() == {"data": []}
    assert {cdr["type"] for cdr in cdrs} == {"OTP", "VOICE"}
    assert all("ref_id" not in param for param in params)
    assert "chuc_mung_sinh_nhat" in {param["template_name"] for param in params}
    assert "chuc_mung_sinh_nhat" not in {t.name for t in SEED.account.templates}
    ages = [now() - datetime.fromisoformat(cdr["create_time"]).timestamp() for cdr in cdrs]
    assert ages == sorted(ages)
    assert 60 < ages[0] < 86_400 < ages[-1] < 4 * 86_400
    assert all(cdr["hangup_cause"] for cdr in cdrs)
    assert not sandbox.pbx.placements
    assert sandbox.phone.view() is None
    sandbox.close()


async def test_the_first_account_may_have_another_number_of_channels(
    now: Callable[[], float],
) -> None:
    async with httpx.AsyncClient() as hooks:
        sandbox = Sandbox(now=now, hooks=hooks, concurrency=50)
        for _ in range(60):
            called(sandbox, "0912345603")
        lines = sandbox.pbx.lines(SEED.account)
        sandbox.close()
    assert (lines.busy, lines.waiting, lines.peak) == (50, 10, 50)


async def test_a_call_rings_on_the_pages_phone_and_is_answered_there(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    placement = {
        "campaign_id": SEED.account.campaign_id,
        "caller": SEED.caller,
        "callee": "0912345600",
        "param": {"template_name": "otp_demo", "code_otp": "4821"},
    }
    headers = await log_in(client, SEED.account)
    placed = await client.post("/v1/autocall/otp", json=placement, headers=headers)
    await asyncio.sleep(2)
    state = (await client.get("/page/state", params={"user": SEED.operator.id})).json()
    assert state["phone"]["call_id"] == placed.json()["call_id"]
    act = {"call_id": state["phone"]["call_id"], "act": "answer"}
    assert (await client.post("/page/phone", json=act)).status_code == 200
    assert (await client.post("/page/phone", json=act)).status_code == 400
    view = sandbox.phone.view()
    assert view is not None
    assert view["state"] == "answered"


async def test_telegram_knows_the_seeded_bot(client: httpx.AsyncClient) -> None:
    answer = (await client.get(f"/bot{SEED.telegram_token}/getMe")).json()
    assert answer["result"]["username"] == SEED.bot_username
    assert answer["result"]["first_name"] == SEED.bot_name


@pytest.mark.parametrize(
    ("user_id", "kinds"),
    [
        (SEED.operator.id, ["private", "group"]),
        (SEED.admin.id, ["private", "group"]),
        (SEED.stranger.id, ["private"]),
    ],
)
async def test_the_page_shows_each_person_their_chats(
    client: httpx.AsyncClient, user_id: int, kinds: list[str]
) -> None:
    state = (await client.get("/page/state", params={"user": user_id})).json()
    assert [chat["kind"] for chat in state["chats"]] == kinds
    assert {user["role"] for user in state["users"]} == {"operator", "admin", "stranger"}


async def test_only_the_administrator_administers_the_group(client: httpx.AsyncClient) -> None:
    path = f"/bot{SEED.telegram_token}/getChatAdministrators"
    answer = (await client.get(path, params={"chat_id": SEED.group_id})).json()
    assert [member["user"]["id"] for member in answer["result"]] == [SEED.admin.id]


async def test_the_page_offers_a_number_for_every_ending(client: httpx.AsyncClient) -> None:
    state = (await client.get("/page/state", params={"user": SEED.operator.id})).json()
    assert state["numbers"] == numbers()
    assert [number["digits"] for number in state["numbers"]] == list(ENDINGS)
    assert state["numbers"][0] == {
        "digits": "21",
        "callee": "0987654321",
        "command": "/call 0987654321 thong_bao_no_cuoc_01 "
        'customer_name="Nguyễn Văn A" due_amount=10.410.000 due_date=30/11/2026',
        "vi": "nghe, bấm 1",
        "en": "answers, presses 1",
    }
    assert [n["digits"] for n in state["numbers"] if n["command"].startswith("/call ")] == [
        "21",
        "22",
        "29",
        "00",
    ]
    assert numbers()[3]["command"] == "/otp 0912345601 4821"
    for number in state["numbers"]:
        assert number["callee"].endswith(number["digits"])


@pytest.mark.parametrize("fault", SWITCHED)
async def test_each_fault_of_the_page_switches_the_pbx(
    sandbox: Sandbox, client: httpx.AsyncClient, fault: str
) -> None:
    answer = await client.post("/page/faults", json={fault: True})
    assert answer.status_code == 200, answer.text
    assert changed(sandbox) == SWITCHED[fault]
    state = (await client.get("/page/state", params={"user": SEED.operator.id})).json()
    assert {name for name, on in state["faults"].items() if on} == {fault}
    await client.post("/page/faults", json={fault: False})
    assert changed(sandbox) == {}


def test_every_switch_of_the_page_is_known_here() -> None:
    assert list(PAGE_FAULTS) == list(SWITCHED)


async def test_the_page_can_switch_no_other_fault(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    for fault in ("placed_anyway", "newest_first", "body"):
        assert (await client.post("/page/faults", json={fault: True})).status_code == 400
    assert changed(sandbox) == {}


async def test_reset_takes_the_messages_and_leaves_people(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    operator = SEED.operator.id
    message = {"user": operator, "chat_id": operator, "text": "/start"}
    assert (await client.post("/page/send", json=message)).status_code == 200
    await client.post("/page/reset", json={})
    state = (await client.get("/page/state", params={"user": operator})).json()
    assert state["messages"].get(str(operator), []) == []
    assert len(state["users"]) == 3


async def test_reset_empties_the_phone_and_leaves_every_call_and_its_record(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    operator = {"user": SEED.operator.id}
    busy, ringing = (called(sandbox, callee) for callee in ("0912345602", "0912345600"))
    await asyncio.sleep(5)
    await client.post("/page/reset", json={})
    assert (await client.get("/page/state", params=operator)).json()["phone"]["call_id"] == ringing
    assert sandbox.phone.act(ringing, "reject")
    assert sandbox.phone.view() is not None

    await client.post("/page/reset", json={})

    assert (await client.get("/page/state", params=operator)).json()["phone"] is None
    await asyncio.sleep(2)
    records = sandbox.pbx.switchboard.calls(SEED.account.user_id)
    assert [call.call_id for call in records] == [busy, ringing]
    called(sandbox, "0912345602")
    await asyncio.sleep(5)
    assert sandbox.phone.view() is not None, "the next call is shown"


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize(
    "path",
    [
        "/v1/auth/token",
        "/v1/autocall/voice",
        "/v1/audio",
        "/page/send",
        "/page/attach",
        f"/bot{SEED.telegram_token}/sendMessage",
        f"/bot{SEED.telegram_token}/sendDocument",
    ],
)
async def test_a_request_that_is_cut_off_is_refused_and_no_error_of_the_sandbox(
    sandbox: Sandbox, client: httpx.AsyncClient, path: str, kind: str
) -> None:
    headers = await log_in(client, SEED.account) | {"Host": "127.0.0.1", "Content-Type": kind}
    arriving = iter([{"type": "http.request", "body": b"--x\r\n", "more_body": True}])
    answered = []

    async def receive() -> dict[str, object]:
        return next(arriving, {"type": "http.disconnect"})

    async def send(message: MutableMapping[str, Any]) -> None:
        answered.append(message.get("status"))

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    await sandbox.app(scope, receive, send)
    assert answered[0] == 400
