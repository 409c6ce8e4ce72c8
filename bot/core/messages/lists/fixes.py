"""The buttons that put right what a list's preview warns of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from bot.core.cautions import Caution, Warned
from bot.core.messages.choices import Rows
from bot.core.messages.faults import OTHER_SCRIPT
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

#: A preview has room for one row of them: the gravest, the others once those are put right.
_A_ROW: Final = 3


def fix_rows(warnings: Sequence[Warned], drawn: str, language: Language) -> Rows:
    """A button for each kind that can be put right; `drawn` is the list with its drawing."""
    first: dict[Caution, Warned] = {}
    for warned in warnings:
        if warned.caution in FIXES:
            same = first.get(warned.caution)
            count = warned.count + (same.count if same else 0)
            first[warned.caution] = replace(same or warned, count=count)
    shown = list(first.items())[:_A_ROW]
    buttons = [
        Button(
            label(language, *FIXES[kind], a_row=len(shown), name=warned.name, count=warned.count),
            data=f"list.fix:{drawn}:{kind}",
        )
        for kind, warned in shown
    ]
    return (tuple(buttons),) if buttons else ()
