"""What is asked of the records and can't be found."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text

RECORDS: Final[dict[str, Problem]] = {
    "record_unclear": Problem(
        what=Text(vi="Chưa rõ tìm cuộc gọi nào", en="Not clear which calls to look for"),
        then=Text(
            vi="Chưa gọi ai. Gửi một số điện thoại hay mã cuộc gọi: /cdr 0987654321",
            en="Nobody was called. Send one phone number or call id: /cdr 0987654321",
        ),
    ),
    "record_missing": Problem(
        what=Text(vi="Không thấy cuộc gọi {call_id}", en="There is no call {call_id}"),
        then=Text(
            vi="Chưa gọi ai. Tổng đài không có cuộc gọi này trong tài khoản của bạn.",
            en="Nobody was called. The PBX has no such call in your accounts.",
        ),
    ),
    "record_not_asked": Problem(
        what=Text(vi="Chưa tìm được cuộc gọi {call_id}", en="Could not look for call {call_id}"),
        then=Text(
            vi="Chưa gọi ai. Tổng đài đang không trả lời, gửi lại sau ít phút.",
            en="Nobody was called. The PBX does not answer now, send it again in a few minutes.",
        ),
    ),
    "count_invalid": Problem(
        what=Text(
            vi="{name}= là số từ {least} đến {most}",
            en="{name}= is a number from {least} to {most}",
        ),
        then=Text(vi="Chưa gọi ai. Gửi lại lệnh.", en="Nobody was called. Send it again."),
    ),
}
