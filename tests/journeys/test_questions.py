"""What `/otp` leaves out is asked for; questions are answered by whom they were put to, once."""

from __future__ import annotations

from bot.core.messages.popups import ONLY_OWNER
from bot.core.messages.prompts import CODE_FORGOTTEN
from bot.core.people import Language, Role
from tests.journeys.world import ADMIN, COLLEAGUE, GROUP, OPERATOR, Journey, buttons, plain, problem

#: A code that waited too long is asked for again.
FORGOTTEN = CODE_FORGOTTEN.plain(Language.VI, number="0987654321")


async def test_otp_alone_asks_for_the_number_then_for_the_code_then_calls(told: Journey) -> None:
    told.say(OPERATOR, "/otp")
    await told.wait(2)
    assert told.texts(OPERATOR) == ["Gọi số nào?"]

    told.reply(OPERATOR, "0987 654 321")
    await told.wait(2)
    assert told.texts(OPERATOR)[-1] == "Mã cho 0987654321?"

    told.reply(OPERATOR, "4821")
    await told.wait(60)
    assert told.pbx.placements == {"0987654321": 1}
    assert told.heard(OPERATOR)[-1] == "✅ 0987654321 nghe máy 10 giây"


async def test_a_question_is_put_with_a_force_reply_so_that_the_answer_reaches_the_bot(
    told: Journey,
) -> None:
    asked = told.say(OPERATOR, "/otp", GROUP)
    await told.wait(2)

    [question] = told.shown(GROUP)
    assert question.markup == {
        "force_reply": True,
        "selective": True,
        "input_field_placeholder": "Ví dụ 0987654321",
    }
    assert question.reply_to == asked.id


async def test_the_number_may_bring_the_code_along(told: Journey) -> None:
    told.say(OPERATOR, "/otp")
    await told.wait(2)

    told.reply(OPERATOR, "0987654321 4821")
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}


async def test_what_was_said_with_the_command_is_kept_until_the_code_comes(told: Journey) -> None:
    told.say(OPERATOR, "/otp caller=19001234 0987654321")
    await told.wait(2)

    told.reply(OPERATOR, "4821")
    await told.wait(60)

    assert "đầu số 19001234" in told.texts(OPERATOR)[0]


async def test_a_question_that_was_answered_badly_can_be_answered_again(told: Journey) -> None:
    told.say(OPERATOR, "/otp")
    await told.wait(2)
    told.reply(OPERATOR, "098765432 4821")
    await told.wait(2)
    told.reply(OPERATOR, "0987654321")
    await told.wait(2)
    told.reply(OPERATOR, "mã đây")
    await told.wait(2)
    told.reply(OPERATOR, "4821")
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}


