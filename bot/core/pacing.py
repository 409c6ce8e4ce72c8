"""How much Telegram lets a bot show, as budgets kept on a clock that is passed in.

Decides when a chat may be sent something and whose turn it is; it sends nothing and never waits.
The numbers are Telegram's own (one a second to a chat with short bursts, 20 a minute to a group,
30 a second in all), a little inside where bursts are concerned.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from bot.core.reach import Reach

ALL_PER_SECOND: Final = 30
PRIVATE_BURST: Final = 3
GROUP_PER_MINUTE: Final = 20
GROUP_KEPT_FOR_ANSWERS: Final = 5
#: Seconds after which a turn that nothing was heard of has led to no request.
NO_REQUEST: Final = 5.0

#: Flood answers from this many chats within this many seconds mean the bot as a whole is too fast.
FLOODED_CHATS: Final = 3
FLOODED_WITHIN: Final = 5.0
#: Seconds for which a group's slow mode is believed: nobody tells a bot that it was switched off.
SLOW_BELIEVED: Final = 600.0


class Lane(IntEnum):
    """What goes first: a person waits for an answer, nobody waits for an edit."""

    ANSWER = 0
    #: Shows nothing and costs nothing; it waits only while nothing gets through.
    DELETION = 1
    OUTCOME = 2
    EDIT = 3


@dataclass(slots=True)
class _Window:
    """Moments of the last `span` seconds."""

    span: float
    moments: deque[float] = field(default_factory=deque)

    def wait(self, limit: int, now: float) -> float:
        """Seconds until fewer than `limit` moments remain."""
        while self.moments and self.moments[0] <= now - self.span:
            self.moments.popleft()
        if len(self.moments) < limit:
            return 0.0
        return self.moments[len(self.moments) - limit] + self.span - now


@dataclass(slots=True)
class _Flights:
    """Requests to all chats: each counts from its turn until a second after it was answered.

    Nobody knows when in between Telegram had it.
    """

    under_way: deque[float] = field(default_factory=deque)
    answered: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until one more may leave, if none is answered before that."""
        counted = ((self.under_way, NO_REQUEST), (self.answered, 1.0))
        for moments, span in counted:
            while moments and moments[0] <= now - span:
                moments.popleft()
        if len(self.under_way) + len(self.answered) < ALL_PER_SECOND:
            return 0.0
        return min(moments[0] + span - now for moments, span in counted if moments)

    def land(self, now: float) -> None:
        """One was answered."""
        if self.under_way:
            self.under_way.popleft()
        self.answered.append(now)


@dataclass(slots=True)
class _Bucket:
    """`PRIVATE_BURST` tokens, one more each second."""

    tokens: float
    at: float

    def fill(self, now: float) -> None:
        self.tokens = min(float(PRIVATE_BURST), self.tokens + now - self.at)
        self.at = now


@dataclass(slots=True)
class _SlowMode:
    """A group that takes one message in so many seconds from whoever is no administrator there."""

    delay: float
    until: float
    next_at: float


