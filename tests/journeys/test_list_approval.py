"""A second person's yes: above the number of an account, a list waits for it."""

from __future__ import annotations

import pytest

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from tests.journeys.lists import (
    BUSY,
    DEBT,
    LISTENS,
    PAYS,
    WANTS,
    confirmed,
    first_line,
    now_of,
    numbers,
    pasted,
    rewrite,
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
    problem,
)

FOUR = numbers(PAYS, WANTS, BUSY, LISTENS)
AGREE = "Duyệt, gọi 4 số"
MOVED_ON = "Đã có người bấm trước, xem lại thẻ"


async def limited(told: Journey, typed: str = "3") -> None:
    """An administrator says in /settings from how many numbers on a second person is asked."""
    told.say(ADMIN, "/settings")
    await told.wait(2)
    button = next(one for one in buttons(told.shown(ADMIN)[-1]) if one.startswith("Duyệt"))
    await told.press(ADMIN, button)
    told.reply(ADMIN, typed)
    await told.wait(2)


async def asked(told: Journey) -> Message:
    """A list of four that waits for a second person; the asker's card."""
    await limited(told)
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Gửi duyệt 4 số")
    return now_of(told, preview)


async def forge(told: Journey, who: int, data: str) -> None:
    """Somebody presses a button that they made up."""
    await told.telegram.press(who, who, told.shown(who)[-1].id, data).answer
    await told.wait(2)


def key_of(card: Message) -> str:
    return str(card.keyboard[0][0]["callback_data"]).split(":")[1]


async def test_the_number_is_set_in_settings_and_shown_there(told: Journey) -> None:
    await limited(told)

    assert "Đợt gọi hơn 3 số cần người thứ hai duyệt" in told.texts(ADMIN)[-1]
    assert "Duyệt hơn 3 số" in buttons(told.shown(ADMIN)[-1])


async def test_a_list_of_no_more_than_that_is_called_at_once(told: Journey) -> None:
    await limited(told)
    await confirmed(told, FOUR[:3])
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR[:3], 1)


async def test_above_it_others_are_asked_and_nobody_is_called_until_one_agrees(
    told: Journey,
) -> None:
    card = await asked(told)
    assert plain(card.text) == (f"⏳ Chờ duyệt gọi 4 số · {DEBT}\nĐã hỏi Quản trị. Chưa gọi ai.")
    assert buttons(card) == ["Rút lại"]
    question = told.shown(ADMIN)[-1]
    assert plain(question.text).split("\n")[:2] == [
        "Nhân viên xin duyệt gọi 4 số, chưa gọi ai",
        f"Dán vào, 4 dòng · {DEBT} · tài khoản CSKH",
    ]
    assert "Dòng 1: Chào bạn Khách 1" in plain(question.text)
    assert buttons(question) == [AGREE, "Danh sách", "Không"]
    assert question.rang
    await told.wait(600)
    assert not told.pbx.placements

    await told.press(ADMIN, AGREE)
    await told.wait(60)
    assert told.pbx.placements == dict.fromkeys(FOUR, 1)
    assert plain(now_of(told, question).text) == f"Quản trị đã duyệt lúc 09:22 · {DEBT}"
    assert first_line(now_of(told, card)) == f"Xong 4 số · {DEBT}"
    assert told.texts(OPERATOR)[-1].split("\n")[-1] == "Nhân viên gọi 09:22–09:23"


async def test_who_asks_cant_agree(told: Journey) -> None:
    card = await asked(told)
    await forge(told, OPERATOR, f"list.yes:{key_of(card)}")

    assert told.texts(OPERATOR)[-1] == problem("list_approver_self")
    await told.wait(60)
    assert not told.pbx.placements


async def test_somebody_without_the_right_to_call_is_not_asked_and_cant_agree(
    told: Journey,
) -> None:
    await told.let_in(VIEWER, Role.VIEWER)
    await told.share(VIEWER)
    told.say(VIEWER, "/start")
    card = await asked(told)
    await forge(told, VIEWER, f"list.yes:{key_of(card)}")
    await told.wait(60)

    assert not any("xin duyệt" in text for text in told.texts(VIEWER))
    assert not told.pbx.placements


