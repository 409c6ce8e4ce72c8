"""What a press answers with: plain text of at most 200 characters, `.plain(language)`."""

from __future__ import annotations

from typing import Final

from bot.core.messages.text import Text

ONLY_OWNER: Final = Text(vi="Chỉ {who} bấm được nút này", en="Only {who} can press this")
ONLY_ADMIN: Final = Text(
    vi="Chỉ quản trị viên đổi được.", en="Only an administrator can change this."
)
CLOSED: Final = Text(
    vi="Câu hỏi này đã đóng, không gọi thêm", en="This question is closed, no further call"
)
MAY_NOT_CALL: Final = Text(vi="Bạn không có quyền gọi", en="You may not place calls")
MAY_NOT_SEE: Final = Text(vi="Bạn không có quyền xem", en="You may not see this")
FAULT: Final = Text(
    vi="Bot gặp lỗi, chưa rõ đã gọi chưa", en="Something broke, not known if a call went out"
)
BUSY: Final = Text(
    vi="Bot đang bận, chưa gọi ai. Bấm lại sau", en="The bot is busy, nobody called. Press again"
)
LOOKING: Final = Text(vi="Đang tra trên tổng đài", en="Looking it up on the PBX")
OUT_OF_DATE: Final = Text(
    vi="Nút này đã cũ, gửi lại lệnh", en="This button is old, send the command again"
)
TOO_OLD: Final = Text(
    vi="Tin này cũ quá, không giữ từng cuộc nữa. Gửi /cdr để tìm cuộc gọi",
    en="Too old: what it told of is no longer kept. Send /cdr to look for calls",
)
