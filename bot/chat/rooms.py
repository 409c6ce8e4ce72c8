"""What happens to the chats themselves: the bot is removed or blocked, a group changes its id."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import ChatMember, Update
from telegram.ext import ContextTypes

from bot.core.delivery import Refusal
from bot.flows.routing import Routing

_OUT = frozenset({ChatMember.BANNED, ChatMember.LEFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """Handlers of service updates; nobody is answered."""

    routing: Routing

    async def membership(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot was removed from a group, or a person blocked it."""
        change = update.my_chat_member
        if change is None or change.new_chat_member.status not in _OUT:
            return
        why = Refusal.REMOVED if change.chat.id < 0 else Refusal.BLOCKED
        await self.routing.closed(change.chat.id, why)

    async def migrated(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup."""
        message = update.message
        if message is not None and message.migrate_to_chat_id is not None:
            await self.routing.moved(message.chat.id, message.migrate_to_chat_id)
