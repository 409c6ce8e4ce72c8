"""A script that turned out wrong: locked, so that nobody calls with it; who heard it, told anew.

A lock is on a name of an account and holds whatever else is done to the script. Calls that the PBX
has already can't be taken back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.core.heard import HeardPage, as_table
from bot.core.lists import ListState, Pause
from bot.core.people import Person, Role
from bot.core.tables import Table
from bot.core.templates import Lock
from bot.errors import UsageError
from bot.flows.list_life import hold
from bot.flows.list_view import name_of
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: So many people are shown at a time.
PAGE: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Locks:
    """Locks scripts and finds out who heard them; `wake` has the feed and the relay look."""

    store: Store
    now: Callable[[], float]
    wake: Callable[[], None]

    async def lock(self, person: Person, account_id: int, name: str) -> None:
        """Nobody calls with it from now on, and lists that run with it stand still."""

        def unit(tx: Transaction) -> None:
            now = self.now()
            tx.templates.lock(account_id, name, Lock(person_id=person.person_id, at=now))
            for called in tx.lists.under_way():
                of_it = (called.account_id, called.template) == (account_id, name)
                if of_it and called.state is ListState.RUNNING:
                    hold(tx, called, Pause.LOCKED, now=now, by=person.person_id)

        await self.store.write(unit)
        log.warning("a template was locked", extra={"account": account_id})
        self.wake()

    async def unlock(self, person: Person, account_id: int, name: str) -> None:
        """It can be called with again; lists that were stopped for it wait for [Go on].

        UsageError unless this is who locked it, or an administrator.
        """

        def unit(tx: Transaction) -> None:
            lock = tx.templates.lock_of(account_id, name)
            if lock is None:
                return
            if person.role is not Role.ADMIN and person.person_id != lock.person_id:
                raise UsageError("unlock_others", who=name_of(tx, lock.person_id))
            tx.templates.unlock(account_id, name)

        await self.store.write(unit)

    async def heard(self, account_id: int, name: str, offset: int) -> HeardPage:
        """A page of those who answered a call with it, whoever heard it last first."""

        def unit(tx: Transaction) -> HeardPage:
            total = tx.heard.count(account_id, name)
            begin = min(max(offset, 0), max(total - 1, 0)) // PAGE * PAGE
            return HeardPage(
                account_id=account_id,
                template=name,
                calls=tuple(tx.heard.page(account_id, name, offset=begin, limit=PAGE)),
                begin=begin,
                total=total,
                a_page=PAGE,
            )

        return await self.store.read(unit)

    async def to_correct(self, account_id: int, name: str) -> Table:
        """Those who heard it, each with the values that were read to them, as a list's table."""
        calls = await self.store.read(
            lambda tx: tx.heard.page(account_id, name, offset=0, limit=-1)
        )
        if not calls:
            raise UsageError("heard_nobody", name=name)
        return as_table(calls)


def verify_unlocked(tx: Transaction, account_id: int, name: str) -> None:
    """UsageError for a script that nobody may call with now: who locked it, and when."""
    lock = tx.templates.lock_of(account_id, name)
    if lock is not None:
        raise UsageError(
            "template_locked", name=name, who=name_of(tx, lock.person_id), at=repr(lock.at)
        )
