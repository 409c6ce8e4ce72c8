"""A voice script whole, as people read it, and all that can be done with it as buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.messages.choices import Rows, in_rows
from bot.core.messages.hearers import BACK as BACK_TO_SCRIPT
from bot.core.messages.key_tree import PURPOSES, marks, played, purpose_text
from bot.core.messages.listening import can_be_heard, listen_button
from bot.core.messages.text import (
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
    number,
    quote,
    safe,
)
from bot.core.messages.voices import speed_text, voice_text
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.script_answers import PURPOSES as CHOSEN_FROM
from bot.core.scripts import Known, short_key
from bot.core.templates import PressKey, Template, TemplateKind

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
CREATED: Final = Text(vi="Đã tạo trên tổng đài", en="Created on the PBX")
ADDED: Final = Text(vi="Đã thêm kịch bản", en="Template added")
REPLACED: Final = Text(vi="Đã thay kịch bản", en="Template replaced")
SAME: Final = Text(vi="Bot đã biết đúng lời này", en="Known already, word for word")
FIELDS: Final = Text(vi="Các mục: {fields}", en="Fields: {fields}")
UNREAD: Final = Text(
    vi="Cuộc gọi trước có thêm mục: {fields}", en="Earlier calls also filled: {fields}"
)
AND_MORE: Final = Text(vi="và {more} nữa", en="and {more} more")
PRESS: Final = Text(vi="Bấm {key}", en="Press {key}")
CHECKED: Final = Text(vi="✓ = bấm phím đó là cần người", en="✓ = that key needs someone")
AT_THE_END: Final = Text(vi="Kết thúc: {content}", en="At the end: {content}")
WRONG_KEY: Final = Text(vi="Bấm sai: {content}", en="Wrong key: {content}")
ADDED_BY: Final = Text(vi="{who} thêm {at}", en="added by {who} {at}")
FURNISHED: Final = Text(vi="có sẵn", en="there from the start")
HEARD: Final = Text(vi="nghe gần nhất trong cuộc gọi {at}", en="last heard in a call {at}")
NEVER_HEARD: Final = Text(vi="chưa ai nghe qua bot này", en="not heard in a call of this bot yet")
LOCKED: Final = Text(vi="Kịch bản đã khóa", en="Template locked")
LOCKED_BY: Final = Text(
    vi="{who} khóa lúc {at}. Không ai gọi được bằng kịch bản này.",
    en="{who} locked it at {at}. Nobody can call with it.",
)
WHAT_FOR: Final = Text(vi="{name} gọi để làm gì?", en="What are calls with {name} for?")
JSON_OF: Final = Text(vi="JSON của API: {name}", en="The API's JSON: {name}")
JSON_LACKS: Final = Text(
    vi="Thiếu lời của phím {keys}, bot không biết.", en="Key {keys} is missing, its words unknown."
)
LOCK: Final = Text(vi="Khóa", en="Lock")
UNLOCK: Final = Text(vi="Mở khóa", en="Unlock")
HEARD_BY: Final = Text(vi="Ai đã nghe ({count})", en="Who heard it ({count})")
PURPOSE_IS: Final = Text(vi="Mục đích", en="Purpose")
COPY: Final = Text(vi="Chép", en="Copy")
EXPORT: Final = Text(vi="Xuất JSON", en="Export")
MORE: Final = Text(vi="Khác ›", en="More ›")
CALL_WITH: Final = Text(vi="Gọi kịch bản này", en="Call with this")
KEY: Final = Text(vi="Bấm {key}", en="Key {key}")
KEY_NEEDS: Final = Text(vi="Bấm {key} cần người", en="{key} needs someone")
MEANINGS: Final = Text(vi="Ý nghĩa phím", en="Meanings of keys")
DELETE: Final = Text(vi="Xóa", en="Delete")
BACK_TO_LIST: Final = Text(vi="‹ Danh sách", en="‹ List")

#: So many toggles have room for a sentence each; more are a row of short ones.
_SPELLED: Final = 2
_A_ROW: Final = 4


def render_script(
    known: Known,
    *,
    language: Language,
    tz: tzinfo,
    now: float,
    heading: Text = SCRIPT,
    more: bool = False,
    listens: bool = False,
) -> Message:
    """A script whole; what is played at the end and after a wrong key is folded.

    `more`: with the buttons that are seldom needed; `listens`: it can be heard.
    """
    template = known.template
    html = lines(
        items(
            Markup("{} {}").format(Sign.LOOK, bold(LOCKED.render(language)))
            if known.lock
            else bold(heading.render(language)),
            code(Script(template.name)),
            KINDS[template.kind].render(language),
            voice_text(template.voice, language),
            speed_text(template.speed, language),
        ),
        _locked(known, language=language, tz=tz, now=now),
        quote(Script(played(template.content, template.audio_file))),
        named_fields(FIELDS, template.fields, language),
        named_fields(UNREAD, known.unread, language),
        *(_press(key, language) for key in template.keys),
        CHECKED.render(language) if len(_with_meaning(template)) > _SPELLED else None,
        _sounds(template, language),
        purpose_text(template.purpose, language),
        past(known, language=language, tz=tz, now=now),
    )
    hear = listens and can_be_heard(template)
    return Message(html, _more(known, language) if more else _keyboard(known, hear, language))


def _locked(known: Known, *, language: Language, tz: tzinfo, now: float) -> Markup | None:
    if known.lock is None:
        return None
    at = clock(known.lock.at, tz, language=language, now=now)
    return LOCKED_BY.render(language, who=known.locked_by, at=at)


def named_fields(said: Text, names: Sequence[str], language: Language) -> Markup | None:
    """Key fields by name, the first dozen; None where there are none."""
    if not names:
        return None
    more = len(names) - _FIELDS
    shown = [safe(name) for name in names[:_FIELDS]]
    shown += [AND_MORE.render(language, more=more)] if more > 0 else []
    return said.render(language, fields=Markup(", ").join(shown))


def _press(key: PressKey, language: Language) -> Markup:
    said = played(key.content, key.audio_file)
    pressed = PRESS.render(language, key=key.num)
    meant = Markup("{}: {}").format(pressed, safe(key.meaning)) if key.meaning else pressed
    meant = items(meant, *marks(key, language))
    return Markup("{} → {}").format(meant, safe(Script(said))) if said else meant


def _sounds(template: Template, language: Language) -> Markup | None:
    sounds = (
        (AT_THE_END, played(template.exit_sound, template.exit_file)),
        (WRONG_KEY, played(template.invalid_sound, template.invalid_file)),
    )
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


def _keyboard(known: Known, hear: bool, language: Language) -> Rows:
    """What is done with it day by day; the rest is behind [More]."""
    template = known.template
    which = f"{template.account_id}:{short_key(template.name)}"
    call = Button(CALL_WITH.plain(language), data=f"call.with:{which}")
    if known.lock is not None:
        call = Button(UNLOCK.plain(language), data=f"tpl.unlock:{which}")
    meanings = Button(MEANINGS.plain(language), data=f"tpl.mean:{which}")
    # A code is never asked for by a button: it is typed with /otp.
    only_codes = template.kind is TemplateKind.OTP and known.lock is None
    more = Button(MORE.plain(language), data=f"tpl.more:{which}")
    back = Button(BACK_TO_LIST.plain(language), data=f"tpl.back:{which}")
    listen = listen_button(f"tpl.hear:{which}", language)
    last: Rows = ((listen, more), (back,)) if hear else ((more, back),)
    first = (meanings,) if only_codes else (call, meanings)
    return (first, *_toggles(template, which, language), *last)


def _more(known: Known, language: Language) -> Rows:
    """What is done with a script once, or when it is wrong; one that is locked is not forgotten."""
    template, locked = known.template, known.lock is not None
    which = f"{template.account_id}:{short_key(template.name)}"
    lock, verb = (UNLOCK, "unlock") if locked else (LOCK, "lock")
    wrong = (
        Button(lock.plain(language), data=f"tpl.{verb}:{which}"),
        Button(
            HEARD_BY.plain(language, count=number(known.heard_by, language)),
            data=f"tpl.heard:{which}:0",
        ),
    )
    aim = Button(PURPOSE_IS.plain(language), data=f"tpl.aim:{which}")
    taken = (
        Button(COPY.plain(language), data=f"tpl.copy:{which}"),
        Button(EXPORT.plain(language), data=f"tpl.export:{which}"),
    )
    back = Button(BACK_TO_SCRIPT.plain(language), data=f"tpl.show:{which}")
    drop = Button(DELETE.plain(language), data=f"tpl.drop:{which}", style=Style.STOP)
    return (
        wrong,
        taken if template.kind is TemplateKind.OTP else (aim, *taken),
        (back,) if locked else (drop, back),
    )


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


def render_ask_purpose(template: Template, *, language: Language) -> Message:
    """What are its calls for? A button each."""
    which = f"{template.account_id}:{short_key(template.name)}"
    asked = bold(WHAT_FOR.render(language, name=template.name))
    choices = [(PURPOSES[one].plain(language), f"tpl.aim:{which}:{one}") for one in CHOSEN_FROM]
    back = Button(BACK_TO_SCRIPT.plain(language), data=f"tpl.show:{which}")
    return Message(asked, (*in_rows(choices, 1), (back,)))


def export_caption(template: Template, *, language: Language) -> Markup:
    """What the file is, and what it lacks because the bot does not know it."""
    silent = [key.num for key in template.keys if not key.has_sound]
    return lines(
        JSON_OF.render(language, name=template.name),
        JSON_LACKS.render(language, keys=", ".join(silent)) if silent else None,
    )
