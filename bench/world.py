"""The real program against a sandbox whose first customer has as many channels as wanted.

The same as journeys are told in; only the account is wider.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from bot.sandbox.telegram.records import Message
from bot.sandbox.world import Sandbox
from tests.journeys.world import OPERATOR, Journey

TEMPLATE = "thong_bao_no_cuoc_01"
ACCOUNT = 1

T = TypeVar("T")

# httpx looks for it at each request over ASGI, and no search in vain is remembered.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]


class Wide(Journey):
    """A journey over an account of so many channels."""

    def __init__(self, folder: Path, now: Callable[[], float], *, channels: int) -> None:
        super().__init__(folder, now)
        self.channels = channels
        self.sandbox = Sandbox(now=now, hooks=self._hooks, concurrency=channels)
        self.telegram, self.pbx = self.sandbox.telegram, self.sandbox.pbx
        self._news = asyncio.Event()
        self.telegram.watchers.append(lambda _: self._news.set())

    async def widen(self) -> None:
        """The bot knows how many channels there are."""
        account = await self.program.store.read(lambda tx: tx.accounts.get(ACCOUNT))
        assert account is not None, "the demo's account is the first"
        wide = replace(account, concurrency=self.channels)
        await self.program.store.write(lambda tx: tx.accounts.change(wide))

    def send_list(self, content: bytes, name: str) -> Message:
        """The operator sends a list, its template's name as caption."""
        return self.telegram.send_file(
            OPERATOR,
            OPERATOR,
            content=content,
            file_name=name,
            mime_type="application/octet-stream",
            kind="document",
            caption=f"/call {TEMPLATE}",
        )

    async def until(self, found: Callable[[], T | None]) -> T:
        """What is found in the chats, as soon as it is there."""
        while (what := found()) is None:
            self._news.clear()
            await self._news.wait()
        return what

    async def preview(self, *, after: Message) -> Message:
        """The preview of the list that was sent in this message."""
        return await self.until(
            lambda: next(
                (m for m in self.shown(OPERATOR) if m.id > after.id and pressable(m, "list.go:")),
                None,
            )
        )

    async def confirm(self, preview: Message) -> None:
        """The operator presses [Call]."""
        data = pressable(preview, "list.go:")
        assert data is not None, "a preview has the button"
        await self.telegram.press(OPERATOR, OPERATOR, preview.id, data).answer


def pressable(message: Message, action: str) -> str | None:
    """The data of a message's button that does this, if it has one."""
    rows = message.keyboard if message.by_bot else ()
    found = (button.get("callback_data", "") for row in rows for button in row)
    return next((data for data in found if data.startswith(action)), None)


@asynccontextmanager
async def world(folder: Path, now: Callable[[], float], *, channels: int) -> AsyncIterator[Wide]:
    """The program, running, and wound down at the end."""
    wide = Wide(folder, now, channels=channels)
    going = asyncio.create_task(wide.sandbox.run())
    try:
        await wide.start()
        await wide.widen()
        yield wide
    finally:
        await wide.stop()
        wide.sandbox.close()
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going
