"""The chats, and what becomes of everything that points to one when it changes.

Where a message is gone or is another's by now, its id is forgotten: nothing is edited or deleted
by an id that means something else in its new place.
"""

from __future__ import annotations

from typing import Final

from bot.core.records import Subscription
from bot.store.group import Group, Row
from bot.store.subscriptions import Subscriptions

#: Tables whose rows follow their chat, and what else that does to them. Those that act on messages
#: of ours forget the id. Subscriptions follow too, but there two may become one.
_FOLLOWING: Final = (
    ("calls", ""),
    ("cards", ", message_id = NULL"),
    ("deliveries", ", message_id = NULL"),
    ("digests", ""),
    ("drafts", ", message_id = NULL"),
    ("lists", ""),
)


class Chats(Group):
    """The table chats, and the columns chat_id and thread_id wherever they are."""

    __slots__ = ()

    def put(self, chat_id: int, title: str, *, seen_at: float) -> None:
        """Remember what a chat is called."""
        self._run(
            """
            INSERT INTO chats (chat_id, title, seen_at) VALUES (:chat_id, :title, :seen_at)
            ON CONFLICT (chat_id) DO UPDATE SET title = excluded.title, seen_at = excluded.seen_at
            """,
            chat_id=chat_id,
            title=title,
            seen_at=seen_at,
        )

    def title(self, chat_id: int) -> str:
        """What a chat is called; empty if it was never seen."""
        title: str | None = self._value(
            "SELECT title FROM chats WHERE chat_id = :chat_id", chat_id=chat_id
        )
        return title or ""

    def migrate(self, old: int, new: int) -> None:
        """A group became a supergroup, which counts its messages anew: everything follows it.

        What shows a call is sent afresh when there is news of it.
        """
        if old == new:
            return
        self._give_up_deletions(old)
        for table, forget in _FOLLOWING:
            self._run(
                f"UPDATE {table} SET chat_id = :new{forget} WHERE chat_id = :old", old=old, new=new
            )
        for row in self._all("SELECT * FROM subscriptions WHERE chat_id = :old", old=old):
            self._move(row, chat_id=new, thread_id=row["thread_id"])
        self._merge_deliveries(new)
        self._merge_cards(new)
        self._run(
            """
            INSERT INTO chats (chat_id, title, seen_at)
            SELECT :new, title, seen_at FROM chats WHERE chat_id = :old
            ON CONFLICT (chat_id) DO NOTHING
            """,
            old=old,
            new=new,
        )
        self._run("DELETE FROM chats WHERE chat_id = :old", old=old)

    def drop_thread(self, chat_id: int, thread_id: int) -> None:
        """A topic was deleted with its messages: what went there goes to the chat itself."""
        topic = {"chat_id": chat_id, "thread_id": thread_id}
        where = "WHERE chat_id = :chat_id AND thread_id = :thread_id"
        for table, forget in _FOLLOWING:
            self._run(f"UPDATE {table} SET thread_id = 0{forget} {where}", **topic)
        for row in self._all(f"SELECT * FROM subscriptions {where}", **topic):
            self._move(row, chat_id=chat_id, thread_id=0)
        self._merge_deliveries(chat_id)
        self._merge_cards(chat_id)

    def close(self, chat_id: int, *, at: float, why: str) -> list[Subscription]:
        """Nothing more can be shown in a chat; returns the subscriptions that this disabled."""
        subscriptions = Subscriptions(self._connection)
        disabled = subscriptions.of_chat(chat_id)
        for subscription in disabled:
            subscriptions.disable(subscription.id, at=at, why=why)
        self._give_up_deletions(chat_id)
        self._run("UPDATE cards SET dead = 1 WHERE chat_id = :chat_id", chat_id=chat_id)
        self._run(
            "UPDATE deliveries SET state = 'dead' WHERE chat_id = :chat_id AND state = 'due'",
            chat_id=chat_id,
        )
        self._run(
            "UPDATE deliveries SET message_id = NULL WHERE chat_id = :chat_id", chat_id=chat_id
        )
        self._run(
            """
            UPDATE notices SET dead = 1
            WHERE person_id = :chat_id AND sent_at IS NULL AND dead = 0
            """,
            chat_id=chat_id,
        )
        return disabled

    def _give_up_deletions(self, chat_id: int) -> None:
        """Their messages can no longer be reached: the cards say that a code is left."""
        left = "SELECT call_id FROM deletions WHERE chat_id = :chat_id AND done_at IS NULL"
        self._run(f"UPDATE calls SET code_left = 1 WHERE id IN ({left})", chat_id=chat_id)
        self._run(
            f"""
            UPDATE cards SET wanted = wanted + 1 WHERE about = 'call' AND subject_id IN ({left})
            """,
            chat_id=chat_id,
        )
        self._run(
            "DELETE FROM deletions WHERE chat_id = :chat_id AND done_at IS NULL", chat_id=chat_id
        )

    def _move(self, goes: Row, *, chat_id: int, thread_id: int) -> None:
        """Move a subscription, or merge it into the one that its account has there already."""
        stays = self._value(
            """
            SELECT id FROM subscriptions
            WHERE account_id = :account_id AND chat_id = :chat_id AND thread_id = :thread_id
                AND id <> :goes
            """,
            goes=goes["id"],
            account_id=goes["account_id"],
            chat_id=chat_id,
            thread_id=thread_id,
        )
        if stays is None:
            self._run(
                """
                UPDATE subscriptions SET chat_id = :chat_id, thread_id = :thread_id WHERE id = :goes
                """,
                goes=goes["id"],
                chat_id=chat_id,
                thread_id=thread_id,
            )
            return
        if goes["disabled_at"] is None:
            self._run(
                """
                UPDATE subscriptions SET disabled_at = NULL, disabled_why = NULL WHERE id = :stays
                """,
                stays=stays,
            )
        self._run(
            "UPDATE deliveries SET subscription_id = :stays WHERE subscription_id = :goes",
            stays=stays,
            goes=goes["id"],
        )
        self._run(
            "UPDATE cards SET subscription_id = :stays WHERE subscription_id = :goes",
            stays=stays,
            goes=goes["id"],
        )
        self._run("DELETE FROM subscriptions WHERE id = :goes", goes=goes["id"])

    def _merge_deliveries(self, chat_id: int) -> None:
        """What two audiences that are one place now were both owed is told there once."""
        self._run(
            """
            UPDATE deliveries SET state = 'dead'
            WHERE chat_id = :chat_id AND state = 'due' AND EXISTS (
                SELECT 1 FROM deliveries AS elder
                WHERE elder.about = deliveries.about AND elder.subject_id = deliveries.subject_id
                    AND elder.kind = deliveries.kind
                    -- The plus has SQLite look among the subject's few rows, not the chat's many.
                    AND +elder.chat_id = deliveries.chat_id
                    AND elder.thread_id = deliveries.thread_id
                    AND elder.state <> 'dead' AND elder.id < deliveries.id
            )
            """,
            chat_id=chat_id,
        )

    def _merge_cards(self, chat_id: int) -> None:
        """Two cards of one subscription become one: that which stands in the chat, if one does."""
        self._run(
            """
            UPDATE cards SET dead = 1
            WHERE chat_id = :chat_id AND dead = 0 AND EXISTS (
                SELECT 1 FROM cards AS other
                WHERE other.about = cards.about AND other.subject_id = cards.subject_id
                    AND other.subscription_id = cards.subscription_id AND other.dead = 0
                    AND (other.message_id IS NOT NULL, -other.id)
                        > (cards.message_id IS NOT NULL, -cards.id)
            )
            """,
            chat_id=chat_id,
        )
