"""`/otp`, from the person's message to the outcome in their chat and in the group: each ending."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.sandbox.exchange import ENDINGS
from tests.journeys.world import GROUP, OPERATOR, Journey, buttons, went_through


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What is read of a call: line 1 and the times of the card, the asker's words, the group's."""

    vi: str
    en: str
    timing: str
    told_vi: str
    told_en: str
    #: The group's middle line after the masked number, and whether its message rings.
    group: str = ""
    rings: bool = False


TOLD = {
    "01": Ending(
        vi="✅ Nghe máy 5 giây",
        en="✅ Answered, 5 s",
        timing=" · chuông 0:06 · nghe 0:05",
        told_vi="nghe máy 5 giây",
        told_en="answered 5 s",
        group=" · nghe 0:05",
    ),
    "21": Ending(
        vi="✅ Nghe máy 10 giây",
        en="✅ Answered, 10 s",
        timing=" · chuông 0:08 · nghe 0:10",
        told_vi="nghe máy 10 giây",
        told_en="answered 10 s",
        group=" · nghe 0:10",
    ),
    "22": Ending(
        vi="✅ Nghe máy 10 giây",
        en="✅ Answered, 10 s",
        timing=" · chuông 0:09 · nghe 0:10",
        told_vi="nghe máy 10 giây",
        told_en="answered 10 s",
        group=" · nghe 0:10",
    ),
    "29": Ending(
        vi="✅ Nghe máy 10 giây",
        en="✅ Answered, 10 s",
        timing=" · chuông 0:06 · nghe 0:10",
        told_vi="nghe máy 10 giây",
        told_en="answered 10 s",
        group=" · nghe 0:10",
    ),
    "02": Ending(vi="🔸 Máy bận", en="🔸 Busy", timing="", told_vi="máy bận", told_en="busy"),
    "03": Ending(
        vi="🔸 Không nghe máy",
        en="🔸 No answer",
        timing=" · chuông 0:29",
        told_vi="không nghe máy",
        told_en="no answer",
        group=" · chuông 0:29",
    ),
    "00": Ending(
        vi="🔸 Không nghe máy",
        en="🔸 No answer",
        timing=" · chuông 0:46",
        told_vi="không nghe máy",
        told_en="no answer",
        group=" · chuông 0:46",
    ),
    "04": Ending(
        vi="🔸 Từ chối cuộc gọi",
        en="🔸 Declined",
        timing=" · chuông 0:09",
        told_vi="từ chối cuộc gọi",
        told_en="declined",
        group=" · chuông 0:09",
    ),
    "05": Ending(
        vi="❌ Số không tồn tại",
        en="❌ No such number",
        timing="",
        told_vi="số không tồn tại",
        told_en="no such number",
        rings=True,
    ),
    "06": Ending(
        vi="🔸 Không liên lạc được",
        en="🔸 Unreachable",
        timing="",
        told_vi="không liên lạc được",
        told_en="unreachable",
    ),
    "07": Ending(
        vi="❌ Lỗi mạng, không gọi được",
        en="❌ Network failure",
        timing=" · (NETWORK_OUT_OF_ORDER)",
        told_vi="lỗi mạng, không gọi được",
        told_en="network failure",
        rings=True,
    ),
    "08": Ending(
        vi="✅ Nghe máy 2 giây",
        en="✅ Answered, 2 s",
        timing=" · chuông 0:08 · nghe 0:02\nCúp sớm, có thể chưa nghe hết mã",
        told_vi="nghe máy 2 giây, cúp sớm",
        told_en="answered 2 s, hung up early",
        group=" · nghe 0:02 · cúp sớm",
    ),
}
#: The card's states, in the only order in which it may show them.
ORDER = [
    "⏳ Đang chờ lượt gọi",
    "⏳ Đang chuyển sang tổng đài",
    "⏳ Tổng đài đã nhận",
    "📞 Đang đổ chuông",
    "🔊 Đang nghe máy",
    "⏳ Đã cúp, chờ kết quả",
]


