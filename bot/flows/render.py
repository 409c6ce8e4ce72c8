"""From rows to messages, at the moment of sending: language and masking are that moment's.

Collects what a text needs from the store; the words themselves are core/messages'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from bot.core.delivery import rings
from bot.core.messages.cards import Shown, render_call_card
from bot.core.messages.digests import render_digest
from bot.core.messages.invite import TOLD, render_knock, render_told, render_wanted
from bot.core.messages.lists.held import render_held
from bot.core.messages.notices import render_notice
from bot.core.messages.outcomes import (
    render_asker_line,
    render_back,
    render_group_outcome,
    render_resolved,
)
from bot.core.messages.text import Message
from bot.core.messages.voice import render_voice_card
from bot.core.people import Language
from bot.core.records import About, Call, CallKind, Card, Delivery, Kind, Notice, the_call
from bot.flows.list_view import name_of
from bot.flows.render_lists import ListRenderer
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """Renders what the relay brings."""

    store: Store
    tz: tzinfo
    now: Callable[[], float]
    lists: ListRenderer

    async def card(self, card: Card) -> Message:
        """What a card shows as it stands now."""

        def unit(tx: Transaction) -> Message:
            if card.subject.about is About.LIST:
                return self.lists.card(tx, card)
            if card.subject.about is About.DIGEST:
                return self._digest(tx, card.subject.id)
            call = _call(tx, card.subject.id)
            return _CARDS[call.kind](
                call,
                language=call.language,
                masked=card.place.is_group,
                show=self._shown(tx, call),
            )

        return await self.store.read(unit)

    def _digest(self, tx: Transaction, digest_id: int) -> Message:
        digest = tx.digests.get(digest_id)
        assert digest is not None, "a digest outlives its card"
        gathered = tx.digests.gathered(digest_id)
        names = [one.name for one in map(tx.accounts.get, gathered.accounts) if one is not None]
        meanings = {}
        for pressed in gathered.keys:
            script = tx.templates.get(pressed.account_id, pressed.template)
            for key in () if script is None else script.keys:
                if key.num == pressed.key:
                    meanings[pressed] = key.meaning
        return render_digest(
            digest_id,
            replace(gathered, meanings=meanings),
            account_name=names[0] if len(names) == 1 else "",
            language=digest.language,
            tz=self.tz,
            now=self.now(),
        )

    async def delivery(self, delivery: Delivery) -> tuple[Message, int | None]:
        """What a delivery says, and the message that it replies to."""

        def unit(tx: Transaction) -> tuple[Message, int | None]:
            if delivery.subject.about is About.LIST:
                return self.lists.over(tx, delivery), None
            call = _call(tx, delivery.subject.id)
            to_asker = delivery.subscription_id is None
            told = (
                self._to_asker(tx, call, delivery) if to_asker else self._told(tx, call, delivery)
            )
            silent = not rings(call, delivery.kind, to_asker=to_asker)
            card = tx.cards.of(the_call(call.id)) if to_asker else None
            return replace(told, silent=silent), card.message_id if card else None

        return await self.store.read(unit)

    def _to_asker(self, tx: Transaction, call: Call, delivery: Delivery) -> Message:
        masked = delivery.place.is_group
        match delivery.kind:
            case Kind.OUTCOME:
                template = tx.templates.get(call.account_id, call.template)
                return render_asker_line(
                    call, language=call.language, masked=masked, template=template
                )
            case Kind.RESOLVED:
                return render_resolved(call, language=call.language, masked=masked)
            case Kind.BACK:
                return render_back(call, language=call.language, masked=masked)
            case Kind.OVER:
                raise AssertionError("calls have no end to tell")

    def _told(self, tx: Transaction, call: Call, delivery: Delivery) -> Message:
        assert delivery.subscription_id is not None, "askers are told elsewhere"
        subscription = tx.subscriptions.get(delivery.subscription_id)
        assert subscription is not None, "subscriptions are disabled, never deleted"
        asker, taken = tx.people.get(call.person_id), tx.follow_ups.of_call(call.id)
        return render_group_outcome(
            call,
            language=subscription.language,
            masked=delivery.place.is_group,
            asker_name=asker.name if asker else str(call.person_id),
            show=self._shown(tx, call),
            follow_up=taken,
            taker_name=name_of(tx, taken.person_id) if taken else "",
        )

    async def notice(self, notice: Notice) -> Message:
        """One sentence to a person."""

        def unit(tx: Transaction) -> Message:
            person = tx.people.get(notice.person_id)
            chosen = person.language if person else None
            language = chosen or Language(notice.values["language"])
            match notice.kind:
                case "knock":
                    return _knock(tx, notice, language)
                case "wanted":
                    accounts = tx.accounts.of_person(notice.person_id)
                    return render_wanted(notice, accounts, language=language)
                case "list_words":
                    return self.lists.words(tx, notice, language)
                case "list_held":
                    return render_held(notice, language=language)
                case kind if kind in TOLD:
                    return render_told(notice, language=language)
            return render_notice(notice, language=language)

        return await self.store.read(unit)

    def _shown(self, tx: Transaction, call: Call) -> Shown:
        account = tx.accounts.get(call.account_id)
        assert account is not None, "accounts are never deleted"
        return Shown(
            account=account,
            default_account=_default(tx, call.person_id) == account.account_id,
            template=tx.templates.get(call.account_id, call.template),
            tz=self.tz,
            now=self.now(),
        )


_CARDS: Final = MappingProxyType(
    {CallKind.OTP: render_call_card, CallKind.VOICE: render_voice_card}
)


def _call(tx: Transaction, call_id: int) -> Call:
    call = tx.calls.get(call_id)
    assert call is not None, "calls are never deleted"
    return call


def _default(tx: Transaction, person_id: int) -> int | None:
    """The account that a person calls with if they say nothing: chosen, or the only one."""
    person = tx.people.get(person_id)
    if person is not None and person.default_account_id is not None:
        return person.default_account_id
    mine = tx.accounts.of_person(person_id)
    return mine[0].account_id if len(mine) == 1 else None


def _knock(tx: Transaction, notice: Notice, language: Language) -> Message:
    invitation = tx.invitations.get(int(notice.values["invitation"]))
    assert invitation is not None, "invitations are never deleted"
    by = tx.people.get(invitation.answered_by) if invitation.answered_by else None
    accounts = tx.accounts.of_person(notice.person_id)
    return render_knock(invitation, accounts, by.name if by else "", language=language)
