"""What can go wrong between a bot and Telegram, on demand: statuses, silence, lost answers.

Decides which request is hit and how; the refusals that Telegram means are not faults.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

#: As a method's name: fetching a file, which is none. Its `drop_next` breaks off in the middle.
DOWNLOAD = "download"


@dataclass(frozen=True, slots=True)
class Fault:
    """One request's fate: `status` to answer with (0: lose the connection), after `seconds`.

    With `done` the request takes effect first, and only its answer is replaced.
    """

    status: int = 0
    seconds: float = 0.0
    done: bool = False
    retry_after: int | None = None


class Faults:
    """Faults ahead, by method; `unreachable` and `outage` (a 5xx) hit every request until reset."""

    def __init__(self) -> None:
        self.unreachable = False
        self.outage: int | None = None
        self._ahead: dict[str, deque[Fault]] = defaultdict(deque)

    def fail_next(
        self, method: str, times: int = 1, *, status: int = 500, retry_after: int | None = None
    ) -> None:
        """Answer the next requests with a bare status; they have no effect."""
        self._plan(method, times, Fault(status=status, retry_after=retry_after))

    def hang_next(self, method: str, times: int = 1, *, seconds: float = 60.0) -> None:
        """Keep the next requests waiting and drop them; they have no effect."""
        self._plan(method, times, Fault(seconds=seconds))

    def drop_next(self, method: str, times: int = 1, *, seconds: float = 0.0) -> None:
        """Carry the next requests out, and lose the connection before the answer."""
        self._plan(method, times, Fault(seconds=seconds, done=True))

    def take(self, method: str) -> Fault | None:
        """The fault that this request meets, used up by asking."""
        if self.unreachable:
            return Fault()
        if self.outage is not None:
            return Fault(status=self.outage)
        ahead = self._ahead[method.lower()]
        return ahead.popleft() if ahead else None

    def clear(self) -> None:
        """All is well again."""
        self.unreachable = False
        self.outage = None
        self._ahead.clear()

    def _plan(self, method: str, times: int, fault: Fault) -> None:
        self._ahead[method.lower()].extend([fault] * times)
