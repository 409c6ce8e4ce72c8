"""The command menus that Telegram shows: strangers see none, people those of their role."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Final

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.chat.sender import Sender
from bot.core.messages.menu import menu
from bot.core.people import Language, Person, Role

log = logging.getLogger(__name__)

#: So many people's menus are set side by side, so that answers find connections free.
AT_ONCE: Final = 4
#: Seconds that one menu may take; whoever is without gets theirs with the next /start.
PATIENCE: Final = 10.0


async def publish(sender: Sender, people: Iterable[Person], default: Language) -> None:
    """Set every menu anew; somebody who never wrote to the bot has no chat to set one in."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(person: Person) -> None:
        async with turns:
            await publish_for(sender, person, default)

    await asyncio.gather(
        _set(sender, BotCommandScopeDefault(), Role.STRANGER, default),
        _set(sender, BotCommandScopeAllGroupChats(), Role.OPERATOR, default, in_group=True),
        _set(sender, BotCommandScopeAllChatAdministrators(), Role.ADMIN, default, in_group=True),
        *map(in_turn, people),
    )


async def publish_for(sender: Sender, person: Person, default: Language) -> None:
    """One person's menu, in their private chat."""
    scope = BotCommandScopeChat(person.person_id)
    await _set(sender, scope, person.role, default, chosen=person.language)


async def _set(
    sender: Sender,
    scope: BotCommandScope,
    role: Role,
    default: Language,
    *,
    in_group: bool = False,
    chosen: Language | None = None,
) -> None:
    """In each client's own language, or all in the one that its person has chosen."""
    for language in Language:
        shown = menu(role, chosen or language, in_group=in_group)
        commands = [BotCommand(name, does) for name, does in shown]
        # Telegram falls back to the menu without a language for clients in any other.
        codes = [language.value, *([None] if language is default else [])]
        for code in codes:
            try:
                async with asyncio.timeout(PATIENCE):
                    await sender.menu(commands, scope, code)
            except TimeoutError:
                log.warning("a menu was not set in time")
