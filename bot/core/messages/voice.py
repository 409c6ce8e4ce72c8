"""The card of a voice call, from the PBX's taking it to its end (CARDS.md C2, C3).

The key that was pressed leads, with its meaning; the script is folded, whole, as it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from bot.core.messages.cards import (
    TRY_AGAIN,
    Shown,
    called_number,
    first_line,
    is_live,
    look_keyboard,
    reason_of,
    timing,
    told_here,
    unusual,
)
from bot.core.messages.text import (
    WIDEST,
    Button,
    Message,
    Script,
    Text,
    bold,
    fits,
    fold,
    items,
    lines,
    safe,
)
from bot.core.messages.wording import words_for
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.records import Call
from bot.core.templates import Template, fill

LABEL: Final = Text(vi="HĐ {label}", en="HĐ {label}")
_NAMED: Final = ("hđ", "hd", "hợp đồng")
#: Leads what is said of a call to the asker's own phone.
TEST: Final = Text(vi="Gọi thử", en="Test call")
FILE: Final = Text(vi="tệp {name}", en="file {name}")
CALL_AGAIN: Final = Text(vi="Gọi lại", en="Call again")
DETAILS: Final = Text(vi="Chi tiết", en="Details")

Keyboard = tuple[tuple[Button, ...], ...]


def render_voice_card(call: Call, *, language: Language, masked: bool, show: Shown) -> Message:
    """The card as it stands now; silent, since only the outcome rings. A group sees no script."""
    call = told_here(call, masked=masked)
    words = words_for(call)
    line = first_line(call, language=language, show=show)
    number = called_number(call, masked=masked)
    live, reason = is_live(call), reason_of(call)
    html = lines(
        items(line, number) if live else line,
        items(
            TEST.render(language) if call.test else None,
            None if live else number,
            label_text(call, language),
            call.template,
            *unusual(call, language, show),
        ),
        words.advice.render(language) if words.advice else timing(call, language, show),
        fold(Script(reason)) if len(reason) > WIDEST else None,
    )
    with_script = lines(html, None if masked else _words_sent(call, language))
    html = with_script if fits(with_script) else html
    return Message(html, () if live else _keyboard(call, language), silent=True)


def _keyboard(call: Call, language: Language) -> Keyboard:
    if words_for(call).sign is Sign.UNKNOWN:
        return look_keyboard(call, language)
    label = CALL_AGAIN if call.down_since is None else TRY_AGAIN
    again = Button(label.plain(language), data=f"call.again:{call.ref}")
    details = Button(DETAILS.plain(language), data=f"rec.call:{call.ref}")
    # A test is called again from its preview, which stands where it stood.
    return ((details,),) if call.test else ((again, details),)


def _words_sent(call: Call, language: Language) -> Markup | None:
    script = call.script
    told = (
        values_text(call.values) if script is None else script_text(script, call.values, language)
    )
    return quote(told, folded=True)


def label_text(call: Call, language: Language) -> Markup | None:
    """The team's own id of whom a call is about."""
    return ref_text(call.label, language)


def ref_text(label: str, language: Language) -> Markup | None:
    """The same of a row; many teams' ids say "HĐ" themselves."""
    if not label:
        return None
    named = label.casefold().startswith(_NAMED)
    return safe(label) if named else LABEL.render(language, label=label)


def script_text(script: Template, values: Mapping[str, str], language: Language) -> Markup:
    """What is read aloud, whole, its values bold: they are what can be wrong."""
    if script.audio_file:
        return FILE.render(language, name=script.audio_file)
    return filled_text(script.content, values)


def filled_text(content: str, values: Mapping[str, str]) -> Markup:
    """A text of a script with its values in place."""
    return Markup().join(
        bold(Script(piece.text)) if piece.is_value else whole(piece.text)
        for piece in fill(content, values)
    )


def whole(text: str) -> Markup:
    """A text as it stands, down to the line breaks at its ends."""
    return Markup("\n").join(safe(Script(line)) for line in text.split("\n"))


def values_text(values: Mapping[str, str]) -> Markup:
    """What would fill the key fields of a script that nobody here knows, one a line."""
    return Markup("\n").join(
        Markup("{}: {}").format(safe(name), bold(Script(value))) for name, value in values.items()
    )


def quote(text: Markup, *, folded: bool) -> Markup | None:
    """A text as a quotation, folded to its first lines or open; None for an empty one."""
    if not text.strip():
        return None
    opening = Markup("<blockquote expandable>" if folded else "<blockquote>")
    return Markup("{}{}</blockquote>").format(opening, text)
