"""Who asks may not, or has nothing to call with."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text

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
}
