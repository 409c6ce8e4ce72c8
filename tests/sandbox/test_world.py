"""The sandbox as the demo gets it: parts on one host, and a first call that just works."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.exchange import ENDINGS
from bot.sandbox.world import PAGE_FAULTS, SEED, Sandbox, numbers


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
    key = {"api_key": SEED.account.api_key}
    token = (await client.post("/v1/auth/token", json=key)).json()["data"]["access_token"]
    placement = {
        "campaign_id": SEED.account.campaign_id,
        "caller": SEED.caller,
        "callee": "0987654321",
        "param": {"template_name": SEED.account.templates[0].name, "code_otp": "4821"},
        "callback_url": "http://bot/hook",
    }
    headers = {"Authorization": f"Bearer {token}"}
    answer = await client.post("/v1/autocall/otp", json=placement, headers=headers)
    assert answer.status_code == 200
    await asyncio.sleep(60)
    assert [posted.status for posted in sandbox.pbx.switchboard.poster.log] == [204] * 4


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
        "command": "/otp 0987654321 4821",
        "vi": "nghe, bấm 1",
        "en": "answers, presses 1",
    }
    for number in state["numbers"]:
        assert number["callee"].endswith(number["digits"])


@pytest.mark.parametrize("fault", PAGE_FAULTS)
async def test_each_fault_of_the_page_switches_the_pbx(
    sandbox: Sandbox, client: httpx.AsyncClient, fault: str
) -> None:
    answer = await client.post("/page/faults", json={fault: True})
    assert answer.status_code == 200, answer.text
    assert {name for name in PAGE_FAULTS if getattr(sandbox.pbx.faults, name)} == {fault}
    state = (await client.get("/page/state", params={"user": SEED.operator.id})).json()
    assert {name for name, on in state["faults"].items() if on} == {fault}
    await client.post("/page/faults", json={fault: False})
    assert not getattr(sandbox.pbx.faults, fault)


async def test_the_page_can_switch_no_other_fault(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    assert (await client.post("/page/faults", json={"hang": True})).status_code == 400
    assert not sandbox.pbx.faults.hang


async def test_reset_takes_the_messages_and_leaves_people_and_calls(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    operator = SEED.operator.id
    message = {"user": operator, "chat_id": operator, "text": "/start"}
    assert (await client.post("/page/send", json=message)).status_code == 200
    await client.post("/page/reset", json={})
    state = (await client.get("/page/state", params={"user": operator})).json()
    assert state["messages"].get(str(operator), []) == []
    assert len(state["users"]) == 3
