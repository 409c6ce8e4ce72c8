"""A table becomes the rows of a list: written down as it came, matched to a script, read.

Rows are kept from the moment the file was read, so that no restart loses them. Whatever takes long
is worked out in a thread, and written in parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from bot.core.amounts import mended, shared_by_many, undotted
from bot.core.cautions import Caution, Warned
from bot.core.cells import Cell
from bot.core.columns import Matched, find_heading, match_columns, with_column, without_title
from bot.core.list_views import Which
from bot.core.lists import UNDOTTED, CallList, LeftOut, ListState, NewRow
from bot.core.people import Language, Person
from bot.core.records import Account, Place
from bot.core.rows import digest_text, read_rows
from bot.core.tables import Table, TableRow
from bot.core.templates import Template
from bot.core.voice import VoiceCommand
from bot.errors import UsageError
from bot.flows.lists import change, open_list
from bot.store import Keyring, Store, Transaction

#: So many rows are written in one unit: the loop stands still meanwhile.
A_UNIT: Final = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A list whose columns are being matched, and what is known of its table."""

    called: CallList
    table: Table
    matched: Matched


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReader:
    """Makes lists of tables."""

    store: Store
    keyring: Keyring
    now: Callable[[], float]
    new_key: Callable[[], str]

    async def begin(
        self,
        person: Person,
        place: Place,
        table: Table,
        *,
        account: Account,
        command: VoiceCommand,
        source: str,
        language: Language,
    ) -> CallList:
        """Write a table down as a list of this account; `place` is the asker's private chat."""
        heading, rows = _split(without_title(table))
        new = CallList(
            id=0,
            key=self.new_key(),
            account_id=account.account_id,
            person_id=person.person_id,
            place=place,
            language=language,
            state=ListState.READING,
            created_at=self.now(),
            source=source,
            kind=table.kind,
            delimiter=table.delimiter,
            heading=heading,
            digest="",
            template=command.template or "",
            caller=command.caller or "",
            campaign_id=command.campaign or "",
            shared=dict(command.values),
            cautions=_unread(table),
        )
        called = await self.store.write(lambda tx: tx.lists.add(new))
        await put_rows(self.store, called, [_raw(at, row) for at, row in enumerate(rows)])
        return called

    async def reading(self, called: CallList, script_fields: Sequence[str]) -> Reading:
        """The table of a list again, and how its columns match these key fields."""

        def unit(tx: Transaction) -> tuple[Table, dict[str, str]]:
            kept = tx.rows.all(called.id)
            rows = [TableRow(line=row.line, cells=row.cells) for row in kept]
            if called.heading is not None:
                rows.insert(0, TableRow(line=0, cells=called.heading))
            table = Table(kind=called.kind, rows=tuple(rows), delimiter=called.delimiter)
            return table, tx.headings.of(called.account_id, called.template)

        table, remembered = await self.store.read(unit)
        matched = await asyncio.to_thread(
            match_columns, table, script_fields, remembered, shared=frozenset(called.shared)
        )
        for what, column in called.picks:
            matched = with_column(matched, what, column)
        return Reading(called=called, table=table, matched=matched)

    async def pick(self, called: CallList, what: str, column: int) -> CallList:
        """Somebody says that a column holds a key field, the phone or the ref."""
        return await change(self.store, replace(called, picks=(*called.picks, (what, column))))

    async def settle(
        self, reading: Reading, *, fields: Sequence[str], script: Template | None, over: Account
    ) -> CallList:
        """Its columns are known: read every row, and the list can be drawn.

        What was picked is remembered for this template, by the columns' headings.
        """
        called, columns = reading.called, reading.matched.columns
        assert columns is not None, "nothing is left to be asked"
        rows = await asyncio.to_thread(
            read_rows,
            reading.table,
            columns,
            fields,
            called.shared,
            heading=called.heading is not None,
        )
        unread = [one for one in called.cautions if one.caution is Caution.SHEETS]
        cautions, marked = await asyncio.to_thread(_look, rows, fields, called.shared)
        await put_rows(self.store, called, marked)
        settled = replace(
            called,
            state=ListState.DRAFT,
            columns=columns,
            digest=self.keyring.digest("list", digest_text(rows)),
            caller=called.caller or over.caller,
            campaign_id=called.campaign_id or over.campaign_id,
            script=script,
            cautions=(*cautions, *unread),
        )
        learned = reading.matched.holds() if called.picks else {}

        def unit(tx: Transaction) -> CallList:
            open_list(tx, called.id)
            for heading, holds in learned.items():
                tx.headings.keep(called.account_id, called.template, heading, holds)
            tx.lists.update(settled)
            return settled

        return await self.store.write(unit)

    async def mend(self, called: CallList) -> CallList:
        """Give every amount its dots."""
        fields = list(called.columns.fields) if called.columns else []
        fields += [name for name in called.shared if name not in fields]
        kept = await self.store.read(lambda tx: tx.rows.all(called.id))
        rows = await asyncio.to_thread(mended, kept, fields)
        cautions, marked = await asyncio.to_thread(_look, rows, fields, called.shared)
        await put_rows(self.store, called, marked)
        unread = [one for one in called.cautions if one.caution is Caution.SHEETS]
        return await change(self.store, replace(called, cautions=(*cautions, *unread)))

    async def again(self, person: Person, called: CallList, language: Language) -> CallList:
        """A list of those who were not reached, to be looked at and confirmed like any other."""
        missed = await self.store.read(lambda tx: tx.rows.only(called.id, Which.UNREACHED))
        if not missed:
            raise UsageError("list_nobody")
        rows = [
            NewRow(
                position=at,
                line=row.line,
                cells=row.cells,
                callee=row.callee,
                label=row.label,
                values=row.values,
            )
            for at, row in enumerate(missed)
        ]
        new = CallList(
            id=0,
            key=self.new_key(),
            account_id=called.account_id,
            person_id=person.person_id,
            place=Place(chat_id=person.person_id),
            language=language,
            state=ListState.DRAFT,
            created_at=self.now(),
            source=called.source,
            kind=called.kind,
            delimiter=called.delimiter,
            heading=called.heading,
            digest=self.keyring.digest("list", digest_text(rows)),
            columns=called.columns,
            template=called.template,
            caller=called.caller,
            campaign_id=called.campaign_id,
            shared=called.shared,
            retry_of=called.id,
        )
        made = await self.store.write(lambda tx: tx.lists.add(new))
        await put_rows(self.store, made, rows)
        return made


