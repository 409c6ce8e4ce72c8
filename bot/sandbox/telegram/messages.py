"""The Bot API's methods about texts, keyboards and pressed buttons, and what may be deleted."""

from __future__ import annotations

from bot.sandbox.telegram.cloud import PRESS_SECONDS, CallbackAnswer
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.outgoing import edit, post, read_text
from bot.sandbox.telegram.params import Params
from bot.sandbox.telegram.records import BotStatus, ChatKind, Message, Version
from bot.sandbox.telegram.server import Server

LONGEST_CALLBACK_ANSWER = 200
#: A bot deletes nothing older.
DELETABLE_SECONDS = 2 * 86_400


def send_message(server: Server, params: Params) -> object:
    """A text."""
    version = read_text(server, params, too_long="message is too long")
    return post(server, params, version, method="sendMessage", rights="text messages")


def edit_message_text(server: Server, params: Params) -> object:
    """A new text, where there was one."""
    version = read_text(server, params, too_long="MESSAGE_TOO_LONG")

    def shown(message: Message) -> Version:
        if message.attachment is not None:
            raise bad_request("there is no text in the message to edit")
        return version

    return edit(server, params, "editMessageText", shown)


def edit_message_reply_markup(server: Server, params: Params) -> object:
    """A new keyboard, or none."""
    return edit(server, params, "editMessageReplyMarkup", lambda message: message.versions[-1])


def delete_message(server: Server, params: Params) -> object:
    """Own messages; others' in private chats, or as an administrator; none after 48 hours."""
    chat = server.chat_for(params.text("chat_id"))
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = server.find(chat.id, message_id)
    if message is None:
        raise bad_request("message to delete not found")
    is_fresh = server.now() - message.date <= DELETABLE_SECONDS
    is_admin = chat.bot_status is BotStatus.ADMINISTRATOR and chat.bot_can_delete
    if not (is_fresh and (message.by_bot or is_admin or chat.is_private)):
        everyone = "" if chat.kind is ChatKind.SUPERGROUP else " for everyone"
        raise bad_request(f"message can't be deleted{everyone}")
    server.remove(message)
    return True


def answer_callback_query(server: Server, params: Params) -> object:
    """What the presser sees; once, and within `PRESS_SECONDS`."""
    if len(params.text("text")) > LONGEST_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press = server.presses.pop(params.text("callback_query_id"), None)
    if press is None or server.now() - press.at > PRESS_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if not press.answer.done():
        press.answer.set_result(
            CallbackAnswer(params.text("text"), params.flag("show_alert"), params.text("url"))
        )
    return True
