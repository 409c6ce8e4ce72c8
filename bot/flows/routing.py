"""Where messages go, and how that heals when a chat changes under us.

A topic that is gone falls back to its chat, a chat that is closed to the bot is no longer written
to; whoever set it up gets one sentence. Who may set it up is the chat package's question.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.core.delivery import BEHIND, CLOSED, Refusal
from bot.core.records import Place, Subscription
from bot.flows.insist import insist
from bot.flows.owed import ids_of
from bot.store import Store, Transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Takes Telegram's word for what happened to a chat: it is not said twice."""

    store: Store
    now: Callable[[], float]
    wake: Callable[[], None]

    async def closed(self, chat_id: int, why: Refusal) -> None:
        """The bot was removed or blocked."""
        await insist(self.store, lambda tx: close_chat(tx, chat_id, why, now=self.now()))
        self.wake()

    async def opened(self, chat_id: int, *, may_set_up: bool) -> None:
        """The bot may write again, let by somebody who may set this up or by somebody else."""

        def unit(tx: Transaction) -> None:
            open_chat(tx, chat_id, may_set_up=may_set_up, now=self.now())

        await insist(self.store, unit)
        self.wake()

    async def moved(self, old: int, new: int) -> None:
        """A group has another id now."""
        await insist(self.store, lambda tx: migrate(tx, old, new, now=self.now()))
        self.wake()


def close_chat(tx: Transaction, chat_id: int, why: Refusal, *, now: float) -> None:
    """Nothing more goes to this chat until somebody lets the bot in again."""
    if why is Refusal.CLOSED_TOPIC:
        why = Refusal.RIGHTS
    for delivery in tx.deliveries.all_due(chat_id):
        log.warning("given up: %s", why, extra=ids_of(delivery, chat_id))
    title = tx.chats.title(chat_id)
    _tell(tx, tx.chats.close(chat_id, at=now, why=why), why, title, now)


def open_chat(tx: Transaction, chat_id: int, *, may_set_up: bool, now: float) -> None:
    """What this chat heard until it was closed it hears again, or who set it up is told how.

    Who may not set up what a chat hears does not bring it back by adding the bot; that is said
    once, and from then on it takes a /notify.
    """
    heard = tx.subscriptions.disabled(chat_id, CLOSED)
    for subscription in heard:
        if may_set_up:
            tx.subscriptions.enable(subscription.id)
        else:
            tx.subscriptions.leave_disabled(subscription.id, why="readmitted")
    _tell(tx, heard, "back" if may_set_up else "readmitted", tx.chats.title(chat_id), now)


def drop_topic(tx: Transaction, place: Place, why: Refusal, *, now: float) -> None:
    """The topic takes nothing more: what went there goes to the chat itself."""
    assert place.thread_id is not None, "only a message to a topic can miss it"
    title = tx.chats.title(place.chat_id)
    moved = tx.subscriptions.at(place.chat_id, place.thread_id)
    tx.chats.drop_thread(place.chat_id, place.thread_id)
    _tell(tx, moved, why, title, now)


def migrate(tx: Transaction, old: int, new: int, *, now: float) -> None:
    """A group became a supergroup: every row follows it to the new id."""
    title = tx.chats.title(old)
    moved = tx.subscriptions.of_chat(old)
    tx.chats.migrate(old, new)
    if moved:
        _tell(tx, moved, "migrated", title, now)


def hold_up(tx: Transaction, chat_id: int, each: float, *, now: float) -> None:
    """A group takes one message in `each` seconds; if that makes outcomes late, it is said once."""
    due, oldest_at = tx.deliveries.owed_to(chat_id)
    late = oldest_at is not None and now - oldest_at + due * each > BEHIND
    if late and tx.notices.last_at("slow", str(chat_id)) is None:
        hearing = tx.subscriptions.of_chat(chat_id)
        _tell(tx, hearing, "slow", tx.chats.title(chat_id), now, about=str(chat_id))


def _tell(
    tx: Transaction,
    subscriptions: Iterable[Subscription],
    why: str,
    title: str,
    now: float,
    **values: str,
) -> None:
    # The language is the one in which whoever set it up was answered then.
    owners = {subscription.created_by: subscription.language for subscription in subscriptions}
    for person_id, language in sorted(owners.items()):
        said = {"title": title, "language": language.value, **values}
        tx.notices.add(person_id, why, values=said, created_at=now)
