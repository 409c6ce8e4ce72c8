"""What is asked of an account's list so that the newest are known, whatever the PBX's manner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calls import DAY
from bot.core.catching_up import AGAIN, LATE, MOST_PAGES, PAGE, Ask, Progress, order_of, walk
from bot.core.cdrs import Cdr

NOW = 1795399950.0
LONG_AGO = NOW - 300 * DAY
HOUR = 3600.0


def a_cdr(number: int, made_at: float | None = None) -> Cdr:
    return Cdr(
        call_id=f"c-{number}",
        callee="0987654321",
        create_time=LONG_AGO + 30 * number if made_at is None else made_at,
    )


def records(count: int, *, first: int = 0) -> list[Cdr]:
    """Oldest first, half a minute apart."""
    return [a_cdr(number) for number in range(first, first + count)]


@dataclass
class Pbx:
    """A list of records, and what was asked of it."""

    made: list[Cdr]
    newest_first: bool = True
    at_most: int = 10**9
    ignores_offset: bool = False
    asked: list[Ask] = field(default_factory=list)

    def answer(self, ask: Ask) -> Sequence[Cdr]:
        self.asked.append(ask)
        listed = self.made[::-1] if self.newest_first else self.made
        offset = 0 if self.ignores_offset else ask.offset
        return listed[offset : offset + min(ask.limit, self.at_most)]

    def look(self, known: Progress | None) -> tuple[Progress, set[str]]:
        """How far the list is known then, and which records were seen."""
        self.asked.clear()
        seen: set[str] = set()
        steps = walk(known, now=NOW)
        ask = next(steps)
        while True:
            page = self.answer(ask)
            seen |= {cdr.call_id for cdr in page}
            try:
                ask = steps.send(page)
            except StopIteration as done:
                progress: Progress = done.value
                return progress, seen


def ids(cdrs: Sequence[Cdr]) -> set[str]:
    return {cdr.call_id for cdr in cdrs}


BOTH = pytest.mark.parametrize("newest_first", [True, False], ids=["newest first", "oldest first"])


@BOTH
@pytest.mark.parametrize("count", [0, 1, 2, 60, PAGE, PAGE + 1, 5 * PAGE - 1])
def test_a_first_look_reads_a_whole_list_that_is_not_too_long(
    newest_first: bool, count: int
) -> None:
    pbx = Pbx(records(count), newest_first)
    progress, seen = pbx.look(None)
    assert seen == ids(pbx.made)
    assert progress.whole


@BOTH
@pytest.mark.parametrize("count", [1, 60, 500, 30_000])
def test_a_look_finds_what_is_new_with_few_requests(newest_first: bool, count: int) -> None:
    pbx = Pbx(records(count), newest_first)
    known, _ = pbx.look(None)
    new = records(3, first=count + 2 * int(LATE))
    pbx.made += new

    after, seen = pbx.look(known)

    assert ids(new) <= seen
    assert len(pbx.asked) <= (1 if newest_first else 2)
    assert after.whole == known.whole


@BOTH
def test_where_nothing_is_new_one_request_says_so(newest_first: bool) -> None:
    pbx = Pbx(records(500), newest_first)
    known, _ = pbx.look(None)
    for _ in range(3):
        known, _ = pbx.look(known)
        assert len(pbx.asked) == 1
    assert known.whole


@BOTH
@pytest.mark.parametrize("count", [1_500, 30_000])
def test_of_a_list_that_is_too_long_the_newest_are_read_and_the_rest_is_said_to_be_missing(
    newest_first: bool, count: int
) -> None:
    made = records(count)
    pbx = Pbx(made, newest_first)

    known, seen = pbx.look(None)

    assert ids(made[-300:]) <= seen
    assert not known.whole
    assert len(pbx.asked) < 5 * MOST_PAGES
    pbx.made = made + records(5, first=count)
    _, seen = pbx.look(known)
    assert ids(pbx.made[-5:]) <= seen
    assert len(pbx.asked) <= 2


@BOTH
def test_more_that_is_new_than_a_look_may_read_leaves_a_gap_that_is_said(
    newest_first: bool,
) -> None:
    pbx = Pbx(records(300), newest_first)
    known, _ = pbx.look(None)
    assert known.whole
    pbx.made += records(3 * MOST_PAGES * PAGE, first=300)

    after, seen = pbx.look(known)

    assert ids(pbx.made[-300:]) <= seen
    assert not after.whole


@BOTH
def test_a_call_that_waited_in_a_queue_is_seen_though_newer_ones_are_listed_before_it(
    newest_first: bool,
) -> None:
    pbx = Pbx(records(300), newest_first)
    known, _ = pbx.look(None)
    waited = a_cdr(-1, pbx.made[-10].create_time)
    pbx.made.insert(-9, waited)

    _, seen = pbx.look(known)

    assert waited.call_id in seen


def test_records_of_one_moment_have_no_order_and_are_read_all_the_same() -> None:
    pbx = Pbx([a_cdr(number, NOW - HOUR) for number in range(250)])
    known, seen = pbx.look(None)
    assert seen == ids(pbx.made)
    assert known == Progress(newest_first=None, newest_at=NOW - HOUR, whole=True)


def test_records_without_times_are_read_as_far_as_a_look_may_go() -> None:
    timeless = [a_cdr(number).model_copy(update={"create_time": None}) for number in range(3000)]
    pbx = Pbx(timeless)
    for known in (None, pbx.look(None)[0]):
        progress, _ = pbx.look(known)
        assert len(pbx.asked) == MOST_PAGES
        assert not progress.whole


@BOTH
@pytest.mark.parametrize("count", [40, PAGE, 5_000])
def test_a_pbx_that_ignores_the_offset_is_not_asked_for_ever(
    newest_first: bool, count: int
) -> None:
    pbx = Pbx(records(count), newest_first, ignores_offset=True)
    known, _ = pbx.look(None)
    assert known.whole == (count < PAGE)
    for _ in range(2):
        known, _ = pbx.look(known)
        assert len(pbx.asked) <= 2


@BOTH
def test_a_pbx_that_gives_fewer_at_a_time_than_asked_for_is_read_to_the_end(
    newest_first: bool,
) -> None:
    pbx = Pbx(records(180), newest_first, at_most=50)
    known, seen = pbx.look(None)
    assert seen == ids(pbx.made)
    assert known.whole
    pbx.made += records(120, first=180 + 2 * int(LATE))
    _, seen = pbx.look(known)
    assert ids(pbx.made[-120:]) <= seen


@BOTH
@pytest.mark.parametrize("count", [150, 2_000])
def test_a_list_whose_order_is_turned_round_is_read_anew(newest_first: bool, count: int) -> None:
    pbx = Pbx(records(count), newest_first)
    known, _ = pbx.look(None)
    pbx.newest_first = not newest_first
    pbx.made += records(5, first=count + 2 * int(LATE))

    after, seen = pbx.look(known)

    assert ids(pbx.made[-5:]) <= seen
    assert after.newest_first is not newest_first


def test_a_list_that_lost_its_oldest_records_is_read_anew() -> None:
    pbx = Pbx(records(400), newest_first=False)
    known, _ = pbx.look(None)
    pbx.made = pbx.made[200:] + records(5, first=400)

    after, seen = pbx.look(known)

    assert ids(pbx.made[-5:]) <= seen
    assert after.leading == len(pbx.made)


def test_a_record_from_a_clock_that_is_years_ahead_hides_none_that_come_later() -> None:
    pbx = Pbx([*records(300), a_cdr(-1, NOW + 400 * DAY)])
    known, _ = pbx.look(None)
    assert known.newest_at == pbx.made[299].create_time


@settings(max_examples=60, deadline=None)
@given(
    newest_first=st.booleans(),
    batches=st.lists(st.integers(0, 260), min_size=1, max_size=6),
    jitter=st.randoms(use_true_random=False),
    at_most=st.sampled_from([PAGE, 2 * PAGE, 10**6]),
)
def test_whatever_comes_between_looks_nothing_is_missed_silently(
    newest_first: bool, batches: list[int], jitter: object, at_most: int
) -> None:
    shake: Callable[[int, int], int] = jitter.randint  # type: ignore[attr-defined]
    pbx = Pbx([], newest_first, at_most=at_most)
    known: Progress | None = None
    seen: set[str] = set()
    for batch in batches:
        first = len(pbx.made)
        pbx.made += [
            a_cdr(n, LONG_AGO + 30 * n + shake(-60, 60)) for n in range(first, first + batch)
        ]
        known, found = pbx.look(known)
        seen |= found
        assert len(pbx.asked) <= 3 * MOST_PAGES
    assert known is not None
    assert not known.whole or seen == ids(pbx.made)


@pytest.mark.parametrize(
    ("ages", "answer"),
    [
        ([1, 2, 3, 4], True),
        ([4, 3, 2, 1], False),
        ([1, 3, 2, 4], True),
        ([2, 1], False),
        ([2, 2], None),
        ([2], None),
        ([], None),
        ([None, None, 1], None),
        ([1, 2, 900, 3, 4, 5, 6], True),
    ],
)
def test_the_newer_half_says_which_way_a_list_runs(
    ages: list[float | None], answer: bool | None
) -> None:
    page = [
        a_cdr(number).model_copy(update={"create_time": None if age is None else NOW - age})
        for number, age in enumerate(ages)
    ]
    assert order_of(page) is answer


def test_the_known_part_that_is_read_again_is_no_longer_than_a_page() -> None:
    assert AGAIN < PAGE
