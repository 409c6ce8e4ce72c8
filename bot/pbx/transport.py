"""One exchange with the PBX: bounded in time and size, timed, its failures told apart.

Decides whether a request that failed may have left. Sends each once; repeating is the client's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import httpx

from bot.errors import PbxNoAnswer, PbxNotReached
from bot.pbx.answers import BODY_LIMIT

#: Called after each exchange with its endpoint, its status (None: no answer) and its seconds.
Observe = Callable[[str, int | None, float], None]

#: Failures before the first byte of a request: nothing was sent.
_NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
#: Bytes are taken as they come, so headers about their encoding would mislead.
_DROPPED_HEADERS: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds: to connect, between two bytes, and for an exchange as a whole.

    `total` and `upload` have to outlast waiting for a free connection, connecting and TLS, each of
    which may take `connect`: only then does running out of one mean that the request may have left.
    """

    connect: float = 5.0
    read: float = 15.0
    total: float = 20.0
    #: For an exchange that sends a file.
    upload: float = 120.0

    def for_httpx(self) -> httpx.Timeout:
        """The same as httpx takes it."""
        return httpx.Timeout(self.read, connect=self.connect, pool=self.connect)


TIMEOUTS: Final = Timeouts()


class BoundedTransport(httpx.AsyncBaseTransport):
    """Sends by `inner`; raises PbxNotReached or PbxNoAnswer, without a chain that holds secrets.

    A request's extensions name its `endpoint` and the `seconds` that its exchange may take.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, observe: Observe | None) -> None:
        self._inner = inner
        self._observe = observe

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer with its whole body, cut just past the limit."""
        began = asyncio.get_running_loop().time()
        status = None
        failure: type[PbxNotReached | PbxNoAnswer]
        try:
            async with asyncio.timeout(request.extensions["seconds"]):
                response = await self._exchange(request)
            status = response.status_code
            return response
        except _NOT_SENT:
            failure = PbxNotReached
        except (httpx.HTTPError, OSError, ValueError):
            failure = PbxNoAnswer
        finally:
            if self._observe is not None:
                seconds = asyncio.get_running_loop().time() - began
                self._observe(request.extensions["endpoint"], status, seconds)
        # Outside the handlers: httpx's errors hold the request, and with it keys and codes.
        raise failure

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        stream = cast(httpx.AsyncByteStream, response.stream)
        body = bytearray()
        try:
            async for chunk in stream:
                body += chunk
                if len(body) > BODY_LIMIT:
                    break
        finally:
            await stream.aclose()
        headers = [pair for pair in response.headers.items() if pair[0] not in _DROPPED_HEADERS]
        return httpx.Response(response.status_code, headers=headers, content=bytes(body))
