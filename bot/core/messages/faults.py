"""What there is to look at in a call's values before it is called, and the buttons that mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.cautions import Caution, Warned
from bot.core.faults import MENDED, mended
from bot.core.messages.choices import Rows
from bot.core.messages.lists.figures import label
from bot.core.messages.text import Button, Text, seconds_text
from bot.core.messages.words import Sign
from bot.core.people import Language

DIGIT_BY_DIGIT: Final = Text(
    vi="{value} sẽ đọc từng chữ số", en="{value} will be read digit by digit"
)
FAULTS: Final[Mapping[Caution, Text]] = MappingProxyType(
    {
        Caution.MISPLACED: Text(
            vi="{name} là {value}, có nhầm mục?", en="{name} is {value}, the wrong field?"
        ),
        Caution.EMPTY: Text(vi="{name} để trống", en="{name} is empty"),
        Caution.NO_DATE: Text(vi="Không có ngày {value}", en="There is no {value}"),
        Caution.UNDOTTED: Text(
            vi="{value} không viết như {mended}", en="{value} is not written as {mended}"
        ),
        Caution.SHORT_YEAR: Text(
            vi="{value} chỉ có hai số của năm", en="{value} has a two-digit year"
        ),
        Caution.LONG: Text(vi="Đọc hết mất {length}", en="Takes {length} to read"),
    }
)
CHANGE_TO: Final = Text(vi="Sửa thành {value}", en="Change to {value}")
CHANGE_SHORT: Final = Text(vi="Sửa → {value}", en="Fix → {value}")
CHANGE_SHORTEST: Final = Text(vi="→ {value}", en="→ {value}")
ENTER: Final = Text(vi="Nhập lại {name}", en="Enter {name} again")
ENTER_SHORT: Final = Text(vi="Nhập {name}", en="Enter {name}")
OTHER_SCRIPT: Final = Text(vi="Kịch bản khác", en="Another template")

#: So many fixes share a row, where there are several.
_A_ROW: Final = 2


def fault_line(warned: Warned, language: Language) -> Markup:
    """One caution about a value, or about the script's length."""
    text = FAULTS[warned.caution]
    if warned.caution is Caution.UNDOTTED and warned.value.isdecimal():
        text = DIGIT_BY_DIGIT
    said = text.render(
        language,
        name=warned.name,
        value=warned.value,
        mended=mended(warned.value, warned.caution),
        length=seconds_text(warned.seconds, language),
    )
    return Markup("{} {}").format(Sign.LOOK, said)


def fix_rows(cautions: Sequence[Warned], drawn: str, language: Language) -> Rows:
    """A button for each caution, in that order; `drawn` is the draft with its drawing."""
    wide = min(len(cautions), _A_ROW)
    buttons = [
        Button(_label(warned, wide, language), data=f"call.fix:{drawn}:{at}")
        for at, warned in enumerate(cautions)
    ]
    return tuple(tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide or 1))


def _label(warned: Warned, a_row: int, language: Language) -> str:
    """Those that share a row are worded alike."""
    if warned.caution is Caution.LONG:
        return OTHER_SCRIPT.plain(language)
    plain = warned.caution in MENDED
    whole, *short = (CHANGE_TO, CHANGE_SHORT, CHANGE_SHORTEST) if plain else (ENTER, ENTER_SHORT)
    texts = (whole, *short) if a_row == 1 else short
    value = mended(warned.value, warned.caution)
    return label(language, *texts, a_row=a_row, name=warned.name, value=value)
