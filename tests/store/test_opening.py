"""Opening: one process, the right key, a schema that is known."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.core.calls import State
from bot.core.records import Call, Card, Delivery, Kind, the_call
from bot.errors import StoreError, StoreLocked, StoreOutdated, WrongSecretKey
from bot.store import Keyring, Store, Transaction
from bot.store.migrations import m001_one_call, m002_accounts_and_records
from bot.store.sealing import new_secret_key
from tests.conftest import EPOCH
from tests.store.making import GROUP, PRIVATE, make_account, make_list

#: Opens the store, says so, and writes calls as fast as it can, saying each one's id once written.
WRITE_ON = """
import asyncio, sys
from pathlib import Path
from bot.store import Keyring, Store
from tests.store.making import make_account, make_call

async def main():
    store = await Store.open(Path(sys.argv[1]), Keyring(sys.argv[2]))
    account_id = await store.write(make_account)
    print("open", flush=True)

    async def write_on():
        while True:
            call_id = await store.write(lambda tx: make_call(tx, account_id))
            print(call_id, flush=True)

    await asyncio.gather(*(write_on() for _ in range(20)))

asyncio.run(main())
"""


def other_process(path: Path, secret_key: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE_ON, path, secret_key], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def test_a_new_file_can_give_back_what_is_freed_in_it(connection: sqlite3.Connection) -> None:
    incremental = 2

    assert connection.execute("PRAGMA auto_vacuum").fetchone()[0] == incremental


async def test_nothing_that_was_written_is_lost_when_the_process_is_killed(path: Path) -> None:
    secret_key = new_secret_key()
    with other_process(path, secret_key) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(300)]
        process.kill()
        told += process.stdout.readlines()

    store = await Store.open(path, Keyring(secret_key))

    written = [int(line) for line in told if line.endswith("\n")]
    calls = await store.read(lambda tx: tx.calls.in_state(State.PENDING))
    assert len(written) >= 300
    assert set(written) <= {call.id for call in calls}
    await store.close()


async def test_a_second_process_is_refused_and_told_who_has_the_database(path: Path) -> None:
    secret_key = new_secret_key()
    with other_process(path, secret_key) as process:
        with pytest.raises(StoreLocked, match=f"pid {process.pid} on {socket.gethostname()}"):
            await Store.open(path, Keyring(secret_key))
        process.kill()
        assert process.stdout is not None
        process.stdout.read()


async def test_the_same_process_can_not_open_it_twice(
    store: Store, path: Path, keyring: Keyring
) -> None:
    with pytest.raises(StoreLocked, match=f"pid {os.getpid()} on"):
        await Store.open(path, keyring)

    assert await store.write(make_account) == 1


async def test_another_name_of_the_file_is_the_same_database(
    store: Store, path: Path, keyring: Keyring
) -> None:
    alias = path.with_name("alias.db")
    alias.symlink_to(path)

    with pytest.raises(StoreLocked):
        await Store.open(alias, keyring)


async def test_opening_creates_the_folder_and_a_file_for_its_owner_alone(
    tmp_path: Path, keyring: Keyring
) -> None:
    path = tmp_path / "new" / "data 100%?#" / "bot.db"

    store = await Store.open(path, keyring)
    await store.write(make_account)

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(("bot.db", "bot.db-wal", "bot.db-shm", "bot.db.lock"), 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    await store.close()


async def test_a_wrong_key_is_refused_even_without_any_account(
    path: Path, keyring: Keyring
) -> None:
    await (await Store.open(path, keyring)).close()

    with pytest.raises(WrongSecretKey):
        await Store.open(path, Keyring(new_secret_key()))

    await (await Store.open(path, keyring)).close()


async def test_an_added_newer_key_opens_what_the_older_one_sealed(path: Path) -> None:
    old, new = new_secret_key(), new_secret_key()
    await (await Store.open(path, Keyring(old))).close()

    await (await Store.open(path, Keyring(f"{new},{old}"))).close()

    with pytest.raises(WrongSecretKey):
        await Store.open(path, Keyring(new))


async def test_opening_again_finds_everything_as_it_was(path: Path, keyring: Keyring) -> None:
    store = await Store.open(path, keyring)
    account_id = await store.write(make_account)
    await store.close()

    for _ in range(2):
        store = await Store.open(path, keyring)
        assert await store.read(lambda tx: tx.accounts.get(account_id)) is not None
        await store.close()


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    path: Path, keyring: Keyring
) -> None:
    await (await Store.open(path, keyring)).close()
    newer = Migrations("bot")
    newer(name="m999_stars")(lambda db: db.execute("CREATE TABLE stars (id INTEGER)"))
    with Database(path) as db:
        newer.apply(db)

    with pytest.raises(StoreError, match=r"newer version: m999_stars"):
        await Store.open(path, keyring)

    with pytest.raises(StoreError, match="newer version"):
        await Store.open(path, keyring)


#: What step 2 wrote of two calls that were told and one that rings: their cards, and what is owed.
OLD_CALLS = [
    {"id": call_id, "ref": f"ref-{call_id}", "token_hash": f"hash-{call_id}", "state": state}
    for call_id, state in ((3, "ended"), (5, "ended"), (8, "ringing"))
]
OLD_CARDS = [
    {"id": 11, "call_id": 3, "message_id": 71, "shown": 4, "wanted": 4, "dead": 0},
    {"id": 12, "call_id": 5, "message_id": None, "shown": 0, "wanted": 2, "dead": 1},
    {"id": 14, "call_id": 8, "message_id": 73, "shown": 2, "wanted": 3, "dead": 0},
]
OLD_DELIVERIES = [
    {"id": 21, "call_id": 3, "audience": "asker", "message_id": 81, "state": "sent", "shown": 1},
    {"id": 22, "call_id": 3, "audience": "subscription:2", "chat_id": -500, "subscription_id": 2},
    {"id": 23, "call_id": 5, "audience": "asker", "state": "dead"},
    {"id": 25, "call_id": 5, "audience": "asker", "kind": "back", "wanted": 2},
]


def leave_step_2(path: Path) -> None:
    """A database as the version before lists left it."""
    older = Migrations("bot")
    for step in (m001_one_call, m002_accounts_and_records):
        older()(step)
    private = {"chat_id": 101, "thread_id": 0}
    call = private | {
        "account_id": 1,
        "person_id": 101,
        "kind": "voice",
        "message_id": 1,
        "language": "vi",
        "callee": "0987654321",
        "caller": "1900",
        "campaign_id": "c",
        "template": "t",
        "queue": 1,
        "created_at": EPOCH,
        "facts": "{}",
        "since": EPOCH,
        "script": '{"account_id": 1, "name": "t", "content": "", "voice": "", "speed": 1.0,'
        ' "keys": [{"num": "2", "meaning": "cần gọi lại"}]}',
    }
    delivery = private | {
        "kind": "outcome",
        "subscription_id": None,
        "message_id": None,
        "state": "due",
        "shown": 0,
        "wanted": 1,
        "created_at": EPOCH,
    }
    account = {"account_id": 1, "name": "A", "key_digest": "d", "campaign_id": "c"}
    account |= {"caller": "1900", "otp_template": "o", "concurrency": 5, "created_at": EPOCH}
    subscription = {"id": 2, "account_id": 1, "chat_id": -500, "thread_id": 0, "filter": "{}"}
    subscription |= {"language": "en", "created_by": 101, "created_at": EPOCH}
    with Database(path) as db:
        older.apply(db)
        db["accounts"].insert(account)
        db["subscriptions"].insert(subscription)
        db["calls"].insert_all([call | changes for changes in OLD_CALLS])
        db["cards"].insert_all([private | changes for changes in OLD_CARDS])
        db["deliveries"].insert_all([delivery | changes for changes in OLD_DELIVERIES])


def old_cards(tx: Transaction) -> list[Card | None]:
    return [tx.cards.of(the_call(call["id"])) for call in OLD_CALLS]


def old_deliveries(tx: Transaction) -> list[Delivery]:
    return [delivery for call in OLD_CALLS for delivery in tx.deliveries.of(the_call(call["id"]))]


async def test_what_was_shown_and_owed_of_calls_before_there_were_lists_is_still_about_them(
    path: Path, keyring: Keyring
) -> None:
    leave_step_2(path)

    store = await Store.open(path, keyring)

    asked = {"audience": "asker", "subscription_id": None, "place": PRIVATE}
    told_of_5 = {"subject": the_call(5), "subscription_id": None, "place": PRIVATE}
    assert await store.read(old_cards) == [
        Card(id=11, subject=the_call(3), message_id=71, shown=4, wanted=4, **asked),
        None,
        Card(id=14, subject=the_call(8), message_id=73, shown=2, wanted=3, **asked),
    ]
    assert await store.read(old_deliveries) == [
        Delivery(
            id=21,
            subject=the_call(3),
            kind=Kind.OUTCOME,
            place=PRIVATE,
            subscription_id=None,
            message_id=81,
            shown=1,
            wanted=1,
        ),
        Delivery(
            id=22,
            subject=the_call(3),
            kind=Kind.OUTCOME,
            place=GROUP,
            subscription_id=2,
            message_id=None,
            shown=0,
            wanted=1,
        ),
        Delivery(id=23, kind=Kind.OUTCOME, message_id=None, shown=0, wanted=1, **told_of_5),
        Delivery(id=25, kind=Kind.BACK, message_id=None, shown=0, wanted=2, **told_of_5),
    ]
    await store.close()


async def test_what_waited_before_there_were_lists_waits_still_and_nothing_else_does(
    path: Path, keyring: Keyring
) -> None:
    leave_step_2(path)

    store = await Store.open(path, keyring)

    def owed(tx: Transaction, chat_id: int) -> list[int]:
        found: list[int] = []
        while (item := tx.outbox.next(chat_id)) is not None:
            assert isinstance(item, Card | Delivery)
            found.append(item.id)
            if isinstance(item, Card):
                tx.cards.kill(item.id)
            else:
                tx.deliveries.kill(item.id)
        return found

    assert await store.read(lambda tx: tx.deliveries.waiting([1])) == (2, EPOCH)
    assert await store.write(lambda tx: owed(tx, 101)) == [25, 14]
    assert await store.write(lambda tx: owed(tx, -500)) == [22]
    await store.close()


async def test_calls_and_accounts_from_before_there_were_lists_are_of_none(
    path: Path, keyring: Keyring
) -> None:
    leave_step_2(path)

    store = await Store.open(path, keyring)

    account = await store.read(lambda tx: tx.accounts.get(1))
    call = await store.read(lambda tx: tx.calls.get(8))
    assert account is not None
    assert (account.approve_over, account.busy_phrases) == (None, ())
    assert isinstance(call, Call)
    assert (call.state, call.list_id, call.list_row, call.busy) == (
        State.RINGING,
        None,
        None,
        False,
    )
    assert call.script is not None
    assert not call.script.needs_someone("2")
    called = await store.write(lambda tx: make_list(tx, 1, rows=2))
    assert (await store.read(lambda tx: tx.pages.tally(called.id))).waiting == 2
    await store.close()


async def test_a_step_that_breaks_half_way_leaves_everything_as_it_was(
    path: Path, keyring: Keyring
) -> None:
    leave_step_2(path)
    with Database(path) as db:
        db.execute("CREATE TABLE deliveries_3 (in_the_way INTEGER)")
        before = [*db.query("SELECT * FROM cards")]

    with pytest.raises(StoreError):
        await Store.open(path, keyring)

    with Database(path) as db:
        assert [*db.query("SELECT * FROM cards")] == before
        assert "lists" not in db.table_names()
        db.execute("DROP TABLE deliveries_3")
    store = await Store.open(path, keyring)
    assert [card.id for card in await store.read(old_cards) if card] == [11, 14]
    await store.close()


async def test_a_database_without_lists_is_told_to_be_older_where_it_may_not_change(
    path: Path, keyring: Keyring
) -> None:
    leave_step_2(path)

    with pytest.raises(StoreOutdated):
        await Store.open(path, keyring, upgrade=False)

    with Database(path) as db:
        assert "lists" not in db.table_names()


async def test_what_is_no_database_is_refused_with_a_sentence(
    tmp_path: Path, keyring: Keyring
) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("Not a database, but long enough to be read as the head of one." * 20)

    for path, why in (
        (text, "not a database"),
        (tmp_path, "can't be opened"),
        (text / "bot.db", "can't be opened"),
    ):
        with pytest.raises(StoreError, match=why):
            await Store.open(path, keyring)

    assert text.read_text().startswith("Not a database")


async def test_commits_wait_for_the_disk_and_references_are_checked(
    connection: sqlite3.Connection,
) -> None:
    settings = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    ]

    assert settings == ["wal", 2, 1]
