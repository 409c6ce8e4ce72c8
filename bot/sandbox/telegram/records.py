"""What exists in the local Telegram: people, chats, messages, and `Directory`, which finds them.

Records never change; a change is a new record put in the old one's place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

#: Anonymous administrators all write as this account.
GROUP_ANONYMOUS_BOT = 1087968824
#: A chat keeps this many messages; the oldest go first.
KEPT_MESSAGES = 5_000


class ChatKind(StrEnum):
    """Telegram's `Chat.type`, of the types the sandbox has."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class BotStatus(StrEnum):
    """The bot in a chat; in a private one LEFT is "never started", KICKED is "blocked"."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    RESTRICTED = "restricted"
    KICKED = "kicked"
    LEFT = "left"


PRESENT = frozenset({BotStatus.MEMBER, BotStatus.ADMINISTRATOR, BotStatus.RESTRICTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person, or a bot. `language` is the `language_code` that their updates carry."""

    id: int
    name_vi: str
    name_en: str
    role: str = ""
    language: str = "vi"
    username: str | None = None
    is_bot: bool = False

    def name(self, language: str) -> str:
        """The name as a reader of `language` sees it."""
        return self.name_en if language == "en" else self.name_vi


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat; a private one has its person's id. `topics` maps thread ids to names."""

    id: int
    kind: ChatKind
    members: frozenset[int]
    admins: frozenset[int] = frozenset()
    title_vi: str = ""
    title_en: str = ""
    bot_status: BotStatus = BotStatus.LEFT
    bot_can_delete: bool = False
    is_forum: bool = False
    topics: Mapping[int, str] = field(default_factory=dict)
    closed_topics: frozenset[int] = frozenset()
    #: Seconds between two messages of one who is no administrator; 0: as many as they like.
    slow_mode: int = 0
    migrated_to: int | None = None

    @property
    def is_private(self) -> bool:
        """Whether this is one person's chat with the bot."""
        return self.kind is ChatKind.PRIVATE

    def title(self, language: str) -> str:
        """The title as a reader of `language` sees it."""
        return self.title_en if language == "en" else self.title_vi


class AttachmentKind(StrEnum):
    """As what a file travels, by the name of its field in a message."""

    PHOTO = "photo"
    DOCUMENT = "document"
    AUDIO = "audio"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A message's file, its bytes aside; pixels and seconds are 0 where they are not known."""

    kind: AttachmentKind
    file_id: str
    file_unique_id: str
    file_name: str
    mime_type: str
    size: int
    width: int = 0
    height: int = 0
    duration: int = 0
    title: str = ""
    performer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a message showed from `at` on: `source` as sent, `text` without its markup.

    With an attachment the text is its caption.
    """

    at: float
    source: str = ""
    text: str = ""
    entities: Sequence[Mapping[str, Any]] = ()
    markup: Mapping[str, Any] | None = None
    attachment: Attachment | None = None

    def shows_same(self, other: Version) -> bool:
        """Telegram's "not modified": text, entities, markup and file are all equal."""
        mine = (self.text, list(self.entities), self.markup, self.attachment)
        return mine == (other.text, list(other.entities), other.markup, other.attachment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message with all its versions, oldest first; `service` holds a service message's field."""

    id: int
    chat_id: int
    sender_id: int
    date: int
    versions: tuple[Version, ...]
    by_bot: bool = False
    sender_chat_id: int | None = None
    thread_id: int | None = None
    is_topic_message: bool = False
    reply_to: int | None = None
    silent: bool = False
    service: Mapping[str, Any] | None = None
    deleted: bool = False

    @property
    def text(self) -> str:
        """The text as shown now, without markup."""
        return self.versions[-1].text

    @property
    def source(self) -> str:
        """The text as it was sent last, markup and all."""
        return self.versions[-1].source

    @property
    def entities(self) -> Sequence[Mapping[str, Any]]:
        """Bot API entities of `text`, in UTF-16 units."""
        return self.versions[-1].entities

    @property
    def markup(self) -> Mapping[str, Any] | None:
        """The Bot API `reply_markup` as shown now."""
        return self.versions[-1].markup

    @property
    def attachment(self) -> Attachment | None:
        """The file that it shows now; then `text` is the caption."""
        return self.versions[-1].attachment

    @property
    def keyboard(self) -> Sequence[Sequence[Mapping[str, Any]]]:
        """Rows of inline buttons; empty without an inline keyboard."""
        rows: Sequence[Sequence[Mapping[str, Any]]] = (self.markup or {}).get("inline_keyboard", ())
        return rows

    @property
    def rang(self) -> bool:
        """Whether it notified people: sent by the bot, not silently. Edits never do."""
        return self.by_bot and not self.silent

    @property
    def edits(self) -> int:
        """How often it was edited."""
        return len(self.versions) - 1

    @property
    def edit_date(self) -> int | None:
        """When it was edited last, in Unix seconds."""
        return int(self.versions[-1].at) if self.edits else None


class Directory:
    """Everything that exists, found by id."""

    bot: User

    def __init__(self) -> None:
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self._messages: dict[int, dict[int, Message]] = defaultdict(dict)

    def history(self, chat_id: int) -> list[Message]:
        """All messages of a chat in order of sending, deleted ones too."""
        return list(self._messages[chat_id].values())

    def messages(self, chat_id: int) -> list[Message]:
        """The messages that people in the chat still see, in order of sending."""
        return [message for message in self.history(chat_id) if not message.deleted]

    def find(self, chat_id: int, message_id: int | None) -> Message | None:
        """A message that is still there."""
        message = self._messages[chat_id].get(message_id or 0)
        return None if message is None or message.deleted else message

    def _keep(self, message: Message) -> Message:
        kept = self._messages[message.chat_id]
        kept[message.id] = message
        if len(kept) > KEPT_MESSAGES:
            del kept[next(iter(kept))]
        return message
