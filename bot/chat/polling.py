"""The line to Telegram: connects for as long as it takes, fetches updates, and lets go in order.

The program does not wait for it: hooks are taken and calls reconciled while Telegram is away.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ExtBot
from telegram.request import HTTPXRequest

from bot.chat.application import ALLOWED_UPDATES
from bot.chat.sender import Sender

log = logging.getLogger(__name__)

AGAIN_AFTER: Final = 5.0
CONNECTIONS: Final = 32


def connect(
    telegram_token: str, *, api_url: str, proxy: str | None, transport: object | None = None
) -> ExtBot[None]:
    """A bot at `api_url`; `transport` stands in for the network."""
    kwargs: dict[str, Any] = {} if transport is None else {"transport": transport}
    return ExtBot(
        telegram_token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=HTTPXRequest(CONNECTIONS, proxy=proxy, httpx_kwargs=kwargs),
        get_updates_request=HTTPXRequest(1, proxy=proxy, httpx_kwargs=kwargs),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """Fetches updates until cancelled; `greet` runs once the bot knows its name."""

    application: Application[Any, Any, Any, Any, Any, Any]
    sender: Sender
    greet: Callable[[], Awaitable[None]]

    async def run(self) -> None:
        """Connect, say what can be asked, fetch updates; ends by cancellation only."""
        await self._connect()
        self.sender.ready.set()
        log.info("telegram: connected as @%s", self.application.bot.username)
        await self.greet()
        await self.application.start()
        assert self.application.updater is not None, "built with an updater"
        await self.application.updater.start_polling(
            allowed_updates=list(ALLOWED_UPDATES), bootstrap_retries=-1, error_callback=_say
        )
        await asyncio.Event().wait()

    async def _connect(self) -> None:
        while True:
            try:
                await self.application.initialize()
                # A first initialize() that failed half-way is not repeated by a second one.
                await self.application.bot.get_me()
            except TelegramError as error:
                _say(error)
                await asyncio.sleep(AGAIN_AFTER)
            else:
                return

    async def stop(self) -> None:
        """Fetch nothing more, finish the handlers that run."""
        updater = self.application.updater
        if updater is not None and updater.running:
            await updater.stop()
        if self.application.running:
            await self.application.stop()

    async def close(self) -> None:
        """Close the connections; what is being sent is cut off."""
        await self.application.shutdown()


def _say(error: TelegramError) -> None:
    match error:
        case Conflict():
            log.error("telegram: another program fetches this bot's updates; only one may")
        case InvalidToken():
            log.error("telegram: TELEGRAM_BOT_TOKEN is not accepted; ask @BotFather for it")
        case _:
            log.warning("telegram: not reached, trying again (%s)", type(error).__name__)
