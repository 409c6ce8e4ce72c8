"""Somebody looks at past calls: lists and records of the accounts that are theirs at this moment.

A look first brings our records to match the PBX's; turning a page or opening a record asks nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from bot.core.listing import A_DAY, COUNTED, CdrCommand, Detail, Page, Query, Record, span_at
from bot.core.people import Act, Person, may
from bot.core.records import Account
from bot.errors import PbxRefused, UsageError
from bot.flows.catch_up import CatchUp, CaughtUp
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """What `/cdr`, a bare number and their buttons show."""

    store: Store
    catch_up: CatchUp
    now: Callable[[], float]
    tz: tzinfo

    async def look(self, person: Person, command: CdrCommand) -> Page | Detail:
        """A list, or the one record whose id was typed; UsageError if there is no such record."""
        accounts, caught = await self._caught_up(person)
        if command.call_id:
            record = await self._called(accounts, command, caught)
            if record is not None:
                return await self._detail_of(person, accounts, record)
        query = Query(
            numbers=command.numbers,
            callers=command.callers,
            limit=command.limit,
            offset=command.offset,
            day_from=self._midnight() if command.is_bare else None,
        )
        return await self._begin(person, accounts, query, caught)

    async def number(self, person: Person, numbers: tuple[str, ...]) -> Page:
        """The calls to a number, from every source."""
        accounts, caught = await self._caught_up(person)
        return await self._begin(person, accounts, Query(numbers=numbers), caught)

    async def of_digest(self, person: Person, digest_id: int) -> Page | None:
        """The calls that a digest tells of; None: none of them are for this person to see."""

        def unit(tx: Transaction) -> list[Account]:
            told = tx.digests.gathered(digest_id).accounts
            mine = tx.accounts.of_person(person.person_id)
            return [one for one in mine if one.account_id in told]

        accounts = await self.store.read(unit)
        if not accounts:
            return None
        return await self._begin(person, accounts, Query(digest=digest_id), ())

    async def keeps(self, digest_id: int) -> bool:
        """Whether it is known what a digest told of."""
        return await self.store.read(lambda tx: tx.digests.get(digest_id)) is not None

    async def owner(self, view_id: int) -> int | None:
        """Whose view this is; None if there is none."""
        view = await self.store.read(lambda tx: tx.listings.view(view_id))
        return None if view is None else view[0]

    async def turn(self, person: Person, view_id: int, position: int) -> Page:
        """Another page of a list that somebody looks at."""
        accounts = await self._accounts(person)

        def unit(tx: Transaction) -> Page:
            view = tx.listings.view(view_id)
            assert view is not None, "its owner was asked for"
            return _page(tx, accounts, view_id, view[1], position)

        return await self.store.read(unit)

    async def of_call(self, person: Person, call_row: int) -> Detail:
        """The record of a call of ours, as something new to look at."""
        accounts = await self._accounts(person)
        record = await self.store.read(lambda tx: tx.listings.of_call(call_row))
        return await self._detail_of(person, accounts, record)

    async def open(
        self, person: Person, view_id: int, record_id: int, position: int = 0
    ) -> Detail | None:
        """A record of a list; None if it is of no account of this person's."""
        accounts = await self._accounts(person)
        ids = [account.account_id for account in accounts]

        def unit(tx: Transaction) -> Detail | None:
            record = tx.listings.get(ids, record_id)
            if record is None:
                return None
            return _detail(tx, person, accounts, record, view_id=view_id, position=position)

        return await self.store.read(unit)

    async def _accounts(self, person: Person) -> list[Account]:
        accounts = await self.store.read(lambda tx: tx.accounts.of_person(person.person_id))
        if not accounts:
            raise UsageError("account_missing")
        return accounts

    async def _caught_up(self, person: Person) -> tuple[list[Account], list[CaughtUp]]:
        accounts = await self._accounts(person)
        return accounts, await self.catch_up.look([account.account_id for account in accounts])

    async def _called(
        self, accounts: Sequence[Account], command: CdrCommand, caught: Sequence[CaughtUp]
    ) -> Record | None:
        """The record of this id: as known, else as the PBX has it; a number need not be one."""
        ids, call_id = [account.account_id for account in accounts], command.call_id
        record = await self.store.read(lambda tx: tx.listings.called(ids, call_id))
        if record is not None or command.numbers:
            return record
        answering = [seen.account_id for seen in caught if seen.error is None]
        all_answered = await self.catch_up.find(answering, call_id) and len(answering) == len(ids)
        record = await self.store.read(lambda tx: tx.listings.called(ids, call_id))
        if record is None and not all_answered:
            raise UsageError("record_not_asked", call_id=call_id)
        if record is None:
            raise UsageError("record_missing", call_id=call_id)
        return record

    async def _begin(
        self,
        person: Person,
        accounts: Sequence[Account],
        query: Query,
        caught: Sequence[CaughtUp],
    ) -> Page:
        """The first page of a list; of a number's, also what is older than all that is known."""
        partly = [seen for seen in caught if not seen.whole]
        answering = [seen.account_id for seen in partly if seen.error is None]
        if query.numbers and answering:
            found = await self.catch_up.find_all(answering, query.numbers[0])
            query = replace(query, whole=found and len(answering) == len(partly))
        view_id, query = await self._view(person, accounts, query)
        page = await self.store.read(lambda tx: _page(tx, accounts, view_id, query, 0))
        failed = {seen.account_id: seen.error for seen in caught if seen.error is not None}
        named = [(account.name, failed.get(account.account_id)) for account in accounts]
        loading = {seen.account_id for seen in caught if seen.loading}
        return replace(
            page,
            loading=tuple(account.name for account in accounts if account.account_id in loading),
            silent=tuple(
                name for name, error in named if error and not isinstance(error, PbxRefused)
            ),
            refusing=tuple(name for name, error in named if isinstance(error, PbxRefused)),
        )

    async def _detail_of(
        self, person: Person, accounts: Sequence[Account], record: Record
    ) -> Detail:
        """A record that was not opened from a list: behind it lies the list of the day."""
        view_id, _query = await self._view(person, accounts, Query(day_from=self._midnight()))
        return await self.store.read(
            lambda tx: _detail(tx, person, accounts, record, view_id=view_id, position=0)
        )

    async def _view(
        self, person: Person, accounts: Sequence[Account], query: Query
    ) -> tuple[int, Query]:
        """Write down what is looked at: the records that there are now, as of when they match."""

        def unit(tx: Transaction) -> tuple[int, Query]:
            matched = [tx.catch_ups.caught_up_at(account.account_id) for account in accounts]
            as_of = min((at for at in matched if at is not None), default=None)
            begun = replace(query, anchor=tx.records.newest(), as_of=as_of)
            return tx.listings.add_view(person.person_id, begun, at=self.now()), begun

        return await self.store.write(unit)

    def _midnight(self) -> float:
        now = datetime.fromtimestamp(self.now(), self.tz)
        return now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def _page(
    tx: Transaction, accounts: Sequence[Account], view_id: int, query: Query, position: int
) -> Page:
    ids = [account.account_id for account in accounts]
    today = 0
    if query.day_from is not None:
        today = tx.listings.count(ids, query, most=A_DAY, since=query.day_from)
    counted = tx.listings.count(ids, query, most=COUNTED)
    if query.limit is not None:
        counted = min(counted, query.offset + query.limit)
    span = span_at(query, position, today=today)
    # One more than are shown tells whether another page follows.
    records = tx.listings.page(ids, query, replace(span, take=span.take + 1))
    limit = query.limit
    known = [tx.catch_ups.get(account_id) for account_id in ids]
    return Page(
        view_id=view_id,
        query=query,
        position=position,
        records=tuple(records[: span.take]),
        today=today,
        total=counted if counted < COUNTED else None,
        more=len(records) > span.take and (limit is None or position + span.take < limit),
        block=tx.blocks.of(query.numbers[0]) if query.numbers else None,
        older_missing=not query.whole
        and any(progress is not None and not progress.whole for progress in known),
    )


def _detail(
    tx: Transaction,
    person: Person,
    accounts: Sequence[Account],
    record: Record,
    *,
    view_id: int,
    position: int,
) -> Detail:
    call, names = record.call, {account.account_id: account.name for account in accounts}
    asker = tx.people.get(call.person_id) if call else None
    known = tx.templates.get(record.account_id, record.template)
    return Detail(
        record=record,
        view_id=view_id,
        position=position,
        who=asker.name if asker else str(call.person_id) if call else "",
        account_name=names[record.account_id] if len(names) > 1 else "",
        script=call.script or known if call else known,
        may_call=may(person.role, Act.CALL),
    )
