"""Questions about voice scripts that were made elsewhere, and what became of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from bot.core.key_lines import NEEDS_MARK
from bot.core.messages.problems import render_problem
from bot.core.messages.prompts import account_keyboard
from bot.core.messages.script_card import BACK_TO_LIST, past
from bot.core.messages.text import (
    LINE,
    Button,
    Message,
    Style,
    Text,
    bold,
)
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.records import Account
from bot.core.scripts import Known, short_key
from bot.core.templates import Template
from bot.errors import UsageError

ASK_NAME: Final = Text(vi="Tên kịch bản trên tổng đài?", en="The template's name on the PBX?")
NAME_LOOKS: Final = Text(vi="Ví dụ nhac_no_t11", en="Such as nhac_no_t11")
ASK_TEXT: Final = Text(
    vi="<b>Lời của {name}?</b>\nMục viết trong hai ngoặc nhọn: {{{{customer_name}}}}\n"
    "Dòng cuối, nếu có phím: 1 = đã thanh toán\n"
    "Thêm {mark} ở cuối nếu bấm phím đó là cần người: 2 = cần gọi lại{mark}",
    en="<b>The words of {name}?</b>\nFields in double braces: {{{{customer_name}}}}\n"
    "Last lines, if it has keys: 1 = paid\n"
    "Add {mark} at its end if that key needs someone: 2 = call me back{mark}",
)
TEXT_LOOKS: Final = Text(vi="Lời đọc, nguyên văn", en="The words, as they are")
ASK_MEANINGS: Final = Text(
    vi="<b>Các phím của {name} nghĩa là gì?</b>\nMỗi phím một dòng: 1 = đã thanh toán\n"
    "Thêm {mark} ở cuối nếu bấm phím đó là cần người: 2 = cần gọi lại{mark}",
    en="<b>What do the keys of {name} mean?</b>\nOne line a key: 1 = paid\n"
    "Add {mark} at its end if that key needs someone: 2 = call me back{mark}",
)
MEANINGS_LOOK: Final = Text(vi="1 = đã thanh toán", en="1 = paid")
MEANT: Final = Text(vi="Đã ghi ý nghĩa phím", en="Meanings saved")
WHICH_ACCOUNT: Final = Text(vi="Kịch bản của tài khoản nào?", en="A template of which account?")
REPLACE: Final = Text(
    vi="{sign} <b>Bot đã biết {name}</b>\n{past}. Chưa thay gì.",
    en="{sign} <b>{name} is known already</b>\n{past}. Nothing is replaced yet.",
)
REMOVE: Final = Text(
    vi="{sign} <b>Xóa {name} khỏi bot?</b>\nBot quên lời của nó. Trên tổng đài kịch bản vẫn còn.",
    en="{sign} <b>Remove {name} from the bot?</b>\nThe bot forgets its words. The PBX keeps it.",
)
REMOVED: Final = Text(
    vi="<b>Đã xóa {name} khỏi bot</b>\nTrên tổng đài kịch bản vẫn còn, vẫn gọi được.",
    en="<b>{name} is removed from the bot</b>\nThe PBX keeps it, and it can still be called.",
)
GONE: Final = Text(vi="Bot không còn biết kịch bản này", en="The bot no longer knows it")

PUT_NEW: Final = Text(vi="Thay", en="Replace")
KEEP: Final = Text(vi="Giữ", en="Keep")
SURE: Final = Text(vi="Xóa khỏi bot", en="Remove")


def render_close(
    name: str, account_id: int, templates: Sequence[Template], *, language: Language, masked: bool
) -> Message:
    """What a mistyped name may mean, a button each."""
    rows = [
        (Button(_label(close.name), data=f"tpl.show:{account_id}:{short_key(close.name)}"),)
        for close in templates
    ]
    error = (
        UsageError("script_close", name=name) if rows else UsageError("script_unknown", name=name)
    )
    return render_problem(error, language, masked=masked, keyboard=tuple(rows))


def _label(name: str) -> str:
    return name if len(name) <= LINE else f"{name[: LINE - 1]}…"


def render_ask_name(*, language: Language) -> Message:
    """What is the script called on the PBX?"""
    return Message(bold(ASK_NAME.render(language)), ask=NAME_LOOKS.plain(language))


def render_ask_text(name: str, *, language: Language) -> Message:
    """What does it say?"""
    html = ASK_TEXT.render(language, name=name, mark=NEEDS_MARK)
    return Message(html, ask=TEXT_LOOKS.plain(language))


def render_ask_meanings(name: str, *, language: Language) -> Message:
    """What do its keys mean?"""
    html = ASK_MEANINGS.render(language, name=name, mark=NEEDS_MARK)
    return Message(html, ask=MEANINGS_LOOK.plain(language))


def render_choose_account(
    draft_id: str, accounts: Sequence[Account], *, language: Language
) -> Message:
    """Whose script is it? A button each account."""
    keyboard = account_keyboard(accounts, lambda account_id: f"tpl.of:{draft_id}:{account_id}")
    return Message(bold(WHICH_ACCOUNT.render(language)), keyboard)


def render_replace(
    draft_id: str, known: Known, *, language: Language, tz: tzinfo, now: float
) -> Message:
    """A script of this name is known: is it to be replaced?"""
    html = REPLACE.render(
        language,
        sign=Sign.LOOK,
        name=known.template.name,
        past=past(known, language=language, tz=tz, now=now),
    )
    buttons = (
        Button(PUT_NEW.plain(language), data=f"tpl.put:{draft_id}"),
        Button(KEEP.plain(language), data=f"tpl.keep:{draft_id}"),
    )
    return Message(html, (buttons,))


def render_remove(draft_id: str, name: str, *, language: Language) -> Message:
    """Is it to be forgotten? Only what the bot knows of it goes."""
    buttons = (
        Button(SURE.plain(language), data=f"tpl.sure:{draft_id}", style=Style.STOP),
        Button(KEEP.plain(language), data=f"tpl.keep:{draft_id}"),
    )
    return Message(REMOVE.render(language, sign=Sign.LOOK, name=name), (buttons,))


def render_removed(account_id: int, name: str, *, language: Language) -> Message:
    """It is forgotten; the PBX has it still."""
    back = Button(BACK_TO_LIST.plain(language), data=f"tpl.page:{account_id}:0")
    return Message(REMOVED.render(language, name=name), ((back,),))
