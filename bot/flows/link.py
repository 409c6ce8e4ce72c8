"""A PBX account becomes known: its key is proved with the PBX, sealed, and shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.core.people import Person, Role
from bot.core.records import Account
from bot.flows.clients import MakeClient
from bot.store import Keyring, Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account's owner was given by the PBX's vendor, and what they call it."""

    name: str
    pbx_api_key: str = field(repr=False)
    campaign_id: str
    caller: str
    otp_template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linker:
    """Links accounts; the same key twice is the same account, brought up to date."""

    store: Store
    keyring: Keyring
    make: MakeClient
    now: Callable[[], float]

    async def link(self, new: NewAccount, administrators: Iterable[int]) -> Account | None:
        """Prove the key, then keep it; what the account was before, if the key was known already.

        Raises the PbxError of a key that is not accepted.
        """
        client = self.make(new.pbx_api_key)
        try:
            await client.check()
        finally:
            await client.aclose()
        admins = sorted(administrators)
        return await self.store.write(lambda tx: self._keep(tx, new, admins))

    def _keep(self, tx: Transaction, new: NewAccount, admins: list[int]) -> Account | None:
        key_digest, *older = self.keyring.digests("account", new.pbx_api_key.encode())
        tx.accounts.renew_digest(key_digest, older)
        before = tx.accounts.known_by(key_digest)
        account_id = tx.accounts.add(
            name=new.name,
            key_digest=key_digest,
            campaign_id=new.campaign_id,
            caller=new.caller,
            otp_template=new.otp_template,
            concurrency=5,
            created_by=None,
            created_at=self.now(),
        )
        tx.accounts.seal(account_id, self.keyring.seal(account_id, new.pbx_api_key))
        for person_id in admins:
            if tx.people.get(person_id) is None:
                admin = Person(person_id=person_id, name=str(person_id), role=Role.ADMIN)
                tx.people.put(admin, created_at=self.now())
            tx.accounts.share(account_id, person_id)
        return before
