"""The clients of the PBX accounts: keys are opened here, and an account has one client for life."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.errors import PbxUnauthorized, WrongSecretKey
from bot.pbx import PbxClient
from bot.store import Keyring, Store

log = logging.getLogger(__name__)

MakeClient = Callable[[str], PbxClient]


class Clients:
    """One client per account, made when first used; `make` gets the account's opened key."""

    def __init__(
        self, store: Store, keyring: Keyring, *, make: MakeClient, on_secret: Callable[[str], None]
    ) -> None:
        """`on_secret` is told each key that is opened, so that no log line shows it."""
        self._store = store
        self._keyring = keyring
        self._make = make
        self._on_secret = on_secret
        self._clients: dict[int, PbxClient] = {}

    async def of(self, account_id: int) -> PbxClient:
        """The account's client; PbxUnauthorized if its key is missing or can't be opened."""
        client = self._clients.get(account_id)
        if client is not None:
            return client
        sealed = await self._store.read(lambda tx: tx.accounts.sealed_key(account_id))
        if sealed is None:
            raise PbxUnauthorized("its API key was removed")
        try:
            pbx_api_key = self._keyring.open(account_id, sealed)
        except WrongSecretKey:
            log.error("no key of SECRET_KEY opens its API key", extra={"account": account_id})
            raise PbxUnauthorized("SECRET_KEY does not open its API key") from None
        self._on_secret(pbx_api_key)
        # Many first uses at once may each get here; a second client would never be closed.
        if account_id not in self._clients:
            self._clients[account_id] = self._make(pbx_api_key)
        return self._clients[account_id]

    async def forget(self, account_id: int) -> None:
        """An account's key was erased: its client goes too."""
        client = self._clients.pop(account_id, None)
        if client is not None:
            await client.aclose()

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()
