"""Sends requests to one address of a PBX, and repeats those that may be repeated.

What calls or makes something is repeated only where no connection was made, so that nobody is
called twice; everything else a few times. Knows no account.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx

from bot.errors import (
    PbxError,
    PbxInvalid,
    PbxNoAnswer,
    PbxNotReached,
    PbxRateLimited,
    Problem,
)
from bot.pbx.answers import Reply
from bot.pbx.auth import BEARER
from bot.pbx.transport import TIMEOUTS, BoundedTransport, Observe, Timeouts
from bot.pbx.wire import Request

_log = logging.getLogger(__name__)
T = TypeVar("T")

CONNECTIONS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeating:
    """After which failures a request is sent again; none is sent `patience` s after the first."""

    after: tuple[type[PbxError], ...]
    patience: float
    #: Seconds before the second try and the third, give or take half.
    pauses: tuple[float, ...] = (0.5, 1.0)


ACTS: Final = Repeating(after=(PbxNotReached,), patience=10.0)
READS: Final = Repeating(after=(PbxNotReached, PbxNoAnswer, PbxRateLimited), patience=30.0)


@functools.cache
def _tls() -> ssl.SSLContext:
    """One for every account's client: reading the authorities takes a twentieth of a second."""
    return httpx.create_ssl_context(trust_env=False)


class Sender:
    """The way to a PBX; every method raises a PbxError of `bot.errors`, no other."""

    def __init__(
        self,
        base_url: str,
        *,
        now: Callable[[], float],
        random: Callable[[], float],
        transport: httpx.AsyncBaseTransport | None = None,
        timeouts: Timeouts = TIMEOUTS,
        observe: Observe | None = None,
    ) -> None:
        self._now = now
        self._random = random
        self._timeouts = timeouts

        def connect(keepalive: int) -> httpx.AsyncClient:
            limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=keepalive)
            inner = transport or httpx.AsyncHTTPTransport(
                verify=_tls(), limits=limits, trust_env=False
            )
            return httpx.AsyncClient(
                base_url=base_url.rstrip("/").removesuffix("/v1"),
                headers={"Accept": "application/json", "Accept-Encoding": "identity"},
                timeout=timeouts.for_httpx(),
                transport=BoundedTransport(inner, observe=observe),
                trust_env=False,
            )

        try:
            self._reads = connect(CONNECTIONS)
            # A kept connection that the server is closing can't be told from a lost answer.
            self._acts = connect(0)
        except (ValueError, httpx.InvalidURL):
            raise PbxInvalid("base_url", Problem.TYPE) from None

    async def ask(
        self,
        request: Request,
        read: Callable[[Reply], T],
        *,
        auth: httpx.Auth | None = None,
        secrets: tuple[str, ...] = (),
    ) -> T:
        """Send and read the answer, again where that is allowed."""
        return await self.repeat(
            lambda: self.ask_once(request, read, auth=auth, secrets=secrets),
            ACTS if request.acts else READS,
            endpoint=request.endpoint,
        )

    async def ask_once(
        self,
        request: Request,
        read: Callable[[Reply], T],
        *,
        auth: httpx.Auth | None = None,
        secrets: tuple[str, ...] = (),
    ) -> T:
        """Send and read the answer; `secrets` and the request's own are hidden in its words."""
        client = self._acts if request.acts else self._reads
        seconds = self._timeouts.upload if request.files else self._timeouts.total
        built = _build(client, request, seconds)
        if built is None:  # outside the handler: those errors hold what was to be sent
            raise PbxInvalid("", Problem.TYPE)
        response = await client.send(built, auth=auth)
        sent = response.request.headers.get("Authorization", "").removeprefix(BEARER)
        reply = Reply(
            status=response.status_code,
            headers=response.headers,
            body=response.content,
            at=self._now(),
            secrets=(*request.secrets, *secrets, sent),
        )
        return read(reply)

    async def repeat(
        self, ask: Callable[[], Awaitable[T]], repeating: Repeating, *, endpoint: str
    ) -> T:
        """What `ask` gives, asked again after pauses as `repeating` says."""
        clock = asyncio.get_running_loop().time
        until = clock() + repeating.patience
        for pause in repeating.pauses:
            try:
                return await ask()
            except repeating.after as failure:
                wait = (failure.retry_after or 0.0) + pause * (0.5 + self._random())
                if clock() + wait > until:
                    raise
                _log.warning(
                    "pbx_repeat endpoint=%s error=%s status=%s wait=%.1f",
                    endpoint,
                    type(failure).__name__,
                    failure.status,
                    wait,
                )
            await asyncio.sleep(wait)
        return await ask()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._reads.aclose()
        await self._acts.aclose()


def _build(client: httpx.AsyncClient, request: Request, seconds: float) -> httpx.Request | None:
    """The request in bytes; None if none can say it, such as half a character or an endless id."""
    try:
        return client.build_request(
            request.method,
            request.path,
            params=request.params,
            json=request.json,
            files=request.files,
            extensions={"endpoint": request.endpoint, "seconds": seconds},
        )
    except (ValueError, httpx.InvalidURL):
        return None
