"""Lists as they are sent: rows pasted below `/call`, or a file with or without it.

Reads what was sent and writes it down; what is asked then, and the preview, is chat/list_draft's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.desk import Desk
from bot.chat.files import Attached, attached
from bot.chat.list_draft import ListDraft, in_private
from bot.core.commands import LONGEST_VALUE, read_value, split_command
from bot.core.list_commands import ListCommand, parse_list_command
from bot.core.lists import MOST_BYTES
from bot.core.messages.lists import questions as texts
from bot.core.people import Act, may
from bot.core.records import Place
from bot.core.tables import Table, read_paste
from bot.core.uploads import Unfetched
from bot.core.voice import VoiceCommand
from bot.errors import UsageError
from bot.flows.list_reading import ListReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The handlers of lists as they are sent: rows below a command, or a file."""

    desk: Desk
    reader: ListReader
    draft: ListDraft
    #: Reads a file by its content; UsageError says what is wrong with it.
    read_file: Callable[[bytes, str], Awaitable[Table]]

    async def captioned(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A file whose caption is `/call TEMPLATE`."""
        message = update.message
        assert message is not None, "registered for messages only"
        addressee = split_command(message.caption or "")[2]
        if addressee is not None and addressee.lower() != context.bot.username.lower():
            return
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self._file(visit, attached(message)))

    async def replied(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/call TEMPLATE` in reply to a file."""
        message = update.message
        assert message is not None, "registered for messages only"
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            file = attached(message.reply_to_message)
            await self.desk.answering(visit, self._file(visit, file))

    async def file(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A spreadsheet without a word: which template it is for is asked."""
        visit = await self.desk.access.message(update, Act.VIEW)
        if visit is not None:
            await self.desk.answering(visit, self._bare_file(visit, attached(update.message)))

    async def how(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`do.list`: how a list is sent."""
        visit = await self.desk.access.press(update, Act.CALL)
        if visit is not None:
            await self.desk.sender.pop_up(visit.query_id)
            await self.desk.say(visit, texts.render_how(language=visit.language))

    async def pasted(self, visit: Visit, typed: ListCommand) -> None:
        """Rows below a command."""
        await self._begin(visit, read_paste(typed.rows), typed.command, source="")

    async def rows(self, visit: Visit) -> None:
        """Rows by themselves: more of what was pasted just now, else a list of their own."""
        table = read_paste(visit.text)
        called = await self.reader.add(visit.person, table)
        if called is None:
            await self._begin(visit, table, VoiceCommand(), source="")
        else:
            await self.draft.go_on(visit, called)

    async def _bare_file(self, visit: Visit, file: Attached | None) -> None:
        if not may(visit.person.role, Act.CALL):
            raise UsageError("not_allowed")
        await self._file(replace(visit, text=""), file)

    async def _file(self, visit: Visit, file: Attached | None) -> None:
        command = parse_list_command(visit.text) if visit.text else VoiceCommand()
        if file is None or file.is_voice:
            raise UsageError("table_kind")
        if file.size > MOST_BYTES:
            raise UsageError("table_large")
        here = in_private(visit)
        reading = texts.render_reading(file.name, language=visit.language)
        async with self.desk.saying(here, reading) as shown:
            content = await self._fetched(file)
            table = await self._read(content, file.name)
            await self._begin(visit, table, command, source=read_value(file.name)[:LONGEST_VALUE])
        if shown is not None:
            await self.desk.sender.delete(here.place, shown)

    async def _fetched(self, file: Attached) -> bytes:
        match await self.desk.sender.download(file.file_id):
            case Unfetched.TOO_LARGE:
                raise UsageError("table_large")
            case Unfetched.GONE:
                raise UsageError("list_file_gone")
            case Unfetched.FAILED:
                raise UsageError("list_not_fetched")
            case content:
                return content

    async def _read(self, content: bytes, name: str) -> Table:
        try:
            return await self.read_file(content, name)
        except UsageError as error:
            if error.problem == "table_kind" and name:
                raise UsageError("table_kind_of", name=name) from None
            raise

    async def _begin(
        self, visit: Visit, table: Table, command: VoiceCommand, *, source: str
    ) -> None:
        accounts = await self.desk.people.choose(visit.person, named=command.account)
        called = await self.reader.begin(
            visit.person,
            Place(chat_id=visit.person.person_id),
            table,
            account=accounts[0],
            command=command,
            source=source,
            language=visit.language,
        )
        await self.draft.begin(in_private(visit), called, accounts)
        if visit.place.is_group:
            await self.draft.say_where(visit, called)
