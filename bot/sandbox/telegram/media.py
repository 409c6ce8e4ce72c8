"""The Bot API's methods that send files and captions, and what Telegram refuses of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.sandbox.bodies import Upload
from bot.sandbox.telegram.contents import read_sound
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.files import File, new_file
from bot.sandbox.telegram.outgoing import edit, post, read_caption
from bot.sandbox.telegram.params import Params
from bot.sandbox.telegram.records import Attachment, AttachmentKind, Message, Version
from bot.sandbox.telegram.server import Server

LARGEST_PHOTO = 10 << 20
#: A photo's width and height together, and how often the one may go into the other.
MOST_PIXELS = 10_000
STEEPEST_RATIO = 20
VOICE_TYPES = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4"})


@dataclass(frozen=True, slots=True)
class _Words:
    """A kind's method, its plural in refusals, and its name as a type of files."""

    method: str
    plural: str
    type: str


_WORDS = {
    AttachmentKind.PHOTO: _Words("sendPhoto", "photos", "Photo"),
    AttachmentKind.DOCUMENT: _Words("sendDocument", "documents", "Document"),
    AttachmentKind.AUDIO: _Words("sendAudio", "music", "Audio"),
    AttachmentKind.VOICE: _Words("sendVoice", "voice notes", "VoiceNote"),
}
#: What a message can be edited to hold.
_EDITABLE = frozenset(AttachmentKind) - {AttachmentKind.VOICE}


def send_photo(server: Server, params: Params) -> object:
    """A picture."""
    return _send(server, params, AttachmentKind.PHOTO)


def send_document(server: Server, params: Params) -> object:
    """Any file, which stays what it is."""
    return _send(server, params, AttachmentKind.DOCUMENT)


def send_audio(server: Server, params: Params) -> object:
    """A sound for the player."""
    return _send(server, params, AttachmentKind.AUDIO)


def send_voice(server: Server, params: Params) -> object:
    """A voice note, if it is of `VOICE_TYPES`; else it arrives as an audio or a document."""
    return _send(server, params, AttachmentKind.VOICE)


def edit_message_caption(server: Server, params: Params) -> object:
    """A new caption, or none, where there is a file."""
    version = read_caption(server, params)

    def shown(message: Message) -> Version:
        if message.attachment is None:
            raise bad_request("there is no caption in the message to edit")
        return replace(version, attachment=message.attachment)

    return edit(server, params, "editMessageCaption", shown)


def edit_message_media(server: Server, params: Params) -> object:
    """Another file with its caption; a text message becomes one with a file, a voice stays."""
    media = params.within("media", "InputMedia")
    kind = media.text("type")
    if kind not in _EDITABLE:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unallowed')
    if "media" not in media:
        raise bad_request("can't parse InputMedia: media not found")
    file = _read_file(server, media, AttachmentKind(kind), field="media")
    version = replace(read_caption(server, media), attachment=file.attachment)

    def shown(message: Message) -> Version:
        if message.attachment is not None and message.attachment.kind not in _EDITABLE:
            raise bad_request("there is no media in the message to edit")
        return version

    shape = edit(server, params, "editMessageMedia", shown)
    server.files.keep(file)
    return shape


def _send(server: Server, params: Params, kind: AttachmentKind) -> object:
    file = _read_file(server, params, kind, field=kind)
    version = replace(read_caption(server, params), attachment=file.attachment)
    words = _WORDS[kind]
    shape = post(server, params, version, method=words.method, rights=words.plural)
    server.files.keep(file)
    return shape


def _read_file(server: Server, params: Params, kind: AttachmentKind, *, field: str) -> File:
    """A file that comes with the request, or one that the server has, by its id."""
    upload = params.upload(field)
    if upload is not None:
        return _uploaded(upload, params, kind)
    file_id = params.text(field)
    if not file_id:
        raise bad_request(f"there is no {kind} in the request")
    if file_id.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    file = server.files.get(file_id)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.attachment.kind is not kind:
        mine = _WORDS[file.attachment.kind].type
        raise bad_request(f"can't use file of type {mine} as {_WORDS[kind].type}")
    return file


def _uploaded(upload: Upload, params: Params, kind: AttachmentKind) -> File:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind is AttachmentKind.VOICE:
        kind = _as_voice(upload)
    file = new_file(
        upload.content,
        file_name=upload.file_name,
        mime_type=upload.mime_type,
        kind=kind,
        duration=max(params.integer("duration"), 0),
        title=params.text("title"),
        performer=params.text("performer"),
    )
    if kind is AttachmentKind.PHOTO:
        _check_photo(file.attachment)
    return file


def _as_voice(upload: Upload) -> AttachmentKind:
    sound = read_sound(upload.content)
    if sound is None:
        return AttachmentKind.DOCUMENT
    return AttachmentKind.VOICE if sound.mime_type in VOICE_TYPES else AttachmentKind.AUDIO


def _check_photo(photo: Attachment) -> None:
    if photo.size > LARGEST_PHOTO:
        raise bad_request(
            f"file of size {photo.size} bytes is too big for a photo; "
            f"the maximum size is {LARGEST_PHOTO} bytes"
        )
    sides = sorted((photo.width, photo.height))
    if not sides[0]:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(sides) > MOST_PIXELS or sides[1] > sides[0] * STEEPEST_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
