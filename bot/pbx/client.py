"""An account's PBX: every endpoint of its API as a method, from a model to a model.

Nothing that calls or makes something is sent twice, unless no connection was made, or once after a
401. It keeps no record of calls.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

import httpx

from bot.core.cdrs import Cdr
from bot.errors import PbxInvalid, PbxNoAnswer, PbxNotReached, Problem
from bot.pbx import wire
from bot.pbx.answers import Reply
from bot.pbx.auth import TokenAuth
from bot.pbx.calls import Audio, Login, OtpCall, VoiceCall
from bot.pbx.replies import Created, LoggedIn, Placement, Placements, Token
from bot.pbx.sender import ACTS, Sender
from bot.pbx.templates import OtpTemplate, Template
from bot.pbx.transport import TIMEOUTS, Observe, Timeouts
from bot.pbx.wire import Request

T = TypeVar("T")


async def log_in(
    base_url: str,
    login: Login,
    *,
    now: Callable[[], float],
    random: Callable[[], float],
    transport: httpx.AsyncBaseTransport | None = None,
    timeouts: Timeouts = TIMEOUTS,
    observe: Observe | None = None,
) -> LoggedIn:
    """An account by its password, with its API key; PbxUnauthorized if the PBX knows none such."""
    sender = Sender(
        base_url, now=now, random=random, transport=transport, timeouts=timeouts, observe=observe
    )
    try:
        return await sender.ask(wire.build_login(login), wire.read_login)
    except PbxNoAnswer as failure:
        raise _not_let_in(failure) from failure
    finally:
        await sender.aclose()


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
        """`now` gives Unix seconds, `random` a number from 0 to 1, by which pauses vary.

        `on_secret` is told each access token, so that no log line shows it.
        """
        self._on_secret = on_secret
        self._pbx_api_key = pbx_api_key
        self._auth = TokenAuth(self._fetch_token, now=now)
        self._sender = Sender(
            base_url,
            now=now,
            random=random,
            transport=transport,
            timeouts=timeouts,
            observe=observe,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def ready(self) -> None:
        """Have a valid token, so that a failure to get one comes before a placement leaves."""
        await self._sender.repeat(self._auth.token, ACTS, endpoint="token")

    async def check(self) -> None:
        """Prove that the PBX answers and accepts the key."""
        await self.cdrs(limit=1)

    async def create_otp_template(self, campaign_id: str, template: OtpTemplate) -> Created:
        """Make a script that reads codes; PbxNameTaken if there is one of its name."""
        return await self._ask(wire.build_otp_template(campaign_id, template), wire.read_created)

    async def create_template(self, campaign_id: str, template: Template) -> Created:
        """Make a script for voice calls; PbxNameTaken if there is one of its name."""
        return await self._ask(wire.build_template(campaign_id, template), wire.read_created)

    async def place_otp(self, call: OtpCall) -> Placement:
        """Call and read out a code. PbxNoAnswer: somebody may have been called."""
        return await self._ask(wire.build_otp_call(call), wire.read_otp_placement)

    async def place_voice(self, call: VoiceCall) -> Placement:
        """Call one `callee`. PbxNoAnswer: somebody may have been called."""
        if call.callee is None:
            raise PbxInvalid("callee", Problem.MISSING)
        return await self._ask(wire.build_voice_call(call), wire.read_placement)

    async def place_voices(self, call: VoiceCall) -> Placements:
        """Call many `callees`, all with the same values. PbxNoAnswer: some may have been called."""
        if call.callees is None:
            raise PbxInvalid("callees", Problem.MISSING)
        return await self._ask(wire.build_voice_call(call), wire.read_placements)

    async def upload_audio(self, content: bytes, name: str) -> Created:
        """Give the PBX a sound file, bit for bit; PbxNameTaken if it has one of this name."""
        audio = Audio(name=name, content=content)
        return await self._ask(wire.build_audio(audio), wire.read_created)

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
        return await self._ask(request, wire.read_cdrs)

    async def cdr(self, call_id: str) -> Cdr:
        """One record; PbxNotFound if the PBX has none (yet)."""
        return await self._ask(wire.build_cdr(call_id), wire.read_cdr)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._sender.aclose()

    async def _ask(self, request: Request, read: Callable[[Reply], T]) -> T:
        return await self._sender.ask(request, read, auth=self._auth, secrets=(self._pbx_api_key,))

    async def _fetch_token(self) -> Token:
        request = wire.build_token(self._pbx_api_key)
        try:
            token = await self._sender.ask_once(request, wire.read_token)
        except PbxNoAnswer as failure:
            raise _not_let_in(failure) from failure
        if self._on_secret is not None:
            self._on_secret(token.access_token)
        return token


def _not_let_in(failure: PbxNoAnswer) -> PbxNotReached:
    """Whatever became of a request for a key or a token, nobody was called."""
    return PbxNotReached(failure.words, status=failure.status, retry_after=failure.retry_after)
