"""The order of updates: one person's one after another, different people's side by side.

An update that Telegram delivers twice is dropped the second time. Decides nothing of its content.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Coroutine
from typing import Any, Final
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE: Final = 64
REMEMBERED: Final = 4096


class InOrderPerPerson(BaseUpdateProcessor):
    """At most `AT_ONCE` updates at a time; a slow answer holds up only whoever asked for it."""

    __slots__ = ("_lines", "_seen")

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._lines: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the handlers of one update when it is its sender's turn."""
        assert isinstance(update, Update), "polling delivers nothing else"
        if not self._is_new(update.update_id):
            assert isinstance(coroutine, Coroutine), "PTB passes its own coroutine"
            coroutine.close()
            return
        user = update.effective_user
        line = self._lines.setdefault(user.id if user else 0, asyncio.Lock())
        async with line:
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
