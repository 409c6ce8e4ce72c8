"""A command becomes a call: written down, then asked of the PBX, whatever the answer, never twice.

The order is the promise: claim and write (pending), get a token, commit "placing", send, write the
answer. Killed anywhere, the row says whether anyone can have been called. Codes live in arguments.
A code call waits for a free line of its account, ahead of lists.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from bot.core.accounts import verify_complete
from bot.core.busy import is_busy
from bot.core.calls import Asked, Facts, Source, State, known
from bot.core.checks import RECENTLY, Intent, check, verify_seen
from bot.core.learning import CALLER, CAMPAIGN, OTP_TEMPLATE, TEMPLATE, field_of
from bot.core.lists import ListState
from bot.core.orders import Order
from bot.core.people import Act, may
from bot.core.placing import HELD, MAYBE_ASKED, NOT_ASKED, UNDER_WAY, half_done, news_of
from bot.core.records import Call, CallKind, NewCall, the_call
from bot.errors import PbxError, PbxNotReached, PbxRateLimited, PbxRefused, UsageError
from bot.flows.clients import Clients
from bot.flows.do_not_call import verify_not_blocked
from bot.flows.insist import insist
from bot.flows.lend import account_of
from bot.flows.locks import verify_unlocked
from bot.flows.outages import begin_outage, end_outage
from bot.flows.questions import close
from bot.flows.record import hash_token, record
from bot.flows.requests import otp_call, voice_call
from bot.pbx import PbxClient
from bot.store import Store, Transaction

log = logging.getLogger(__name__)

#: Seconds that a code waits for a free line of ours before the PBX is asked all the same, and how
#: often it looks: our count may be wrong, and the PBX says no if it really is full.
LINE_WAIT: Final = 30.0
LINE_EVERY: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialler:
    """Places calls. `spawn` runs a placement in the background, under supervision."""

    store: Store
    clients: Clients
    now: Callable[[], float]
    new_token: Callable[[], str]
    new_ref: Callable[[], str]
    #: Where the PBX reaches our hooks ("https://bot.example/hooks/pbx"); None: nowhere.
    hooks_url: str | None
    #: Whether `param.ref_id` travels (PBX_REFERENCE).
    reference: bool
    wake: Callable[[], None]
    spawn: Callable[[Coroutine[Any, Any, None]], None]

    async def dial(self, order: Order, code: str | None = None) -> bool:
        """Write the call down and let it be placed; False if this message acted already.

        Raises StoreBusy when it can't be written, UsageError when what it answers was answered
        already, LookFirst when there is something to be seen first: then nobody is called.
        """
        token = self.new_token()
        new = self._new_call(order, token)
        call_id = await self.store.write(lambda tx: self._write_down(tx, order, new))
        if call_id is None:
            return False
        log.info("written down", extra={"call": call_id, "account": order.account.account_id})
        self.wake()
        self.spawn(self._place(call_id, order.account.account_id, code, token))
        return True

    def place(self, call_id: int, account_id: int, token: str) -> None:
        """Let a voice call be placed that was written down already, with this token for hooks."""
        self.spawn(self._place(call_id, account_id, None, token))

    async def resume(self) -> None:
        """Go on with the voice calls that a start found pending; codes are gone, and so are theirs.

        Each gets a new token for its hooks: the one that it was written down with is known to
        nobody any more.
        """
        for call in await self.store.read(lambda tx: tx.calls.in_state(State.PENDING)):
            token = self.new_token()
            token_hash = hash_token(token)
            await insist(self.store, partial(_give_token, call_id=call.id, token_hash=token_hash))
            log.info("goes on after a start", extra={"call": call.id, "account": call.account_id})
            self.place(call.id, call.account_id, token)

    def _new_call(self, order: Order, token: str) -> NewCall:
        return NewCall(
            ref=self.new_ref(),
            token_hash=hash_token(token),
            account_id=order.account.account_id,
            person_id=order.person.person_id,
            kind=order.kind,
            place=order.place,
            message_id=order.message_id,
            language=order.language,
            callee=order.callee,
            caller=order.caller,
            campaign_id=order.campaign,
            template=order.template,
            queue=order.queue,
            created_at=self.now(),
            values=order.values,
            label=order.label,
            test=order.test,
            draft_id=order.preview,
            script=order.script,
        )

    def _write_down(self, tx: Transaction, order: Order, new: NewCall) -> int | None:
        now = self.now()
        _verify_may_call(tx, order)
        if new.script is None:
            # What was said that day is to be known later, whatever becomes of the script.
            new = replace(new, script=tx.templates.get(new.account_id, new.template))
        look_first(tx, order, now=now)
        call_id = tx.calls.add(new)
        if call_id is None:
            return None
        if order.answers is not None:
            close(tx, order.answers, now=now)
        tx.cards.add(the_call(call_id), new.place, message_id=order.card_message_id)
        if new.kind is CallKind.OTP:
            tx.deletions.add(call_id, new.place, message_id=new.message_id)
        return call_id

    async def _place(self, call_id: int, account_id: int, code: str | None, token: str) -> None:
        try:
            client = await self.clients.of(account_id)
            await client.ready()
            if code is not None:
                await self._line(call_id)
            call = await self.store.write(lambda tx: self._begin(tx, call_id))
            self.wake()
        except PbxError as error:
            await self._learn(call_id, error)
        except Exception:
            log.exception("broke before the PBX was asked", extra={"call": call_id})
            await self._learn(call_id, NOT_ASKED)
        else:
            if call is not None:
                log.info("the PBX is asked", extra={"call": call_id, "account": account_id})
                await self._learn(call_id, await self._ask(client, call, code, token))

    async def _line(self, call_id: int) -> None:
        """Let a code wait while all lines of its account are taken, unless the PBX may hold it."""

        def waits(tx: Transaction) -> bool:
            call = tx.calls.get(call_id)
            if call is None or call.queue:
                return False
            account = tx.accounts.get(call.account_id)
            now = self.now()
            if account is None or now - call.created_at > LINE_WAIT:
                return False
            # What is to be asked for earlier has its line, though the PBX knows nothing of it yet.
            taken = tx.lines.taken(account.account_id, now=now, before=call.id)
            return taken >= account.concurrency

        while True:
            if not await self.store.read(waits):
                return
            await asyncio.sleep(LINE_EVERY)

    def _begin(self, tx: Transaction, call_id: int) -> Call | None:
        """Commit "placing" just before the request leaves; None if it is not to leave.

        A call may have waited for minutes, for the PBX or for a start: its asker may be out since.
        """
        call = tx.calls.get(call_id)
        if call is None or call.state is not State.PENDING:
            return None
        if call.list_id is not None and not _runs(tx, call.list_id):
            self._record(tx, call, HELD)
            return None
        try:
            _verify_rights(tx, call.person_id, call.account_id)
            verify_unlocked(tx, call.account_id, call.template)
            verify_not_blocked(tx, call.callee, call.kind, test=call.test)
        except UsageError as error:
            log.warning("dropped: %s", error.problem, extra={"call": call_id})
            self._record(tx, call, NOT_ASKED)
            return None
        return self._record(tx, call, Facts(asked=Asked.PLACING))

    async def _ask(
        self, client: PbxClient, call: Call, code: str | None, token: str
    ) -> Facts | PbxError:
        url = f"{self.hooks_url}/{token}" if self.hooks_url else None
        ref = call.ref if self.reference else None
        try:
            if call.kind is CallKind.OTP:
                request = otp_call(call, code or "", callback_url=url, ref=ref)
                placement = await client.place_otp(request)
            else:
                placement = await client.place_voice(voice_call(call, callback_url=url, ref=ref))
        except PbxError as error:
            return error
        except Exception:
            # The request may have left; whatever broke, nobody may be dialled again for it.
            log.exception("placement broke", extra={"call": call.id})
            return MAYBE_ASKED
        return Facts(asked=Asked.PLACED, call_id=known(Source.REPLY, placement.call_id or None))

    async def _learn(self, call_id: int, answer: Facts | PbxError) -> None:
        await insist(self.store, lambda tx: self._write_answer(tx, call_id, answer))
        said = type(answer).__name__ if isinstance(answer, PbxError) else answer.asked.name.lower()
        log.info("the PBX answered: %s", said, extra={"call": call_id})
        self.wake()

    def _write_answer(self, tx: Transaction, call_id: int, answer: Facts | PbxError) -> None:
        stands = call = tx.calls.get(call_id)
        assert call is not None, "calls are never deleted"
        if isinstance(answer, PbxNotReached):
            outage = begin_outage(tx, call.account_id, answer, now=self.now())
            call = replace(call, down_since=outage.since, down_status=answer.status)
        elif isinstance(answer, PbxRefused) and call.list_id is not None:
            call = replace(call, busy=_is_busy(tx, call.account_id, answer))
        elif isinstance(answer, Facts) and answer.asked is Asked.PLACED:
            end_outage(tx, call.account_id, now=self.now())
            _teach(tx, call, now=self.now())
        tx.calls.update(call, was=stands)
        self._record(tx, call, news_of(answer) if isinstance(answer, PbxError) else answer)

    def _record(self, tx: Transaction, call: Call, news: Facts) -> Call:
        return record(tx, call, news, now=self.now(), hooks_come=self.hooks_url is not None)


def _verify_may_call(tx: Transaction, order: Order) -> None:
    """The asker's rights as they are at this moment, and one test call at a time."""
    _verify_rights(tx, order.person.person_id, order.account.account_id)
    verify_unlocked(tx, order.account.account_id, order.template)
    verify_not_blocked(tx, order.callee, order.kind, test=order.test)
    if order.test and order.preview is not None:
        calls = tx.calls.of_preview(order.preview)
        if any(call.test and call.settled_at is None for call in calls):
            raise UsageError("test_under_way")


