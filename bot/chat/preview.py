"""The buttons of a preview: call, test on one's own phone, edit; and the link that leads to it.

The draft's row is the claim: of two presses, or of two copies of a preview, one calls. A preview
that is old, or shows no longer what is, is drawn anew and asks again; then only a button of that
drawing calls, since whoever pressed another has not seen it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from telegram import Contact, ReplyKeyboardRemove, Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.call import LINK, Call
from bot.chat.contacts import Contacts
from bot.chat.desk import Desk
from bot.chat.listening import Listening
from bot.core.faults import MENDED
from bot.core.messages import popups
from bot.core.messages.call_questions import (
    edit_keyboard,
    render_contact_kept,
    render_press_again,
)
from bot.core.messages.preview import (
    CALLED_ALREADY,
    CALLED_BEFORE,
    REFRESHED,
    TESTING,
    render_closed,
)
from bot.core.messages.text import Message
from bot.core.orders import Order
from bot.core.people import Act, may
from bot.core.phones import parse_callee
from bot.core.previews import FRESH, Preview
from bot.core.records import CallKind, Draft
from bot.core.voice_questions import (
    Asking,
    changes,
    drawn,
    next_question,
    parts_of,
    question_of,
    recall,
    remember,
    shows,
    with_mended,
)
from bot.errors import LookFirst, UsageError
from bot.flows.dial import Dialler


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewButtons:
    """The handlers of what stands under a preview."""

    desk: Desk
    call: Call
    dialler: Dialler
    contacts: Contacts
    listening: Listening
    #: Rings for a list's row that waited for the number.
    test_list: Callable[[Visit, Draft, str], Awaitable[None]]

    async def go(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.go:DRAFT:DRAWING`: call, if this is still what the preview shows."""
        await self._pressed(update, self._go)

    async def test(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.test:DRAFT:DRAWING`: the same call to the presser's own phone."""
        await self._pressed(update, self._test)

    async def fix(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.fix:DRAFT:DRAWING:N`: what the preview warns of is put right, or asked for."""
        await self._pressed(update, self._fix)

    async def hear(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.hear:DRAFT`: what would be heard, as a voice note."""
        await self._pressed(update, self._hear)

    async def edit(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.edit:DRAFT`: what can be changed."""
        await self._pressed(update, self._edit)

    async def show(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.show:DRAFT`: back to the preview."""
        await self._pressed(update, self._show)

    async def contact(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A contact was sent in private: one's own is kept, and a test that waited for it runs."""
        message = update.message
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None and message is not None and message.contact is not None:
            await self.desk.answering(visit, self._contact(visit, message.contact))

    async def opened(self, visit: Visit) -> bool:
        """A link to a preview was followed: drawn anew for its owner; False: it is none.

        It is drawn where it stood, in the private chat, wherever the link was followed.
        """
        draft = await self.desk.questions.pressed(visit.text.removeprefix(LINK))
        if (
            not visit.text.startswith(LINK)
            or draft is None
            or draft.person_id != visit.person.person_id
            or draft.asking != Asking.CONFIRM
            or not may(visit.person.role, Act.CALL)
        ):
            return False
        if draft.taken:
            raise UsageError("prompt_gone")
        await self._put_anew(replace(visit, place=draft.place), draft)
        if visit.place.is_group:
            await self.call.say_where(visit, draft)
        return True

    async def _pressed(
        self, update: Update, act: Callable[[Visit, Draft], Awaitable[str | None]]
    ) -> None:
        async def on_preview(visit: Visit, draft: Draft) -> str | None:
            if draft.asking != Asking.CONFIRM:
                return popups.OUT_OF_DATE.plain(visit.language)
            if draft.taken:
                return await self._closed(visit, draft)
            return await act(visit, draft)

        await self.call.pressed(update, on_preview)

    async def _go(self, visit: Visit, draft: Draft) -> str | None:
        preview = await self._as_shown(visit, draft, _drawing_pressed(visit))
        if preview is not None:
            try:
                await self.dialler.dial(
                    replace(
                        _order(visit, draft, preview),
                        answers=draft.id,
                        card_message_id=visit.message_id,
                    )
                )
            except LookFirst:
                pass
            else:
                return None
        return await self._refreshed(visit, draft)

    async def _test(self, visit: Visit, draft: Draft) -> str | None:
        drawing = _drawing_pressed(visit)
        preview = await self._as_shown(visit, draft, drawing)
        if preview is None:
            return await self._refreshed(visit, draft)
        if visit.person.phone is None:
            values = {"preview": draft.id, "drawings": str(drawing)}
            await self.contacts.ask(visit, values)
            return None
        await self._ring(visit, draft, preview, visit.person.phone)
        return TESTING.plain(visit.language)

    async def _fix(self, visit: Visit, draft: Draft) -> str | None:
        drawing, at = map(int, visit.data.split(":")[2:])
        preview = await self._as_shown(visit, draft, drawing)
        if preview is None or at >= len(preview.cautions):
            return await self._refreshed(visit, draft)
        warned = preview.cautions[at]
        if warned.caution in MENDED:
            mended = remember(with_mended(recall(draft), warned), question_of(draft))
            await self._redraw(visit, replace(draft, values=mended))
        else:
            await self.call.ask_anew(visit, draft, partial(parts_of, warned))
        return None

    async def _hear(self, visit: Visit, draft: Draft) -> str | None:
        voice = recall(draft)
        account = (await self.desk.people.choose(visit.person, voice.account_id))[0]
        preview = await self.call.previews.look(visit.person, account, voice)
        return self.listening.play(visit, preview.script, voice.command.values)

    async def _edit(self, visit: Visit, draft: Draft) -> None:
        await self._redraw(visit, draft, editing=True)

    async def _show(self, visit: Visit, draft: Draft) -> None:
        await self._redraw(visit, draft)

    async def _contact(self, visit: Visit, contact: Contact) -> None:
        if contact.user_id != visit.person.person_id:
            raise UsageError("contact_other")
        number = contact.phone_number
        # Telegram writes numbers with their country's code, with and without the plus.
        phone = parse_callee(number if number.startswith(("+", "0")) else f"+{number}")
        await self.desk.people.keep_phone(visit.person, phone)
        kept = render_contact_kept(language=visit.language)
        await self.desk.say(visit, kept, keyboard=ReplyKeyboardRemove())
        asked = await self.contacts.take(visit)
        if asked is None:
            return
        if "list" in asked.values:
            await self.test_list(visit, asked, phone)
            return
        draft = await self.desk.questions.pressed(asked.values["preview"])
        if draft is None or draft.taken:
            raise UsageError("prompt_gone")
        preview = await self._as_shown(visit, draft, recall(asked).drawings)
        if preview is None:
            await self.desk.say(visit, render_press_again(language=visit.language))
            await self._put_anew(visit, draft)
        else:
            await self._ring(visit, draft, preview, phone)

    async def _as_shown(self, visit: Visit, draft: Draft, drawing: int) -> Preview | None:
        """What would be called now, if that is what this drawing shows and it is not old."""
        voice = recall(draft)
        accounts = await self.desk.people.choose(visit.person, voice.account_id)
        preview = await self.call.previews.look(visit.person, accounts[0], voice)
        fresh = self.desk.now() - draft.created_at <= FRESH
        return preview if fresh and shows(voice, preview, drawing) else None

    async def _ring(self, visit: Visit, draft: Draft, preview: Preview, phone: str) -> None:
        order = _order(visit, draft, preview)
        await self.dialler.dial(replace(order, callee=phone, label="", test=True))

    async def _put_anew(self, visit: Visit, draft: Draft) -> None:
        """The preview as a message of its own, at the end of the chat, in place of the last one."""
        message = await self._renewed(visit, draft)
        if message is not None:
            await self.desk.put(visit, draft, message)
            await self.desk.clear(visit, draft)

    async def _refreshed(self, visit: Visit, draft: Draft) -> str:
        await self._redraw(visit, draft)
        return REFRESHED.plain(visit.language)

    async def _redraw(self, visit: Visit, draft: Draft, *, editing: bool = False) -> None:
        message = await self._renewed(visit, draft, editing=editing)
        if message is not None:
            await self.desk.redraw(visit, message)

    async def _renewed(
        self, visit: Visit, draft: Draft, *, editing: bool = False
    ) -> Message | None:
        """The preview as it is now, one drawing on; None: something has to be asked first.

        A script may have come to be known, or to be another, since it was drawn.
        """
        voice = recall(draft)
        accounts = await self.desk.people.choose(visit.person, voice.account_id)
        voice, shelf = await self.call.fit(voice, accounts[0])
        question = next_question(voice, accounts, shelf)
        if question.asking is not Asking.CONFIRM:
            await self.call.go_on(visit, voice, draft)
            return None
        preview = await self.call.previews.look(visit.person, accounts[0], voice)
        voice = drawn(voice, preview)
        await self.call.previews.renew(draft, remember(voice, question))
        message = self.call.shown(visit, draft, preview, question, drawing=voice.drawings)
        if not editing:
            return message
        offered = changes(voice, shelf)
        return replace(message, keyboard=edit_keyboard(draft.id, offered, language=visit.language))

    async def _closed(self, visit: Visit, draft: Draft) -> str:
        """What a press on a preview is told that acts no more; a copy of it loses its buttons."""
        call = await self.call.previews.called(draft)
        if call is None or call.message_id != visit.message_id:
            await self.desk.redraw(visit, render_closed(language=visit.language))
        if call is None:
            return popups.CLOSED.plain(visit.language)
        return (CALLED_BEFORE if call.settled else CALLED_ALREADY).plain(visit.language)


def _drawing_pressed(visit: Visit) -> int:
    return int(visit.data.rpartition(":")[2])


def _order(visit: Visit, draft: Draft, preview: Preview) -> Order:
    """The call that a preview shows, with what its asker has seen there."""
    return Order(
        person=visit.person,
        language=visit.language,
        place=visit.place,
        message_id=visit.message_id,
        account=preview.account,
        kind=CallKind.VOICE,
        callee=preview.callee,
        caller=preview.caller,
        campaign=preview.campaign,
        template=preview.template,
        # The PBX holds a single call until a line is free; lists wait in the bot's own queue.
        queue=True,
        values=dict(preview.command.values),
        label=preview.command.label,
        script=preview.script,
        preview=draft.id,
        seen=recall(draft).seen,
        since=preview.since,
    )
