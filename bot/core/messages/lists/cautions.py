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
from bot.core.messages.text import Text, clock
from bot.core.messages.words import Sign
from bot.core.people import Language

CAUTIONS: Final[Mapping[Caution, Text]] = MappingProxyType(
    {
        Caution.CALLED_BEFORE: Text(
            vi="{who} đã gọi đúng nội dung này lúc {at}, {count} số",
            en="Called by {who} at {at}, {count:number|numbers}",
        ),
        Caution.SHARED: Text(
            vi="{count} người sẽ nghe cùng {name}: {value}",
            en="{count:person|people} will hear the same {name}: {value}",
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
        )
        for one in sorted(warnings, key=lambda one: _WORST_FIRST.index(one.caution))
    ]
    if called.script is None:
        said.insert(0, UNKNOWN.render(language, name=called.template))
    return [Markup("{} {}").format(Sign.LOOK, one) for one in said[:_SHOWN]]
