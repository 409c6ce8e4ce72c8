"""What people do in chats: write, edit, press, share, block. Refuses what their app would."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.telegram import shapes
from bot.sandbox.telegram.cloud import PRESS_SECONDS, Cloud, EventKind, Press, thread_for
from bot.sandbox.telegram.errors import NotPossible
from bot.sandbox.telegram.records import (
    GROUP_ANONYMOUS_BOT,
    PRESENT,
    BotStatus,
    Chat,
    ChatKind,
    Message,
    User,
    Version,
)
from bot.sandbox.telegram.texts import found_entities

LONGEST_TEXT = 4096


class People(Cloud):
    """Acts of people; each raises `NotPossible` where Telegram's app would not offer it."""

    def add_user(self, user_id: int, role: str, name_vi: str, name_en: str) -> User:
        """A person, who has not written to the bot yet."""
        user = User(id=user_id, role=role, name_vi=name_vi, name_en=name_en)
        self.users[user_id] = user
        self.chats[user_id] = Chat(id=user_id, kind=ChatKind.PRIVATE, members=frozenset({user_id}))
        return user

    def set_language(self, user_id: int, language: str) -> None:
        """The language that the person's app is in from now on."""
        self.users[user_id] = replace(self._person(user_id), language=language)
        self.announce(EventKind.COMMANDS)

    def send(
        self,
        user_id: int,
        chat_id: int,
        text: str,
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
        anonymous: bool = False,
    ) -> Message:
        """Write a message; the first one in a private chat starts the bot."""
        chat = self._chat_of(user_id, chat_id)
        version = self._written(text)
        if chat.bot_status is BotStatus.KICKED and chat.is_private:
            raise NotPossible("Bạn đã chặn bot này.", "You have blocked this bot.")
        if anonymous and user_id not in chat.admins:
            raise NotPossible(
                "Chỉ quản trị viên viết ẩn danh được.",
                "Only an administrator can write anonymously.",
            )
        return self._post_as(
            user_id, chat, version, reply_to=reply_to, thread_id=thread_id, anonymous=anonymous
        )

    def edit(self, user_id: int, chat_id: int, message_id: int, text: str) -> Message:
        """Change one's own message."""
        message = self.find(self._chat_of(user_id, chat_id).id, message_id)
        if message is None:
            raise NotPossible("Tin này không còn nữa.", "This message is gone.")
        if message.sender_id != user_id or message.service is not None:
            raise NotPossible("Đây không phải tin của bạn.", "This message is not yours.")
        return self.revise(message, self._written(text))

    def press(self, user_id: int, chat_id: int, message_id: int, data: str) -> Press:
        """Press an inline button, also one that only an old app still shows."""
        chat = self._chat_of(user_id, chat_id)
        at = self.now()
        self.presses = {
            key: press for key, press in self.presses.items() if press.at >= at - PRESS_SECONDS
        }
        answer = asyncio.get_running_loop().create_future()
        press = Press(str(next(self._press_ids)), at, answer)
        self.presses[press.id] = press
        if chat.bot_status in PRESENT:
            body = {
                "id": press.id,
                "from": shapes.user_shape(self.users[user_id]),
                "message": shapes.pressed_shape(self, chat, message_id),
                "chat_instance": str(abs(chat.id) + 7_000_000_000),
                "data": data,
            }
            self.updates.push("callback_query", body)
        return press

    def share_chat(
        self, user_id: int, chat_id: int, request_id: int, shared_chat_id: int
    ) -> Message:
        """Answer a `request_chat` button with a chat that fits it."""
        chat = self._chat_of(user_id, chat_id)
        request = self._asked(chat, "request_chat", request_id=request_id)[1]
        shared = self._chat_of(user_id, shared_chat_id)
        if shared.is_private or request.get("chat_is_channel"):
            raise NotPossible("Chat này không chọn được ở đây.", "This chat can't be chosen here.")
        if request.get("user_administrator_rights") and user_id not in shared.admins:
            raise NotPossible(
                "Bạn không phải quản trị viên của nhóm đó.",
                "You are not an administrator of that group.",
            )
        if request.get("bot_is_member") and shared.bot_status not in PRESENT:
            raise NotPossible("Bot không ở trong nhóm đó.", "The bot is not in that group.")
        service: dict[str, Any] = {"request_id": request_id, "chat_id": shared.id}
        if request.get("request_title"):
            service["title"] = shared.title("vi")
        return self._post_as(user_id, chat, self._blank(), service={"chat_shared": service})

    def share_contact(self, user_id: int, chat_id: int) -> Message:
        """Answer a `request_contact` button with one's own number, which nobody has."""
        chat = self._chat_of(user_id, chat_id)
        asked, _ = self._asked(chat, "request_contact")
        person = self._person(user_id)
        contact = {
            "phone_number": f"+84900{user_id % 1_000_000:06}",
            "first_name": person.name(person.language),
            "user_id": user_id,
        }
        return self._post_as(
            user_id, chat, self._blank(), reply_to=asked.id, service={"contact": contact}
        )

    def block(self, user_id: int) -> None:
        """Stop and block the bot."""
        self.set_bot_status(self.chats[user_id], BotStatus.KICKED, by=user_id)

    def unblock(self, user_id: int) -> None:
        """Let the bot write again."""
        self.set_bot_status(self.chats[user_id], BotStatus.MEMBER, by=user_id)

    def _post_as(
        self,
        user_id: int,
        chat: Chat,
        version: Version,
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
        anonymous: bool = False,
        service: Mapping[str, Any] | None = None,
    ) -> Message:
        if thread_id is not None and thread_id not in chat.topics:
            raise NotPossible("Chủ đề này không còn nữa.", "This topic is gone.")
        replied = self.find(chat.id, reply_to)
        if reply_to is not None and replied is None:
            raise NotPossible("Tin được trả lời không còn nữa.", "The message replied to is gone.")
        if chat.is_private and chat.bot_status is BotStatus.LEFT:
            chat = self.change_chat(chat, bot_status=BotStatus.MEMBER)
        thread, is_topic = thread_for(chat, thread_id=thread_id, replied=replied)
        return self.post(
            Message(
                id=self.new_id(chat),
                chat_id=chat.id,
                sender_id=GROUP_ANONYMOUS_BOT if anonymous else user_id,
                sender_chat_id=chat.id if anonymous else None,
                date=int(self.now()),
                versions=(version,),
                reply_to=reply_to,
                thread_id=thread,
                is_topic_message=is_topic,
                service=service,
            )
        )

    def _person(self, user_id: int) -> User:
        user = self.users.get(user_id)
        if user is None or user.is_bot:
            raise NotPossible("Không có người này.", "There is no such person.")
        return user

    def _chat_of(self, user_id: int, chat_id: int) -> Chat:
        self._person(user_id)
        chat = self.chats.get(chat_id)
        if chat is None or user_id not in chat.members:
            raise NotPossible("Bạn không ở trong chat này.", "You are not in this chat.")
        if chat.migrated_to is not None:
            raise NotPossible("Nhóm này đã được nâng cấp.", "This group was upgraded.")
        return chat

    def _asked(
        self, chat: Chat, kind: str, *, request_id: int | None = None
    ) -> tuple[Message, Mapping[str, Any]]:
        """The newest message whose reply keyboard asks for this, and what it asks."""
        for message in reversed(self.messages(chat.id)):
            for row in (message.markup or {}).get("keyboard", ()):
                for button in row:
                    wanted = button.get(kind)
                    request = wanted if isinstance(wanted, dict) else {}
                    if wanted and request_id in (None, request.get("request_id")):
                        return message, request
        raise NotPossible("Không có nút nào hỏi việc này.", "No button asks for this.")

    def _written(self, text: str) -> Version:
        body = text.strip()
        if not body:
            raise NotPossible("Chưa có chữ nào.", "There is no text.")
        if len(body) > LONGEST_TEXT:
            raise NotPossible(
                f"Dài quá {LONGEST_TEXT} ký tự.", f"Longer than {LONGEST_TEXT} characters."
            )
        return Version(at=self.now(), source=body, text=body, entities=found_entities(body))

    def _blank(self) -> Version:
        return Version(at=self.now())
