"""What there is to look at before a list is confirmed, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from bot.core.cautions import Caution, Warned
from bot.core.lists import CallList
from bot.core.messages.preview import UNKNOWN
from bot.core.messages.text import Text, clock, seconds_text
from bot.core.messages.words import Sign
from bot.core.people import Language

CAUTIONS: Final[Mapping[Caution, Text]] = MappingProxyType(
    {
        Caution.CALLED_BEFORE: Text(
            vi="{who} đã gọi đúng nội dung này lúc {at}, {count} số",
            en="Called by {who} at {at}, {count:number|numbers}",
        ),
        Caution.AWAITED: Text(
            vi="{who} đã xác nhận đúng nội dung này, chờ gọi {count} số",
            en="Confirmed by {who} already, {count:number waits|numbers wait}",
        ),
        Caution.SHARED: Text(
            vi="{count} người sẽ nghe cùng {name}: {value}",
            en="{count:person|people} will hear the same {name}: {value}",
        ),
        Caution.MISPLACED: Text(
            vi="{count} {name} nhầm cột: {value}", en="{count} {name} misplaced: {value}"
        ),
        Caution.EMPTY: Text(
            vi="{count} dòng thiếu {name}", en="{count:row has|rows have} no {name}"
        ),
        Caution.NO_DATE: Text(
            vi="{count} ngày không có thật: {value}",
            en="{count:date does|dates do} not exist: {value}",
        ),
        Caution.SHORT_YEAR: Text(
            vi="{count} ngày chỉ có hai số của năm",
            en="{count:date has|dates have} a two-digit year",
        ),
        Caution.LONG: Text(
            vi="{count} người phải nghe quá một phút, lâu nhất {length}",
            en="{count:person hears|people hear} over a minute, {length} at the longest",
        ),
        Caution.UNDOTTED: Text(
            vi="{count} số tiền không có dấu chấm", en="{count:amount has|amounts have} no dots"
        ),
        Caution.RENEWED: Text(
            vi="{count} số cũ 11 số, gọi bằng số mới",
            en="{count:old number is|old numbers are} called under the new one",
        ),
        Caution.ELSEWHERE: Text(
            vi="{count} số đang chờ gọi trong danh sách khác",
            en="{count:number waits|numbers wait} in another list too",
        ),
        Caution.RECENT: Text(
            vi="{count} số vừa được gọi", en="{count:number was|numbers were} called just now"
        ),
        Caution.SHEETS: Text(
            vi="Chỉ đọc trang {value}, còn {count} trang khác",
            en="Only sheet {value} was read, {count:other|others} not",
        ),
    }
)
SOMEBODY_ELSE: Final = Text(vi="Người khác", en="somebody else")

#: So many are shown, worst first.
_SHOWN: Final = 4
_WORST_FIRST: Final = tuple(Caution)


def worst_first(warnings: Iterable[Warned]) -> list[Warned]:
    """What is shown of them, and put right by buttons."""
    return sorted(warnings, key=lambda one: _WORST_FIRST.index(one.caution))[:_SHOWN]


def caution_lines(
    called: CallList, warnings: Iterable[Warned], language: Language, tz: tzinfo, now: float
) -> list[Markup]:
    """What there is to look at, a line each, worst first."""
    said = [
        CAUTIONS[one.caution].render(
            language,
            count=one.count,
            name=one.name,
            value=one.value,
            who=one.who or SOMEBODY_ELSE.render(language),
            at=clock(one.at, tz, language=language, now=now),
            length=seconds_text(one.seconds, language),
        )
        for one in worst_first(warnings)
    ]
    if called.script is None:
        said.insert(0, UNKNOWN.render(language, name=called.template))
    return [Markup("{} {}").format(Sign.LOOK, one) for one in said[:_SHOWN]]
