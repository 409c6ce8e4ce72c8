"""Scripts as JSON files: those that people send, and those that they take along."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit, place_of
from bot.chat.desk import Desk
from bot.chat.files import Attached, attached
from bot.chat.making import ScriptMaking, imported
from bot.core.messages import script_card
from bot.core.people import Act
from bot.core.records import Draft, Topic
from bot.core.script_draft import Step, from_script, recall
from bot.core.scripts import file_name
from bot.core.templates import Template
from bot.core.uploads import Unfetched
from bot.errors import UsageError
from bot.flows.making import LONGEST_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptFiles:
    """The handlers of JSON files; a script that is read goes the way of any other."""

    desk: Desk
    steps: ScriptMaking

    async def file(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A JSON file: with `/template import`, as the answer to our question, or by itself."""
        message = update.message
        assert message is not None, "registered for messages only"
        asked = await self._asked_by(message)
        if asked is None and place_of(message).is_group and not message.caption:
            return
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self._file(visit, attached(message), asked))

    async def _file(self, visit: Visit, file: Attached | None, asked: Draft | None) -> None:
        assert file is not None, "registered for documents only"
        if asked is not None and (
            asked.taken or await self.desk.questions.answered_by(visit.person, asked) is None
        ):
            raise UsageError("prompt_gone")
        try:
            script = self.steps.making.read_file(await self._fetched(file))
        except UsageError as error:
            if asked is None:
                raise
            await self.steps.show(visit, asked, error)
            return
        if asked is None:
            await self.steps.begin(visit, from_script(script))
        else:
            await self.steps.keep(visit, asked, imported(recall(asked), script))

    async def _fetched(self, file: Attached) -> bytes:
        if file.size > LONGEST_FILE:
            raise UsageError("body_large")
        content = await self.desk.sender.download(file.file_id)
        if isinstance(content, Unfetched):
            raise UsageError("body_not_fetched")
        return content

    async def _asked_by(self, message: TelegramMessage) -> Draft | None:
        """The question for JSON that a message replies to, if it was put to its sender."""
        replied, sender = message.reply_to_message, message.from_user
        if replied is None or sender is None:
            return None
        asked = await self.desk.questions.standing_at(place_of(message), replied.message_id)
        if asked is None or asked.about is not Topic.MAKING or asked.person_id != sender.id:
            return None
        return asked if recall(asked).step is Step.IMPORT else None

    async def export(self, visit: Visit, template: Template) -> None:
        """The script as a file of the API's own JSON."""
        content = self.steps.making.write(template)
        caption = script_card.export_caption(template, language=visit.language)
        name = f"{file_name(template.name)}.json"
        reply_to = visit.message_id
        if not await self.desk.sender.file(visit.place, name, content, caption, reply_to=reply_to):
            raise UsageError("table_unwritten")
