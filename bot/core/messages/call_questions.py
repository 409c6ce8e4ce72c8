"""Questions about a voice call: what `/call` left out, and what its names were meant as."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.messages.problems import render_problem
from bot.core.messages.prompts import ASK_ACCOUNT, CANCEL, USE, render_ask_phone
from bot.core.messages.text import Button, Message, Script, Text, bold, clean, lines
from bot.core.messages.voice import Keyboard
from bot.core.people import Language
from bot.core.phones import mask
from bot.core.records import Account
from bot.core.voice_questions import LEAVE_OUT, Asking, Question, Voice, missing_fields
from bot.errors import UsageError

ASK_TEMPLATE: Final = Text(vi="Kịch bản nào?", en="Which template?")
TYPE_ANOTHER: Final = Text(
    vi="Tên khác thì trả lời tin này.", en="Reply to this with any other name."
)
TEMPLATE_LOOKS: Final = Text(vi="Tên kịch bản", en="Name of the template")
ASK_CALLER: Final = Text(vi="Đầu số nào?", en="From which number?")
CALLER_LOOKS: Final = Text(vi="Số khách sẽ thấy", en="What the callee will see")
ASK_CAMPAIGN: Final = Text(vi="Chiến dịch nào?", en="Which campaign?")
CAMPAIGN_LOOKS: Final = Text(vi="ID chiến dịch", en="Id of the campaign")
ASK_VALUE: Final = Text(vi="{name} là gì?", en="What is {name}?")
ASK_LABEL: Final = Text(vi="HĐ là gì?", en="What is the ref?")
LABEL_LOOKS: Final = Text(vi="Mã hợp đồng của bạn", en="Your own id of the contract")
LABEL_OFF: Final = Text(vi="Trả lời - để bỏ HĐ.", en="Reply - to take it off.")
NOW_IT_IS: Final = Text(vi="Đang là {value}", en="Now {value}")
STILL_MISSING: Final = Text(vi="Còn thiếu: {names}", en="Missing: {names}")
KEEP_FIELD: Final = Text(vi="Giữ {name}", en="Keep {name}")
DROP_FIELD: Final = Text(vi="Bỏ mục này", en="Leave it out")
LATE_AGAIN: Final = Text(vi="Xem trước lại", en="Preview again")
LATE_DROP: Final = Text(vi="Bỏ", en="Drop")
ASK_CONTACT: Final = Text(
    vi="Bot chưa biết số của bạn.\nBấm nút bên dưới để gửi, rồi bot gọi thử.",
    en="The bot does not know your number.\nSend it with the button below, then it calls you.",
)
SEND_NUMBER: Final = Text(vi="Gửi số của tôi", en="Send my number")
CONTACT_KEPT: Final = Text(
    vi="Đã nhớ số của bạn. Chỉ dùng để gọi thử.",
    en="Your number is kept, for test calls only.",
)
PRESS_AGAIN: Final = Text(
    vi="Chưa gọi thử, bản xem trước đã cũ.\nXem bản mới rồi bấm lại.",
    en="No test call yet, the preview was out of date.\nCheck the new one and press again.",
)
PHONE: Final = Text(vi="Số điện thoại", en="Number")
TEMPLATE: Final = Text(vi="Kịch bản", en="Template")
LABEL: Final = Text(vi="HĐ", en="Ref")
CALLER: Final = Text(vi="Đầu số", en="From")
CAMPAIGN: Final = Text(vi="Chiến dịch", en="Campaign")
BACK: Final = Text(vi="‹ Xem trước", en="‹ Preview")

#: Buttons a row, and how many characters fit a label there (CARDS.md rule 8).
_WIDTHS: Final = ((3, 10), (2, 18), (1, 34))
_CHANGES: Final = MappingProxyType(
    {
        Asking.PHONE: PHONE,
        Asking.TEMPLATE: TEMPLATE,
        Asking.LABEL: LABEL,
        Asking.CALLER: CALLER,
        Asking.CAMPAIGN: CAMPAIGN,
    }
)
_PICKED: Final = MappingProxyType(
    {
        Asking.TEMPLATE: (ASK_TEMPLATE, TEMPLATE_LOOKS),
        Asking.CALLER: (ASK_CALLER, CALLER_LOOKS),
        Asking.CAMPAIGN: (ASK_CAMPAIGN, CAMPAIGN_LOOKS),
    }
)


def render_question(
    question: Question,
    draft_id: str,
    voice: Voice,
    *,
    fields: Sequence[str],
    accounts: Sequence[Account],
    masked: bool,
    language: Language,
) -> Message:
    """The question with its buttons, or as a ForceReply; in a group nothing typed is repeated."""
    match question.asking:
        case Asking.PHONE:
            return render_ask_phone(language=language)
        case Asking.RENEWED:
            return _ask_renewed(draft_id, voice, masked, language)
        case Asking.ACCOUNT:
            names = {str(account.account_id): account.name for account in accounts}
            labels = [names.get(choice, choice) for choice in question.choices]
            return Message(bold(ASK_ACCOUNT.render(language)), _picker(draft_id, labels, language))
        case Asking.TEMPLATE | Asking.CALLER | Asking.CAMPAIGN:
            return _ask_to_pick(question, draft_id, language)
        case Asking.FIELD:
            return _ask_field(question, draft_id, voice, fields, masked, language)
        case Asking.LABEL:
            return _ask_label(voice.command.label, masked, language)
        case Asking.VALUE:
            return _ask_value(question, voice, fields, masked, language)
        case _:
            raise AssertionError(question)


def _ask_renewed(draft_id: str, voice: Voice, masked: bool, language: Language) -> Message:
    new = voice.command.callee or ""
    error = UsageError("phone_old", number=voice.old_number, new=new)
    use = USE.plain(language, new=mask(new) if masked else new)
    buttons = (Button(use, data=f"call.pick:{draft_id}:0"), _cancel(draft_id, language))
    return render_problem(error, language, masked=masked, keyboard=(buttons,))


def _ask_to_pick(question: Question, draft_id: str, language: Language) -> Message:
    """What calls have used is a button each, anything else is typed."""
    asks, looks = _PICKED[question.asking]
    asked = bold(asks.render(language))
    if not question.choices:
        return Message(asked, ask=looks.plain(language))
    html = lines(asked, TYPE_ANOTHER.render(language))
    return Message(html, _picker(draft_id, question.choices, language))


def _ask_field(
    question: Question,
    draft_id: str,
    voice: Voice,
    fields: Sequence[str],
    masked: bool,
    language: Language,
) -> Message:
    special = {
        LEAVE_OUT: DROP_FIELD.plain(language),
        question.about: KEEP_FIELD.plain(language, name=question.about),
    }
    labels = [special.get(choice, choice) for choice in question.choices]
    # What a script that nobody here knows has no field of, nobody can say.
    error = (
        UsageError("field_slip", name=question.about)
        if question.about in question.choices
        else UsageError(
            "field_unknown",
            name=question.about,
            template=voice.command.template or "",
            names=Script(", ".join(fields)) if fields else "",
        )
    )
    keyboard = _picker(draft_id, labels, language)
    return render_problem(error, language, masked=masked, keyboard=keyboard)


def _ask_value(
    question: Question, voice: Voice, fields: Sequence[str], masked: bool, language: Language
) -> Message:
    missing = missing_fields(voice.command, fields)
    value = voice.command.values.get(question.about, "")
    html = lines(
        bold(ASK_VALUE.render(language, name=question.about)),
        STILL_MISSING.render(language, names=Script(", ".join(missing)))
        if len(missing) > 1
        else None,
        _now("" if masked else value, language),
    )
    return Message(html, ask=clean(question.about))


def _ask_label(label: str, masked: bool, language: Language) -> Message:
    html = lines(
        bold(ASK_LABEL.render(language)),
        _now("" if masked else label, language),
        LABEL_OFF.render(language) if label else None,
    )
    return Message(html, ask=LABEL_LOOKS.plain(language))


def _now(value: str, language: Language) -> Markup | None:
    return NOW_IT_IS.render(language, value=value) if value else None


def render_late(sent: str, draft_id: str, *, language: Language) -> Message:
    """A command that waited while the bot was away."""
    buttons = (
        Button(LATE_AGAIN.plain(language), data=f"call.pick:{draft_id}:0"),
        Button(LATE_DROP.plain(language), data=f"call.drop:{draft_id}"),
    )
    return render_problem(UsageError("call_late", sent=sent), language, keyboard=(buttons,))


def render_ask_contact(*, language: Language) -> Message:
    """The person's own number is wanted; the keyboard that sends it comes beside this."""
    return Message(ASK_CONTACT.render(language))


