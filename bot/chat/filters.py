"""What a message is, as far as the table of handlers has to know; decides nothing more."""

from __future__ import annotations

from telegram import Message
from telegram.ext import filters

from bot.chat.files import attached
from bot.core.list_commands import looks_like_table
from bot.core.secrecy import may_hold_secret


class MayHoldSecret(filters.MessageFilter):
    """What must not stay in the chat, as far as its form tells."""

    def filter(self, message: Message) -> bool:
        """Whether its text or caption looks so."""
        return may_hold_secret(message.text or message.caption or "")


class IsTable(filters.MessageFilter):
    """A file that may hold a list, by its name and type."""

    def filter(self, message: Message) -> bool:
        """Whether it is worth reading."""
        file = attached(message)
        return file is not None and looks_like_table(file.name, file.mime_type)


class AnswersTable(IsTable):
    """A command in reply to such a file."""

    def filter(self, message: Message) -> bool:
        """Whether it replies to one."""
        replied = message.reply_to_message
        return replied is not None and super().filter(replied)
