"""Questions put to a person: a number, a code, an account. In groups they come as ForceReply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.messages.choices import WIDTHS, cut
from bot.core.messages.problems import render_problem
from bot.core.messages.text import Button, Message, Text, bold, clean, code, safe
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.phones import mask
from bot.core.records import Account, Draft
from bot.core.wishes import Asking, CodeIs, Wish
from bot.errors import UsageError

ASK_PHONE: Final = Text(vi="Gọi số nào?", en="Which number?")
PHONE_LOOKS: Final = Text(vi="Ví dụ 0987654321", en="Such as 0987654321")
ASK_CODE: Final = Text(vi="Mã cho {number}?", en="Code for {number}?")
ASK_NEW_CODE: Final = Text(vi="Mã mới cho {number}?", en="New code for {number}?")
CODE_FORGOTTEN: Final = Text(
    vi="Mã cho {number}?\nBot chỉ giữ mã trong 5 phút.",
    en="Code for {number}?\nThe bot keeps a code for 5 minutes only.",
)
CODE_LOOKS: Final = Text(vi="Chữ và số, không dấu cách", en="Letters and digits, no spaces")
USE: Final = Text(vi="Dùng {new}", en="Use {new}")
CANCEL: Final = Text(vi="Hủy", en="Cancel")
CANCELLED: Final = Text(vi="Đã hủy. Chưa gọi ai.", en="Cancelled. Nobody was called.")
ANYWAY: Final = Text(
    vi="{sign} <b>Vừa có người khác gọi {number}</b>\n"
    "Chưa gọi thêm ai. Gọi nữa thì máy khách đổ chuông hai lần.",
    en="{sign} <b>Somebody else has just called {number}</b>\n"
    "Nobody else was called. Another call rings there twice.",
)
CALL_ANYWAY: Final = Text(vi="Vẫn gọi", en="Call anyway")
ASK_ACCOUNT: Final = Text(vi="Gọi bằng tài khoản nào?", en="Which account?")

#: Accounts a row, and how many characters fit a label there (CARDS.md rule 8).
_WIDTHS: Final = ((1, 34), (2, 18), (3, 10))
_ROWS: Final = 3


def render_ask_phone(*, language: Language) -> Message:
    """Which number is to be called?"""
    return Message(bold(ASK_PHONE.render(language)), ask=PHONE_LOOKS.plain(language))


_CODE: Final = MappingProxyType(
    {CodeIs.FIRST: ASK_CODE, CodeIs.NEW: ASK_NEW_CODE, CodeIs.FORGOTTEN: CODE_FORGOTTEN}
)


def _ask_code(question: Text, callee: str, language: Language, masked: bool) -> Message:
    number = mask(callee) if masked else code(callee)
    return Message(question.render(language, number=number), ask=CODE_LOOKS.plain(language))


def render_choose_account(
    draft_id: str, accounts: Sequence[Account], *, language: Language
) -> Message:
    """Which of one's accounts is to call; a button each."""
    keyboard = account_keyboard(
        accounts, lambda account_id: f"draft.account:{draft_id}:{account_id}"
    )
    return Message(bold(ASK_ACCOUNT.render(language)), keyboard)


def account_keyboard(
    accounts: Sequence[Account], data: Callable[[int], str]
) -> tuple[tuple[Button, ...], ...]:
    """A button for each account, `data` of its id; as many a row as it takes."""
    a_row, width = next((row for row in _WIDTHS if len(accounts) <= row[0] * _ROWS), _WIDTHS[-1])
    buttons = [
        Button(_label(account.name, width), data=data(account.account_id)) for account in accounts
    ]
    return tuple(tuple(buttons[at : at + a_row]) for at in range(0, len(buttons), a_row))


def render_question(
    draft: Draft, wish: Wish, accounts: Sequence[Account], *, language: Language
) -> Message:
    """The question of a draft, in the words of its occasion."""
    masked = draft.place.is_group
    match draft.asking:
        case Asking.PHONE:
            return render_ask_phone(language=language)
        case Asking.RENEWED:
            return _ask_renewed(draft.id, wish, language, masked)
        case Asking.ACCOUNT:
            return render_choose_account(draft.id, accounts, language=language)
        case Asking.TEMPLATE:
            return _ask_template(draft.id, wish, language, masked)
        case Asking.ANYWAY:
            return _ask_anyway(draft.id, wish, language, masked)
        case Asking.CODE:
            return _ask_code(_CODE[wish.code_is], wish.command.callee or "", language, masked)
        case _:
            raise AssertionError(draft.asking)


def _ask_renewed(draft_id: str, wish: Wish, language: Language, masked: bool) -> Message:
    new = wish.command.callee or ""
    error = UsageError("phone_old", number=wish.old_number, new=new)
    use = USE.plain(language, new=mask(new) if masked else new)
    buttons = (
        Button(use, data=f"draft.renew:{draft_id}"),
        Button(CANCEL.plain(language), data=f"draft.drop:{draft_id}"),
    )
    return render_problem(error, language, masked=masked, keyboard=(buttons,))


def _ask_template(draft_id: str, wish: Wish, language: Language, masked: bool) -> Message:
    error = UsageError("script_close", name=wish.command.template or "")
    meant = (
        (Button(cut(name, WIDTHS[1]), data=f"draft.template:{draft_id}:{place}"),)
        for place, name in enumerate(wish.close)
    )
    keyboard = (*meant, _anyway_row(draft_id, language))
    return render_problem(error, language, masked=masked, keyboard=keyboard)


def _ask_anyway(draft_id: str, wish: Wish, language: Language, masked: bool) -> Message:
    callee = wish.command.callee or ""
    number = mask(callee) if masked else code(callee)
    html = ANYWAY.render(language, sign=Sign.LOOK, number=number)
    return Message(html, (_anyway_row(draft_id, language),))


def _anyway_row(draft_id: str, language: Language) -> tuple[Button, ...]:
    return (
        Button(CALL_ANYWAY.plain(language), data=f"draft.anyway:{draft_id}"),
        Button(CANCEL.plain(language), data=f"draft.drop:{draft_id}"),
    )


def render_addressed(question: Message, person_id: int, name: str) -> Message:
    """The question with a mention: in a group its ForceReply opens for whom it names only."""
    mention = Markup('<a href="tg://user?id={}">{}</a>: ').format(person_id, safe(name))
    return replace(question, html=mention + question.html)


def render_cancelled(*, language: Language) -> Message:
    """What stands in place of a question that was cancelled."""
    return Message(CANCELLED.render(language))


def _label(name: str, width: int) -> str:
    shown = clean(name)
    return shown if len(shown) <= width else f"{shown[: width - 1].rstrip()}…"
