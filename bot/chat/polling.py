"""The line to Telegram: connects for as long as it takes, fetches updates, and lets go in order.

No error of Telegram's ends it, a refused token included: the program does not wait for it, hooks
are taken and calls reconciled while Telegram is away. What updates mean is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ExtBot
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from bot.chat.application import ALLOWED_UPDATES
from bot.chat.refusals import seconds
from bot.chat.sender import Sender
from bot.flows.rivals import Rivals

log = logging.getLogger(__name__)

#: Seconds that Telegram keeps a request for updates open while there are none.
LONG_POLL: Final = 10
#: The longest wait before Telegram is asked again, and the one after a token it does not accept.
LONGEST_PAUSE: Final = 30.0
TOKEN_PAUSE: Final = 60.0
CONNECTIONS: Final = 32


TelegramBot = ExtBot[None]


def connect(
    telegram_token: str, *, api_url: str, proxy: str | None, transport: object | None = None
) -> TelegramBot:
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
    """Fetches updates until cancelled; `greet` runs beside it once the bot knows its name."""

    application: Application[Any, Any, Any, Any, Any, Any]
    sender: Sender
    greet: Callable[[], Awaitable[None]]
    rivals: Rivals
    #: Told whether Telegram answers, again and again.
    observe: Callable[[bool], None]

    async def run(self) -> None:
        """Connect, say what can be asked, fetch updates; ends by cancellation only."""
        await self._connect()
        self.sender.ready.set()
        log.info("telegram: connected as @%s", self.application.bot.username)
        await self.application.start()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._greet())
            await self._fetch()

    async def _connect(self) -> None:
        failures = 0
        while True:
            try:
                await self.application.initialize()
                # A first initialize() that failed half-way is not repeated by a second one.
                await self.application.bot.get_me()
                # Where a webhook is set, updates can't be fetched.
                await self.application.bot.delete_webhook()
            except TelegramError as error:
                _say(error)
                failures += 1
                await asyncio.sleep(_pause(error, failures))
            else:
                return

    async def _greet(self) -> None:
        try:
            await self.greet()
        except Exception:
            log.exception("not everybody's menu was set")

    async def _fetch(self) -> NoReturn:
        bot, failures, offset = self.application.bot, 0, 0
        while True:
            try:
                updates = await bot.get_updates(
                    offset=offset, timeout=LONG_POLL, allowed_updates=ALLOWED_UPDATES
                )
            except TelegramError as error:
                if isinstance(error, Conflict):
                    await self.rivals.met()
                    await self._take_back()
                else:
                    _say(error)
                self.observe(False)
                failures += 1
                await asyncio.sleep(_pause(error, failures))
            except Exception:
                log.exception("telegram: updates that can't be read")
                offset = await self._one_by_one(offset)
            else:
                if updates or failures:
                    self.sender.heard()
                # Two that fetch take turns: what one of them gets is no sign of the end.
                failures = 0 if await self.rivals.gone() else failures
                self.observe(True)
                for update in updates:
                    await self.application.update_queue.put(update)
                    # Asked from here on, Telegram forgets what came before.
                    offset = update.update_id + 1

    async def _take_back(self) -> None:
        """A webhook that another program has set stays when that has ended, and nobody fetches."""
        with suppress(TelegramError):
            await self.application.bot.delete_webhook()

    async def _one_by_one(self, offset: int) -> int:
        """Take the next update by itself; one that PTB can't make sense of is passed over.

        It would hold up all that come after it. Returns what to ask for next.
        """
        bot = self.application.bot
        asked = {"offset": offset, "limit": 1, "allowed_updates": ALLOWED_UPDATES}
        try:
            with warnings.catch_warnings(action="ignore", category=PTBUserWarning):
                found: Any = await bot.do_api_request("getUpdates", api_kwargs=asked)
        except TelegramError as error:
            _say(error)
            await asyncio.sleep(LONGEST_PAUSE)
            return offset
        for raw in found:
            offset = int(raw["update_id"]) + 1
            try:
                await self.application.update_queue.put(Update.de_json(raw, bot))
            except Exception:
                log.exception("telegram: update %s passed over", raw["update_id"])
        return offset

    async def stop(self) -> None:
        """Once `run` was cancelled: finish the handlers that run."""
        if self.application.running:
            await self.application.stop()

    async def close(self) -> None:
        """Close the connections; what is being sent is cut off."""
        # Not the application's shutdown, which wants everything to have ended well.
        await self.application.bot.shutdown()


def _pause(error: TelegramError, failures: int) -> float:
    """Seconds before Telegram is asked again: as it says, else doubling."""
    match error:
        case RetryAfter():
            return seconds(error.retry_after)
        case InvalidToken():
            return TOKEN_PAUSE
        case _:
            return min(LONGEST_PAUSE, 2.0 ** min(failures, 6))


def _say(error: TelegramError) -> None:
    match error:
        case InvalidToken():
            log.error("telegram: TELEGRAM_BOT_TOKEN is not accepted; ask @BotFather for it")
        case _:
            log.warning("telegram: not reached, trying again (%s)", type(error).__name__)
