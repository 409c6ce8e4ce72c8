"""Files on their way in from Telegram: whole, or the reason why not; never an exception."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from bot.chat.files import PATIENCE, fetch
from bot.chat.polling import connect
from bot.core.uploads import Unfetched

LIMIT = 1000
CONTENT = bytes(range(200))
Peer = Callable[[httpx.Request], Awaitable[httpx.Response]]


class Telegram:
    """A Bot API that has one file, and does what a test says instead."""

    def __init__(self, **file: Any) -> None:
        self.file = {"file_id": "f", "file_unique_id": "u", "file_path": "a/b.wav"} | file
        self.content = CONTENT
        self.refusals: list[tuple[int, dict[str, Any]]] = []
        self.hangs = False
        self.asked: list[str] = []

    async def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(path.rpartition("/")[2])
        if path.endswith("getMe"):
            me = {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}
            return httpx.Response(200, json={"ok": True, "result": me})
        if self.hangs:
            await asyncio.Event().wait()
        if self.refusals:
            status, more = self.refusals.pop(0)
            return httpx.Response(status, json={"ok": False, "error_code": status} | more)
        if path.endswith("getFile"):
            return httpx.Response(200, json={"ok": True, "result": self.file})
        return httpx.Response(200, content=self.content)


@asynccontextmanager
async def fetching(telegram: Telegram) -> AsyncIterator[Callable[[], Awaitable[bytes | Unfetched]]]:
    transport = httpx.MockTransport(telegram.answer)
    async with connect("1:t", api_url="http://t", proxy=None, transport=transport) as bot:
        yield lambda: fetch(bot, "f", limit=LIMIT)


async def fetched(telegram: Telegram) -> bytes | Unfetched:
    async with fetching(telegram) as go:
        return await go()


async def test_a_file_comes_whole() -> None:
    assert await fetched(Telegram(file_size=len(CONTENT))) == CONTENT
    assert await fetched(Telegram()) == CONTENT


async def test_a_file_that_is_too_large_by_its_size_is_not_downloaded() -> None:
    telegram = Telegram(file_size=LIMIT + 1)
    assert await fetched(telegram) is Unfetched.TOO_LARGE
    assert "b.wav" not in telegram.asked


async def test_more_bytes_than_were_promised_are_not_taken() -> None:
    telegram = Telegram(file_size=10)
    telegram.content = bytes(LIMIT + 1)
    assert await fetched(telegram) is Unfetched.TOO_LARGE


@pytest.mark.parametrize(
    ("status", "words", "why"),
    [
        (400, "Bad Request: file is too big", Unfetched.TOO_LARGE),
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable", Unfetched.GONE),
        (404, "Not Found", Unfetched.GONE),
        (403, "Forbidden: bot was blocked by the user", Unfetched.GONE),
    ],
)
async def test_what_telegram_refuses_is_asked_for_once(
    status: int, words: str, why: Unfetched
) -> None:
    telegram = Telegram()
    telegram.refusals = [(status, {"description": words})]
    assert await fetched(telegram) is why
    assert telegram.asked.count("getFile") == 1


async def test_a_server_that_stumbles_is_asked_again() -> None:
    telegram = Telegram()
    telegram.refusals = [(502, {"description": "Bad Gateway"})] * 2
    assert await fetched(telegram) == CONTENT


async def test_a_server_that_keeps_stumbling_is_left_alone_after_three_tries() -> None:
    telegram = Telegram()
    telegram.refusals = [(502, {"description": "Bad Gateway"})] * 9
    assert await fetched(telegram) is Unfetched.FAILED
    assert telegram.asked.count("getFile") == 3


async def test_half_a_file_is_no_file() -> None:
    telegram = Telegram(file_size=len(CONTENT))
    telegram.content = CONTENT[:-1]
    assert await fetched(telegram) is Unfetched.FAILED


async def test_an_answer_without_a_path_is_no_file() -> None:
    telegram = Telegram()
    del telegram.file["file_path"]
    assert await fetched(telegram) is Unfetched.FAILED


async def test_a_download_that_hangs_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    telegram = Telegram()
    clock = asyncio.get_running_loop().time
    async with fetching(telegram) as go:
        telegram.hangs = True
        began = clock()
        assert await go() is Unfetched.FAILED
    assert clock() - began <= PATIENCE
    assert "1:t" not in caplog.text
