"""What one reader's stream tells: the events of the log, as that person sees them at that moment.

Tells nothing of chats that the person is not in.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from bot.sandbox.page.feed import Feed
from bot.sandbox.page.phone import CalleePhone, phone_view
from bot.sandbox.page.views import commands_view, message_view, visible_chats
from bot.sandbox.telegram.cloud import Event, EventKind
from bot.sandbox.telegram.server import Server


async def follow(
    feed: Feed, telegram: Server, phone: CalleePhone, *, user_id: int, after: int | None
) -> AsyncIterator[str]:
    """Server-sent events from `after` on (None: from now), until the log is closed."""
    yield ": open\n\n"
    async for entry in feed.follow(after):
        if entry is None:
            yield ": ping\n\n"
        elif entry.event is None:
            yield _told(entry.seq, "phone", phone_view(phone, telegram.now()) or {})
        elif (data := _seen(telegram, entry.event, user_id)) is not None:
            yield _told(entry.seq, entry.event.kind, data)


def _seen(telegram: Server, event: Event, user_id: int) -> dict[str, Any] | None:
    """What an event tells this person; None if it is not for them, or overtaken."""
    user = telegram.users[user_id]
    if event.kind is EventKind.RESET:
        return {}
    if event.kind is EventKind.COMMANDS:
        return commands_view(telegram, user)
    if event.chat_id not in (chat.id for chat in visible_chats(telegram, user)):
        return None
    if event.kind is EventKind.DELETE:
        return {"chat_id": event.chat_id, "id": event.message_id}
    message = telegram.find(event.chat_id, event.message_id)
    return None if message is None else message_view(telegram, message, user)


def _told(seq: int, kind: str, data: Mapping[str, Any]) -> str:
    """An event as a stream has it."""
    return f"id: {seq}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"
