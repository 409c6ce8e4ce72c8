"""What the files of a list are called, and what is said beside one."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

from bot.core.lists import OVER, CallList, Tally
from bot.core.messages.text import Text
from bot.core.people import Language
from bot.core.tables import TableKind

PASTED: Final = Text(vi="dot-goi", en="list")
RESULTS: Final = Text(vi="ket-qua", en="results")
LEFT_OUT: Final = Text(vi="dong-bi-bo", en="left-out")
WHOLE: Final = Text(vi="Kết quả đợt gọi, {rows:dòng}", en="Results of the list, {rows:row|rows}")
SO_FAR: Final = Text(
    vi="Kết quả đến lúc này, xong {done}/{total}", en="Results so far, {done}/{total} done"
)
BAD: Final = Text(
    vi="{rows:dòng} không gọi, lý do ở cột cuối",
    en="{rows:row|rows} not called, see the last column",
)
_ENDS: Final = {TableKind.CSV: ".csv", TableKind.XLSX: ".xlsx"}
#: What file systems, or people, stumble over in a name.
_ODD: Final = re.compile(r"[^\w.()\- ]+")
_LONGEST: Final = 60


def file_name(called: CallList, kind: TableKind, *, bad: bool, language: Language) -> str:
    """Its own name, and what this file adds to it: nhac_no-ket-qua.xlsx."""
    stem = re.sub(r"\.\w{1,5}$", "", called.source)
    plain = _ODD.sub("_", stem).strip(". ")[:_LONGEST] or PASTED.plain(language)
    what = (LEFT_OUT if bad else RESULTS).plain(language)
    return f"{plain}-{what}{_ENDS[kind]}"


def file_caption(called: CallList, tally: Tally, *, bad: bool, language: Language) -> Markup:
    """What a file holds."""
    if bad:
        return BAD.render(language, rows=sum(tally.out.values()))
    if called.state in OVER:
        return WHOLE.render(language, rows=tally.rows)
    return SO_FAR.render(language, done=tally.done, total=tally.total)