async def test_a_no_ends_it_says_who_said_it_and_rings_at_the_asker(told: Journey) -> None:
    card = await asked(told)
    await told.press(ADMIN, "Không")
    await told.wait(60)

    assert plain(now_of(told, card).text) == (
        f"Đã hủy, chưa gọi ai · {DEBT} · Quản trị không cho gọi"
    )
    assert told.texts(ADMIN)[-1] == f"Quản trị không cho gọi, chưa gọi ai · {DEBT}"
    assert told.heard(OPERATOR)[-1] == f"Quản trị không cho gọi đợt {DEBT}. Chưa gọi ai."
    assert not told.pbx.placements
    assert told.texts(GROUP) == []


async def test_a_yes_to_a_script_that_became_another_since_calls_nobody(told: Journey) -> None:
    card = await asked(told)
    await rewrite(told, content="Chào {{customer_name}}, còn nợ {{due_amount}} đến {{due_date}}")
    await told.press(ADMIN, AGREE)
    await told.wait(60)

    assert told.texts(ADMIN)[-1] == problem("list_script_changed", name=DEBT)
    assert not told.pbx.placements
    assert first_line(now_of(told, card)) == f"⏳ Chờ duyệt gọi 4 số · {DEBT}"
    await told.press(OPERATOR, "Rút lại")
    assert plain(now_of(told, card).text) == f"Đã hủy, chưa gọi ai · {DEBT}"


async def test_a_no_holds_whatever_became_of_the_script(told: Journey) -> None:
    card = await asked(told)
    await rewrite(told, content="Chào {{customer_name}}")
    await told.press(ADMIN, "Không")

    assert first_line(now_of(told, card)).startswith(f"Đã hủy, chưa gọi ai · {DEBT}")


async def test_who_asks_may_take_it_back(told: Journey) -> None:
    card = await asked(told)
    question = told.shown(ADMIN)[-1]
    await told.press(OPERATOR, "Rút lại")
    assert plain(now_of(told, card).text) == f"Đã hủy, chưa gọi ai · {DEBT}"
    assert plain(now_of(told, question).text) == (f"Nhân viên đã rút lại, chưa gọi ai · {DEBT}")
    await told.press(ADMIN, AGREE, on=question)
    await told.wait(60)

    assert not told.pbx.placements


async def test_of_two_who_are_asked_the_first_answer_holds(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    told.say(COLLEAGUE, "/start")
    card = await asked(told)
    assert "Đã hỏi Quản trị, Người 5550005. Chưa gọi ai." in plain(card.text)
    question = told.shown(ADMIN)[-1]
    await told.press(COLLEAGUE, "Không")
    assert await told.press(ADMIN, AGREE, on=question) == MOVED_ON
    await told.wait(60)

    assert not told.pbx.placements
    assert told.texts(ADMIN)[-1] == f"Người 5550005 không cho gọi, chưa gọi ai · {DEBT}"


async def test_where_nobody_else_could_agree_it_is_not_asked_for(told: Journey) -> None:
    await limited(told)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, ADMIN))
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Gửi duyệt 4 số")

    assert told.texts(OPERATOR)[-1] == problem("list_no_approver")
    assert buttons(now_of(told, preview))[0] == "Gửi duyệt 4 số"
    assert not told.pbx.placements


async def test_a_list_with_a_time_waits_for_both(told: Journey) -> None:
    await limited(told)
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "09:45")
    assert first_line(now_of(told, preview)) == f"⏳ Chờ duyệt gọi 4 số · {DEBT}"
    assert "Hẹn gọi 09:45" in told.texts(ADMIN)[-1]
    await told.press(ADMIN, "Duyệt, hẹn gọi 4 số")
    assert first_line(now_of(told, preview)) == f"⏳ Hẹn gọi 09:45 · {DEBT}"
    await told.wait(1800)
    assert not told.pbx.placements
    await told.wait(240)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def agreed_for_later(told: Journey) -> Message:
    """A list that somebody agreed to for 09:45; the asker's card."""
    await limited(told)
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "09:45")
    await told.press(ADMIN, "Duyệt, hẹn gọi 4 số")
    return preview


ASKED_ANEW = (
    "Gọi giờ này phải có người khác duyệt: đã hỏi, giờ hẹn cũ đã bỏ. "
    "Chưa gọi ai. Chờ duyệt, hoặc bấm Rút lại."
)


