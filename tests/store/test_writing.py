"""The write path: what is durable, what is undone, and who is told so."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.core.people import Person, Role
from bot.core.records import the_call
from bot.errors import StoreBusy, StoreError
from bot.store import Keyring, Store, Transaction
from bot.store.writer import TOGETHER
from tests.store.making import make_account, make_call


def put(person_id: int, *, name: str = "Nhân viên") -> Callable[[Transaction], int]:
    def unit(tx: Transaction) -> int:
        tx.people.put(
            Person(person_id=person_id, name=name, role=Role.OPERATOR), created_at=float(person_id)
        )
        return person_id

    return unit


def fail(tx: Transaction) -> None:
    put(13)(tx)
    raise LookupError("mine alone")


async def everybody(store: Store) -> list[int]:
    return [person.person_id for person in await store.read(lambda tx: tx.people.all())]


@contextmanager
def full_disk(path: Path, *, spare: int = 0) -> Iterator[None]:
    """No file of this process grows beyond the size of the write-ahead log, and `spare`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = path.with_name(f"{path.name}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + spare, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program is writing."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


async def test_units_that_wait_together_share_few_commits(path: Path, keyring: Keyring) -> None:
    groups: list[int] = []
    store = await Store.open(path, keyring, on_commit=lambda units, _seconds: groups.append(units))

    results = await asyncio.gather(*(store.write(put(n)) for n in range(1, 201)))

    assert results == list(range(1, 201))
    assert await everybody(store) == results
    assert sum(groups) == 200
    assert len(groups) <= 8
    await store.close()


async def test_units_run_on_the_loop_in_the_order_they_were_given(store: Store) -> None:
    ran: list[tuple[int, int]] = []

    async def write(number: int) -> None:
        await store.write(lambda tx: ran.append((number, threading.get_ident())))

    await asyncio.gather(*(write(number) for number in range(60)))

    assert ran == [(number, threading.get_ident()) for number in range(60)]


async def test_a_later_unit_of_a_group_sees_what_an_earlier_one_wrote(store: Store) -> None:
    _, seen = await asyncio.gather(
        store.write(put(1)), store.write(lambda tx: tx.people.get(1) is not None)
    )

    assert seen


async def test_a_unit_that_raises_is_undone_alone_and_its_caller_gets_the_exception(
    store: Store,
) -> None:
    before, failed, after = await asyncio.gather(
        store.write(put(1)), store.write(fail), store.write(put(2)), return_exceptions=True
    )

    assert (before, after) == (1, 2)
    assert isinstance(failed, LookupError)
    assert await everybody(store) == [1, 2]


async def test_even_a_stop_iteration_reaches_its_caller_and_stops_nobody(store: Store) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await store.write(lambda tx: next(iter(tx.people.all())))

    assert await store.write(put(1)) == 1


async def test_a_broken_constraint_is_a_store_error_but_nothing_to_try_again(store: Store) -> None:
    def owe_nobody(tx: Transaction) -> None:
        tx.cards.want(the_call(404))
        make_call(tx, 404)

    with pytest.raises(StoreError, match="FOREIGN KEY") as caught:
        await store.write(owe_nobody)

    assert not isinstance(caught.value, StoreBusy)


@pytest.mark.real_time
async def test_the_loop_goes_on_while_a_lock_is_waited_for(store: Store, path: Path) -> None:
    pauses: list[float] = []

    with locked(path):
        write = asyncio.create_task(store.write(put(1)))
        for _ in range(10):
            began = time.perf_counter()
            await asyncio.sleep(0.01)
            pauses.append(time.perf_counter() - began)

    assert await write == 1
    assert max(pauses) < 2


async def test_a_lock_of_another_program_is_waited_for(store: Store, path: Path) -> None:
    with locked(path):
        write = asyncio.create_task(store.write(put(1)))
        await asyncio.sleep(2)
        assert not write.done()

    assert await write == 1


async def test_a_group_takes_no_more_units_once_it_has_had_its_time(
    path: Path, keyring: Keyring
) -> None:
    groups: list[int] = []
    ran = 0

    def unit(_tx: Transaction) -> None:
        nonlocal ran
        ran += 1

    store = await Store.open(
        path,
        keyring,
        on_commit=lambda units, _seconds: groups.append(units),
        clock=lambda: ran * TOGETHER / 3,
    )
    await asyncio.gather(*(store.write(unit) for _ in range(7)))
    await store.close()

    assert groups == [3, 3, 1]


async def test_a_lock_that_lasts_fails_all_who_wait_and_the_store_recovers(
    store: Store, path: Path
) -> None:
    started = asyncio.get_running_loop().time()

    with locked(path):
        results = await asyncio.gather(
            *(store.write(put(n)) for n in range(120)), return_exceptions=True
        )

    assert all(isinstance(result, StoreBusy) for result in results)
    assert 5 <= asyncio.get_running_loop().time() - started < 6
    assert await store.write(put(7)) == 7
    assert await everybody(store) == [7]


async def test_a_failed_commit_fails_its_whole_group_and_the_store_recovers(
    store: Store, path: Path
) -> None:
    await store.write(put(1))

    with full_disk(path):
        results = await asyncio.gather(
            *(store.write(put(n)) for n in (2, 3)), store.write(fail), return_exceptions=True
        )

    assert [type(result) for result in results] == [StoreBusy, StoreBusy, LookupError]
    assert await everybody(store) == [1]
    assert await store.write(put(4)) == 4
    assert await everybody(store) == [1, 4]


async def test_a_disk_that_fills_in_the_middle_of_a_unit_fails_its_group_and_no_other(
    store: Store, path: Path
) -> None:
    def pour(tx: Transaction) -> None:
        for person_id in range(1000, 1100):
            put(person_id, name="x" * 60_000)(tx)

    with full_disk(path, spare=100_000):
        results = await asyncio.gather(
            store.write(put(1)), store.write(pour), store.write(put(2)), return_exceptions=True
        )

    assert [type(result) for result in results[:2]] == [StoreBusy] * 2
    assert results[2] == 2
    assert await everybody(store) == [2]


async def test_what_keeps_it_from_writing_is_said_once_and_so_is_its_end(
    store: Store, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with locked(path):
        for _ in range(3):
            with pytest.raises(StoreBusy):
                await store.write(put(1))
    await store.write(put(2))
    with full_disk(path), pytest.raises(StoreBusy):
        await store.write(put(3))
    await store.write(put(4))

    locked_said, over, full_said, over_again = (record.message for record in caplog.records)
    assert locked_said == "nothing can be written to the database: database is locked"
    assert full_said.startswith("nothing can be written to the database: d")
    assert over == over_again == "the database is written to again"


@pytest.mark.parametrize("suffix", ["", "-wal"])
async def test_what_would_be_written_into_a_file_that_was_deleted_is_refused(
    store: Store, path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    await store.write(put(1))
    file = path.with_name(f"{path.name}{suffix}")
    elsewhere = file.rename(path.with_name("elsewhere"))

    with pytest.raises(StoreBusy):
        await store.write(put(2))

    assert f"{file} was deleted or replaced" in caplog.text
    file.touch()
    with pytest.raises(StoreBusy):
        await store.write(put(3))
    elsewhere.replace(file)
    assert await store.write(put(4)) == 4
    assert await everybody(store) == [1, 4]


async def test_a_full_queue_refuses_at_once(path: Path, keyring: Keyring) -> None:
    store = await Store.open(path, keyring, queue_bound=2)

    results = await asyncio.gather(
        *(store.write(put(n)) for n in range(1, 4)), return_exceptions=True
    )

    *written, refused = results
    assert written == [1, 2]
    assert isinstance(refused, StoreBusy)
    assert await store.write(put(4)) == 4
    await store.close()


async def test_no_more_than_the_bound_wait_for_a_lock_and_the_others_know_at_once(
    path: Path, keyring: Keyring
) -> None:
    clock = asyncio.get_running_loop().time
    store = await Store.open(path, keyring, queue_bound=50)
    refused_at: list[float] = []

    async def write(number: int) -> None:
        try:
            await store.write(put(number))
        except StoreBusy:
            refused_at.append(clock())

    with locked(path):
        await asyncio.gather(*(write(number) for number in range(1, 501)))

    assert sum(at == 0 for at in refused_at) == 450
    assert sum(5 <= at < 6 for at in refused_at) == 50
    await asyncio.gather(*(write(number) for number in range(1, 51)))
    assert len(await everybody(store)) == 50
    await store.close()


async def test_a_caller_that_gives_up_while_it_waits_changes_nothing_for_others(
    store: Store,
) -> None:
    first = asyncio.create_task(store.write(put(1)))
    given_up = asyncio.create_task(store.write(put(2)))
    third = asyncio.create_task(store.write(put(3)))
    await asyncio.sleep(0)
    given_up.cancel()

    assert [await first, await third] == [1, 3]
    assert set(await everybody(store)) in ({1, 3}, {1, 2, 3})
    with pytest.raises(asyncio.CancelledError):
        await given_up


async def test_closing_commits_what_waits_and_takes_nothing_more(
    path: Path, keyring: Keyring
) -> None:
    store = await Store.open(path, keyring)
    waiting = [asyncio.create_task(store.write(put(n))) for n in range(1, 151)]
    await asyncio.sleep(0)

    await asyncio.gather(store.close(), store.close())

    assert [await write for write in waiting] == list(range(1, 151))
    with pytest.raises(StoreError, match="no more writes"):
        await store.write(put(151))
    with pytest.raises(StoreError, match="closed"):
        await store.read(lambda tx: tx.people.all())
    await store.close()
    reopened = await Store.open(path, keyring)
    assert len(await everybody(reopened)) == 150
    await reopened.close()


async def test_closing_leaves_one_file_with_everything_in_it(store: Store, path: Path) -> None:
    await store.write(make_account)

    await store.close()

    assert not path.with_name("bot.db-wal").exists()
    with sqlite3.connect(path) as plain:
        assert plain.execute("SELECT COUNT(*) FROM accounts").fetchone() == (1,)
    plain.close()


async def test_a_metric_that_fails_is_no_fault_of_a_write(path: Path, keyring: Keyring) -> None:
    def fail_to_observe(units: int, seconds: float) -> None:
        raise LookupError(f"{units} units in {seconds} s")

    reported: list[object] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, context: reported.append(type(context["exception"]))
    )
    store = await Store.open(path, keyring, on_commit=fail_to_observe)

    assert [await store.write(put(1)), await store.write(put(2))] == [1, 2]
    await store.close()
    assert reported == [LookupError, LookupError]
