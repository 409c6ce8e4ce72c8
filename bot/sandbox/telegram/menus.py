"""Command menus: seven scopes, each in any language, and which of them a person sees in a chat.

The order of scopes is the one of Telegram's "Determining list of commands".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.records import Chat

MOST_COMMANDS = 100
LONGEST_COMMAND = 32
LONGEST_DESCRIPTION = 256
_COMMAND_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
#: Fields that a scope of this type is told apart by.
SCOPE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}

Command = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a menu applies; 0 for an id that the type does not have."""

    type: str
    chat_id: int = 0
    user_id: int = 0


class Menus:
    """The menus a bot has set, by scope and language ("" is every language)."""

    def __init__(self) -> None:
        self._menus: dict[tuple[Scope, str], Sequence[Command]] = {}

    def put(self, scope: Scope, language: str, commands: Sequence[Command]) -> None:
        """Replace one menu; no commands removes it, as Telegram does."""
        if commands:
            self._menus[scope, language] = commands
        else:
            self._menus.pop((scope, language), None)

    def get(self, scope: Scope, language: str) -> Sequence[Command]:
        """Exactly this menu, or nothing."""
        return self._menus.get((scope, language), ())

    def shown(self, chat: Chat, *, user_id: int, language: str) -> Sequence[Command]:
        """The menu a person sees in a chat: the narrowest scope, their language first."""
        for scope in _scopes(chat, user_id):
            for tongue in (language, ""):
                if commands := self.get(scope, tongue):
                    return commands
        return ()


def _scopes(chat: Chat, user_id: int) -> Iterator[Scope]:
    if chat.is_private:
        yield Scope("chat", chat.id)
        yield Scope("all_private_chats")
    else:
        is_admin = user_id in chat.admins
        yield Scope("chat_member", chat.id, user_id)
        if is_admin:
            yield Scope("chat_administrators", chat.id)
        yield Scope("chat", chat.id)
        if is_admin:
            yield Scope("all_chat_administrators")
        yield Scope("all_group_chats")
    yield Scope("default")


def read_scope(value: Any) -> Scope:
    """A `BotCommandScope` as sent; None is the default scope."""
    if value is None:
        return Scope("default")
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    fields = SCOPE_FIELDS.get(str(value.get("type")))
    if fields is None:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    try:
        return Scope(value["type"], *(int(value[name]) for name in fields))
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified") from None


def read_commands(value: Any) -> list[Command]:
    """`commands` as sent, None for none, checked by Telegram's limits."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request("expected an Array of BotCommand")
    if len(value) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_read_command(item) for item in value]


def _read_command(item: Any) -> Command:
    if not isinstance(item, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command = str(item.get("command", "")).strip().removeprefix("/")
    description = str(item.get("description", "")).strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > LONGEST_COMMAND:
        raise bad_request(f"command length must not exceed {LONGEST_COMMAND}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > LONGEST_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {LONGEST_DESCRIPTION}")
    if not _COMMAND_LETTERS.issuperset(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}
