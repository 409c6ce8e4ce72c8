"""The only sender of requests to the PBX.

Decides what is repeated: a placement only where no connection was made, so that nobody is called
twice; a read a few times. It keeps no record of calls.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx

from bot.core.cdrs import Cdr
from bot.errors import PbxError, PbxNoAnswer, PbxNotReached, PbxRateLimited
from bot.pbx import wire
from bot.pbx.auth import BEARER, TokenAuth
from bot.pbx.transport import TIMEOUTS, BoundedTransport, Observe, Timeouts
from bot.pbx.wire import OtpCall, Placement, Reply, Request, Token

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


PLACEMENTS: Final = Repeating(after=(PbxNotReached,), patience=10.0)
READS: Final = Repeating(after=(PbxNotReached, PbxNoAnswer, PbxRateLimited), patience=30.0)


class PbxClient:
    """One account's way to the PBX; every method raises a PbxError of `bot.errors`, no other."""

    def __init__(
        self,
        base_url: str,
        pbx_api_key: str,
        *,
        now: Callable[[], float],
        random: Callable[[], float],
        transport: httpx.AsyncBaseTransport | None = None,
        timeouts: Timeouts = TIMEOUTS,
        observe: Observe | None = None,
        on_secret: Callable[[str], None] | None = None,
    ) -> None:
        """`on_secret` is told each access token, so that no log line shows it."""
        self._now = now
        self._random = random
        self._on_secret = on_secret
        self._token_request = wire.build_token(pbx_api_key)
        self._auth = TokenAuth(self._fetch_token, now=now)
        tls = httpx.create_ssl_context(trust_env=False)

        def connect(keepalive: int) -> httpx.AsyncClient:
            limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=keepalive)
            inner = transport or httpx.AsyncHTTPTransport(
                verify=tls, limits=limits, trust_env=False
            )
            return httpx.AsyncClient(
                base_url=base_url.rstrip("/").removesuffix("/v1"),
                headers={"Accept": "application/json", "Accept-Encoding": "identity"},
                timeout=timeouts.for_httpx(),
                transport=BoundedTransport(inner, seconds=timeouts.total, observe=observe),
                trust_env=False,
            )

        self._reads = connect(CONNECTIONS)
        # A kept connection that the server is closing can't be told from a lost answer.
        self._placements = connect(0)

    async def ready(self) -> None:
        """Have a valid token, so that a failure to get one comes before a placement leaves."""
        await self._repeat(self._auth.token, PLACEMENTS, endpoint="token")

    async def check(self) -> None:
        """Prove that the PBX answers and accepts the key."""
        await self.cdrs(limit=1)

    async def place_otp(self, call: OtpCall) -> Placement:
        """Call and read out a code. PbxNoAnswer: somebody may have been called."""
        request = wire.build_otp_call(call)
        return await self._repeat(
            lambda: self._ask(self._placements, request, wire.read_placement, auth=self._auth),
            PLACEMENTS,
            endpoint=request.endpoint,
        )

    async def cdrs(
        self,
        *,
        limit: int = 10,
        offset: int = 0,
        caller: str | None = None,
        callee: str | None = None,
    ) -> list[Cdr]:
        """A page of the account's records, in the PBX's order, whichever that is."""
        request = wire.build_cdrs(limit, offset, caller=caller, callee=callee)
        return await self._read(request, wire.read_cdrs)

    async def cdr(self, call_id: str) -> Cdr:
        """One record; PbxNotFound if the PBX has none (yet)."""
        return await self._read(wire.build_cdr(call_id), wire.read_cdr)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._reads.aclose()
        await self._placements.aclose()

    async def _read(self, request: Request, read: Callable[[Reply], T]) -> T:
        return await self._repeat(
            lambda: self._ask(self._reads, request, read, auth=self._auth),
            READS,
            endpoint=request.endpoint,
        )

    async def _fetch_token(self) -> Token:
        try:
            token = await self._ask(self._reads, self._token_request, wire.read_token, auth=None)
        except PbxNoAnswer as failure:
            # Whatever became of the request for a token, nobody was called.
            raise PbxNotReached(
                failure.words, status=failure.status, retry_after=failure.retry_after
            ) from failure
        if self._on_secret is not None:
            self._on_secret(token.access_token)
        return token

    async def _ask(
        self,
        client: httpx.AsyncClient,
        request: Request,
        read: Callable[[Reply], T],
        *,
        auth: httpx.Auth | None,
    ) -> T:
        response = await client.request(
            request.method,
            request.path,
            params=request.params,
            json=request.json,
            auth=auth,
            extensions={"endpoint": request.endpoint},
        )
        sent = response.request.headers.get("Authorization", "").removeprefix(BEARER)
        reply = Reply(
            status=response.status_code,
            headers=response.headers,
            body=response.content,
            at=self._now(),
            secrets=(*request.secrets, *self._token_request.secrets, sent),
        )
        return read(reply)

    async def _repeat(
        self, ask: Callable[[], Awaitable[T]], repeating: Repeating, *, endpoint: str
    ) -> T:
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
