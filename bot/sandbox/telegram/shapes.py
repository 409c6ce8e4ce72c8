"""The Bot API's JSON shapes of people, chats, members, messages, files and presses; only shapes.

What a bot is shown and when is decided elsewhere.
"""

from __future__ import annotations

from typing import Any

from bot.sandbox.telegram.records import (
    Attachment,
    AttachmentKind,
    BotStatus,
    Chat,
    ChatKind,
    Directory,
    Message,
    User,
)

Shape = dict[str, Any]

_ADMINISTRATOR_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_react_to_messages",
    "can_edit_tag",
)
#: Rights that nobody's group administrator has here, whatever else they may do.
_NEVER = frozenset({"can_be_edited", "is_anonymous"})


def user_shape(user: User) -> Shape:
    """`User`; a bot's language is not told."""
    shape: Shape = {"id": user.id, "is_bot": user.is_bot, "first_name": user.name(user.language)}
    if user.username:
        shape["username"] = user.username
    if not user.is_bot:
        shape["language_code"] = user.language
    return shape


def me_shape(bot: User, *, privacy: bool) -> Shape:
    """The `User` of getMe."""
    return user_shape(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat_shape(directory: Directory, chat: Chat) -> Shape:
    """`Chat`."""
    shape: Shape = {"id": chat.id, "type": str(chat.kind)}
    if chat.is_private:
        return shape | {"first_name": user_shape(directory.users[chat.id])["first_name"]}
    shape["title"] = chat.title("vi")
    if chat.kind is ChatKind.GROUP:
        shape["all_members_are_administrators"] = False
    if chat.is_forum:
        shape["is_forum"] = True
    return shape


def full_chat_shape(directory: Directory, chat: Chat) -> Shape:
    """`ChatFullInfo`."""
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    shape = chat_shape(directory, chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }
    if not chat.is_private:
        shape["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    if chat.slow_mode:
        shape["slow_mode_delay"] = chat.slow_mode
    return shape


def bot_member_shape(directory: Directory, chat: Chat) -> Shape:
    """The bot's `ChatMember` in a chat."""
    shape: Shape = {"user": user_shape(directory.bot), "status": str(chat.bot_status)}
    if chat.bot_status is BotStatus.ADMINISTRATOR:
        shape |= _administrator(can_delete=chat.bot_can_delete)
    elif chat.bot_status is BotStatus.RESTRICTED:
        shape |= dict.fromkeys(_PERMISSIONS, False) | {"is_member": True, "until_date": 0}
    elif chat.bot_status is BotStatus.KICKED:
        shape["until_date"] = 0
    return shape


def person_member_shape(chat: Chat, user: User) -> Shape:
    """A person's `ChatMember` in a chat."""
    shape: Shape = {"user": user_shape(user), "status": "left"}
    if user.id in chat.admins:
        shape |= {"status": "administrator"} | _administrator(can_delete=True)
    elif user.id in chat.members:
        shape["status"] = "member"
    return shape


def _administrator(*, can_delete: bool) -> Shape:
    rights = {right: right not in _NEVER for right in _ADMINISTRATOR_RIGHTS}
    return rights | {"can_delete_messages": can_delete}


def message_shape(directory: Directory, message: Message, *, with_reply: bool = True) -> Shape:
    """`Message`; the message it replies to is shown without its own reply."""
    chat = directory.chats[message.chat_id]
    shape: Shape = {
        "message_id": message.id,
        "from": user_shape(directory.users[message.sender_id]),
        "chat": chat_shape(directory, chat),
        "date": message.date,
    }
    if message.sender_chat_id is not None:
        shape["sender_chat"] = chat_shape(directory, directory.chats[message.sender_chat_id])
    if message.thread_id is not None:
        shape["message_thread_id"] = message.thread_id
    if message.is_topic_message:
        shape["is_topic_message"] = True
    replied = directory.find(chat.id, _shown_reply(message)) if with_reply else None
    if replied is not None:
        shape["reply_to_message"] = message_shape(directory, replied, with_reply=False)
    if message.edit_date is not None:
        shape["edit_date"] = message.edit_date
    if message.service is not None:
        return shape | dict(message.service)
    if message.attachment is not None:
        shape[message.attachment.kind] = _attachment_shape(message.attachment)
    text, entities = ("caption", "caption_entities") if message.attachment else ("text", "entities")
    if message.text:
        shape[text] = message.text
    if message.entities:
        shape[entities] = list(message.entities)
    if message.keyboard:
        shape["reply_markup"] = message.markup
    return shape


#: What `PhotoSize`, `Document`, `Audio` and `Voice` have besides the file's ids and size.
_FILE_FIELDS = {
    AttachmentKind.PHOTO: ("width", "height"),
    AttachmentKind.DOCUMENT: ("file_name", "mime_type"),
    AttachmentKind.AUDIO: ("duration", "performer", "title", "file_name", "mime_type"),
    AttachmentKind.VOICE: ("duration", "mime_type"),
}


def _attachment_shape(attachment: Attachment) -> Shape | list[Shape]:
    """A photo is a list of its sizes, of which there is one here: nothing is scaled."""
    fields = {name: getattr(attachment, name) for name in _FILE_FIELDS[attachment.kind]}
    shape = {
        "file_id": attachment.file_id,
        "file_unique_id": attachment.file_unique_id,
        "file_size": attachment.size,
    } | {name: value for name, value in fields.items() if value != ""}
    return [shape] if attachment.kind is AttachmentKind.PHOTO else shape


def file_shape(attachment: Attachment, path: str) -> Shape:
    """`File`; `path` is where it is downloaded."""
    return {
        "file_id": attachment.file_id,
        "file_unique_id": attachment.file_unique_id,
        "file_size": attachment.size,
        "file_path": path,
    }


def _shown_reply(message: Message) -> int | None:
    """In a topic Telegram shows what replies to nothing as a reply to the topic's first message."""
    if message.reply_to is None and message.is_topic_message:
        return message.thread_id
    return message.reply_to


def pressed_shape(directory: Directory, chat: Chat, message_id: int) -> Shape:
    """The message under a pressed button: itself, or `InaccessibleMessage` if it is gone."""
    message = directory.find(chat.id, message_id)
    if message is not None:
        return message_shape(directory, message)
    return {"message_id": message_id, "chat": chat_shape(directory, chat), "date": 0}
