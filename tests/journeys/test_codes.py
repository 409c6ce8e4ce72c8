"""Codes stay secret: out of the chats, the database, the logs, and everything the bot says."""

from __future__ import annotations

import logging

import pytest

from tests.journeys.world import GROUP, OPERATOR, Journey

CODE = "Q7X4Z9K2"


async def test_the_message_with_the_code_disappears_from_the_private_chat(told: Journey) -> None:
    asked = told.say(OPERATOR, f"/otp 0987654321 {CODE}")
    await told.wait(5)

    assert told.telegram.find(OPERATOR, asked.id) is None


async def test_where_the_bot_may_delete_the_message_disappears_from_the_group(
    told: Journey,
) -> None:
    told.telegram.promote_bot(GROUP)

    asked = told.say(OPERATOR, f"/otp 0987654321 {CODE}", GROUP)
    await told.wait(60)

    assert told.telegram.find(GROUP, asked.id) is None
    assert "hãy xóa tin có mã" not in told.texts(GROUP)[0]


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "hãy xóa tin có mã"), ("en", "delete the message with the code")],
)
async def test_where_the_bot_may_not_delete_the_card_asks_people_to(
    told: Journey, language: str, said: str
) -> None:
    told.telegram.set_language(OPERATOR, language)

    asked = told.say(OPERATOR, f"/otp 0987654321 {CODE}", GROUP)
    await told.wait(60)

    assert told.telegram.find(GROUP, asked.id) is not None
    assert told.texts(GROUP)[0].splitlines()[1].endswith(said)


async def test_the_reply_that_held_the_code_disappears_and_so_does_its_question(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0987654321")
    await told.wait(2)
    [question] = told.shown(OPERATOR)

    answer = told.reply(OPERATOR, CODE)
    await told.wait(5)

    assert told.telegram.find(OPERATOR, answer.id) is None
    assert told.telegram.find(OPERATOR, question.id) is None


async def test_a_code_that_was_forgotten_and_asked_for_again_is_left_nowhere(
    told: Journey,
) -> None:
    await told.link("Thu nợ", OPERATOR)
    first = told.say(OPERATOR, f"/otp 0987654321 {CODE}")
    await told.wait(400)
    await told.press(OPERATOR, "CSKH")
    second = told.reply(OPERATOR, CODE)
    await told.wait(60)

    assert told.pbx.placements == {"0987654321": 1}
    assert told.telegram.find(OPERATOR, second.id) is None
    assert told.telegram.find(OPERATOR, first.id) is None


async def test_a_message_that_somebody_deleted_first_is_no_problem(told: Journey) -> None:
    asked = told.say(OPERATOR, f"/otp 0987654321 {CODE}")
    told.telegram.remove(asked)
    await told.wait(60)

    assert "xóa" not in told.texts(OPERATOR)[0]
    assert told.pbx.placements == {"0987654321": 1}


async def test_a_deletion_that_fails_for_telegrams_sake_is_tried_again(
    told: Journey,
) -> None:
    told.telegram.faults.fail_next("deleteMessage", 2)

    asked = told.say(OPERATOR, f"/otp 0987654321 {CODE}")
    await told.wait(60)

    assert told.telegram.find(OPERATOR, asked.id) is None


async def test_a_code_is_in_no_file_no_log_line_and_nothing_the_bot_says(
    told: Journey, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told.telegram.promote_bot(GROUP)
    await told.link("Thu nợ", OPERATOR)

    async def everywhere() -> None:
        await told.program.store.write(lambda tx: tx.people.set_default(OPERATOR, None))
        told.say(OPERATOR, f"/otp 0987654321 {CODE}")
        await told.wait(2)
        await told.press(OPERATOR, "CSKH")
        await told.wait(60)
        told.say(OPERATOR, f"/otp 0987654321 {CODE} {CODE}")
        told.say(OPERATOR, f"/otp {CODE} 098765432", GROUP)
        await told.wait(10)

    await everywhere()
    for shape in (2, 3):
        told.pbx.manner.hook_shape = shape  # type: ignore[assignment]
        await everywhere()
    told.pbx.faults.placement_status = 400
    told.pbx.faults.body = f'{{"error": "bad code_otp {CODE}"}}'
    await everywhere()
    told.pbx.faults.placement_status = 200
    await everywhere()
    await told.hook(f'{{"odd": "{CODE}", "call_id": 5'.encode())

    assert sum(told.pbx.placements.values()) == 3
    said = [
        version.source
        for chat in (OPERATOR, GROUP)
        for m in told.telegram.history(chat)
        if m.by_bot
        for version in m.versions
    ]
    assert said
    assert not [source for source in said if CODE in source]
    files = list(told.settings.database.parent.iterdir())
    assert told.settings.database in files
    assert not [file for file in files if CODE.encode() in file.read_bytes()]
    ours = [r for r in caplog.records if r.name.startswith("bot")]
    assert not [record.getMessage() for record in ours if CODE in record.getMessage()]