def render_contact_kept(*, language: Language) -> Message:
    """The person's own number is known from now on."""
    return Message(CONTACT_KEPT.render(language))


def render_press_again(*, language: Language) -> Message:
    """The number came when the preview that it was asked for shows no longer what is."""
    return Message(PRESS_AGAIN.render(language))


def edit_keyboard(draft_id: str, changes: Sequence[Question], *, language: Language) -> Keyboard:
    """What of a preview can be changed, and the way back to it."""
    labels = [question.about or _CHANGES[question.asking].plain(language) for question in changes]
    back = Button(BACK.plain(language), data=f"call.show:{draft_id}")
    return (*_grid(f"call.change:{draft_id}", labels), (back,))


def _picker(draft_id: str, labels: Sequence[str], language: Language) -> Keyboard:
    return (*_grid(f"call.pick:{draft_id}", labels), (_cancel(draft_id, language),))


def _grid(action: str, labels: Sequence[str]) -> Keyboard:
    """A button each, as many a row as show every label whole, if that can be."""
    longest = max((len(clean(label)) for label in labels), default=0)
    a_row, width = next((row for row in _WIDTHS if longest <= row[1]), _WIDTHS[-1])
    buttons = [Button(_cut(label, width), data=f"{action}:{at}") for at, label in enumerate(labels)]
    rows = (tuple(buttons[at : at + a_row]) for at in range(0, len(buttons), a_row))
    return tuple(rows)


def _cut(label: str, width: int) -> str:
    shown = clean(label)
    return shown if len(shown) <= width else f"{shown[: width - 1].rstrip()}…"


def _cancel(draft_id: str, language: Language) -> Button:
    return Button(CANCEL.plain(language), data=f"call.drop:{draft_id}")
