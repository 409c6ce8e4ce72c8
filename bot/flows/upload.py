"""A sound file goes from Telegram to the PBX: fetched, made fit, heard, sent once, noted.

Its bytes are kept nowhere meanwhile: what somebody agreed to is made once more, and is the same.

Nothing is sent twice: a lost answer is said, and whether to try again is for a person to say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bot.core.people import Person
from bot.core.sounds import Converted
from bot.core.uploads import Unfetched, Upload, Uploaded
from bot.errors import (
    PbxError,
    PbxNameTaken,
    PbxNoAnswer,
    PbxNotReached,
    PbxUnauthorized,
    UsageError,
)
from bot.flows.clients import Clients
from bot.flows.insist import insist
from bot.store import Store

#: So many files are in memory at a time; others wait.
AT_ONCE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The PBX has it; `twin` is an earlier file of the same bytes, if there is one."""

    uploaded: Uploaded
    twin: Uploaded | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploader:
    """Sends files; `fetch` brings a file's bytes from Telegram, by its id."""

    store: Store
    clients: Clients
    fetch: Callable[[str], Awaitable[bytes | Unfetched]]
    #: What the media worker does: any sound file as the PBX plays it.
    convert: Callable[[bytes], Awaitable[Converted]]
    now: Callable[[], float]
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def look_at(self, upload: Upload) -> tuple[Converted, str]:
        """A file as it would go to the PBX, and the digest by which that is known again."""
        async with self._places:
            converted = await self.convert(await self._fetched(upload.file_id))
            return converted, await _digest(converted.wav)

    async def upload(self, person: Person, upload: Upload) -> Taken:
        """Send a file whose name and account are settled, and which was looked at.

        UsageError says what stopped it: nothing was uploaded then, but for "upload_unknown".
        """
        assert upload.account_id is not None, "an account was chosen"
        earlier = await self.known(upload.account_id)
        async with self._places:
            converted = await self.convert(await self._fetched(upload.file_id))
            digest = await _digest(converted.wav)
            if digest != upload.digest:
                raise UsageError("audio_changed")
            await self._send(upload.account_id, converted.wav, upload.name, earlier, digest)
        uploaded = Uploaded(
            account_id=upload.account_id,
            name=upload.name,
            size=len(converted.wav),
            seconds=converted.sound.seconds,
            digest=digest,
            person_id=person.person_id,
            created_at=self.now(),
        )
        await insist(self.store, lambda tx: tx.uploads.put(uploaded))
        twin = next((file for file in earlier if file.digest == digest), None)
        return Taken(uploaded=uploaded, twin=twin)

    async def known(self, account_id: int) -> list[Uploaded]:
        """The files that this bot sent over an account, newest first."""
        return await self.store.read(lambda tx: tx.uploads.of_account(account_id))

    async def _fetched(self, file_id: str) -> bytes:
        match await self.fetch(file_id):
            case Unfetched.TOO_LARGE:
                raise UsageError("audio_large")
            case Unfetched.GONE:
                raise UsageError("upload_gone")
            case Unfetched.FAILED:
                raise UsageError("upload_not_fetched")
            case content:
                return content

    async def _send(
        self, account_id: int, content: bytes, name: str, earlier: list[Uploaded], digest: str
    ) -> None:
        try:
            client = await self.clients.of(account_id)
            await client.upload_audio(content, name)
        except PbxNameTaken:
            same = any(file.name == name and file.digest == digest for file in earlier)
            problem = UsageError("upload_same", name=name)
            raise problem if same else UsageError("upload_taken", name=name) from None
        except PbxNotReached:
            raise UsageError("upload_not_reached") from None
        except PbxNoAnswer:
            raise UsageError("upload_unknown", name=name) from None
        except PbxUnauthorized:
            raise UsageError("upload_key") from None
        except PbxError as error:
            words = error.words or f"HTTP {error.status}"
            raise UsageError("upload_refused", words=words) from None


async def _digest(content: bytes) -> str:
    # Nothing else may stand still while ten megabytes are read.
    return (await asyncio.to_thread(sha256, content)).hexdigest()
