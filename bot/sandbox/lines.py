"""One account's channels: how many calls hold one, which wait for one, and how busy they were.

Pure: it keeps the books, in steps that cost the same with any number of calls. Which calls are
dialled and when is the exchange's to say.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How an account's channels are used, at one moment and up to it."""

    #: Calls that hold a channel, and that wait for one.
    busy: int
    waiting: int
    #: The most that ever held one at a time.
    peak: int
    #: For how long all calls together have held one: by two of these the time between them is told.
    seconds: float


class Lines:
    """The books of one account; a channel is held from the dialling to the hangup."""

    def __init__(self, channels: int) -> None:
        self.waiting: deque[str] = deque()
        self._channels = channels
        self._busy = 0
        self._peak = 0
        self._seconds = 0.0
        #: The times at which those that are held were taken, added up.
        self._since = 0.0

    @property
    def is_free(self) -> bool:
        """Whether one more call can be dialled."""
        return self._busy < self._channels

    def take(self, at: float) -> None:
        """A call is dialled."""
        self._busy += 1
        self._peak = max(self._peak, self._busy)
        self._since += at

    def give_back(self, taken: float, at: float) -> None:
        """A call has ended that was dialled at `taken`."""
        self._busy -= 1
        self._since -= taken
        self._seconds += at - taken

    def use(self, now: float) -> Use:
        """What the books say; `now` is no earlier than all that was written in them."""
        going = self._busy * now - self._since
        return Use(
            busy=self._busy,
            waiting=len(self.waiting),
            peak=self._peak,
            seconds=self._seconds + going,
        )
