"""Whether anything gets through to Telegram; while nothing does, one request at a time finds out.

Decides; core/pacing's budgets ask it. `now` is any monotonic number of seconds.
"""

from __future__ import annotations

from typing import Final

#: Requests for so many chats that failed one after another, none got through between them, say
#: that it is not for the chats' sake.
LOST_CHATS: Final = 3
#: Seconds until somebody tries, doubling up to the longest.
FIRST_WAIT: Final = 2.0
LONGEST_WAIT: Final = 60.0
#: A turn that was given and led to no request, or to one that hangs, holds up the next for so long.
PROBE_LASTS: Final = 30.0


class Reach:
    """Told how requests go, says how long the next one waits."""

    def __init__(self) -> None:
        self.lost = False
        self._failing: set[int] = set()
        self._wait = FIRST_WAIT
        self._next_at = 0.0
        #: The chat that has the turn to try; None: nobody has.
        self._probe: int | None = None

    def wait(self, now: float) -> float:
        """Seconds until somebody may try; 0 while requests get through."""
        return max(0.0, self._next_at - now) if self.lost else 0.0

    def pause(self, now: float) -> float:
        """The same, but 0 while somebody tries: then it may be over at any moment."""
        return 0.0 if self._probe is not None and self._next_at > now else self.wait(now)

    def spend(self, chat_id: int, now: float) -> None:
        """A turn was given to this chat: while nothing gets through, it is the one that tries."""
        if self.lost:
            self._probe, self._next_at = chat_id, now + PROBE_LASTS

    def failed(self, chat_id: int, now: float) -> bool:
        """A request for this chat got no answer; True: from now on nothing gets through."""
        if self.lost:
            # What was on its way before says nothing new.
            if chat_id == self._probe:
                self._wait = min(2 * self._wait, LONGEST_WAIT)
                self._probe, self._next_at = None, now + self._wait
            return False
        self._failing.add(chat_id)
        self.lost = len(self._failing) >= LOST_CHATS
        if self.lost:
            self._probe, self._wait, self._next_at = None, FIRST_WAIT, now + FIRST_WAIT
        return self.lost

    def reached(self) -> bool:
        """A request was answered, whatever the answer; True: nothing had got through before."""
        was, self.lost = self.lost, False
        self._failing.clear()
        return was

    def hasten(self, now: float) -> None:
        """There are other signs that Telegram is there: somebody may try at once."""
        if self.lost and self._probe is None:
            self._wait, self._next_at = FIRST_WAIT, now
