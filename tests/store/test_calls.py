"""Calls: claimed once, written whole, found by what is due."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import pytest

from bot.core.calls import Asked, Dropped, Facts, Known, Report, Seen, Source, State
from bot.core.people import Language
from bot.core.records import Call, CallKind
from bot.store import Transaction
from tests.conftest import EPOCH
from tests.store.making import (
    GROUP,
    TOPIC,
    call_row,
    make_account,
    make_call,
    make_list,
    new_call,
)

ANSWERED = Facts(
    asked=Asked.PLACED,
    call_id=Known(Source.CDR, "pbx-1"),
    reason="Số máy bận",
    report=Report(
        attempt=2,
        seen=Seen.ENDED,
        recorded=True,
        start_time=Known(Source.EVENT, EPOCH + 0.123456),
        answer_time=Known(Source.CDR, EPOCH + 4),
        end_time=Known(Source.CDR, EPOCH + 9),
        duration=Known(Source.CDR, 9),
        billsec=Known(Source.OLDEST, 5),
        hangup_cause=Known(Source.CDR, "NORMAL_CLEARING"),
        keypress=Known(Source.EVENT, "1#"),
        picked_up=Known(Source.OLDEST, True),
    ),
)
BUSY = Facts(
    asked=Asked.PLACED,
    report=Report(seen=Seen.ENDED, hangup_cause=Known(Source.CDR, "USER_BUSY")),
)


@pytest.fixture
def account_id(tx: Transaction) -> int:
    return make_account(tx)


def change(tx: Transaction, call_id: int, **changes: Any) -> None:
    call = tx.calls.get(call_id)
    assert call is not None
    tx.calls.update(replace(call, **changes))


def ids(calls: list[Call]) -> list[int]:
    return [call.id for call in calls]


def test_a_new_call_is_pending_and_found_by_id_ref_and_token(
    tx: Transaction, account_id: int
) -> None:
    new = new_call(
        account_id,
        place=TOPIC,
        kind=CallKind.VOICE,
        language=Language.EN,
        queue=True,
        template="Nhắc lịch 'quoted'",
    )

    call_id = tx.calls.add(new)

    assert call_id is not None
    call = tx.calls.get(call_id)
    assert call is not None
    assert {name: getattr(call, name) for name in new.__dataclass_fields__} == {
        name: getattr(new, name) for name in new.__dataclass_fields__
    }
    assert (call.facts, call.state, call.since) == (Facts(), State.PENDING, EPOCH)
    assert (call.settle_at, call.settled_at, call.look_at, call.looks) == (None, None, None, 0)
    assert tx.calls.by_ref(new.ref) == tx.calls.by_token(new.token_hash) == call


def test_what_does_not_exist_is_none(tx: Transaction) -> None:
    assert tx.calls.get(1) is None
    assert tx.calls.by_ref("") is None
    assert tx.calls.by_token("") is None
    assert tx.due.next_to_settle() is None
    assert tx.due.next_to_look(besides=[]) is None


def test_a_message_acts_once(tx: Transaction, account_id: int) -> None:
    first = new_call(account_id, place=GROUP, message_id=5)

    assert tx.calls.add(first) is not None
    assert tx.calls.add(new_call(account_id, place=GROUP, message_id=5)) is None
    assert tx.calls.add(new_call(account_id, place=TOPIC, message_id=5)) is None
    assert tx.calls.add(new_call(account_id, message_id=5)) is not None
    assert tx.tallies.unsettled([account_id]) == {State.PENDING: 2}


def test_a_rows_calls_claim_no_message_and_name_their_row(tx: Transaction, account_id: int) -> None:
    called = make_list(tx, account_id, rows=2)
    first, second = tx.rows.all(called.id)
    said = {"place": GROUP, "message_id": 5, "list_id": called.id}

    made = [
        tx.calls.add(new_call(account_id, **said, list_row=row.id))
        for row in (first, second, first)
    ]

    calls = [call for call_id in made if call_id and (call := tx.calls.get(call_id))]
    assert [(call.list_id, call.list_row) for call in calls] == [
        (called.id, first.id),
        (called.id, second.id),
        (called.id, first.id),
    ]
    assert tx.calls.add(new_call(account_id, place=GROUP, message_id=5)) is not None


def test_an_update_writes_all_that_changes_in_a_calls_life(
    tx: Transaction, account_id: int
) -> None:
    call_id = make_call(tx, account_id)
    call = tx.calls.get(call_id)
    assert call is not None
    changed = replace(
        call,
        facts=ANSWERED,
        state=State.ENDED,
        since=EPOCH + 9,
        settle_at=EPOCH + 69,
        settled_at=EPOCH + 70,
        look_at=EPOCH + 90,
        looks=3,
        down_since=EPOCH + 1,
        down_status=502,
        code_left=True,
        busy=True,
    )

    tx.calls.update(changed)

    assert tx.calls.get(call_id) == changed


def test_facts_that_a_later_version_wrote_are_read_without_what_is_unknown(
    tx: Transaction, account_id: int, connection: sqlite3.Connection
) -> None:
    call_id = make_call(tx, account_id)
    connection.execute(
        """UPDATE calls SET facts = '{"asked": 5, "mood": 1, "report": {"seen": 2, "dtmf": []}}'"""
    )

    call = tx.calls.get(call_id)

    assert call is not None
    assert call.facts == Facts(asked=Asked.PLACED, report=Report(seen=Seen.RINGING))


def test_calls_are_due_to_settle_in_order(tx: Transaction, account_id: int) -> None:
    late, early, future, done, again = (make_call(tx, account_id) for _ in range(5))
    change(tx, late, settle_at=EPOCH + 20)
    change(tx, early, settle_at=EPOCH + 10)
    change(tx, future, settle_at=EPOCH + 31)
    change(tx, done, settled_at=EPOCH + 2)
    change(tx, again, settle_at=EPOCH + 25, settled_at=EPOCH + 2)

    assert ids(tx.due.to_settle(EPOCH + 30, 10)) == [early, late, again]
    assert ids(tx.due.to_settle(EPOCH + 10, 10)) == [early]
    assert ids(tx.due.to_settle(EPOCH + 30, 1)) == [early]
    assert tx.due.next_to_settle() == EPOCH + 10


def test_calls_are_due_to_be_looked_up_even_when_settled(tx: Transaction, account_id: int) -> None:
    late, early, never = (make_call(tx, account_id) for _ in range(3))
    change(tx, late, look_at=EPOCH + 20)
    change(tx, early, look_at=EPOCH + 10, settled_at=EPOCH)
    change(tx, never, settle_at=EPOCH + 15)

    assert ids(tx.due.to_look(EPOCH + 30, 10, besides=[])) == [early, late]
    assert ids(tx.due.to_look(EPOCH + 30, 1, besides=[])) == [early]
    assert tx.due.to_look(EPOCH + 9, 10, besides=[]) == []
    assert tx.due.next_to_look(besides=[]) == EPOCH + 10


def test_accounts_that_are_being_looked_up_have_nothing_due(
    tx: Transaction, account_id: int
) -> None:
    other = make_account(tx, "other")
    first, second = make_call(tx, account_id), make_call(tx, other)
    change(tx, first, look_at=EPOCH + 10)
    change(tx, second, look_at=EPOCH + 20)

    assert ids(tx.due.to_look(EPOCH + 30, 10, besides=[account_id])) == [second]
    assert tx.due.next_to_look(besides=[account_id]) == EPOCH + 20
    assert tx.due.to_look(EPOCH + 30, 10, besides=[account_id, other]) == []
    assert tx.due.next_to_look(besides=[account_id, other]) is None


def test_calls_are_found_and_counted_by_state(tx: Transaction, account_id: int) -> None:
    placing, placed, ended = (make_call(tx, account_id) for _ in range(3))
    change(tx, placing, state=State.PLACING)
    change(tx, placed, state=State.PLACED)
    change(tx, ended, state=State.ENDED, settled_at=EPOCH)

    assert ids(tx.calls.in_state(State.PLACING, State.ENDED)) == [placing, ended]
    assert tx.calls.in_state() == []
    assert tx.tallies.unsettled([account_id]) == {State.PLACING: 1, State.PLACED: 1}
    assert tx.tallies.unsettled([account_id + 1]) == {}


def test_rivals_are_calls_to_the_same_number_made_about_then_or_with_one_of_the_ids(
    tx: Transaction, account_id: int
) -> None:
    other = make_account(tx, "other")
    mine, about_then, _earlier, named, _elsewhere, _foreign = (
        make_call(tx, account, callee=callee, created_at=EPOCH + after)
        for account, callee, after in (
            (account_id, "0987654321", 0),
            (account_id, "0987654321", 120),
            (account_id, "0987654321", -121),
            (account_id, "0912345678", -900),
            (account_id, "0912345678", 1),
            (other, "0987654321", 1),
        )
    )
    change(tx, about_then, state=State.RINGING)
    change(tx, named, facts=Facts(call_id=Known(Source.REPLY, "pbx-2")))
    call = tx.calls.get(mine)
    assert call is not None

    assert ids(tx.calls.rivals(call, ["pbx-1", "pbx-2"], within=120)) == [about_then, named]
    assert ids(tx.calls.rivals(call, [], within=120)) == [about_then]


def test_an_outage_knows_the_calls_it_dropped_those_of_lists_aside(
    tx: Transaction, account_id: int
) -> None:
    before, dropped, went_out, untouched = (make_call(tx, account_id) for _ in range(4))
    lost = Facts(asked=Asked.DROPPED, reason=Dropped.NOT_REACHED)
    change(tx, before, facts=lost, state=State.DROPPED, down_since=EPOCH - 900)
    change(tx, dropped, facts=lost, state=State.DROPPED, down_since=EPOCH)
    change(tx, went_out, state=State.PLACED, down_since=EPOCH)
    change(tx, untouched, state=State.DROPPED)
    called = make_list(tx, account_id, rows=1)
    (row,) = tx.rows.all(called.id)
    call_row(tx, row, facts=lost, state=State.DROPPED, down_since=EPOCH)

    assert ids(tx.calls.not_reached(account_id, EPOCH)) == [dropped]
    assert tx.calls.not_reached(account_id + 1, EPOCH) == []


def test_todays_figures_are_of_the_accounts_asked_for(tx: Transaction, account_id: int) -> None:
    other = make_account(tx, "other")
    answered, busy, theirs, yesterday, _open = (
        make_call(tx, account, created_at=created_at)
        for account, created_at in (
            (account_id, EPOCH),
            (account_id, EPOCH + 1),
            (other, EPOCH + 2),
            (account_id, EPOCH - 1),
            (account_id, EPOCH + 3),
        )
    )
    for call_id in (answered, theirs, yesterday):
        change(tx, call_id, facts=ANSWERED, state=State.ENDED)
    change(tx, busy, facts=BUSY, state=State.ENDED)

    assert tx.tallies.answered_today([account_id], EPOCH) == (3, 1)
    assert tx.tallies.answered_today([account_id, other], EPOCH) == (4, 2)
    assert tx.tallies.answered_today([], EPOCH) == (0, 0)


def test_a_code_left_in_the_chat_is_remembered(tx: Transaction, account_id: int) -> None:
    call_id = make_call(tx, account_id)

    tx.calls.leave_code(call_id)

    call = tx.calls.get(call_id)
    assert call is not None
    assert call.code_left


def test_a_hook_is_written_once_and_its_repeats_are_counted(
    tx: Transaction, account_id: int, connection: sqlite3.Connection
) -> None:
    one, two = make_call(tx, account_id), make_call(tx, account_id)
    body = {"call_id": "x", "odd": ["\ud800", float("inf"), 10**40, None], "tên": "Nguyễn Văn A"}

    def add(call_id: int, digest: str, at: float) -> int:
        return tx.hooks.add(call_id, received_at=at, digest=digest, shape="event", body=body)

    assert tx.hooks.last_at([account_id]) is None
    first = add(one, "a", EPOCH)
    assert [add(one, "a", EPOCH + 9), add(one, "a", EPOCH + 9)] == [first, first]
    assert len({first, add(two, "a", EPOCH + 1), add(one, "b", EPOCH + 2)}) == 3
    times = connection.execute("SELECT times FROM hooks ORDER BY id")
    assert [row["times"] for row in times] == [3, 1, 1]
    assert tx.hooks.last_at([account_id]) == EPOCH + 2
    assert tx.hooks.last_at([account_id + 1]) is None
