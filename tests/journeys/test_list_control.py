"""A list under way: how often its cards are edited, and who pauses, goes on or stops."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from bot.store.cards import OFTEN, SELDOM
from tests.journeys.lists import (
    BUSY,
    DEBT,
    HOLDS,
    LISTENS,
    PAYS,
    WANTS,
    confirmed,
    first_line,
    now_of,
    numbers,
    pasted,
)
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    GROUP,
    OPERATOR,
    VIEWER,
    Journey,
    buttons,
    plain,
)

TWENTY = numbers(*(LISTENS, PAYS, LISTENS, WANTS) * 5)
PAUSED = "Đã tạm dừng, cuộc đang gọi vẫn gọi nốt"
STOPPED = "Đã dừng hẳn, cuộc đang gọi vẫn gọi nốt"
MOVED_ON = "Đã có người bấm trước, xem lại thẻ"


def lines(message: Message) -> list[str]:
    return plain(message.text).split("\n")


def of_group(told: Journey) -> Message:
    """The group's card."""
    return told.shown(GROUP)[0]


def gaps(message: Message) -> list[float]:
    """Seconds between the edits of a card, the press that made it aside."""
    return [later.at - earlier.at for earlier, later in pairwise(message.versions[1:])]


async def test_a_card_is_edited_every_three_seconds_at_most_and_a_group_s_every_ten(
    told: Journey,
) -> None:
    card = await confirmed(told, TWENTY)
    await told.wait(180)
    private, group = now_of(told, card), of_group(told)

    assert private.edits > 10
    assert group.edits > 5
    assert min(gaps(private)) >= OFTEN
    assert min(later.at - earlier.at for earlier, later in pairwise(group.versions)) >= SELDOM


async def test_cards_of_two_lists_keep_to_what_telegram_takes(told: Journey) -> None:
    await confirmed(told, TWENTY)
    await confirmed(told, numbers(*(LISTENS, PAYS) * 10, first=100))
    await told.wait(300)

    assert list(told.telegram.floods) == []


async def test_a_list_is_paused_and_gone_on_with_and_the_card_says_who_and_when(
    told: Journey,
) -> None:
    card = await confirmed(told, TWENTY)
    await told.wait(10)
    assert await told.press(OPERATOR, "Tạm dừng") == PAUSED
    placed = len(told.pbx.placements)
    await told.wait(60)
    assert len(told.pbx.placements) == placed
    paused = now_of(told, card)
    assert lines(paused)[0].startswith("⚠️ Tạm dừng, xong 5/20 · ")
    assert lines(paused)[1] == "Nhân viên tạm dừng lúc 09:12."
    assert "còn khoảng" not in plain(paused.text)
    assert buttons(paused) == ["Gọi tiếp", "Danh sách", "Dừng hẳn, bỏ 15 số"]

    assert await told.press(OPERATOR, "Gọi tiếp") == "Đang gọi tiếp"
    await told.wait(10)
    assert lines(now_of(told, card))[1] == "Nhân viên cho gọi tiếp."
    await told.wait(180)
    assert told.pbx.placements == dict.fromkeys(TWENTY, 1)
    assert first_line(now_of(told, card)) == f"Xong 20 số · {DEBT}"


async def test_calls_under_way_finish_while_a_list_is_paused(told: Journey) -> None:
    await confirmed(told, TWENTY)
    await told.wait(10)
    await told.press(OPERATOR, "Tạm dừng")
    await told.wait(60)

    ended = [call for call in told.pbx.switchboard.exchange.calls.values() if call.ended]
    assert len(ended) == len(told.pbx.placements)


async def test_another_operator_pauses_it_from_the_group_and_both_cards_say_who(
    told: Journey,
) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    card = await confirmed(told, TWENTY)
    await told.wait(10)
    assert await told.press(COLLEAGUE, "Tạm dừng", GROUP) == PAUSED
    for shown in (now_of(told, card), of_group(told)):
        assert lines(shown)[1] == "Người 5550005 tạm dừng lúc 09:12."
    assert await told.press(ADMIN, "Gọi tiếp", GROUP) == "Đang gọi tiếp"
    await told.wait(10)

    for shown in (now_of(told, card), of_group(told)):
        assert lines(shown)[1] == "Quản trị cho gọi tiếp."


