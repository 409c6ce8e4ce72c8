"""Turns to show something: on the loop's clock, within the budgets of core/pacing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from bot.core.pacing import Budgets, Lane, Line

log = logging.getLogger(__name__)


class Pacer:
    """Gives turns within Telegram's budgets, on the running loop's clock."""

    def __init__(self, on_pause: Callable[[str, float], None]) -> None:
        """`on_pause` is told what pauses (chat, all or slow_mode), and for how many seconds."""
        self.budgets = Budgets()
        self._on_pause = on_pause
        self._line = Line()
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, chat_id: int, lane: Lane) -> None:
        """Wait until this chat may be shown something; the turn is spent on return."""
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.join(chat_id, lane, ticket)
        self._give()
        await ticket

    def flooded(self, chat_id: int, retry_after: float) -> None:
        """Telegram answered 429 for this chat."""
        now = asyncio.get_running_loop().time()
        everything = self.budgets.flooded(chat_id, retry_after, now)
        self._on_pause("all" if everything else "chat", retry_after)

    def slowed(self, chat_id: int, delay: float, retry_after: float) -> None:
        """This group is in slow mode."""
        self.budgets.slowed(chat_id, delay, retry_after, asyncio.get_running_loop().time())
        self._on_pause("slow_mode", retry_after)

    def sent(self, chat_id: int) -> None:
        """A new message arrived."""
        self.budgets.sent(chat_id, asyncio.get_running_loop().time())

    def went(self, chat_id: int, *, through: bool, shows: bool) -> None:
        """A request for this chat, which shows something or does not, was answered or was not."""
        reach, now = self.budgets.reach, asyncio.get_running_loop().time()
        if shows:
            self.budgets.answered(now)
        if through:
            if reach.reached():
                log.info("telegram: messages get through again")
        elif reach.failed(chat_id, now):
            log.warning("telegram: nothing gets through; one chat at a time finds out")
        self._give()

    def heard(self) -> None:
        """Updates come in: whether anything goes out is found out at once."""
        self.budgets.reach.hasten(asyncio.get_running_loop().time())
        self._give()

    def pause(self, chat_id: int, *, edits: bool = False) -> float:
        """Seconds for which Telegram takes nothing new for this chat, or with `edits` no edit."""
        return self.budgets.pause(chat_id, asyncio.get_running_loop().time(), edits=edits)

    def paused(self) -> int:
        """How many chats Telegram takes nothing new for."""
        return self.budgets.paused(asyncio.get_running_loop().time())

    def hasten(self, chat_id: int) -> None:
        """Whatever held this chat up may not any more: those who wait for it are looked at anew."""
        self.budgets.hasten(chat_id)
        self._give()

    def _give(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while isinstance(turn := self._line.next(self.budgets, now), tuple):
            chat_id, lane, ticket = turn
            assert isinstance(ticket, asyncio.Future), "only turn() joins the line"
            if not ticket.done():  # whoever waited may have been cancelled
                self.budgets.spend(chat_id, lane, now)
                ticket.set_result(None)
        if turn is not None:
            self._timer = loop.call_later(turn, self._give)
        else:
            self.budgets.forget_idle(now)
