"""Rows for tests: an account, its calls, and the times they use."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

from bot.core.lists import CallList, ListState, NewRow, Row, RowState
from bot.core.people import Language
from bot.core.records import Call, CallKind, Filter, NewCall, Place, the_call
from bot.store import Transaction
from tests.conftest import EPOCH

PRIVATE = Place(chat_id=101)
GROUP = Place(chat_id=-500)
TOPIC = Place(chat_id=-500, thread_id=7)
SUPERGROUP = Place(chat_id=-100500)

_numbers = count(1)


def make_account(tx: Transaction, key_digest: str = "digest") -> int:
    return tx.accounts.add(
        name="Tổng đài",
        key_digest=key_digest,
        campaign_id="c-1",
        caller="02871000000",
        otp_template="otp",
        concurrency=5,
        created_by=None,
        created_at=EPOCH,
    )


def new_call(account_id: int, **changes: Any) -> NewCall:
    number = next(_numbers)
    values: dict[str, Any] = {
        "ref": f"ref-{number}",
        "token_hash": f"hash-{number}",
        "account_id": account_id,
        "person_id": 101,
        "kind": CallKind.OTP,
        "place": PRIVATE,
        "message_id": number,
        "language": Language.VI,
        "callee": "0987654321",
        "caller": "02871000000",
        "campaign_id": "c-1",
        "template": "otp",
        "queue": False,
        "created_at": EPOCH,
    }
    return NewCall(**values | changes)


def make_call(tx: Transaction, account_id: int, **changes: Any) -> int:
    """A call with its card."""
    new = new_call(account_id, **changes)
    call_id = tx.calls.add(new)
    assert call_id is not None
    tx.cards.add(the_call(call_id), new.place)
    return call_id


def subscribe(tx: Transaction, account_id: int, place: Place) -> int:
    return tx.subscriptions.put(
        account_id=account_id,
        place=place,
        filter=Filter(),
        language=Language.VI,
        created_by=101,
        created_at=EPOCH,
    )


def new_list(account_id: int, **changes: Any) -> CallList:
    values: dict[str, Any] = {
        "id": 0,
        "key": f"key-{next(_numbers)}",
        "account_id": account_id,
        "person_id": 101,
        "place": PRIVATE,
        "language": Language.VI,
        "state": ListState.RUNNING,
        "created_at": EPOCH,
    }
    return CallList(**values | changes)


def new_row(position: int, **changes: Any) -> NewRow:
    """A row under a heading."""
    values: dict[str, Any] = {
        "position": position,
        "line": position + 2,
        "cells": (f"09{position:08}",),
        "callee": f"09{position:08}",
    }
    return NewRow(**values | changes)


def make_list(tx: Transaction, account_id: int, *, rows: int = 0, **changes: Any) -> CallList:
    """A list that runs, with so many rows that wait."""
    called = tx.lists.add(new_list(account_id, **changes))
    tx.rows.put(called.id, map(new_row, range(rows)))
    return called


def call_row(tx: Transaction, row: Row, **changes: Any) -> Call:
    """A row is taken: it has a call, `changes` of which is news."""
    called = tx.lists.get(row.list_id)
    assert called is not None
    new = new_call(
        called.account_id,
        kind=CallKind.VOICE,
        callee=row.callee,
        list_id=called.id,
        list_row=row.id,
        created_at=changes.pop("created_at", EPOCH),
    )
    call_id = tx.calls.add(new)
    assert call_id is not None
    tx.rows.update(replace(row, state=RowState.CALLING, call_row=call_id))
    call = tx.calls.get(call_id)
    assert call is not None
    tx.calls.update(replace(call, **changes))
    return replace(call, **changes)
