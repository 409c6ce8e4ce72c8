"""The wire of hooks: `POST /hooks/pbx/{token}`, a body of limited size in limited time.

Refuses what needs no look at the call to be refused; whoever takes the hook decides the rest.
Never reads what a body says, and logs neither token nor body.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.errors import HookRejected

#: Bytes that a hook's body may have, and no more.
BODY_LIMIT: Final = 64 * 1024

#: Seconds after which a PBX told 503 may try again, where the refusal says nothing else.
RETRY_AFTER: Final = 5

#: Hooks that wait for their commit, their bodies in memory; further ones are told 503 at once.
WAITING: Final = 1_000
#: Seconds that one waits for it: longer than the store waits for a lock.
COMMIT_SECONDS: Final = 15.0

log = logging.getLogger(__name__)

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")
_RESULTS: Final = MappingProxyType({404: "unknown", 408: "too_slow", 413: "too_large"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HookIntake:
    """Answers hooks: 204 once `take_hook` has committed one, else 404, 408, 413 or 503."""

    take_hook: Callable[[str, bytes], Awaitable[None]]
    count_hook: Callable[[str], None]
    body_seconds: float
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WAITING))

    async def post(self, request: Request) -> Response:
        """Answer one hook; a sender that goes away before its body has come leaves no trace."""
        result = "failed"
        try:
            await self._take(request)
            result = "accepted"
            return Response(status_code=204)
        except HookRejected as rejected:
            result = _RESULTS.get(rejected.status, "busy")
            return _refuse(rejected.status, rejected.retry_after, rejected.proof)
        except ClientDisconnect:
            result = "cut_off"
            return _refuse(400)
        except Exception:
            log.exception("a hook could not be taken")
            return _refuse(503)
        finally:
            self.count_hook(result)

    async def _take(self, request: Request) -> None:
        token = request.path_params["token"]
        if not _TOKEN.fullmatch(token):
            raise HookRejected(404)
        body = await self._read_body(request)
        # Whoever only drips a body takes no place from those that can be committed.
        if self._places.locked():
            raise HookRejected(503)
        try:
            async with self._places, asyncio.timeout(COMMIT_SECONDS):
                await self.take_hook(token, body)
        except TimeoutError:
            # If it is committed after all, the next try is known to be the same hook.
            raise HookRejected(503) from None

    async def _read_body(self, request: Request) -> bytes:
        # Starlette's own limit answers a declared length without closing the connection.
        if _declared_length(request) > BODY_LIMIT:
            raise HookRejected(413)
        body = bytearray()
        try:
            async with asyncio.timeout(self.body_seconds):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > BODY_LIMIT:
                        raise HookRejected(413)
        except TimeoutError:
            raise HookRejected(408) from None
        return bytes(body)


def _declared_length(request: Request) -> int:
    try:
        return int(request.headers.get("content-length", "0"))
    except ValueError:
        return 0


def _refuse(status: int, retry_after: int | None = None, proof: str = "") -> Response:
    # The body may be unread: closing spares the server from waiting for the rest of it.
    headers = {"Connection": "close"}
    if status == 503:
        headers["Retry-After"] = str(retry_after or RETRY_AFTER)
    return Response(proof, status_code=status, headers=headers)
