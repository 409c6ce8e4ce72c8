"""What was typed can't be read: numbers, codes, arguments, commands."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text
from bot.core.messages.words import Sign

TYPED: Final[dict[str, Problem]] = {
    "phone_invalid": Problem(
        what=Text(
            vi="{number} không phải số di động hay cố định",
            en="{number} is not a mobile or landline number",
        ),
        then=Text(
            vi="Chưa gọi ai. Gửi lại số Việt Nam, ví dụ 0987654321.",
            en="Nobody was called. Send a Vietnamese number, such as 0987654321.",
        ),
    ),
    "phone_foreign": Problem(
        what=Text(vi="{number} là số nước ngoài", en="{number} is a foreign number"),
        then=Text(
            vi="Chưa gọi ai. Bot chỉ gọi số Việt Nam.",
            en="Nobody was called. Only Vietnamese numbers can be.",
        ),
    ),
    "phone_short": Problem(
        what=Text(vi="{number} thiếu {missing} số", en="{number} is {missing:digit|digits} short"),
        then=Text(
            vi="Chưa gọi ai. Gửi lại đủ {digits} số.",
            en="Nobody was called. Send all {digits} digits.",
        ),
    ),
    "phone_long": Problem(
        what=Text(vi="{number} thừa {extra} số", en="{number} is {extra:digit|digits} too long"),
        then=Text(
            vi="Chưa gọi ai. Gửi lại đúng {digits} số.",
            en="Nobody was called. Send just {digits} digits.",
        ),
    ),
    "phone_old": Problem(
        what=Text(vi="{number} là số cũ", en="{number} is an old number"),
        then=Text(vi="Chưa gọi ai. Số mới: {new}", en="Nobody was called. Now: {new}"),
        sign=Sign.LOOK,
    ),
    "phone_unclear": Problem(
        what=Text(vi="Chưa rõ gọi số nào", en="Not clear which number to call"),
        then=Text(
            vi="Chưa gọi ai. Số điện thoại viết liền, rồi đến mã: /otp 0987654321 4821",
            en="Nobody was called. The number in one piece, then the code: /otp 0987654321 4821",
        ),
    ),
    "caller_invalid": Problem(
        what=Text(vi="{number} không phải đầu số", en="{number} can't be a caller number"),
        then=Text(
            vi="Chưa gọi ai. Đầu số có 3 đến 15 chữ số.",
            en="Nobody was called. It has 3 to 15 digits.",
        ),
    ),
    "code_invalid": Problem(
        what=Text(vi="Mã này không dùng được", en="This code can't be used"),
        then=Text(
            vi="Chưa gọi ai. Mã có 1 đến 32 chữ cái không dấu và chữ số, viết liền.",
            en="Nobody was called. A code is 1 to 32 plain letters and digits, no spaces.",
        ),
    ),
    "code_twice": Problem(
        what=Text(vi="Có hơn một mã", en="There is more than one code"),
        then=Text(
            vi="Chưa gọi ai. Một số, một mã, mã viết liền: /otp 0987654321 4821",
            en="Nobody was called. One number, one code without spaces: /otp 0987654321 4821",
        ),
    ),
    "code_wordy": Problem(
        what=Text(vi="Mã này không có chữ số nào", en="This code has no digit in it"),
        then=Text(
            vi="Chưa gọi ai. Nếu đúng là mã, gửi cả lệnh: /otp SỐ MÃ",
            en="Nobody was called. If it is one, send the whole command: /otp PHONE CODE",
        ),
        sign=Sign.LOOK,
    ),
    "code_phone": Problem(
        what=Text(vi="Hai số điện thoại, chưa thấy mã", en="Two phone numbers and no code"),
        then=Text(
            vi="Chưa gọi ai. Một số, rồi đến mã: /otp 0987654321 4821",
            en="Nobody was called. One number, then the code: /otp 0987654321 4821",
        ),
    ),
    "argument_unknown": Problem(
        what=Text(vi="Không có mục {name}=", en="There is no {name}="),
        then=Text(vi="Chưa gọi ai. Dùng được: {nearest}", en="Nobody was called. Use: {nearest}"),
    ),
    "argument_twice": Problem(
        what=Text(vi="{name}= có hai lần", en="{name}= is there twice"),
        then=Text(
            vi="Chưa gọi ai. Gửi lại với một {name}=.",
            en="Nobody was called. Send it again with one {name}=.",
        ),
    ),
    "argument_empty": Problem(
        what=Text(vi="{name}= còn trống", en="{name}= is empty"),
        then=Text(
            vi="Chưa gọi ai. Viết giá trị sau dấu bằng, hoặc bỏ {name}=.",
            en="Nobody was called. Put a value after it, or leave {name}= out.",
        ),
    ),
    "queue_value": Problem(
        what=Text(vi="queue đứng một mình", en="queue stands alone"),
        then=Text(
            vi="Chưa gọi ai. Gửi lại với queue, không có dấu bằng.",
            en="Nobody was called. Send it again with queue, no equals sign.",
        ),
    ),
    "quote_open": Problem(
        what=Text(vi="Thiếu một dấu ngoặc", en="A quote is not closed"),
        then=Text(
            vi='Chưa gọi ai. Đặt giá trị giữa hai dấu, ví dụ caller="1900 1234".',
            en='Nobody was called. Put the value between two, as in caller="1900 1234".',
        ),
    ),
    "command_unknown": Problem(
        what=Text(vi="Không có lệnh /{name}", en="There is no /{name}"),
        then=Text(vi="Chưa gọi ai. Dùng được: {nearest}", en="Nobody was called. Use: {nearest}"),
    ),
    "command_late": Problem(
        what=Text(
            vi="Lệnh gửi lúc {sent}, bot vừa chạy lại", en="Sent at {sent}, the bot was down"
        ),
        then=Text(
            vi="Chưa gọi ai. Gửi lại với mã mới.",
            en="Nobody was called. Send it again with a new code.",
        ),
        sign=Sign.LOOK,
    ),
    "notify_what": Problem(
        what=Text(vi="Chỉ có /notify và /notify off", en="There is /notify and /notify off"),
        then=Text(vi="Chưa gọi ai, chưa đổi gì.", en="Nobody was called, nothing changed."),
        sign=Sign.LOOK,
    ),
    "forwarded": Problem(
        what=Text(vi="Lệnh chuyển tiếp không gọi", en="A forwarded command calls nobody"),
        then=Text(
            vi="Chưa gọi ai. Tự gõ lệnh nếu cần gọi.",
            en="Nobody was called. Type the command yourself to call.",
        ),
        sign=Sign.LOOK,
    ),
}
