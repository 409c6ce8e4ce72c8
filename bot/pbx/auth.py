"""The access token: fetched with the API key, kept in memory, renewed before it expires.

One fetch at a time however many wait, and one refresh for a 401. It writes no token anywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final

import httpx

from bot.errors import PbxError
from bot.pbx.replies import Token

BEARER: Final = "Bearer "
#: How long before its end a token is renewed, in seconds and as a share of its life.
EARLY_SECONDS: Final = 60.0
EARLY_SHARE: Final = 0.1


class TokenAuth(httpx.Auth):
    """Puts the token on requests; `fetch` gets a new one or raises a PbxError."""

    def __init__(self, fetch: Callable[[], Awaitable[Token]], *, now: Callable[[], float]) -> None:
        self._fetch = fetch
        self._now = now
        self._access_token = ""
        self._renew_at = 0.0
        self._lock = asyncio.Lock()
        self._fetches = 0
        self._failure: PbxError | None = None

    async def token(self, *, stale: str = "") -> str:
        """A token that is good now and is not `stale`; those who wait share one fetch's end."""
        seen = self._fetches
        async with self._lock:
            if self._access_token not in ("", stale) and self._now() < self._renew_at:
                return self._access_token
            if self._fetches == seen:
                await self._renew()
            elif self._failure is not None:
                raise self._failure.with_traceback(None)
            return self._access_token

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send with the token; after a 401 once more with a fresh one."""
        access_token = await self.token()
        request.headers["Authorization"] = BEARER + access_token
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED:
            access_token = await self.token(stale=access_token)
            request.headers["Authorization"] = BEARER + access_token
            yield request

    async def _renew(self) -> None:
        try:
            token = await self._fetch()
        except PbxError as failure:
            self._failure = failure
            self._fetches += 1
            raise
        self._failure = None
        self._fetches += 1
        self._access_token = token.access_token
        left = token.expires_at - self._now()
        self._renew_at = token.expires_at - min(EARLY_SECONDS, left * EARLY_SHARE)
