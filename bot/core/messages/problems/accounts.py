"""What stands in the way of linking, setting up or lending an account, and of letting people in."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text
from bot.core.messages.words import Sign

ACCOUNTS: Final[dict[str, Problem]] = {
    "account_missing": Problem(
        what=Text(vi="Bạn chưa có tài khoản tổng đài", en="You have no PBX account yet"),
        then=Text(
            vi="Chưa gọi ai. Nhờ quản trị viên cấp, hoặc liên kết khóa của bạn.",
            en="Nobody was called. Ask an administrator, or link your own key.",
        ),
    ),
    "account_incomplete": Problem(
        what=Text(vi="Tài khoản {name} chưa điền xong", en="Account {name} is not set up yet"),
        then=Text(
            vi="Chưa gọi ai. Còn thiếu ID chiến dịch hoặc đầu số.",
            en="Nobody was called. Its campaign id or its caller is missing.",
        ),
    ),
    "otp_template_missing": Problem(
        what=Text(vi="Tài khoản {name} chưa có kịch bản OTP", en="{name} has no OTP template"),
        then=Text(
            vi="Chưa gọi ai. Điền tiếp, hoặc thêm template= vào lệnh.",
            en="Nobody was called. Fill it in, or add template= to the command.",
        ),
    ),
    "account_gone": Problem(
        what=Text(vi="Bạn không dùng tài khoản này nữa", en="This account is yours no more"),
        then=Text(
            vi="Chưa gọi ai, chưa đổi gì. Gửi /whoami để xem tài khoản của bạn.",
            en="Nobody was called, nothing changed. /whoami shows your accounts.",
        ),
        sign=Sign.LOOK,
    ),
    "account_others": Problem(
        what=Text(
            vi="Người liên kết và quản trị viên mới đổi được",
            en="Only who linked it and administrators can",
        ),
        then=Text(vi="Chưa gọi ai, chưa đổi gì.", en="Nobody was called, nothing changed."),
        sign=Sign.LOOK,
    ),
    "account_name": Problem(
        what=Text(vi="Tên này không dùng được", en="This name can't be used"),
        then=Text(
            vi="Chưa gọi ai. Tên có 1 đến {most} ký tự, một dòng.",
            en="Nobody was called. A name is 1 to {most} characters, one line.",
        ),
    ),
    "account_name_taken": Problem(
        what=Text(vi="Đã có tài khoản {name}", en="There is an account {name} already"),
        then=Text(vi="Chưa gọi ai. Chọn tên khác.", en="Nobody was called. Choose another name."),
    ),
    "one_word": Problem(
        what=Text(vi="Mục này viết liền, không dấu cách", en="This is one word, without spaces"),
        then=Text(
            vi="Chưa gọi ai. Chép lại đúng như tổng đài đưa.",
            en="Nobody was called. Copy it as the PBX gives it.",
        ),
    ),
    "concurrency_invalid": Problem(
        what=Text(vi="Số cuộc cùng lúc là một con số", en="Calls at once is a number"),
        then=Text(vi="Chưa gọi ai. Từ 1 đến {most}.", en="Nobody was called. From 1 to {most}."),
    ),
    "approval_invalid": Problem(
        what=Text(vi="Mức cần duyệt là một con số", en="Approval begins over a number"),
        then=Text(
            vi="Chưa gọi ai. Từ 1 đến {most}, hoặc 0 để tắt.",
            en="Nobody was called. From 1 to {most}, or 0 for none.",
        ),
    ),
    "busy_phrase": Problem(
        what=Text(vi="Tổng đài không nói lời nào", en="The PBX gave no words"),
        then=Text(
            vi="Chưa đổi gì. Từ báo bận là lời từ chối của tổng đài.",
            en="Nothing was changed. Busy words are those of its refusal.",
        ),
    ),
    "busy_phrases_full": Problem(
        what=Text(vi="Đã có đủ {most} từ báo bận", en="There are {most} busy words already"),
        then=Text(
            vi="Chưa đổi gì. Bỏ bớt trong /settings.",
            en="Nothing was changed. Remove some in /settings.",
        ),
        sign=Sign.LOOK,
    ),
    "busy_admin": Problem(
        what=Text(
            vi="Chỉ quản trị viên thêm được từ báo bận", en="Only administrators add busy words"
        ),
        then=Text(
            vi="Chưa đổi gì. Nhờ quản trị viên bấm.",
            en="Nothing was changed. Ask an administrator to press it.",
        ),
        sign=Sign.LOOK,
    ),
    "key_shape": Problem(
        what=Text(vi="Đây không giống khóa của tổng đài", en="This does not look like a PBX key"),
        then=Text(
            vi="Chưa gọi ai, không giữ gì. Khóa là một dãy chữ và số, viết liền.",
            en="Nobody was called, nothing kept. A key is one run of letters and digits.",
        ),
    ),
    "key_refused": Problem(
        what=Text(vi="Tổng đài không nhận khóa này", en="The PBX does not take this key"),
        then=Text(
            vi="Chưa gọi ai, không giữ gì. Chép lại khóa rồi gửi.",
            en="Nobody was called, nothing kept. Copy the key again and send it.",
        ),
    ),
    "key_forbidden": Problem(
        what=Text(vi="Tổng đài không cho tài khoản này vào", en="The PBX lets this account not in"),
        then=Text(
            vi="Chưa gọi ai, không giữ gì. Hỏi nhà cung cấp tổng đài (403).",
            en="Nobody was called, nothing kept. Ask the PBX's vendor (403).",
        ),
    ),
    "login_refused": Problem(
        what=Text(vi="Tên hoặc mật khẩu không đúng", en="Wrong name or password"),
        then=Text(
            vi="Chưa gọi ai, không giữ gì. Kiểm tra rồi gửi lại.",
            en="Nobody was called, nothing kept. Check them and send them again.",
        ),
    ),
    "login_disabled": Problem(
        what=Text(vi="Tổng đài đã khóa người dùng này", en="The PBX has disabled this user"),
        then=Text(
            vi="Chưa gọi ai, không giữ gì. Hỏi nhà cung cấp tổng đài.",
            en="Nobody was called, nothing kept. Ask the PBX's vendor.",
        ),
    ),
    "pbx_silent": Problem(
        what=Text(vi="Tổng đài không trả lời", en="The PBX does not answer"),
        then=Text(
            vi="Chưa gọi ai, không giữ gì. Gửi lại sau ít phút.",
            en="Nobody was called, nothing kept. Send it again in a few minutes.",
        ),
    ),
    "pbx_maintenance": Problem(
        what=Text(vi="Tổng đài đang bảo trì (503)", en="The PBX is under maintenance (503)"),
        then=Text(
            vi="Chưa gọi ai, không giữ gì. Gửi lại khi tổng đài chạy.",
            en="Nobody was called, nothing kept. Send it again when it is back.",
        ),
    ),
    "secret_left": Problem(
        what=Text(
            vi="Bot không xóa được tin có khóa hoặc mật khẩu",
            en="The message with the secret could not be deleted",
        ),
        then=Text(
            vi="Chưa gọi ai. Hãy tự xóa tin đó.", en="Nobody was called. Delete it yourself."
        ),
        sign=Sign.LOOK,
    ),
    "secret_stray": Problem(
        what=Text(
            vi="Bot xóa tin vừa rồi: có thể là khóa hoặc mật khẩu",
            en="Your message may hold a key or a password: deleted",
        ),
        then=Text(
            vi="Chưa gọi ai, không giữ gì. Gửi /link hoặc /login rồi trả lời bot.",
            en="Nobody was called, nothing kept. Send /link or /login, then answer.",
        ),
        sign=Sign.LOOK,
    ),
    "key_misplaced": Problem(
        what=Text(vi="Đây là khóa của một tài khoản", en="This is the key of an account"),
        then=Text(
            vi="Chưa gọi ai, không giữ gì. Trả lời lại câu hỏi bên trên.",
            en="Nobody was called, nothing kept. Answer the question above again.",
        ),
        sign=Sign.LOOK,
    ),
    "private_only": Problem(
        what=Text(vi="Chỉ dùng trong chat riêng", en="Only in the private chat"),
        then=Text(vi="Chưa gọi ai. Mở chat với bot.", en="Nobody was called. Open it there."),
        sign=Sign.LOOK,
    ),
}

TEAM: Final[dict[str, Problem]] = {
    "invite_what": Problem(
        what=Text(vi="Mời ai: operator hoặc viewer", en="Invite an operator or a viewer"),
        then=Text(
            vi="Chưa gọi ai. Ví dụ /invite operator 10, một lần tối đa 20 link.",
            en="Nobody was called. Such as /invite operator 10, at most 20 links at a time.",
        ),
    ),
    "invite_unknown": Problem(
        what=Text(vi="Không có link mời này", en="There is no such invitation"),
        then=Text(
            vi="Chưa gọi ai. Xin quản trị viên link mới.",
            en="Nobody was called. Ask the administrator for a new link.",
        ),
    ),
    "invite_expired": Problem(
        what=Text(vi="Link mời đã hết hạn", en="This invitation has expired"),
        then=Text(
            vi="Chưa gọi ai. Link dùng được 24 giờ, xin quản trị viên link mới.",
            en="Nobody was called. It lasts 24 hours, ask the administrator for a new one.",
        ),
    ),
    "invite_revoked": Problem(
        what=Text(vi="Link mời đã bị thu hồi", en="This invitation was withdrawn"),
        then=Text(
            vi="Chưa gọi ai. Xin quản trị viên link mới.",
            en="Nobody was called. Ask the administrator for a new link.",
        ),
    ),
    "invite_used": Problem(
        what=Text(vi="Link mời đã có người dùng", en="This invitation was used already"),
        then=Text(
            vi="Chưa gọi ai. Mỗi link cho một người, xin quản trị viên link mới.",
            en="Nobody was called. A link is for one person, ask for a new one.",
        ),
    ),
    "invite_waiting": Problem(
        what=Text(vi="Đang chờ quản trị viên xác nhận", en="Waiting for the administrator"),
        then=Text(vi="Chưa gọi ai. Xong thì bot nhắn.", en="Nobody was called. You will hear."),
        sign=Sign.LOOK,
    ),
    "invite_refused": Problem(
        what=Text(vi="Quản trị viên không cho vào", en="The administrator said no"),
        then=Text(
            vi="Chưa gọi ai. Hỏi lại quản trị viên.",
            en="Nobody was called. Talk to the administrator.",
        ),
    ),
    "invite_own": Problem(
        what=Text(vi="Link này để gửi cho người khác", en="This link is for somebody else"),
        then=Text(
            vi="Chưa gọi ai. Link vẫn còn dùng được.",
            en="Nobody was called. It can still be used.",
        ),
        sign=Sign.LOOK,
    ),
    "invite_in": Problem(
        what=Text(vi="Bạn đã dùng được bot", en="You are in already"),
        then=Text(
            vi="Chưa gọi ai. Link vẫn còn dùng được cho người khác.",
            en="Nobody was called. Somebody else can still use the link.",
        ),
        sign=Sign.LOOK,
    ),
    "invite_private": Problem(
        what=Text(vi="Link mời mở trong chat riêng", en="Invitations open in the private chat"),
        then=Text(
            vi="Chưa gọi ai. Bấm lại link trong chat với bot.",
            en="Nobody was called. Follow the link there.",
        ),
        sign=Sign.LOOK,
    ),
    "invite_gone": Problem(
        what=Text(vi="Không còn lời mời này", en="This invitation is gone"),
        then=Text(
            vi="Chưa gọi ai, chưa đổi gì. Mời lại bằng /invite.",
            en="Nobody was called, nothing changed. Invite again with /invite.",
        ),
    ),
    "person_gone": Problem(
        what=Text(vi="Người này không còn dùng bot", en="This person is in no longer"),
        then=Text(
            vi="Chưa gọi ai, chưa đổi gì. Mời lại bằng /invite.",
            en="Nobody was called, nothing changed. Invite them with /invite.",
        ),
        sign=Sign.LOOK,
    ),
    "admins_fixed": Problem(
        what=Text(
            vi="Quản trị viên chỉ đổi được ở máy chủ",
            en="Administrators are changed on the server only",
        ),
        then=Text(
            vi="Chưa gọi ai, chưa đổi gì. Họ nằm trong ADMIN_IDS.",
            en="Nobody was called, nothing changed. They are those in ADMIN_IDS.",
        ),
        sign=Sign.LOOK,
    ),
    "own_use": Problem(
        what=Text(vi="Đây là tài khoản bạn đang dùng", en="You use this account yourself"),
        then=Text(
            vi="Chưa gọi ai, chưa đổi gì. Thôi dùng bằng /logout.",
            en="Nobody was called, nothing changed. Give it up with /logout.",
        ),
        sign=Sign.LOOK,
    ),
}
