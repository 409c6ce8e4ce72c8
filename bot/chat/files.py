"""Files that people send: what a message carries, and its bytes from Telegram.

Like chat/sender it lets no error of Telegram's out. Decides nothing of what a file is good for.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from telegram import Bot, Message
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.core.uploads import Unfetched

log = logging.getLogger(__name__)

#: Seconds that a download may take in all, and those between a try that failed and the next.
PATIENCE: Final = 45.0
PAUSES: Final = (1.0, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file of a message, as its sender's app describes it; its id is Telegram's."""

    file_id: str
    name: str
    mime_type: str
    size: int
    is_voice: bool = False


def attached(message: Message | None) -> Attached | None:
    """The document, the music or the voice note in a message."""
    if message is None:
        return None
    file = message.document or message.audio
    if file is not None:
        return Attached(
            file_id=file.file_id,
            name=file.file_name or "",
            mime_type=file.mime_type or "",
            size=file.file_size or 0,
        )
    voice = message.voice or message.video_note
    if voice is None:
        return None
    return Attached(
        file_id=voice.file_id, name="", mime_type="", size=voice.file_size or 0, is_voice=True
    )


async def fetch(bot: Bot, file_id: str, *, limit: int) -> bytes | Unfetched:
    """A file whole, of at most `limit` bytes; a line that breaks is tried again."""
    try:
        async with asyncio.timeout(PATIENCE):
            for pause in PAUSES:
                content = await _fetch_once(bot, file_id, limit=limit)
                if content is not Unfetched.FAILED:
                    return content
                await asyncio.sleep(pause)
            return await _fetch_once(bot, file_id, limit=limit)
    except TimeoutError:
        return Unfetched.FAILED


async def _fetch_once(bot: Bot, file_id: str, *, limit: int) -> bytes | Unfetched:
    try:
        file = await bot.get_file(file_id)
        if (file.file_size or 0) > limit:
            return Unfetched.TOO_LARGE
        content = bytes(await file.download_as_bytearray(read_timeout=PATIENCE))
    except (BadRequest, Forbidden, InvalidToken) as error:
        # A path that Telegram has no more gets a 404, which PTB takes for a wrong token.
        too_large = "too big" in error.message.lower()
        return Unfetched.TOO_LARGE if too_large else Unfetched.GONE
    except TelegramError as error:
        log.info("download: %s", type(error).__name__)
        return Unfetched.FAILED
    except Exception:
        log.exception("download: an answer that can't be read")
        return Unfetched.FAILED
    if len(content) > limit:
        return Unfetched.TOO_LARGE
    whole = file.file_size is None or file.file_size == len(content)
    return content if whole else Unfetched.FAILED
