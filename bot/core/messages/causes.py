"""Why a call ended, as a sentence: the wire's `hangup_cause` by Q.850's names and older words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.messages.text import Text

_NORMAL: Final = Text(vi="kết thúc bình thường", en="ended normally")
_BUSY: Final = Text(vi="máy đang bận", en="the line was busy")
_NO_ANSWER: Final = Text(vi="không ai nhấc máy", en="nobody picked up")
_TOO_LONG: Final = Text(vi="đổ chuông quá lâu", en="it rang for too long")
_ABSENT: Final = Text(vi="máy tắt hoặc ngoài vùng phủ sóng", en="phone off or out of coverage")
_NO_NUMBER: Final = Text(vi="số không có người dùng", en="the number is not in use")
_BAD_NUMBER: Final = Text(vi="số không đúng dạng", en="the number is malformed")
_CANCELLED: Final = Text(vi="bên gọi đã hủy", en="the calling side cancelled")
_NETWORK: Final = Text(vi="mạng điện thoại gặp lỗi", en="the phone network failed")

CAUSES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "ANSWERED": _NORMAL,
        "NORMAL_CLEARING": _NORMAL,
        "NORMAL_UNSPECIFIED": Text(vi="kết thúc, không rõ vì sao", en="ended, not said why"),
        "USER_BUSY": _BUSY,
        "BUSY": _BUSY,
        "NO_ANSWER": _NO_ANSWER,
        "NOANSWER": _NO_ANSWER,
        "NO_USER_RESPONSE": Text(vi="máy không phản hồi", en="the phone did not respond"),
        "ALLOTTED_TIMEOUT": _TOO_LONG,
        "PROGRESS_TIMEOUT": _TOO_LONG,
        "CALL_REJECTED": Text(vi="người nghe từ chối", en="the callee declined"),
        "SUBSCRIBER_ABSENT": _ABSENT,
        "USER_NOT_REGISTERED": _ABSENT,
        "DESTINATION_OUT_OF_ORDER": Text(
            vi="đường đến máy bị hỏng", en="the callee's line is down"
        ),
        "UNALLOCATED_NUMBER": _NO_NUMBER,
        "INVALIDNUMBER": _NO_NUMBER,
        "INVALID_NUMBER_FORMAT": _BAD_NUMBER,
        "NUMBER_CHANGED": Text(vi="số đã đổi", en="the number has changed"),
        "ORIGINATOR_CANCEL": _CANCELLED,
        "CANCEL": _CANCELLED,
        "NETWORK_OUT_OF_ORDER": _NETWORK,
        "NORMAL_TEMPORARY_FAILURE": Text(vi="mạng tạm thời lỗi", en="a passing network failure"),
        "RECOVERY_ON_TIMER_EXPIRE": Text(vi="mạng không trả lời kịp", en="the network timed out"),
        "CONGESTION": Text(vi="mạng nghẽn", en="the network was congested"),
    }
)
#: What no table knows: people see the wire's word in the fold.
OTHER: Final = Text(vi="tổng đài báo lỗi", en="the PBX reported a failure")
UNSAID: Final = Text(vi="tổng đài không nói lý do", en="the PBX gave no reason")


def cause_of(hangup_cause: str) -> Text:
    """The sentence for a cause; one for every word there is."""
    return CAUSES.get(hangup_cause, OTHER) if hangup_cause else UNSAID
