"""What is open and what waits, over all accounts: read whenever somebody measures the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.store import Store, Transaction

#: Seconds before what settled is counted: a unit that took the time has been committed by then.
COMMITTED: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One look at the store; the keys of `settled` are kind, and outcome or else state."""

    open_calls: Mapping[str, int]
    due: int
    oldest_due_seconds: float
    #: Digests that gather on.
    digests: int
    down: int
    #: Calls that settled since the look before.
    settled: Mapping[tuple[str, str], int]


class Looker:
    """Looks at the store, and remembers up to when it has counted what settled."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._counted_to = now()

    async def look(self) -> Waiting:
        """What stands in the store now."""
        now, after = self._now(), self._counted_to
        until = max(after, now - COMMITTED)

        def unit(tx: Transaction) -> Waiting:
            due, oldest_at = tx.deliveries.all_waiting()
            return Waiting(
                open_calls={state.value: count for state, count in tx.tallies.open().items()},
                due=due,
                oldest_due_seconds=0.0 if oldest_at is None else max(0.0, now - oldest_at),
                digests=tx.digests.open_now(now=now),
                down=len(tx.outages.all()),
                settled=tx.tallies.settled(after, until),
            )

        seen = await self._store.read(unit)
        self._counted_to = until
        return seen
