"""The sandbox PBX's REST surface: the reference's endpoints under /v1.

Owns the wire: who asks, what is asked, which answer. Refuses what the reference and the vendor's
other pages say is refused, in their words; what a call then does is the exchange's to decide.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Message, Receive, Scope, Send

from bot.sandbox.pbx.accounts import Account, Accounts
from bot.sandbox.pbx.requests import (
    Json,
    Refused,
    build_error,
    check,
    read_json,
    read_page,
    read_placement,
)
from bot.sandbox.pbx.switchboard import Switchboard
from bot.sandbox.pbx.switches import Faults, Manner

#: How long `Faults.hang` keeps a client that does not give up by itself.
HANG_SECONDS = 120.0


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request as it came; `status` is None until it is answered, heard or not."""

    at: float
    method: str
    path: str
    status: int | None = None
    #: Of placements that could be read.
    callee: str | None = None
    ref: str | None = None


class SandboxPbx:
    """A PBX that really calls nobody; set fields of `faults` and `manner` at any time."""

    def __init__(
        self,
        accounts: Sequence[Account],
        *,
        now: Callable[[], float],
        hooks: httpx.AsyncClient,
        speed: float = 1.0,
    ) -> None:
        self.faults = Faults()
        self.manner = Manner()
        self.accounts = Accounts(accounts, now=now)
        self.switchboard = Switchboard(
            accounts, now=now, hooks=hooks, speed=speed, faults=self.faults, manner=self.manner
        )
        #: Every request, in order of arrival.
        self.requests: list[Asked] = []
        self._now = now
        self._app = self._build_app()

    @property
    def routes(self) -> list[BaseRoute]:
        """To be mounted at the root of a host."""
        return [Mount("/v1", app=self._log)]

    @property
    def placements(self) -> Counter[str]:
        """How many calls were taken, by callee."""
        return Counter(call.callee for call in self.switchboard.exchange.calls.values())

    async def run(self) -> None:
        """Let calls go on and send their hooks, until cancelled."""
        await self.switchboard.run()

    def _build_app(self) -> Starlette:
        app = Starlette(
            routes=[
                Route("/auth", self._login, methods=["POST"]),
                Route("/auth/token", self._issue_token, methods=["POST"]),
                Route("/autocall/otp", self._place_otp, methods=["POST"]),
                Route("/report", self._list_records, methods=["GET"]),
                Route("/report/{call_id}", self._show_record, methods=["GET"]),
            ],
            exception_handlers={Refused: self._refuse, HTTPException: self._refuse},
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

    async def _refuse(self, _request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = Refused.plain(error.status_code)
        assert isinstance(error, Refused)
        body = build_error(error, self.manner.errors)
        return JSONResponse(body, error.status)

    async def _login(self, request: Request) -> Response:
        if (fault := self._fault(self.faults.token_status)) is not None:
            return fault
        body = read_json(await request.body())
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
        return JSONResponse({"data": data})

    async def _issue_token(self, request: Request) -> Response:
        if (fault := self._fault(self.faults.token_status)) is not None:
            return fault
        body = read_json(await request.body())
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
        return JSONResponse({"data": data})

    async def _place_otp(self, request: Request) -> Response:
        fault = self._fault(self.faults.placement_status)
        if fault is not None and not self.faults.placed_anyway:
            return fault
        call_id = self._place(request, await request.body())
        if self.faults.hang:
            await _until_given_up(request)
            raise Refused.plain(504)
        await asyncio.sleep(self.faults.answer_after)
        return fault or JSONResponse({"call_id": call_id, "status": "success"})

    def _place(self, request: Request, body: bytes) -> str:
        account = self._account(request)
        placement = read_placement(read_json(body))
        asked: Asked = request.scope["asked"]
        asked.callee = placement.callee
        asked.ref = str(placement.param["ref_id"]) if "ref_id" in placement.param else None
        if placement.campaign_id != account.campaign_id:
            raise Refused(403, "campaign is not permitted")
        template = account.template(placement.template_name)
        if template is None:
            raise Refused(404, "template is not found")
        if any(placement.param.get(key) in (None, "") for key in template.keys):
            raise Refused(400, "missing tts key")
        extra = sorted(placement.param.keys() - template.keys - {"template_name"})
        if extra and not self.manner.extra_keys:
            raise Refused(400, [{"param": f"{key} is not allowed"} for key in extra])
        call_id = self.switchboard.place(
            account.user_id, placement, script_seconds=template.seconds(placement.param)
        )
        if call_id is None:
            raise Refused(400, "concurrent call limit is reached")
        return call_id

    async def _list_records(self, request: Request) -> Response:
        if (fault := self._fault(self.faults.report_status)) is not None:
            return fault
        calls = self.switchboard.calls(self._account(request).user_id)
        limit, offset = read_page(request.query_params)
        if caller := request.query_params.get("caller"):
            calls = [call for call in calls if call.caller == caller]
        if callee := request.query_params.get("callee"):
            calls = [call for call in calls if call.callee == callee]
        if self.manner.newest_first:
            calls.reverse()
        page = calls[offset : offset + limit]
        return JSONResponse({"data": [self.switchboard.cdr(call) for call in page]})

    async def _show_record(self, request: Request) -> Response:
        if (fault := self._fault(self.faults.report_status)) is not None:
            return fault
        for call in self.switchboard.calls(self._account(request).user_id):
            if call.call_id == request.path_params["call_id"]:
                return JSONResponse({"data": self.switchboard.cdr(call)})
        raise Refused.plain(404)

    def _account(self, request: Request) -> Account:
        account = self.accounts.by_authorization(request.headers.get("Authorization", ""))
        if account is None:
            raise Refused.plain(401)
        return account

    def _fault(self, status: int | None) -> Response | None:
        """The answer that a fault gives in place of the endpoint's own."""
        status = 503 if self.faults.pbx_503 else status
        if status is None:
            return None
        after = self.faults.retry_after
        headers = {} if after is None else {"Retry-After": str(after)}
        if self.faults.body is not None:
            return Response(self.faults.body, status, headers)
        body: Json = build_error(Refused.plain(status), self.manner.errors)
        return JSONResponse(body, status, headers)


async def _until_given_up(request: Request) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(HANG_SECONDS):
            await request.receive()  # the body is read: what comes next is the disconnect
