"""An 11-digit number of before 2018 is not called; its new form is one press away."""

from __future__ import annotations

from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey


async def test_the_new_number_is_offered_and_called_with_the_code_that_was_typed(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 01629333901 4821")
    await told.wait(2)
    assert told.texts(OPERATOR) == ["⚠️ 01629333901 là số cũ\nChưa gọi ai. Số mới: 0329333901"]
    assert not told.pbx.placements

    await told.press(OPERATOR, "Dùng 0329333901")
    await told.wait(60)
    assert told.pbx.placements == {"0329333901": 1}
    assert told.heard(OPERATOR)[-1].startswith("✅ 0329333901")
    assert not any("4821" in message.text for message in told.telegram.messages(OPERATOR))


async def test_a_code_that_waited_too_long_is_asked_for_again(told: Journey) -> None:
    told.say(OPERATOR, "/otp 01629333901 4821")
    await told.wait(301)
    await told.press(OPERATOR, "Dùng 0329333901")
    assert told.texts(OPERATOR)[-1].startswith("Mã cho 0329333901?")

    told.reply(OPERATOR, "9999")
    await told.wait(60)
    assert told.pbx.placements == {"0329333901": 1}


async def test_cancelled_it_calls_nobody(told: Journey) -> None:
    told.say(OPERATOR, "/otp 01629333901 4821")
    await told.wait(2)
    await told.press(OPERATOR, "Hủy")
    await told.wait(60)
    assert told.texts(OPERATOR) == ["Đã hủy. Chưa gọi ai."]
    assert not told.pbx.placements


async def test_a_press_after_the_press_calls_nobody_again(told: Journey) -> None:
    told.say(OPERATOR, "/otp 01629333901 4821")
    await told.wait(2)
    [question] = told.shown(OPERATOR)
    await told.press(OPERATOR, "Dùng 0329333901")
    await told.wait(60)
    assert await told.press(OPERATOR, "Dùng 0329333901", on=question) is not None
    await told.wait(60)
    assert told.pbx.placements == {"0329333901": 1}


async def test_only_who_was_asked_may_press(told: Journey) -> None:
    told.say(OPERATOR, "/otp 01629333901 4821", GROUP)
    await told.wait(2)
    said = await told.press(ADMIN, "Dùng 0329•••901", GROUP)
    assert said == "Chỉ Nhân viên bấm được nút này"
    assert not told.pbx.placements


async def test_answering_a_question_with_an_old_number_offers_its_new_one(told: Journey) -> None:
    told.say(OPERATOR, "/otp")
    await told.wait(2)
    told.reply(OPERATOR, "0162 933 3901")
    await told.wait(2)
    await told.press(OPERATOR, "Dùng 0329333901")
    told.reply(OPERATOR, "4821")
    await told.wait(60)
    assert told.pbx.placements == {"0329333901": 1}
