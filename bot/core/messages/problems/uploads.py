"""A sound file can't be sent to the PBX, or nobody knows whether it got there."""

from __future__ import annotations

from typing import Final

from bot.core.messages.problems.problem import Problem
from bot.core.messages.text import Text
from bot.core.messages.words import Sign

_ANOTHER: Final = Text(
    vi="Chưa tải lên gì. Gửi tin thoại, mp3, m4a, ogg, flac hay wav khác.",
    en="Nothing was uploaded. Send another voice note, mp3, m4a, ogg, flac or wav.",
)
_ONCE_MORE: Final = Text(
    vi="Chưa tải lên gì. Thu hoặc xuất lại rồi gửi lại.",
    en="Nothing was uploaded. Record or export it again, and send that.",
)
_OTHER_NAME: Final = Text(
    vi="Chưa tải lên gì. Tên có chữ cái, số, . _ - như chao_mung.wav",
    en="Nothing was uploaded. Letters, digits, . _ - as in welcome.wav",
)

UPLOADS: Final[dict[str, Problem]] = {
    "audio_empty": Problem(what=Text(vi="Tệp này trống", en="This file is empty"), then=_ANOTHER),
    "audio_other": Problem(
        what=Text(
            vi="Tệp này là {format}, không phải âm thanh", en="This file is {format}, not a sound"
        ),
        then=_ANOTHER,
    ),
    "audio_unknown": Problem(
        what=Text(
            vi="Không đọc được âm thanh trong tệp này", en="No sound can be read from this file"
        ),
        then=_ANOTHER,
    ),
    "audio_none": Problem(
        what=Text(vi="Tệp này không có phần tiếng", en="There is no sound track in this file"),
        then=_ANOTHER,
    ),
    "audio_broken": Problem(
        what=Text(vi="Phần đầu tệp âm thanh bị hỏng", en="The header of this sound is broken"),
        then=_ONCE_MORE,
    ),
    "audio_damaged": Problem(
        what=Text(vi="Tệp âm thanh này bị hỏng", en="This sound file is damaged"),
        then=_ONCE_MORE,
    ),
    "audio_cut": Problem(
        what=Text(
            vi="Tệp âm thanh bị cụt hoặc ghi chưa xong", en="The sound is cut off or unfinished"
        ),
        then=_ONCE_MORE,
    ),
    "audio_silent": Problem(
        what=Text(vi="Không nghe thấy gì trong tệp này", en="There is nothing to be heard in it"),
        then=_ONCE_MORE,
    ),
    "audio_codec": Problem(
        what=Text(vi="Tệp wav nén kiểu không đọc được", en="The wav is packed in a way of its own"),
        then=_ONCE_MORE,
    ),
    "audio_long": Problem(
        what=Text(vi="Âm thanh dài quá 10 phút", en="The sound is over 10 minutes long"),
        then=Text(
            vi="Chưa tải lên gì. Cắt ngắn rồi gửi lại.",
            en="Nothing was uploaded. Shorten it and send it again.",
        ),
    ),
    "audio_changed": Problem(
        what=Text(vi="Âm thanh không còn như lúc nghe", en="The sound is not what was heard"),
        then=Text(
            vi="Chưa tải lên gì. Gửi lại tệp để nghe lại.",
            en="Nothing was uploaded. Send the file again to hear it.",
        ),
    ),
    "audio_large": Problem(
        what=Text(vi="Tệp này lớn hơn 20 MB", en="This file is over 20 MB"),
        then=Text(
            vi="Chưa tải lên gì. Telegram không đưa bot tệp lớn hơn.",
            en="Nothing was uploaded. Telegram gives bots no larger one.",
        ),
    ),
    "audio_name": Problem(
        what=Text(vi="Tên {name} không dùng được", en="The name {name} can't be used"),
        then=_OTHER_NAME,
    ),
    "audio_name_long": Problem(
        what=Text(vi="Tên tệp dài quá 64 ký tự", en="The name is over 64 characters"),
        then=_OTHER_NAME,
    ),
    "upload_no_file": Problem(
        what=Text(vi="Chưa thấy tệp âm thanh", en="There is no sound file"),
        then=Text(
            vi="Chưa tải lên gì. Gửi tệp âm thanh, hoặc trả lời tệp đó bằng /upload TÊN.",
            en="Nothing was uploaded. Send a sound, or reply to one: /upload NAME.",
        ),
    ),
    "upload_gone": Problem(
        what=Text(vi="Telegram không còn giữ tệp này", en="Telegram no longer has this file"),
        then=Text(
            vi="Chưa tải lên gì. Gửi lại tệp.",
            en="Nothing was uploaded. Send the file again.",
        ),
    ),
    "upload_not_fetched": Problem(
        what=Text(vi="Chưa lấy được tệp từ Telegram", en="The file did not come from Telegram"),
        then=Text(
            vi="Chưa tải lên gì. Thử lại sau ít phút.",
            en="Nothing was uploaded. Try again in a few minutes.",
        ),
    ),
    "upload_not_reached": Problem(
        what=Text(vi="Không kết nối được tổng đài", en="The PBX can't be reached"),
        then=Text(
            vi="Chưa tải lên gì. Thử lại sau ít phút.",
            en="Nothing was uploaded. Try again in a few minutes.",
        ),
    ),
    "upload_unknown": Problem(
        what=Text(
            vi="Chưa rõ tổng đài đã lưu {name} chưa", en="Not known if the PBX has kept {name}"
        ),
        then=Text(
            vi="Chưa gọi ai. Để biết, gửi lại đúng tên này: đã lưu thì tổng đài báo trùng tên.",
            en="Nobody was called. To find out, send it again: a kept name is refused as taken.",
        ),
        sign=Sign.UNKNOWN,
    ),
    "upload_taken": Problem(
        what=Text(vi="Tổng đài đã có tệp tên {name}", en="The PBX already has a file {name}"),
        then=Text(
            vi="Chưa tải lên gì. Tệp đã có vẫn giữ nguyên.",
            en="Nothing was uploaded. The file that is there stays as it is.",
        ),
    ),
    "upload_same": Problem(
        what=Text(
            vi="Tổng đài đã có {name}, đúng tệp này",
            en="The PBX already has {name}, this very file",
        ),
        then=Text(
            vi="Chưa tải lên gì, không cần tải lại.",
            en="Nothing was uploaded, nor need be.",
        ),
        sign=Sign.LOOK,
    ),
    "upload_key": Problem(
        what=Text(vi="Tổng đài không nhận khóa này nữa", en="The PBX does not accept the key"),
        then=Text(
            vi="Chưa tải lên gì. Nhờ người liên kết khóa gửi lại /link.",
            en="Nothing was uploaded. Whoever linked it sends /link again.",
        ),
    ),
    "upload_refused": Problem(
        what=Text(vi="Tổng đài từ chối: “{words}”", en="PBX refused: “{words}”"),
        then=Text(
            vi="Chưa tải lên gì.",
            en="Nothing was uploaded.",
        ),
    ),
    "file_unknown": Problem(
        what=Text(vi="Bot chưa dùng được tệp này", en="The bot has no use for this file"),
        then=Text(
            vi="Chưa gọi ai. Gửi tệp âm thanh để tải lên tổng đài.",
            en="Nobody was called. Send a sound file to upload it to the PBX.",
        ),
    ),
}
