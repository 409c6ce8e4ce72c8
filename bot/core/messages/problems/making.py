"""A script can't be made on the PBX, read from its JSON, or called with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text
from bot.core.messages.words import Sign
from bot.errors import Problem as Fault

#: What can be wrong with a field of the API's JSON, by the word that an error carries.
FAULTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        Fault.MISSING: Text(vi="thiếu", en="is missing"),
        Fault.EMPTY: Text(vi="để trống", en="is empty"),
        Fault.TYPE: Text(vi="sai kiểu dữ liệu", en="is of the wrong type"),
        Fault.UNEXPECTED: Text(vi="không phải trường của API", en="is no field of the API"),
        Fault.UNKNOWN: Text(vi="có giá trị API không biết", en="has a value the API lacks"),
        Fault.RANGE: Text(vi="ngoài khoảng cho phép", en="is out of range"),
        Fault.KEY: Text(vi="có tên mục viết sai", en="has a misspelt key field"),
        Fault.BRACES: Text(vi="thiếu hoặc thừa ngoặc nhọn", en="has braces that do not match"),
        Fault.NO_CODE: Text(vi="thiếu {{{{code_otp}}}}", en="lacks {{{{code_otp}}}}"),
        Fault.RESERVED: Text(vi="dùng tên dành riêng", en="uses a reserved name"),
        Fault.TWICE: Text(vi="có hai lần", en="is there twice"),
        Fault.BOTH: Text(vi="thừa, chỉ cần một trong hai", en="is one of two that exclude"),
        Fault.OFF: Text(vi="cần là true khi có phím", en="has to be true where there are keys"),
    }
)

MAKING: Final[dict[str, Problem]] = {
    "script_code": Problem(
        what=Text(vi="Lời chưa có chỗ đọc mã", en="The words have no place for the code"),
        then=Text(
            vi="Chưa lưu gì. Viết {{{{code_otp}}}} vào chỗ đọc mã.",
            en="Nothing was saved. Write {{{{code_otp}}}} where the code is read.",
        ),
    ),
    "script_no_code": Problem(
        what=Text(
            vi="{{{{code_otp}}}} không dùng được ở đây", en="{{{{code_otp}}}} can't be used here"
        ),
        then=Text(
            vi="Chưa lưu gì. Mã chỉ đọc trong lời của kịch bản OTP.",
            en="Nothing was saved. Only the words of an OTP template read a code.",
        ),
    ),
    "key_silent": Problem(
        what=Text(vi="Chưa biết phím {key} đọc gì", en="It is not known what key {key} plays"),
        then=Text(
            vi="Chưa lưu gì. Bấm phím đó để điền lời, hoặc bỏ phím.",
            en="Nothing was saved. Press it to fill in its words, or remove it.",
        ),
    ),
    "making_first": Problem(
        what=Text(vi="Đây là bước đầu", en="This is the first step"),
        then=Text(vi="Chưa lưu gì. Chọn bằng nút.", en="Nothing was saved. Press a button."),
    ),
    "making_file": Problem(
        what=Text(vi="Tên tệp này không dùng được", en="This file name can't be used"),
        then=Text(
            vi="Chưa lưu gì. Tên tệp đã có trên tổng đài, tối đa {most} ký tự.",
            en="Nothing was saved. The name of a file on the PBX, at most {most} characters.",
        ),
    ),
    "making_speed": Problem(
        what=Text(vi="Tốc độ là số từ 0 đến 2", en="A speed is a number from 0 to 2"),
        then=Text(
            vi="Chưa lưu gì. 1 là bình thường, 1,2 nhanh hơn một chút.",
            en="Nothing was saved. 1 is the usual pace, 1.2 a little faster.",
        ),
    ),
    "making_taken": Problem(
        what=Text(vi="Đã có kịch bản tên {name}", en="There is a template {name} already"),
        then=Text(
            vi="Chưa tạo gì, các bước khác vẫn giữ. Đặt tên khác.",
            en="Nothing was created, the other steps are kept. Choose another name.",
        ),
    ),
    "making_there": Problem(
        what=Text(
            vi="Tổng đài đã có kịch bản tên {name}", en="The PBX has a template {name} already"
        ),
        then=Text(
            vi="Chưa tạo gì, các bước khác vẫn giữ. Đặt tên khác.",
            en="Nothing was created, the other steps are kept. Choose another name.",
        ),
    ),
    "making_not_reached": Problem(
        what=Text(vi="Không kết nối được tổng đài", en="The PBX can't be reached"),
        then=Text(
            vi="Chưa tạo gì, mọi bước vẫn giữ. Thử lại sau ít phút.",
            en="Nothing was created, every step is kept. Try again in a few minutes.",
        ),
    ),
    "making_key": Problem(
        what=Text(vi="Tổng đài không nhận khóa này nữa", en="The PBX does not accept the key"),
        then=Text(
            vi="Chưa tạo gì, mọi bước vẫn giữ. Nhờ người liên kết khóa gửi lại /link.",
            en="Nothing was created, every step is kept. Whoever linked it sends /link again.",
        ),
    ),
    "making_refused": Problem(
        what=Text(vi="Tổng đài từ chối: “{words}”", en="PBX refused: “{words}”"),
        then=Text(
            vi="Chưa tạo gì, mọi bước vẫn giữ. Sửa rồi tạo lại.",
            en="Nothing was created, every step is kept. Change it and create again.",
        ),
    ),
    "body_json": Problem(
        what=Text(vi="Đây không phải JSON của API", en="This is no JSON of the API"),
        then=Text(
            vi="Chưa lưu gì. Dán nguyên cả đoạn, từ dấu ngoặc đầu đến dấu cuối.",
            en="Nothing was saved. Paste all of it, from the first brace to the last.",
        ),
    ),
    "body_field": Problem(
        what=Text(vi="{field} {fault}", en="{field} {fault}"),
        then=Text(
            vi="Chưa lưu gì. Sửa trường này rồi gửi lại.",
            en="Nothing was saved. Mend this field and send it again.",
        ),
    ),
    "body_large": Problem(
        what=Text(vi="Tệp này quá lớn cho một kịch bản", en="This file is too large"),
        then=Text(
            vi="Chưa lưu gì. JSON của một kịch bản không quá 64 KB.",
            en="Nothing was saved. A template's JSON has at most 64 KB.",
        ),
    ),
    "body_not_fetched": Problem(
        what=Text(vi="Chưa lấy được tệp từ Telegram", en="The file did not come from Telegram"),
        then=Text(
            vi="Chưa lưu gì. Thử lại, hoặc dán nội dung tệp.",
            en="Nothing was saved. Try again, or paste what it holds.",
        ),
    ),
    "template_locked": Problem(
        what=Text(vi="{who} đã khóa {name} lúc {at}", en="{who} locked {name} at {at}"),
        then=Text(
            vi="Chưa gọi ai. Gọi bằng kịch bản khác, hoặc nhờ {who} hay quản trị viên mở khóa.",
            en="Nobody was called. Use another template, or have {who} or an administrator "
            "unlock it.",
        ),
        sign=Sign.LOOK,
    ),
    "unlock_others": Problem(
        what=Text(vi="Chỉ {who} hoặc quản trị viên mở được", en="Only {who} or an administrator"),
        then=Text(
            vi="Chưa đổi gì. Nhờ một trong hai mở khóa.",
            en="Nothing was changed. Ask one of them to unlock it.",
        ),
    ),
    "heard_nobody": Problem(
        what=Text(vi="Chưa ai nghe {name} qua bot này", en="Nobody has heard {name} from this bot"),
        then=Text(
            vi="Chưa gọi ai. Không cần đính chính.",
            en="Nobody was called, nor is a correction needed.",
        ),
    ),
}
