"""Who is let in, and which PBX accounts they may use; every question about a person comes here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.core.people import Person, Role
from bot.core.records import Account, Call
from bot.store import Store, Transaction


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
            admin = Person(
                person_id=person_id,
                name=name,
                role=Role.ADMIN,
                language=known.language if known else None,
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

    async def call(self, person: Person, ref: str) -> Call | None:
        """A call by its reference, if it went over an account of this person's."""

        def unit(tx: Transaction) -> Call | None:
            call = tx.calls.by_ref(ref)
            mine = {account.account_id for account in tx.accounts.of_person(person.person_id)}
            return call if call is not None and call.account_id in mine else None

        return await self.store.read(unit)
