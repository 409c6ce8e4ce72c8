"""A list that stands still by itself: why, who is told, and how it goes on."""

from __future__ import annotations

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from tests.journeys.lists import (
    BROKEN,
    DEBT,
    LISTENS,
    PAYS,
    SILENT,
    WRONG,
    confirm,
    confirmed,
    csv,
    first_line,
    now_of,
    numbers,
    sent,
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

VOICE = "/autocall/voice"
FAILURES = "10 cuộc liền lỗi hoặc chưa rõ, bot tạm dừng lúc 09:12."
HELD = f"⚠️ Đợt gọi tự tạm dừng · {DEBT}"


def lines(told: Journey, card: Message) -> list[str]:
    return plain(now_of(told, card).text).split("\n")


def refuse(told: Journey, words: str = "campaign is not permitted") -> None:
    """The PBX takes no call from now on, and says so."""
    told.pbx.faults.placement_status = 400
    told.pbx.faults.body = f'{{"error": "{words}"}}'


def mend(told: Journey) -> None:
    told.pbx.faults.placement_status = told.pbx.faults.body = None


async def test_ten_failures_in_a_row_pause_it_and_whoever_it_runs_for_is_told(
    told: Journey,
) -> None:
    refuse(told)
    card = await confirmed(told, numbers(*[PAYS] * 25))
    await told.wait(300)

    assert len(told.asked(VOICE)) == 10
    assert lines(told, card)[:2] == [f"⚠️ Tạm dừng, xong 10/25 · {DEBT}", FAILURES]
    assert plain(told.shown(GROUP)[0].text).split("\n")[1] == FAILURES
    notice = told.shown(OPERATOR)[-1]
    assert first_line(notice) == HELD
    assert "Chưa gọi thêm ai, xem lại rồi bấm Gọi tiếp." in plain(notice.text)
    assert notice.rang
    assert len([text for text in told.texts(OPERATOR) if text.startswith(HELD)]) == 1


async def test_it_is_gone_on_with_from_the_notice_and_watched_anew(told: Journey) -> None:
    refuse(told)
    card = await confirmed(told, numbers(*[PAYS] * 25))
    await told.wait(30)
    mend(told)
    await told.press(OPERATOR, "Gọi tiếp", on=told.shown(OPERATOR)[-1])
    await told.wait(200)

    assert len(told.pbx.placements) == 15
    assert first_line(now_of(told, card)) == f"Xong 25 số · {DEBT}"


async def test_ten_more_failures_pause_it_again(told: Journey) -> None:
    refuse(told)
    card = await confirmed(told, numbers(*[PAYS] * 25))
    await told.wait(30)
    await told.press(OPERATOR, "Gọi tiếp", on=now_of(told, card))
    await told.wait(30)

    assert len(told.asked(VOICE)) == 20
    assert first_line(now_of(told, card)) == f"⚠️ Tạm dừng, xong 20/25 · {DEBT}"


async def test_nine_failures_in_a_row_pause_nothing(told: Journey) -> None:
    card = await confirmed(told, numbers(*[BROKEN] * 9, *[PAYS] * 9))
    await told.wait(300)

    assert first_line(now_of(told, card)) == f"Xong 18 số · {DEBT}"
    assert not any(text.startswith(HELD) for text in told.texts(OPERATOR))


async def test_ten_unknowns_in_a_row_pause_it(told: Journey) -> None:
    told.pbx.faults.placement_status = 500
    card = await confirmed(told, numbers(*[PAYS] * 25))
    await told.wait(400)

    assert len(told.asked(VOICE)) == 10
    assert lines(told, card)[1] == FAILURES.replace("09:12", "09:14")
    assert first_line(told.shown(OPERATOR)[-1]) == HELD


async def test_an_answer_rate_that_collapses_pauses_it(told: Journey) -> None:
    callees = numbers(*[LISTENS] * 32, *[SILENT] * 60)
    await sent(told, csv(callees))
    card = await confirm(told)
    await told.wait(900)

    assert lines(told, card)[1].startswith("Số người nghe máy giảm hẳn, bot tạm dừng lúc 09:")
    assert len(told.pbx.placements) < 70
    assert "Tỷ lệ nghe máy giảm hẳn." in told.texts(OPERATOR)[-1]


async def test_people_who_never_answered_much_pause_nothing(told: Journey) -> None:
    await sent(told, csv(numbers(*[LISTENS] * 5, *[SILENT] * 65)))
    card = await confirm(told)
    await told.wait(900)

    assert first_line(now_of(told, card)) == f"Xong 70 số · {DEBT} · nhac_no.csv"


async def test_a_list_whose_asker_may_call_no_more_pauses_and_another_takes_it_over(
    told: Journey,
) -> None:
    told.say(ADMIN, "/start")
    callees = numbers(*[LISTENS] * 12)
    await confirmed(told, callees)
    await told.wait(10)
    await told.let_in(OPERATOR, Role.VIEWER)
    await told.wait(60)
    placed = len(told.pbx.placements)
    assert placed == 5
    in_group = plain(told.shown(GROUP)[0].text).split("\n")
    assert in_group[0].startswith("⚠️ Tạm dừng, xong ")
    assert in_group[1] == "Người cho gọi không còn quyền gọi."
    assert first_line(told.shown(ADMIN)[-1]) == HELD

    assert await told.press(ADMIN, "Gọi tiếp", GROUP) == "Đang gọi tiếp"
    await told.wait(120)
    assert told.pbx.placements == dict.fromkeys(callees, 1)


async def test_a_list_whose_asker_is_out_goes_on_for_who_takes_it_over_and_tells_nothing_private(
    told: Journey,
) -> None:
    told.say(ADMIN, "/start")
    callees = numbers(*[LISTENS] * 12)
    await confirmed(told, callees)
    await told.wait(10)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, OPERATOR))
    await told.wait(60)
    before = told.texts(OPERATOR)
    await told.press(ADMIN, "Gọi tiếp")
    await told.wait(120)

    assert told.pbx.placements == dict.fromkeys(callees, 1)
    assert told.texts(OPERATOR) == before
    assert told.texts(GROUP)[-1].split("\n")[0] == f"Xong 12 số · {DEBT}"


