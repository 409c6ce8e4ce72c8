"""A local Telegram: one bot's Bot API over HTTP, and the people and groups it talks with.

It refuses what Telegram refuses, in Telegram's words. Imports nothing else of bot/.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.telegram.app import bot_api_routes
from bot.sandbox.telegram.server import Server


class SandboxTelegram(Server):
    """Built on a clock of Unix seconds. `routes` are the Bot API, methods are people's acts."""

    def __init__(self, *, now: Callable[[], float]) -> None:
        super().__init__(now=now)
        self.routes = bot_api_routes(self)
