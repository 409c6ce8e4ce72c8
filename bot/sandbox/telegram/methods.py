"""The Bot API's methods: one function each, and the table that names them.

A function gets the server and the request's arguments; it returns the result or raises `Refused`.
Those about messages are in messages.py, those about files in media.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.sandbox.telegram import shapes
from bot.sandbox.telegram.cloud import EventKind
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.media import (
    edit_message_caption,
    edit_message_media,
    send_audio,
    send_document,
    send_photo,
    send_voice,
)
from bot.sandbox.telegram.menus import Command, Scope, read_commands, read_scope
from bot.sandbox.telegram.messages import (
    answer_callback_query,
    delete_message,
    edit_message_reply_markup,
    edit_message_text,
    send_message,
)
from bot.sandbox.telegram.params import Params
from bot.sandbox.telegram.records import BotStatus
from bot.sandbox.telegram.server import Server
from bot.sandbox.telegram.updates import LONGEST_POLL, MOST_AT_ONCE

#: Bytes that a bot may download.
LARGEST_DOWNLOAD = 20 << 20
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "find_location",
        "pick_up_location",
        "record_video_note",
        "upload_video_note",
        "choose_sticker",
    }
)


Method = Callable[[Server, Params], object | Awaitable[object]]


def get_me(server: Server, _: Params) -> object:
    """The bot itself."""
    return shapes.me_shape(server.bot, privacy=server.privacy)


def get_updates(server: Server, params: Params) -> Awaitable[object]:
    """Long polling. `allowed_updates` is remembered until it is given again."""
    allowed = params.parsed("allowed_updates", "allowed_updates")
    if isinstance(allowed, list):
        server.updates.allowed = frozenset(map(str, allowed))
    limit = params.integer("limit", MOST_AT_ONCE)
    return server.updates.poll(
        offset=params.integer("offset"),
        limit=min(max(limit, 1), MOST_AT_ONCE),
        seconds=min(max(params.integer("timeout"), 0), LONGEST_POLL),
    )


def set_webhook(server: Server, params: Params) -> object:
    """Keeps the address, and with it stops getUpdates; nothing is sent to it."""
    url = params.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    server.updates.webhook_url = url
    if params.flag("drop_pending_updates"):
        server.updates.clear()
    return True


def delete_webhook(server: Server, params: Params) -> object:
    """Lets getUpdates work again."""
    server.updates.webhook_url = ""
    if params.flag("drop_pending_updates"):
        server.updates.clear()
    return True


def get_webhook_info(server: Server, _: Params) -> object:
    """The address and how much waits."""
    return {
        "url": server.updates.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(server.updates),
    }


def set_my_commands(server: Server, params: Params) -> object:
    """Replaces one menu."""
    commands = read_commands(params.parsed("commands", "commands"))
    return _put_commands(server, params, commands)


def delete_my_commands(server: Server, params: Params) -> object:
    """Removes one menu; the next wider one shows."""
    return _put_commands(server, params, [])


def get_my_commands(server: Server, params: Params) -> object:
    """Exactly one menu, no wider one."""
    scope = _read_scope(server, params)
    return list(server.menus.get(scope, params.text("language_code")))


def get_chat(server: Server, params: Params) -> object:
    """All about a chat."""
    return shapes.full_chat_shape(server, server.chat_for(params.text("chat_id"), to_read=True))


def get_chat_member(server: Server, params: Params) -> object:
    """One person, or the bot itself, in a chat."""
    chat = server.chat_for(params.text("chat_id"), to_read=True)
    user = server.users.get(params.integer("user_id"))
    if user is None:
        raise bad_request("invalid user_id specified")
    if user.id == server.bot.id:
        return shapes.bot_member_shape(server, chat)
    return shapes.person_member_shape(chat, user)


def get_chat_administrators(server: Server, params: Params) -> object:
    """A group's administrators, the bot too if it is one."""
    chat = server.chat_for(params.text("chat_id"))
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    people = [shapes.person_member_shape(chat, server.users[user]) for user in sorted(chat.admins)]
    if chat.bot_status is BotStatus.ADMINISTRATOR:
        people.append(shapes.bot_member_shape(server, chat))
    return people


def leave_chat(server: Server, params: Params) -> object:
    """The bot goes."""
    chat = server.chat_for(params.text("chat_id"))
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    server.leave(chat)
    return True


def get_file(server: Server, params: Params) -> object:
    """Where a file is downloaded; only up to `LARGEST_DOWNLOAD`."""
    file = server.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.attachment.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return shapes.file_shape(file.attachment, file.path)


def send_chat_action(server: Server, params: Params) -> object:
    """Accepted, and shown to nobody."""
    if params.text("action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    server.chat_for(params.text("chat_id"), to_write="text messages")
    return True


def accept(_server: Server, _params: Params) -> object:
    """`close` and `logOut`: there is no other server to move to."""
    return True


def _put_commands(server: Server, params: Params, commands: Sequence[Command]) -> bool:
    server.menus.put(_read_scope(server, params), params.text("language_code"), commands)
    server.announce(EventKind.COMMANDS)
    return True


def _read_scope(server: Server, params: Params) -> Scope:
    scope = read_scope(params.parsed("scope", "BotCommandScope"))
    if scope.chat_id:
        server.chat_for(str(scope.chat_id), to_read=True)
    return scope


METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendAudio": send_audio,
    "sendVoice": send_voice,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "leaveChat": leave_chat,
    "getFile": get_file,
    "sendChatAction": send_chat_action,
    "close": accept,
    "logOut": accept,
}
