"""A table becomes the rows of a list: written down as it came, matched to a script, read.

Rows are kept from the moment the file was read, so that no restart loses them. Whatever takes long
is worked out in a thread, and written in parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from bot.core.cautions import Caution
from bot.core.cells import Cell
from bot.core.columns import Matched, find_heading, match_columns, with_column, without_title
from bot.core.list_checks import look, unread_sheets
from bot.core.list_views import Which
from bot.core.lists import MOST_ROWS, CallList, LeftOut, ListState, NewRow, Row
from bot.core.people import Language, Person
from bot.core.records import Account, Place
from bot.core.rows import digest_text, read_rows
from bot.core.tables import Table, TableRow
from bot.core.templates import Template
from bot.core.voice import VoiceCommand
from bot.errors import UsageError
from bot.flows.lists import change, open_list
from bot.store import Keyring, Store, Transaction

#: Rows that are pasted within so many seconds of others belong to them.
SAME_PASTE: Final = 15.0
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
        below = without_title(table)
        titles = table.rows[: len(table.rows) - len(below.rows)]
        heading, rows = _split(below)
        if len(rows) > MOST_ROWS:
            raise UsageError("table_rows", rows=str(len(rows)), most=str(MOST_ROWS))
        if not rows:
            raise UsageError("table_empty")
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
            titles=tuple(row.cells for row in titles),
            heading=heading,
            digest="",
            template=command.template or "",
            caller=command.caller or "",
            campaign_id=command.campaign or "",
            shared=dict(command.values),
            cautions=unread_sheets(table),
        )
        called = await self.store.write(lambda tx: tx.lists.add(new))
        await put_rows(self.store, called, (_raw(at, row) for at, row in enumerate(rows)))
        return called

    async def add(self, person: Person, table: Table) -> CallList | None:
        """Rows that follow a paste of a moment ago are more of it; None: there was none.

        Telegram's apps send a long text as several messages.
        """
        since = self.now() - SAME_PASTE
        called = await self.store.read(
            lambda tx: tx.lists.newest_paste(person.person_id, since=since)
        )
        if called is None:
            return None
        kept = await self.store.read(lambda tx: tx.rows.all(called.id))
        if len(kept) + len(table.rows) > MOST_ROWS:
            raise UsageError(
                "table_rows", rows=str(len(kept) + len(table.rows)), most=str(MOST_ROWS)
            )
        last = kept[-1].line if kept else 0
        rows = [
            replace(_raw(len(kept) + at, row), line=last + row.line)
            for at, row in enumerate(table.rows)
        ]
        await put_rows(self.store, called, rows)
        return await change(self.store, replace(called, state=ListState.READING, columns=None))

    async def reading(self, called: CallList, script_fields: Sequence[str]) -> Reading:
        """The table of a list again, and how its columns match these key fields."""

        def unit(tx: Transaction) -> tuple[Table, dict[str, str]]:
            rows = tx.rows.as_they_came(called.id)
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
        """Somebody says that a column holds a key field, the phone or the ref: read it anew."""
        picks = (*called.picks, (what, column))
        return await change(self.store, replace(called, state=ListState.READING, picks=picks))

    async def settle(
        self, reading: Reading, *, fields: Sequence[str], script: Template | None, over: Account
    ) -> CallList:
        """Its columns are known: read every row, and the list can be drawn.

        What was picked is remembered for this template, by the columns' headings.
        """
        called, columns = await self._with_heading(reading), reading.matched.columns
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
        cautions, marked = await asyncio.to_thread(look, rows, fields, called.shared, script)
        content = await asyncio.to_thread(digest_text, rows)
        await put_rows(self.store, called, marked)
        settled = replace(
            called,
            state=ListState.DRAFT,
            columns=columns,
            digest=self.keyring.digest("list", content),
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

    async def _with_heading(self, reading: Reading) -> CallList:
        """The script's fields may show that the first row is a heading: then it is no row."""
        called, heading = reading.called, reading.matched.heading
        if called.heading is not None or heading is None:
            return called
        headed = replace(called, heading=heading)

        def unit(tx: Transaction) -> CallList:
            open_list(tx, called.id)
            tx.rows.behead(called.id)
            tx.lists.update(headed)
            return headed

        return await self.store.write(unit)

    async def again(
        self, person: Person, called: CallList, which: Which, language: Language
    ) -> CallList:
        """A list of its rows of a kind, to be looked at and confirmed like any other."""
        missed = await self.store.read(lambda tx: _missed(tx, called, which))
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
        content = await asyncio.to_thread(digest_text, rows)
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
            titles=called.titles,
            digest=self.keyring.digest("list", content),
            columns=called.columns,
            template=called.template,
            caller=called.caller,
            campaign_id=called.campaign_id,
            shared=called.shared,
            redial=called.redial,
            retry_of=called.id,
        )
        made = await self.store.write(lambda tx: tx.lists.add(new))
        await put_rows(self.store, made, rows)
        return made


def _missed(tx: Transaction, called: CallList, which: Which) -> list[Row]:
    """Its rows of a kind, but for whoever has answered the same script since."""
    since = called.started_at or called.created_at
    reached = tx.pages.reached(called.account_id, called.template, since)
    return [row for row in tx.pages.only(called.id, which) if row.callee not in reached]


async def put_rows(store: Store, called: CallList, rows: Iterable[NewRow]) -> None:
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
