"""From a list's rows to its messages, at the moment of sending; the words are core/messages'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from bot.core.delivery import APPROVER, ASKER
from bot.core.lists import CallList
from bot.core.messages.lists.approval import render_approval
from bot.core.messages.lists.card import render_list_card
from bot.core.messages.lists.digest import render_list_over
from bot.core.messages.lists.words import render_words
from bot.core.messages.text import Message
from bot.core.people import Language
from bot.core.records import Card, Delivery, Notice
from bot.flows.list_view import view
from bot.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRenderer:
    """Renders cards of lists, and how lists came out."""

    tz: tzinfo
    now: Callable[[], float]

    def card(self, tx: Transaction, card: Card) -> Message:
        """A list's card for whom it is: the asker, a group, or who is to agree."""
        called = _list(tx, card.subject.id)
        shown = view(tx, called, tz=self.tz, now=self.now())
        if card.audience.startswith(APPROVER):
            language = _of_person(tx, card.place.chat_id, called.language)
            return render_approval(shown, tx.pages.walk(called.id, 0), language=language)
        language = _language(tx, card.subscription_id, called)
        return render_list_card(
            shown, language=language, masked=card.audience != ASKER and card.place.is_group
        )

    def words(self, tx: Transaction, notice: Notice, language: Language) -> Message:
        """What an administrator is asked about the PBX's words."""
        called = tx.lists.by_key(notice.values["list"])
        refused = None if called is None else tx.lists.refused(called.id)
        words = "" if refused is None else refused.facts.reason
        return render_words(
            notice.values["list"], words, who=notice.values["who"], language=language
        )

    def over(self, tx: Transaction, delivery: Delivery) -> Message:
        """How a list came out."""
        called = _list(tx, delivery.subject.id)
        shown = view(tx, called, tz=self.tz, now=self.now())
        language = _language(tx, delivery.subscription_id, called)
        return render_list_over(shown, language=language, masked=delivery.place.is_group)


def _list(tx: Transaction, list_id: int) -> CallList:
    called = tx.lists.get(list_id)
    assert called is not None, "a list with cards is not deleted"
    return called


def _language(tx: Transaction, subscription_id: int | None, called: CallList) -> Language:
    if subscription_id is None:
        return called.language
    subscription = tx.subscriptions.get(subscription_id)
    assert subscription is not None, "subscriptions are disabled, never deleted"
    return subscription.language


def _of_person(tx: Transaction, person_id: int, default: Language) -> Language:
    person = tx.people.get(person_id)
    return default if person is None or person.language is None else person.language
