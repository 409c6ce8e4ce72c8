"""The one bot's server: all that exists, all acts of people, and the faults in the way to it."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.telegram.cloud import EventKind
from bot.sandbox.telegram.faults import Faults
from bot.sandbox.telegram.groups import Groups
from bot.sandbox.telegram.people import People
from bot.sandbox.telegram.records import GROUP_ANONYMOUS_BOT, User


class Server(People, Groups):
    """What the Bot API's methods act on."""

    def __init__(self, *, now: Callable[[], float]) -> None:
        super().__init__(now=now)
        self.faults = Faults()

    @property
    def double_updates(self) -> bool:
        """Whether every update is delivered once more after the bot has confirmed it."""
        return self.updates.doubled

    @double_updates.setter
    def double_updates(self, doubled: bool) -> None:
        self.updates.doubled = doubled

    def add_bot(self, token: str, username: str, name: str) -> User:
        """The bot; its id is the token's first part. Comes before groups."""
        self.token = token
        self.bot = User(
            id=int(token.partition(":")[0]),
            name_vi=name,
            name_en=name,
            username=username,
            is_bot=True,
        )
        anonymous = User(
            id=GROUP_ANONYMOUS_BOT,
            name_vi="Group",
            name_en="Group",
            username="GroupAnonymousBot",
            is_bot=True,
        )
        self.users |= {self.bot.id: self.bot, anonymous.id: anonymous}
        return self.bot

    def reset(self) -> None:
        """All messages go, and what waits for the bot; people, groups, menus and files stay."""
        self._messages.clear()
        self._drop_presses()
        self.updates.clear()
        self.announce(EventKind.RESET)

    def close(self) -> None:
        """End what hangs (polls, presses, watching pages), so that the HTTP server can stop."""
        self.updates.close()
        self._drop_presses()
        self.announce(EventKind.CLOSED)

    def _drop_presses(self) -> None:
        for press in self.presses.values():
            press.answer.cancel()
        self.presses.clear()
