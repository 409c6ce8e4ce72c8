"""News of a call come in (a hook, a reply, a CDR) and are written down with all that follows.

One transaction holds the journal, the merged facts, the card's next version and the deliveries
owed: what was acknowledged survives, and nothing is owed twice. Nothing is sent from here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Final

from bot.core.calls import Facts, outcome
from bot.core.cdrs import Cdr, without_code
from bot.core.delivery import ASKER, asks_to_stop, audiences, needs_someone
from bot.core.events import open_hook, read_hook
from bot.core.people import Language, Role
from bot.core.progress import Step, advance
from bot.core.reconciling import bears
from bot.core.records import Call, CallKind, Kind, the_call
from bot.errors import HookRejected, StoreBusy
from bot.flows.do_not_call import block_by_key
from bot.flows.rows import follow
from bot.store import Keyring, Store, Transaction

log = logging.getLogger(__name__)

RETRY_AFTER: Final = 5
#: So many calls that ended without any hook show that none can come.
FIRST_CALLS: Final = 3


def hash_token(token: str) -> str:
    """What the store keeps of a hook's token: its SHA-256 in hex."""
    return sha256(token.encode()).hexdigest()


def record(
    tx: Transaction,
    call: Call,
    news: Facts,
    *,
    now: float,
    hooks_come: bool,
    look: bool = False,
    cdr: Cdr | None = None,
) -> Call:
    """Merge news into a call as it is stored: facts, card, settling and deliveries, in one unit.

    `cdr` is the PBX's record that the news are from, to be kept with them.
    """
    if cdr is not None:
        tx.records.keep(call.id, without_code(cdr) if call.kind is CallKind.OTP else cdr)
    step = advance(call, news, now=now, hooks_come=hooks_come, look=look)
    if step.call == call:
        return call
    tx.calls.update(step.call, was=call)
    if step.changed:
        tx.cards.want(the_call(call.id))
        follow(tx, step, now=now)
    _owe(tx, step, now)
    if step.changed and asks_to_stop(step.call) and not call.test:
        block_by_key(tx, step.call, now=now)
    if step.settles:
        came_out = outcome(step.call.facts) or step.call.state
        log.info("settles: %s", came_out, extra={"call": call.id, "account": call.account_id})
    if step.settles and hooks_come and step.call.facts.report.recorded:
        _warn_of_no_hooks(tx, step.call, now)
    if step.call.call_id != call.call_id:
        # The PBX's list may have shown it before anybody knew that it was ours.
        taken_over = tx.records.name(call.id, call.account_id, step.call.call_id)
        if taken_over is not None:
            said = taken_over.facts()
            return record(tx, step.call, said, now=now, hooks_come=hooks_come, cdr=taken_over)
    return step.call


def record_cdr(tx: Transaction, account_id: int, cdr: Cdr, *, now: float, hooks_come: bool) -> None:
    """A record from an account's list: news of a call of ours, or a call of another system.

    One that has no id, and bears no reference of ours, can't be told from others: it is left out.
    """
    call = _ours(tx, account_id, cdr)
    if call is not None:
        record(tx, call, cdr.facts(), now=now, hooks_come=hooks_come, cdr=cdr)
    elif cdr.call_id:
        tx.records.put(account_id, without_code(cdr) if cdr.is_otp else cdr, now=now)


def _ours(tx: Transaction, account_id: int, cdr: Cdr) -> Call | None:
    call = tx.calls.by_ref(cdr.ref) if cdr.ref else None
    if call is not None and call.account_id == account_id and bears(cdr, call):
        return call
    row = tx.records.call_row(account_id, cdr.call_id) if cdr.call_id else None
    return None if row is None else tx.calls.get(row)


def _owe(tx: Transaction, step: Step, now: float) -> None:
    call = step.call
    if step.settles:
        for audience in audiences(call, tx.subscriptions.of_account(call.account_id)):
            tx.deliveries.add(
                subject=the_call(call.id),
                kind=Kind.OUTCOME,
                audience=audience.name,
                place=audience.place,
                subscription_id=audience.subscription_id,
                created_at=now,
                apart=needs_someone(call),
            )
    if step.corrected:
        tx.deliveries.want(the_call(call.id))
        for digest_id in tx.digests.of(call.id):
            tx.digests.want(digest_id, now=now)
    if step.resolved and call.list_id is None:
        owe_asker(tx, call, Kind.RESOLVED, now)


def _warn_of_no_hooks(tx: Transaction, call: Call, now: float) -> None:
    """The first calls ended by their records and no hook ever came: administrators hear of it."""
    if tx.hooks.any() or tx.tallies.ended(FIRST_CALLS) < FIRST_CALLS or tx.notices.ever("no_hooks"):
        return
    owe_admins(tx, "no_hooks", language=call.language, now=now)


def owe_admins(tx: Transaction, kind: str, *, language: Language, now: float) -> None:
    """A sentence to every administrator; in `language` to those who have chosen none."""
    for person in tx.people.all():
        if person.role is Role.ADMIN:
            values = {"language": (person.language or language).value}
            tx.notices.add(person.person_id, kind, values=values, created_at=now)


def owe_asker(tx: Transaction, call: Call, kind: Kind, now: float) -> None:
    """One more line to whoever asked for the call."""
    tx.deliveries.add(
        subject=the_call(call.id),
        kind=kind,
        audience=ASKER,
        place=call.place,
        subscription_id=None,
        created_at=now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A hook that was written down."""

    id: int
    call_id: int
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """Takes hooks. `relay` and `reconcile` are woken once something is committed."""

    store: Store
    keyring: Keyring
    now: Callable[[], float]
    wake: Callable[[], None]

    async def take_hook(self, token: str, body: bytes) -> None:
        """Write a hook down and merge it; returning means it may be acknowledged.

        Raises HookRejected: 404 for a token of no call, 503 when it can't be committed now.
        """
        digest = self.keyring.digest("hook", body)
        # Opened here: while another group is on its way to the disk there is time for it.
        unit = partial(
            self._take,
            token_hash=hash_token(token),
            body=body,
            opened=open_hook(body),
            digest=digest,
        )
        try:
            taken = await self.store.write(unit)
        except StoreBusy as busy:
            raise HookRejected(503, retry_after=RETRY_AFTER) from busy
        if taken is None:
            raise HookRejected(404, proof=self.keyring.digest("nobody", token.encode()))
        log.info("taken: %s", taken.shape, extra={"hook": taken.id, "call": taken.call_id})
        self.wake()

    def _take(
        self, tx: Transaction, *, token_hash: str, body: bytes, opened: object, digest: str
    ) -> _Taken | None:
        """None, and nothing is written: the token is of no call."""
        call = tx.calls.by_token(token_hash)
        if call is None:
            return None
        now, hook = self.now(), read_hook(body, call.kind, opened=opened)
        hook_id = tx.hooks.add(
            call.id, received_at=now, digest=digest, shape=hook.shape, body=hook.body
        )
        record(tx, call, hook.facts, now=now, hooks_come=True, look=hook.look, cdr=hook.cdr)
        return _Taken(id=hook_id, call_id=call.id, shape=hook.shape)
