"""The team as administrators see it: who is in, with which role, and how somebody goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from bot.core.invitations import INVITED_AS
from bot.core.people import Language, Person, Role
from bot.core.records import Account
from bot.errors import UsageError
from bot.flows.lend import Lending
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: Somebody who asks for an account is heard once in so many seconds.
HEARD_ONCE_IN: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who was let in, and the accounts that they use."""

    person: Person
    accounts: tuple[Account, ...]
    #: Those of them that nobody else uses.
    alone: tuple[Account, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Reads and changes who is in; administrators are those of ADMIN_IDS and can't be changed."""

    store: Store
    lending: Lending
    admin_ids: frozenset[int]
    now: Callable[[], float]
    wake: Callable[[], None]
    #: Of notices to people who have chosen none.
    language: Language

    async def members(self) -> list[Person]:
        """Everybody who is in, in the order in which they came."""
        people = await self.store.read(lambda tx: tx.people.all())
        return [self._as_is(person) for person in people if self._is_in(person)]

    async def member(self, person_id: int) -> Member:
        """One of them; UsageError if they are in no longer."""
        return await self.store.read(lambda tx: self._member(tx, person_id))

    async def set_role(self, person_id: int, role: Role) -> Member:
        """An operator becomes a viewer, or the other way round."""

        def unit(tx: Transaction) -> Member:
            self._verify_changeable(self._member(tx, person_id).person)
            tx.people.set_role(person_id, role)
            return self._member(tx, person_id)

        return await self.store.write(unit)

    async def revoke(self, admin: Person, person_id: int) -> Member:
        """Somebody is out at once: no question of theirs, no account, no role is left.

        What they alone used is this administrator's from now on: it costs no key, and no chat its
        outcomes. Returns them as a stranger, with what they had.
        """

        def unit(tx: Transaction) -> Member:
            member = self._member(tx, person_id)
            self._verify_changeable(member.person)
            for account in member.alone:
                tx.accounts.share(account.account_id, admin.person_id)
            for account in member.accounts:
                self.lending.unshare(tx, member.person, account)
            tx.drafts.take_all(person_id, self.now())
            tx.people.revoke(person_id, self.now())
            return replace(member, person=replace(member.person, role=Role.STRANGER))

        return await self.store.write(unit)

    async def ask_for_account(self, person: Person) -> bool:
        """Tell the administrators that somebody needs an account; False: they were told lately."""

        def unit(tx: Transaction) -> bool:
            about = str(person.person_id)
            last = tx.notices.last_at("wanted", about)
            if last is not None and self.now() - last < HEARD_ONCE_IN:
                return False
            values = {"about": about, "name": person.name, "language": self.language.value}
            for admin_id in sorted(self.admin_ids):
                tx.notices.add(admin_id, "wanted", values=values, created_at=self.now())
            return True

        told = await self.store.write(unit)
        self.wake()
        return told

    def _member(self, tx: Transaction, person_id: int) -> Member:
        person = tx.people.get(person_id)
        if person is None or not self._is_in(person):
            raise UsageError("person_gone")
        accounts = tuple(tx.accounts.of_person(person_id))
        alone = tuple(a for a in accounts if tx.accounts.users(a.account_id) == [person_id])
        return Member(person=self._as_is(person), accounts=accounts, alone=alone)

    def _is_in(self, person: Person) -> bool:
        """A row that says administrator makes none."""
        return person.person_id in self.admin_ids or person.role in INVITED_AS

    def _as_is(self, person: Person) -> Person:
        return replace(person, role=Role.ADMIN) if person.person_id in self.admin_ids else person

    def _verify_changeable(self, person: Person) -> None:
        if person.role is Role.ADMIN:
            raise UsageError("admins_fixed")


def agree(tx: Transaction, admin_ids: Collection[int], *, now: float) -> None:
    """At start the rows come to say who is an administrator, as ADMIN_IDS does.

    Who is one no longer is out. The accounts that they alone used stay open: a name that was left
    out by mistake must cost no key, and whoever proves the key again goes on with its account.
    """
    for person in tx.people.all():
        person_id, is_admin = person.person_id, person.role is Role.ADMIN
        if person_id in admin_ids and not is_admin:
            tx.people.put(replace(person, role=Role.ADMIN), created_at=now)
        elif is_admin and person_id not in admin_ids:
            for account in tx.accounts.of_person(person_id):
                tx.accounts.unshare(account.account_id, person_id)
            tx.drafts.take_all(person_id, now)
            tx.people.revoke(person_id, now)
            log.warning("no administrator any more", extra={"person": person_id})
