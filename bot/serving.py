"""The HTTP server around our ASGI app: its socket, its start and its end. Signals stay ours."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from bot.connected import Door, room
from bot.errors import SettingsError

#: Whole seconds that hooks under way get once the server takes nothing new.
FINISH_HOOKS: Final = 3


class _Server(uvicorn.Server):
    """uvicorn in our loop; signals stay ours."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Serving:
    """An HTTP server of `app` on a socket that listens already."""

    def __init__(
        self,
        app: ASGIApp,
        listening: socket.socket,
        *,
        grace: int = FINISH_HOOKS,
        closing: Callable[[], None] | None = None,
        door: Door | None = None,
    ) -> None:
        """Requests under way get `grace` seconds when it stops; `closing` ends those that hang."""
        # uvicorn asks for a class, and does no more with it than to call it.
        http: Any = door or Door(connections=room())
        self._listening = listening
        self._closing = closing
        self._stopped = asyncio.Event()
        self._server = _Server(
            uvicorn.Config(
                app,
                http=http,
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=grace,
            )
        )

    async def run(self) -> None:
        """Serve until cancelled; after `stop` nothing is served any more."""
        await self._server.serve([self._listening])
        self._stopped.set()
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Take nothing new, finish what is under way."""
        if self._closing is not None:
            self._closing()
        self._server.should_exit = True
        await self._stopped.wait()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; SettingsError, in a sentence, if the address can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except socket.gaierror:
        raise SettingsError(
            [f"Choose another host than {host}: it is none of this machine."]
        ) from None
    except OSError as error:
        raise SettingsError(
            [f"Choose another port than {port} on {host}: {os.strerror(error.errno or 0).lower()}."]
        ) from None


def stop_on_signals() -> asyncio.Event:
    """Set by the first SIGTERM or Ctrl-C."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop
