"""The subscriptions: which places hear how an account's calls went."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Final

from pydantic import TypeAdapter

from bot.core.people import Language
from bot.core.records import Filter, Place, Subscription
from bot.store.group import Group, Row, columns_of, place_of

#: What a later version added to filters is ignored.
_FILTER: Final = TypeAdapter(Filter)


class Subscriptions(Group):
    """The table subscriptions; a place has one per account, enabled or disabled."""

    __slots__ = ()

    def put(
        self,
        *,
        account_id: int,
        place: Place,
        filter: Filter,  # noqa: A002 - as the record names it
        language: Language,
        created_by: int,
        created_at: float,
    ) -> int:
        """The subscription's id; one that was there is set up anew and enabled, by whoever did."""
        self._run(
            """
            INSERT INTO subscriptions (account_id, chat_id, thread_id, filter, language, created_by,
                created_at)
            VALUES (:account_id, :chat_id, :thread_id, :filter, :language, :created_by, :created_at)
            ON CONFLICT (account_id, chat_id, thread_id) DO UPDATE SET
                filter = excluded.filter,
                language = excluded.language,
                created_by = excluded.created_by,
                created_at = excluded.created_at,
                disabled_at = NULL,
                disabled_why = NULL
            """,
            account_id=account_id,
            **columns_of(place),
            filter=_FILTER.dump_json(filter).decode(),
            language=language,
            created_by=created_by,
            created_at=created_at,
        )
        subscription_id: int = self._value(
            """
            SELECT id FROM subscriptions
            WHERE account_id = :account_id AND chat_id = :chat_id AND thread_id = :thread_id
            """,
            account_id=account_id,
            **columns_of(place),
        )
        return subscription_id

    def get(self, subscription_id: int) -> Subscription | None:
        """A subscription by its id, enabled or not."""
        row = self._one(
            "SELECT * FROM subscriptions WHERE id = :subscription_id",
            subscription_id=subscription_id,
        )
        return None if row is None else _subscription(row)

    def of_account(self, account_id: int) -> list[Subscription]:
        """Who hears an account's calls now, by id."""
        rows = self._all(
            """
            SELECT * FROM subscriptions WHERE account_id = :account_id AND disabled_at IS NULL
            ORDER BY id
            """,
            account_id=account_id,
        )
        return [_subscription(row) for row in rows]

    def at(self, chat_id: int, thread_id: int | None) -> list[Subscription]:
        """What a place hears now: one row per account, by id."""
        rows = self._all(
            """
            SELECT * FROM subscriptions
            WHERE chat_id = :chat_id AND thread_id = :thread_id AND disabled_at IS NULL
            ORDER BY id
            """,
            chat_id=chat_id,
            thread_id=thread_id or 0,
        )
        return [_subscription(row) for row in rows]

    def of_chat(self, chat_id: int) -> list[Subscription]:
        """What a chat hears now, its topics included, by id."""
        rows = self._all(
            """
            SELECT * FROM subscriptions WHERE chat_id = :chat_id AND disabled_at IS NULL
            ORDER BY id
            """,
            chat_id=chat_id,
        )
        return [_subscription(row) for row in rows]

    def disabled(self, chat_id: int, whys: Collection[str]) -> list[Subscription]:
        """What a chat heard, its topics included, until it was disabled for one of these reasons.

        By id.
        """
        rows = self._all(
            """
            SELECT * FROM subscriptions
            WHERE chat_id = :chat_id AND disabled_at IS NOT NULL
                AND disabled_why IN (SELECT value FROM json_each(:whys))
            ORDER BY id
            """,
            chat_id=chat_id,
            whys=json.dumps(list(whys)),
        )
        return [_subscription(row) for row in rows]

    def enable(self, subscription_id: int) -> None:
        """Deliver here again what arises from now on."""
        self._run(
            """
            UPDATE subscriptions SET disabled_at = NULL, disabled_why = NULL
            WHERE id = :subscription_id
            """,
            subscription_id=subscription_id,
        )

    def leave_disabled(self, subscription_id: int, *, why: str) -> None:
        """It stays disabled, for another reason than before."""
        self._run(
            """
            UPDATE subscriptions SET disabled_why = :why
            WHERE id = :subscription_id AND disabled_at IS NOT NULL
            """,
            subscription_id=subscription_id,
            why=why,
        )

    def set_filter(self, subscription_id: int, wanted: Filter) -> None:
        """Change which outcomes it wants."""
        self._run(
            "UPDATE subscriptions SET filter = :filter WHERE id = :subscription_id",
            subscription_id=subscription_id,
            filter=_FILTER.dump_json(wanted).decode(),
        )

    def disable(self, subscription_id: int, *, at: float, why: str) -> None:
        """Deliver nothing more here, not even what is owed, until it is put again."""
        self._run(
            "DELETE FROM deliveries WHERE subscription_id = :subscription_id AND state = 'due'",
            subscription_id=subscription_id,
        )
        self._run(
            # One that stands in the chat is still brought to its end, silently.
            """
            UPDATE cards SET dead = 1
            WHERE subscription_id = :subscription_id AND message_id IS NULL
            """,
            subscription_id=subscription_id,
        )
        self._run(
            """
            UPDATE subscriptions SET disabled_at = :at, disabled_why = :why
            WHERE id = :subscription_id AND disabled_at IS NULL
            """,
            subscription_id=subscription_id,
            at=at,
            why=why,
        )


def _subscription(row: Row) -> Subscription:
    return Subscription(
        id=row["id"],
        account_id=row["account_id"],
        place=place_of(row),
        filter=_FILTER.validate_json(row["filter"]),
        language=Language(row["language"]),
        created_by=row["created_by"],
    )
