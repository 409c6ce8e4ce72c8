"""A script as its callee hears it: filled in, the values as the PBX reads them, and bold.

Of a value that no rule covers the mark says that the PBX decides. The script's own words are the
PBX's voice's, and are never translated; the mark is in the reader's language.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from markupsafe import Markup

from bot.core.messages.text import Script, Text, bold
from bot.core.messages.voice import FILE, whole
from bot.core.people import Language
from bot.core.reading import Rule, reading_of
from bot.core.templates import PressKey, Template, fill, key_fields

DECIDES: Final = Text(vi="{value} (tổng đài tự đọc)", en="{value} (the PBX decides)")


def heard_script(script: Template, values: Mapping[str, str], language: Language) -> Markup:
    """What is heard first, whole; of a sound file its name."""
    if script.audio_file:
        return FILE.render(language, name=script.audio_file)
    return _heard(script.content, values, language)


def heard_key(
    key: PressKey, script: Template, values: Mapping[str, str], language: Language
) -> Markup:
    """What is heard once a key is pressed."""
    if key.audio_file:
        return FILE.render(language, name=key.audio_file)
    # Of a key that was made known by hand only its meaning may be known.
    return heard_aside(key.content or key.meaning or "—", script, values, language)


def heard_aside(
    content: str, script: Template, values: Mapping[str, str], language: Language
) -> Markup:
    """What is heard after the script: the marks that stand there already are not repeated."""
    told = {values.get(name, "") for name in key_fields(script.content)}
    return _heard(content, values, language, told=told)


def _heard(
    content: str, values: Mapping[str, str], language: Language, *, told: Collection[str] = ()
) -> Markup:
    return Markup().join(
        _heard_value(piece.text, language, marked=piece.text not in told)
        if piece.is_value
        else whole(piece.text)
        for piece in fill(content, values)
    )


def _heard_value(value: str, language: Language, *, marked: bool) -> Markup:
    reading = reading_of(value)
    said = bold(Script(reading.text))
    if reading.rule is Rule.OPEN and marked:
        return DECIDES.render(language, value=said)
    return said
