"""A Telegram that is away, slow or strict: calls go on, and everything arrives afterwards, once."""

from __future__ import annotations

import re
from collections import Counter

from bot.core.calls import State
from tests.journeys.world import ADMIN, GROUP, OPERATOR, STRANGER, Journey, went_through

BUSY = "🔸 0912345602 máy bận"


async def test_telegram_down_at_the_start_is_waited_for(told: Journey) -> None:
    await told.stop()
    told.telegram.faults.unreachable = True
    await told.start()
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(100)
    told.telegram.faults.clear()
    await told.wait(100)

    assert told.heard(OPERATOR) == [BUSY]
    assert told.pbx.placements == {"0912345602": 1}


async def test_stopping_while_telegram_is_down_takes_no_more_than_ten_seconds(
    told: Journey,
) -> None:
    told.telegram.faults.unreachable = True
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(30)
    began = told.now()

    await told.stop()

    assert told.now() - began <= 10
    told.telegram.faults.clear()


async def test_hooks_are_taken_and_calls_settle_while_telegram_is_away(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345603 4821")
    await told.wait(3)
    told.telegram.faults.unreachable = True
    await told.wait(120)
    calls = await told.program.store.read(lambda tx: tx.calls.in_state(*State))
    assert calls[0].settled_at is not None

    told.telegram.faults.clear()
    await told.wait(120)

    card, line = told.shown(OPERATOR)
    assert went_through(card)[-1] == "🔸 Không nghe máy"
    assert told.heard(OPERATOR) == ["🔸 0912345603 không nghe máy"]
    assert line.reply_to == card.id
    assert len(told.texts(GROUP)) == 1


async def test_answers_5xx_for_a_while_change_nothing(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(1)
    told.telegram.faults.outage = 502
    await told.wait(60)
    told.telegram.faults.clear()
    await told.wait(90)

    assert told.heard(OPERATOR) == [BUSY]
    assert len(told.texts(GROUP)) == 1
    assert len(told.texts(OPERATOR)) == 2


async def test_an_answer_to_a_person_that_fails_once_is_tried_again(told: Journey) -> None:
    told.telegram.faults.fail_next("sendMessage", 2, status=502)

    told.say(OPERATOR, "/start")
    await told.wait(20)

    assert len(told.texts(OPERATOR)) == 1


async def test_a_429_pauses_that_chat_alone_and_loses_nothing(told: Journey) -> None:
    told.telegram.faults.fail_next("sendMessage", 1, status=429, retry_after=20)

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(3)
    told.say(ADMIN, "/start")
    await told.wait(3)
    assert told.texts(ADMIN)
    assert told.texts(OPERATOR) == []
    await told.wait(60)

    assert told.heard(OPERATOR) == [BUSY]
    assert len(told.texts(OPERATOR)) == 2


def told_together(told: Journey, chat: int) -> list[int]:
    """How many outcomes each digest of a chat counts."""
    found = (re.match(r"([\d.]+) cuộc có kết quả", text) for text in told.texts(chat))
    return [int(one[1].replace(".", "")) for one in found if one]


async def test_normal_work_meets_no_429(told: Journey) -> None:
    for _ in range(6):
        for number in ("0912345601", "0987654321", "0912345603", "0912345602"):
            told.say(OPERATOR, f"/otp {number} 4821 queue")
            told.say(ADMIN, f"/otp {number[:6]}99{number[8:]} 4821 queue", GROUP)
        told.say(OPERATOR, "/status")
        await told.wait(20)
    await told.wait(900)

    assert not told.telegram.floods
    assert sum(told.pbx.placements.values()) == 48
    told_private = [text for text in told.heard(OPERATOR) if text[0] in "✅🔸"]
    assert len(told_private) == 24
    by_itself = [text for text in told.texts(GROUP) if text[0] in "✅🔸" and "gọi 09:" in text]
    to_asker = [text for text in told.texts(GROUP) if text[0] in "✅🔸" and "\n" not in text]
    assert len(by_itself) + len(to_asker) + sum(told_together(told, GROUP)) == 48


async def test_somebody_who_floods_the_bot_delays_nobody_else(told: Journey) -> None:
    for _ in range(150):
        told.say(STRANGER, "/start")
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(3)

    assert told.pbx.placements == {"0912345602": 1}
    assert told.texts(OPERATOR)
    await told.wait(20)
    assert told.heard(OPERATOR) == [BUSY]
    assert not told.telegram.floods


async def test_in_a_burst_the_groups_budget_keeps_room_for_answers(told: Journey) -> None:
    for _ in range(24):
        told.say(OPERATOR, "/otp 0912345602 4821 queue")
    await told.wait(40)
    assert len(told.texts(GROUP)) == 15

    told.say(ADMIN, "/status", GROUP)
    await told.wait(2)
    assert "Phiên bản" in told.texts(GROUP)[-1]

    await told.wait(120)
    assert len(told.texts(GROUP)) == 25
    assert not told.telegram.floods


async def test_a_message_whose_answer_got_lost_is_sent_again_and_the_chat_goes_on(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(2)
    told.telegram.faults.drop_next("sendMessage", 1)
    await told.wait(60)

    assert Counter(told.heard(OPERATOR))[BUSY] + len(told.texts(GROUP)) == 3


async def test_an_edit_or_a_deletion_whose_answer_got_lost_counts_as_done(told: Journey) -> None:
    told.telegram.faults.drop_next("editMessageText", 2)
    told.telegram.faults.drop_next("deleteMessage", 1)

    asked = told.say(OPERATOR, "/otp 0912345601 4821")
    await told.wait(60)

    states = went_through(told.shown(OPERATOR)[0])
    assert len(states) == len(set(states))
    assert states[-1] == "✅ Nghe máy 5 giây"
    assert told.telegram.find(OPERATOR, asked.id) is None
    assert "xóa" not in told.texts(OPERATOR)[0]


async def test_a_second_program_on_the_same_bot_is_survived(told: Journey) -> None:
    told.telegram.faults.fail_next("getUpdates", 3, status=409)
    await told.wait(30)

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert told.heard(OPERATOR) == [BUSY]


async def test_a_message_that_telegram_will_not_parse_goes_out_plain(told: Journey) -> None:
    told.telegram.faults.fail_next("sendMessage", 1, status=400)

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(2)
    [card] = told.shown(OPERATOR)
    assert card.versions[0].text
    assert not [entity for entity in card.versions[0].entities if entity["type"] == "bold"]
    await told.wait(60)

    assert told.heard(OPERATOR) == [BUSY]


async def test_a_message_that_telegram_refuses_twice_is_given_up_and_blocks_nobody(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(2)
    told.telegram.faults.fail_next("sendMessage", 2, status=400)
    await told.wait(60)
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)

    assert len(told.heard(OPERATOR)) + len(told.texts(GROUP)) == 3
    assert b'pbxbot_deliveries_total{result="refused"} 1.0' in told.program.metrics.render()
    assert await told.program.store.read(lambda tx: tx.deliveries.waiting([1])) == (0, None)


async def test_edits_skip_what_lay_between_while_telegram_was_away(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345601 4821")
    await told.wait(1.5)
    told.telegram.faults.fail_next("editMessageText", 4, status=502)
    await told.wait(60)

    states = went_through(told.shown(OPERATOR)[0])
    assert states[-1] == "✅ Nghe máy 5 giây"
    assert len(states) <= 4


async def test_a_slow_telegram_holds_up_no_call(told: Journey) -> None:
    told.telegram.faults.hang_next("sendMessage", 1, seconds=4.0)

    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(1)
    assert told.pbx.placements == {"0912345602": 1}

    await told.wait(60)
    assert told.heard(OPERATOR) == [BUSY]
