"""A PBX account becomes known: its key is proved with the PBX, sealed, and kept nowhere else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.accounts import USUAL_CONCURRENCY, free_name, problem_of
from bot.core.answers import unquoted
from bot.core.people import Person, Role
from bot.core.records import Account
from bot.errors import PbxError, UsageError
from bot.flows.clients import MakeClient
from bot.pbx import LoggedIn
from bot.store import Keyring, Store, Transaction

#: Asks the PBX for the account of a name and a password.
LogIn = Callable[[str, str], Awaitable[LoggedIn]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account's owner was given by the PBX's vendor, and what they call it."""

    name: str
    pbx_api_key: str = field(repr=False)
    campaign_id: str
    caller: str
    otp_template: str
    concurrency: int = USUAL_CONCURRENCY


class How(StrEnum):
    """What became of a key that somebody proved."""

    NEW = "new"
    #: It was linked before and given up by everybody; what was known of it still is.
    REOPENED = "reopened"
    #: Somebody uses it: whoever proved the key may too, and nothing else changes.
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The account of a key, and how it came to be this person's."""

    account: Account
    how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Linker:
    """Links accounts; the same key twice is the same account."""

    store: Store
    keyring: Keyring
    make: MakeClient
    #: Told each key before it is used, so that no log line shows it.
    on_secret: Callable[[str], None]
    now: Callable[[], float]

    async def link(self, new: NewAccount, administrators: Iterable[int]) -> Account | None:
        """Prove the key, then keep it; what the account was before, if the key was known already.

        A known account is brought up to date. Raises the PbxError of a key that is not accepted.
        """
        await self._prove(new.pbx_api_key)
        admins = sorted(administrators)
        return await self.store.write(lambda tx: self._keep(tx, new, admins))

    async def link_for(
        self, person: Person, pbx_api_key: str, *, called: Callable[[int], str]
    ) -> Linked:
        """Prove somebody's key, then make its account theirs; what is not known stays empty.

        `called` gives names to choose a free one from. UsageError for a key that proves nothing:
        then nothing is kept.
        """
        try:
            await self._prove(pbx_api_key)
        except PbxError as error:
            raise problem_of(error, UsageError("key_refused")) from None
        return await self.store.write(lambda tx: self._give(tx, person, pbx_api_key, called))

    async def knows(self, text: str) -> bool:
        """Whether this is the key of an account, open or closed."""
        digests = self.keyring.digests("account", unquoted(text).encode(errors="replace"))
        return await self.store.read(
            lambda tx: any(tx.accounts.known_by(digest) is not None for digest in digests)
        )

    async def _prove(self, pbx_api_key: str) -> None:
        self.on_secret(pbx_api_key)
        client = self.make(pbx_api_key)
        try:
            await client.check()
        finally:
            await client.aclose()

    def _known(self, tx: Transaction, pbx_api_key: str) -> tuple[str, Account | None]:
        """The key's newest digest, and the account that is known by any of them."""
        key_digest, *older = self.keyring.digests("account", pbx_api_key.encode())
        tx.accounts.renew_digest(key_digest, older)
        return key_digest, tx.accounts.known_by(key_digest)

    def _give(
        self, tx: Transaction, person: Person, pbx_api_key: str, called: Callable[[int], str]
    ) -> Linked:
        key_digest, account = self._known(tx, pbx_api_key)
        if account is not None and tx.accounts.is_open(account.account_id):
            tx.accounts.share(account.account_id, person.person_id)
            return Linked(account=account, how=How.KNOWN)
        how = How.REOPENED
        if account is None:
            how = How.NEW
            name = free_name(called, [other.name for other in tx.accounts.all()])
            new = NewAccount(
                name=name, pbx_api_key=pbx_api_key, campaign_id="", caller="", otp_template=""
            )
            account_id = self._add(tx, key_digest, new, created_by=person.person_id)
        else:
            account_id = account.account_id
            tx.accounts.reopen(account_id, person.person_id)
        tx.accounts.seal(account_id, self.keyring.seal(account_id, pbx_api_key))
        tx.accounts.share(account_id, person.person_id)
        account = tx.accounts.get(account_id)
        assert account is not None, "just written"
        return Linked(account=account, how=how)

    def _keep(self, tx: Transaction, new: NewAccount, admins: list[int]) -> Account | None:
        key_digest, before = self._known(tx, new.pbx_api_key)
        others = [account for account in tx.accounts.all() if account != before]
        if new.name.casefold() in {account.name.casefold() for account in others}:
            raise UsageError("account_name_taken", name=new.name)
        account_id = self._add(tx, key_digest, new, created_by=None)
        tx.accounts.seal(account_id, self.keyring.seal(account_id, new.pbx_api_key))
        for person_id in admins:
            if tx.people.get(person_id) is None:
                admin = Person(person_id=person_id, name=str(person_id), role=Role.ADMIN)
                tx.people.put(admin, created_at=self.now())
            tx.accounts.share(account_id, person_id)
        return before

    def _add(
        self, tx: Transaction, key_digest: str, new: NewAccount, *, created_by: int | None
    ) -> int:
        return tx.accounts.add(
            name=new.name,
            key_digest=key_digest,
            campaign_id=new.campaign_id,
            caller=new.caller,
            otp_template=new.otp_template,
            concurrency=new.concurrency,
            created_by=created_by,
            created_at=self.now(),
        )


async def key_of(log_in: LogIn, username: str, password: str) -> str:
    """The API key that a name and a password open; UsageError says why they open none."""
    try:
        account = await log_in(username, password)
    except PbxError as error:
        raise problem_of(error, UsageError("login_refused")) from None
    if not account.enabled:
        raise UsageError("login_disabled")
    return account.api_key
