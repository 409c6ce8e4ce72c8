"""Who uses which PBX account: lent and taken back by administrators, given up, closed for all.

An account that nobody uses is closed. A closed account's key stays sealed while one of its calls
may still have to be looked up, and is then erased.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.accounts import may_change
from bot.core.people import Language, Person, Role
from bot.core.records import Account
from bot.errors import UsageError
from bot.flows.list_life import cancel_waiting
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An account, and how many people and places would miss it."""

    account: Account
    people: int
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """Changes who uses an account; those whom it concerns are owed a notice."""

    store: Store
    now: Callable[[], float]
    wake: Callable[[], None]
    #: Of notices to people who have chosen none.
    language: Language

    async def users(self, admin: Person, account_id: int) -> tuple[Account, frozenset[int]]:
        """One of this administrator's accounts, and the ids of those who use it."""

        def unit(tx: Transaction) -> tuple[Account, frozenset[int]]:
            account = account_of(tx, admin.person_id, account_id)
            return account, frozenset(tx.accounts.users(account_id))

        return await self.store.read(unit)

    async def lend(self, admin: Person, person_id: int, account_id: int) -> tuple[Account, Person]:
        """Lend one of this administrator's accounts to somebody who may use it already."""

        def unit(tx: Transaction) -> tuple[Account, Person]:
            account, borrower = _both(tx, admin, account_id, person_id)
            if person_id not in tx.accounts.users(account_id):
                self._lend(tx, borrower, account)
            return account, borrower

        lent = await self.store.write(unit)
        self.wake()
        return lent

    async def take_back(self, admin: Person, person_id: int, account_id: int) -> None:
        """Somebody uses one of this administrator's accounts no more, if they did."""

        def unit(tx: Transaction) -> None:
            account, borrower = _both(tx, admin, account_id, person_id)
            if borrower.person_id == admin.person_id:
                raise UsageError("own_use")
            self.unshare(tx, borrower, account)

        await self.store.write(unit)
        self.wake()

    async def use(self, person: Person, account_id: int) -> Use:
        """What closing one of a person's accounts would mean."""

        def unit(tx: Transaction) -> Use:
            return _use(tx, account_of(tx, person.person_id, account_id))

        return await self.store.read(unit)

    async def give_up(self, person: Person, account_id: int) -> Use:
        """A person uses an account no more; what is left: without people it was closed."""

        def unit(tx: Transaction) -> Use:
            account = account_of(tx, person.person_id, account_id)
            self.unshare(tx, person, account)
            return _use(tx, account)

        left = await self.store.write(unit)
        self.wake()
        return left

    async def close(self, person: Person, account_id: int) -> Account:
        """Nobody uses an account any more; UsageError unless this person may change it."""

        def unit(tx: Transaction) -> Account:
            account = account_of(tx, person.person_id, account_id)
            if not may_change(person, account):
                raise UsageError("account_others")
            self._close(tx, account, by=person)
            return account

        closed = await self.store.write(unit)
        self.wake()
        return closed

    def unshare(self, tx: Transaction, person: Person, account: Account) -> None:
        """A person uses an account no more, which is closed if nobody does."""
        tx.accounts.unshare(account.account_id, person.person_id)
        tx.people.forget_default(account.account_id, person.person_id)
        if not tx.accounts.users(account.account_id):
            self._close(tx, account, by=person)

    def _lend(self, tx: Transaction, borrower: Person, account: Account) -> None:
        tx.accounts.share(account.account_id, borrower.person_id)
        values = {"account": account.name, "language": self.language.value}
        tx.notices.add(borrower.person_id, "lent", values=values, created_at=self.now())

    def _close(self, tx: Transaction, account: Account, *, by: Person) -> None:
        account_id, now = account.account_id, self.now()
        values = {"account": account.name, "who": by.name, "language": self.language.value}
        for person_id in tx.accounts.users(account_id):
            if person_id != by.person_id:
                tx.notices.add(person_id, "closed", values=values, created_at=now)
        for subscription in tx.subscriptions.of_account(account_id):
            tx.subscriptions.disable(subscription.id, at=now, why="closed")
        cancel_waiting(tx, account, now=now, by=by)
        tx.people.forget_default(account_id)
        tx.accounts.close(account_id, now)


def account_of(tx: Transaction, person_id: int, account_id: int) -> Account:
    """One of a person's accounts; UsageError if it is not theirs any more."""
    for account in tx.accounts.of_person(person_id):
        if account.account_id == account_id:
            return account
    raise UsageError("account_gone")


def _use(tx: Transaction, account: Account) -> Use:
    return Use(
        account=account,
        people=len(tx.accounts.users(account.account_id)),
        places=len(tx.subscriptions.of_account(account.account_id)),
    )


def _both(
    tx: Transaction, admin: Person, account_id: int, person_id: int
) -> tuple[Account, Person]:
    account, borrower = account_of(tx, admin.person_id, account_id), tx.people.get(person_id)
    if borrower is None or borrower.role is Role.STRANGER:
        raise UsageError("person_gone")
    return account, borrower


def erase_keys(tx: Transaction) -> list[int]:
    """Keep no key longer than its account's calls need it; the accounts that lost theirs."""
    erased = tx.accounts.to_erase()
    for account_id in erased:
        tx.accounts.erase_key(account_id)
        tx.outages.end(account_id)
    return erased
