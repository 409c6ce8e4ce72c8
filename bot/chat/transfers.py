"""Sound files under way in the background: looked at for their card, then sent to the PBX.

One message says what is going on and becomes what came of it. Asks no question but the card's.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core.messages import sound_card as cards
from bot.core.messages import upload as texts
from bot.core.messages.text import Message
from bot.core.records import Account, Draft, Topic
from bot.core.sounds import VoiceNote
from bot.core.uploads import WAV, Asking, Upload, remember
from bot.errors import StoreBusy, UsageError
from bot.flows.upload import Uploader

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers:
    """Looks at files and sends them; whose turn it is meanwhile does not wait."""

    desk: Desk
    uploader: Uploader
    #: Runs a transfer in the background, under supervision.
    spawn: Callable[[Coroutine[Any, Any, None]], None]

    async def ask(
        self, visit: Visit, asking: Asking, upload: Upload, answered: Draft | None = None
    ) -> Draft:
        """Write down a question about a file."""
        return await self.desk.ask(
            visit, about=Topic.UPLOAD, asking=asking, values=remember(upload), after=answered
        )

    async def look_at(
        self, visit: Visit, upload: Upload, account: Account, answered: Draft | None
    ) -> None:
        """Have the file made fit, while a message says so that becomes its card."""
        looking = cards.render_looking(upload.name, language=visit.language)
        shown = await self._under_way(visit, looking, answered)
        self.spawn(self._look_at(visit, upload, account, shown))

    async def send(
        self, visit: Visit, upload: Upload, account: Account, answered: Draft | None
    ) -> None:
        """Have a file sent that was heard, while a message says so that becomes the result."""
        sending = texts.render_sending(upload.name, language=visit.language)
        shown = await self._under_way(visit, sending, answered)
        # It may have gone over when something breaks.
        unknown = UsageError("upload_unknown", name=upload.name)
        self.spawn(self._come_to(visit, upload, shown, self._sent(visit, upload, account), unknown))

    async def _under_way(
        self, visit: Visit, message: Message, answered: Draft | None
    ) -> int | None:
        if answered is not None:
            await self.desk.questions.cancel(answered)
        if visit.query_id:
            await self.desk.redraw(visit, message)
            return visit.message_id
        await self.desk.clear(visit, answered)
        return await self.desk.say(visit, message)

    async def _look_at(
        self, visit: Visit, upload: Upload, account: Account, shown: int | None
    ) -> None:
        heard: list[VoiceNote] = []

        async def card() -> Message:
            converted, digest = await self.uploader.look_at(upload)
            draft = await self.ask(visit, Asking.CONFIRM, replace(upload, digest=digest))
            if shown is not None:
                await self.desk.questions.put(draft, shown)
            name = upload.name.removesuffix(WAV) + ".ogg"
            seconds = converted.sound.seconds
            heard.append(VoiceNote(content=converted.note, seconds=seconds, name=name))
            told = await self._unusual(visit, account)
            return cards.render_card(
                upload.name, converted.sound, draft.id, account=told, language=visit.language
            )

        await self._come_to(visit, upload, shown, card(), UsageError("audio_damaged"))
        for note in heard:
            caption = cards.note_caption(language=visit.language)
            await self.desk.sender.voice(visit.place, note, caption, reply_to=shown)

    async def _come_to(
        self,
        visit: Visit,
        upload: Upload,
        shown: int | None,
        act: Awaitable[Message],
        broken: UsageError,
    ) -> None:
        """What was shown becomes what came of it; what broke must not end the program."""
        try:
            result = await act
        except UsageError as error:
            result = await self._failed(visit, upload, error, shown)
        except StoreBusy:
            result = await self._failed(visit, upload, UsageError("busy"), shown)
        except Exception:
            log.exception("upload broke", extra={"account": upload.account_id})
            result = await self._failed(visit, upload, broken, shown)
        await self.desk.say_instead(visit, shown, result)

    async def _sent(self, visit: Visit, upload: Upload, account: Account) -> Message:
        taken = await self.uploader.upload(visit.person, upload)
        return texts.render_taken(
            taken.uploaded,
            account=await self._unusual(visit, account),
            twin=taken.twin,
            language=visit.language,
            tz=self.desk.tz,
            now=self.desk.now(),
        )

    async def _unusual(self, visit: Visit, account: Account) -> Account | None:
        """The account, if it does not go without saying."""
        only = len(await self.desk.people.accounts(visit.person)) == 1
        usual = only or account.account_id == visit.person.default_account_id
        return None if usual else account

    async def _failed(
        self, visit: Visit, upload: Upload, error: UsageError, shown: int | None
    ) -> Message:
        """What stopped it, with a button where pressing one may set it right."""
        draft_id: str | None = None
        if texts.can_be_mended(error):
            # A store that is busy costs the button, not the answer.
            with suppress(StoreBusy):
                draft = await self.ask(visit, Asking.MEND, upload)
                draft_id = draft.id
                if shown is not None:
                    await self.desk.questions.put(draft, shown)
        return texts.render_failed(error, draft_id, language=visit.language)
