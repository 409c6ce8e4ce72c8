"""A list's file goes back: its own columns and rows, with how each came out beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from typing import Final

from markupsafe import Markup

from bot.core.cells import Cell
from bot.core.list_views import Which
from bot.core.lists import Called, CallList
from bot.core.messages.lists.files import file_caption, file_name
from bot.core.messages.lists.results import result_cells, result_heading
from bot.core.people import Language
from bot.core.tables import TableKind
from bot.store import Store, Transaction

#: So many rows are read in one go.
A_READ: Final = 500

WriteTable = Callable[[TableKind, Sequence[Sequence[Cell]], str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be sent."""

    name: str
    content: bytes
    caption: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFiles:
    """Writes lists as files, in the form that they came in."""

    store: Store
    write_table: WriteTable
    tz: tzinfo

    async def results(self, called: CallList, *, language: Language) -> File:
        """Every row as it came, with how it came out so far."""
        return await self._file(called, language, bad=False)

    async def left_out(self, called: CallList, *, language: Language) -> File:
        """The rows that are not called as they came, with the reason."""
        return await self._file(called, language, bad=True)

    async def _file(self, called: CallList, language: Language, *, bad: bool) -> File:
        rows = await self._rows(called, bad=bad)
        table = await asyncio.to_thread(self._table, called, rows, language, bad=bad)
        kind = TableKind.XLSX if called.kind is TableKind.XLSX else TableKind.CSV
        content = await self.write_table(kind, table, called.delimiter)
        tally = await self.store.read(lambda tx: tx.pages.tally(called.id))
        return File(
            name=file_name(called, kind, bad=bad, language=language),
            content=content,
            caption=file_caption(called, tally, bad=bad, language=language),
        )

    def _table(
        self, called: CallList, rows: Sequence[Called], language: Language, *, bad: bool
    ) -> list[Sequence[Cell]]:
        width = max((len(one.row.cells) for one in rows), default=0)
        heading = called.heading or _headings(called, width)
        width = max(width, len(heading))
        # Of rows that are left out there is nothing to say but why.
        added = slice(1) if bad else slice(None)
        table: list[Sequence[Cell]] = [*called.titles]
        table.append((*_padded(heading, width), *result_heading(language)[added]))
        for one in rows:
            said = result_cells(one, language=language, tz=self.tz)
            table.append((*_padded(one.row.cells, width), *said[added]))
        return table

    async def _rows(self, called: CallList, *, bad: bool) -> list[Called]:
        rows: list[Called] = []
        while True:
            if bad:
                read = partial(_left_out, list_id=called.id, offset=len(rows))
            else:
                after = rows[-1].row.position if rows else -1
                read = partial(_everything, list_id=called.id, after=after)
            part = await self.store.read(read)
            rows += part
            if len(part) < A_READ:
                return rows


def _everything(tx: Transaction, *, list_id: int, after: int) -> list[Called]:
    return tx.pages.everything(list_id, after=after, limit=A_READ)


def _left_out(tx: Transaction, *, list_id: int, offset: int) -> list[Called]:
    return tx.pages.called(list_id, Which.OUT, offset=offset, limit=A_READ)


def _headings(called: CallList, width: int) -> tuple[Cell, ...]:
    """What stands above the columns of a table that came without headings."""
    names: dict[int, str] = {}
    if called.columns is not None:
        names = {column: name for name, column in called.columns.fields.items()}
        names[called.columns.phone] = "phone"
        if called.columns.label is not None:
            names[called.columns.label] = "ref"
    return tuple(names.get(column, "") for column in range(width))


def _padded(cells: Sequence[Cell], width: int) -> Iterator[Cell]:
    yield from cells
    yield from (None for _ in range(width - len(cells)))
