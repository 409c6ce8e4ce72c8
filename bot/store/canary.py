"""A sealed word in every database: a wrong SECRET_KEY is noticed at the start.

It is not sealed anew when a key is added: it tells whether the oldest secrets still open.
"""

from __future__ import annotations

import sqlite3

from bot.store.sealing import NO_ACCOUNT, Keyring


def verify_canary(connection: sqlite3.Connection, keyring: Keyring) -> None:
    """Raises WrongSecretKey if `keyring` does not open what this database has sealed."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'canary'").fetchone()
    if row is not None:
        keyring.open(NO_ACCOUNT, row["value"])
        return
    sealed = keyring.seal(NO_ACCOUNT, "canary")
    connection.execute("INSERT INTO meta (key, value) VALUES ('canary', :value)", {"value": sealed})
