"""What happens to the chats themselves: the bot comes and goes, a group is upgraded."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.ext import ContextTypes

from bot.chat.sender import Sender
from bot.core.delivery import Refusal
from bot.core.people import Act, may
from bot.flows.people import People
from bot.flows.routing import Routing

_OUT = frozenset({ChatMember.BANNED, ChatMember.LEFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """Handlers of service updates; nobody is answered."""

    routing: Routing
    people: People
    sender: Sender

    async def membership(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot was removed or blocked, let in again, or may do more or less than before."""
        change = update.my_chat_member
        if change is None:
            return
        chat_id = change.chat.id
        if change.new_chat_member.status in _OUT:
            why = Refusal.REMOVED if chat_id < 0 else Refusal.BLOCKED
            await self.routing.closed(chat_id, why)
        elif _may_write(change.new_chat_member):
            # An administrator is not held up by slow mode.
            self.sender.hasten(chat_id)
            by = await self.people.person(change.from_user.id, change.from_user.full_name)
            await self.routing.opened(chat_id, may_set_up=may(by.role, Act.ADMINISTER))

    async def migrated(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup."""
        message = update.message
        if message is not None and message.migrate_to_chat_id is not None:
            await self.routing.moved(message.chat.id, message.migrate_to_chat_id)


def _may_write(bot: ChatMember) -> bool:
    """Whether that takes away its right to write is learned from Telegram's first refusal."""
    return not isinstance(bot, ChatMemberRestricted) or bot.can_send_messages
