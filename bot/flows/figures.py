"""How the day goes and how the bot does, counted when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot import __version__
from bot.core.messages.status import AccountStatus, Status
from bot.core.people import Person
from bot.core.records import Account
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """A person's day so far, over the accounts they may use."""

    calls: int
    answered: int
    #: What they call with if they say nothing; None: they are asked, or have nothing.
    account: Account | None
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Reads only."""

    store: Store
    now: Callable[[], float]
    tz: tzinfo
    started_at: float
    hooks_come: bool

    async def today(self, person: Person) -> Today:
        """Calls and answers since midnight in TIMEZONE."""
        now = datetime.fromtimestamp(self.now(), self.tz)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()

        def unit(tx: Transaction) -> Today:
            accounts = tx.accounts.of_person(person.person_id)
            ids = [account.account_id for account in accounts]
            calls, answered = tx.tallies.answered_today(ids, midnight)
            known = tx.people.get(person.person_id)
            default = known.default_account_id if known else None
            usual = [account for account in accounts if default in (None, account.account_id)]
            return Today(
                calls=calls,
                answered=answered,
                account=usual[0] if len(usual) == 1 else None,
                accounts=len(accounts),
            )

        return await self.store.read(unit)

    async def status(self, person: Person, *, held_up: int) -> Status:
        """The wires, as far as this person's accounts go, and what waits.

        `held_up`: so many chats are paused by Telegram.
        """

        def unit(tx: Transaction) -> Status:
            mine = tx.accounts.of_person(person.person_id)
            ids = [account.account_id for account in mine]
            accounts = []
            for account in mine:
                outage = tx.outages.get(account.account_id)
                accounts.append(
                    AccountStatus(
                        name=account.name,
                        down_since=outage.since if outage else None,
                        down_status=outage.status if outage else None,
                    )
                )
            due, oldest_due_at = tx.deliveries.waiting(ids)
            lists, rows = tx.tallies.lists(ids)
            return Status(
                accounts=tuple(accounts),
                has_public_url=self.hooks_come,
                last_hook_at=tx.hooks.last_at(ids),
                open_calls=tx.tallies.unsettled(ids),
                due=due,
                oldest_due_at=oldest_due_at,
                held_up=held_up,
                lists=lists,
                rows=rows,
                version=__version__,
                started_at=self.started_at,
                rival_since=tx.rivals.since(),
            )

        return await self.store.read(unit)
