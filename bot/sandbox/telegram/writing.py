"""What people write: texts, files with captions, contact cards, and edits of their own messages.

Raises `NotPossible` where their app would not offer it; what the bot gets of it is the cloud's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.telegram.cloud import Cloud, thread_for
from bot.sandbox.telegram.errors import NotPossible
from bot.sandbox.telegram.files import KEPT_BYTES, new_file
from bot.sandbox.telegram.records import (
    GROUP_ANONYMOUS_BOT,
    Attachment,
    AttachmentKind,
    BotStatus,
    Chat,
    Message,
    User,
    Version,
)
from bot.sandbox.telegram.texts import LONGEST_CAPTION, LONGEST_TEXT, found_entities


class Writing(Cloud):
    """Messages of people."""

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
        chat = self._chat_to_write(user_id, chat_id)
        version = self._written(text)
        if anonymous and user_id not in chat.admins:
            raise NotPossible(
                "Chỉ quản trị viên viết ẩn danh được.",
                "Only an administrator can write anonymously.",
            )
        return self._post_as(
            user_id, chat, version, reply_to=reply_to, thread_id=thread_id, anonymous=anonymous
        )

    def send_file(
        self,
        user_id: int,
        chat_id: int,
        *,
        content: bytes,
        file_name: str,
        mime_type: str,
        kind: str,
        caption: str = "",
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Message:
        """Send a file as an `AttachmentKind`; a photo is a PNG, JPEG, GIF or WebP."""
        chat = self._chat_to_write(user_id, chat_id)
        if not content:
            raise NotPossible("Tệp này trống.", "This file is empty.")
        if len(content) > KEPT_BYTES:
            raise NotPossible("Tệp này quá lớn.", "This file is too large.")
        file = new_file(
            content, file_name=file_name, mime_type=mime_type, kind=AttachmentKind(kind)
        )
        if file.attachment.kind is AttachmentKind.PHOTO and not file.attachment.width:
            raise NotPossible("Tệp này không phải là ảnh.", "This file is not a picture.")
        version = self._written(caption, attachment=file.attachment)
        message = self._post_as(user_id, chat, version, reply_to=reply_to, thread_id=thread_id)
        self.files.keep(file)
        return message

    def send_contact(
        self,
        user_id: int,
        chat_id: int,
        *,
        phone_number: str,
        first_name: str,
        contact_user_id: int | None,
    ) -> Message:
        """Send a card of the address book; `contact_user_id` is its owner's, if in Telegram."""
        chat = self._chat_to_write(user_id, chat_id)
        return self._post_contact(
            user_id,
            chat,
            phone_number=phone_number,
            first_name=first_name,
            contact_user_id=contact_user_id,
        )

    def edit(self, user_id: int, chat_id: int, message_id: int, text: str) -> Message:
        """Change the text of one's own message, or the caption of one's own file."""
        message = self.find(self._chat_of(user_id, chat_id).id, message_id)
        if message is None:
            raise NotPossible("Tin này không còn nữa.", "This message is gone.")
        if message.sender_id != user_id or message.service is not None:
            raise NotPossible("Đây không phải tin của bạn.", "This message is not yours.")
        return self.revise(message, self._written(text, attachment=message.attachment))

    def _post_contact(
        self,
        user_id: int,
        chat: Chat,
        *,
        phone_number: str,
        first_name: str,
        contact_user_id: int | None,
        reply_to: int | None = None,
    ) -> Message:
        contact: dict[str, Any] = {"phone_number": phone_number, "first_name": first_name}
        if contact_user_id is not None:
            contact["user_id"] = contact_user_id
        return self._post_as(
            user_id, chat, self._blank(), reply_to=reply_to, service={"contact": contact}
        )

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

    def _chat_to_write(self, user_id: int, chat_id: int) -> Chat:
        chat = self._chat_of(user_id, chat_id)
        if chat.bot_status is BotStatus.KICKED and chat.is_private:
            raise NotPossible("Bạn đã chặn bot này.", "You have blocked this bot.")
        return chat

    def _written(self, text: str, *, attachment: Attachment | None = None) -> Version:
        """What a person typed; a caption may be empty, a text may not."""
        body = text.strip()
        longest = LONGEST_TEXT if attachment is None else LONGEST_CAPTION
        if not body and attachment is None:
            raise NotPossible("Chưa có chữ nào.", "There is no text.")
        if len(body) > longest:
            raise NotPossible(f"Dài quá {longest} ký tự.", f"Longer than {longest} characters.")
        return Version(
            at=self.now(),
            source=body,
            text=body,
            entities=found_entities(body),
            attachment=attachment,
        )

    def _blank(self) -> Version:
        return Version(at=self.now())
