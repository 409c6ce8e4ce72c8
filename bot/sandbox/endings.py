"""What callees do by themselves: tables by a number's last digits.

Data. Nothing is drawn by lot: the same number does the same each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What a callee does, and the words for it; `cause` is the Q.850 name if nobody answers."""

    vi: str
    en: str
    #: Least and most seconds until the callee acts: of ringing, or of dialling if it never rings.
    waits: tuple[int, int] = (4, 8)
    cause: str | None = None
    rings: bool = True
    key: str | None = None
    #: The key is pressed only in a script that has it.
    if_offered: bool = False
    #: Least and most seconds until an answered callee presses or, without a key, hangs up; None
    #: listens to the whole script first.
    listens: tuple[int, int] | None = None
    #: Nobody lifts this phone but a hand.
    by_hand: bool = False


#: By the callee's last two digits; the README's table and the page's numbers are made from it.
ENDINGS: Mapping[str, Ending] = {
    "21": Ending(vi="nghe, bấm 1", en="answers, presses 1", key="1"),
    "22": Ending(vi="nghe, bấm 2", en="answers, presses 2", key="2"),
    "29": Ending(vi="nghe, bấm sai phím", en="answers, presses a wrong key", key="9"),
    "01": Ending(vi="nghe hết, không bấm", en="answers, listens to the end"),
    "02": Ending(vi="máy bận", en="busy", waits=(2, 3), rings=False, cause="USER_BUSY"),
    "03": Ending(vi="không nghe máy", en="no answer", waits=(25, 30), cause="NO_ANSWER"),
    "04": Ending(vi="từ chối", en="declines", cause="CALL_REJECTED"),
    "05": Ending(
        vi="số không tồn tại",
        en="no such number",
        waits=(1, 1),
        rings=False,
        cause="UNALLOCATED_NUMBER",
    ),
    "06": Ending(
        vi="không liên lạc được",
        en="unreachable",
        waits=(5, 8),
        rings=False,
        cause="SUBSCRIBER_ABSENT",
    ),
    "07": Ending(
        vi="lỗi mạng",
        en="network failure",
        waits=(2, 4),
        rings=False,
        cause="NETWORK_OUT_OF_ORDER",
    ),
    "08": Ending(vi="nghe rồi cúp ngay", en="answers, hangs up at once", listens=(2, 2)),
    "00": Ending(
        vi="bạn cầm máy",
        en="you hold the phone",
        waits=(45, 45),
        cause="NO_ANSWER",
        by_hand=True,
    ),
}

_AWHILE = Ending(vi="nghe một lúc rồi cúp", en="answers, hangs up after a while", listens=(1, 40))
_ONE = Ending(
    vi="nghe, bấm 1 nếu kịch bản có",
    en="answers, presses 1 if the script has it",
    key="1",
    if_offered=True,
    listens=(3, 30),
)
_TWO = Ending(
    vi="nghe, bấm 2 nếu kịch bản có",
    en="answers, presses 2 if the script has it",
    key="2",
    if_offered=True,
    listens=(3, 30),
)

#: By the last digit of any others: a list of hundreds comes out as lists do.
OTHERS: Mapping[str, Ending] = {
    "0": _AWHILE,
    "1": _ONE,
    "2": _TWO,
    "3": ENDINGS["03"],
    "4": ENDINGS["02"],
    "5": _ONE,
    "6": _AWHILE,
    "7": ENDINGS["03"],
    "8": ENDINGS["01"],
    "9": ENDINGS["01"],
}