async def put_rows(store: Store, called: CallList, rows: Sequence[NewRow]) -> None:
    """Write rows in units that let others have their turn."""
    left = iter(rows)
    while part := list(islice(left, A_UNIT)):
        await store.write(partial(_put_rows, list_id=called.id, rows=part))


def _put_rows(tx: Transaction, *, list_id: int, rows: Sequence[NewRow]) -> None:
    tx.rows.put(list_id, rows)


def _split(table: Table) -> tuple[tuple[Cell, ...] | None, tuple[TableRow, ...]]:
    """The heading, if there is one, and the rows below it."""
    if find_heading(table, ()):
        return table.rows[0].cells, table.rows[1:]
    return None, table.rows


def _raw(position: int, row: TableRow) -> NewRow:
    """A row of which nothing is known yet: nobody can be called for it."""
    return NewRow(
        position=position, line=row.line, cells=row.cells, left_out=LeftOut.NUMBER, detail=""
    )


def _unread(table: Table) -> tuple[Warned, ...]:
    """The sheets of a workbook that were left alone."""
    if not table.other_sheets:
        return ()
    return (Warned(caution=Caution.SHEETS, count=table.other_sheets, value=table.sheet),)


def _look(
    rows: Sequence[NewRow], fields: Sequence[str], shared: Mapping[str, str]
) -> tuple[list[Warned], list[NewRow]]:
    """What the rows themselves give to look at, and the rows with what is theirs of it noted."""
    plain = undotted(rows, fields)
    warned = {position for positions in plain.values() for position in positions}
    cautions = [
        Warned(caution=Caution.SHARED, count=count, name=name, value=value)
        for name, value, count in shared_by_many(rows, fields, shared=shared)
    ]
    if warned:
        amount = sum(len(positions) for positions in plain.values())
        cautions.append(Warned(caution=Caution.UNDOTTED, count=amount))
    return cautions, [_noted(row, row.position in warned) for row in rows]


def _noted(row: NewRow, warned: bool) -> NewRow:
    if row.left_out is not None:
        return row
    return replace(row, detail=UNDOTTED if warned else "")
