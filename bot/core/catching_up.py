"""Which pages of an account's list of records are asked for, so that the newest are all known.

Sans I/O: a walk yields what to ask and is sent the page. The list's order is read from its times,
never assumed; a PBX that ignores the offset, or lists in no order, ends it too.
"""

from __future__ import annotations

from collections.abc import Container, Generator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median_high, median_low
from typing import Final

from bot.core.calls import DAY, MINUTE
from bot.core.cdrs import Cdr

PAGE: Final = 100
MOST_PAGES: Final = 10
#: A call that waited in a queue is listed among older ones: so far back the list is read again.
LATE: Final = 15 * MINUTE
#: The same where the oldest come first, in records.
AGAIN: Final = 25
#: How many pages are read from the end of a list whose beginning is too far away.
LAST_PAGES: Final = 5
#: No list is longer than this; whoever answers there ignores the offset.
_FARTHEST: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A page of the list."""

    limit: int = PAGE
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an account's list is known."""

    #: None: not known which end of the list is the newest.
    newest_first: bool | None = None
    #: When the newest known record was made, by the PBX's clock.
    newest_at: float | None = None
    #: Oldest first: so many records stand before those that are asked for next, the last of them
    #: with this id.
    leading: int = 0
    last_id: str = ""
    #: Nothing older is missing.
    whole: bool = False


Walk = Generator[Ask, Sequence[Cdr], Progress]


def order_of(cdrs: Sequence[Cdr]) -> bool | None:
    """Whether newest come first, by the half of the page that is the newer; None: neither is."""
    times = [cdr.create_time for cdr in cdrs if cdr.create_time is not None]
    half = len(times) // 2
    if half == 0:
        return None
    first, last = median_high(times[:half]), median_high(times[-half:])
    return None if first == last else first > last


@dataclass(slots=True)
class _Read:
    """What a walk has seen."""

    now: float
    newest_at: float | None
    ids: set[str] = field(default_factory=set)

    def take(self, page: Sequence[Cdr]) -> bool:
        """Whether the page brought a record that was on no page before it."""
        ids = {name_of(cdr) for cdr in page}
        fresh = not ids <= self.ids
        self.ids |= ids
        # A clock that is a day ahead says nothing about which records are new.
        times = [
            at for at in (cdr.create_time for cdr in page) if at is not None and at < self.now + DAY
        ]
        self.newest_at = max([*times, self.newest_at or 0.0]) or None
        return fresh


def name_of(cdr: Cdr) -> str:
    """What a record is known by among those of its list."""
    return cdr.call_id or f"{cdr.create_time} {cdr.callee}"


def walk(known: Progress | None, *, now: float) -> Walk:
    """Read what is new since `known`; None: all there is, as far as one look may go."""
    progress = known or Progress()
    read = _Read(now=now, newest_at=progress.newest_at)
    if progress.newest_first is False:
        onward = yield from _onward(progress, read, again=AGAIN)
        if onward is not None:
            return onward
        # Another order, or records were taken off its beginning: nothing is known of this list.
        progress, read = Progress(), _Read(now=now, newest_at=None)
    return (yield from _from_the_top(progress, read))


def _from_the_top(known: Progress, read: _Read) -> Walk:
    """Newest first, as far as needed; on from there if it turns out that the oldest are."""
    seen: list[Cdr] = []
    order, joined = known.newest_first, False
    for _ in range(MOST_PAGES):
        page = yield Ask(offset=len(seen))
        if not read.take(page):
            # A page that was there before says that the offset is ignored.
            ended = not page or len(seen) < PAGE
            return _reached(read, order, whole=ended or (joined and known.whole))
        seen.extend(page)
        # Few records that are the whole list have no order worth a name.
        if len(seen) >= PAGE or len(seen) > len(page):
            order = order_of(seen) if order_of(seen) is not None else order
        if order is False:
            begun = replace(_reached(read, order, whole=True), leading=len(seen))
            onward = yield from _onward(replace(begun, last_id=name_of(page[-1])), read)
            assert onward is not None, "nothing stood there before"
            return onward
        if (late := _late(page)) is not None and known.newest_at is not None:
            joined = joined or late <= known.newest_at
            if joined and (len(page) < PAGE or late < known.newest_at - LATE):
                break
    return _reached(read, order, whole=joined and known.whole)


def _reached(read: _Read, order: bool | None, *, whole: bool) -> Progress:
    return Progress(newest_first=order, newest_at=read.newest_at, whole=whole)


def _late(page: Sequence[Cdr]) -> float | None:
    """When the page's second half was made, so that one that is out of order tells nothing."""
    times = [at for at in (cdr.create_time for cdr in page[len(page) // 2 :]) if at is not None]
    return median_low(times) if times else None


def _onward(
    known: Progress, read: _Read, *, again: int = 0, jumps: bool = True
) -> Generator[Ask, Sequence[Cdr], Progress | None]:
    """Oldest first: from the known part to the end; None if that part stands there no longer."""
    offset, last = max(0, known.leading - again), known.last_id
    for number in range(LAST_PAGES if jumps else MOST_PAGES):
        page = yield Ask(offset=offset)
        names = [name_of(cdr) for cdr in page]
        if number == 0 and again and last not in names:
            return None
        fresh = read.take(page)
        offset += len(page) if fresh else 0
        if not fresh or (number == 0 and again and names[-1] == last):
            # A page that was there before says that the offset is ignored.
            whole = known.whole and (fresh or not page)
            return replace(
                known, newest_at=read.newest_at, leading=offset, last_id=last, whole=whole
            )
        last = names[-1]
    if jumps:
        end = yield from find_end(read.ids, offset, stride=offset)
        start = max(offset, end - LAST_PAGES * PAGE)
        far = replace(known, leading=start, last_id=last, whole=known.whole and start == offset)
        return (yield from _onward(far, read, jumps=False))
    return replace(known, newest_at=read.newest_at, leading=offset, last_id=last)


def find_end(
    seen: Container[str], offset: int, *, stride: int
) -> Generator[Ask, Sequence[Cdr], int]:
    """A place less than a page before the end of a list that reaches to `offset`.

    By strides that grow, then by halves. Whoever answers with what was seen ignores the offset.
    """
    low = offset
    while low + stride < _FARTHEST and (yield from _reaches(seen, low + stride)):
        low, stride = low + stride, 4 * stride
    high = low + stride
    while high - low > PAGE:
        middle = (low + high) // 2
        if (yield from _reaches(seen, middle)):
            low = middle
        else:
            high = middle
    return low


def _reaches(seen: Container[str], offset: int) -> Generator[Ask, Sequence[Cdr], bool]:
    page = yield Ask(limit=1, offset=offset)
    return bool(page) and name_of(page[0]) not in seen
