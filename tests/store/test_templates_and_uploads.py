"""Voice scripts and uploaded files: what is kept of them, by account and name."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from bot.core.calls import Asked, Facts, Known, Report, Seen, Source, State
from bot.core.templates import PressKey, Template, TemplateKind
from bot.core.uploads import Uploaded
from bot.store import Transaction
from tests.conftest import EPOCH
from tests.store.making import make_account, make_call

ANSWERED = Facts(
    asked=Asked.PLACED,
    report=Report(seen=Seen.ENDED, recorded=True, billsec=Known(source=Source.CDR, value=9)),
)


@pytest.fixture
def tx(connection: sqlite3.Connection) -> Transaction:
    return Transaction(connection)


def a_script(account_id: int, name: str = "nhac_no") -> Template:
    return Template(
        account_id=account_id,
        name=name,
        content="Chào {{ten}}\nbấm 1",
        voice="south-f-03",
        speed=1.2,
        kind=TemplateKind.TTS,
        keys=(PressKey(num="1", content="Cám ơn", meaning="đã trả"),),
        exit_sound="Chào",
        invalid_sound="Sai",
        added_by=101,
        added_at=EPOCH,
    )


def test_a_script_comes_back_as_it_was_put(tx: Transaction) -> None:
    script = a_script(make_account(tx))
    tx.templates.put(script)
    assert tx.templates.get(script.account_id, script.name) == script
    assert tx.templates.of_account(script.account_id) == [script]


def test_a_script_that_is_put_again_replaces_the_one_of_its_name_and_account(
    tx: Transaction,
) -> None:
    script = a_script(make_account(tx))
    others = replace(script, account_id=make_account(tx, "other"))
    tx.templates.put(script)
    tx.templates.put(others)
    tx.templates.put(replace(script, content="Khác"))
    assert [known.content for known in tx.templates.of_account(script.account_id)] == ["Khác"]
    assert tx.templates.of_account(others.account_id) == [others]


def test_a_script_that_is_removed_leaves_the_others(tx: Transaction) -> None:
    account_id = make_account(tx)
    for name in ("a", "b"):
        tx.templates.put(a_script(account_id, name))
    tx.templates.remove(account_id, "a")
    assert [known.name for known in tx.templates.of_account(account_id)] == ["b"]


def test_a_script_was_heard_when_a_call_with_it_was_answered(tx: Transaction) -> None:
    account_id = make_account(tx)
    for at, facts in ((1, ANSWERED), (2, ANSWERED), (3, Facts())):
        row = make_call(tx, account_id, template="nhac_no", created_at=EPOCH + at)
        call = tx.calls.get(row)
        assert call is not None
        tx.calls.update(replace(call, facts=facts, state=State.ENDED, settled_at=EPOCH))
    assert tx.templates.last_heard(account_id, "nhac_no") == EPOCH + 2
    assert tx.templates.last_heard(account_id, "other") is None
    assert tx.templates.last_heard(make_account(tx, "other"), "nhac_no") is None


def test_when_a_script_was_heard_is_answered_from_an_index(
    tx: Transaction, connection: sqlite3.Connection
) -> None:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    tx.templates.last_heard(1, "nhac_no")
    connection.set_trace_callback(None)
    [sql] = asked
    [plan] = connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    assert "calls_by_template" in plan["detail"]


def test_uploaded_files_are_listed_newest_first_each_name_once(tx: Transaction) -> None:
    account_id = make_account(tx)
    first = Uploaded(
        account_id=account_id,
        name="a.wav",
        size=10,
        seconds=1.5,
        digest="d",
        person_id=101,
        created_at=EPOCH,
    )
    second = replace(first, name="b.wav", created_at=EPOCH + 1)
    again = replace(first, size=20, digest="e", created_at=EPOCH + 2)
    for uploaded in (first, second, again):
        tx.uploads.put(uploaded)
    assert tx.uploads.of_account(account_id) == [again, second]
    assert tx.uploads.of_account(account_id + 1) == []