async def test_who_asks_cant_call_earlier_than_was_agreed_to_without_another_yes(
    told: Journey,
) -> None:
    card = await agreed_for_later(told)
    assert await told.press(OPERATOR, "Gọi ngay") == ASKED_ANEW
    assert plain(now_of(told, card).text) == (
        f"⏳ Chờ duyệt gọi 4 số · {DEBT}\nĐã hỏi Quản trị. Chưa gọi ai."
    )
    question = told.shown(ADMIN)[-1]
    assert first_line(question) == "Nhân viên xin duyệt gọi 4 số, chưa gọi ai"
    assert question.rang
    assert told.texts(ADMIN)[-2].startswith("Quản trị đã duyệt lúc 09:12")
    await told.wait(3600)
    assert not told.pbx.placements

    await told.press(ADMIN, AGREE)
    await told.wait(60)
    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_whoever_else_may_agree_calls_it_at_another_time_at_once(told: Journey) -> None:
    card = await agreed_for_later(told)
    await forge(told, ADMIN, f"list.now:{key_of(now_of(told, card))}")
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_a_time_that_was_agreed_to_and_passed_needs_another_yes(told: Journey) -> None:
    card = await agreed_for_later(told)
    await told.stop()
    await told.wait(7200)
    await told.start()
    await told.wait(30)
    await told.press(OPERATOR, "Gọi tiếp", on=now_of(told, card))
    await told.wait(60)
    assert first_line(now_of(told, card)) == f"⏳ Chờ duyệt gọi 4 số · {DEBT}"
    assert not told.pbx.placements

    await told.press(ADMIN, AGREE)
    await told.wait(60)
    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_where_nobody_could_agree_anew_the_time_that_was_agreed_to_stands(
    told: Journey,
) -> None:
    card = await agreed_for_later(told)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, ADMIN))
    await told.press(OPERATOR, "Gọi ngay")
    assert told.texts(OPERATOR)[-1] == problem("list_no_approver")
    assert first_line(now_of(told, card)) == f"⏳ Hẹn gọi 09:45 · {DEBT}"
    await told.wait(2100)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_a_list_for_later_that_needs_a_yes_by_now_is_not_called_now_without(
    told: Journey,
) -> None:
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "09:45")
    await limited(told)
    assert await told.press(OPERATOR, "Gọi ngay", on=now_of(told, preview)) == ASKED_ANEW
    await told.wait(60)

    assert not told.pbx.placements


async def test_a_yes_after_the_time_has_passed_does_not_call_hours_late_by_itself(
    told: Journey,
) -> None:
    await limited(told)
    preview = await pasted(told, FOUR)
    await told.press(OPERATOR, "Hẹn giờ")
    await told.press(OPERATOR, "09:45")
    await told.wait(7200)
    await told.press(ADMIN, "Duyệt, hẹn gọi 4 số")
    await told.wait(30)

    assert first_line(now_of(told, preview)).startswith("⚠️ Tạm dừng, xong 0/4")
    assert not told.pbx.placements


async def test_what_waits_for_a_yes_survives_a_restart(told: Journey) -> None:
    await asked(told)
    await told.stop()
    await told.wait(300)
    await told.start()
    await told.press(ADMIN, AGREE)
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)


async def test_what_waits_for_a_yes_is_cancelled_when_nobody_uses_its_account_any_more(
    told: Journey,
) -> None:
    card = await asked(told)
    question = told.shown(ADMIN)[-1]
    for who in (ADMIN, OPERATOR):
        told.say(who, "/logout")
        await told.wait(2)
    await told.press(ADMIN, "Tôi thôi dùng")
    assert first_line(now_of(told, card)) == f"⏳ Chờ duyệt gọi 4 số · {DEBT}"
    await told.press(OPERATOR, "Tôi thôi dùng")
    await told.wait(5)

    assert plain(now_of(told, card).text) == f"Đã hủy, chưa gọi ai · {DEBT} · tài khoản bị gỡ"
    assert plain(now_of(told, question).text) == f"Tài khoản bị gỡ, chưa gọi ai · {DEBT}"
    assert not told.pbx.placements


@pytest.mark.parametrize("typed", ["0", "tắt"])
async def test_naught_turns_it_off(told: Journey, typed: str) -> None:
    await limited(told)
    await limited(told, typed)
    await confirmed(told, FOUR)
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(FOUR, 1)
