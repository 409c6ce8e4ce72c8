"""A voice script that was typed can't be registered, or the one that is meant is not known."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text

SCRIPTS: Final[dict[str, Problem]] = {
    "speech_failed": Problem(
        what=Text(vi="Máy này chưa đọc được kịch bản", en="This machine could not read it aloud"),
        then=Text(
            vi="Chưa gọi ai. Bấm Nghe thử lần nữa, hoặc gọi thử máy bạn.",
            en="Nobody was called. Press Listen again, or test it on your phone.",
        ),
    ),
    "speech_nothing": Problem(
        what=Text(vi="Kịch bản này không có lời để đọc", en="This template has no words to read"),
        then=Text(
            vi="Chưa gọi ai. Gọi thử máy bạn để nghe tệp âm thanh.",
            en="Nobody was called. Test it on your phone to hear the sound file.",
        ),
    ),
    "script_name": Problem(
        what=Text(vi="Tên kịch bản này không dùng được", en="This template name can't be used"),
        then=Text(
            vi="Chưa lưu gì. Tên là một từ, hoặc để trong ngoặc kép.",
            en="Nothing was saved. A name is one word, or in quotes.",
        ),
    ),
    "script_name_long": Problem(
        what=Text(vi="Tên kịch bản dài quá {most} ký tự", en="The name is over {most} characters"),
        then=Text(
            vi="Chưa lưu gì. Viết: /template add TÊN NỘI DUNG",
            en="Nothing was saved. Write: /template add NAME TEXT",
        ),
    ),
    "script_long": Problem(
        what=Text(
            vi="Kịch bản dài {length} ký tự, quá {most}",
            en="The script has {length} characters, over {most}",
        ),
        then=Text(
            vi="Chưa lưu gì. Gửi lại lời ngắn hơn.",
            en="Nothing was saved. Send shorter words.",
        ),
    ),
    "script_empty": Problem(
        what=Text(vi="Kịch bản chưa có lời nào", en="The script has no words"),
        then=Text(
            vi="Chưa lưu gì. Viết lời đọc trước, rồi đến các dòng phím.",
            en="Nothing was saved. The words come first, then the keys.",
        ),
    ),
    "script_field": Problem(
        what=Text(vi="{place} không phải tên mục", en="{place} is no key field"),
        then=Text(
            vi="Chưa lưu gì. Viết liền, không dấu: {{{{customer_name}}}}",
            en="Nothing was saved. Letters, digits, _ only: {{{{customer_name}}}}",
        ),
    ),
    "script_braces": Problem(
        what=Text(vi="Ngoặc nhọn thiếu hoặc thừa: {place}", en="Braces do not match: {place}"),
        then=Text(
            vi="Chưa lưu gì. Mỗi mục có hai ngoặc mỗi bên: {{{{customer_name}}}}",
            en="Nothing was saved. Two braces on each side: {{{{customer_name}}}}",
        ),
    ),
    "script_reserved": Problem(
        what=Text(vi="{name} là tên dành riêng", en="{name} is a reserved name"),
        then=Text(
            vi="Chưa lưu gì. Không ai điền được mục này. Mã OTP viết là {{{{code_otp}}}}",
            en="Nothing was saved. Nobody can fill it. A code is written {{{{code_otp}}}}",
        ),
    ),
    "script_fields": Problem(
        what=Text(vi="Kịch bản có hơn {most} mục", en="The script has over {most} fields"),
        then=Text(
            vi="Chưa lưu gì. Gửi lại lời có ít mục hơn.",
            en="Nothing was saved. Send words with fewer fields.",
        ),
    ),
    "script_key_empty": Problem(
        what=Text(vi="Phím {key} chưa có nghĩa", en="Key {key} has no meaning"),
        then=Text(
            vi="Chưa lưu gì. Viết như: {key} = đã thanh toán",
            en="Nothing was saved. Write it like: {key} = paid",
        ),
    ),
    "script_key_long": Problem(
        what=Text(
            vi="Nghĩa của phím {key} dài quá {most} ký tự",
            en="The meaning of key {key} is over {most} characters",
        ),
        then=Text(
            vi="Chưa lưu gì. Viết như: {key} = đã thanh toán",
            en="Nothing was saved. Write it like: {key} = paid",
        ),
    ),
    "script_key_twice": Problem(
        what=Text(vi="Phím {key} có hai lần", en="Key {key} is there twice"),
        then=Text(
            vi="Chưa lưu gì. Mỗi phím một dòng.",
            en="Nothing was saved. One line a key.",
        ),
    ),
    "script_key_line": Problem(
        what=Text(vi="{place} không phải dòng phím", en="{place} is no line about a key"),
        then=Text(
            vi="Chưa lưu gì. Mỗi phím một dòng: 1 = đã thanh toán",
            en="Nothing was saved. One line a key: 1 = paid",
        ),
    ),
    "script_key_unknown": Problem(
        what=Text(vi="Kịch bản không có phím {key}", en="The template has no key {key}"),
        then=Text(
            vi="Chưa lưu gì. Có các phím: {keys}",
            en="Nothing was saved. Its keys: {keys}",
        ),
    ),
    "script_unknown": Problem(
        what=Text(vi="Bot chưa biết kịch bản {name}", en="The bot does not know {name}"),
        then=Text(
            vi="Chưa gọi ai. Thêm bằng /template add, hoặc xem /template.",
            en="Nobody was called. Use /template add, or see /template.",
        ),
    ),
    "script_close": Problem(
        what=Text(vi="Bot chưa biết kịch bản {name}", en="The bot does not know {name}"),
        then=Text(vi="Chưa gọi ai. Gần giống:", en="Nobody was called. Close to it:"),
    ),
}
