"""The buttons of a preview: call, test on one's own phone, edit; and the link that leads to it.

The draft's row is the claim: of two presses, or of two copies of a preview, one calls. A preview
that is old, or shows no longer what is, is drawn anew and asks again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import Contact, ReplyKeyboardRemove, Update
from telegram.ext import ContextTypes

from bot.chat.access import Visit
from bot.chat.call import LINK, Call
from bot.chat.desk import Desk
from bot.chat.markup import contact_picker
from bot.core.messages import popups
from bot.core.messages.call_questions import (
    edit_keyboard,
    render_ask_contact,
    render_contact_kept,
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
from bot.core.records import CallKind, Draft, Topic
from bot.core.voice_questions import Asking, changes, next_question, recall, remember
from bot.errors import LookFirst, UsageError
from bot.flows.dial import Dialler


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewButtons:
    """The handlers of what stands under a preview."""

    desk: Desk
    call: Call
    dialler: Dialler

    async def go(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.go:DRAFT`: call, if this is still what the preview shows."""
        await self.call.pressed(update, self._go)

    async def test(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.test:DRAFT`: the same call to the presser's own phone."""
        await self.call.pressed(update, self._test)

    async def edit(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.edit:DRAFT`: what can be changed."""
        await self.call.pressed(update, self._edit)

    async def show(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`call.show:DRAFT`: back to the preview."""
        await self.call.pressed(update, self._show)

    async def contact(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A contact was sent in private: one's own is kept, and a test that waited for it runs."""
        message = update.message
        visit = await self.desk.access.message(update, Act.CALL)
        if visit is not None and message is not None and message.contact is not None:
            await self.desk.answering(visit, self._contact(visit, message.contact))

    async def opened(self, visit: Visit) -> bool:
        """A link to a preview was followed: drawn anew for its owner; False: it is none."""
        draft = await self.desk.questions.pressed(visit.text.removeprefix(LINK))
        if (
            not visit.text.startswith(LINK)
            or draft is None
            or draft.person_id != visit.person.person_id
            or draft.asking != Asking.CONFIRM
            or not may(visit.person.role, Act.CALL)
        ):
            return False
        await self._opened(visit, draft)
        return True

    async def _go(self, visit: Visit, draft: Draft) -> str | None:
        if draft.taken:
            return await self._closed(visit, draft)
        preview, known = await self._look(visit, draft), recall(draft)
        fresh = self.desk.now() - draft.created_at <= FRESH
        if fresh and preview.shown == known.shown:
            try:
                await self.dialler.dial(
                    replace(
                        _order(visit, draft, preview),
                        answers=draft.id,
                        card_message_id=visit.message_id,
                        seen=known.seen,
                    )
                )
            except LookFirst:
                pass
            else:
                return None
        await self._redraw(visit, draft)
        return REFRESHED.plain(visit.language)

    async def _test(self, visit: Visit, draft: Draft) -> str | None:
        if draft.taken:
            return await self._closed(visit, draft)
        if visit.person.phone is None:
            asked = await self.desk.ask(
                visit, about=Topic.CALL, asking=Asking.CONTACT, values={"preview": draft.id}
            )
            keyboard = contact_picker(visit.language)
            question = render_ask_contact(language=visit.language)
            await self.desk.put(visit, asked, question, keyboard=keyboard)
            return None
        await self._ring(visit, draft, visit.person.phone)
        return TESTING.plain(visit.language)

    async def _edit(self, visit: Visit, draft: Draft) -> str | None:
        return await self._shown(visit, draft, editing=True)

    async def _show(self, visit: Visit, draft: Draft) -> str | None:
        return await self._shown(visit, draft, editing=False)

    async def _shown(self, visit: Visit, draft: Draft, *, editing: bool) -> str | None:
        if draft.taken:
            return await self._closed(visit, draft)
        await self._redraw(visit, draft, editing=editing)
        return None

    async def _contact(self, visit: Visit, contact: Contact) -> None:
        if contact.user_id != visit.person.person_id:
            raise UsageError("contact_other")
        number = contact.phone_number
        # Telegram writes numbers with their country's code, with and without the plus.
        phone = parse_callee(number if number.startswith(("+", "0")) else f"+{number}")
        await self.desk.people.keep_phone(visit.person, phone)
        kept = render_contact_kept(language=visit.language)
        await self.desk.say(visit, kept, keyboard=ReplyKeyboardRemove())
        asked = await self.desk.questions.open_for(visit.person, visit.place)
        if asked is None or asked.about is not Topic.CALL or asked.asking != Asking.CONTACT:
            return
        await self.desk.questions.cancel(asked)
        await self.desk.clear(visit, asked)
        draft = await self.desk.questions.pressed(asked.values["preview"])
        if draft is None or draft.taken:
            raise UsageError("prompt_gone")
        await self._ring(visit, draft, phone)

    async def _opened(self, visit: Visit, draft: Draft) -> None:
        if draft.taken:
            raise UsageError("prompt_gone")
        message = await self._renewed(visit, draft)
        if message is not None:
            await self.desk.put(visit, draft, message)
            await self.desk.clear(visit, draft)

    async def _look(self, visit: Visit, draft: Draft) -> Preview:
        voice = recall(draft)
        accounts = await self.desk.people.choose(visit.person, voice.account_id)
        return await self.call.previews.look(visit.person, accounts[0], voice.command)

    async def _ring(self, visit: Visit, draft: Draft, phone: str) -> None:
        order = _order(visit, draft, await self._look(visit, draft))
        await self.dialler.dial(replace(order, callee=phone, label="", test=True))

    async def _redraw(self, visit: Visit, draft: Draft, *, editing: bool = False) -> None:
        message = await self._renewed(visit, draft, editing=editing)
        if message is not None:
            await self.desk.redraw(visit, message)

    async def _renewed(
        self, visit: Visit, draft: Draft, *, editing: bool = False
    ) -> Message | None:
        """The preview as it is now, written down as shown; None: something has to be asked first.

        A script may have come to be known, or to be another, since it was drawn.
        """
        voice = recall(draft)
        accounts = await self.desk.people.choose(visit.person, voice.account_id)
        voice, shelf = await self.call.fit(voice, accounts[0])
        question = next_question(voice, accounts, shelf)
        if question.asking is not Asking.CONFIRM:
            await self.call.go_on(visit, voice, draft)
            return None
        preview = await self.call.previews.look(visit.person, accounts[0], voice.command)
        voice = replace(voice, seen=preview.seen, shown=preview.shown)
        await self.call.previews.renew(draft, remember(voice, question))
        message = self.call.shown(visit, draft, preview, question)
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


def _order(visit: Visit, draft: Draft, preview: Preview) -> Order:
    """The call that a preview shows."""
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
    )
