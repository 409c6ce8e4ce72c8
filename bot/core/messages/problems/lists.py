"""A list can't be read, can't be called, or not as somebody wants it now."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text
from bot.core.messages.words import Sign

_SAVE_AGAIN: Final = Text(
    vi="Chưa gọi ai. Lưu lại dạng .xlsx rồi gửi lại.",
    en="Nobody was called. Save it as .xlsx and send it again.",
)
_SPLIT: Final = Text(
    vi="Chưa gọi ai. Chia ra nhiều tệp, gửi từng tệp.",
    en="Nobody was called. Split it and send file by file.",
)
_SEND_AGAIN: Final = Text(
    vi="Chưa gọi ai. Gửi lại tệp.", en="Nobody was called. Send the file again."
)
_SAY_WHEN: Final = Text(
    vi="Chưa gọi ai. Viết như 14:30, 8h sáng mai, 30 phút nữa.",
    en="Nobody was called. Write 14:30, tomorrow 8:00, in 30 minutes.",
)

LISTS: Final[dict[str, Problem]] = {
    "table_encoding": Problem(
        what=Text(
            vi="Không đọc được chữ trong tệp này", en="The letters of this file can't be read"
        ),
        then=_SAVE_AGAIN,
    ),
    "table_quote": Problem(
        what=Text(
            vi="Dòng {line} thiếu hoặc thừa dấu ngoặc kép",
            en="Quotes do not match in line {line}",
        ),
        then=_SAVE_AGAIN,
    ),
    "table_rows": Problem(
        what=Text(
            vi="Danh sách có {rows} dòng, quá {most}", en="The list has {rows} rows, over {most}"
        ),
        then=_SPLIT,
    ),
    "table_columns": Problem(
        what=Text(
            vi="Dòng {line} có {columns} cột, quá {most}",
            en="Line {line} has {columns} columns, over {most}",
        ),
        then=Text(
            vi="Chưa gọi ai. Bỏ cột thừa rồi gửi lại.",
            en="Nobody was called. Take out columns and send it again.",
        ),
    ),
    "table_cell": Problem(
        what=Text(
            vi="Dòng {line} có ô dài quá {most} ký tự",
            en="Line {line} has a cell of over {most} characters",
        ),
        then=Text(
            vi="Chưa gọi ai. Viết ngắn lại ô đó rồi gửi lại.",
            en="Nobody was called. Shorten that cell and send it again.",
        ),
    ),
    "table_empty": Problem(
        what=Text(vi="Danh sách này trống", en="This list is empty"),
        then=Text(
            vi="Chưa gọi ai. Mỗi dòng một khách, một cột là số điện thoại.",
            en="Nobody was called. A row a callee, one column of phone numbers.",
        ),
    ),
    "table_kind": Problem(
        what=Text(
            vi="Bên trong tệp không phải .xlsx hay .csv", en="Inside it is no .xlsx and no .csv"
        ),
        then=_SAVE_AGAIN,
    ),
    "table_kind_of": Problem(
        what=Text(
            vi="Bên trong {name} không phải .xlsx hay .csv",
            en="Inside {name} is no .xlsx and no .csv",
        ),
        then=_SAVE_AGAIN,
    ),
    "table_broken": Problem(
        what=Text(vi="Không mở được tệp này", en="This file can't be opened"), then=_SAVE_AGAIN
    ),
    "table_large": Problem(
        what=Text(vi="Tệp này lớn hơn 10 MB", en="This file is over 10 MB"), then=_SPLIT
    ),
    "table_locked": Problem(
        what=Text(vi="Tệp này có mật khẩu", en="This file has a password"),
        then=Text(
            vi="Chưa gọi ai. Bỏ mật khẩu rồi gửi lại.",
            en="Nobody was called. Take it off and send it again.",
        ),
    ),
    "table_unwritten": Problem(
        what=Text(vi="Chưa lập được tệp", en="The file could not be made"),
        then=Text(
            vi="Chưa đổi gì. Bấm lại sau ít phút.",
            en="Nothing was changed. Press again in a few minutes.",
        ),
    ),
    "list_file_gone": Problem(
        what=Text(vi="Telegram không còn giữ tệp này", en="Telegram no longer has this file"),
        then=_SEND_AGAIN,
    ),
    "list_not_fetched": Problem(
        what=Text(vi="Chưa lấy được tệp từ Telegram", en="The file did not come from Telegram"),
        then=_SEND_AGAIN,
    ),
    "list_no_phone": Problem(
        what=Text(vi="Không cột nào là số điện thoại", en="No column holds phone numbers"),
        then=Text(
            vi="Chưa gọi ai. Thêm cột số điện thoại rồi gửi lại.",
            en="Nobody was called. Add a column of numbers, send it again.",
        ),
    ),
    "list_nobody": Problem(
        what=Text(vi="Không có số nào để gọi", en="There is no number to call"),
        then=Text(
            vi="Chưa gọi ai. Sửa danh sách rồi gửi lại.",
            en="Nobody was called. Mend the list and send it again.",
        ),
        sign=Sign.LOOK,
    ),
    "list_and_phone": Problem(
        what=Text(vi="Vừa có số, vừa có danh sách", en="There is one number, and a list of others"),
        then=Text(
            vi="Chưa gọi ai. Dòng đầu chỉ có kịch bản: /call KỊCH_BẢN",
            en="Nobody was called. Just the template in line one: /call TEMPLATE",
        ),
    ),
    "list_and_ref": Problem(
        what=Text(vi="Một ref= không cho cả danh sách", en="One ref= is not for a whole list"),
        then=Text(
            vi="Chưa gọi ai. Để HĐ thành một cột tên ref.",
            en="Nobody was called. Put the refs in a column called ref.",
        ),
    ),
    "look_first": Problem(
        what=Text(vi="Bản xem trước vừa đổi", en="The preview has just changed"),
        then=Text(
            vi="Chưa gọi ai. Xem lại rồi bấm Gọi.",
            en="Nobody was called. Check it and press Call.",
        ),
        sign=Sign.LOOK,
    ),
    "list_gone": Problem(
        what=Text(vi="Bản xem trước này đã đóng", en="This preview is closed"),
        then=Text(
            vi="Chưa gọi thêm ai. Cần gọi thì gửi lại danh sách.",
            en="Nobody else was called. To call, send the list again.",
        ),
        sign=Sign.LOOK,
    ),
    "list_called": Problem(
        what=Text(vi="Danh sách này đã xác nhận rồi", en="This list is confirmed already"),
        then=Text(
            vi="Chưa gọi thêm ai. Xem thẻ của nó để dừng hay gọi tiếp.",
            en="Nobody else was called. Its card has the buttons to stop or go on.",
        ),
        sign=Sign.LOOK,
    ),
    "list_changed": Problem(
        what=Text(vi="Đợt gọi đã đổi, có người bấm trước", en="Somebody pressed before you"),
        then=Text(
            vi="Chưa gọi thêm ai. Xem lại rồi bấm.",
            en="Nobody else was called. Look again, then press.",
        ),
        sign=Sign.LOOK,
    ),
    "list_foreign": Problem(
        what=Text(vi="Đợt gọi này không phải của bạn", en="This list is not yours"),
        then=Text(
            vi="Chưa gọi ai. Nó gọi bằng tài khoản bạn không dùng.",
            en="Nobody was called. It goes over an account that you do not use.",
        ),
    ),
    "list_script_changed": Problem(
        what=Text(
            vi="Kịch bản {name} đã đổi sau khi xin duyệt", en="{name} changed since it was asked"
        ),
        then=Text(
            vi="Chưa gọi ai. Người gọi rút lại, xem lại rồi gửi duyệt lần nữa.",
            en="Nobody was called. Whoever asks withdraws it, looks again and asks anew.",
        ),
        sign=Sign.LOOK,
    ),
    "list_approver_self": Problem(
        what=Text(vi="Người gửi không tự duyệt được", en="Who asks can't agree to it"),
        then=Text(
            vi="Chưa gọi ai. Người khác phải duyệt.",
            en="Nobody was called. Somebody else has to agree.",
        ),
        sign=Sign.LOOK,
    ),
    "list_no_approver": Problem(
        what=Text(vi="Không có ai khác để duyệt", en="There is nobody else to agree"),
        then=Text(
            vi="Chưa gọi ai. Nhờ quản trị viên cho thêm người dùng tài khoản này.",
            en="Nobody was called. An administrator can share the account with more people.",
        ),
    ),
    #: Said of a row of a list: its cell is empty.
    "phone_missing": Problem(
        what=Text(vi="không có số điện thoại", en="no phone number"),
        then=Text(vi="Chưa gọi ai. Điền số rồi gửi lại.", en="Nobody was called. Fill it in."),
    ),
    "time_past": Problem(
        what=Text(vi="{typed} đã qua rồi", en="{typed} has passed"), then=_SAY_WHEN
    ),
    "time_far": Problem(
        what=Text(vi="{typed} còn hơn {days} ngày nữa", en="{typed} is over {days} days ahead"),
        then=_SAY_WHEN,
    ),
    "time_unclear": Problem(
        what=Text(vi="Chưa rõ {typed} là lúc nào", en="Not clear when {typed} is"),
        then=_SAY_WHEN,
    ),
}
