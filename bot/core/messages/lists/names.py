"""What a list is called by: its file, where two lists of one script would look alike."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from bot.core.lists import CallList
from bot.core.messages.text import LINE, Text
from bot.core.people import Language
from bot.core.phones import mask_numbers

PASTED: Final = Text(vi="Dán vào", en="Pasted")
AGAIN: Final = Text(vi="Gọi lại {source}", en="{source} again")

#: So much of a name fits a phone's line, also behind "Gọi lại"; so much of that is its end.
_WIDEST: Final = LINE - len("Gọi lại ")
_END: Final = 12


def source(called: CallList, language: Language) -> Markup | str:
    """The file's name, or that it was pasted; that it is called again, if it is."""
    named = called.source or PASTED.render(language)
    return named if called.retry_of is None else AGAIN.render(language, source=named)


def file_name(called: CallList, language: Language, *, masked: bool) -> Markup | str | None:
    """The file behind a list, short enough for line 1; None for a paste.

    A group reads no number in it. What is too long loses its middle: names of files that are sent
    each month differ at their end.
    """
    if not called.source:
        return None
    name = mask_numbers(called.source) if masked else called.source
    if len(name) > _WIDEST:
        name = f"{name[: _WIDEST - _END - 1].rstrip()}…{name[-_END:].lstrip()}"
    return name if called.retry_of is None else AGAIN.render(language, source=name)