async def test_a_pause_is_shown_at_once_however_lately_a_card_was_drawn(told: Journey) -> None:
    card = await confirmed(told, TWENTY)
    await told.wait(12)
    await told.press(OPERATOR, "Tạm dừng")

    for shown in (now_of(told, card), of_group(told)):
        assert first_line(shown).startswith("⚠️ Tạm dừng")


async def test_stop_drops_those_that_wait_and_the_digest_says_who_and_how_many(
    told: Journey,
) -> None:
    card = await confirmed(told, numbers(*(LISTENS, PAYS) * 10))
    await told.wait(10)
    under_way = len(told.pbx.placements)
    stop = next(one for one in buttons(now_of(told, card)) if one.startswith("Dừng hẳn"))
    assert stop == f"Dừng hẳn, bỏ {20 - under_way} số"
    assert await told.press(OPERATOR, stop) == STOPPED
    stopping = now_of(told, card)
    assert lines(stopping)[0].startswith("⏳ Đang dừng, xong ")
    assert lines(stopping)[1].startswith(f"Nhân viên dừng, bỏ {20 - under_way} số, chờ ")
    assert buttons(stopping) == ["Danh sách"]
    await told.wait(120)

    assert len(told.pbx.placements) == under_way
    assert first_line(now_of(told, card)) == f"Đã dừng, gọi {under_way}/20 số · {DEBT}"
    digest = lines(told.shown(OPERATOR)[-1])
    assert digest[0] == f"Đã dừng, gọi {under_way}/20 số · {DEBT}"
    assert digest[1].endswith(f"({under_way}/{under_way})")
    assert digest[-1] == f"Nhân viên dừng, bỏ {20 - under_way} số, chưa gọi ai trong đó"
    assert told.shown(OPERATOR)[-1].rang


async def test_a_list_with_nobody_left_to_call_has_nothing_to_stop(told: Journey) -> None:
    card = await confirmed(told, numbers(HOLDS, HOLDS))
    await told.wait(5)
    assert buttons(now_of(told, card)) == ["Danh sách"]


