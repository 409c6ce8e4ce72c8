"""Outcomes that come faster than a chat can be told of them, gathered into one message."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.digests import overflows
from bot.core.records import the_digest
from bot.store import Transaction


def crowded(tx: Transaction, chat_id: int, *, now: float) -> bool:
    """Whether some of what a chat is owed is to be told together."""
    return any(_to_gather(tx, chat_id, apart=apart, now=now) for apart in (False, True))


def gather(tx: Transaction, chat_id: int, *, now: float) -> list[dict[str, int]]:
    """Put a part of what a chat is owed into its digests; what a log line of each is found by.

    Who calls for somebody is told apart, as long as that can be done within a minute.
    """
    return [
        ids
        for apart in (False, True)
        if _to_gather(tx, chat_id, apart=apart, now=now)
        for ids in _gather(tx, chat_id, apart=apart, now=now)
    ]


def _to_gather(tx: Transaction, chat_id: int, *, apart: bool, now: float) -> bool:
    waiting, oldest = tx.digests.waiting(chat_id, apart=apart)
    if not waiting:
        return False
    if overflows(waiting, oldest, chat_id=chat_id, now=now):
        return True
    return not apart and tx.digests.gathers(chat_id, now=now)


def _gather(tx: Transaction, chat_id: int, *, apart: bool, now: float) -> Iterator[dict[str, int]]:
    for place, language in tx.digests.owed(chat_id, apart=apart):
        digest_id = tx.digests.open(place, now=now)
        if digest_id is None:
            digest_id = tx.digests.add(place, language, now=now)
            tx.cards.add(the_digest(digest_id), place)
        for delivery_id, call_id in tx.digests.gather(digest_id, place, apart=apart, now=now):
            ids = {"call": call_id, "delivery": delivery_id}
            yield {"chat": chat_id, "digest": digest_id, **ids}
