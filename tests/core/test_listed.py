"""An account's list is read back as far as wanted by few requests, from whichever end is newest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catching_up import MOST_PAGES, PAGE, Ask
from bot.core.cdrs import Cdr
from bot.core.listed import Listed

NOW = 1795399950.0
EACH = 10.0

BOTH = pytest.mark.parametrize("newest_first", [True, False], ids=["newest first", "oldest first"])


def records(count: int) -> list[Cdr]:
    """Oldest first, one each ten seconds, the last one now."""
    return [
        Cdr(call_id=f"c-{count - age}", callee="0987654321", create_time=NOW - EACH * age)
        for age in reversed(range(count))
    ]


def more(made: list[Cdr], count: int) -> list[Cdr]:
    """So many that are made after these."""
    first = made[-1].create_time
    assert first is not None
    return [
        Cdr(call_id=f"m-{at}-{len(made)}", callee="0", create_time=first + EACH * (at + 1))
        for at in range(count)
    ]


@dataclass
class Pbx:
    """A list of records, what is remembered of it, and what was asked of it."""

    made: list[Cdr]
    newest_first: bool = True
    ignores_offset: bool = False
    listed: Listed = field(default_factory=Listed)
    asked: list[Ask] = field(default_factory=list)

    def read(self, since: float) -> tuple[bool, set[str]]:
        """Whether the reading got back to then, and which records it saw."""
        self.asked.clear()
        seen: set[str] = set()
        reading = self.listed.back_to(since)
        ask = next(reading)
        while True:
            page = self._answer(ask)
            seen |= {cdr.call_id for cdr in page}
            try:
                ask = reading.send(page)
            except StopIteration as done:
                return bool(done.value), seen

    def _answer(self, ask: Ask) -> Sequence[Cdr]:
        self.asked.append(ask)
        shown = self.made[::-1] if self.newest_first else self.made
        offset = 0 if self.ignores_offset else ask.offset
        return shown[offset : offset + ask.limit]

    def since(self, since: float) -> set[str]:
        """The records that were made since then."""
        return {cdr.call_id for cdr in self.made if (cdr.create_time or 0.0) >= since}


@BOTH
@pytest.mark.parametrize("count", [0, 1, PAGE - 1, PAGE, PAGE + 1, 950, 30_000])
def test_all_that_were_made_of_late_are_seen(newest_first: bool, count: int) -> None:
    pbx = Pbx(records(count), newest_first)
    since = NOW - 250 * EACH

    whole, seen = pbx.read(since)

    assert whole
    assert pbx.since(since) <= seen


@BOTH
def test_after_the_first_reading_of_a_long_list_each_page_is_asked_for_once(
    newest_first: bool,
) -> None:
    pbx = Pbx(records(30_000), newest_first)
    pbx.read(NOW - 150 * EACH)
    for _ in range(3):
        pbx.made += more(pbx.made, 30)
        newest = pbx.made[-1].create_time
        assert newest is not None
        since = newest - 150 * EACH

        whole, seen = pbx.read(since)

        assert whole
        assert pbx.since(since) <= seen
        assert len(pbx.asked) <= 3


def test_the_end_of_a_list_that_begins_with_the_oldest_is_found_by_few_requests() -> None:
    pbx = Pbx(records(30_000), newest_first=False)
    pbx.read(NOW - 50 * EACH)
    assert len(pbx.asked) <= 20
    assert sum(ask.limit for ask in pbx.asked) <= 4 * PAGE


def test_many_that_came_meanwhile_are_found_by_few_requests() -> None:
    pbx = Pbx(records(30_000), newest_first=False)
    pbx.read(NOW)
    pbx.made += more(pbx.made, 400)
    newest = pbx.made[-1].create_time
    assert newest is not None

    whole, seen = pbx.read(newest - 450 * EACH)

    assert whole
    assert pbx.since(newest - 450 * EACH) <= seen
    assert len(pbx.asked) <= 12


@BOTH
def test_what_lies_too_deep_is_not_got_to(newest_first: bool) -> None:
    pbx = Pbx(records(3 * MOST_PAGES * PAGE), newest_first)
    whole, _ = pbx.read(NOW - 2 * MOST_PAGES * PAGE * EACH)
    assert not whole
    assert len(pbx.asked) <= MOST_PAGES + 20


@BOTH
def test_a_list_that_was_turned_round_is_given_up_once_and_then_read_anew(
    newest_first: bool,
) -> None:
    pbx = Pbx(records(900), newest_first)
    since = NOW - 150 * EACH
    pbx.read(since)
    pbx.newest_first = not newest_first
    pbx.read(since)

    whole, seen = pbx.read(since)

    assert whole
    assert pbx.since(since) <= seen


def test_a_list_that_lost_its_oldest_records_is_given_up_once_and_then_read_anew() -> None:
    pbx = Pbx(records(900), newest_first=False)
    since = NOW - 150 * EACH
    pbx.read(since)
    pbx.made = pbx.made[300:]

    assert pbx.read(since) == (False, set())
    whole, seen = pbx.read(since)
    assert whole
    assert pbx.since(since) <= seen


def test_a_list_in_no_order_is_given_up_and_so_is_one_that_ignores_the_offset() -> None:
    made = records(900)
    shuffled = Pbx([made[at ^ 1] for at in range(900)])
    assert not shuffled.read(NOW - 150 * EACH)[0]
    assert len(shuffled.asked) == 1

    for newest_first in (True, False):
        deaf = Pbx(made, newest_first, ignores_offset=True)
        assert not deaf.read(NOW - 500 * EACH)[0]
        assert len(deaf.asked) <= MOST_PAGES


@settings(max_examples=60, deadline=None)
@given(
    newest_first=st.booleans(),
    batches=st.lists(st.integers(0, 350), min_size=1, max_size=6),
    depth=st.integers(0, 600),
)
def test_whatever_comes_between_readings_nothing_is_missed_silently(
    newest_first: bool, batches: list[int], depth: int
) -> None:
    pbx = Pbx(records(10), newest_first)
    for batch in batches:
        pbx.made += more(pbx.made, batch)
        newest = pbx.made[-1].create_time
        assert newest is not None
        whole, seen = pbx.read(newest - depth * EACH)
        assert whole
        assert pbx.since(newest - depth * EACH) <= seen
