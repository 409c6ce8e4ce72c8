"""Telegram's rates, counted on the clock that is given: who is over one is told when to come back.

What counts (messages and edits) and what does not (answers to presses, deletes) is the caller's.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque

#: Requests a second over all chats.
OVERALL_PER_SECOND = 30
#: Requests to one group, all its topics together, in any `GROUP_WINDOW` seconds.
GROUP_REQUESTS = 20
GROUP_WINDOW = 60.0
#: A private chat takes one a second, and this many at once.
PRIVATE_BURST = 5


class RateLimits:
    """Buckets of one bot. A refused request takes nothing from them."""

    def __init__(self) -> None:
        self._overall: deque[float] = deque()
        self._groups: dict[int, deque[float]] = defaultdict(deque)
        self._private: dict[int, float] = {}

    def take(self, chat_id: int, *, is_private: bool, at: float) -> int:
        """0 if the request may go and is now counted, else whole seconds to wait."""
        wait = max(
            _window_wait(self._overall, limit=OVERALL_PER_SECOND, seconds=1.0, at=at),
            self._private_wait(chat_id, at=at)
            if is_private
            else _window_wait(
                self._groups[chat_id], limit=GROUP_REQUESTS, seconds=GROUP_WINDOW, at=at
            ),
        )
        if wait > 0:
            return max(1, math.ceil(wait))
        self._overall.append(at)
        if is_private:
            self._private[chat_id] = max(self._private.get(chat_id, at), at) + 1.0
        else:
            self._groups[chat_id].append(at)
        return 0

    def _private_wait(self, chat_id: int, *, at: float) -> float:
        """The bucket as the time at which it will be full again."""
        full_at = self._private.get(chat_id, at)
        return full_at - at - (PRIVATE_BURST - 1)


def _window_wait(times: deque[float], *, limit: int, seconds: float, at: float) -> float:
    while times and times[0] <= at - seconds:
        times.popleft()
    return times[0] + seconds - at if len(times) >= limit else 0.0
