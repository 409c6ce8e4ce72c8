"""What somebody reads whose list paused by itself: why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.lists import Pause
from bot.core.messages.lists.card import GO_ON
from bot.core.messages.lists.digest import list_button
from bot.core.messages.text import Button, Message, Text, items, lines
from bot.core.messages.words import Sign
from bot.core.people import Language
from bot.core.records import Notice

#: The kind of such a notice.
LIST_HELD: Final = "list_held"

HELD: Final = Text(
    vi="{sign} <b>Đợt gọi tự tạm dừng</b>", en="{sign} <b>The list paused itself</b>"
)
WHY: Final[Mapping[Pause, Text]] = MappingProxyType(
    {
        Pause.FAILURES: Text(
            vi="10 cuộc liền lỗi hoặc chưa rõ. Chưa gọi thêm ai, xem lại rồi bấm Gọi tiếp.",
            en="10 calls in a row failed or are unknown. Nobody else is called: check, then go on.",
        ),
        Pause.RATE: Text(
            vi="Tỷ lệ nghe máy giảm hẳn. Chưa gọi thêm ai, xem lại rồi bấm Gọi tiếp.",
            en="Far fewer answer than before. Nobody else is called: check, then go on.",
        ),
        Pause.DOWN: Text(
            vi="Bot vừa chạy lại sau hơn 15 phút. Chưa gọi thêm ai, bấm Gọi tiếp.",
            en="The bot was down for over 15 minutes. Nobody else is called: press Go on.",
        ),
        Pause.MISSED: Text(
            vi="Giờ hẹn đã qua từ lâu. Chưa gọi ai, còn cần thì bấm Gọi tiếp.",
            en="Its time has long passed. Nobody was called: press Go on if it is wanted.",
        ),
        Pause.RIGHTS: Text(
            vi="Người gọi không còn quyền. Chưa gọi thêm ai, ai có quyền thì bấm Gọi tiếp.",
            en="Who called may call no more. Nobody else is called: whoever may can go on.",
        ),
        Pause.LOCKED: Text(
            vi="Kịch bản bị khóa. Chưa gọi thêm ai, mở khóa rồi bấm Gọi tiếp.",
            en="Its template was locked. Nobody else is called: unlock it, then go on.",
        ),
    }
)


def render_held(notice: Notice, *, language: Language) -> Message:
    """Which list, and why; whoever reads it may go on with it, wherever its card stands."""
    values = notice.values
    what = items(
        HELD.render(language, sign=Sign.LOOK), values["template"], values["source"] or None
    )
    buttons = (
        Button(GO_ON.plain(language), data=f"list.on:{values['key']}"),
        list_button(values["key"], language),
    )
    return Message(lines(what, WHY[Pause(values["why"])].render(language)), (buttons,))
