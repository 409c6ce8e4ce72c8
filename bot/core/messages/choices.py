"""Buttons to choose among many: laid out by CARDS.md's rule 8, in pages where they are too many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from bot.core.messages.text import Button, Text, clean
from bot.core.people import Language

T = TypeVar("T")
Rows = tuple[tuple[Button, ...], ...]

OLDER: Final = Text(vi="Tiếp ›", en="More ›")
NEWER: Final = Text(vi="‹ Trước", en="‹ Back")

#: How many characters fit a label, by the number of buttons in its row.
WIDTHS: Final = {1: 34, 2: 18, 3: 10, 4: 7}
#: So many people, accounts or records fill a page.
PAGE: Final = 8
_ROWS: Final = 3


def grid(choices: Sequence[tuple[str, str]]) -> Rows:
    """A button for each (label, data), in as few columns as three rows allow, three at the most."""
    columns = next((wide for wide in (1, 2, 3) if len(choices) <= wide * _ROWS), 3)
    return in_rows(choices, columns)


def in_rows(choices: Sequence[tuple[str, str]], columns: int) -> Rows:
    """A button for each (label, data), so many a row, labels cut to what fits there."""
    width = WIDTHS[columns]
    buttons = [Button(cut(label, width), data=data) for label, data in choices]
    return tuple(tuple(buttons[at : at + columns]) for at in range(0, len(buttons), columns))


def cut(label: str, width: int) -> str:
    """A label that fits, with "…" for what does not."""
    shown = clean(label)
    return shown if len(shown) <= width else f"{shown[: width - 1].rstrip()}…"


def page_of(items: Sequence[T], offset: int) -> tuple[Sequence[T], int]:
    """The page that an offset falls into, and where it begins; the last one for offsets beyond."""
    last = max(0, (len(items) - 1) // PAGE * PAGE)
    begin = min(max(offset, 0) // PAGE * PAGE, last)
    return items[begin : begin + PAGE], begin


def turn_pages(begin: int, total: int, data: str, language: Language) -> Rows:
    """The row that leads to the pages before and after; `data` takes the offset at its end."""
    buttons = []
    if begin > 0:
        buttons.append(Button(NEWER.plain(language), data=f"{data}:{begin - PAGE}"))
    if begin + PAGE < total:
        buttons.append(Button(OLDER.plain(language), data=f"{data}:{begin + PAGE}"))
    return (tuple(buttons),) if buttons else ()
