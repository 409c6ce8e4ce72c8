"""The page's HTTP in front of a local Telegram, with a phone and switches that the tests hold."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.routing import BaseRoute

from bot.sandbox.calls import Sound
from bot.sandbox.page.app import page_routes
from bot.sandbox.page.sample import Sample
from bot.sandbox.telegram import SandboxTelegram
from tests.sandbox.telegram_peer import OPERATOR

NUMBERS = [
    {
        "digits": "21",
        "callee": "0987654321",
        "command": "/otp 0987654321 4821",
        "vi": "…",
        "en": "…",
    }
]


SAMPLE = Sample(
    command="/call t\n0987654321; A\n0912345602; B",
    file_name="mẫu.csv",
    content="\ufeffsố;tên\r\n0987654321;A\r\n".encode(),
)

RINGING = {"call_id": "c1", "callee": "0987654321", "state": "ringing", "since": 5.0}


@dataclass
class OnePhone:
    """A phone that shows one call, and takes a hand's acts while that rings."""

    shown: dict[str, Any] | None = None
    watchers: list[Callable[[], None]] = field(default_factory=list)
    acts: list[tuple[str, str, str | None]] = field(default_factory=list)
    #: What a voice reads in its call.
    reads: Sound | None = None

    def sound(self, call_id: str, number: int) -> Sound | None:
        return self.reads if (call_id, number) == ("c1", 0) else None

    def view(self) -> dict[str, Any] | None:
        return self.shown

    def act(self, call_id: str, act: str, key: str | None = None) -> bool:
        self.acts.append((call_id, act, key))
        return self.shown is not None and self.shown["call_id"] == call_id

    def rings(self) -> None:
        self.shown = RINGING
        for watcher in self.watchers:
            watcher()


@dataclass
class Switches:
    """The caller's side of the page: fault switches, the reset and the phone."""

    telegram: SandboxTelegram
    phone: OnePhone = field(default_factory=OnePhone)
    on: dict[str, bool] = field(default_factory=lambda: {"hooks_lose": False, "pbx_503": False})

    def routes(self) -> list[BaseRoute]:
        return page_routes(
            self.telegram,
            pbx_faults_get=lambda: self.on,
            pbx_faults_put=self.put,
            numbers=NUMBERS,
            sample=SAMPLE,
            reset=self.telegram.reset,
            phone=self.phone,
            speak=self.speak,
        )

    async def speak(self, text: str, voice: str, speed: float) -> bytes | None:
        """As long as what is read, and none of an empty text."""
        return f"{voice} {speed} {text}".encode() if text else None

    def put(self, wanted: Mapping[str, bool]) -> None:
        self.on = {**self.on, **wanted}


async def state(page: httpx.AsyncClient, user: int = OPERATOR) -> dict[str, Any]:
    answer = await page.get("/page/state", params={"user": user})
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def last(page: httpx.AsyncClient, chat_id: int, user: int = OPERATOR) -> dict[str, Any]:
    message: dict[str, Any] = (await state(page, user))["messages"][str(chat_id)][-1]
    return message


async def events(
    page: httpx.AsyncClient,
    telegram: SandboxTelegram,
    acts: Callable[[], Awaitable[object] | None],
    *,
    user: int = OPERATOR,
    last_id: int | None = None,
) -> list[tuple[int, str, Any]]:
    """Number, kind and data of what a stream tells while `acts` happens."""
    headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
    stream = asyncio.create_task(page.get("/page/events", params={"user": user}, headers=headers))
    await asyncio.sleep(0.1)
    if (doing := acts()) is not None:
        await doing
    await asyncio.sleep(0.1)
    telegram.close()
    told = []
    for block in (await stream).text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if lines:
            told.append((int(lines["id"]), lines["event"], json.loads(lines["data"])))
    return told
