"""What one person sees, as the page's JSON: chats, messages, menus. Pure reading of the state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.telegram.records import PRESENT, BotStatus, Chat, Message, User
from bot.sandbox.telegram.server import Server

#: The page gets this many messages of a chat, the newest.
SHOWN_MESSAGES = 300

View = dict[str, Any]


def state_view(telegram: Server, user: User) -> View:
    """All that the page shows to `user`, but its event number, numbers and faults."""
    chats = visible_chats(telegram, user)
    return {
        "bot": {"name": telegram.bot.name(user.language), "username": telegram.bot.username},
        "me": {
            "id": user.id,
            "role": user.role,
            "name": user.name(user.language),
            "language": user.language,
        },
        "users": [
            {"id": person.id, "role": person.role, "name": _both(person.name)}
            for person in telegram.users.values()
            if not person.is_bot
        ],
        "chats": [_chat_view(telegram, chat) for chat in chats],
        "messages": {
            str(chat.id): [
                message_view(telegram, message, user)
                for message in telegram.messages(chat.id)[-SHOWN_MESSAGES:]
            ]
            for chat in chats
        },
        "commands": commands_view(telegram, user),
    }


def visible_chats(telegram: Server, user: User) -> list[Chat]:
    """The private chat with the bot, then the groups that the person is in."""
    groups = [
        chat
        for chat in telegram.chats.values()
        if not chat.is_private and user.id in chat.members and chat.migrated_to is None
    ]
    return [telegram.chats[user.id], *groups]


def commands_view(telegram: Server, user: User) -> View:
    """The command menu of each of the person's chats."""
    return {
        str(chat.id): list(telegram.menus.shown(chat, user_id=user.id, language=user.language))
        for chat in visible_chats(telegram, user)
    }


def message_view(telegram: Server, message: Message, user: User) -> View:
    """A message as `user` sees it, names in their language."""
    markup = message.markup or {}
    return {
        "id": message.id,
        "chat_id": message.chat_id,
        "thread_id": message.thread_id if message.is_topic_message else None,
        "from": {
            "id": message.sender_id,
            "name": _sender_name(telegram, message, user),
            "is_bot": message.by_bot,
        },
        "date": message.date,
        "edit_date": message.edit_date,
        "text": message.text,
        "entities": list(message.entities),
        "attachment": attachment_view(message, user),
        "reply_to": _reply_view(telegram, message, user),
        "keyboard": [[_key_view(key) for key in row] for row in message.keyboard] or None,
        # An empty one takes the last one away.
        "reply_keyboard": [] if markup.get("remove_keyboard") else markup.get("keyboard"),
        "force_reply": (
            {"placeholder": markup.get("input_field_placeholder")}
            if markup.get("force_reply") and _is_put_to(telegram, message, user)
            else None
        ),
        "rang": message.rang,
        "service": _service_view(telegram, message.service),
    }


def attachment_view(message: Message, user: User) -> View | None:
    """A message's file: what it is, and where `user` gets it."""
    attachment = message.attachment
    if attachment is None:
        return None
    return {
        "kind": attachment.kind,
        "name": attachment.file_name,
        "size": attachment.size,
        "mime": attachment.mime_type,
        "url": f"/page/file/{attachment.file_id}?user={user.id}",
        "duration": attachment.duration or None,
        "width": attachment.width or None,
        "height": attachment.height or None,
    }


def seen_file(telegram: Server, file_id: str, user: User) -> bool:
    """Whether a message that `user` sees has this file."""
    return any(
        message.attachment is not None and message.attachment.file_id == file_id
        for chat in visible_chats(telegram, user)
        for message in telegram.messages(chat.id)
    )


def _is_put_to(telegram: Server, message: Message, user: User) -> bool:
    """Whether a ForceReply is for `user`: `selective` narrows a group to whom it names or answers.

    Whom it answers was settled as it was sent: the answered message may be gone since.
    """
    if telegram.chats[message.chat_id].is_private or not (message.markup or {}).get("selective"):
        return True
    named = {entity.get("user", {}).get("id") for entity in message.entities}
    answered = {
        other.sender_id
        for other in telegram.history(message.chat_id)
        if other.id == message.reply_to
    }
    return user.id in named | answered


def _both(name: Callable[[str], str]) -> View:
    return {language: name(language) for language in ("vi", "en")}


def _chat_view(telegram: Server, chat: Chat) -> View:
    return {
        "id": chat.id,
        "kind": "private" if chat.is_private else "group",
        "title": _both(telegram.bot.name if chat.is_private else chat.title),
        "members": len(chat.members) + (chat.bot_status in PRESENT),
        "is_forum": chat.is_forum,
        "topics": [{"id": topic, "name": name} for topic, name in chat.topics.items()],
        "can_write": not (chat.is_private and chat.bot_status is BotStatus.KICKED),
    }


def _reply_view(telegram: Server, message: Message, user: User) -> View | None:
    replied = telegram.find(message.chat_id, message.reply_to)
    if replied is None:
        return None
    return {
        "id": replied.id,
        "text": replied.text,
        "kind": replied.attachment.kind if replied.attachment else None,
        "from_name": _sender_name(telegram, replied, user),
        "is_bot": replied.by_bot,
    }


def _sender_name(telegram: Server, message: Message, user: User) -> str:
    """An anonymous administrator is seen as the group."""
    if message.sender_chat_id is not None:
        return telegram.chats[message.sender_chat_id].title(user.language)
    return telegram.users[message.sender_id].name(user.language)


def _key_view(key: Mapping[str, Any]) -> View:
    view = {"style": None} | dict(key)
    if "copy_text" in view:
        view["copy_text"] = view["copy_text"]["text"]
    return view


def _service_view(telegram: Server, service: Mapping[str, Any] | None) -> View | None:
    if service is None:
        return None
    kind, value = next(iter(service.items()))
    vi, en = _SERVICE[kind]
    fields = value if isinstance(value, dict) else {}
    shared = telegram.chats.get(fields.get("chat_id", 0))
    return {
        "vi": vi.format(**fields, chosen=shared.title("vi") if shared else ""),
        "en": en.format(**fields, chosen=shared.title("en") if shared else ""),
    }


#: Field of a service message to what people read; braces take the field's own fields.
_SERVICE = {
    "new_chat_members": ("Bot được thêm vào nhóm", "The bot was added to the group"),
    "left_chat_member": ("Bot không còn trong nhóm", "The bot is no longer in the group"),
    "forum_topic_created": ("Chủ đề mới: {name}", "New topic: {name}"),
    "migrate_to_chat_id": ("Nhóm được nâng cấp", "The group was upgraded"),
    "migrate_from_chat_id": ("Nhóm được nâng cấp", "The group was upgraded"),
    "chat_shared": ("Đã chọn nhóm {chosen}", "Chose the group {chosen}"),
    "contact": ("Đã gửi số {phone_number}", "Sent the number {phone_number}"),
}
