"""What happens to a group: the bot comes and goes, topics, rights, the upgrade to a supergroup."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.sandbox.telegram import shapes
from bot.sandbox.telegram.cloud import Cloud
from bot.sandbox.telegram.records import BotStatus, Chat, ChatKind, Message, Version

#: The blue of a new topic's icon.
_TOPIC_COLOR = 0x6FB9F0
#: Supergroup ids lie below this.
_SUPERGROUP_BASE = -1_000_000_000_000


class Groups(Cloud):
    """Acts on groups. `by` is who acts, where it matters; else an administrator of the group."""

    def add_group(
        self,
        chat_id: int,
        title_vi: str,
        title_en: str,
        *,
        members: Collection[int],
        admins: Collection[int] = (),
        basic: bool = False,
        with_bot: bool = True,
    ) -> Chat:
        """A group: a supergroup unless `basic`, with the bot as a member unless not `with_bot`."""
        chat = Chat(
            id=chat_id,
            kind=ChatKind.GROUP if basic else ChatKind.SUPERGROUP,
            title_vi=title_vi,
            title_en=title_en,
            members=frozenset(members) - {self.bot.id},
            admins=frozenset(admins) - {self.bot.id},
            bot_status=BotStatus.MEMBER if with_bot else BotStatus.LEFT,
        )
        self.chats[chat_id] = chat
        return chat

    def add_bot_to(self, chat_id: int, *, by: int | None = None) -> None:
        """Someone adds the bot."""
        chat = self.chats[chat_id]
        actor = _actor(chat, by)
        chat = self.set_bot_status(chat, BotStatus.MEMBER, by=actor, bot_can_delete=False)
        self._serve(chat, actor, {"new_chat_members": [shapes.user_shape(self.bot)]})

    def kick_bot(self, chat_id: int, *, by: int | None = None) -> None:
        """Someone removes the bot for good."""
        chat = self.chats[chat_id]
        self._part(chat, BotStatus.KICKED, _actor(chat, by))

    def leave(self, chat: Chat) -> None:
        """The bot goes by itself."""
        self._part(chat, BotStatus.LEFT, self.bot.id)

    def promote_bot(self, chat_id: int, *, can_delete: bool = True) -> None:
        """The bot becomes an administrator; privacy hides nothing from it then."""
        chat = self.chats[chat_id]
        self.set_bot_status(
            chat, BotStatus.ADMINISTRATOR, by=_actor(chat, None), bot_can_delete=can_delete
        )

    def restrict(self, chat_id: int) -> None:
        """The bot may read and no longer write."""
        chat = self.chats[chat_id]
        self.set_bot_status(chat, BotStatus.RESTRICTED, by=_actor(chat, None))

    def unrestrict(self, chat_id: int) -> None:
        """The bot is a plain member again."""
        chat = self.chats[chat_id]
        self.set_bot_status(chat, BotStatus.MEMBER, by=_actor(chat, None))

    def set_slow_mode(self, chat_id: int, seconds: int) -> None:
        """Who is no administrator may write once in so many seconds; the bot is not told."""
        self.change_chat(self.chats[chat_id], slow_mode=seconds)

    def close_topic(self, chat_id: int, topic_id: int) -> None:
        """Only administrators write in this topic from now on; the bot is not told."""
        chat = self.chats[chat_id]
        self.change_chat(chat, closed_topics=chat.closed_topics | {topic_id})

    def create_topic(self, chat_id: int, name: str) -> int:
        """A topic's id; the first one makes the supergroup a forum."""
        chat = self.chats[chat_id]
        if chat.kind is not ChatKind.SUPERGROUP:
            raise ValueError("only a supergroup can have topics")
        topic_id = self.new_id(chat)
        chat = self.change_chat(chat, is_forum=True, topics={**chat.topics, topic_id: name})
        service = {"forum_topic_created": {"name": name, "icon_color": _TOPIC_COLOR}}
        self._serve(chat, _actor(chat, None), service, message_id=topic_id)
        return topic_id

    def delete_topic(self, chat_id: int, topic_id: int) -> None:
        """A topic goes with all that was written in it; the bot is not told."""
        chat = self.chats[chat_id]
        rest = {key: name for key, name in chat.topics.items() if key != topic_id}
        self.change_chat(chat, topics=rest)
        for message in self.messages(chat_id):
            if message.is_topic_message and message.thread_id == topic_id:
                self.remove(message)

    def migrate(self, chat_id: int) -> int:
        """A basic group becomes a supergroup with a new id, which is returned."""
        old = self.chats[chat_id]
        if old.kind is not ChatKind.GROUP:
            raise ValueError("only a basic group can be upgraded")
        actor = _actor(old, None)
        new = Chat(
            id=_SUPERGROUP_BASE - abs(chat_id),
            kind=ChatKind.SUPERGROUP,
            title_vi=old.title_vi,
            title_en=old.title_en,
            members=old.members,
            admins=old.admins,
            bot_status=old.bot_status,
            bot_can_delete=old.bot_can_delete,
        )
        self.chats[new.id] = new
        self._serve(old, actor, {"migrate_to_chat_id": new.id})
        self.change_chat(old, migrated_to=new.id)
        self._serve(new, actor, {"migrate_from_chat_id": old.id})
        return new.id

    def _part(self, chat: Chat, status: BotStatus, actor: int) -> None:
        self._serve(chat, actor, {"left_chat_member": shapes.user_shape(self.bot)})
        self.set_bot_status(chat, status, by=actor, bot_can_delete=False)

    def _serve(
        self,
        chat: Chat,
        actor: int,
        service: Mapping[str, Any],
        *,
        message_id: int | None = None,
    ) -> None:
        """Post a service message; a topic's own is the first message of that topic."""
        self.post(
            Message(
                id=message_id or self.new_id(chat),
                chat_id=chat.id,
                sender_id=actor,
                date=int(self.now()),
                versions=(Version(at=self.now()),),
                service=service,
                thread_id=message_id,
                is_topic_message=message_id is not None,
            )
        )


def _actor(chat: Chat, by: int | None) -> int:
    return by if by is not None else min(chat.admins or chat.members)