async def test_somebody_elses_reply_answers_nothing(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    told.say(OPERATOR, "/otp 0987654321", GROUP)
    await told.wait(2)
    [question] = told.shown(GROUP)

    told.reply(COLLEAGUE, "4821", GROUP, to=question)
    await told.wait(60)
    assert not told.pbx.placements

    told.reply(OPERATOR, "4821", GROUP, to=question)
    await told.wait(60)
    assert told.pbx.placements == {"0987654321": 1}


async def test_a_question_answered_twice_dials_once(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321")
    await told.wait(2)
    [question] = told.shown(OPERATOR)

    told.reply(OPERATOR, "4821", to=question)
    told.reply(OPERATOR, "4822", to=question)
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}
    assert problem("prompt_gone") in told.texts(OPERATOR)


async def test_a_question_survives_a_restart(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321")
    await told.wait(2)
    [question] = told.shown(OPERATOR)
    await told.stop()
    await told.start()

    told.reply(OPERATOR, "4821", to=question)
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}


async def test_a_question_of_yesterday_has_expired(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321")
    await told.wait(2)
    [question] = told.shown(OPERATOR)
    await told.stop()
    await told.wait(86_400)
    await told.start()

    told.reply(OPERATOR, "4821", to=question)
    await told.wait(5)

    assert told.texts(OPERATOR)[-1] == problem("prompt_gone")
    assert not told.pbx.placements


async def test_call_new_code_asks_for_the_code_and_calls_again(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821 queue")
    await told.wait(60)

    await told.press(OPERATOR, "Gọi với mã mới")
    assert told.texts(OPERATOR)[-1] == "Mã mới cho 0912345602?"
    told.reply(OPERATOR, "4822")
    await told.wait(60)

    assert told.pbx.placements == {"0912345602": 2}
    cards = [m for m in told.shown(OPERATOR) if buttons(m)]
    assert len(cards) == 2


async def test_call_new_code_pressed_in_the_group_answers_whoever_pressed(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821", GROUP)
    await told.wait(60)

    await told.press(ADMIN, "Gọi với mã mới", GROUP)
    question = told.shown(GROUP)[-1]
    assert question.text == "Quản trị: Mã mới cho 0912•••602?"
    told.reply(OPERATOR, "1111", GROUP, to=question)
    await told.wait(5)
    assert told.pbx.placements == {"0912345602": 1}
    told.reply(ADMIN, "4822", GROUP, to=question)
    await told.wait(60)

    assert told.pbx.placements == {"0912345602": 2}


async def test_with_two_accounts_a_button_each_is_offered_and_the_code_waits(
    told: Journey,
) -> None:
    await told.link("Thu nợ", OPERATOR)
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(200)
    assert told.texts(OPERATOR) == ["Gọi bằng tài khoản nào?"]
    assert buttons(told.shown(OPERATOR)[0]) == ["CSKH", "Thu nợ"]

    popup = await told.press(OPERATOR, "Thu nợ")
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}
    assert popup == "Từ nay gọi bằng Thu nợ. Đổi ở /settings"


async def test_after_five_minutes_a_waiting_code_is_forgotten_and_asked_for_again(
    told: Journey,
) -> None:
    await told.link("Thu nợ", OPERATOR)
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(301)

    await told.press(OPERATOR, "CSKH")
    assert told.texts(OPERATOR)[-1] == FORGOTTEN
    told.reply(OPERATOR, "4822")
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}


async def test_a_restart_forgets_a_waiting_code_and_asks_for_it_again(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(2)
    await told.stop()
    await told.start()

    await told.press(OPERATOR, "CSKH")
    assert told.texts(OPERATOR)[-1] == FORGOTTEN
    told.reply(OPERATOR, "4822")
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}


async def test_an_account_that_was_picked_twice_dials_once(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR)
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(2)
    [picker] = told.shown(OPERATOR)

    await told.press(OPERATOR, "CSKH", on=picker)
    await told.press(OPERATOR, "Thu nợ", on=picker)
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}


async def test_the_picker_obeys_only_whom_it_was_put_to(told: Journey) -> None:
    await told.link("Thu nợ", OPERATOR, ADMIN)
    told.say(OPERATOR, "/otp 0987654321 4821", GROUP)
    await told.wait(2)

    said = await told.press(ADMIN, "CSKH", GROUP)
    await told.wait(10)

    assert said == plain(ONLY_OWNER.plain(Language.VI, who="Nhân viên"))
    assert not told.pbx.placements


async def test_a_mistyped_script_is_asked_about_and_its_code_waits(told: Journey) -> None:
    command = told.say(OPERATOR, "/otp 0987654321 4821 template=otp_dmo")
    await told.wait(3)
    [asked] = told.shown(OPERATOR)
    assert plain(asked.text) == problem("script_close", name="otp_dmo")
    assert buttons(asked) == ["otp_demo", "Vẫn gọi", "Hủy"]
    assert not told.pbx.placements

    await told.press(OPERATOR, "otp_demo")
    await told.wait(60)
    assert told.pbx.placements == {"0987654321": 1}
    assert told.heard(OPERATOR)[-1] == "✅ 0987654321 nghe máy 10 giây"
    assert command.id not in {message.id for message in told.telegram.messages(OPERATOR)}


async def test_a_script_that_is_meant_as_it_stands_is_asked_about_once(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 template=otp_dmo")
    await told.wait(3)
    await told.press(OPERATOR, "Vẫn gọi")
    assert told.texts(OPERATOR)[-1] == "Mã cho 0987654321?"
    told.reply(OPERATOR, "4821")
    await told.wait(5)

    assert told.texts(OPERATOR)[0].startswith("❌ Tổng đài từ chối")
    assert not told.pbx.placements


async def test_a_script_that_resembles_none_is_the_pbx_s_to_know(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821 template=xyz")
    await told.wait(5)

    assert told.texts(OPERATOR)[0].startswith("❌ Tổng đài từ chối")


async def test_a_mistyped_script_whose_code_waited_too_long_is_asked_for_it(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821 template=OTP_DEMO")
    await told.wait(301)
    await told.press(OPERATOR, "otp_demo")

    assert told.texts(OPERATOR)[-1] == FORGOTTEN
    assert not told.pbx.placements
