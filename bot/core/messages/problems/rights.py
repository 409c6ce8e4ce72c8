"""Who asks may not, or has nothing to call with."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text
from bot.core.messages.words import Sign

_LET_GO: Final = Text(
    vi="Chưa gọi ai. Quản trị viên bỏ chặn bằng /unblock SỐ.",
    en="Nobody was called. An administrator lets it go: /unblock PHONE.",
)

RIGHTS: Final[dict[str, Problem]] = {
    "account_unknown": Problem(
        what=Text(vi="Không có tài khoản {name}", en="There is no account {name}"),
        then=Text(vi="Chưa gọi ai. Dùng được: {nearest}", en="Nobody was called. Use: {nearest}"),
    ),
    "not_allowed": Problem(
        what=Text(vi="Bạn không có quyền gọi", en="You may not place calls"),
        then=Text(
            vi="Chưa gọi ai. Nhờ quản trị viên cấp quyền.",
            en="Nobody was called. Ask an administrator.",
        ),
    ),
    "admin_only": Problem(
        what=Text(
            vi="Chỉ quản trị viên dùng được /{name}", en="Only administrators may use /{name}"
        ),
        then=Text(vi="Chưa gọi ai, chưa đổi gì.", en="Nobody was called, nothing changed."),
    ),
    "anonymous": Problem(
        what=Text(vi="Bot chưa biết bạn là ai", en="The bot can't tell who you are"),
        then=Text(
            vi="Chưa gọi ai. Tắt chế độ ẩn danh, hoặc gửi lệnh trong chat riêng.",
            en="Nobody was called. Turn anonymity off, or write in the private chat.",
        ),
    ),
    "number_blocked": Problem(
        what=Text(vi="{number} đã chặn từ {at}", en="{number} is blocked since {at}"),
        then=_LET_GO,
        sign=Sign.LOOK,
    ),
    "number_blocked_why": Problem(
        what=Text(
            vi="{number} đã chặn từ {at}: {reason}", en="{number} is blocked since {at}: {reason}"
        ),
        then=_LET_GO,
        sign=Sign.LOOK,
    ),
    "number_blocked_key": Problem(
        what=Text(
            vi="{number} đã chặn từ {at}, khách bấm {key}",
            en="{number} is blocked since {at}, by key {key}",
        ),
        then=_LET_GO,
        sign=Sign.LOOK,
    ),
    "block_missing": Problem(
        what=Text(vi="Chưa có số nào", en="There is no number"),
        then=Text(
            vi="Chưa gọi ai, chưa đổi gì. Viết: /unblock 0987654321",
            en="Nobody was called, nothing changed. Write: /unblock 0987654321",
        ),
    ),
    "block_unclear": Problem(
        what=Text(vi="Chưa rõ chặn số nào", en="Not clear which number to block"),
        then=Text(
            vi="Chưa gọi ai, chưa đổi gì. Viết: /block 0987654321 khách yêu cầu",
            en="Nobody was called, nothing changed. Write: /block 0987654321 asked us to",
        ),
    ),
    "block_many": Problem(
        what=Text(vi="Mỗi lần chặn nhiều nhất {most} số", en="At most {most} numbers at a time"),
        then=Text(
            vi="Chưa đổi gì. Gửi làm nhiều lần.",
            en="Nothing was changed. Send them in parts.",
        ),
    ),
    "unblock_one": Problem(
        what=Text(vi="Mỗi lần bỏ chặn một số", en="One number at a time"),
        then=Text(
            vi="Chưa gọi ai, chưa đổi gì. Viết: /unblock 0987654321",
            en="Nobody was called, nothing changed. Write: /unblock 0987654321",
        ),
    ),
}
