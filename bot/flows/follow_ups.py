"""Callees who pressed a key that needs someone: who takes each on, and when that is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.people import Person
from bot.core.records import Call, FollowUp, the_call, the_list
from bot.flows.list_view import may_call
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUps:
    """Keeps who calls whom back; `wake` has the messages about it redrawn."""

    store: Store
    now: Callable[[], float]
    wake: Callable[[], None]

    async def take_on(self, person: Person, call: Call) -> tuple[FollowUp, bool]:
        """Somebody will call a callee back; False: somebody else said so before."""

        def unit(tx: Transaction) -> tuple[FollowUp, bool]:
            first = tx.follow_ups.take(call.id, person.person_id, self.now())
            if first:
                self._show(tx, call)
            taken = tx.follow_ups.of_call(call.id)
            assert taken is not None, "somebody has taken it on"
            return taken, first

        done = await self.store.write(unit)
        self.wake()
        return done

    async def finish(self, person: Person, call: Call) -> tuple[FollowUp | None, bool]:
        """The callee was called back, says who took it on; False: that is somebody else.

        Where whoever took it on may call no more it is this person's from now on, and not done yet.
        """

        def unit(tx: Transaction) -> tuple[FollowUp | None, bool]:
            taken = tx.follow_ups.of_call(call.id)
            if taken is not None and taken.done_at is None and _is_gone(tx, call, taken):
                tx.follow_ups.hand_over(call.id, person.person_id, self.now())
                self._show(tx, call)
                return tx.follow_ups.of_call(call.id), False
            if taken is None or taken.person_id != person.person_id:
                return taken, False
            done = tx.follow_ups.finish(call.id, self.now())
            if done:
                self._show(tx, call)
            return taken, done

        done = await self.store.write(unit)
        self.wake()
        return done

    def _show(self, tx: Transaction, call: Call) -> None:
        """What was told of a call says who calls back."""
        tx.deliveries.want(the_call(call.id))
        if call.list_id is not None:
            tx.lists.change(call.list_id)
            tx.deliveries.want(the_list(call.list_id))


def _is_gone(tx: Transaction, call: Call, taken: FollowUp) -> bool:
    """Whether who took it on may call nobody back over this account any more."""
    users = tx.accounts.users(call.account_id)
    return taken.person_id not in users or not may_call(tx, taken.person_id)
