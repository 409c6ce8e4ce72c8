"""Numbers are blocked and let go again; whoever is about to dial asks here first."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.do_not_call import Block, Blocking, blocked, concerns
from bot.core.people import Person
from bot.core.records import Call, CallKind
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: So many are shown.
PAGE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """What came of `/block`: those that are blocked from now on, and those that were."""

    new: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotCall:
    """Keeps the numbers that nobody calls; `wake` has the feed look at its rows again."""

    store: Store
    now: Callable[[], float]
    wake: Callable[[], None]

    async def block(self, person: Person, blocking: Blocking) -> Blocked:
        """Nobody calls these from now on, lists that run included."""

        def unit(tx: Transaction) -> dict[str, bool]:
            by, at = person.person_id, self.now()
            return {
                number: tx.blocks.add(number, reason=blocking.reason, by=by, at=at)
                for number in blocking.numbers
            }

        added = await self.store.write(unit)
        log.info("blocked: %d", sum(added.values()))
        self.wake()
        return Blocked(
            new=tuple(number for number, is_new in added.items() if is_new),
            before=tuple(number for number, is_new in added.items() if not is_new),
        )

    async def lift(self, person: Person, number: str) -> bool:
        """A number may be called again; False: it was not blocked."""
        by, at = person.person_id, self.now()
        lifted: bool = await self.store.write(lambda tx: tx.blocks.lift(number, by=by, at=at))
        log.info("a block was lifted" if lifted else "nothing to lift")
        return lifted

    async def of(self, number: str) -> Block | None:
        """The block that stands on a number."""
        return await self.store.read(lambda tx: tx.blocks.of(number))

    async def get(self, block_id: int) -> Block | None:
        """A block by its id, if it stands."""
        return await self.store.read(lambda tx: tx.blocks.get(block_id))

    async def shown(self) -> tuple[int, list[Block]]:
        """How many there are, and the latest of them."""
        return await self.store.read(lambda tx: (tx.blocks.count(), tx.blocks.latest(PAGE)))


def block_by_key(tx: Transaction, call: Call, *, now: float) -> None:
    """The callee pressed the key by which they are called no more."""
    keypress = call.facts.report.keypress
    assert keypress is not None, "a key asked for it"
    if tx.blocks.add(call.callee, pressed=keypress.value, call_id=call.id, at=now):
        log.info("blocked by a key", extra={"call": call.id, "account": call.account_id})


def verify_not_blocked(tx: Transaction, number: str, kind: CallKind, *, test: bool) -> None:
    """UsageError for a number that no such call may go to."""
    block = tx.blocks.of(number) if concerns(kind, test=test) else None
    if block is not None:
        raise blocked(block)
