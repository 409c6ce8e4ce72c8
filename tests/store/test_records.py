"""The records: a row a call whoever placed it, and lists that are read along an index."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.catching_up import Progress
from bot.core.cdrs import Cdr
from bot.core.listing import Query, Span
from bot.store import Transaction
from tests.conftest import EPOCH
from tests.store.making import make_account, make_call

FIRST = Span(skip=0, take=8)
EVERY = Query(anchor=10**9)


def a_cdr(call_id: str, **changes: Any) -> Cdr:
    said = {"call_id": call_id, "callee": "0912345678", "caller": "19001234", "create_time": EPOCH}
    return Cdr.model_validate(said | {"end_time": EPOCH + 9} | changes)


def ids(tx: Transaction, account_id: int, query: Query = EVERY, span: Span = FIRST) -> list[str]:
    page = tx.listings.page([account_id], query, span)
    return [record.cdr.call_id if record.cdr else "" for record in page]


@pytest.fixture
def account_id(tx: Transaction) -> int:
    return make_account(tx)


def test_a_call_of_ours_is_there_from_the_moment_it_is_written_down(
    tx: Transaction, account_id: int
) -> None:
    call_id = make_call(tx, account_id, callee="0987654321")
    (record,) = tx.listings.page([account_id], EVERY, FIRST)
    assert record == tx.listings.of_call(call_id)
    assert (record.callee, record.at, record.cdr) == ("0987654321", EPOCH, None)
    assert record.call == tx.calls.get(call_id)


def test_a_call_of_another_system_is_there_once_however_often_it_is_listed(
    tx: Transaction, account_id: int
) -> None:
    for _ in range(3):
        tx.records.put(account_id, a_cdr("x"), now=EPOCH)
    assert ids(tx, account_id) == ["x"]


def test_two_accounts_may_have_a_call_of_one_id(tx: Transaction, account_id: int) -> None:
    other = make_account(tx, "other")
    for owner in (account_id, other):
        tx.records.put(owner, a_cdr("x"), now=EPOCH)
    assert ids(tx, account_id) == ids(tx, other) == ["x"]


def test_a_record_grows_and_never_shrinks(tx: Transaction, account_id: int) -> None:
    running = a_cdr("x", end_time=None)
    ended = a_cdr("x", billsec=7)
    for cdr in (running, ended, running):
        tx.records.put(account_id, cdr, now=EPOCH)
    (record,) = tx.listings.page([account_id], EVERY, FIRST)
    assert record.cdr is not None
    assert (record.cdr.billsec, record.cdr.finished) == (7, True)


def test_the_same_record_again_writes_nothing(
    tx: Transaction, account_id: int, connection: Any
) -> None:
    tx.records.put(account_id, a_cdr("x", keypress=None, extra="kept"), now=EPOCH)
    before = connection.total_changes
    tx.records.put(account_id, a_cdr("x", keypress=None, extra="kept"), now=EPOCH)
    assert connection.total_changes == before


def test_a_call_that_is_told_its_id_takes_over_what_stood_under_it(
    tx: Transaction, account_id: int
) -> None:
    call_id = make_call(tx, account_id)
    tx.records.put(account_id, a_cdr("x"), now=EPOCH)

    taken_over = tx.records.name(call_id, account_id, "x")

    assert taken_over == a_cdr("x")
    (record,) = tx.listings.page([account_id], EVERY, FIRST)
    assert record.call is not None
    assert tx.records.call_row(account_id, "x") == call_id


def test_an_id_that_another_call_of_ours_holds_stays_there(
    tx: Transaction, account_id: int
) -> None:
    first, second = make_call(tx, account_id), make_call(tx, account_id)
    tx.records.name(first, account_id, "x")
    assert tx.records.name(second, account_id, "x") is None
    assert tx.records.call_row(account_id, "x") == first


def test_a_call_may_turn_out_to_have_another_id(tx: Transaction, account_id: int) -> None:
    call_id = make_call(tx, account_id)
    for name in ("leg", "x"):
        tx.records.name(call_id, account_id, name)
    assert tx.records.call_row(account_id, "x") == call_id
    assert tx.records.call_row(account_id, "leg") is None


def test_a_record_without_any_time_is_as_old_as_our_knowing_of_it(
    tx: Transaction, account_id: int
) -> None:
    tx.records.put(account_id, Cdr(call_id="x"), now=EPOCH + 5)
    (record,) = tx.listings.page([account_id], EVERY, FIRST)
    assert (record.at, record.callee, record.caller) == (EPOCH + 5, "", "")


def test_a_record_that_is_dated_far_ahead_does_not_head_the_list_for_good(
    tx: Transaction, account_id: int
) -> None:
    tx.records.put(account_id, a_cdr("ahead", create_time=EPOCH * 9, end_time=None), now=EPOCH)
    tx.records.put(account_id, a_cdr("later", create_time=EPOCH + 60), now=EPOCH + 90)
    assert ids(tx, account_id) == ["later", "ahead"]


def test_other_systems_calls_that_had_not_ended_are_known(tx: Transaction, account_id: int) -> None:
    make_call(tx, account_id)
    tx.records.put(account_id, a_cdr("ended"), now=EPOCH)
    for number in range(4):
        cdr = a_cdr(f"r-{number}", end_time=None, create_time=EPOCH + number)
        tx.records.put(account_id, cdr, now=EPOCH)
    assert tx.records.running_elsewhere(account_id, EPOCH + 1, 2) == ["r-3", "r-2"]


@pytest.fixture
def listed(tx: Transaction, account_id: int) -> int:
    """Two accounts with a call a minute each in turn, to two numbers."""
    other = make_account(tx, "other")
    for number in range(20):
        owner = (account_id, other)[number % 2]
        callee = ("0912345678", "+84987654321")[number // 2 % 2]
        cdr = a_cdr(f"c-{number:02}", create_time=EPOCH + 60 * number, callee=callee)
        tx.records.put(owner, cdr, now=EPOCH)
    return other


def test_the_newest_of_all_accounts_come_first(
    tx: Transaction, account_id: int, listed: int
) -> None:
    page = tx.listings.page([account_id, listed], EVERY, Span(skip=3, take=4))
    assert [r.cdr.call_id for r in page if r.cdr] == ["c-16", "c-15", "c-14", "c-13"]


def test_records_of_other_peoples_accounts_are_not_there(
    tx: Transaction, account_id: int, listed: int
) -> None:
    assert all(int(name[2:]) % 2 == 0 for name in ids(tx, account_id, span=Span(skip=0, take=99)))
    hidden = tx.listings.page([listed], EVERY, FIRST)[0]
    assert tx.listings.get([account_id], hidden.id) is None
    assert tx.listings.called([account_id], "c-19") is None
    assert tx.listings.get([account_id, listed], hidden.id) == hidden
    assert tx.listings.called([account_id, listed], "c-19") == hidden
    assert tx.listings.page([], EVERY, FIRST) == []


def test_records_of_one_moment_keep_the_order_in_which_they_came(
    tx: Transaction, account_id: int
) -> None:
    for name in ("a", "b", "c"):
        tx.records.put(account_id, a_cdr(name), now=EPOCH)
    assert ids(tx, account_id) == ["c", "b", "a"]


def test_a_numbers_calls_are_found_in_whichever_form_the_pbx_wrote_it(
    tx: Transaction, account_id: int, listed: int
) -> None:
    query = Query(numbers=("0987654321",), anchor=10**9)
    assert ids(tx, account_id, query) == ["c-18", "c-14", "c-10", "c-06", "c-02"]
    both = Query(numbers=("0987654321", "0912345678"), anchor=10**9)
    assert ids(tx, account_id, both, Span(skip=0, take=3)) == ["c-18", "c-16", "c-14"]
    assert tx.listings.count([account_id, listed], query, most=99) == 10


def test_a_callers_calls_are_found_among_a_numbers_too(tx: Transaction, account_id: int) -> None:
    for name, caller, callee in (("a", "1", "2"), ("b", "3", "2"), ("c", "1", "4")):
        tx.records.put(account_id, a_cdr(name, caller=caller, callee=callee), now=EPOCH)
    assert ids(tx, account_id, Query(callers=("1",), anchor=99)) == ["c", "a"]
    assert ids(tx, account_id, Query(callers=("1",), numbers=("2",), anchor=99)) == ["a"]


def test_what_comes_after_a_list_was_made_does_not_move_its_pages(
    tx: Transaction, account_id: int, listed: int
) -> None:
    query = Query(anchor=tx.records.newest())
    before = ids(tx, account_id, query, Span(skip=4, take=4))
    for number, at in enumerate((EPOCH + 9999, EPOCH - 9999, EPOCH + 60)):
        tx.records.put(account_id, a_cdr(f"new-{number}", create_time=at), now=EPOCH)
    assert ids(tx, account_id, query, Span(skip=4, take=4)) == before
    assert tx.listings.count([account_id], query, most=99) == 10


def test_what_is_of_a_day_is_counted_and_no_more_than_asked_for(
    tx: Transaction, account_id: int, listed: int
) -> None:
    both = [account_id, listed]
    assert tx.listings.count(both, EVERY, most=99, since=EPOCH + 60 * 15) == 5
    assert tx.listings.count(both, EVERY, most=7) == 7
    assert tx.listings.count(both, EVERY, most=99) == 20


def test_a_view_is_kept_as_it_was_asked_for(tx: Transaction) -> None:
    query = Query(numbers=("1", "2"), callers=("3",), limit=4, offset=5, day_from=6.5, as_of=7.5)
    view_id = tx.listings.add_view(101, query, at=EPOCH)
    assert tx.listings.view(view_id) == (101, query)
    assert tx.listings.view(view_id + 1) is None


@pytest.mark.parametrize(
    "progress",
    [
        Progress(),
        Progress(newest_first=True, newest_at=EPOCH, whole=True),
        Progress(newest_first=False, newest_at=EPOCH, leading=7, last_id="x"),
    ],
)
def test_how_far_a_list_is_known_is_kept(
    tx: Transaction, account_id: int, progress: Progress
) -> None:
    assert tx.catch_ups.get(account_id) is None
    assert tx.catch_ups.caught_up_at(account_id) is None
    tx.catch_ups.put(account_id, Progress(last_id="old"), at=EPOCH)
    tx.catch_ups.put(account_id, progress, at=EPOCH + 1)
    assert tx.catch_ups.get(account_id) == progress
    assert tx.catch_ups.caught_up_at(account_id) == EPOCH + 1


def test_what_was_used_last_is_offered_first(tx: Transaction, account_id: int) -> None:
    for value, at in (("a", 1.0), ("b", 3.0), ("c", 3.0), ("a", 2.0), ("b", 1.0)):
        tx.learned.use(account_id, "caller", value, at)
    tx.learned.use(account_id, "campaign", "x", 9.0)
    tx.learned.use(make_account(tx, "other"), "caller", "y", 9.0)
    assert tx.learned.of(account_id, "caller") == ["b", "c", "a"]
