"""From rows to messages, at the moment of sending: language and masking are that moment's.

Collects what a text needs from the store; the words themselves are core/messages'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo

from bot.core.delivery import rings
from bot.core.messages.cards import Shown, render_call_card
from bot.core.messages.notices import render_notice
from bot.core.messages.outcomes import (
    render_asker_line,
    render_back,
    render_group_outcome,
    render_resolved,
)
from bot.core.messages.text import Message
from bot.core.people import Language
from bot.core.records import Call, Card, Delivery, Kind, Notice
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """Renders what the relay brings."""

    store: Store
    tz: tzinfo
    now: Callable[[], float]

    async def card(self, card: Card) -> Message:
        """The call's card as it stands now."""

        def unit(tx: Transaction) -> Message:
            call = _call(tx, card.call_id)
            return render_call_card(
                call,
                language=call.language,
                masked=card.place.is_group,
                show=self._shown(tx, call),
            )

        return await self.store.read(unit)

    async def delivery(self, delivery: Delivery) -> tuple[Message, int | None]:
        """What a delivery says, and the message that it replies to."""

        def unit(tx: Transaction) -> tuple[Message, int | None]:
            call = _call(tx, delivery.call_id)
            to_asker = delivery.subscription_id is None
            told = (
                self._to_asker(tx, call, delivery) if to_asker else self._told(tx, call, delivery)
            )
            silent = not rings(call, delivery.kind, to_asker=to_asker)
            card = tx.cards.of_call(call.id) if to_asker else None
            return replace(told, silent=silent), card.message_id if card else None

        return await self.store.read(unit)

    def _to_asker(self, tx: Transaction, call: Call, delivery: Delivery) -> Message:
        masked = delivery.place.is_group
        match delivery.kind:
            case Kind.OUTCOME:
                template = tx.accounts.template(call.account_id, call.template)
                return render_asker_line(
                    call, language=call.language, masked=masked, template=template
                )
            case Kind.RESOLVED:
                return render_resolved(call, language=call.language, masked=masked)
            case Kind.BACK:
                return render_back(call, language=call.language, masked=masked)

    def _told(self, tx: Transaction, call: Call, delivery: Delivery) -> Message:
        assert delivery.subscription_id is not None, "askers are told elsewhere"
        subscription = tx.subscriptions.get(delivery.subscription_id)
        assert subscription is not None, "subscriptions are disabled, never deleted"
        asker = tx.people.get(call.person_id)
        return render_group_outcome(
            call,
            language=subscription.language,
            masked=delivery.place.is_group,
            asker_name=asker.name if asker else str(call.person_id),
            show=self._shown(tx, call),
        )

    async def notice(self, notice: Notice) -> Message:
        """One sentence to a person."""

        def unit(tx: Transaction) -> Message:
            person = tx.people.get(notice.person_id)
            chosen = person.language if person else None
            return render_notice(notice, language=chosen or Language(notice.values["language"]))

        return await self.store.read(unit)

    def _shown(self, tx: Transaction, call: Call) -> Shown:
        account = tx.accounts.get(call.account_id)
        assert account is not None, "accounts are never deleted"
        mine = tx.accounts.of_person(call.person_id)
        return Shown(
            account=account,
            default_account=[a.account_id for a in mine[:1]] == [account.account_id],
            template=tx.accounts.template(call.account_id, call.template),
            tz=self.tz,
            now=self.now(),
        )


def _call(tx: Transaction, call_id: int) -> Call:
    call = tx.calls.get(call_id)
    assert call is not None, "calls are never deleted"
    return call
