"""Answers that people give in ways nobody planned for."""

from __future__ import annotations

import pytest

from bot.sandbox.telegram.shapes import message_shape
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, problem


async def test_the_right_number_typed_under_an_old_one_is_called_instead(told: Journey) -> None:
    told.say(OPERATOR, "/otp 01629333901 4821")
    await told.wait(2)
    told.reply(OPERATOR, "0987654321")
    await told.wait(60)
    assert told.pbx.placements == {"0987654321": 1}
    assert not any("4821" in message.text for message in told.telegram.messages(OPERATOR))


async def test_text_under_a_choice_of_accounts_changes_no_code(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(2)
    told.reply(OPERATOR, "CSKH")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1] == problem("press_button")

    await told.press(OPERATOR, "CSKH")
    await told.wait(60)
    assert told.pbx.placements == {"0987654321": 1}


async def test_options_given_first_hold_for_the_number_that_comes_later(told: Journey) -> None:
    told.say(OPERATOR, "/otp caller=19001234 queue")
    await told.wait(2)
    told.reply(OPERATOR, "0987654321 4821")
    await told.wait(60)
    assert "đầu số 19001234" in told.texts(OPERATOR)[0]


async def test_a_code_typed_without_replying_answers_the_open_question(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321")
    await told.wait(2)
    told.say(OPERATOR, "4821")
    await told.wait(60)
    assert told.pbx.placements == {"0987654321": 1}
    assert not any("4821" in message.text for message in told.telegram.messages(OPERATOR))


async def test_thanks_under_an_outcome_call_nobody(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(60)
    told.reply(OPERATOR, "cám ơn")
    await told.wait(10)
    assert told.pbx.placements == {"0987654321": 1}
    assert told.texts(OPERATOR)[-1].startswith("Chào Nhân viên.")


async def test_a_press_after_cancel_is_told_that_nobody_is_called(told: Journey) -> None:
    told.say(OPERATOR, "/otp 01629333901 4821")
    await told.wait(2)
    [question] = told.shown(OPERATOR)
    await told.press(OPERATOR, "Hủy")
    said = await told.press(OPERATOR, "Dùng 0329333901", on=question)
    assert said == "Câu hỏi này đã đóng, không gọi thêm"
    assert not told.pbx.placements


async def test_a_cancelled_commands_code_leaves_the_chat(told: Journey) -> None:
    told.say(OPERATOR, "/otp 01629333901 4821")
    await told.wait(2)
    await told.press(OPERATOR, "Hủy")
    assert not any("4821" in message.text for message in told.telegram.messages(OPERATOR))


async def test_a_topics_card_stops_its_own_topic(told: Journey) -> None:
    topic = told.telegram.create_topic(GROUP, "Thu nợ")
    told.say(ADMIN, "/notify", GROUP, thread_id=topic)
    await told.wait(2)
    await told.press(ADMIN, "Ngừng", GROUP)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    assert told.texts(GROUP)[-1].startswith("🔸 Máy bận")


async def test_a_forwarded_command_calls_nobody(told: Journey) -> None:
    said = told.say(ADMIN, "/otp 0912345602 4821", GROUP)
    await told.wait(60)
    passed_on = told.say(OPERATOR, "x", GROUP)
    told.telegram.updates.push(
        "message",
        message_shape(told.telegram, passed_on)
        | {
            "text": said.text,
            "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
            "forward_origin": {
                "type": "user",
                "date": int(told.now()),
                "sender_user": {"id": ADMIN, "is_bot": False, "first_name": "Quản trị"},
            },
        },
    )
    await told.wait(60)
    assert told.pbx.placements == {"0912345602": 1}
    assert told.texts(GROUP)[-1] == problem("forwarded")


async def test_a_bad_answer_takes_the_questions_place_and_waits_for_a_better_one(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0987654321", GROUP)
    await told.wait(2)
    told.reply(OPERATOR, "48 21!", GROUP)
    await told.wait(5)
    [question] = told.shown(GROUP)
    assert problem("code_invalid") in told.texts(GROUP)
    assert question.markup is not None
    assert question.markup["force_reply"]

    told.reply(OPERATOR, "4821", GROUP)
    await told.wait(60)
    assert told.pbx.placements == {"0987654321": 1}


async def test_the_name_that_telegram_shows_now_is_the_one_that_is_greeted(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")
    told.say(OPERATOR, "/start")
    await told.wait(2)
    assert told.texts(OPERATOR)[0].startswith("Hello Operator.")


async def test_a_word_that_was_meant_for_somebody_else_is_not_read_out(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321")
    await told.wait(2)
    told.reply(OPERATOR, "abc")
    await told.wait(2)
    assert told.texts(OPERATOR) == [problem("code_wordy")]
    assert not told.pbx.placements


@pytest.mark.parametrize("no", ["hủy", "huy", "Cancel"])
async def test_no_closes_a_question_and_calls_nobody(told: Journey, no: str) -> None:
    told.say(OPERATOR, "/otp 0987654321")
    await told.wait(2)
    question = told.shown(OPERATOR)[-1]
    told.reply(OPERATOR, no, to=question)
    await told.wait(60)
    assert told.texts(OPERATOR) == [problem("cancelled")]
    assert not told.pbx.placements


async def test_a_second_phone_number_is_not_read_out_as_a_code(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345601 0912345602")
    await told.wait(2)
    assert told.texts(OPERATOR) == [problem("code_phone")]
    assert not told.pbx.placements


async def test_notify_with_anything_but_off_changes_nothing(told: Journey) -> None:
    told.say(ADMIN, "/notify off", GROUP)
    await told.wait(2)
    told.say(ADMIN, "/notify of", GROUP)
    await told.wait(2)
    assert told.texts(GROUP)[-1] == problem("notify_what")


async def test_a_command_that_is_cancelled_by_a_word_takes_its_code_along(told: Journey) -> None:
    told.say(OPERATOR, "/otp 01629333901 4821")
    await told.wait(2)
    told.reply(OPERATOR, "hủy")
    await told.wait(5)
    assert told.texts(OPERATOR) == [problem("cancelled")]
    assert not any("4821" in message.text for message in told.telegram.messages(OPERATOR))
    assert not told.pbx.placements
