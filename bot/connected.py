"""Who is connected to our HTTP server: how many at a time, and how long without saying anything.

uvicorn waits for the head of a request for ever, takes one of any size and keeps any number of
connections: a few machines that mean harm, or one that is broken, would take them all.
"""

from __future__ import annotations

import asyncio
import logging
import resource
from dataclasses import dataclass, field
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

log = logging.getLogger(__name__)

#: Connections at a time, where the process may have as many files open.
CONNECTIONS: Final = 4_096
#: Files that the process opens beside them: the database, the peers, the worker.
OTHER_FILES: Final = 256
#: Seconds from a connection's first moment, or from an answer, to the end of the next head.
HEAD_SECONDS: Final = 10.0
#: Seconds in which some of an answer must be taken.
TAKE_SECONDS: Final = 30.0
#: Bytes that a head may have.
HEAD_LIMIT: Final = 64 * 1024
#: Requests sent before the first was answered; nobody who means well has so many.
PIPELINED: Final = 16
#: How often, in seconds, the log says that there are too many.
SAID_EVERY: Final = 60.0

_FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\n" + (
    b"Retry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)


def room() -> int:
    """How many connections fit; lets the process have more files open, where it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    if soft < wanted:
        soft = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(min(CONNECTIONS, soft - OTHER_FILES), 1)


@dataclass(slots=True, kw_only=True)
class Door:
    """Makes uvicorn's protocol for each connection of one server; the oldest idle one gives way."""

    connections: int
    head_seconds: float = HEAD_SECONDS
    take_seconds: float = TAKE_SECONDS
    #: Those whose next request has not begun or has not come whole, the longest first.
    _idle: dict[Connection, asyncio.TimerHandle] = field(default_factory=dict)
    _said_at: float = -SAID_EVERY

    def __call__(self, **given: Any) -> Connection:
        """Called by uvicorn where it would make its own protocol."""
        return Connection(self, **given)

    def enter(self, connection: Connection) -> None:
        """A new one; if it is one too many, another goes, or it gets 503."""
        if len(connection.connections) <= self.connections:
            self.wait_for(connection)
            return
        self._say(connection.loop.time())
        oldest = next(iter(self._idle), None)
        if oldest is None:
            connection.transport.write(_FULL)
            connection.transport.close()
            return
        self.leave(oldest)
        # Not closed: that would wait until it has taken what it was answered.
        oldest.transport.abort()
        self.wait_for(connection)

    def wait_for(self, connection: Connection) -> None:
        """Its next request must come in time."""
        self.leave(connection)
        self._idle[connection] = connection.loop.call_later(
            self.head_seconds, connection.transport.close
        )

    def leave(self, connection: Connection) -> None:
        """It is idle no longer, or no longer there."""
        if (timer := self._idle.pop(connection, None)) is not None:
            timer.cancel()

    def is_idle(self, connection: Connection) -> bool:
        """Whether no whole request of it is being answered."""
        return connection in self._idle

    def _say(self, now: float) -> None:
        if now - self._said_at >= SAID_EVERY:
            self._said_at = now
            log.warning("over %s connections: the oldest idle ones are closed", self.connections)


class Connection(HttpToolsProtocol):
    """uvicorn's own, with an end to what it waits for."""

    def __init__(self, door: Door, **given: Any) -> None:
        super().__init__(**given)
        self._door = door
        self._head = 0
        self._untaken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._door.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._door.leave(self)
        self._taken()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._head = self._head + len(data) if self._door.is_idle(self) else 0
        if self._head > HEAD_LIMIT and not self.transport.is_closing():
            self.send_400_response("Too large.")

    def on_headers_complete(self) -> None:
        self._door.leave(self)
        super().on_headers_complete()
        if len(self.pipeline) > PIPELINED:
            # Ends the parsing: uvicorn answers 400 and closes.
            raise ValueError("too many requests at once")

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._door.wait_for(self)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._untaken = self.loop.call_later(self._door.take_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._taken()

    def _taken(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None
