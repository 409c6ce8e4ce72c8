"""People are let in: an administrator makes a link, somebody follows it, an administrator confirms.

A link's secret is known to whoever reads the message with it; here only its hash is. Whom it
concerns is told by notices, so nothing of it is lost with the process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.invitations import Answer, Guest, Invitation, verify_followable
from bot.core.people import Language, Person, Role
from bot.errors import UsageError
from bot.flows.lend import account_of
from bot.flows.record import hash_token
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Links of one message: their secrets, and the first and last of their ids."""

    secrets: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was said to somebody who followed a link, and by whom; `now`: just this moment."""

    invitation: Invitation
    by: str
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Inviting:
    """Makes links, takes those who follow them, and what administrators say to that."""

    store: Store
    admin_ids: frozenset[int]
    now: Callable[[], float]
    new_secret: Callable[[], str]
    wake: Callable[[], None]

    async def make(self, admin: Person, language: Language, *, role: Role, amount: int) -> Made:
        """So many links that each let one person in with this role."""
        secrets = tuple(self.new_secret() for _ in range(amount))

        def unit(tx: Transaction) -> list[int]:
            return [
                tx.invitations.add(
                    hash_token(secret),
                    role,
                    created_by=admin.person_id,
                    created_at=self.now(),
                    language=language,
                )
                for secret in secrets
            ]

        ids = await self.store.write(unit)
        return Made(secrets=secrets, first=ids[0], last=ids[-1])

    async def revoke(self, admin: Person, first: int, last: int) -> list[Invitation]:
        """Those of the administrator's links that nobody has followed lead nowhere from now on."""

        def unit(tx: Transaction) -> list[Invitation]:
            for invitation in tx.invitations.batch(first, last, admin.person_id):
                tx.invitations.revoke(invitation.id, self.now())
            return tx.invitations.batch(first, last, admin.person_id)

        return await self.store.write(unit)

    async def is_known(self, secret: str) -> bool:
        """Whether there is a link with this secret, whatever became of it."""
        found = await self.store.read(lambda tx: tx.invitations.by_hash(hash_token(secret)))
        return found is not None

    async def follow(self, person: Person, language: Language, secret: str) -> None:
        """Somebody followed a link, which administrators are asked to confirm; UsageError if not.

        Who waits already waits for the first link they followed.
        """

        def unit(tx: Transaction) -> None:
            invitation = tx.invitations.by_hash(hash_token(secret))
            verify_followable(invitation, person, now=self.now())
            assert invitation is not None, "verified"
            if tx.invitations.is_waited_for(person.person_id):
                raise UsageError("invite_waiting")
            guest = Guest(person_id=person.person_id, name=person.name, language=language)
            tx.invitations.follow(invitation.id, guest, self.now())
            values = {"invitation": str(invitation.id), "language": invitation.language.value}
            for admin_id in self._asked(invitation):
                tx.notices.add(admin_id, "knock", values=values, created_at=self.now())

        await self.store.write(unit)
        self.wake()

    async def let_in(self, admin: Person, invitation_id: int, account_id: int | None) -> Answered:
        """Confirm somebody, and lend them one of the administrator's accounts; acts once."""

        def unit(tx: Transaction) -> Answered:
            account = account_of(tx, admin.person_id, account_id) if account_id else None
            answered = self._answer(tx, admin, invitation_id, Answer.LET_IN)
            guest = answered.invitation.guest
            if not answered.now or guest is None:
                return answered
            person = Person(
                person_id=guest.person_id, name=guest.name, role=answered.invitation.role
            )
            tx.people.put(person, created_at=self.now())
            values = {"role": person.role.value, "language": guest.language.value}
            if account is not None:
                tx.accounts.share(account.account_id, person.person_id)
                values["account"] = account.name
            tx.notices.add(person.person_id, "let_in", values=values, created_at=self.now())
            return answered

        answered = await self.store.write(unit)
        self.wake()
        return answered

    async def refuse(self, admin: Person, invitation_id: int) -> Answered:
        """Somebody is not let in, and told so; acts once."""

        def unit(tx: Transaction) -> Answered:
            answered = self._answer(tx, admin, invitation_id, Answer.REFUSED)
            guest = answered.invitation.guest
            if answered.now and guest is not None:
                values = {"language": guest.language.value}
                tx.notices.add(guest.person_id, "refused", values=values, created_at=self.now())
            return answered

        answered = await self.store.write(unit)
        self.wake()
        return answered

    def _asked(self, invitation: Invitation) -> list[int]:
        """Who made the link, if they are an administrator still; else all who are."""
        if invitation.created_by in self.admin_ids:
            return [invitation.created_by]
        return sorted(self.admin_ids)

    def _answer(
        self, tx: Transaction, admin: Person, invitation_id: int, answer: Answer
    ) -> Answered:
        now = tx.invitations.answer(invitation_id, answer, by=admin.person_id, at=self.now())
        invitation = tx.invitations.get(invitation_id)
        if invitation is None or invitation.guest is None or invitation.answered_by is None:
            raise UsageError("invite_gone")
        by = tx.people.get(invitation.answered_by)
        return Answered(invitation=invitation, by=by.name if by else "", now=now)
