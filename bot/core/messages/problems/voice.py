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
    "fields_many": Problem(
        what=Text(vi="Nhiều hơn {most} mục", en="More than {most} fields"),
        then=Text(
            vi="Chưa gọi ai. Chỉ gửi các mục mà kịch bản đọc.",
            en="Nobody was called. Send only the fields that the template reads.",
        ),
    ),
    "field_unknown": Problem(
        what=Text(
            vi="Kịch bản {template} không có mục {name}", en="{template} has no field {name}"
        ),
        then=Text(vi="Chưa gọi ai. Các mục: {names}", en="Nobody was called. Its fields: {names}"),
    ),
    "field_slip": Problem(
        what=Text(vi="{name}= có thể là gõ nhầm", en="{name}= may be a slip"),
        then=Text(vi="Chưa gọi ai. Ý bạn là mục nào?", en="Nobody was called. What was meant?"),
        sign=Sign.LOOK,
    ),
    "template_of_codes": Problem(
        what=Text(vi="{name} là kịch bản đọc mã", en="{name} reads one-time codes"),
        then=Text(
            vi="Chưa gọi ai. Gọi và đọc mã bằng /otp.",
            en="Nobody was called. To read a code out, use /otp.",
        ),
    ),
    "template_reserved": Problem(
        what=Text(vi="{name} có mục dành riêng {field}", en="{name} has the reserved {field}"),
        then=Text(
            vi="Chưa gọi ai. Mục này không điền được: đổi tên nó trên tổng đài.",
            en="Nobody was called. It can't be filled: rename it on the PBX.",
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
