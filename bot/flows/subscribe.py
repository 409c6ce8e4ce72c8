"""Who hears of outcomes: places subscribe to the accounts of the administrator who sets them up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.core.people import Language, Person
from bot.core.records import Account, Filter, Place, Subscription
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a place hears: one filter for all its accounts, whose names are listed."""

    subscription: Subscription
    accounts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """Turns a place's outcomes on, off, and through a filter."""

    store: Store
    now: Callable[[], float]

    async def begin(
        self,
        person: Person,
        place: Place,
        *,
        title: str,
        accounts: Sequence[Account],
        language: Language,
    ) -> Heard | None:
        """This place hears of these accounts from now on; a filter it already has is kept."""

        def unit(tx: Transaction) -> Heard | None:
            tx.chats.put(place.chat_id, title, seen_at=self.now())
            here = tx.subscriptions.at(place.chat_id, place.thread_id)
            for account in accounts:
                tx.subscriptions.put(
                    account_id=account.account_id,
                    place=place,
                    filter=here[0].filter if here else Filter(),
                    language=language,
                    created_by=person.person_id,
                    created_at=self.now(),
                )
            return _heard(tx, place)

        return await self.store.write(unit)

    async def toggle(self, place: Place, name: str) -> Heard | None:
        """Switch one line of the filter for all that this place hears; None: it hears nothing."""

        def unit(tx: Transaction) -> Heard | None:
            here = tx.subscriptions.at(place.chat_id, place.thread_id)
            for subscription in here:
                turned = {name: not getattr(here[0].filter, name)}
                tx.subscriptions.set_filter(subscription.id, replace(subscription.filter, **turned))
            return _heard(tx, place)

        return await self.store.write(unit)

    async def is_on(self, place: Place) -> bool:
        """Whether this place hears anything."""
        return bool(
            await self.store.read(lambda tx: tx.subscriptions.at(place.chat_id, place.thread_id))
        )

    async def place(self, subscription_id: int) -> Place | None:
        """Where a subscription delivers; None if there never was such a one."""
        found = await self.store.read(lambda tx: tx.subscriptions.get(subscription_id))
        return found.place if found else None

    async def end(self, place: Place, *, why: str) -> bool:
        """This place hears nothing any more; False if it heard nothing before."""

        def unit(tx: Transaction) -> bool:
            subscriptions = tx.subscriptions.at(place.chat_id, place.thread_id)
            for subscription in subscriptions:
                tx.subscriptions.disable(subscription.id, at=self.now(), why=why)
            return bool(subscriptions)

        return await self.store.write(unit)


def _heard(tx: Transaction, place: Place) -> Heard | None:
    subscriptions = tx.subscriptions.at(place.chat_id, place.thread_id)
    if not subscriptions:
        return None
    accounts = (tx.accounts.get(subscription.account_id) for subscription in subscriptions)
    names = ", ".join(account.name for account in accounts if account is not None)
    return Heard(subscription=subscriptions[0], accounts=names)
