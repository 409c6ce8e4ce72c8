"""A local Telegram with people in it, and python-telegram-bot in front of it; no sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from telegram import Bot, Update
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.sandbox.telegram import SandboxTelegram

TOKEN = "1000000001:sandbox-token-for-the-local-chat"
BOT = 1000000001
OPERATOR, ADMIN, STRANGER = 5550002, 5550003, 5550001
GROUP, BASIC_GROUP = -1005550010, -5550011


class ReadTimeoutTransport(httpx.AsyncBaseTransport):
    """`ASGITransport` waits for ever; this keeps to the client's read timeout, as sockets do."""

    def __init__(self, app: Starlette) -> None:
        self._inner = httpx.ASGITransport(app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            async with asyncio.timeout(request.extensions["timeout"]["read"]):
                return await self._inner.handle_async_request(request)
        except TimeoutError:
            raise httpx.ReadTimeout("no answer", request=request) from None


def a_telegram(now: Callable[[], float]) -> SandboxTelegram:
    telegram = SandboxTelegram(now=now)
    telegram.add_bot(TOKEN, "pbx_sandbox_bot", "Tổng đài trong chat")
    telegram.add_user(OPERATOR, "operator", "Nhân viên", "Operator")
    telegram.add_user(ADMIN, "admin", "Quản trị", "Administrator")
    telegram.add_user(STRANGER, "stranger", "Người lạ", "Stranger")
    for chat_id, basic in ((GROUP, False), (BASIC_GROUP, True)):
        telegram.add_group(
            chat_id,
            "Kết quả cuộc gọi",
            "Call outcomes",
            members=[OPERATOR, ADMIN],
            admins=[ADMIN],
            basic=basic,
        )
    return telegram


def a_request(telegram: SandboxTelegram) -> HTTPXRequest:
    transport = ReadTimeoutTransport(Starlette(routes=telegram.routes))
    return HTTPXRequest(httpx_kwargs={"transport": transport})


def a_bot(telegram: SandboxTelegram, *, token: str = TOKEN) -> Bot:
    return Bot(
        token,
        base_url="http://telegram/bot",
        base_file_url="http://telegram/file/bot",
        request=a_request(telegram),
        get_updates_request=a_request(telegram),
    )


def a_client(telegram: SandboxTelegram) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=telegram.routes))
    return httpx.AsyncClient(transport=transport, base_url=f"http://telegram/bot{TOKEN}/")


@asynccontextmanager
async def polling(
    telegram: SandboxTelegram, *handlers: Any, **options: Any
) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    """An `Application` that polls with these handlers, as a real program runs it."""
    builder = ApplicationBuilder().bot(a_bot(telegram))
    application = builder.build()
    application.add_handlers(handlers)
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES, **options)
        try:
            yield application
        finally:
            await application.updater.stop()
            await application.stop()


@asynccontextmanager
async def on_a_socket(routes: Sequence[BaseRoute]) -> AsyncIterator[str]:
    """The address at which these routes are really served; its server stops as a program's does."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(Starlette(routes=routes), ws="none", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listening.close()
