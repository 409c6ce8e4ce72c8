"""The rows of a list, a page at a time: how each came out, or why it is left out.

In a group numbers are masked and no file is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.list_views import RowsPage, Which
from bot.core.messages.choices import in_rows, turn_pages
from bot.core.messages.lists.figures import label
from bot.core.messages.lists.line import row_line
from bot.core.messages.lists.results import left_out_text
from bot.core.messages.records import RANGE, RANGE_OF
from bot.core.messages.text import Button, Message, Text, bold, items, lines, number
from bot.core.messages.voice import Keyboard
from bot.core.people import Language

HEADS: Final[Mapping[Which, Text]] = MappingProxyType(
    {
        Which.ALL: Text(vi="Danh sách gọi", en="The numbers"),
        Which.BACK: Text(vi="Khách cần gọi lại", en="To call back"),
        Which.UNREACHED: Text(vi="Chưa gặp", en="Not reached"),
        Which.FAILED: Text(vi="Lỗi, chưa rõ", en="Failed, unknown"),
        Which.REST: Text(vi="Chưa gọi được", en="Not called"),
        Which.OUT: Text(vi="Dòng bị bỏ", en="Left out"),
    }
)
NONE: Final = Text(vi="không có dòng nào", en="no rows")
FILTERS: Final[Mapping[Which, Text]] = MappingProxyType(
    {
        Which.ALL: Text(vi="Tất cả {count}", en="All {count}"),
        Which.BACK: Text(vi="Cần gọi lại {count}", en="Call back {count}"),
        Which.UNREACHED: Text(vi="Chưa gặp {count}", en="Not reached {count}"),
        Which.FAILED: Text(vi="Lỗi {count}", en="Failed {count}"),
        Which.REST: Text(vi="Chưa gọi {count}", en="Not called {count}"),
        Which.OUT: Text(vi="Bị bỏ {count}", en="Left out {count}"),
    }
)
FILE: Final = Text(vi="Tải tệp", en="Get file")


def render_rows(
    page: RowsPage, *, language: Language, masked: bool, tz: tzinfo, now: float
) -> Message:
    """A page of rows, each with its line in the file; an answer, or in place of the page before."""
    html = lines(
        items(
            bold(HEADS[page.which].render(language)), page.called.template, _range(page, language)
        ),
        *(
            left_out_text(called.row, language, masked=masked)
            if page.which is Which.OUT
            else row_line(called, language=language, masked=masked, tz=tz, now=now, numbered=True)
            for called in page.rows
        ),
    )
    return Message(html, _keyboard(page, language, masked))


def _range(page: RowsPage, language: Language) -> Markup:
    if not page.rows:
        return NONE.render(language)
    first, last = page.offset + 1, page.offset + len(page.rows)
    which = RANGE.render(language, first=first, last=last)
    if first == last:
        which = Markup(number(first, language))
    return RANGE_OF.render(language, which=which, total=page.total)


def _keyboard(page: RowsPage, language: Language, masked: bool) -> Keyboard:
    key = page.called.key
    turns = turn_pages(page.offset, page.total, f"list.rows:{key}:{page.which}", language)
    action = "bad" if page.which is Which.OUT else "file"
    file = () if masked else (Button(FILE.plain(language), data=f"list.{action}:{key}"),)
    others = [
        (
            label(language, FILTERS[which], a_row=2, count=page.counts[which]),
            f"list.rows:{key}:{which}:0",
        )
        for which in Which
        if which is not page.which and page.counts.get(which)
    ]
    first = (*(button for row in turns for button in row), *file)
    return (*((first,) if first else ()), *in_rows(others, 2))
