"""What people read of the PBX's voice scripts: the list, a script whole, questions about one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.key_lines import NEEDS_MARK
from bot.core.messages.choices import Rows, in_rows
from bot.core.messages.problems import render_problem
from bot.core.messages.prompts import account_keyboard
from bot.core.messages.text import (
    LINE,
    Button,
    Message,
    Script,
    Style,
    Text,
    bold,
    clock,
    code,
    fold,
    items,
    lines,
    quote,
    safe,
)
from bot.core.messages.voices import speed_text, voice_text
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.records import Account
from bot.core.scripts import Known, short_key
from bot.core.templates import PressKey, Template, TemplateKind
from bot.errors import UsageError

#: So many key fields are named.
_FIELDS: Final = 12

KINDS: Final[Mapping[TemplateKind, Text]] = MappingProxyType(
    {
        TemplateKind.OTP: Text(vi="đọc mã", en="reads a code"),
        TemplateKind.TTS: Text(vi="đọc lời", en="read aloud"),
        TemplateKind.AUDIO: Text(vi="phát tệp", en="plays a file"),
    }
)
SCRIPT: Final = Text(vi="Kịch bản", en="Template")
ADDED: Final = Text(vi="Đã thêm kịch bản", en="Template added")
REPLACED: Final = Text(vi="Đã thay kịch bản", en="Template replaced")
SAME: Final = Text(vi="Bot đã biết đúng lời này", en="Known already, word for word")
FIELDS: Final = Text(vi="Các mục: {fields}", en="Fields: {fields}")
UNREAD: Final = Text(
    vi="Cuộc gọi trước có thêm mục: {fields}", en="Earlier calls also filled: {fields}"
)
AND_MORE: Final = Text(vi="và {more} nữa", en="and {more} more")
PRESS: Final = Text(vi="Bấm {key}", en="Press {key}")
NEEDS: Final = Text(vi="cần người", en="needs someone")
CHECKED: Final = Text(vi="✓ = bấm phím đó là cần người", en="✓ = that key needs someone")
AT_THE_END: Final = Text(vi="Kết thúc: {content}", en="At the end: {content}")
WRONG_KEY: Final = Text(vi="Bấm sai: {content}", en="Wrong key: {content}")
ADDED_BY: Final = Text(vi="{who} thêm {at}", en="added by {who} {at}")
FURNISHED: Final = Text(vi="có sẵn", en="there from the start")
HEARD: Final = Text(vi="nghe gần nhất trong cuộc gọi {at}", en="last heard in a call {at}")
NEVER_HEARD: Final = Text(vi="chưa ai nghe qua bot này", en="not heard in a call of this bot yet")
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

CALL_WITH: Final = Text(vi="Gọi kịch bản này", en="Call with this")
KEY: Final = Text(vi="Bấm {key}", en="Key {key}")
KEY_NEEDS: Final = Text(vi="Bấm {key} cần người", en="{key} needs someone")
MEANINGS: Final = Text(vi="Ý nghĩa phím", en="Meanings of keys")
DELETE: Final = Text(vi="Xóa", en="Delete")
BACK_TO_LIST: Final = Text(vi="‹ Danh sách", en="‹ List")
PUT_NEW: Final = Text(vi="Thay", en="Replace")
KEEP: Final = Text(vi="Giữ", en="Keep")
SURE: Final = Text(vi="Xóa khỏi bot", en="Remove")

#: So many toggles have room for a sentence each; more are a row of short ones.
_SPELLED: Final = 2
_A_ROW: Final = 4


def render_script(
    known: Known, *, language: Language, tz: tzinfo, now: float, heading: Text = SCRIPT
) -> Message:
    """A script whole; what is played at the end and after a wrong key is folded."""
    template = known.template
    content = f"[{template.audio_file}]" if template.audio_file else template.content
    html = lines(
        items(
            bold(heading.render(language)),
            code(Script(template.name)),
            KINDS[template.kind].render(language),
            voice_text(template.voice, language),
            speed_text(template.speed, language),
        ),
        quote(Script(content)),
        _fields(FIELDS, template.fields, language),
        _fields(UNREAD, known.unread, language),
        *(_press(key, language) for key in template.keys),
        CHECKED.render(language) if len(_with_meaning(template)) > _SPELLED else None,
        _sounds(template, language),
        past(known, language=language, tz=tz, now=now),
    )
    return Message(html, _script_keyboard(template, language))


def _fields(said: Text, names: Sequence[str], language: Language) -> Markup | None:
    if not names:
        return None
    more = len(names) - _FIELDS
    shown = [safe(name) for name in names[:_FIELDS]]
    shown += [AND_MORE.render(language, more=more)] if more > 0 else []
    return said.render(language, fields=Markup(", ").join(shown))


def _press(key: PressKey, language: Language) -> Markup:
    said = f"[{key.audio_file}]" if key.audio_file else key.content
    pressed = PRESS.render(language, key=key.num)
    meant = Markup("{}: {}").format(pressed, safe(key.meaning)) if key.meaning else pressed
    if key.needs_someone:
        meant = Markup("{} · {}").format(meant, NEEDS.render(language))
    return Markup("{} → {}").format(meant, safe(Script(said))) if said else meant


def _sounds(template: Template, language: Language) -> Markup | None:
    sounds = ((AT_THE_END, template.exit_sound), (WRONG_KEY, template.invalid_sound))
    said = [text.plain(language, content=safe(Script(sound))) for text, sound in sounds if sound]
    return fold(Script("\n".join(said))) if said else None


def past(known: Known, *, language: Language, tz: tzinfo, now: float) -> Markup:
    """By whom and when it was registered, and when somebody last heard it."""

    def at(moment: float) -> str:
        return clock(moment, tz, language=language, now=now)

    by, heard = known.added_by, known.heard_at
    return items(
        ADDED_BY.render(language, who=by, at=at(known.template.added_at))
        if by
        else FURNISHED.render(language),
        NEVER_HEARD.render(language) if heard is None else HEARD.render(language, at=at(heard)),
    )


def _script_keyboard(template: Template, language: Language) -> Rows:
    which = f"{template.account_id}:{short_key(template.name)}"
    call = Button(CALL_WITH.plain(language), data=f"call.with:{which}")
    meanings = Button(MEANINGS.plain(language), data=f"tpl.mean:{which}")
    last = (
        Button(DELETE.plain(language), data=f"tpl.drop:{which}", style=Style.STOP),
        Button(BACK_TO_LIST.plain(language), data=f"tpl.back:{which}"),
    )
    # A code is never asked for by a button: it is typed with /otp.
    first = (meanings,) if template.kind is TemplateKind.OTP else (call, meanings)
    return (first, *_toggles(template, which, language), last)


def _with_meaning(template: Template) -> list[PressKey]:
    """The keys whose press can ask for somebody."""
    return [key for key in template.keys if key.meaning]


def _toggles(template: Template, which: str, language: Language) -> Rows:
    keys = _with_meaning(template)
    label = KEY_NEEDS if len(keys) <= _SPELLED else KEY
    return in_rows(
        [
            (
                f"{'✓ ' if key.needs_someone else ''}{label.plain(language, key=key.num)}",
                f"tpl.need:{which}:{key.num}",
            )
            for key in keys
        ],
        _SPELLED if len(keys) <= _SPELLED else _A_ROW,
    )


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