class Budgets:
    """What may still be shown where; `now` is any monotonic number of seconds."""

    def __init__(self) -> None:
        self.reach = Reach()
        self._all = _Flights()
        self._groups: dict[int, _Window] = {}
        self._private: dict[int, _Bucket] = {}
        self._paused: dict[int, float] = {}
        self._slow: dict[int, _SlowMode] = {}
        self._all_paused = 0.0
        self._floods: deque[tuple[float, int]] = deque()

    def wait(self, chat_id: int, lane: Lane, now: float) -> float:
        """Seconds until this chat may be shown something in this lane; 0 means now."""
        if lane is Lane.DELETION:
            return self.reach.wait(now)
        return max(
            self.reach.wait(now),
            self._told_to_wait(chat_id, now, edits=lane is Lane.EDIT),
            self._all.wait(now),
            self._chat_wait(chat_id, lane, now),
        )

    def pause(self, chat_id: int, now: float, *, edits: bool = False) -> float:
        """Seconds for which nothing for this chat gets through; slow mode lets edits by.

        0 means that it does, or is being found out at this moment.
        """
        return max(self.reach.pause(now), self._told_to_wait(chat_id, now, edits=edits))

    def _told_to_wait(self, chat_id: int, now: float, *, edits: bool = False) -> float:
        slow = None if edits else self._slow.get(chat_id)
        return max(
            self._all_paused - now,
            self._paused.get(chat_id, 0.0) - now,
            0.0 if slow is None or slow.until <= now else slow.next_at - now,
            0.0,
        )

    def _chat_wait(self, chat_id: int, lane: Lane, now: float) -> float:
        if chat_id < 0:
            kept = 0 if lane is Lane.ANSWER else GROUP_KEPT_FOR_ANSWERS
            window = self._groups.setdefault(chat_id, _Window(60.0))
            return window.wait(GROUP_PER_MINUTE - kept, now)
        bucket = self._private.setdefault(chat_id, _Bucket(float(PRIVATE_BURST), now))
        bucket.fill(now)
        return max(0.0, 1.0 - bucket.tokens)

    def spend(self, chat_id: int, lane: Lane, now: float) -> None:
        """One request leaves for this chat."""
        self.reach.spend(chat_id, now)
        if lane is Lane.DELETION:
            return
        self._all.under_way.append(now)
        if chat_id < 0:
            self._groups.setdefault(chat_id, _Window(60.0)).moments.append(now)
            return
        bucket = self._private.setdefault(chat_id, _Bucket(float(PRIVATE_BURST), now))
        bucket.fill(now)
        bucket.tokens -= 1.0

    def answered(self, now: float) -> None:
        """A request that had its turn, and was to show something, is over."""
        self._all.land(now)

    def sent(self, chat_id: int, now: float) -> None:
        """A new message stands in this chat: in slow mode the next one has to wait."""
        if (slow := self._slow.get(chat_id)) is not None:
            slow.next_at = now + slow.delay

    def slowed(self, chat_id: int, delay: float, retry_after: float, now: float) -> None:
        """Telegram answered that this group is in slow mode: that says nothing of other chats."""
        until = now + max(SLOW_BELIEVED, retry_after)
        self._slow[chat_id] = _SlowMode(delay, until, now + retry_after)

    def hasten(self, chat_id: int) -> None:
        """The bot's standing in this chat is another: what held it up there may not any more."""
        self._slow.pop(chat_id, None)
        self._paused.pop(chat_id, None)

    def paused(self, now: float) -> int:
        """How many chats Telegram has us wait for."""
        return sum(self._told_to_wait(chat, now) > 0 for chat in {*self._paused, *self._slow})

    def flooded(self, chat_id: int, retry_after: float, now: float) -> bool:
        """Telegram answered 429: that chat pauses; from three chats within 5 s, everything does.

        True: everything does.
        """
        self._paused[chat_id] = max(self._paused.get(chat_id, 0.0), now + retry_after)
        self._floods.append((now, chat_id))
        while self._floods[0][0] < now - FLOODED_WITHIN:
            self._floods.popleft()
        everything = len({chat for _, chat in self._floods}) >= FLOODED_CHATS
        if everything:
            self._all_paused = max(self._all_paused, now + retry_after)
        return everything

    def forget_idle(self, now: float) -> None:
        """Drop what limits nothing any more: memory must not grow with every chat ever seen."""
        self._paused = {chat: until for chat, until in self._paused.items() if until > now}
        self._slow = {chat: slow for chat, slow in self._slow.items() if slow.until > now}
        self._private = {c: b for c, b in self._private.items() if now - b.at < PRIVATE_BURST + 1}
        self._groups = {
            c: w for c, w in self._groups.items() if w.moments and w.moments[-1] > now - w.span
        }


class Line:
    """Who waits for a turn: lanes in order, chats in turn within a lane, first come within a chat.

    Tickets are opaque to this class.
    """

    def __init__(self) -> None:
        self._lanes: tuple[dict[int, deque[object]], ...] = tuple({} for _ in Lane)

    def __len__(self) -> int:
        return sum(len(tickets) for lane in self._lanes for tickets in lane.values())

    def join(self, chat_id: int, lane: Lane, ticket: object) -> None:
        """Stand at the end of the chat's line."""
        self._lanes[lane].setdefault(chat_id, deque()).append(ticket)

    def next(self, budgets: Budgets, now: float) -> tuple[int, Lane, object] | float | None:
        """The chat, lane and ticket whose turn it is, else the seconds until one may go, else None.

        Whoever takes it has to spend it.
        """
        soonest: float | None = None
        for lane in Lane:
            chats = self._lanes[lane]
            for chat_id in chats:
                wait = budgets.wait(chat_id, lane, now)
                if wait <= 0:
                    return chat_id, lane, self._serve(chats, chat_id)
                soonest = wait if soonest is None else min(soonest, wait)
        return soonest

    @staticmethod
    def _serve(chats: dict[int, deque[object]], chat_id: int) -> object:
        # A chat that was served goes behind the others of its lane.
        tickets = chats.pop(chat_id)
        ticket = tickets.popleft()
        if tickets:
            chats[chat_id] = tickets
        return ticket
