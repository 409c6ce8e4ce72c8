"""What was typed after `/call`, or asked of a preview, can't be used."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text
from bot.core.messages.words import Sign

VOICE: Final[dict[str, Problem]] = {
    "call_unclear": Problem(
        what=Text(vi="Chưa rõ gọi số nào, kịch bản nào", en="Not clear whom to call with what"),
        then=Text(
            vi="Chưa gọi ai. Số trước, rồi kịch bản: /call 0987654321 nhac_no_t11",
            en="Nobody was called. The number, then the template: /call 0987654321 nhac_no_t11",
        ),
    ),
    "value_unquoted": Problem(
        what=Text(vi="Chưa rõ {name}= đến đâu", en="Not clear where {name}= ends"),
        then=Text(
            vi="Chưa gọi ai. Giá trị có dấu cách thì đặt trong ngoặc: "
            '{name}="Nguyễn Văn A". Số và kịch bản đứng trước.',
            en="Nobody was called. A value with spaces goes into quotes: "
            '{name}="Nguyễn Văn A". Number and template come first.',
        ),
    ),
    "value_empty": Problem(
        what=Text(vi="{name} còn trống", en="{name} is empty"),
        then=Text(vi="Chưa gọi ai. Gửi lại giá trị.", en="Nobody was called. Send a value."),
    ),
    "value_long": Problem(
        what=Text(vi="{name} dài quá", en="{name} is too long"),
        then=Text(
            vi="Chưa gọi ai. Nhiều nhất {most} ký tự.",
            en="Nobody was called. {most} characters at most.",
        ),
    ),
    "field_reserved": Problem(
        what=Text(vi="{name}= là tên dành riêng", en="{name}= is a reserved name"),
        then=Text(
            vi="Chưa gọi ai. Bot tự điền mục này, bỏ nó rồi gửi lại.",
            en="Nobody was called. The bot fills it itself: leave it out and send again.",
        ),
    ),
    "field_name": Problem(
        what=Text(vi="{name}= không thể là tên mục", en="{name}= can't be a field's name"),
        then=Text(
            vi="Chưa gọi ai. Tên mục chỉ có chữ không dấu, số và _.",
            en="Nobody was called. Names have plain letters, digits and _ only.",
        ),
    ),
    "field_unknown": Problem(
        what=Text(
            vi="Kịch bản {template} không có mục {name}", en="{template} has no field {name}"
        ),
        then=Text(vi="Chưa gọi ai. Các mục: {names}", en="Nobody was called. Its fields: {names}"),
    ),
    "template_of_codes": Problem(
        what=Text(vi="{name} là kịch bản đọc mã", en="{name} reads one-time codes"),
        then=Text(
            vi="Chưa gọi ai. Gọi và đọc mã bằng /otp.",
            en="Nobody was called. To read a code out, use /otp.",
        ),
    ),
    "call_late": Problem(
        what=Text(
            vi="Lệnh gửi lúc {sent}, bot vừa chạy lại", en="Sent at {sent}, the bot was down"
        ),
        then=Text(vi="Chưa gọi ai.", en="Nobody was called."),
        sign=Sign.LOOK,
    ),
    "contact_other": Problem(
        what=Text(vi="Đây không phải số của bạn", en="This is not your own number"),
        then=Text(
            vi="Chưa gọi ai. Bấm nút gửi số của chính bạn.",
            en="Nobody was called. Send your own with the button.",
        ),
    ),
}
