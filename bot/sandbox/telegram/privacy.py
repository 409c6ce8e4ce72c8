"""Group privacy: which messages of people reach a bot that may not read everything."""

from __future__ import annotations

import re

from bot.sandbox.telegram.records import BotStatus, Chat, Message, User

_COMMAND = re.compile(r"/[A-Za-z0-9_]+(?:@(?P<addressee>[A-Za-z0-9_]+))?")


def reaches_bot(message: Message, chat: Chat, bot: User, *, replied: Message | None) -> bool:
    """Whether a bot with privacy on gets `message`, which replies to `replied`."""
    # A contact card, which is kept as one, is a message like any other.
    if chat.is_private or (message.service is not None and "contact" not in message.service):
        return True
    if chat.bot_status is BotStatus.ADMINISTRATOR:
        return True
    username = (bot.username or "").lower()
    if command := _COMMAND.match(message.text):
        return (command["addressee"] or username).lower() == username
    if replied is not None and replied.by_bot:
        return True
    return re.search(rf"(?<!\w)@{re.escape(username)}(?!\w)", message.text, re.I) is not None
