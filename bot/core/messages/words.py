"""What each state and outcome is called: table B1 of CARDS.md as data.

The one place that puts a sign to a call; which row a call has, wording.py says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.core.calls import Outcome, State
from bot.core.messages.text import Text


class Sign(StrEnum):
    """The eight signs; each means one thing."""

    WAITING = "⏳"
    RINGING = "📞"
    TALKING = "🔊"
    ANSWERED = "✅"
    TRY_LATER = "🔸"
    BROKEN = "❌"
    UNKNOWN = "❓"
    LOOK = "⚠️"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How one state or outcome is said."""

    sign: Sign
    #: Line 1 of the card.
    full: Text
    #: In lists and counts.
    short: Text
    #: After the number, in the one line that rings.
    told: Text
    #: The second sentence of a failure: whether anyone was called, and what to do next.
    advice: Text | None = None


PENDING: Final = Words(
    sign=Sign.WAITING,
    full=Text(vi="Đang chờ lượt gọi", en="Waiting for its turn"),
    short=Text(vi="chờ lượt", en="waiting"),
    told=Text(vi="đang chờ lượt gọi", en="waiting for its turn"),
)
PLACING: Final = Words(
    sign=Sign.WAITING,
    full=Text(vi="Đang chuyển sang tổng đài", en="Sending to the PBX"),
    short=Text(vi="đang chuyển", en="sending"),
    told=Text(vi="đang chuyển sang tổng đài", en="being sent to the PBX"),
)
PLACED: Final = Words(
    sign=Sign.WAITING,
    full=Text(vi="Tổng đài đã nhận", en="The PBX has it"),
    short=Text(vi="đã nhận", en="taken"),
    told=Text(vi="tổng đài đã nhận", en="the PBX has it"),
)
RINGING: Final = Words(
    sign=Sign.RINGING,
    full=Text(vi="Đang đổ chuông", en="Ringing"),
    short=Text(vi="đổ chuông", en="ringing"),
    told=Text(vi="đang đổ chuông", en="ringing"),
)
TALKING: Final = Words(
    sign=Sign.TALKING,
    full=Text(vi="Đang nghe máy", en="On the line"),
    short=Text(vi="đang nghe", en="on the line"),
    told=Text(vi="đang nghe máy", en="on the line"),
)
ENDED: Final = Words(
    sign=Sign.WAITING,
    full=Text(vi="Đã cúp, chờ kết quả", en="Ended, result to come"),
    short=Text(vi="chờ kết quả", en="result to come"),
    told=Text(vi="đã cúp, chờ kết quả", en="ended, result to come"),
)
DROPPED: Final = Words(
    sign=Sign.LOOK,
    full=Text(vi="Chưa gọi: đã bỏ", en="Not called: dropped"),
    short=Text(vi="chưa gọi", en="not called"),
    told=Text(vi="chưa gọi: đã bỏ", en="not called: dropped"),
    advice=Text(vi="Chưa gọi ai.", en="Nobody was called."),
)
EXPIRED: Final = Words(
    sign=Sign.LOOK,
    full=DROPPED.full,
    short=DROPPED.short,
    told=Text(vi="chưa gọi: bot vừa chạy lại", en="not called: the bot was down"),
    advice=Text(vi="Chưa gọi ai. Bot vừa chạy lại.", en="Nobody was called. The bot was down."),
)
MAINTENANCE: Final = Words(
    sign=Sign.BROKEN,
    full=Text(vi="Tổng đài bảo trì từ {since}", en="PBX under maintenance since {since}"),
    short=Text(vi="bảo trì", en="maintenance"),
    told=Text(vi="chưa gọi: tổng đài bảo trì", en="not called: PBX under maintenance"),
    advice=Text(
        vi="Chưa gọi ai. Bot sẽ báo khi có lại.",
        en="Nobody was called. You will hear when it is back.",
    ),
)
DISCONNECTED: Final = Words(
    sign=Sign.BROKEN,
    full=Text(vi="Mất kết nối tổng đài từ {since}", en="PBX out of reach since {since}"),
    short=Text(vi="mất kết nối", en="out of reach"),
    told=Text(vi="chưa gọi: mất kết nối tổng đài", en="not called: PBX out of reach"),
    advice=MAINTENANCE.advice,
)
REFUSED: Final = Words(
    sign=Sign.BROKEN,
    full=Text(vi="Tổng đài từ chối: “{words}”", en="PBX refused: “{words}”"),
    short=Text(vi="lỗi tổng đài", en="PBX"),
    told=Text(vi="chưa gọi: tổng đài từ chối", en="not called: PBX refused"),
    advice=Text(vi="Chưa gọi ai.", en="Nobody was called."),
)
REFUSED_SILENTLY: Final = Words(
    sign=Sign.BROKEN,
    full=Text(vi="Tổng đài từ chối", en="PBX refused"),
    short=REFUSED.short,
    told=REFUSED.told,
    advice=REFUSED.advice,
)
UNKNOWN: Final = Words(
    sign=Sign.UNKNOWN,
    full=Text(vi="Chưa rõ cuộc gọi đã đi chưa", en="Not known if the call went out"),
    short=Text(vi="chưa rõ", en="unknown"),
    told=Text(vi="chưa rõ đã gọi chưa, khoan gọi lại", en="may have been called, do not redial"),
    advice=Text(
        vi="Tổng đài không trả lời. Khoan gọi lại, bot đang tra.",
        en="The PBX did not answer. Do not redial, looking it up.",
    ),
)
NO_TRACE: Final = Words(
    sign=Sign.UNKNOWN,
    full=Text(vi="Không thấy cuộc gọi này trên tổng đài", en="No trace of this call on the PBX"),
    short=UNKNOWN.short,
    told=Text(
        vi="chưa rõ đã gọi chưa, hỏi khách trước khi gọi lại",
        en="may not have been called, ask before you redial",
    ),
    advice=Text(
        vi="Có thể chưa gọi. Hỏi khách trước khi gọi lại.",
        en="It may not have gone out. Ask the customer before you redial.",
    ),
)
NO_RECORD: Final = Words(
    sign=Sign.UNKNOWN,
    full=Text(vi="Sau 24 giờ vẫn chưa có kết quả", en="No result after 24 hours"),
    short=Text(vi="không có kết quả", en="no result"),
    told=Text(
        vi="tổng đài đã nhận, sau 24 giờ chưa có kết quả",
        en="taken by the PBX, no result after 24 hours",
    ),
    advice=Text(
        vi="Tổng đài đã nhận cuộc gọi. Hỏi khách trước khi gọi lại.",
        en="The PBX took the call. Ask the customer before you redial.",
    ),
)

