"""What was asked for can't be done now, or any more."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text
from bot.core.messages.words import Sign

STATE: Final[dict[str, Problem]] = {
    "test_under_way": Problem(
        what=Text(vi="Đang gọi thử máy bạn", en="Your phone is being tested"),
        then=Text(
            vi="Chưa gọi khách. Chờ cuộc gọi thử xong.",
            en="The callee was not called. Wait for the test to end.",
        ),
        sign=Sign.LOOK,
    ),
    "cancelled": Problem(
        what=Text(vi="Đã hủy", en="Cancelled"),
        then=Text(vi="Chưa gọi ai.", en="Nobody was called."),
        sign=Sign.LOOK,
    ),
    "press_button": Problem(
        what=Text(vi="Câu hỏi này trả lời bằng nút", en="This question takes a button"),
        then=Text(
            vi="Chưa gọi ai. Bấm một nút bên dưới câu hỏi.",
            en="Nobody was called. Press one of the buttons under it.",
        ),
        sign=Sign.LOOK,
    ),
    "prompt_gone": Problem(
        what=Text(vi="Câu hỏi này đã đóng", en="This question is closed"),
        then=Text(
            vi="Chưa gọi thêm ai. Cần gọi thì gửi lệnh mới.",
            en="Nobody else was called. To call, send a new command.",
        ),
        sign=Sign.LOOK,
    ),
    "chat_closed": Problem(
        what=Text(vi="Bot chưa gửi được tin vào {title}", en="The bot can't write in {title}"),
        then=Text(
            vi="Chưa gọi ai. Thêm bot vào đó, cấp quyền gửi tin, rồi chọn lại.",
            en="Nobody was called. Add the bot there, allow it to write, choose again.",
        ),
    ),
    "busy": Problem(
        what=Text(vi="Bot chưa ghi được lệnh này", en="The bot could not save this"),
        then=Text(
            vi="Chưa gọi ai. Gửi lại sau ít phút.",
            en="Nobody was called. Send it again in a few minutes.",
        ),
    ),
    "fault": Problem(
        what=Text(vi="Bot gặp lỗi", en="Something broke in the bot"),
        then=Text(
            vi="Chưa rõ đã gọi chưa. Nếu bot đã hiện cuộc gọi thì khoan gọi lại.",
            en="Not known if a call went out. If the bot shows one, do not redial.",
        ),
    ),
}
