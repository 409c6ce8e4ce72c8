"""[Listen]: a script as a voice note, in reply to the card that shows it; nobody is called."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.core.messages import popups
from bot.core.messages.listening import UNDER_WAY, can_be_heard, note_caption
from bot.core.templates import Template
from bot.errors import UsageError
from bot.flows.listen import Listener

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Plays scripts; without a `listener` no card has the button."""

    desk: Desk
    listener: Listener | None
    #: Runs the speaking in the background, under supervision: its asker's next press does not wait.
    spawn: Callable[[Coroutine[Any, Any, None]], None]

    def offered(self, script: Template | None) -> bool:
        """Whether a card of this script has the button."""
        return self.listener is not None and can_be_heard(script)

    def play(self, visit: Visit, script: Template | None, values: Mapping[str, str]) -> str:
        """Have it spoken; the pop-up that answers the press."""
        if script is None or self.listener is None:
            return popups.OUT_OF_DATE.plain(visit.language)
        self.spawn(self._play(visit, self.listener, script, values))
        return UNDER_WAY.plain(visit.language)

    async def _play(
        self, visit: Visit, listener: Listener, script: Template, values: Mapping[str, str]
    ) -> None:
        try:
            heard = await listener.hear(script, values)
        except UsageError as error:
            await self.desk.tell(visit, error)
            return
        except Exception:
            # What broke must not end the program.
            log.exception("a script could not be spoken", extra={"account": script.account_id})
            await self.desk.tell(visit, UsageError("speech_failed"))
            return
        caption = note_caption(
            script.name,
            heard.parts,
            heard.begins,
            cut=heard.spoken.cut,
            language=visit.language,
        )
        note = heard.spoken.note
        await self.desk.sender.voice(visit.place, note, caption, reply_to=visit.message_id)
