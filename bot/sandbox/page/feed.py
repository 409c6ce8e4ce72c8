"""The page's event log: bounded, one for all readers, each of whom keeps only a position in it.

A reader that is slow or gone costs nothing; one that missed too much is told to begin anew.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.sandbox.telegram.cloud import Event, EventKind

#: Events kept for readers that come back.
KEPT_EVENTS = 500
#: A silent stream says that it lives this often.
PING_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and its place in the log, counted from 1.

    None: the callee's phone shows something else, and says itself what.
    """

    seq: int
    event: Event | None


class Feed:
    """Takes events (it is a watcher) and lets any number of readers follow."""

    def __init__(self) -> None:
        self.seq = 0
        #: The phone's newest entry: those before it would show the same as it.
        self._phone_seq = 0
        self._entries: deque[Entry] = deque(maxlen=KEPT_EVENTS)
        self._changed = asyncio.Event()
        self._closed = False

    def __call__(self, event: Event) -> None:
        if event.kind is EventKind.CLOSED:
            self._closed = True
            self._wake()
        else:
            self._log(event)

    def phone_changed(self) -> None:
        """The callee's phone shows something else than before."""
        self._phone_seq = self.seq + 1
        self._log(None)

    async def follow(self, after: int | None) -> AsyncIterator[Entry | None]:
        """Entries after `after` (None: from now on) until closed; None is a sign of life."""
        position = self.seq if after is None else after
        while not self._closed:
            if position > self.seq or position < self.seq - len(self._entries):
                position = self.seq
                yield Entry(position, Event(EventKind.RESET))
            elif position < self.seq:
                behind = self.seq - position
                entry = self._entries[-behind]
                position = entry.seq
                if entry.event is not None or entry.seq == self._phone_seq:
                    yield entry
            elif not await self._wait():
                yield None

    def _log(self, event: Event | None) -> None:
        self.seq += 1
        self._entries.append(Entry(self.seq, event))
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _wait(self) -> bool:
        try:
            async with asyncio.timeout(PING_SECONDS):
                await self._changed.wait()
        except TimeoutError:
            return False
        return True
