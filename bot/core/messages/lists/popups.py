"""What presses about lists answer with: plain text, at most 200 characters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.cautions import Caution
from bot.core.messages.text import Text

PAUSED: Final = Text(
    vi="Đã tạm dừng, cuộc đang gọi vẫn gọi nốt", en="Paused, calls under way finish"
)
GOES_ON: Final = Text(vi="Đang gọi tiếp", en="Going on")
ASKED_ANEW: Final = Text(
    vi="Gọi giờ này phải có người khác duyệt: đã hỏi, giờ hẹn cũ đã bỏ. "
    "Chưa gọi ai. Chờ duyệt, hoặc bấm Rút lại.",
    en="To call at this time somebody else has to agree: they were asked, the old time is off. "
    "Nobody called yet. Wait, or withdraw it.",
)
STOPPED: Final = Text(
    vi="Đã dừng hẳn, cuộc đang gọi vẫn gọi nốt", en="Stopped, calls under way finish"
)
MOVED_ON: Final = Text(
    vi="Đã có người bấm trước, xem lại thẻ", en="Somebody pressed before you, check the card"
)
CALLED: Final = Text(
    vi="Đã bấm rồi, danh sách này đã xác nhận", en="Already pressed, this list is confirmed"
)
MENDED: Final[Mapping[Caution, Text]] = MappingProxyType(
    {
        Caution.UNDOTTED: Text(
            vi="Đã sửa {count} số tiền, chưa gọi ai",
            en="{count:amount|amounts} mended, nobody called yet",
        ),
        Caution.SHORT_YEAR: Text(
            vi="Đã sửa {count} năm, chưa gọi ai",
            en="{count:year|years} mended, nobody called yet",
        ),
    }
)
LEFT_OUT: Final = Text(
    vi="Đã bỏ {count} dòng, chưa gọi ai", en="{count:row|rows} left out, nobody called yet"
)
MAKING_FILE: Final = Text(vi="Đang lập tệp", en="Making the file")
MEANS_BUSY: Final = Text(
    vi="Đã nhớ: tổng đài nói vậy là hết đường, bot sẽ gọi lại sau",
    en="Kept: the PBX means that no line is free, the bot tries again later",
)
ADMINS_ASKED: Final = Text(
    vi="Đã hỏi quản trị viên của tài khoản", en="The account's administrators were asked"
)
NO_ADMIN: Final = Text(
    vi="Không có quản trị viên nào dùng tài khoản này", en="No administrator uses this account"
)
BACK_YOURS: Final = Text(
    vi="Bạn đã nhận, gọi xong thì bấm Xong", en="It is yours, press Done after the call"
)
BACK_TAKEN: Final = Text(vi="{who} đã nhận lúc {at}", en="{who} took it at {at}")
BACK_DONE: Final = Text(vi="{who} đã gọi xong lúc {at}", en="{who} called back at {at}")
NUMBER: Final = Text(vi="Số của khách: {number}", en="The number: {number}")