async def test_of_a_list_that_nobody_may_go_on_with_nobody_is_called(told: Journey) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)
    await confirmed(told, numbers(*[LISTENS] * 12))
    await told.wait(10)
    await told.let_in(OPERATOR, Role.VIEWER)
    await told.wait(60)

    assert await told.press(VIEWER, "Gọi tiếp", GROUP) == "Bạn không có quyền gọi"
    await told.wait(60)
    assert len(told.pbx.placements) == 5


async def test_a_list_left_alone_for_long_waits_for_a_person(told: Journey) -> None:
    callees = numbers(*[LISTENS] * 12)
    card = await confirmed(told, callees)
    await told.wait(10)
    await told.stop()
    await told.wait(1800)
    await told.start()
    await told.wait(60)
    assert len(told.pbx.placements) == 5
    assert lines(told, card)[1] == "Bot vừa ngừng khá lâu, còn cần thì bấm Gọi tiếp."
    await told.press(OPERATOR, "Gọi tiếp", on=now_of(told, card))
    await told.wait(120)

    assert told.pbx.placements == dict.fromkeys(callees, 1)


async def test_a_list_left_alone_for_a_little_goes_on_by_itself(told: Journey) -> None:
    callees = numbers(*[LISTENS] * 12)
    await confirmed(told, callees)
    await told.wait(10)
    await told.stop()
    await told.wait(300)
    await told.start()
    await told.wait(120)

    assert told.pbx.placements == dict.fromkeys(callees, 1)


async def test_a_paused_list_is_paused_after_a_restart(told: Journey) -> None:
    card = await confirmed(told, numbers(*[LISTENS] * 12))
    await told.wait(10)
    await told.press(OPERATOR, "Tạm dừng")
    await told.stop()
    await told.wait(60)
    await told.start()
    await told.wait(60)

    assert len(told.pbx.placements) == 5
    assert lines(told, card)[1] == "Nhân viên tạm dừng lúc 09:12."
    assert "Gọi tiếp" in buttons(now_of(told, card))


async def test_who_asked_is_told_by_their_own_name_whoever_went_on(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    await confirmed(told, numbers(*[LISTENS] * 9))
    await told.wait(10)
    await told.press(COLLEAGUE, "Tạm dừng", GROUP)
    await told.press(COLLEAGUE, "Gọi tiếp", GROUP)
    await told.wait(120)

    assert told.texts(GROUP)[-1].split("\n")[-1] == "Nhân viên gọi 09:12–09:13"


async def test_ten_numbers_in_a_row_that_do_not_exist_pause_it(told: Journey) -> None:
    card = await confirmed(told, numbers(*[WRONG] * 40))
    await told.wait(300)

    assert first_line(now_of(told, card)).startswith("⚠️ Tạm dừng")
    assert len(told.pbx.placements) <= 20


async def test_failures_beside_calls_that_are_being_answered_pause_nothing(
    told: Journey,
) -> None:
    card = await confirmed(told, numbers(*(*[BROKEN] * 4, PAYS) * 5))
    await told.wait(300)

    assert first_line(now_of(told, card)) == f"Xong 25 số · {DEBT}"
