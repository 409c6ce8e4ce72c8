"""The queue of updates and its long poll: offsets confirm, the newer of two pollers wins.

Decides nothing about who may see what; it delivers what it is given, in order, at least once.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram.errors import Refused

#: Telegram keeps an update for a day.
KEPT_SECONDS = 86_400
MOST_AT_ONCE = 100
LONGEST_POLL = 50
#: Sent only to bots that ask for them by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True, slots=True)
class _Update:
    id: int
    at: float
    kind: str
    body: Mapping[str, Any]

    def shape(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}


class UpdateQueue:
    """Updates of one bot. `doubled` delivers each once more after it was confirmed."""

    def __init__(self, *, now: Callable[[], float]) -> None:
        self._now = now
        self._ids: itertools.count[int] | None = None
        self._waiting: list[_Update] = []
        self._repeats: list[_Update] = []
        self._poll: asyncio.Future[None] | None = None
        self._closed = False
        self.allowed: frozenset[str] = frozenset()
        self.webhook_url = ""
        self.doubled = False

    def __len__(self) -> int:
        return len(self._waiting)

    def push(self, kind: str, body: Mapping[str, Any]) -> None:
        """Queue an update, unless the bot's `allowed_updates` leave its kind out."""
        if kind not in self.allowed if self.allowed else kind in ON_REQUEST:
            return
        if self._ids is None:
            # Ids grow over a restart of the sandbox too: a bot may remember those it has seen.
            self._ids = itertools.count(int(self._now()) % 1_000_000_000)
        self._waiting.append(_Update(next(self._ids), self._now(), kind, body))
        self._wake()

    def clear(self) -> None:
        """Forget what was not fetched."""
        self._waiting.clear()
        self._repeats.clear()

    def close(self) -> None:
        """End the poll that hangs and let no other hang: the server is stopping."""
        self._closed = True
        self._wake()

    async def poll(self, *, offset: int, limit: int, seconds: float) -> Sequence[dict[str, Any]]:
        """`getUpdates`; 409 to the poll that another one overtakes, or while a webhook is set."""
        if self.webhook_url:
            raise Refused(409, WEBHOOK_ACTIVE)
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(Refused(409, CONFLICT))
        self._confirm(offset)
        if not self._ready() and seconds > 0 and not self._closed:
            await self._wait(seconds)
        ready = self._ready()[:limit]
        self._repeats = [update for update in self._repeats if update not in ready]
        return [update.shape() for update in ready]

    async def _wait(self, seconds: float) -> None:
        self._poll = poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def _ready(self) -> list[_Update]:
        oldest = self._now() - KEPT_SECONDS
        self._waiting = [update for update in self._waiting if update.at > oldest]
        return [*self._repeats, *self._waiting]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._waiting = self._waiting[offset:]
            return
        confirmed = [update for update in self._waiting if update.id < offset]
        if self.doubled:
            self._repeats += confirmed
        self._waiting = self._waiting[len(confirmed) :]
