"""Where messages go, and how that heals when a chat changes under us.

A deleted topic falls back to its chat, a chat that is closed to the bot is no longer written to;
whoever set it up gets one sentence. Who may set it up is the chat package's question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.core.delivery import Refusal
from bot.core.records import Place, Subscription
from bot.store import Store, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Takes Telegram's word for what happened to a chat."""

    store: Store
    now: Callable[[], float]
    wake: Callable[[], None]

    async def closed(self, chat_id: int, why: Refusal) -> None:
        """The bot was removed or blocked."""
        await self.store.write(lambda tx: close_chat(tx, chat_id, why, now=self.now()))
        self.wake()

    async def moved(self, old: int, new: int) -> None:
        """A group has another id now."""
        await self.store.write(lambda tx: migrate(tx, old, new, now=self.now()))
        self.wake()


def close_chat(tx: Transaction, chat_id: int, why: Refusal, *, now: float) -> None:
    """Nothing more goes to this chat until somebody sets it up again."""
    title = tx.chats.title(chat_id)
    _tell(tx, tx.chats.close(chat_id, at=now, why=why), why, title, now)


def drop_topic(tx: Transaction, place: Place, *, now: float) -> None:
    """The topic is gone: what went there goes to the chat itself."""
    assert place.thread_id is not None, "only a message to a topic can miss it"
    title = tx.chats.title(place.chat_id)
    moved = tx.subscriptions.at(place.chat_id, place.thread_id)
    tx.chats.drop_thread(place.chat_id, place.thread_id)
    _tell(tx, moved, Refusal.NO_TOPIC, title, now)


def migrate(tx: Transaction, old: int, new: int, *, now: float) -> None:
    """A group became a supergroup: every row follows it to the new id."""
    title = tx.chats.title(old)
    moved = tx.subscriptions.of_chat(old)
    tx.chats.migrate(old, new)
    if moved:
        _tell(tx, moved, "migrated", title, now)


def _tell(
    tx: Transaction, subscriptions: Iterable[Subscription], why: str, title: str, now: float
) -> None:
    # The language is the one in which whoever set it up was answered then.
    owners = {subscription.created_by: subscription.language for subscription in subscriptions}
    for person_id, language in sorted(owners.items()):
        values = {"title": title, "language": language.value}
        tx.notices.add(person_id, why, values=values, created_at=now)
