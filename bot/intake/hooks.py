"""The wire of hooks: `POST /hooks/pbx/{token}`, a body of limited size in limited time.

Decides only what can be refused without knowing the call. Never reads what a body says, keeps
nothing, and logs neither token nor body.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.errors import HookRejected

#: A hook's body may have this many bytes and no more.
BODY_LIMIT: Final = 64 * 1024

#: Asked for with a 503: seconds until the PBX may try again.
RETRY_AFTER: Final = 5

log = logging.getLogger(__name__)

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,64}")
_RESULTS: Final = MappingProxyType({404: "unknown", 408: "too_slow", 413: "too_large"})

type_of_take_hook = Callable[[str, bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HookIntake:
    """Answers a hook: 204 once `take_hook` has it committed, else 404, 408, 413 or 503."""

    take_hook: Callable[[str, bytes], Awaitable[None]]
    count_hook: Callable[[str], None]
    body_seconds: float

    async def post(self, request: Request) -> Response:
        """One hook; ClientDisconnect, where a sender gives up, leaves no trace."""
        try:
            token = request.path_params["token"]
            if not _TOKEN.fullmatch(token):
                raise HookRejected(404)
            body = await self._read_body(request)
            await self.take_hook(token, body)
        except HookRejected as rejected:
            return self._refuse(rejected.status, retry_after=rejected.retry_after)
        except ClientDisconnect:
            return self._answer("cut_off", Response(status_code=400))
        except Exception:
            log.exception("a hook could not be taken")
            return self._refuse(503)
        return self._answer("accepted", Response(status_code=204))