def test_every_ending_of_the_sandbox_has_its_words_here() -> None:
    assert TOLD.keys() == ENDINGS.keys()


@pytest.mark.parametrize("digits", ENDINGS)
async def test_each_ending_is_told_on_the_card_to_the_asker_and_to_the_group(
    told: Journey, digits: str
) -> None:
    ending = TOLD[digits]

    told.say(OPERATOR, f"/otp 09123456{digits} 4821")
    await told.wait(90)

    card, line = told.shown(OPERATOR)
    [to_group] = told.shown(GROUP)
    assert told.texts(OPERATOR) == [
        f"{ending.vi} · 09123456{digits}\nOTP •••• · otp_demo\n09:12:31{ending.timing}",
        f"{ending.vi[0]} 09123456{digits} {ending.told_vi}",
    ]
    assert told.texts(GROUP) == [
        f"{ending.vi}\n0912•••6{digits}{ending.group}\notp_demo · Nhân viên gọi 09:12"
    ]
    assert buttons(card) == ["Gọi với mã mới", "Lịch sử số này"]
    assert line.reply_to == card.id
    assert (card.rang, line.rang, to_group.rang) == (False, True, ending.rings)
    assert card.versions[-1].at <= line.versions[0].at
    assert told.pbx.placements == {f"09123456{digits}": 1}


@pytest.mark.parametrize("digits", ENDINGS)
async def test_the_asker_reads_each_ending_in_their_own_language(
    told: Journey, digits: str
) -> None:
    ending = TOLD[digits]
    told.telegram.set_language(OPERATOR, "en")

    told.say(OPERATOR, f"/otp 09123456{digits} 4821")
    await told.wait(90)

    card, line = told.texts(OPERATOR)
    assert card.startswith(f"{ending.en} · 09123456{digits}\nOTP •••• · otp_demo\n09:12:31")
    assert card.endswith("Hung up early, may have missed it") is (digits == "08")
    assert line == f"{ending.en[0]} 09123456{digits} {ending.told_en}"
    assert buttons(told.shown(OPERATOR)[0]) == ["Call, new code", "Number history"]


@pytest.mark.parametrize("digits", ["01", "02", "03"])
@pytest.mark.parametrize("fault", ["hooks_double", "hooks_reorder", "hooks_delay", "hooks_lose"])
async def test_a_card_never_goes_back_to_a_state_it_has_left(
    told: Journey, digits: str, fault: str
) -> None:
    setattr(told.pbx.faults, fault, True)

    told.say(OPERATOR, f"/otp 09123456{digits} 4821")
    await told.wait(200)

    card, line = told.shown(OPERATOR)
    *states, last = went_through(card)
    assert last == TOLD[digits].vi
    assert states == sorted(states, key=ORDER.index)
    assert line.text.startswith(last[0])


async def test_a_live_card_has_no_buttons_for_the_pbx_has_no_cancel(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345600 4821")
    await told.wait(10)

    [card] = told.shown(OPERATOR)
    assert card.text.startswith("📞")
    assert buttons(card) == []


async def test_a_call_asked_for_in_the_group_is_told_there_once_and_masked(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821", GROUP)
    await told.wait(60)

    card, line = told.texts(GROUP)
    assert card == (
        "✅ Nghe máy 10 giây · 0987•••321\n"
        "OTP •••• · otp_demo · hãy xóa tin có mã\n"
        "09:12:31 · chuông 0:05 · nghe 0:10"
    )
    assert line == "✅ 0987•••321 nghe máy 10 giây"
    assert told.heard(GROUP) == [line]
    assert told.texts(OPERATOR) == []


async def test_what_differs_from_the_accounts_own_is_said_on_the_card(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821 caller=19001234")
    await told.wait(60)

    assert told.texts(OPERATOR)[0].splitlines()[1] == "OTP •••• · otp_demo · đầu số 19001234"


async def test_the_default_language_is_for_those_whose_app_speaks_neither(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "fr")

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert told.texts(OPERATOR)[1] == "🔸 0912345602 máy bận"
