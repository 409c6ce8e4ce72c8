"""The sandbox PBX's REST surface: the reference's endpoints under /v1.

Owns the wire: who asks, what is asked, which answer, and the faults in its place. Which calls are
taken, what is made and how a call goes is decided elsewhere.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import islice

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Message, Receive, Scope, Send

from bot.sandbox.bodies import BadBody, read_bytes
from bot.sandbox.lines import Use
from bot.sandbox.pbx.accounts import Account, Accounts
from bot.sandbox.pbx.drafts import read_otp_template, read_template
from bot.sandbox.pbx.library import Library
from bot.sandbox.pbx.making import make_template, take_audio
from bot.sandbox.pbx.placing import NOT_PERMITTED, Placing
from bot.sandbox.pbx.requests import (
    Asked,
    Json,
    Refused,
    build_error,
    check,
    read_json,
    read_page,
    read_placement,
    read_placements,
)
from bot.sandbox.pbx.switchboard import Switchboard
from bot.sandbox.pbx.switches import Faults, Manner

#: How long `Faults.hang` keeps a client that does not give up by itself.
HANG_SECONDS = 120.0
#: A request without a file: room for a call to ten thousand callees.
MOST_BYTES = 256 << 10

Endpoint = Callable[[Request], Awaitable[Json]]
Served = Callable[[Request], Awaitable[Response]]


class SandboxPbx:
    """A PBX that really calls nobody; set fields of `faults` and `manner` at any time.

    `read` is how its voice says a value; left alone, values are said as they stand.
    """

    def __init__(
        self,
        accounts: Sequence[Account],
        *,
        now: Callable[[], float],
        hooks: httpx.AsyncClient,
        speed: float = 1.0,
        read: Callable[[str], str] = str,
    ) -> None:
        self.faults = Faults()
        self.manner = Manner()
        self.accounts = Accounts(accounts, now=now)
        self.library = Library(read)
        for account in accounts:
            for template in account.templates:
                self.library.add_template(account.user_id, template)
        self.switchboard = Switchboard(
            accounts,
            library=self.library,
            now=now,
            hooks=hooks,
            speed=speed,
            faults=self.faults,
            manner=self.manner,
        )
        #: Every request, in order of arrival.
        self.requests: list[Asked] = []
        self._placing = Placing(self.library, self.switchboard, manner=self.manner)
        self._now = now
        self._app = self._build_app()

    @property
    def routes(self) -> list[BaseRoute]:
        """To be mounted at the root of a host."""
        return [Mount("/v1", app=self._log)]

    @property
    def placements(self) -> Counter[str]:
        """How many calls were taken here, by callee."""
        return self._placing.placements

    def lines(self, account: Account) -> Use:
        """How the account's channels are used, as the exchange counts it."""
        return self.switchboard.use(account.user_id)

    async def run(self) -> None:
        """Let calls go on and send their hooks, until cancelled."""
        await self.switchboard.run()

    def _build_app(self) -> Starlette:
        served, placed = self._served, self._placed
        table = (
            ("POST", "/auth", served(self._login, "token_status")),
            ("POST", "/auth/token", served(self._issue_token, "token_status")),
            ("POST", "/campaign/{id}/otp", served(self._make_otp_template, "making_status")),
            ("POST", "/campaign/{id}/template", served(self._make_template, "making_status")),
            ("POST", "/audio", served(self._take_audio, "making_status")),
            ("POST", "/autocall/otp", placed(self._place_otp)),
            ("POST", "/autocall/voice", placed(self._place_voice)),
            ("GET", "/report", served(self._list_records, "report_status")),
            ("GET", "/report/{call_id}", served(self._show_record, "report_status")),
        )
        refusals: tuple[type[Exception], ...] = (Refused, HTTPException, BadBody)
        app = Starlette(
            routes=[Route(path, endpoint, methods=[verb]) for verb, path, endpoint in table],
            exception_handlers=dict.fromkeys(refusals, self._refuse),
        )
        app.router.redirect_slashes = False
        return app

    async def _log(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Asked(at=self._now(), method=scope.get("method", ""), path=scope["path"])
        self.requests.append(asked)
        scope["asked"] = asked

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                asked.status = message["status"]
            await send(message)

        await self._app(scope, receive, send_and_note)

    def _served(self, endpoint: Endpoint, fault: str) -> Served:
        """The endpoint, or the fault that answers in its place."""

        async def served(request: Request) -> Response:
            failure = self._failure(fault)
            if failure is not None and fault == "making_status" and self.faults.made_anyway:
                await endpoint(request)
            return failure or JSONResponse(await endpoint(request))

        return served

    def _placed(self, endpoint: Endpoint) -> Served:
        """An endpoint that calls, which it may do whatever is answered."""

        async def placed(request: Request) -> Response:
            failure = self._failure("placement_status")
            if failure is not None and not self.faults.placed_anyway:
                return failure
            answer = await endpoint(request)
            if self.faults.hang:
                await _until_given_up(request)
                raise Refused.plain(504)
            await asyncio.sleep(self.faults.answer_after)
            return failure or JSONResponse(answer)

        return placed

    def _failure(self, fault: str) -> Response | None:
        """The answer that a fault gives, if it is switched on."""
        status = 503 if self.faults.pbx_503 else getattr(self.faults, fault)
        if status is None:
            return None
        headers = _retry_after(self.faults.retry_after)
        if self.faults.body is not None:
            return Response(self.faults.body, status, headers)
        body = build_error(Refused.plain(status), self.manner.errors)
        return JSONResponse(body, status, headers)

    async def _refuse(self, _request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = Refused.plain(error.status_code)
        if isinstance(error, BadBody):
            error = Refused.plain(error.status)
        assert isinstance(error, Refused)
        body = build_error(error, self.manner.errors)
        return JSONResponse(body, error.status, _retry_after(error.retry_after))

    async def _login(self, request: Request) -> Json:
        body = await _read_body(request)
        check(body, {"username": str, "password": str}, {})
        account = self.accounts.by_password(str(body["username"]), str(body["password"]))
        if account is None:
            raise Refused.plain(401)
        data = {
            "user_uuid": account.user_id,
            "domain_uuid": account.domain_id,
            "username": account.username.partition("@")[0],
            "api_key": account.api_key,
            "user_enabled": "true",
            "level": "admin",
        }
        return {"data": data}

    async def _issue_token(self, request: Request) -> Json:
        body = await _read_body(request)
        check(body, {"api_key": str}, {})
        account = self.accounts.by_key(str(body["api_key"]))
        if account is None:
            raise Refused.plain(401)
        token, expires = self.accounts.issue(account)
        if self.manner.expire_at == "seconds":
            expires -= self._now()
        data = {
            "user_id": account.user_id,
            "access_token": token,
            "refresh_token": "",
            "expire_at": int(expires),
            "token_type": "Bearer",
            "scope": "",
        }
        return {"data": data}

    async def _make_otp_template(self, request: Request) -> Json:
        account = self._campaigns_account(request)
        template = read_otp_template(await _read_body(request))
        return make_template(self.library, account, template)

    async def _make_template(self, request: Request) -> Json:
        account = self._campaigns_account(request)
        template = read_template(await _read_body(request))
        return make_template(self.library, account, template)

    async def _take_audio(self, request: Request) -> Json:
        return await take_audio(self.library, self._account(request), request)

    async def _place_otp(self, request: Request) -> Json:
        account = self._account(request)
        return self._place_one(request, account, await _read_body(request), kind="OTP")

    async def _place_voice(self, request: Request) -> Json:
        account = self._account(request)
        body = await _read_body(request)
        if body.get("callees") is None:
            return self._place_one(request, account, body, kind="VOICE")
        placements = read_placements(body, campaign_id=account.campaign_id)
        request.scope["asked"].ref = placements[0].ref
        return self._placing.place_many(account, placements)

    def _place_one(self, request: Request, account: Account, body: Json, *, kind: str) -> Json:
        placement = read_placement(body)
        asked: Asked = request.scope["asked"]
        asked.callee, asked.ref = placement.callee, placement.ref
        return self._placing.place(account, placement, kind=kind)

    async def _list_records(self, request: Request) -> Json:
        account = self._account(request)
        query = request.query_params
        limit, offset = read_page(query)
        calls = self.switchboard.calls(account.user_id, newest_first=self.manner.newest_first)
        if caller := query.get("caller"):
            calls = (call for call in calls if call.caller == caller)
        if callee := query.get("callee"):
            calls = (call for call in calls if call.callee == callee)
        page = islice(calls, offset, offset + limit)
        return {"data": [self.switchboard.cdr(call) for call in page]}

    async def _show_record(self, request: Request) -> Json:
        call = self.switchboard.call(self._account(request).user_id, request.path_params["call_id"])
        if call is None:
            raise Refused.plain(404)
        return {"data": self.switchboard.cdr(call)}

    def _account(self, request: Request) -> Account:
        account = self.accounts.by_authorization(request.headers.get("Authorization", ""))
        if account is None:
            raise Refused.plain(401)
        return account

    def _campaigns_account(self, request: Request) -> Account:
        """Who asks, if the campaign in the path is their own."""
        account, campaign_id = self._account(request), request.path_params["id"]
        if campaign_id == account.campaign_id:
            return account
        if self.accounts.has_campaign(campaign_id):
            raise Refused(403, NOT_PERMITTED)
        raise Refused.plain(404)


def _retry_after(seconds: int | None) -> dict[str, str]:
    return {} if seconds is None else {"Retry-After": str(seconds)}


async def _read_body(request: Request) -> Json:
    return read_json(await read_bytes(request, MOST_BYTES))


async def _until_given_up(request: Request) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(HANG_SECONDS):
            await request.receive()  # the body is read: what comes next is the disconnect
