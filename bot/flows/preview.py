"""What is looked up for a preview, as it stands now; nothing is called from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.checks import RECENTLY, Intent, check
from bot.core.learning import CALLER, CAMPAIGN, OTP_TEMPLATE, TEMPLATE, field_of
from bot.core.listing import Record
from bot.core.people import Person
from bot.core.previews import Preview, Shelf
from bot.core.records import Account, Call, CallKind, Draft
from bot.core.voice_questions import Voice
from bot.flows.lend import account_of
from bot.flows.locks import verify_unlocked
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """Reads scripts and earlier calls afresh each time."""

    store: Store
    now: Callable[[], float]

    async def shelf(self, account: Account, template: str | None) -> Shelf:
        """What the account can be called with; the key fields of this template, if it is used.

        UsageError if that one is locked; others that are locked are not offered.
        """
        return await self.store.read(lambda tx: _shelf(tx, account, template))

    async def verify_unlocked(self, account: Account, template: str) -> None:
        """UsageError for a script that nobody may call with now."""
        await self.store.read(lambda tx: verify_unlocked(tx, account.account_id, template))

    async def look(self, person: Person, account: Account, voice: Voice) -> Preview:
        """The call as it would be made now, with what there is to see before it.

        UsageError if the account is this person's no more.
        """
        return await self.store.read(lambda tx: self._look(tx, person, account, voice))

    def _look(self, tx: Transaction, person: Person, account: Account, voice: Voice) -> Preview:
        command = voice.command
        assert command.callee is not None, "a command is complete before it is shown"
        assert command.template is not None, "a command is complete before it is shown"
        account = account_of(tx, person.person_id, account.account_id)
        intent = Intent(kind=CallKind.VOICE, callee=command.callee, person_id=person.person_id)
        since = self.now() - RECENTLY if voice.since is None else voice.since
        records = tx.listings.to_number(command.callee, since)
        findings = check(intent, records, since=since)
        mine = {one.account_id for one in tx.accounts.of_person(person.person_id)}
        callers = {
            finding.key: name
            for finding in findings
            if finding.record.account_id in mine
            and (name := _caller(tx, finding.record)) is not None
        }
        return Preview(
            command=command,
            account=account,
            script=tx.templates.get(account.account_id, command.template),
            used=command.template in tx.learned.of(account.account_id, TEMPLATE),
            findings=tuple(findings),
            since=since,
            callers=callers,
            block=tx.blocks.of(command.callee),
        )

    async def renew(self, draft: Draft, values: dict[str, str]) -> None:
        """The preview was drawn anew: this is what it shows, as of now."""
        await self.store.write(lambda tx: tx.drafts.renew(draft.id, values, self.now()))

    async def called(self, draft: Draft) -> Call | None:
        """The call that a preview became; None: none but tests."""
        calls = await self.store.read(lambda tx: tx.calls.of_preview(draft.id))
        return next((call for call in calls if not call.test), None)


def _caller(tx: Transaction, record: Record) -> str | None:
    """Who asked for a call, empty: another system did; None: somebody who is not known any more."""
    if record.call is None:
        return ""
    asker = tx.people.get(record.call.person_id)
    return None if asker is None else asker.name


def _shelf(tx: Transaction, account: Account, template: str | None) -> Shelf:
    account_id = account.account_id
    if template:
        verify_unlocked(tx, account_id, template)
    locked = tx.templates.locks(account_id)
    fields = tx.learned.of(account_id, field_of(template)) if template else []
    return Shelf(
        scripts=[one for one in tx.templates.of_account(account_id) if one.name not in locked],
        used=[name for name in tx.learned.of(account_id, TEMPLATE) if name not in locked],
        codes=[account.otp_template, *tx.learned.of(account_id, OTP_TEMPLATE)],
        filled={template: fields} if template and fields else {},
        callers=tx.learned.of(account_id, CALLER),
        campaigns=tx.learned.of(account_id, CAMPAIGN),
    )
