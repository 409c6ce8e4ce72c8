"""A sound file that somebody wants on the PBX: what it is called there, and what is asked first.

Knows a file by Telegram's id of it; its bytes are never kept in a question or in the store.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.core.answers import says_no, unquoted
from bot.core.phones import looks_like_phone
from bot.core.records import Draft
from bot.errors import UsageError

#: Telegram gives a bot no larger file (getFile).
LARGEST: Final = 20 << 20
LONGEST_NAME: Final = 64
WAV: Final = ".wav"


class Asking(StrEnum):
    """What a question about an upload waits for."""

    #: The file itself.
    FILE = "file"
    #: Whether a file that came without a word is meant for the PBX.
    OFFER = "offer"
    ACCOUNT = "account"
    NAME = "name"
    #: Whether the PBX is to have it, now that it was looked at and heard.
    CONFIRM = "confirm"
    #: What to do about one that did not get there.
    MEND = "mend"


class Unfetched(StrEnum):
    """Why a file did not come from Telegram."""

    TOO_LARGE = "too_large"
    GONE = "gone"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way to the PBX, as far as it is known."""

    #: Telegram's id; empty while the file is awaited.
    file_id: str = ""
    #: What it is called where it comes from, and on the PBX; empty: nothing was said.
    file_name: str = ""
    name: str = ""
    account_id: int | None = None
    #: Of what was heard: the SHA-256 (hex) of the wav; empty until then.
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file that the PBX took; `digest` is the SHA-256 (hex) of its bytes."""

    account_id: int
    name: str
    size: int
    seconds: float
    digest: str
    person_id: int
    created_at: float


_ENDINGS: Final = "wav|mp3|m4a|aac|ogg|oga|opus|flac|amr|wma|aiff?|caf|weba|3gp"
#: By MIME type or the end of the name; what a file really is, its content says later.
_SOUNDS: Final = re.compile(rf"audio/.+|.*\.({_ENDINGS})", re.IGNORECASE)
_ENDING: Final = re.compile(rf"\.({_ENDINGS})$", re.IGNORECASE)


def looks_like_sound(file_name: str, mime_type: str) -> bool:
    """Whether its sender's app takes it for a sound."""
    return any(_SOUNDS.fullmatch(said) for said in (mime_type, file_name))


def verify_fetchable(size: int) -> None:
    """UsageError for a file that Telegram does not give."""
    if size > LARGEST:
        raise UsageError("audio_large")


_UNFOLDED: Final = str.maketrans("đĐ", "dD")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def parse_audio_name(text: str) -> str:
    """What a file is called on the PBX: plain letters, digits, `.`, `_` and `-`, then `.wav`.

    Marks are taken off Vietnamese letters, blanks become `_` and the ending of another sound goes;
    nothing else is mended.
    """
    typed = " ".join(unquoted(text).split())
    marked = unicodedata.normalize("NFKD", typed.translate(_UNFOLDED))
    plain = "".join(letter for letter in marked if not unicodedata.combining(letter))
    plain = plain.replace(" ", "_")
    plain = _ENDING.sub("", plain)
    if _NAME.fullmatch(plain) is None or ".." in plain:
        raise UsageError("audio_name", name=typed)
    if len(plain) + len(WAV) > LONGEST_NAME:
        raise UsageError("audio_name_long", name=typed)
    return plain + WAV


def remember(upload: Upload) -> dict[str, str]:
    """What a question keeps of an upload."""
    kept = {
        "file_id": upload.file_id,
        "file_name": upload.file_name,
        "name": upload.name,
        "digest": upload.digest,
        "account_id": "" if upload.account_id is None else str(upload.account_id),
    }
    return {name: value for name, value in kept.items() if value}


def recall(draft: Draft) -> Upload:
    """The upload behind a question."""
    values = draft.values
    account_id = values.get("account_id")
    return Upload(
        file_id=values.get("file_id", ""),
        file_name=values.get("file_name", ""),
        name=values.get("name", ""),
        digest=values.get("digest", ""),
        account_id=None if account_id is None else int(account_id),
    )


def looks_like_answer(draft: Draft, text: str) -> bool:
    """Whether text that replies to nothing is plainly the name that is asked for."""
    one_word = len(text.split()) == 1 and not looks_like_phone(text)
    match draft.asking:
        case Asking.NAME:
            return says_no(text) or one_word
        case Asking.FILE:
            return says_no(text)
        case _:
            return False
