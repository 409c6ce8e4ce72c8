"""What a chat is owed next, and whether it may be shown by now; asked anew before each send."""

from __future__ import annotations

from bot.core.delivery import ASKER, may_hear
from bot.core.lists import UNDER_WAY
from bot.core.pacing import Lane
from bot.core.records import About, Card, Deletion, Delivery, Notice, Subject
from bot.store import Transaction

Item = Card | Delivery | Notice | Deletion


def first_owed(tx: Transaction, chat_id: int, *, now: float) -> tuple[Item, Lane] | None:
    """What a chat is owed first, and how urgent it is: nobody waits for an edit."""
    item = tx.outbox.next(chat_id, now=now)
    match item:
        case None:
            return None
        case Deletion():
            return item, Lane.DELETION
        case Card():
            if item.shown:
                return item, Lane.EDIT
            # A card's first state answers its asker's press or command, sent or edited in.
            answers = item.audience == ASKER and item.subject.about is not About.DIGEST
            return item, Lane.ANSWER if answers else Lane.OUTCOME
        case Delivery(message_id=None, subscription_id=None):
            # The line replies to the card, which must say the same by then.
            card = tx.cards.of(item.subject)
            if card is not None and card.message_id is not None and card.shown < card.wanted:
                return card, Lane.OUTCOME
    return item, Lane.OUTCOME


def may_show(tx: Transaction, item: Item) -> bool:
    """Whether whom it is for may see it still; a card that they may not stays as it is."""
    if not isinstance(item, Card | Delivery):
        return True
    owner = item.place.chat_id
    if item.subject.about is About.DIGEST:
        # It only counts; what its button shows is asked for anew.
        return may_hear(item.place, tx.people.get(owner), uses=True, is_open=True)
    account_id = _account(tx, item.subject)
    return may_hear(
        item.place,
        tx.people.get(owner),
        uses=owner in tx.accounts.users(account_id),
        is_open=tx.accounts.is_open(account_id),
    )


def is_needed(tx: Transaction, card: Card) -> bool:
    """Whether nothing else tells what it tells, or stops what goes on: gone, it comes anew."""
    if card.subject.about is About.DIGEST:
        return True
    called = tx.lists.get(card.subject.id) if card.subject.about is About.LIST else None
    return called is not None and called.state in UNDER_WAY


def ids_of(item: Item, chat_id: int) -> dict[str, int]:
    """What a log line about it is found by: its own id, its chat's, and its call's or list's."""
    ids = {type(item).__name__.lower(): item.id, "chat": chat_id}
    match item:
        case Card() | Delivery():
            ids[item.subject.about.value] = item.subject.id
        case Deletion():
            ids["call"] = item.call_id
    return ids


def _account(tx: Transaction, subject: Subject) -> int:
    found = tx.lists.get(subject.id) if subject.about is About.LIST else tx.calls.get(subject.id)
    assert found is not None, "what a card is about outlives it"
    return found.account_id