def _verify_rights(tx: Transaction, person_id: int, account_id: int) -> None:
    person = tx.people.get(person_id)
    if person is None or not may(person.role, Act.CALL):
        raise UsageError("not_allowed")
    verify_complete(account_of(tx, person_id, account_id))


def _runs(tx: Transaction, list_id: int) -> bool:
    called = tx.lists.get(list_id)
    return called is not None and called.state is ListState.RUNNING


def _is_busy(tx: Transaction, account_id: int, refusal: PbxRefused) -> bool:
    """Whether a refusal only means that no line was free."""
    account = tx.accounts.get(account_id)
    phrases = () if account is None else account.busy_phrases
    return isinstance(refusal, PbxRateLimited) or is_busy(refusal.words, phrases)


def _teach(tx: Transaction, call: Call, *, now: float) -> None:
    """What the PBX took is offered to who picks next; it may refuse what nobody used before."""
    template = OTP_TEMPLATE if call.kind is CallKind.OTP else TEMPLATE
    fields = ((field_of(call.template), name) for name in call.values)
    used = ((CAMPAIGN, call.campaign_id), (CALLER, call.caller), (template, call.template))
    for kind, value in (*used, *fields):
        tx.learned.use(call.account_id, kind, value, now)


def look_first(tx: Transaction, order: Order, *, now: float) -> None:
    """The check of core.checks at the moment of dialling; LookFirst stops it."""
    intent = Intent(
        kind=order.kind, callee=order.callee, person_id=order.person.person_id, test=order.test
    )
    since = now - RECENTLY if order.since is None else order.since
    records = tx.listings.to_number(order.callee, since)
    verify_seen(intent, check(intent, records, since=since), order.seen, now=now)


def _give_token(tx: Transaction, *, call_id: int, token_hash: str) -> None:
    tx.calls.give_token(call_id, token_hash)


def recover(tx: Transaction, *, now: float, hooks_come: bool) -> None:
    """What a start finds half done is told; calls that were under way are looked up at once.

    Voice calls that are still pending then go on: `Dialler.resume`.
    """
    for call in tx.calls.in_state(State.PENDING, State.PLACING):
        if (news := half_done(call, now=now)) is not None:
            record(tx, call, news, now=now, hooks_come=hooks_come)
    tx.due.look_up_all(now, *UNDER_WAY)
