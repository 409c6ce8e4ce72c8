"""`/upload`: sounds on their way from a chat to the PBX, and the list of those that it has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit, place_of
from bot.chat.desk import Desk
from bot.chat.files import Attached, attached
from bot.chat.transfers import Transfers
from bot.core.answers import says_no
from bot.core.commands import split_command
from bot.core.messages import upload as texts
from bot.core.messages.text import Message
from bot.core.people import Act, may
from bot.core.records import Account, Draft, Topic
from bot.core.uploads import (
    Asking,
    Upload,
    looks_like_answer,
    looks_like_sound,
    parse_audio_name,
    recall,
    verify_fetchable,
)
from bot.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """The handlers of `/upload`, of files, of answers about them, and of their buttons."""

    desk: Desk
    transfers: Transfers
    act: Act = Act.CALL

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/upload NAME` in reply to a file; without one the name waits for its file."""
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None and update.message is not None:
            file = attached(update.message.reply_to_message)
            act = self.run(visit) if file is None else self._take(visit, file, name=visit.text)
            await self.desk.answering(visit, act)

    async def captioned(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A file whose caption is the command."""
        message = update.message
        assert message is not None, "registered for messages only"
        addressee = split_command(message.caption or "")[2]
        if addressee is not None and addressee.lower() != context.bot.username.lower():
            return
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None:
            await self.desk.answering(visit, self._take(visit, attached(message), name=visit.text))

    async def file(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A file that answers our question for one, or that came to us without a word."""
        message = update.message
        assert message is not None, "registered for messages only"
        asked = await self._asked_by(message)
        if asked is None and place_of(message).is_group:
            return
        # A recording is passed on as a matter of course: without a command it is only offered.
        visit = await self.desk.access.message(update, Act.CALL if asked else Act.VIEW)
        if visit is not None:
            file = attached(message)
            act = self._answer_with(visit, asked, file) if asked else self._offer(visit, file)
            await self.desk.answering(visit, act)

    async def run(self, visit: Visit) -> None:
        """The command without a file: what was uploaded, or the file for a name."""
        if not visit.text:
            accounts = await self.desk.people.choose(visit.person)
            await self.desk.say(visit, await self._list(visit, accounts[0]))
            return
        upload = Upload(name=parse_audio_name(visit.text))
        draft = await self.transfers.ask(visit, Asking.FILE, upload)
        question = texts.render_ask_file(upload.name, language=visit.language)
        await self.desk.put(visit, draft, question)

    def fits(self, draft: Draft, text: str) -> bool:
        """Whether text that replies to nothing is the name that is asked for."""
        return looks_like_answer(draft, text)

    async def answered(self, visit: Visit, draft: Draft) -> None:
        """A name for the file; everything else takes a file or a button."""
        if says_no(visit.text):
            await self.desk.questions.cancel(draft)
            await self.desk.clear(visit, draft)
            raise UsageError("cancelled")
        if draft.asking == Asking.FILE:
            raise UsageError("upload_no_file")
        if draft.asking != Asking.NAME:
            raise UsageError("press_button")
        try:
            name = parse_audio_name(visit.text)
        except UsageError as error:
            question = texts.render_ask_name(language=visit.language)
            await self.desk.put_again(visit, draft, question, error)
        else:
            await self._go_on(visit, replace(recall(draft), name=name), draft)

    async def browsed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Another page, or another account's files."""
        visit = await self.desk.access.press(update, Act.CALL)
        account = await self.desk.account_pressed(visit) if visit is not None else None
        if visit is not None and account is not None:
            await self.desk.answering(visit, self._browsed(visit, account))

    async def picked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button under a question: only who was asked may press it."""
        visit = await self.desk.access.press(update, Act.CALL)
        draft = await self.desk.pressed(visit, Topic.UPLOAD) if visit is not None else None
        if visit is not None and draft is not None:
            await self.desk.answering(visit, self._picked(visit, draft))

    async def _browsed(self, visit: Visit, account: Account) -> None:
        page = int(visit.data.rpartition(":")[2])
        await self.desk.redraw(visit, await self._list(visit, account, page=page))

    async def _picked(self, visit: Visit, draft: Draft) -> None:
        upload = recall(draft)
        match visit.data.removeprefix("up.").split(":"):
            case ["drop", _]:
                await self.desk.questions.cancel(draft)
                await self.desk.redraw(visit, texts.render_dropped(language=visit.language))
            case ["name", _]:
                await self._ask_name(visit, upload, answered=draft)
            case ["go" | "again", _] if upload.digest:
                accounts = await self.desk.people.choose(visit.person, upload.account_id)
                await self.transfers.send(visit, upload, accounts[0], draft)
            case ["of", _, account_id]:
                await self.desk.people.remember_default(visit.person, int(account_id))
                await self._go_on(visit, replace(upload, account_id=int(account_id)), draft)
            case _:
                await self._go_on(visit, upload, draft)

    async def _asked_by(self, message: TelegramMessage) -> Draft | None:
        """The question for a file that a message replies to, if it was put to its sender."""
        replied, sender = message.reply_to_message, message.from_user
        if replied is None or sender is None:
            return None
        asked = await self.desk.questions.standing_at(place_of(message), replied.message_id)
        if asked is None or asked.person_id != sender.id:
            return None
        return asked if (asked.about, asked.asking) == (Topic.UPLOAD, Asking.FILE) else None

    async def _answer_with(self, visit: Visit, asked: Draft, file: Attached | None) -> None:
        if await self.desk.questions.answered_by(visit.person, asked) is None:
            raise UsageError("prompt_gone")
        await self._take(visit, file, name=recall(asked).name, answered=asked)

    async def _offer(self, visit: Visit, file: Attached | None) -> None:
        if not may(visit.person.role, Act.CALL):
            raise UsageError("not_allowed")
        file = _fetchable(file)
        if not file.is_voice and not looks_like_sound(file.name, file.mime_type):
            raise UsageError("file_unknown")
        upload = Upload(file_id=file.file_id, file_name=file.name)
        draft = await self.transfers.ask(visit, Asking.OFFER, upload)
        question = texts.render_offer(draft.id, file.name, language=visit.language)
        await self.desk.put(visit, draft, question)

    async def _take(
        self, visit: Visit, file: Attached | None, *, name: str, answered: Draft | None = None
    ) -> None:
        file = _fetchable(file)
        upload = Upload(file_id=file.file_id, file_name=name or file.name)
        await self._go_on(visit, upload, answered)

    async def _go_on(self, visit: Visit, upload: Upload, answered: Draft | None = None) -> None:
        """Ask for what is missing, else send the file."""
        if not upload.name:
            try:
                upload = replace(upload, name=parse_audio_name(upload.file_name))
            except UsageError as error:
                await self._ask_name(visit, upload, error, answered=answered)
                return
        accounts = await self.desk.people.choose(visit.person, upload.account_id)
        if len(accounts) > 1:
            draft = await self.transfers.ask(visit, Asking.ACCOUNT, upload, answered)
            question = texts.render_choose_account(draft.id, accounts, language=visit.language)
            await self.desk.put(visit, draft, question)
            await self.desk.clear(visit, answered)
        else:
            upload = replace(upload, account_id=accounts[0].account_id)
            await self.transfers.look_at(visit, upload, accounts[0], answered)

    async def _ask_name(
        self,
        visit: Visit,
        upload: Upload,
        error: UsageError | None = None,
        *,
        answered: Draft | None,
    ) -> None:
        draft = await self.transfers.ask(visit, Asking.NAME, replace(upload, name=""), answered)
        question = texts.render_ask_name(error, language=visit.language)
        await self.desk.put(visit, draft, question)
        await self.desk.clear(visit, answered)

    async def _list(self, visit: Visit, account: Account, *, page: int = 0) -> Message:
        files = await self.transfers.uploader.known(account.account_id)
        people = {file.person_id for file in files}
        listing = texts.Listing(
            account=account,
            files=files,
            names={who: await self.desk.people.name(who) for who in people},
            others=[a for a in await self.desk.people.accounts(visit.person) if a != account],
            page=page,
        )
        return texts.render_list(
            listing, language=visit.language, tz=self.desk.tz, now=self.desk.now()
        )


def _fetchable(file: Attached | None) -> Attached:
    """The file; UsageError if there is none, or Telegram does not give it."""
    if file is None:
        raise UsageError("upload_no_file")
    verify_fetchable(file.size)
    return file
