"""The buttons that put right what a list's preview warns of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.core.cautions import Caution, Warned
from bot.core.lists import CallList
from bot.core.messages.choices import Rows
from bot.core.messages.faults import ENTER, ENTER_SHORT, OTHER_SCRIPT
from bot.core.messages.lists.figures import label
from bot.core.messages.text import Button, Text
from bot.core.people import Language

#: What each button says; the more share a row, the shorter.
FIXES: Final[Mapping[Caution, tuple[Text, ...]]] = MappingProxyType(
    {
        Caution.MISPLACED: (
            Text(vi="Chọn lại cột {name}", en="Choose the {name} column"),
            Text(vi="Chọn lại cột", en="Choose columns"),
            Text(vi="Chọn cột", en="Columns"),
        ),
        Caution.EMPTY: (
            Text(vi="Điền {name}", en="Fill in {name}"),
            Text(vi="Điền giá trị", en="Fill in values"),
            Text(vi="Điền", en="Fill in"),
        ),
        Caution.NO_DATE: (
            Text(vi="Bỏ {count} dòng sai ngày", en="Leave {count:row|rows} out"),
            Text(vi="Bỏ {count} dòng", en="Drop {count:row|rows}"),
            Text(vi="Bỏ dòng", en="Drop rows"),
        ),
        Caution.UNDOTTED: (
            Text(vi="Sửa {count} số tiền", en="Fix {count:amount|amounts}"),
            Text(vi="Sửa tiền", en="Fix dots"),
        ),
        Caution.SHORT_YEAR: (
            Text(vi="Sửa {count} năm", en="Fix {count:year|years}"),
            Text(vi="Sửa năm", en="Fix years"),
        ),
        Caution.LONG: (OTHER_SCRIPT, Text(vi="Kịch bản", en="Template")),
    }
)

ENTER_AGAIN: Final = Text(vi="Nhập lại", en="Enter anew")
#: Put right by what becomes of a column, or of its rows.
_OF_COLUMNS: Final = frozenset({Caution.MISPLACED, Caution.NO_DATE})
#: A preview has room for one row of them: the gravest, the others once those are put right.
_A_ROW: Final = 3


def fix_rows(called: CallList, warnings: Sequence[Warned], language: Language) -> Rows:
    """A button for each kind that can be put right; they name the list's drawing."""
    first: dict[Caution, Warned] = {}
    for warned in warnings:
        if warned.caution in FIXES:
            same = first.get(warned.caution)
            count = warned.count + (same.count if same else 0)
            first[warned.caution] = replace(same or warned, count=count)
    shown = list(first.items())[:_A_ROW]
    buttons = [
        Button(
            label(
                language,
                *_texts(called, warned),
                a_row=len(shown),
                name=warned.name,
                count=warned.count,
            ),
            data=f"list.fix:{called.key}:{called.drawings}:{kind}",
        )
        for kind, warned in shown
    ]
    return (tuple(buttons),) if buttons else ()


def _texts(called: CallList, warned: Warned) -> tuple[Text, ...]:
    """What was given once for all rows is entered once more."""
    once = warned.caution in _OF_COLUMNS and not called.has_column(warned.name)
    return (ENTER, ENTER_SHORT, ENTER_AGAIN) if once else FIXES[warned.caution]
