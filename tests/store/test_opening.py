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
from bot.errors import StoreError, StoreLocked, WrongSecretKey
from bot.store import Keyring, Store
from bot.store.sealing import new_secret_key
from tests.store.making import make_account

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
    newer(name="m999_lists")(lambda db: db.execute("CREATE TABLE lists (id INTEGER)"))
    with Database(path) as db:
        newer.apply(db)

    with pytest.raises(StoreError, match=r"newer version: m999_lists"):
        await Store.open(path, keyring)

    with pytest.raises(StoreError, match="newer version"):
        await Store.open(path, keyring)


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
