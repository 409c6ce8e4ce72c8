"""A PBX that answers as it is told, and clients in front of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field

import httpx
import pytest

from bot.errors import PbxError
from bot.pbx import OtpCall, PbxClient

KEY = "the-pbx-api-key"
CODE = "482193"
CALL = OtpCall(
    campaign_id="c",
    caller="0123456789",
    callee="0987654321",
    template="otp_demo",
    code=CODE,
    callback_url="https://bot.example/hooks/pbx/hook-token",
    queue=False,
    ref="r-1",
)

#: What answers one request: a status, a status with a body, a failure, or a function.
Answer = (
    int
    | tuple[int, object]
    | Exception
    | Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]]
)
PLACED: Answer = (200, {"call_id": "a", "status": "success"})
NONE: Answer = (200, {"data": []})
#: Failures before a request leaves, and after it may have.
NOT_CONNECTED = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.PoolTimeout("full"),
]
MAY_HAVE_LEFT = [
    httpx.WriteError("broken pipe"),
    httpx.WriteTimeout("slow"),
    httpx.ReadError("reset"),
    httpx.ReadTimeout("slow"),
    httpx.RemoteProtocolError("Server disconnected without sending a response."),
    httpx.CloseError("x"),
    ConnectionResetError("reset"),
    OSError("ssl"),
]


@dataclass
class Peer:
    """Answers placements and reads from `answers`, in turn, the last for ever; counts tokens."""

    now: Callable[[], float]
    answers: list[Answer] = field(default_factory=lambda: [PLACED])
    tokens: list[Answer] = field(default_factory=list)
    token_seconds: float = 86400.0
    requests: list[httpx.Request] = field(default_factory=list)
    #: What each request showed; the request itself changes when it is sent again.
    authorizations: list[str] = field(default_factory=list)
    token_requests: list[httpx.Request] = field(default_factory=list)
    observed: list[tuple[str, int | None, float]] = field(default_factory=list)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """For `httpx.MockTransport`."""
        if request.url.path == "/v1/auth/token":
            self.token_requests.append(request)
            answer = _next(self.tokens) or (200, self.a_token())
        else:
            self.requests.append(request)
            self.authorizations.append(request.headers.get("Authorization", ""))
            answer = _next(self.answers)
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            given = answer(request)
            return given if isinstance(given, httpx.Response) else await given
        status, body = answer if isinstance(answer, tuple) else (answer, {"error": "no"})
        return httpx.Response(status, json=body)

    def a_token(self) -> dict[str, object]:
        """The reply to a request for a token; each is new."""
        number = len(self.token_requests)
        expire_at = self.now() + self.token_seconds
        return {"data": {"access_token": f"access-token-{number}", "expire_at": expire_at}}

    def client(self, base_url: str = "https://pbx.example") -> PbxClient:
        """A client of this peer; its random number is 0.5, so pauses are 0.5 s and 1 s."""
        return PbxClient(
            base_url,
            KEY,
            now=self.now,
            random=lambda: 0.5,
            transport=httpx.MockTransport(self.answer),
            observe=lambda *seen: self.observed.append(seen),
        )


def body_of(request: httpx.Request) -> dict[str, object]:
    """The JSON that was sent."""
    body: dict[str, object] = json.loads(request.content)
    return body


def clock() -> float:
    """Seconds on the virtual clock."""
    return asyncio.get_running_loop().time()


async def failure_of(waiting: Awaitable[object]) -> PbxError:
    """The error that comes of it; the test fails without one."""
    with pytest.raises(PbxError) as caught:
        await waiting
    return caught.value


async def hang(_request: httpx.Request) -> httpx.Response:
    """Never answers."""
    await asyncio.sleep(1e6)
    raise AssertionError("nobody waits that long")


class Chunks(httpx.AsyncByteStream):
    """A body that comes in pieces; `closed` when whoever reads it lets go."""

    def __init__(self, chunks: Iterable[bytes | Exception | float]) -> None:
        self._chunks = chunks
        self.given = 0
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            if isinstance(chunk, Exception):
                raise chunk
            if isinstance(chunk, bytes):
                self.given += len(chunk)
                yield chunk
            else:
                await asyncio.sleep(chunk)

    async def aclose(self) -> None:
        self.closed = True


def _next(answers: list[Answer]) -> Answer:
    if not answers:
        return 0
    return answers.pop(0) if len(answers) > 1 else answers[0]
