"""What all messages of the bot share: texts and captions read, replies, topics, keyboards, edits.

What a message may hold besides its text is the methods' own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.sandbox.telegram import shapes
from bot.sandbox.telegram.cloud import thread_for
from bot.sandbox.telegram.entities import EntityError, parse_html
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.markup import read_markup
from bot.sandbox.telegram.params import Params
from bot.sandbox.telegram.records import BotStatus, Chat, Message, Version
from bot.sandbox.telegram.server import Server
from bot.sandbox.telegram.texts import LONGEST_CAPTION, LONGEST_TEXT, Entity, clean

MOST_ENTITIES = 100


def post(
    server: Server, params: Params, version: Version, *, method: str, rights: str
) -> shapes.Shape:
    """Send a new message, as a reply or in a topic if asked; `rights` names what it takes."""
    chat = server.chat_for(params.text("chat_id"), to_write=rights)
    replied = _read_reply(server, params, chat)
    thread_id = _read_thread(params, chat)
    markup = params.parsed("reply_markup", "reply keyboard markup")
    version = replace(version, markup=read_markup(markup, is_private=chat.is_private))
    server.spend(chat, method, new=True)
    thread, is_topic = thread_for(chat, thread_id=thread_id, replied=replied)
    message = Message(
        id=server.new_id(chat),
        chat_id=chat.id,
        sender_id=server.bot.id,
        by_bot=True,
        date=int(server.now()),
        versions=(version,),
        reply_to=replied.id if replied else None,
        thread_id=thread,
        is_topic_message=is_topic,
        silent=params.flag("disable_notification"),
    )
    return shapes.message_shape(server, server.post(message))


def edit(
    server: Server, params: Params, method: str, shown: Callable[[Message], Version]
) -> shapes.Shape:
    """Show what `shown` makes of the message; a keyboard that is not given again is gone."""
    markup = params.parsed("reply_markup", "reply keyboard markup")
    chat = server.chat_for(params.text("chat_id"))
    message = server.find(chat.id, params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    # A message that went out with any keyboard but an inline one stays as it is, in Telegram too.
    if not message.by_bot or (message.markup is not None and not message.keyboard):
        raise bad_request("message can't be edited")
    markup = read_markup(markup, is_private=chat.is_private, inline_only=True)
    version = replace(shown(message), at=server.now(), markup=markup)
    server.spend(chat, method)
    if version.shows_same(message.versions[-1]):
        raise bad_request(
            "message is not modified: specified new message content and reply markup "
            "are exactly the same as a current content and reply markup of the message"
        )
    return shapes.message_shape(server, server.revise(message, version))


def read_text(server: Server, params: Params, *, too_long: str) -> Version:
    """The `text` of a message, which has to have one."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    version = _read_version(server, params, "text", "entities")
    if not version.text:
        raise bad_request("text must be non-empty")
    if len(version.text) > LONGEST_TEXT:
        raise bad_request(too_long)
    return version


def read_caption(server: Server, params: Params) -> Version:
    """The `caption` of a file, or none."""
    version = _read_version(server, params, "caption", "caption_entities")
    if len(version.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return version


def _read_version(server: Server, params: Params, field: str, entities_field: str) -> Version:
    source = params.text(field)
    text, entities = clean(*_read_formatted(source, params, entities_field))
    return Version(
        at=server.now(), source=source, text=text, entities=tuple(entities[:MOST_ENTITIES])
    )


def _read_formatted(
    source: str, params: Params, entities_field: str
) -> tuple[str, Sequence[Entity]]:
    try:
        source.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    mode = params.text("parse_mode").lower()
    if mode == "html":
        try:
            return parse_html(source)
        except EntityError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    if mode:
        raise bad_request("unsupported parse_mode")
    given = params.parsed(entities_field, "message entities")
    if given is None:
        return source, []
    if not isinstance(given, list) or not all(_is_entity(entity) for entity in given):
        raise bad_request("can't parse MessageEntity: expected an Object")
    return source, given


def _is_entity(entity: Any) -> bool:
    return (
        isinstance(entity, dict)
        and isinstance(entity.get("type"), str)
        and isinstance(entity.get("offset"), int)
        and isinstance(entity.get("length"), int)
    )


def _read_reply(server: Server, params: Params, chat: Chat) -> Message | None:
    asked = params.parsed("reply_parameters", "reply parameters")
    if asked in (None, {}):
        return None
    if not isinstance(asked, dict):
        raise bad_request("object expected as reply parameters")
    in_chat = str(asked.get("chat_id", chat.id)) == str(chat.id)
    message_id = asked.get("message_id")
    found = server.find(chat.id, message_id) if in_chat and isinstance(message_id, int) else None
    if found is None and not asked.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return found


def _read_thread(params: Params, chat: Chat) -> int | None:
    """The topic asked for; groups without topics take no notice of it."""
    thread_id = params.integer("message_thread_id")
    if not thread_id or (not chat.is_private and not chat.is_forum):
        return None
    if thread_id not in chat.topics:
        raise bad_request("message thread not found")
    if thread_id in chat.closed_topics and chat.bot_status is not BotStatus.ADMINISTRATOR:
        raise bad_request("TOPIC_CLOSED")
    return thread_id
