"""A sandbox PBX with a client in front of it and a receiver of hooks behind it; no sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.pbx.accounts import Account
from bot.sandbox.pbx.api import SandboxPbx
from bot.sandbox.pbx.scripts import Template
from tests.sounds import wav

CONTENT = "Mã xác nhận của bạn là {{code_otp}} xin nhắc lại mã xác nhận của bạn là {{code_otp}}"


def an_account(name: str, *, concurrency: int = 2) -> Account:
    return Account(
        user_id=f"user-{name}",
        domain_id=f"domain-{name}",
        username=f"{name}@test.tel4vn.com",
        password=f"password-{name}",
        api_key=f"key-{name}",
        campaign_id=f"campaign-{name}",
        concurrency=concurrency,
        templates=(
            Template(name="otp_demo", content=CONTENT, voice_tts="south-f-03", speed_tts=1.2),
        ),
    )


def a_placement(callee: str = "0987654321", **changes: object) -> dict[str, Any]:
    param = {"template_name": "otp_demo", "code_otp": "4821"}
    return {
        "campaign_id": "campaign-foo",
        "caller": "0123456789",
        "callee": callee,
        "param": param,
        "callback_url": "http://bot/hooks/pbx/secret",
        **changes,
    }


#: The body of the reference's example for a TTS script, under Template.
TTS_TEMPLATE: dict[str, Any] = {
    "name": "thong_bao_no_cuoc_01",
    "content": "Chào bạn {{customer_name}} vui lòng thanh toán khoản nợ {{due_amount}} "
    "trước ngày {{due_date}}, vui lòng bấm phím 1 nếu bạn đã thanh toán",
    "voice_type": "tts",
    "enable_option": True,
    "voice_tts": "south-f-03",
    "speed_tts": 1.2,
    "press_options": [
        {"press_num": 1, "type": "tts", "content": "Cám ơn {{customer_name}} đã thanh toán"}
    ],
    "exit_sound": {
        "enable": True,
        "voice_type": "tts",
        "content": "Cám ơn {{customer_name}} đã sử dụng",
    },
    "invalid_sound": {
        "enable": True,
        "voice_type": "tts",
        "content": "{{customer_name}} đã nhập sai",
    },
}
PARAM = {
    "template_name": "thong_bao_no_cuoc_01",
    "customer_name": "Nguyễn Văn A",
    "due_amount": "10.410.000",
    "due_date": "30/1/2021",
}


def a_voice_call(callee: str = "0987654321", **changes: object) -> dict[str, Any]:
    return a_placement(callee, param=dict(PARAM)) | changes


def a_wav(seconds: float = 3.0, *, rate: int = 8000) -> bytes:
    """A-law silence, as telephony has it."""
    return wav(seconds, rate=rate, bits=8, tag=6, fill=b"\xd5")


@dataclass
class Receiver:
    """Takes hooks; `answers` are the statuses it gives first, then 204. 0 never answers."""

    now: Callable[[], float]
    hooks: list[dict[str, Any]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        self.hooks.append(json.loads(await request.body()))
        self.times.append(self.now())
        self.requests.append(request)
        status = self.answers.pop(0) if self.answers else 204
        if status == 0:
            await asyncio.sleep(3600)
        return Response(status_code=status)

    @property
    def states(self) -> list[str]:
        return [hook["state"] for hook in self.hooks]


@dataclass
class Peer:
    pbx: SandboxPbx
    client: httpx.AsyncClient
    receiver: Receiver

    async def log_in(self, name: str = "foo") -> None:
        answer = await self.client.post("/v1/auth/token", json={"api_key": f"key-{name}"})
        token = answer.json()["data"]["access_token"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    async def place(self, callee: str = "0987654321", **changes: object) -> httpx.Response:
        return await self.client.post("/v1/autocall/otp", json=a_placement(callee, **changes))

    async def called(self, callee: str = "0987654321", **changes: object) -> str:
        answer = await self.place(callee, **changes)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["call_id"])

    async def make(self, **changes: object) -> httpx.Response:
        """Make the reference's example script, with these changes."""
        body = TTS_TEMPLATE | changes
        return await self.client.post("/v1/campaign/campaign-foo/template", json=body)

    async def upload(self, name: str, content: bytes) -> httpx.Response:
        return await self.client.post("/v1/audio", files={"file": (name, content)})

    async def place_voice(self, callee: str = "0987654321", **changes: object) -> httpx.Response:
        body = a_voice_call(callee, **changes)
        return await self.client.post("/v1/autocall/voice", json=body)

    async def voiced(self, callee: str = "0987654321", **changes: object) -> str:
        answer = await self.place_voice(callee, **changes)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["call_id"])

    async def cdr(self, call_id: str) -> dict[str, Any]:
        answer = await self.client.get(f"/v1/report/{call_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["data"])

    async def cdrs(self, **query: str) -> list[dict[str, Any]]:
        answer = await self.client.get("/v1/report", params=query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"])


@asynccontextmanager
async def a_peer(
    now: Callable[[], float], *, speed: float = 1.0, read: Callable[[str], str] = str
) -> AsyncIterator[Peer]:
    receiver = Receiver(now)
    app = Starlette(routes=[Route("/hooks/pbx/{token}", receiver.take, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as hooks:
        accounts = [an_account("foo"), an_account("bar")]
        pbx = SandboxPbx(accounts, now=now, hooks=hooks, speed=speed, read=read)
        transport = httpx.ASGITransport(app=Starlette(routes=pbx.routes))
        async with httpx.AsyncClient(transport=transport, base_url="http://pbx") as client:
            running = asyncio.create_task(pbx.run())
            try:
                yield Peer(pbx, client, receiver)
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
