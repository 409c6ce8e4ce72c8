"""What the steps of making a script ask, explain and offer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.messages.text import Text
from bot.core.script_draft import Step
from bot.core.templates import TemplateKind

NEW: Final = Text(vi="Kịch bản mới", en="New template")
NOT_YET: Final = Text(vi="Xem lại, chưa tạo", en="Check it, not created yet")
ASKED: Final[Mapping[Step, Text]] = MappingProxyType(
    {
        Step.ACCOUNT: Text(vi="Tạo trong tài khoản nào?", en="In which account?"),
        Step.KIND: Text(vi="Loại kịch bản nào?", en="Which kind of template?"),
        Step.IMPORT: Text(
            vi="Dán JSON, hoặc gửi tệp .json?", en="Paste the JSON, or send a .json file?"
        ),
        Step.NAME: Text(vi="Đặt tên kịch bản là gì?", en="What is it to be called?"),
        Step.VOICE: Text(vi="Giọng nào đọc?", en="Which voice reads it?"),
        Step.SPEED: Text(vi="Đọc nhanh hay chậm?", en="How fast?"),
        Step.TEXT: Text(vi="Lời đọc là gì?", en="What does it say?"),
        Step.FILE: Text(vi="Phát tệp âm thanh nào?", en="Which sound file?"),
        Step.KEYS: Text(vi="Khách bấm phím nào?", en="Which keys does it ask for?"),
        Step.KEY: Text(vi="Bấm {key} thì đọc gì?", en="What is said after key {key}?"),
        Step.MEANING: Text(vi="Bấm {key} nghĩa là gì?", en="What does key {key} mean?"),
        Step.NEED: Text(
            vi="Bấm {key} thì có cần người gọi lại không?",
            en="Does whoever presses {key} need someone?",
        ),
        Step.EXIT: Text(vi="Kết thúc cuộc gọi thì đọc gì?", en="What is said at the end?"),
        Step.INVALID: Text(
            vi="Khách bấm sai phím thì đọc gì?", en="What is said after a wrong key?"
        ),
        Step.PURPOSE: Text(vi="Gọi để làm gì?", en="What are its calls for?"),
        Step.EDIT: Text(vi="Sửa bước nào?", en="Which step is to be changed?"),
    }
)
BY_FILE: Final = Text(vi="{what}\nChọn tệp âm thanh.", en="{what}\nChoose a sound file.")
HELP: Final[Mapping[Step, Text]] = MappingProxyType(
    {
        Step.IMPORT: Text(
            vi="Là phần thân của lệnh tạo kịch bản trong API.",
            en="It is the body of the API's request that creates a template.",
        ),
        Step.NAME: Text(
            vi="Gõ tên chưa ai dùng, ví dụ nhac_no_t12. Tổng đài không đổi tên được.",
            en="Type one that is not taken, such as nhac_no_t12. The PBX can't rename it.",
        ),
        Step.SPEED: Text(
            vi="1 là bình thường. Gõ số khác được, từ 0 đến 2.",
            en="1 is the usual pace. Or type another, from 0 to 2.",
        ),
        Step.TEXT: Text(
            vi="Gõ nguyên văn. Mục điền sau viết trong hai ngoặc nhọn: {{{{customer_name}}}}",
            en="Type it word for word. What is filled in stands in double braces: "
            "{{{{customer_name}}}}",
        ),
        Step.FILE: Text(
            vi="Tệp phải có trên tổng đài: chọn, hoặc gõ tên. Tải lên bằng /upload.",
            en="It has to be on the PBX: choose, or type its name. /upload sends one.",
        ),
        Step.KEYS: Text(vi="Chọn từng phím để điền.", en="Press each one to fill it in."),
        Step.KEY: Text(vi="Gõ lời, hoặc phát tệp.", en="Type the words, or play a file."),
        Step.MEANING: Text(
            vi="Gõ vài chữ để thẻ và số liệu gọi tên phím, ví dụ: đã thanh toán",
            en="A few words by which cards and figures call it, such as: paid",
        ),
        Step.NEED: Text(
            vi="Cần thì nhóm được báo riêng từng khách. Chặn thì không ai gọi số đó nữa.",
            en="If so, groups are told of each one. Blocked ones are called by nobody any more.",
        ),
        Step.EXIT: Text(
            vi="Gõ lời, phát tệp, hoặc không đọc gì.", en="Type the words, play a file, or nothing."
        ),
        Step.INVALID: Text(
            vi="Gõ lời, phát tệp, hoặc không đọc gì.", en="Type the words, play a file, or nothing."
        ),
        Step.PURPOSE: Text(
            vi="Bot ghi lại, tổng đài không biết.", en="The bot notes it, the PBX does not know."
        ),
    }
)
WITH_CODE: Final = Text(
    vi="Gõ nguyên văn, có {code} ở chỗ đọc mã.",
    en="Type it word for word, with {code} where the code is read.",
)
IS_NOW: Final = Text(vi="Đang là: {value}", en="So far: {value}")
REPLY: Final = Text(vi="Gõ bằng cách trả lời tin này.", en="Type it as a reply to this.")
WAYS: Final = Text(
    vi="“lùi” để về bước trước, “hủy” để thôi.", en="“back” for the step before, “cancel” to stop."
)
LOOKS: Final = Text(vi="Trả lời tại đây", en="Answer here")
#: The steps by name, for [Edit].
NAMES: Final[Mapping[Step, Text]] = MappingProxyType(
    {
        Step.ACCOUNT: Text(vi="Tài khoản", en="Account"),
        Step.KIND: Text(vi="Loại", en="Kind"),
        Step.NAME: Text(vi="Tên", en="Name"),
        Step.VOICE: Text(vi="Giọng", en="Voice"),
        Step.SPEED: Text(vi="Tốc độ", en="Speed"),
        Step.TEXT: Text(vi="Lời", en="Words"),
        Step.FILE: Text(vi="Tệp", en="File"),
        Step.KEYS: Text(vi="Phím", en="Keys"),
        Step.EXIT: Text(vi="Kết thúc", en="The end"),
        Step.INVALID: Text(vi="Bấm sai", en="Wrong key"),
        Step.PURPOSE: Text(vi="Mục đích", en="Purpose"),
    }
)
PICK_KIND: Final[Mapping[TemplateKind, Text]] = MappingProxyType(
    {
        TemplateKind.OTP: Text(vi="Đọc mã OTP", en="Reads a code (OTP)"),
        TemplateKind.TTS: Text(vi="Đọc lời (text-to-speech)", en="Read aloud (text-to-speech)"),
        TemplateKind.AUDIO: Text(vi="Phát tệp âm thanh", en="Plays a sound file"),
    }
)
PASTE: Final = Text(vi="Dán JSON", en="Paste JSON")
BACK: Final = Text(vi="‹ Lùi", en="‹ Back")
ON: Final = Text(vi="Giữ ›", en="Keep ›")
DONE: Final = Text(vi="Xong", en="Done")
NO_KEYS: Final = Text(vi="Không phím", en="No keys")
PLAY: Final = Text(vi="Phát tệp", en="Play a file")
READ: Final = Text(vi="Đọc lời", en="Read words")
NOTHING: Final = Text(vi="Không đọc gì", en="Nothing")
NO_MEANING: Final = Text(vi="Không cần tên", en="No name")
DROP_KEY: Final = Text(vi="Bỏ phím {key}", en="Remove key {key}")
NEEDS: Final = Text(vi="Cần người", en="Needs someone")
STOPS: Final = Text(vi="Chặn số đó", en="Block the number")
NEEDS_NOT: Final = Text(vi="Không cần", en="No")
CREATE: Final = Text(vi="Tạo trên tổng đài", en="Create on the PBX")
EDIT: Final = Text(vi="Sửa", en="Edit")
IN_ACCOUNT: Final = Text(vi="Tài khoản {name}", en="Account {name}")
CREATING: Final = Text(
    vi="{sign} <b>Đang tạo {name} trên tổng đài</b>", en="{sign} <b>Creating {name} on the PBX</b>"
)
LOOK: Final = Text(vi="Xem lại", en="Look")
UNSURE: Final = Text(
    vi="{sign} <b>Chưa rõ {name} đã tạo chưa</b>\n"
    "Chưa gọi ai. Tổng đài không trả lời, có thể đã tạo. "
    "Hỏi lại thì không tạo hai lần: mỗi tên chỉ có một kịch bản.",
    en="{sign} <b>Not known if {name} was created</b>\n"
    "Nobody was called. The PBX did not answer, it may have been. "
    "Asking again creates no second one: a name is taken once.",
)
ASK_AGAIN: Final = Text(vi="Hỏi lại tổng đài", en="Ask the PBX again")
OTHER_NAME: Final = Text(vi="Đổi tên", en="Other name")
FOUND: Final = Text(
    vi="{sign} <b>Tổng đài có kịch bản tên {name}</b>\n"
    "Hẳn là bản vừa gửi, nhưng tổng đài không cho xem lời. Dùng thì gọi thử máy mình trước.",
    en="{sign} <b>The PBX has a template {name}</b>\n"
    "Most likely the one just sent, but the PBX shows no words. Test it on your phone first.",
)
USE: Final = Text(vi="Dùng bản này", en="Use it")
CANCELLED: Final = Text(
    vi="Đã hủy, chưa tạo kịch bản nào.", en="Cancelled, no template was created."
)
MAYBE_MADE: Final = Text(
    vi="Đã đóng. Tổng đài có thể đã tạo {name}.", en="Closed. The PBX may have created {name}."
)
