"""A store on a temporary file, closed at the end; and one transaction for tests of statements."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import Keyring, Store, Transaction
from bot.store.connections import connect
from bot.store.migrations import migrate
from bot.store.sealing import new_secret_key


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(new_secret_key())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def store(path: Path, keyring: Keyring) -> AsyncIterator[Store]:
    store = await Store.open(path, keyring)
    yield store
    await store.close()


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(path)
    migrate(connection, path)
    yield connection
    connection.close()


@pytest.fixture
def tx(connection: sqlite3.Connection) -> Transaction:
    """For tests of the statements alone: each is committed at once."""
    return Transaction(connection)
