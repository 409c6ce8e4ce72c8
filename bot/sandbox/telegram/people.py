"""What people do besides writing: come, press, share, block; what their app refuses is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.telegram import shapes
from bot.sandbox.telegram.cloud import PRESS_SECONDS, EventKind, Press
from bot.sandbox.telegram.errors import NotPossible
from bot.sandbox.telegram.records import PRESENT, BotStatus, Chat, ChatKind, Message, User
from bot.sandbox.telegram.writing import Writing


class People(Writing):
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
        return self._post_contact(
            user_id,
            chat,
            phone_number=f"+8490{user_id % 100_000:05}01",
            first_name=person.name(person.language),
            contact_user_id=user_id,
            reply_to=asked.id,
        )

    def block(self, user_id: int) -> None:
        """Stop and block the bot."""
        self.set_bot_status(self.chats[user_id], BotStatus.KICKED, by=user_id)

    def unblock(self, user_id: int) -> None:
        """Let the bot write again."""
        self.set_bot_status(self.chats[user_id], BotStatus.MEMBER, by=user_id)

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
