"""What a call read out, as its record shows it: the script as it was then, the values as sent.

A code is dots. In groups nothing of it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from markupsafe import Markup

from bot.core import calls
from bot.core.listing import Detail, Record
from bot.core.messages.text import Script, Text, bold, units
from bot.core.messages.voice import FILE, values_text, whole
from bot.core.people import Language
from bot.core.records import CallKind
from bot.core.templates import CODE_FIELD, PressKey, Template, fill

READ_OUT: Final = Text(vi="Đã đọc:", en="Read out:")
#: It was not answered, or never went out.
TO_READ: Final = Text(vi="Lời gửi đi:", en="Words sent:")
#: Nobody kept the words of that day.
AS_KNOWN: Final = Text(vi="Lời theo kịch bản hiện nay:", en="By the template as known now:")
VALUES: Final = Text(vi="Giá trị gửi đi:", en="Values sent:")
AFTER_KEY: Final = Text(vi="Sau khi bấm {key}:", en="After key {key}:")
_DOTS: Final = "••••"


def words_sent(record: Record, detail: Detail, language: Language, room: int) -> Markup:
    """The words under their heading, in so many UTF-16 units at the most; empty: none are known."""
    script, call = detail.script, record.call
    if script is None:
        told = values_text(call.values) if call and call.kind is CallKind.VOICE else Markup("")
        shown = Markup("{}\n{}").format(VALUES.render(language), told) if told else Markup("")
        return shown if units(shown) <= room else Markup("")
    heading = _heading(record, language)
    lines: list[Markup] = [heading]
    room -= units(heading) + 1
    for text in _texts(record, script, language):
        filled = _filled(text, _values(record), room)
        lines.append(filled)
        room -= units(filled) + 1
    return Markup("\n").join(lines)


def _heading(record: Record, language: Language) -> Markup:
    if record.call is None or record.call.script is None:
        return AS_KNOWN.render(language)
    heard = calls.outcome(record.facts) is calls.Outcome.ANSWERED
    return (READ_OUT if heard else TO_READ).render(language)


def _texts(record: Record, script: Template, language: Language) -> Iterator[str]:
    """The main words, and what the pressed key's callee was told."""
    yield _played(script.content, script.audio_file, language)
    key = _pressed(record, script)
    if key is not None and key.has_sound:
        after = AFTER_KEY.plain(language, key=key.num)
        yield f"{after} {_played(key.content, key.audio_file, language)}"


def _pressed(record: Record, script: Template) -> PressKey | None:
    pressed = record.facts.report.keypress
    if pressed is None or record.kind is CallKind.OTP:
        return None
    return next((key for key in script.keys if key.num == pressed.value), None)


def _played(content: str, audio_file: str, language: Language) -> str:
    return FILE.plain(language, name=audio_file) if audio_file else content


def _filled(text: str, values: Mapping[str, str], room: int) -> Markup:
    """A text with its values in bold, cut to what there is room for."""
    shown = Markup("")
    for piece in fill(text, values):
        part = cut(piece.text, room)
        room -= units(part)
        shown += bold(Script(part)) if piece.is_value else whole(part)
        if part != piece.text:
            break
    return shown


def _values(record: Record) -> Mapping[str, str]:
    if record.kind is CallKind.OTP:
        return {CODE_FIELD: _DOTS}
    if record.call is not None:
        return record.call.values
    return {} if record.cdr is None else record.cdr.param


def cut(text: str, room: int) -> str:
    """What of a text there is room for, with "…" for the rest."""
    if units(text) <= room:
        return text
    encoded = text.encode("utf-16-le", "replace")[: 2 * max(room - 1, 0)]
    return encoded.decode("utf-16-le", "ignore") + "…"
