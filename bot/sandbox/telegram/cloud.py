"""The local Telegram's state and its rules: who may write where, how often, and who is told.

Every change goes through here, so that the bot's updates and the page's events can't be forgotten.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.sandbox.telegram import shapes
from bot.sandbox.telegram.errors import Refused, bad_request, forbidden
from bot.sandbox.telegram.files import Files
from bot.sandbox.telegram.limits import RateLimits
from bot.sandbox.telegram.menus import Menus
from bot.sandbox.telegram.privacy import reaches_bot
from bot.sandbox.telegram.records import (
    PRESENT,
    BotStatus,
    Chat,
    ChatKind,
    Directory,
    Message,
    Version,
)
from bot.sandbox.telegram.updates import UpdateQueue

#: A press must be answered within this many seconds.
PRESS_SECONDS = 30.0
#: What `sent` and `floods` remember.
REMEMBERED = 10_000

_CHAT_ID = re.compile(r"-?[0-9]{1,18}")
_NOT_THERE = {
    (ChatKind.PRIVATE, BotStatus.LEFT): "bot can't initiate conversation with a user",
    (ChatKind.PRIVATE, BotStatus.KICKED): "bot was blocked by the user",
    (ChatKind.GROUP, BotStatus.LEFT): "bot is not a member of the group chat",
    (ChatKind.GROUP, BotStatus.KICKED): "bot was kicked from the group chat",
    (ChatKind.SUPERGROUP, BotStatus.LEFT): "bot is not a member of the supergroup chat",
    (ChatKind.SUPERGROUP, BotStatus.KICKED): "bot was kicked from the supergroup chat",
}


class EventKind(StrEnum):
    """What those who watch the chats are told of."""

    MESSAGE = "message"
    DELETE = "delete"
    COMMANDS = "commands"
    RESET = "reset"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Event:
    """A change of what people see; ids only, so that who reads late reads the newest."""

    kind: EventKind
    chat_id: int = 0
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """A request of the bot that counted against the rates, and when (Unix seconds)."""

    at: float
    method: str
    chat_id: int


@dataclass(frozen=True, slots=True)
class Flood:
    """A 429 that was given."""

    at: float
    chat_id: int
    retry_after: int


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the presser sees."""

    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button; `answer` comes when the bot answers, and not at all if it never does."""

    id: str
    at: float
    answer: asyncio.Future[CallbackAnswer]


class Cloud(Directory):
    """State and rules of the one bot's Telegram."""

    def __init__(self, *, now: Callable[[], float]) -> None:
        super().__init__()
        self.now = now
        self.token = ""
        self.privacy = True
        self.updates = UpdateQueue(now=now)
        self.menus = Menus()
        self.files = Files()
        self.presses: dict[str, Press] = {}
        self.sent: deque[Sent] = deque(maxlen=REMEMBERED)
        self.floods: deque[Flood] = deque(maxlen=REMEMBERED)
        self.watchers: list[Callable[[Event], None]] = []
        self._limits = RateLimits()
        self._wrote_at: dict[int, float] = {}
        self._ids: dict[int, itertools.count[int]] = {}
        self._press_ids = itertools.count(1)

    def chat_for(self, chat_id: str, *, to_write: str = "", to_read: bool = False) -> Chat:
        """The chat that the bot names, if it may do there what it wants to; else `Refused`.

        `to_write` is what it wants to write, in Telegram's words.
        """
        if not chat_id:
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(chat_id)) if _CHAT_ID.fullmatch(chat_id) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None and not to_read:
            upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, upgraded, migrate_to_chat_id=chat.migrated_to)
        absent = _NOT_THERE.get((chat.kind, chat.bot_status))
        if absent and not (to_read and chat.is_private):
            raise forbidden(absent)
        if to_write and chat.bot_status is BotStatus.RESTRICTED:
            raise bad_request(f"not enough rights to send {to_write} to the chat")
        return chat

    def spend(self, chat: Chat, method: str, *, new: bool = False) -> None:
        """Count a request against the rates, and a `new` message against slow mode; 429 if over."""
        at = self.now()
        wait = self._slow_wait(chat, at) if new else 0
        wait = wait or self._limits.take(chat.id, is_private=chat.is_private, at=at)
        if wait:
            self.floods.append(Flood(at, chat.id, wait))
            raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self.sent.append(Sent(at, method, chat.id))
        if new:
            self._wrote_at[chat.id] = at

    def _slow_wait(self, chat: Chat, at: float) -> int:
        """Seconds that slow mode holds the bot up in a chat where it is no administrator."""
        if chat.bot_status is BotStatus.ADMINISTRATOR:
            return 0
        free_at = self._wrote_at.get(chat.id, at - chat.slow_mode) + chat.slow_mode
        return math.ceil(max(0.0, free_at - at))

    def new_id(self, chat: Chat) -> int:
        """The next message id: a supergroup counts its own, all other chats share theirs."""
        series = chat.id if chat.kind is ChatKind.SUPERGROUP else 0
        if series not in self._ids:
            # Over a restart of the sandbox too, no id means another message than before.
            self._ids[series] = itertools.count(int(self.now()) % 1_000_000_000 + 1)
        return next(self._ids[series])

    def post(self, message: Message) -> Message:
        """Put a new message into its chat, for people and, if it may see it, the bot."""
        self._keep(message)
        self._tell(EventKind.MESSAGE, message)
        self._tell_bot("message", message)
        return message

    def revise(self, message: Message, version: Version) -> Message:
        """Let a message show something else from now on."""
        edited = self._keep(replace(message, versions=(*message.versions, version)))
        self._tell(EventKind.MESSAGE, edited)
        self._tell_bot("edited_message", edited)
        return edited

    def remove(self, message: Message) -> None:
        """Take a message away from everybody."""
        self._keep(replace(message, deleted=True))
        self._tell(EventKind.DELETE, message)

    def change_chat(self, chat: Chat, **fields: Any) -> Chat:
        """Put a changed chat in its place."""
        self.chats[chat.id] = changed = replace(chat, **fields)
        return changed

    def set_bot_status(self, chat: Chat, status: BotStatus, *, by: int, **fields: Any) -> Chat:
        """Change the bot's standing in a chat; it gets `my_chat_member`."""
        old = shapes.bot_member_shape(self, chat)
        changed = self.change_chat(chat, bot_status=status, **fields)
        self.updates.push(
            "my_chat_member",
            {
                "chat": shapes.chat_shape(self, changed),
                "from": shapes.user_shape(self.users[by]),
                "date": int(self.now()),
                "old_chat_member": old,
                "new_chat_member": shapes.bot_member_shape(self, changed),
            },
        )
        return changed

    def announce(self, kind: EventKind) -> None:
        """Tell watchers of something that is not about one message."""
        for watcher in self.watchers:
            watcher(Event(kind))

    def _tell(self, kind: EventKind, message: Message) -> None:
        for watcher in self.watchers:
            watcher(Event(kind, message.chat_id, message.id))

    def _tell_bot(self, kind: str, message: Message) -> None:
        chat = self.chats[message.chat_id]
        if message.by_bot or chat.bot_status not in PRESENT:
            return
        replied = self.find(chat.id, message.reply_to)
        if not self.privacy or reaches_bot(message, chat, self.bot, replied=replied):
            self.updates.push(kind, shapes.message_shape(self, message))


def thread_for(
    chat: Chat, *, thread_id: int | None, replied: Message | None
) -> tuple[int | None, bool]:
    """A new message's thread id, and whether that is a topic.

    A reply goes to the topic of what it replies to. Outside topics a supergroup gives a reply the
    id of its thread's first message, which is no topic: only `is_topic_message` tells.
    """
    if thread_id is not None and thread_id in chat.topics:
        return thread_id, True
    if replied is None or chat.kind is not ChatKind.SUPERGROUP:
        return None, False
    return replied.thread_id or replied.id, replied.is_topic_message
