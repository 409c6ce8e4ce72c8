"""The read path: committed data, on one snapshot, off the loop."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable

import pytest

from bot.core.records import Account
from bot.errors import StoreError
from bot.store import Store, Transaction
from tests.store.making import make_account


def known(tx: Transaction) -> list[Account]:
    """The first accounts, one statement each."""
    accounts = map(tx.accounts.get, range(1, 4))
    return [account for account in accounts if account is not None]


async def test_a_read_sees_what_was_committed_before_it(store: Store) -> None:
    account_id = await store.write(make_account)

    account = await store.read(lambda tx: tx.accounts.get(account_id))

    assert account is not None
    assert account.name == "Tổng đài"


async def test_a_read_runs_off_the_loop_on_one_snapshot(store: Store) -> None:
    await store.write(make_account)
    begun, go_on = threading.Event(), threading.Event()

    def look_twice(tx: Transaction) -> tuple[int, int, int]:
        before = len(known(tx))
        begun.set()
        assert go_on.wait(5)
        return before, len(known(tx)), threading.get_ident()

    read = asyncio.create_task(store.read(look_twice))
    await asyncio.to_thread(begun.wait, 5)
    await store.write(lambda tx: make_account(tx, "another"))
    go_on.set()

    before, after, thread = await read
    assert (before, after) == (1, 1)
    assert thread != threading.get_ident()
    assert len(await store.read(known)) == 2


async def test_many_reads_share_the_threads(store: Store) -> None:
    await store.write(make_account)

    found = await asyncio.gather(*(store.read(known) for _ in range(50)))

    assert {len(accounts) for accounts in found} == {1}


async def test_a_read_can_not_write_and_the_reader_lives_on(store: Store) -> None:
    for _ in range(5):
        with pytest.raises(StoreError, match="readonly"):
            await store.read(make_account)

    accounts = await store.read(known)
    assert accounts == []


async def test_what_a_read_raises_reaches_its_caller(store: Store) -> None:
    def fail(tx: Transaction) -> None:
        raise LookupError(len(tx.people.all()))

    with pytest.raises(LookupError, match="0"):
        await store.read(fail)


@pytest.mark.parametrize("lose", [sqlite3.Connection.rollback, sqlite3.Connection.close])
async def test_a_reader_that_lost_its_transaction_or_its_file_hides_no_error_and_reads_on(
    store: Store, lose: Callable[[sqlite3.Connection], None]
) -> None:
    def fail(tx: Transaction) -> None:
        lose(tx.people._connection)
        raise LookupError("the unit's own")

    for _ in range(5):
        with pytest.raises(LookupError, match="the unit's own"):
            await store.read(fail)

    assert await store.read(lambda tx: tx.people.all()) == []
