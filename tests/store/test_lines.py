"""Lines that are taken; who took it on to call back; what headings were picked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.calls import State
from bot.core.records import CallKind, FollowUp
from bot.store import Transaction
from bot.store.lines import DOUBTFUL, SILENT
from tests.conftest import EPOCH
from tests.store.making import call_row, make_account, make_call, make_list


@pytest.fixture
def account_id(tx: Transaction) -> int:
    return make_account(tx)


def call_in(tx: Transaction, account_id: int, state: State, *, for_seconds: float = 0.0) -> None:
    """A call that has been in this state for so long."""
    call = tx.calls.get(make_call(tx, account_id))
    assert call is not None
    tx.calls.update(replace(call, state=state, since=EPOCH - for_seconds))


def taken(tx: Transaction, account_id: int, **how: Any) -> int:
    return tx.lines.taken(account_id, now=EPOCH, **how)


@pytest.mark.parametrize(
    "state", [State.PLACING, State.PLACED, State.RINGING, State.ANSWERED, State.UNKNOWN]
)
def test_a_call_that_goes_on_or_may_do_so_holds_a_line(
    tx: Transaction, account_id: int, state: State
) -> None:
    call_in(tx, account_id, state)

    assert taken(tx, account_id) == taken(tx, account_id, before=1) == 1


@pytest.mark.parametrize("state", [State.ENDED, State.DROPPED, State.REFUSED])
def test_a_call_that_is_over_or_never_went_out_holds_none(
    tx: Transaction, account_id: int, state: State
) -> None:
    call_in(tx, account_id, state)

    assert taken(tx, account_id) == 0


def test_a_call_that_is_about_to_be_asked_for_holds_one_but_not_for_those_before_it(
    tx: Transaction, account_id: int
) -> None:
    first, second = (make_call(tx, account_id) for _ in range(2))

    assert taken(tx, account_id) == 2
    assert taken(tx, account_id, before=first) == 0
    assert taken(tx, account_id, before=second) == 1


def test_each_account_has_lines_of_its_own_for_calls_of_every_kind(
    tx: Transaction, account_id: int
) -> None:
    other = make_account(tx, "other")
    make_call(tx, account_id, kind=CallKind.VOICE)
    make_call(tx, account_id, kind=CallKind.OTP)
    called = make_list(tx, account_id, rows=1)
    call_row(tx, tx.rows.all(called.id)[0])
    make_call(tx, other)

    assert (taken(tx, account_id), taken(tx, other), taken(tx, 99)) == (3, 1, 0)


@pytest.mark.parametrize(
    ("state", "seconds"),
    [(State.PLACED, SILENT), (State.ANSWERED, SILENT), (State.UNKNOWN, DOUBTFUL)],
)
def test_a_call_of_which_nothing_is_heard_gives_its_line_back_in_time(
    tx: Transaction, account_id: int, state: State, seconds: float
) -> None:
    assert DOUBTFUL < SILENT
    call_in(tx, account_id, state, for_seconds=seconds - 1)
    call_in(tx, account_id, state, for_seconds=seconds)

    assert taken(tx, account_id) == 1


def test_the_first_to_take_a_callee_on_keeps_them_and_it_is_done_once(
    tx: Transaction, account_id: int
) -> None:
    call_id, other = make_call(tx, account_id), make_call(tx, account_id)
    assert tx.follow_ups.of_call(call_id) is None
    assert not tx.follow_ups.finish(call_id, EPOCH)

    assert tx.follow_ups.take(call_id, 101, EPOCH + 1)
    assert not tx.follow_ups.take(call_id, 102, EPOCH + 2)

    taken_on = FollowUp(call_row=call_id, person_id=101, taken_at=EPOCH + 1)
    assert tx.follow_ups.of_call(call_id) == taken_on
    assert tx.follow_ups.finish(call_id, EPOCH + 3)
    assert not tx.follow_ups.finish(call_id, EPOCH + 4)
    assert tx.follow_ups.of_call(call_id) == replace(taken_on, done_at=EPOCH + 3)
    assert tx.follow_ups.take(other, 102, EPOCH + 5)


def test_what_a_heading_was_picked_for_is_remembered_by_account_and_template(
    tx: Transaction, account_id: int
) -> None:
    other = make_account(tx, "other")
    tx.headings.keep(account_id, "t", "sodt", "phone")
    tx.headings.keep(account_id, "t", "no", "số tiền")
    tx.headings.keep(account_id, "u", "no", "ref")
    tx.headings.keep(other, "t", "no", "tên")

    tx.headings.keep(account_id, "t", "no", "due_amount")

    assert tx.headings.of(account_id, "t") == {"sodt": "phone", "no": "due_amount"}
    assert tx.headings.of(account_id, "u") == {"no": "ref"}
    assert tx.headings.of(other, "t") == {"no": "tên"}
    assert tx.headings.of(other, "u") == {}
