"""The PBX accounts: their keys are opened here, and each has one client for its whole life."""

from __future__ import annotations

from collections.abc import Callable

from bot.pbx import PbxClient
from bot.store import Keyring, Store

MakeClient = Callable[[str], PbxClient]


class Clients:
    """One client per account, made when first used; `make` gets the account's opened key."""

    def __init__(self, store: Store, keyring: Keyring, make: MakeClient) -> None:
        self._store = store
        self._keyring = keyring
        self._make = make
        self._clients: dict[int, PbxClient] = {}

    async def of(self, account_id: int) -> PbxClient:
        """The client of an account that exists."""
        client = self._clients.get(account_id)
        if client is not None:
            return client
        sealed = await self._store.read(lambda tx: tx.accounts.sealed_key(account_id))
        if sealed is None:
            raise LookupError(f"account {account_id} has no key")
        # Two first uses at once may each have got here; the first one made is kept.
        return self._clients.setdefault(
            account_id, self._make(self._keyring.open(account_id, sealed))
        )

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()
