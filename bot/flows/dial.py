"""A command becomes a call: written down, then asked of the PBX, whatever the answer, never twice.

The order is the promise: claim and write (pending), get a token, commit "placing", send, write the
answer. Killed anywhere, the row says whether anyone can have been called. Codes live in arguments.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from bot.core.calls import Asked, Facts, Source, State, known
from bot.core.commands import OtpCommand
from bot.core.people import Language, Person
from bot.core.placing import HALF_DONE, MAYBE_ASKED, NOT_ASKED, UNDER_WAY, news_of
from bot.core.records import Account, Call, CallKind, NewCall, Place
from bot.errors import PbxError, PbxNotReached
from bot.flows.clients import Clients
from bot.flows.insist import insist
from bot.flows.outages import begin_outage, end_outage
from bot.flows.questions import close
from bot.flows.record import hash_token, record
from bot.pbx import OtpCall, PbxClient
from bot.store import Store, Transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command that acts: who asks, from which message, for what. The code is beside it."""

    person: Person
    language: Language
    place: Place
    #: Claimed with the call: the same message never places a second one.
    message_id: int
    account: Account
    command: OtpCommand
    #: The question that this answers, closed with the call: answered twice, it dials once.
    draft_id: str | None = None


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

    async def otp(self, order: Order, code: str) -> bool:
        """Write the call down and let it be placed; False if this message acted already.

        Raises StoreBusy when it can't be written, UsageError when the question it answers was
        answered already: then nobody is called.
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

    def _new_call(self, order: Order, token: str) -> NewCall:
        account, command = order.account, order.command
        assert command.callee is not None, "a command is complete before it is dialled"
        return NewCall(
            ref=self.new_ref(),
            token_hash=hash_token(token),
            account_id=account.account_id,
            person_id=order.person.person_id,
            kind=CallKind.OTP,
            place=order.place,
            message_id=order.message_id,
            language=order.language,
            callee=command.callee,
            caller=command.caller or account.caller,
            campaign_id=command.campaign or account.campaign_id,
            template=command.template or account.otp_template,
            queue=command.queue,
            created_at=self.now(),
        )

    def _write_down(self, tx: Transaction, order: Order, new: NewCall) -> int | None:
        call_id = tx.calls.add(new)
        if call_id is None:
            return None
        if order.draft_id is not None:
            close(tx, order.draft_id, now=self.now())
        tx.cards.add(call_id, new.place)
        tx.deletions.add(call_id, new.place, message_id=new.message_id)
        return call_id

    async def _place(self, call_id: int, account_id: int, code: str, token: str) -> None:
        try:
            client = await self.clients.of(account_id)
            await client.ready()
            call = await self.store.write(lambda tx: self._begin(tx, call_id))
        except PbxError as error:
            await self._learn(call_id, error)
        except Exception:
            log.exception("broke before the PBX was asked", extra={"call": call_id})
            await self._learn(call_id, NOT_ASKED)
        else:
            if call is not None:
                self.wake()
                await self._learn(call_id, await self._ask(client, call, code, token))

    def _begin(self, tx: Transaction, call_id: int) -> Call | None:
        """Commit "placing" just before the request leaves; None if it is no longer pending."""
        call = tx.calls.get(call_id)
        if call is None or call.state is not State.PENDING:
            return None
        return self._record(tx, call, Facts(asked=Asked.PLACING))

    async def _ask(self, client: PbxClient, call: Call, code: str, token: str) -> Facts | PbxError:
        request = OtpCall(
            campaign_id=call.campaign_id,
            caller=call.caller,
            callee=call.callee,
            template=call.template,
            code=code,
            callback_url=f"{self.hooks_url}/{token}" if self.hooks_url else None,
            queue=call.queue,
            ref=call.ref if self.reference else None,
        )
        try:
            placement = await client.place_otp(request)
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
        call = tx.calls.get(call_id)
        assert call is not None, "calls are never deleted"
        if isinstance(answer, PbxNotReached):
            outage = begin_outage(tx, call.account_id, answer, now=self.now())
            call = replace(call, down_since=outage.since, down_status=answer.status)
        elif isinstance(answer, Facts) and answer.asked is Asked.PLACED:
            end_outage(tx, call.account_id, now=self.now())
        self._record(tx, call, news_of(answer) if isinstance(answer, PbxError) else answer)

    def _record(self, tx: Transaction, call: Call, news: Facts) -> Call:
        return record(tx, call, news, now=self.now(), hooks_come=self.hooks_url is not None)


def recover(tx: Transaction, *, now: float, hooks_come: bool) -> None:
    """What a start finds half done is told; calls that were under way are looked up at once."""
    for state, news in HALF_DONE.items():
        for call in tx.calls.in_state(state):
            record(tx, call, news, now=now, hooks_come=hooks_come)
    for call in tx.calls.in_state(*UNDER_WAY):
        if not call.settled:
            tx.calls.update(replace(call, look_at=now))