async def test_another_operator_stops_a_paused_list_from_the_group(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    await confirmed(told, TWENTY)
    await told.wait(10)
    await told.press(OPERATOR, "Tạm dừng")
    await told.wait(40)
    await told.press(COLLEAGUE, "Dừng hẳn, bỏ 15 số", GROUP)
    await told.wait(30)

    assert lines(told.shown(OPERATOR)[-1])[-1].startswith("Người 5550005 dừng, bỏ 15 số")
    assert len(told.pbx.placements) == 5


async def test_of_two_presses_the_second_is_told_that_somebody_was_first(told: Journey) -> None:
    card = await confirmed(told, TWENTY)
    await told.wait(10)
    before = now_of(told, card)
    await told.press(ADMIN, "Tạm dừng", GROUP)

    assert await told.press(OPERATOR, "Tạm dừng", on=before) == MOVED_ON


async def test_a_viewer_and_a_stranger_press_nothing(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)
    await confirmed(told, TWENTY)
    await told.wait(10)
    placed = len(told.pbx.placements)
    for label in ("Tạm dừng", f"Dừng hẳn, bỏ {20 - placed} số"):
        pop_up = await told.press(VIEWER, label, GROUP, on=of_group(told))
        assert pop_up == "Bạn không có quyền gọi"
    await told.wait(150)

    assert told.pbx.placements == dict.fromkeys(TWENTY, 1)


async def test_a_viewer_of_the_account_sees_the_rows(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)
    await confirmed(told, TWENTY)
    await told.wait(12)
    await told.press(VIEWER, "Danh sách", GROUP)

    assert first_line(told.shown(GROUP)[-1]) == f"Danh sách gọi · {DEBT} · 1–8 trong 20"


async def test_up_to_eight_callees_have_a_line_each(told: Journey) -> None:
    card = await confirmed(told, numbers(PAYS, BUSY, "05", LISTENS, WANTS, HOLDS, "29", "08"))
    await told.wait(40)

    shown = now_of(told, card)
    assert lines(shown)[0] == f"Đang gọi, xong 7/8 · {DEBT}"
    assert [re.sub(r" \d:\d\d", "", line) for line in lines(shown)[2:]] == [
        "✅ 0912000121 bấm 1",
        "🔸 0912000202 bận",
        "❌ 0912000305 số sai",
        "✅ 0912000401",
        "✅ 0912000522 bấm 2",
        "📞 0912000600 đổ chuông",
        "✅ 0912000729 bấm 9",
        "✅ 0912000808",
    ]
    assert not any(line.startswith("Bấm ") for line in lines(shown))


async def test_nine_callees_are_counts(told: Journey) -> None:
    card = await confirmed(told, numbers(*[PAYS] * 5, *[BUSY] * 4))
    await told.wait(60)
    at_the_end = [plain(version.text) for version in now_of(told, card).versions][-2]

    assert "0912" not in at_the_end
    done = re.search(r"xong (\d)/9", at_the_end)
    came_out = re.search(r"✅ (\d) nghe máy · 🔸 (\d) chưa gặp", at_the_end)
    assert done is not None
    assert came_out is not None
    assert int(done[1]) == int(came_out[1]) + int(came_out[2]) > 0
    assert f"Bấm 1 đã thanh toán: {came_out[1]}\nBấm 2 cần gọi lại: 0" in at_the_end


async def test_a_list_whose_account_is_closed_stops_and_its_cards_say_so(told: Journey) -> None:
    told.say(ADMIN, "/logout")
    card = await confirmed(told, TWENTY)
    await told.wait(10)
    in_group = of_group(told)
    placed = set(told.pbx.placements)
    await told.press(ADMIN, "Gỡ khóa")
    await told.wait(5)
    assert lines(now_of(told, card))[0].startswith("⏳ Đang dừng, xong ")
    await told.wait(120)

    assert len(placed) < len(TWENTY)
    assert set(told.pbx.placements) == placed
    over = f"Đã dừng, gọi {len(placed)}/20 số · {DEBT}"
    assert first_line(now_of(told, card)) == over
    assert plain(now_of(told, in_group).text) == over


async def test_a_list_that_stands_still_stops_with_its_account(told: Journey) -> None:
    told.say(ADMIN, "/logout")
    card = await confirmed(told, TWENTY)
    await told.wait(10)
    await told.press(OPERATOR, "Tạm dừng")
    placed = len(told.pbx.placements)
    await told.press(ADMIN, "Gỡ khóa")
    await told.wait(3600)

    assert first_line(now_of(told, card)) == f"Đã dừng, gọi {placed}/20 số · {DEBT}"
    assert len(told.pbx.placements) == placed


async def test_a_list_that_waits_for_its_time_is_cancelled_with_its_account(told: Journey) -> None:
    told.say(ADMIN, "/logout")
    card = await pasted(told, TWENTY)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "09:45")
    await told.press(ADMIN, "Gỡ khóa")
    await told.wait(5)
    assert plain(now_of(told, card).text) == f"Đã hủy, chưa gọi ai · {DEBT} · tài khoản bị gỡ"
    assert buttons(now_of(told, card)) == []
    assert told.heard(OPERATOR)[-1] == (
        f"Quản trị đã gỡ tài khoản CSKH: đợt gọi {DEBT} đã hủy. Chưa gọi ai."
    )
    await told.wait(3600)

    assert not told.pbx.placements


async def test_nobody_is_named_as_who_stopped_the_list_of_a_closed_account(told: Journey) -> None:
    told.say(ADMIN, "/logout")
    card = await confirmed(told, TWENTY)
    await told.wait(10)
    await told.press(ADMIN, "Gỡ khóa")
    await told.wait(5)
    stopping = lines(now_of(told, card))
    await told.wait(120)

    said = [*stopping, *(line for text in told.texts(OPERATOR) for line in text.split("\n"))]
    assert any("bỏ 15 số" in line for line in said)
    assert [line for line in said if line.startswith("—")] == []
