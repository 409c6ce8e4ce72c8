"""Which pages of an account's list of records are asked for, to see all that were made of late.

Sans I/O: yields what to ask, is sent the page. The order is read from the list's times, never
assumed; a list in none, or one that ignores the offset, is given up.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from bot.core.catching_up import AGAIN, MOST_PAGES, PAGE, Ask, find_end, name_of
from bot.core.cdrs import Cdr
from bot.core.reconciling import newest_first

#: Ends with whether all that were made since then were on the pages.
Reading = Generator[Ask, Sequence[Cdr], bool]


@dataclass(slots=True, kw_only=True)
class Listed:
    """An account's list, as far as it is remembered from one reading to the next."""

    #: Oldest first: so many records stood in it. None: the newest come first, or nothing is known.
    end: int | None = None

    def back_to(self, since: float) -> Reading:
        """From its newest records back to those that were made before `since`."""
        if self.end is not None:
            begin = max(0, self.end - AGAIN)
            return (yield from self._oldest_first(since, begin, (yield Ask(offset=begin))))
        page = yield Ask(offset=0)
        if len(page) < PAGE:
            return True
        if newest_first(page) is False:
            return (yield from self._oldest_first(since, 0, page))
        return (yield from _newest_first(since, page))

    def _oldest_first(self, since: float, begin: int, page: Sequence[Cdr]) -> Reading:
        self.end = None
        if not page or _turned(page):
            return False
        if len(page) == PAGE:
            first, names = page[0], {name_of(cdr) for cdr in page}
            begin = yield from find_end(names, begin + PAGE - 1, stride=PAGE)
            page = yield Ask(offset=begin)
            if not page or name_of(page[0]) == name_of(first):
                return False
        self.end = begin + len(page)
        for _ in range(MOST_PAGES):
            if begin == 0 or _passes(page, since):
                return True
            before, begin = begin, max(0, begin - PAGE)
            page = yield Ask(limit=before - begin, offset=begin)
            if _turned(page):
                self.end = None
                return False
        return False


def _newest_first(since: float, page: Sequence[Cdr]) -> Reading:
    for number in range(1, MOST_PAGES):
        if not newest_first(page):
            return False
        if _passes(page, since):
            return True
        page = yield Ask(offset=number * PAGE)
        if len(page) < PAGE:
            return True
    return bool(newest_first(page)) and _passes(page, since)


def _passes(page: Sequence[Cdr], since: float) -> bool:
    return any(cdr.create_time and cdr.create_time < since for cdr in page)


def _turned(page: Sequence[Cdr]) -> bool:
    """Whether it does not run from old to new; few records of one moment run either way."""
    order = newest_first(page)
    return order is True or (order is None and len(page) == PAGE)
