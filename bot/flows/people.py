"""Who is let in, and which PBX accounts they may use; every question about a person comes here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.core.accounts import (
    changed,
    may_change,
    named_account,
    verify_complete,
    with_busy_phrase,
    without_busy_phrase,
)
from bot.core.people import Language, Person, Role
from bot.core.records import Account, Call, Draft
from bot.errors import UsageError
from bot.flows.lend import account_of
from bot.flows.questions import close
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A person as they are now, what they may call with, and which of it is their default."""

    person: Person
    accounts: tuple[Account, ...]
    #: The one that they chose, or the only one.
    account: Account | None


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Reads rights afresh each time: somebody who was revoked is out at once."""

    store: Store
    #: ADMIN_IDS: administrators whatever the store says.
    admin_ids: frozenset[int]
    now: Callable[[], float]

    async def person(self, person_id: int, name: str) -> Person:
        """Whoever wrote; a stranger is a person with no rights and no row."""
        known = await self.store.read(lambda tx: tx.people.get(person_id))
        if person_id in self.admin_ids:
            admin = replace(
                known or Person(person_id=person_id, name=name, role=Role.ADMIN),
                name=name,
                role=Role.ADMIN,
            )
            if known != admin:
                await self.store.write(lambda tx: tx.people.put(admin, created_at=self.now()))
            return admin
        # Nothing but ADMIN_IDS makes an administrator, so one taken off it is let in no longer.
        if known is None or known.role is Role.ADMIN:
            return Person(person_id=person_id, name=name, role=Role.STRANGER)
        return replace(known, name=name)

    async def name(self, person_id: int) -> str:
        """What somebody is called, to be shown to others."""
        known = await self.store.read(lambda tx: tx.people.get(person_id))
        return known.name if known else str(person_id)

    async def accounts(self, person: Person) -> list[Account]:
        """The accounts linked by or shared with a person, oldest first."""
        return await self.store.read(lambda tx: tx.accounts.of_person(person.person_id))

    async def choose(
        self, person: Person, account_id: int | None = None, named: str | None = None
    ) -> list[Account]:
        """The accounts that a call may go over: the one that is meant, or all to pick from.

        Said by id or name; else the default, else whatever there is. UsageError for none, for one
        that is theirs no more, and for one that is meant and can't be called with yet.
        """
        accounts = await self.accounts(person)
        if not accounts:
            raise UsageError("account_missing")
        if account_id is not None:
            accounts = [account for account in accounts if account.account_id == account_id]
            if not accounts:
                raise UsageError("account_gone")
        elif named is not None:
            accounts = [named_account(named, accounts)]
        elif chosen := [a for a in accounts if a.account_id == person.default_account_id]:
            accounts = chosen
        if len(accounts) == 1:
            verify_complete(accounts[0])
        return accounts

    async def remember_default(self, person: Person, account_id: int | None) -> Account | None:
        """The account that somebody picked is their default, if they had none; None: they had."""
        if person.default_account_id is not None or account_id is None:
            return None
        return await self.set_default(person, account_id)

    async def set_default(self, person: Person, account_id: int) -> Account:
        """One of a person's accounts is what they call with if they say nothing."""

        def unit(tx: Transaction) -> Account:
            account = account_of(tx, person.person_id, account_id)
            tx.people.set_default(person.person_id, account_id)
            return account

        return await self.store.write(unit)

    async def set_language(self, person: Person, language: Language) -> None:
        """The language in which somebody wants to be answered."""
        person_id = person.person_id
        await self.store.write(lambda tx: tx.people.set_language(person_id, language))

    async def keep_phone(self, person: Person, phone: str) -> None:
        """A person's own number, for test calls."""

        def unit(tx: Transaction) -> None:
            tx.people.set_phone(person.person_id, phone)

        await self.store.write(unit)

    async def forget_phone(self, person: Person) -> None:
        """A person's own number is not kept any more."""
        person_id = person.person_id
        await self.store.write(lambda tx: tx.people.set_phone(person_id, None))

    async def account(self, person: Person, account_id: int) -> Account:
        """One of a person's accounts; UsageError if it is not theirs."""
        return await self.store.read(lambda tx: account_of(tx, person.person_id, account_id))

    async def own(self, person: Person) -> Own:
        """What is a person's own, read afresh."""

        def unit(tx: Transaction) -> Own:
            known = tx.people.get(person.person_id)
            now = replace(known, name=person.name, role=person.role) if known else person
            accounts = tuple(tx.accounts.of_person(person.person_id))
            chosen = [a for a in accounts if a.account_id == now.default_account_id]
            usual = chosen or (accounts if len(accounts) == 1 else ())
            return Own(person=now, accounts=accounts, account=usual[0] if usual else None)

        return await self.store.read(unit)

    async def names(self, person_ids: Iterable[int]) -> dict[int, str]:
        """What these people are called, as far as they are known."""
        wanted = set(person_ids)

        def unit(tx: Transaction) -> dict[int, str]:
            people = (tx.people.get(person_id) for person_id in wanted)
            return {person.person_id: person.name for person in people if person is not None}

        return await self.store.read(unit)

    async def learned(self, account_id: int, kind: str) -> list[str]:
        """What calls over an account have used as this, the latest first."""
        return await self.store.read(lambda tx: tx.learned.of(account_id, kind))

    async def change(self, person: Person, draft: Draft, text: str) -> Account:
        """Put an answer into the account that it is about, once; the account as it is now.

        UsageError for an answer that does not fit, for one given before, and for an account that
        is not this person's to change.
        """
        account_id = int(draft.values["account_id"])

        def unit(tx: Transaction) -> Account:
            account = _to_change(tx, person, account_id)
            others = [a.name for a in tx.accounts.all() if a.account_id != account_id]
            grown = changed(account, draft.asking, text, taken=others)
            close(tx, draft.id, now=self.now())
            tx.accounts.change(grown)
            return grown

        return await self.store.write(unit)

    async def to_change(self, person: Person, account_id: int) -> Account:
        """One of a person's accounts; UsageError if it is not theirs to change."""
        return await self.store.read(lambda tx: _to_change(tx, person, account_id))

    async def add_busy_phrase(self, person: Person, account_id: int, phrase: str) -> Account:
        """The PBX says so that it has no line free; the account as it is now.

        UsageError unless this person is an administrator: wrong words have people called anew.
        """
        if person.role is not Role.ADMIN:
            raise UsageError("busy_admin")

        def unit(tx: Transaction) -> Account:
            account = account_of(tx, person.person_id, account_id)
            grown = with_busy_phrase(account, phrase)
            tx.accounts.change(grown)
            return grown

        return await self.store.write(unit)

    async def remove_busy_phrase(self, person: Person, account_id: int, phrase: str) -> Account:
        """What the PBX says so is a refusal like any other; the account as it is now.

        UsageError unless this person may change the account.
        """

        def unit(tx: Transaction) -> Account:
            left = without_busy_phrase(_to_change(tx, person, account_id), phrase)
            tx.accounts.change(left)
            return left

        return await self.store.write(unit)

    async def call(self, person: Person, ref: str) -> Call | None:
        """A call by its reference, if it went over an account of this person's."""

        def unit(tx: Transaction) -> Call | None:
            call = tx.calls.by_ref(ref)
            mine = {account.account_id for account in tx.accounts.of_person(person.person_id)}
            return call if call is not None and call.account_id in mine else None

        return await self.store.read(unit)


def _to_change(tx: Transaction, person: Person, account_id: int) -> Account:
    account = account_of(tx, person.person_id, account_id)
    if not may_change(person, account):
        raise UsageError("account_others")
    return account
