"""Updates that come late, twice or edited: what acts acts once, and in time, or not at all."""

from __future__ import annotations

from tests.journeys.world import GROUP, OPERATOR, Journey


async def test_a_command_sent_while_the_bot_was_down_too_long_places_nothing(
    told: Journey,
) -> None:
    await told.stop()
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(301)
    await told.start()
    await told.wait(30)

    assert told.texts(OPERATOR) == [
        "⚠️ Lệnh gửi lúc 09:12, bot vừa chạy lại\nChưa gọi ai. Gửi lại với mã mới."
    ]
    assert not told.pbx.placements


async def test_a_reply_with_the_code_that_comes_late_places_nothing(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321")
    await told.wait(2)
    await told.stop()
    told.reply(OPERATOR, "4821")
    await told.wait(400)
    await told.start()
    await told.wait(30)

    assert told.texts(OPERATOR)[-1].startswith("⚠️ Lệnh gửi lúc 09:12, bot vừa chạy lại")
    assert not told.pbx.placements


async def test_a_command_sent_while_the_bot_was_down_shortly_is_carried_out(
    told: Journey,
) -> None:
    await told.stop()
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(200)
    await told.start()
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}


async def test_late_commands_that_only_show_something_are_answered(told: Journey) -> None:
    await told.stop()
    told.say(OPERATOR, "/start")
    await told.wait(600)
    await told.start()
    await told.wait(5)

    assert told.texts(OPERATOR)[0].startswith("Chào Nhân viên.")


async def test_an_edited_message_acts_on_nothing(told: Journey) -> None:
    first = told.say(OPERATOR, "xin chào")
    again = told.say(OPERATOR, "/otp 098765432 4821")
    await told.wait(5)
    told.telegram.edit(OPERATOR, OPERATOR, first.id, "/otp 0987654321 4821")
    told.telegram.edit(OPERATOR, OPERATOR, again.id, "/otp 0987654321 4821")
    before = told.texts(OPERATOR)
    await told.wait(60)

    assert not told.pbx.placements
    assert told.texts(OPERATOR) == before


async def test_every_update_twice_acts_once(told: Journey) -> None:
    told.telegram.double_updates = True

    told.say(OPERATOR, "/otp 0987654321 4821")
    told.say(OPERATOR, "/otp 0912345602 4821", GROUP)
    told.say(OPERATOR, "/start")
    await told.wait(120)

    assert told.pbx.placements == {"0987654321": 1, "0912345602": 1}
    assert len([text for text in told.texts(OPERATOR) if text.startswith("Chào")]) == 1


async def test_a_press_twice_asks_once(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    told.telegram.double_updates = True

    await told.press(OPERATOR, "Gọi với mã mới")
    await told.wait(30)

    assert told.texts(OPERATOR).count("Mã mới cho 0912345602?") == 1


async def test_a_command_that_comes_again_acts_no_second_time_also_after_a_restart(
    told: Journey,
) -> None:
    asked = told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(0.5)
    told.deliver_again(asked)
    await told.wait(60)
    await told.stop()
    await told.start()
    told.deliver_again(asked)
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}
    assert len(told.texts(OPERATOR)) == 2


async def test_a_command_that_comes_again_after_the_power_went_acts_no_second_time(
    told: Journey,
) -> None:
    asked = told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(0.5)
    await told.lose_power()
    told.deliver_again(asked)
    await told.start()
    await told.wait(120)

    assert told.pbx.placements == {"0987654321": 1}
    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]


async def test_a_reply_that_comes_again_acts_no_second_time(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321")
    await told.wait(2)
    answer = told.reply(OPERATOR, "4821")
    await told.wait(30)

    told.deliver_again(answer)
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}


async def test_the_same_words_in_two_messages_make_two_calls(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821")
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(120)

    assert told.pbx.placements == {"0987654321": 2}


async def test_a_press_made_while_the_bot_was_down_asks_for_a_new_code(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    await told.stop()
    assert await told.press(OPERATOR, "Gọi với mã mới") is None
    await told.wait(400)
    await told.start()
    await told.wait(5)

    assert told.texts(OPERATOR)[-1] == "Mã mới cho 0912345602?"


async def test_an_update_that_nobody_can_read_holds_up_none_behind_it(told: Journey) -> None:
    told.telegram.updates.push("message", {"message_id": 1, "chat": {"id": 1}})
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(40)
    told.telegram.updates.push("message", {"message_id": 1, "chat": {"id": 1}})
    told.say(OPERATOR, "/status")
    await told.wait(40)

    assert told.pbx.placements == {"0912345602": 1}
    assert told.texts(OPERATOR)[-1].startswith("Mọi thứ bình thường")
