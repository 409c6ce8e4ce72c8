"""Values of a list that is prepared are put right, all at once; nobody is called."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from bot.core.cautions import Caution
from bot.core.faults import with_mended, without_dates
from bot.core.list_checks import look
from bot.core.lists import CallList, Row
from bot.core.templates import Template
from bot.flows.list_reading import put_rows
from bot.flows.lists import change
from bot.store import Store

#: What no change of values changes.
_OF_THE_TABLE: Final = frozenset({Caution.SHEETS, Caution.RENEWED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMender:
    """Rewrites the rows of lists, and what they give to look at."""

    store: Store

    async def mend(self, called: CallList, caution: Caution) -> CallList:
        """Put right all values that have this fault."""
        return await self._rewrite(called, partial(with_mended, caution=caution))

    async def leave_out(self, called: CallList) -> CallList:
        """Call nobody with a date that does not exist."""
        return await self._rewrite(called, without_dates)

    async def look_again(self, called: CallList, script: Template | None) -> CallList:
        """The script became another: what its rows give to look at may be, too."""
        return await self._rewrite(replace(called, script=script), lambda rows, fields: [*rows])

    async def _rewrite(
        self, called: CallList, change_rows: Callable[[Sequence[Row], list[str]], list[Row]]
    ) -> CallList:
        fields = list(called.columns.fields) if called.columns else []
        fields += [name for name in called.shared if name not in fields]
        kept = await self.store.read(lambda tx: tx.rows.all(called.id))
        rows = await asyncio.to_thread(change_rows, kept, fields)
        cautions, marked = await asyncio.to_thread(look, rows, fields, called.shared, called.script)
        await put_rows(self.store, called, marked)
        cautions = [one for one in cautions if one.caution not in _OF_THE_TABLE]
        kept_cautions = [one for one in called.cautions if one.caution in _OF_THE_TABLE]
        return await change(self.store, replace(called, cautions=(*cautions, *kept_cautions)))
