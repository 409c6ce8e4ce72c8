"""The files of the local Telegram: bytes in memory under the ids that messages and the bot use.

Keeps so many bytes in all, the newest; decides nothing about who may send or fetch what.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from bot.sandbox.telegram.contents import read_picture, read_sound
from bot.sandbox.telegram.records import Attachment, AttachmentKind

#: Bytes kept in all; the oldest files are forgotten first.
KEPT_BYTES = 200_000_000
#: How Telegram's ids of this kind begin, and the folder of its path.
_PLACES = {
    AttachmentKind.PHOTO: ("AgACAgUAAxkBAAI", "photos"),
    AttachmentKind.DOCUMENT: ("BQACAgUAAxkBAAI", "documents"),
    AttachmentKind.AUDIO: ("CQACAgUAAxkBAAI", "music"),
    AttachmentKind.VOICE: ("AwACAgUAAxkBAAI", "voice"),
}
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file whole; `path` is where a bot downloads it."""

    attachment: Attachment
    content: bytes
    path: str

    @property
    def file_name(self) -> str:
        """The name that its sender gave it, which its path does not show."""
        return self.attachment.file_name

    @property
    def mime_type(self) -> str:
        """The type that its sender gave it, for pictures and voices the one that they are of."""
        return self.attachment.mime_type


def new_file(
    content: bytes,
    *,
    file_name: str,
    mime_type: str,
    kind: AttachmentKind,
    duration: int = 0,
    title: str = "",
    performer: str = "",
) -> File:
    """A file under ids of its own, measured; a photo that is no picture stays without size."""
    picture = read_picture(content) if kind is AttachmentKind.PHOTO else None
    sound = read_sound(content) if kind in (AttachmentKind.AUDIO, AttachmentKind.VOICE) else None
    if kind is AttachmentKind.VOICE and sound is not None:
        mime_type = sound.mime_type
    prefix, folder = _PLACES[kind]
    # Over a restart of the sandbox too, no id and no path means another file than before.
    unique_id = secrets.token_urlsafe(11)
    extension = _EXTENSION.search(file_name)
    return File(
        attachment=Attachment(
            kind=kind,
            file_id=prefix + secrets.token_urlsafe(42),
            file_unique_id=unique_id,
            file_name=file_name,
            mime_type=picture.mime_type if picture else mime_type,
            size=len(content),
            width=picture.width if picture else 0,
            height=picture.height if picture else 0,
            duration=duration or (sound.seconds if sound else 0),
            title=title,
            performer=performer,
        ),
        content=content,
        path=f"{folder}/file_{unique_id}{extension.group().lower() if extension else ''}",
    )


class Files:
    """Files by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}
        self._bytes = 0

    def keep(self, file: File) -> None:
        """Let it be found from now on, and forget the oldest beyond `KEPT_BYTES`."""
        if file.attachment.file_id in self._by_id:
            return
        self._by_id[file.attachment.file_id] = self._by_path[file.path] = file
        self._bytes += len(file.content)
        while self._bytes > KEPT_BYTES:
            oldest = self._by_id.pop(next(iter(self._by_id)))
            del self._by_path[oldest.path]
            self._bytes -= len(oldest.content)

    def get(self, file_id: str) -> File | None:
        """The file of this id, unless it was forgotten."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> File | None:
        """The file that is downloaded from this path, unless it was forgotten."""
        return self._by_path.get(path)