BY_STATE: Final[Mapping[State, Words]] = MappingProxyType(
    {
        State.PENDING: PENDING,
        State.PLACING: PLACING,
        State.PLACED: PLACED,
        State.RINGING: RINGING,
        State.ANSWERED: TALKING,
        State.ENDED: ENDED,
        State.DROPPED: DROPPED,
        State.REFUSED: REFUSED,
        State.UNKNOWN: UNKNOWN,
    }
)

ANSWERED_UNTIMED: Final = Words(
    sign=Sign.ANSWERED,
    full=Text(vi="Nghe máy", en="Answered"),
    short=Text(vi="nghe máy", en="answered"),
    told=Text(vi="nghe máy", en="answered"),
)
NO_KEY: Final = Words(
    sign=Sign.ANSWERED,
    full=Text(vi="Nghe máy {talked}, không bấm phím", en="Answered, {talked}, no key"),
    short=Text(vi="{length}", en="{length}"),
    told=Text(vi="nghe máy {talked}, không bấm phím", en="answered {talked}, no key"),
)
PRESSED: Final = Words(
    sign=Sign.ANSWERED,
    full=Text(vi="Bấm {key}", en="Pressed {key}"),
    short=Text(vi="{length} bấm {key}", en="{length} key {key}"),
    told=Text(vi="bấm {key}", en="pressed {key}"),
)
PRESSED_TO_SAY: Final = Words(
    sign=Sign.ANSWERED,
    full=Text(vi="Bấm {key}: {meaning}", en="Pressed {key}: {meaning}"),
    short=PRESSED.short,
    told=Text(vi="bấm {key}: {meaning}", en="pressed {key}: {meaning}"),
)
PRESSED_OTHERS: Final = Words(
    sign=Sign.ANSWERED,
    full=Text(vi="Bấm phím khác", en="Pressed other keys"),
    short=Text(vi="{length} bấm phím khác", en="{length} other keys"),
    told=Text(vi="bấm phím khác", en="pressed other keys"),
)
BY_OUTCOME: Final[Mapping[Outcome, Words]] = MappingProxyType(
    {
        Outcome.ANSWERED: Words(
            sign=Sign.ANSWERED,
            full=Text(vi="Nghe máy {talked}", en="Answered, {talked}"),
            short=Text(vi="{length}", en="{length}"),
            told=Text(vi="nghe máy {talked}", en="answered {talked}"),
        ),
        Outcome.BUSY: Words(
            sign=Sign.TRY_LATER,
            full=Text(vi="Máy bận", en="Busy"),
            short=Text(vi="bận", en="busy"),
            told=Text(vi="máy bận", en="busy"),
        ),
        Outcome.NO_ANSWER: Words(
            sign=Sign.TRY_LATER,
            full=Text(vi="Không nghe máy", en="No answer"),
            short=Text(vi="không nghe", en="no answer"),
            told=Text(vi="không nghe máy", en="no answer"),
        ),
        Outcome.REJECTED: Words(
            sign=Sign.TRY_LATER,
            full=Text(vi="Từ chối cuộc gọi", en="Declined"),
            short=Text(vi="từ chối", en="declined"),
            told=Text(vi="từ chối cuộc gọi", en="declined"),
        ),
        Outcome.UNREACHABLE: Words(
            sign=Sign.TRY_LATER,
            full=Text(vi="Không liên lạc được", en="Unreachable"),
            short=Text(vi="ngoài vùng", en="unreachable"),
            told=Text(vi="không liên lạc được", en="unreachable"),
        ),
        Outcome.CANCELLED: Words(
            sign=Sign.TRY_LATER,
            full=Text(vi="Hủy trước khi nghe máy", en="Cancelled before answer"),
            short=Text(vi="đã hủy", en="cancelled"),
            told=Text(vi="hủy trước khi nghe máy", en="cancelled before answer"),
        ),
        Outcome.INVALID: Words(
            sign=Sign.BROKEN,
            full=Text(vi="Số không tồn tại", en="No such number"),
            short=Text(vi="số sai", en="bad number"),
            told=Text(vi="số không tồn tại", en="no such number"),
        ),
        Outcome.FAILED: Words(
            sign=Sign.BROKEN,
            full=Text(vi="Lỗi mạng, không gọi được", en="Network failure"),
            short=Text(vi="lỗi mạng", en="network"),
            told=Text(vi="lỗi mạng, không gọi được", en="network failure"),
        ),
    }
)
