"""The Bot API over HTTP: token, method, arguments, Telegram's envelope, files, the faults planned.

Decides nothing about chats; it finds the method, calls it and says how it went.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.sandbox.telegram.errors import Refused
from bot.sandbox.telegram.faults import DOWNLOAD, Fault
from bot.sandbox.telegram.methods import METHODS
from bot.sandbox.telegram.params import read_params
from bot.sandbox.telegram.server import Server

_METHODS = {name.lower(): method for name, method in METHODS.items()}


def bot_api_routes(server: Server) -> list[Route]:
    """`/bot{token}/{method}`, GET and POST, method names in any case; `/file/bot{token}/{path}`."""

    async def endpoint(request: Request) -> Response:
        name = request.path_params["method"].lower()
        fault = server.faults.take(name)
        if fault is not None and not fault.done:
            return await _fail(fault)
        try:
            response = _envelope(await _call(server, request, name))
        except Refused as refusal:
            response = _refusal(refusal.code, refusal.description, refusal.parameters)
        return response if fault is None else await _fail(fault)

    async def download(request: Request) -> Response:
        fault = server.faults.take(DOWNLOAD)
        if fault is not None and not fault.done:
            return await _fail(fault)
        file = server.files.at(request.path_params["path"])
        if file is None or request.path_params["token"] != server.token:
            return _refusal(404, "Not Found", {})
        if fault is not None:
            return await _fail(fault, file.content)
        return Response(file.content, media_type="application/octet-stream")

    return [
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
        Route("/bot{token}/{method}", endpoint, methods=["GET", "POST"]),
    ]


async def _call(server: Server, request: Request, name: str) -> object:
    if request.path_params["token"] != server.token:
        raise Refused(401, "Unauthorized")
    method = _METHODS.get(name)
    if method is None:
        raise Refused(404, "Not Found: method not found")
    result = method(server, await read_params(request))
    return await result if isinstance(result, Awaitable) else result


async def _fail(fault: Fault, body: bytes = b"{}") -> Response:
    await asyncio.sleep(fault.seconds)
    if fault.status:
        parameters = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
        return _refusal(fault.status, HTTPStatus(fault.status).phrase, parameters)
    return _Lost(body)


def _envelope(result: object) -> Response:
    return _json(200, {"ok": True, "result": result})


def _refusal(code: int, description: str, parameters: Mapping[str, int]) -> Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = dict(parameters)
    return _json(code, body)


def _json(status: int, body: object) -> Response:
    return Response(json.dumps(body), status, media_type="application/json")


class _Lost(Response):
    """Breaks the connection halfway through the answer: no client can tell what was done."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        half = self.body[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionResetError("the sandbox loses this answer, as planned")
