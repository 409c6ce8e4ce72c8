"""The ASGI app of what comes in over HTTP: hooks, health, readiness, metrics.

Binds paths to what answers them. Serves nothing to people, and tells nobody what software it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import StoreBusy
from bot.intake.hooks import HookIntake
from bot.intake.watch import Watch
from bot.metrics import Metrics

#: Seconds that the check behind /readyz may take.
READY_SECONDS: Final = 5.0
NOT_NOW: Final = "a hook could not be committed now"

log = logging.getLogger(__name__)


def build_app(
    *,
    take_hook: Callable[[str, bytes], Awaitable[None]],
    ready: Callable[[], Awaitable[bool]],
    metrics: Metrics,
    look: Callable[[], Awaitable[None]],
    body_seconds: float = 10.0,
) -> Starlette:
    """`take_hook(token, body)` raises HookRejected or commits; `ready` says if one could now.

    `look` has `metrics` show what stands in the store at this moment.
    """
    hooks = HookIntake(
        take_hook=take_hook, count_hook=metrics.count_hook, body_seconds=body_seconds
    )

    watch = Watch(look=look, metrics=metrics)

    async def get_healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def get_readyz(_request: Request) -> Response:
        reason = await _find_reason(ready)
        if reason:
            return JSONResponse({"ready": False, "reason": reason}, status_code=503)
        return JSONResponse({"ready": True})

    async def get_metrics(_request: Request) -> Response:
        await watch.look_now()
        return Response(metrics.render(), media_type=metrics.content_type)

    app = Starlette(
        routes=[
            Route("/hooks/pbx/{token}", hooks.post, methods=["POST"]),
            Route("/healthz", get_healthz),
            Route("/readyz", get_readyz),
            Route("/metrics", get_metrics),
        ]
    )
    # A redirect to the path without its slash would send a hook, and its token, round again.
    app.router.redirect_slashes = False
    return app


async def _find_reason(ready: Callable[[], Awaitable[bool]]) -> str:
    """Why a hook could not be committed now; empty if it could."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            return "" if await ready() else NOT_NOW
    except TimeoutError:
        return f"no answer from the store for {READY_SECONDS:.0f} s"
    except StoreBusy:
        # The store has said why in the log.
        return NOT_NOW
    except Exception:
        log.exception("readiness could not be found out")
        return "the check failed"
