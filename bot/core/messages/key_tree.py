"""What follows a script's words, as a tree in text: each key, a wrong one, the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.messages.text import Script, Text, items, lines, safe
from bot.core.people import Language
from bot.core.templates import PressKey, Purpose, Template

PURPOSES: Final[Mapping[Purpose, Text]] = MappingProxyType(
    {
        Purpose.CODE: Text(vi="mã dùng một lần", en="one-time code"),
        Purpose.SERVICE: Text(vi="chăm sóc khách", en="service"),
        Purpose.REMINDER: Text(vi="nhắc nợ, nhắc hẹn", en="reminder"),
        Purpose.ADVERTISING: Text(vi="quảng cáo", en="advertising"),
    }
)
PURPOSE: Final = Text(vi="Mục đích: {purpose}", en="Purpose: {purpose}")
TREE: Final = Text(vi="Sau đó:", en="Then:")
PRESS: Final = Text(vi="Bấm {key}", en="Press {key}")
NEEDS: Final = Text(vi="cần người", en="needs someone")
STOPS: Final = Text(vi="chặn số", en="blocks the number")
SILENT: Final = Text(vi="chưa có lời", en="no words yet")
WRONG: Final = Text(vi="Bấm sai", en="Wrong key")
END: Final = Text(vi="Kết thúc", en="At the end")

_BRANCH: Final = "├"
_LAST: Final = "└"


def purpose_text(purpose: Purpose | None, language: Language) -> Markup | None:
    """What its calls are for; None if nobody said."""
    if purpose is None:
        return None
    return PURPOSE.render(language, purpose=PURPOSES[purpose].plain(language))


def played(content: str, audio_file: str) -> str:
    """Words as they are read, or a file by its name."""
    return f"[{audio_file}]" if audio_file else content


def tree(script: Template, language: Language) -> Markup | None:
    """A line a branch; None for a script after which nothing comes."""
    branches = list(_branches(script, language))
    if not branches:
        return None
    drawn = [
        Markup("{} {}").format(_LAST if branch is branches[-1] else _BRANCH, branch)
        for branch in branches
    ]
    return lines(TREE.render(language), *drawn)


def _branches(script: Template, language: Language) -> Iterator[Markup]:
    for key in script.keys:
        yield _leads_to(_pressed(key, language), played(key.content, key.audio_file), language)
    sounds = (
        (WRONG, script.invalid_sound, script.invalid_file),
        (END, script.exit_sound, script.exit_file),
    )
    for text, content, audio_file in sounds:
        if said := played(content, audio_file):
            yield _leads_to(text.render(language), said, language)


def _pressed(key: PressKey, language: Language) -> Markup:
    pressed = PRESS.render(language, key=key.num)
    named = Markup("{}: {}").format(pressed, safe(key.meaning)) if key.meaning else pressed
    return items(named, *marks(key, language))


def marks(key: PressKey, language: Language) -> Iterator[Markup]:
    """What follows from pressing a key, besides what is heard."""
    if key.needs_someone:
        yield NEEDS.render(language)
    if key.stops:
        yield STOPS.render(language)


def _leads_to(what: Markup, said: str, language: Language) -> Markup:
    return Markup("{} → {}").format(what, safe(Script(said)) or SILENT.render(language))
