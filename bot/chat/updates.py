"""The order of updates: one person's one after another, different people's side by side.

An update that Telegram delivers twice is dropped the second time. Decides nothing of its content.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Coroutine
from contextlib import closing
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

#: So many people's handlers run at a time; so many updates may wait for them.
AT_ONCE: Final = 64
WAITING: Final = 100_000
REMEMBERED: Final = 4096


#: What a press begins with that is answered at once: people go on being called until it is.
_STOPS: Final = ("list.stop:", "list.pause:")


class InOrderPerPerson(BaseUpdateProcessor):
    """At most `AT_ONCE` updates at a time, one a person; a slow answer holds up only its asker.

    What stops calls waits for nothing.
    """

    __slots__ = ("_lines", "_places", "_seen")

    def __init__(self) -> None:
        super().__init__(WAITING)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._lines: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the handlers of one update when it is its sender's turn."""
        assert isinstance(update, Update), "polling delivers nothing else"
        assert isinstance(coroutine, Coroutine), "PTB passes its own coroutine"
        # One that never runs (a double, or still in line at the end) is closed, or Python warns.
        with closing(coroutine):
            if not self._is_new(update.update_id):
                return
            if _stops(update):
                await coroutine
                return
            user = update.effective_user
            line = self._lines.setdefault(user.id if user else 0, asyncio.Lock())
            # Whoever sends a hundred messages waits in their own line, and takes one place.
            async with line, self._places:
                await coroutine

    def _is_new(self, update_id: int) -> bool:
        if update_id in self._seen:
            return False
        self._seen[update_id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def _stops(update: Update) -> bool:
    press = update.callback_query
    return press is not None and (press.data or "").startswith(_STOPS)
