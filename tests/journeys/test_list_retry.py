"""Those who were not reached become a list of their own, to be looked at and confirmed anew."""

from __future__ import annotations

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from tests.journeys.lists import (
    BROKEN,
    BUSY,
    DEBT,
    HEAD,
    MAY_NOT_SEE,
    PAYS,
    SILENT,
    WANTS,
    WRONG,
    confirm,
    confirmed,
    csv,
    files,
    first_line,
    go_button,
    heard,
    now_of,
    numbers,
    sent,
    what,
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

SIX = numbers(PAYS, BUSY, WRONG, SILENT, BROKEN, WANTS)
UNREACHED = [SIX[1], SIX[3]]


async def over(told: Journey) -> Message:
    """A list of six of which two were not reached; its digest."""
    await sent(told, csv(SIX))
    await confirm(told)
    await told.wait(120)
    return told.shown(OPERATOR)[-1]


async def test_those_who_were_not_reached_are_a_new_list_and_nobody_is_called_by_the_press(
    told: Journey,
) -> None:
    await over(told)
    await told.press(OPERATOR, "Gọi lại 2 số")
    await told.wait(60)

    preview = told.shown(OPERATOR)[-1]
    assert first_line(preview) == HEAD
    assert what(told) == f"Gọi lại nhac_no.csv, 2 dòng → gọi 2 số · {DEBT}"
    assert (
        "Dòng 3: Chào bạn Khách 2 (tổng đài tự đọc) vui lòng thanh toán khoản nợ hai triệu"
        in plain(preview.text)
    )
    assert "⚠️ 2 số vừa được gọi" in plain(preview.text)
    assert sum(told.pbx.placements.values()) == 6


async def test_it_calls_those_and_nobody_else_with_their_own_values(told: Journey) -> None:
    await over(told)
    await told.press(OPERATOR, "Gọi lại 2 số")
    await confirm(told)
    await told.wait(120)

    again = {callee: 2 if callee in UNREACHED else 1 for callee in SIX}
    assert told.pbx.placements == again
    again_at = list(told.pbx.switchboard.exchange.calls.values())[-2:]
    assert sorted(call.callee for call in again_at) == UNREACHED
    values = heard(told, UNREACHED)
    assert '"Khách 2"' in values[0]
    assert '"Khách 4"' in values[1]


async def test_a_call_that_is_unknown_is_not_among_them(told: Journey) -> None:
    told.pbx.faults.placement_status = 500
    card = await confirmed(told, SIX[:2])
    await told.wait(5)
    told.pbx.faults.placement_status = None
    await told.wait(1000)
    assert first_line(now_of(told, card)) == f"Xong 2 số · {DEBT}"

    assert buttons(told.shown(OPERATOR)[-1]) == ["Danh sách", "Tải kết quả"]


async def test_a_second_retry_of_the_same_rows_says_who_has_called_them_since(
    told: Journey,
) -> None:
    end = await over(told)
    await told.press(OPERATOR, "Gọi lại 2 số", on=end)
    first = told.shown(OPERATOR)[-1]
    await confirm(told)
    await told.wait(120)
    await told.press(OPERATOR, "Gọi lại 2 số", on=end)
    preview = told.shown(OPERATOR)[-1]

    assert preview.id != first.id
    assert "⚠️ Nhân viên đã gọi đúng nội dung này lúc 09:1" in plain(preview.text)
    assert go_button(preview) == "Vẫn gọi 2 số"


async def test_a_retry_of_a_retry_is_named_after_the_file(told: Journey) -> None:
    await over(told)
    await told.press(OPERATOR, "Gọi lại 2 số")
    await confirm(told)
    await told.wait(150)
    await told.press(OPERATOR, "Gọi lại 2 số")

    assert what(told) == f"Gọi lại nhac_no.csv, 2 dòng → gọi 2 số · {DEBT}"


async def test_another_operator_retries_from_the_group_and_confirms_in_private(
    told: Journey,
) -> None:
    told.say(ADMIN, "/start")
    await over(told)
    await told.press(ADMIN, "Gọi lại 2 số", GROUP)
    await told.wait(3)
    assert told.texts(GROUP)[-1] == "Xem trước trong chat riêng"
    await confirm(told, ADMIN)
    await told.wait(150)

    assert told.pbx.placements[UNREACHED[0]] == 2
    assert told.texts(ADMIN)[-1].split("\n")[-1].startswith("Quản trị gọi ")


async def test_who_has_answered_the_same_script_since_is_not_among_them(told: Journey) -> None:
    end = await over(told)
    await told.press(OPERATOR, "Gọi lại 2 số")
    await confirm(told)
    await told.wait(8)
    calls = told.pbx.switchboard.exchange.calls.values()
    again = [call for call in calls if call.callee == UNREACHED[1]][-1]
    assert told.sandbox.phone.act(again.call_id, "answer")
    await told.wait(120)
    assert told.texts(OPERATOR)[-1].split("\n")[1].endswith("nghe máy 50% (1/2)")

    await told.press(OPERATOR, "Gọi lại 2 số", on=end)
    assert what(told) == f"Gọi lại nhac_no.csv, 1 dòng → gọi 1 số · {DEBT}"
    await confirm(told)
    await told.wait(120)
    assert [told.pbx.placements[callee] for callee in UNREACHED] == [3, 2]


async def test_the_digest_of_a_retry_gives_its_own_rows_back(told: Journey) -> None:
    await over(told)
    await told.press(OPERATOR, "Gọi lại 2 số")
    await confirm(told)
    await told.wait(150)
    await told.press(OPERATOR, "Tải kết quả")
    await told.wait(3)

    [(_, content)] = files(told)
    lines = content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == UNREACHED


async def test_who_may_not_call_makes_no_new_list(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await over(told)

    assert await told.press(VIEWER, "Gọi lại 2 số", GROUP) == "Bạn không có quyền gọi"
    told.say(COLLEAGUE, "/start")
    before = told.texts(GROUP)
    assert await told.press(COLLEAGUE, "Gọi lại 2 số", GROUP) == MAY_NOT_SEE
    await told.wait(3)
    assert told.texts(GROUP) == before
    assert len(told.pbx.placements) == 6
