"""A script is made on the PBX: asked for once, kept when it is there; a lost answer is said.

Before the request leaves its draft says so: killed anywhere, nobody is told that nothing was made.
The PBX lists no scripts, but takes a name once: asked again for the same, it makes no second.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.core.accounts import verify_complete
from bot.core.learning import OTP_TEMPLATE, TEMPLATE
from bot.core.people import Person
from bot.core.records import Account, Draft
from bot.core.script_answers import verify_script
from bot.core.script_draft import ScriptDraft, Step, finished, recall, remember
from bot.core.scripts import Known
from bot.core.templates import Template
from bot.errors import (
    PbxError,
    PbxInvalid,
    PbxNameTaken,
    PbxNoAnswer,
    PbxNotReached,
    PbxUnauthorized,
    Problem,
    UsageError,
)
from bot.flows.clients import Clients
from bot.flows.insist import insist
from bot.flows.lend import account_of
from bot.flows.scripts import known_of
from bot.pbx import OtpTemplate
from bot.pbx.bodies import LONGEST_BODY, build_body, read_body, write_body
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: A larger file holds no script.
LONGEST_FILE: Final = LONGEST_BODY
#: So many files are offered.
FILES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """Brings drafts of scripts to the PBX."""

    store: Store
    clients: Clients
    now: Callable[[], float]

    async def verify_free(self, account_id: int, name: str) -> None:
        """UsageError for a name that the bot knows to be taken; others the PBX may have yet."""
        await self.store.read(lambda tx: _verify_free(tx, account_id, name))

    async def files(self, account_id: int) -> list[str]:
        """The sound files that the PBX is known to have, newest first."""
        files = await self.store.read(lambda tx: tx.uploads.of_account(account_id))
        return [file.name for file in files[:FILES]]

    async def keep(self, draft: Draft, made: ScriptDraft) -> Draft:
        """What is known of it by now, and its day begins anew; UsageError if it is closed."""

        def unit(tx: Transaction) -> Draft:
            _open(tx, draft.id)
            return self._renew(tx, draft.id, made)

        return await self.store.write(unit)

    async def create(self, person: Person, draft: Draft) -> Known | None:
        """Ask the PBX for the script, once; None: it may have it, and the draft says how far.

        UsageError says what stopped it; what the draft has come to then, the store says.
        """
        made = recall(draft)
        script = finished(made)
        account = await self._account(person, script.account_id)
        verify_complete(account)
        verify_script(script)
        try:
            client = await self.clients.of(account.account_id)
            body = build_body(script)
            await client.ready()
        except PbxError as error:
            raise _usage(error, script.name) from None
        await self.store.write(lambda tx: self._begin(tx, draft, made))
        try:
            if isinstance(body, OtpTemplate):
                await client.create_otp_template(account.campaign_id, body)
            else:
                await client.create_template(account.campaign_id, body)
        except PbxNameTaken:
            await self._taken(draft, made)
            return None
        except PbxNoAnswer:
            # The draft says already what it may have come to.
            return None
        except PbxError as error:
            await insist(self.store, lambda tx: self._renew(tx, draft.id, made))
            raise _usage(error, script.name) from None
        log.info("template created", extra={"account": account.account_id})
        return await insist(self.store, lambda tx: self._put(tx, person, draft, script))

    async def use(self, person: Person, draft: Draft) -> Known:
        """The PBX's script of this name is the one that was sent, a person says."""
        script = finished(recall(draft))
        return await self.store.write(lambda tx: self._put(tx, person, draft, script))

    def read(self, text: str) -> Template:
        """The script of the API's own JSON; UsageError names the field that is wrong."""
        try:
            script = read_body(text)
        except PbxInvalid as error:
            raise _invalid(error) from None
        verify_script(script)
        return script

    def read_file(self, content: bytes) -> Template:
        """The same of a file."""
        if len(content) > LONGEST_BODY:
            raise UsageError("body_large")
        try:
            return self.read(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise UsageError("body_json") from None

    def write(self, script: Template) -> bytes:
        """A script as the API's own JSON; UsageError for one that the PBX can't have."""
        try:
            return write_body(script)
        except PbxInvalid as error:
            raise _invalid(error) from None

    async def _account(self, person: Person, account_id: int) -> Account:
        return await self.store.read(lambda tx: account_of(tx, person.person_id, account_id))

    def _begin(self, tx: Transaction, draft: Draft, made: ScriptDraft) -> None:
        """Commit that the PBX is asked; UsageError if this was pressed before, or came late."""
        stands = _open(tx, draft.id)
        if stands.values != draft.values:
            raise UsageError("prompt_gone")
        if not made.asked:
            _verify_free(tx, made.script.account_id, made.script.name)
        self._renew(tx, draft.id, replace(made, asked=True))

    async def _taken(self, draft: Draft, made: ScriptDraft) -> None:
        """Somebody else's, if this was the first time; else what was asked for before, most likely.

        Nothing else of the draft is lost.
        """
        if made.asked:
            found = replace(made, found=True)
            await insist(self.store, lambda tx: self._renew(tx, draft.id, found))
            return
        nameless = replace(made, said=made.said - {Step.NAME})
        await insist(self.store, lambda tx: self._renew(tx, draft.id, nameless))
        raise UsageError("making_there", name=made.script.name)

    def _renew(self, tx: Transaction, draft_id: str, made: ScriptDraft) -> Draft:
        tx.drafts.renew(draft_id, remember(made), self.now())
        renewed = tx.drafts.get(draft_id)
        assert renewed is not None, "drafts are not deleted while they are open"
        return renewed

    def _put(self, tx: Transaction, person: Person, draft: Draft, script: Template) -> Known:
        now = self.now()
        tx.drafts.take(draft.id, now)
        tx.templates.put(replace(script, added_by=person.person_id, added_at=now))
        known = known_of(tx, script.account_id, script.name)
        assert known is not None, "it was put just now"
        return known


def renamed(made: ScriptDraft) -> ScriptDraft:
    """The same under another name: whatever became of the first request is another script."""
    return replace(made, said=made.said - {Step.NAME}, asked=False, found=False, at=None)


def _open(tx: Transaction, draft_id: str) -> Draft:
    draft = tx.drafts.get(draft_id)
    if draft is None or draft.taken:
        raise UsageError("prompt_gone")
    return draft


def _verify_free(tx: Transaction, account_id: int, name: str) -> None:
    account = tx.accounts.get(account_id)
    taken = {
        *(template.name for template in tx.templates.of_account(account_id)),
        *tx.learned.of(account_id, TEMPLATE),
        *tx.learned.of(account_id, OTP_TEMPLATE),
        account.otp_template if account else "",
    }
    if name in taken:
        raise UsageError("making_taken", name=name)


def _usage(error: PbxError, name: str) -> UsageError:
    match error:
        case PbxInvalid():
            return _invalid(error)
        case PbxNotReached():
            return UsageError("making_not_reached")
        case PbxUnauthorized():
            return UsageError("making_key")
        case _:
            return UsageError("making_refused", words=error.words or f"HTTP {error.status}")


def _invalid(error: PbxInvalid) -> UsageError:
    if error.problem is Problem.JSON:
        return UsageError("body_json")
    return UsageError("body_field", field=error.field, fault=error.problem.value)
