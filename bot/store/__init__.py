"""The database: one SQLite file, one process, every SQL statement of the program.

Outside this package nothing knows which engine it is.
"""

from __future__ import annotations

from bot.store.database import Store
from bot.store.sealing import Keyring
from bot.store.transaction import Transaction

__all__ = ["Keyring", "Store", "Transaction"]
