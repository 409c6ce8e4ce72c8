"""Rows for which the PBX has no line, or can't be asked: they wait, and keep their turn."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import httpx

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from bot.sandbox.world import SEED
from tests.journeys.lists import (
    DEBT,
    HOLDS,
    LISTENS,
    PAYS,
    confirmed,
    first_line,
    now_of,
    numbers,
)
from tests.journeys.world import ADMIN, COLLEAGUE, GROUP, OPERATOR, Journey, buttons, plain

VOICE = "/autocall/voice"
WORDS = "5 of 5 lines are in use"
MEANS_BUSY = "Coi là hết đường"
ASKED = "Đã hỏi quản trị viên của tài khoản"
KEPT = "Đã nhớ: tổng đài nói vậy là hết đường, bot sẽ gọi lại sau"


def lines(told: Journey, card: Message) -> list[str]:
    return plain(now_of(told, card).text).split("\n")


def say_busy(told: Journey, status: int = 429, words: str = WORDS) -> None:
    told.pbx.faults.placement_status = status
    told.pbx.faults.body = json.dumps({"error": words})


def be_free(told: Journey) -> None:
    told.pbx.faults.placement_status = told.pbx.faults.body = None


async def test_a_429_lets_rows_wait_and_they_are_called_once_there_is_a_line(
    told: Journey,
) -> None:
    callees = numbers(*[PAYS] * 6)
    say_busy(told)
    card = await confirmed(told, callees)
    await told.wait(8)
    assert first_line(now_of(told, card)) == f"Đang gọi, xong 0/6 · {DEBT}"
    assert lines(told, card)[-1] == "6 số chờ tổng đài có đường trống"
    be_free(told)
    await told.wait(120)

    assert told.pbx.placements == dict.fromkeys(callees, 1)
    assert told.texts(OPERATOR)[-1].split("\n")[1].endswith("(6/6)")
    assert not any("đường trống" in text for text in told.texts(OPERATOR))


async def test_a_row_is_tried_five_times_at_most_and_has_failed_then(told: Journey) -> None:
    asked: list[str] = []

    def listen(request: httpx.Request) -> None:
        if request.url.path.endswith(VOICE):
            asked.append(json.loads(request.content)["callee"])

    say_busy(told)
    told.pbx_wire.instead = listen
    callees = numbers(*[PAYS] * 3)
    card = await confirmed(told, callees)
    await told.wait(300)

    assert {callee: asked.count(callee) for callee in callees} == dict.fromkeys(callees, 5)
    assert first_line(now_of(told, card)) == f"Xong 3 số · {DEBT}"
    assert "❌ 3 lỗi" in told.texts(OPERATOR)[-1]
    assert "lỗi tổng đài" in told.texts(OPERATOR)[-1]


async def test_rows_that_wait_for_a_line_pause_nothing(told: Journey) -> None:
    say_busy(told)
    card = await confirmed(told, numbers(*[PAYS] * 30))
    await told.wait(20)

    assert first_line(now_of(told, card)).startswith("Đang gọi, xong 0/30")


async def test_a_busy_row_waits_longer_each_time(told: Journey) -> None:
    say_busy(told)
    await confirmed(told, numbers(PAYS))
    await told.wait(300)

    at = [asked.at for asked in told.pbx.requests if asked.path.endswith(VOICE)]
    waits = [round(later - earlier) for earlier, later in pairwise(at)]
    assert waits == [10, 20, 30, 40]


async def test_words_that_nobody_named_are_a_refusal_and_the_card_repeats_them(
    told: Journey,
) -> None:
    say_busy(told, 400)
    card = await confirmed(told, numbers(*[PAYS] * 25), ADMIN)
    await told.wait(20)

    assert len(told.asked(VOICE)) == 10
    assert lines(told, card)[-1] == f"Tổng đài từ chối: “{WORDS}”"
    assert MEANS_BUSY in buttons(now_of(told, card))
    assert not any(WORDS in text for text in told.texts(GROUP))
    assert MEANS_BUSY not in buttons(told.shown(GROUP)[0])


async def test_an_administrator_says_on_the_card_that_they_mean_busy_and_rows_wait_from_then_on(
    told: Journey,
) -> None:
    say_busy(told, 400)
    card = await confirmed(told, numbers(*[PAYS] * 25), ADMIN)
    await told.wait(20)
    assert await told.press(ADMIN, MEANS_BUSY) == KEPT
    await told.wait(5)
    assert MEANS_BUSY not in buttons(now_of(told, card))
    assert not any(WORDS in line for line in lines(told, card))

    # How many lines there are is no part of the phrase.
    say_busy(told, 400, "7 of 7 lines are in use")
    await told.press(ADMIN, "Gọi tiếp", on=now_of(told, card))
    await told.wait(10)
    assert first_line(now_of(told, card)) == f"Đang gọi, xong 10/25 · {DEBT}"
    be_free(told)
    await told.wait(200)
    assert first_line(now_of(told, card)) == f"Xong 25 số · {DEBT}"
    assert len(told.pbx.placements) == 15


async def test_an_operator_does_not_say_so_but_has_the_account_s_administrators_asked(
    told: Journey,
) -> None:
    await told.let_in(COLLEAGUE, Role.ADMIN)
    told.say(ADMIN, "/start")
    told.say(COLLEAGUE, "/start")
    say_busy(told, 400)
    card = await confirmed(told, numbers(*[PAYS] * 25))
    await told.wait(20)
    in_group = told.texts(GROUP)
    assert await told.press(OPERATOR, MEANS_BUSY, on=now_of(told, card)) == ASKED
    await told.wait(3)

    question = told.shown(ADMIN)[-1]
    assert plain(question.text).split("\n") == [
        f"⚠️ Tổng đài từ chối: “{WORDS}”",
        "Nhân viên hỏi: câu này có phải hết đường trống không? Phải thì bot chờ rồi gọi lại.",
    ]
    assert buttons(question) == [MEANS_BUSY]
    assert question.rang
    assert len(told.shown(COLLEAGUE)) == 1
    assert told.texts(GROUP) == in_group
    assert MEANS_BUSY in buttons(now_of(told, card))

    await told.press(OPERATOR, "Gọi tiếp", on=now_of(told, card))
    await told.wait(20)
    assert first_line(now_of(told, card)) == f"⚠️ Tạm dừng, xong 20/25 · {DEBT}"


async def test_the_administrator_who_was_asked_says_yes_and_rows_wait_from_then_on(
    told: Journey,
) -> None:
    told.say(ADMIN, "/start")
    say_busy(told, 400)
    card = await confirmed(told, numbers(*[PAYS] * 25))
    await told.wait(20)
    await told.press(OPERATOR, MEANS_BUSY, on=now_of(told, card))
    await told.wait(3)
    assert await told.press(ADMIN, MEANS_BUSY, on=told.shown(ADMIN)[-1]) == KEPT
    await told.wait(5)
    assert MEANS_BUSY not in buttons(now_of(told, card))

    await told.press(OPERATOR, "Gọi tiếp", on=now_of(told, card))
    await told.wait(10)
    assert first_line(now_of(told, card)) == f"Đang gọi, xong 10/25 · {DEBT}"
    be_free(told)
    await told.wait(200)
    assert first_line(now_of(told, card)) == f"Xong 25 số · {DEBT}"


async def test_where_the_account_has_no_administrator_the_operator_is_told_so(
    told: Journey,
) -> None:
    told.say(ADMIN, "/start")
    say_busy(told, 400)
    card = await confirmed(told, numbers(*[PAYS] * 25))
    await told.wait(20)
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, ADMIN))
    before = told.texts(ADMIN)
    said = await told.press(OPERATOR, MEANS_BUSY, on=now_of(told, card))
    await told.wait(3)

    assert said == "Không có quản trị viên nào dùng tài khoản này"
    assert told.texts(ADMIN) == before


async def test_once_the_list_is_over_the_words_and_the_button_stand_on_the_asker_s_digest(
    told: Journey,
) -> None:
    say_busy(told, 400)
    await confirmed(told, numbers(*[PAYS] * 3), ADMIN)
    await told.wait(30)
    digest = told.shown(ADMIN)[-1]
    assert first_line(digest) == f"Xong 3 số · {DEBT}"
    assert plain(digest.text).split("\n")[-1] == f"Tổng đài từ chối: “{WORDS}”"
    assert buttons(digest)[-1] == MEANS_BUSY
    assert not any(WORDS in text for text in told.texts(GROUP))
    assert not any(MEANS_BUSY in buttons(message) for message in told.shown(GROUP))

    assert await told.press(ADMIN, MEANS_BUSY, on=digest) == KEPT
    say_busy(told, 400)
    card = await confirmed(told, numbers(*[PAYS] * 3, first=100), ADMIN)
    await told.wait(8)
    assert first_line(now_of(told, card)) == f"Đang gọi, xong 0/3 · {DEBT}"


async def test_once_they_are_known_the_button_leaves_the_digest(told: Journey) -> None:
    say_busy(told, 400)
    await confirmed(told, numbers(*[PAYS] * 3), ADMIN)
    await told.wait(30)
    digest = told.shown(ADMIN)[-1]
    await told.press(ADMIN, MEANS_BUSY, on=digest)
    await told.wait(10)

    assert MEANS_BUSY not in buttons(now_of(told, digest))


async def test_the_phrase_is_seen_in_settings_and_taken_out_there(told: Journey) -> None:
    say_busy(told, 400)
    await confirmed(told, numbers(*[PAYS] * 25), ADMIN)
    await told.wait(20)
    await told.press(ADMIN, MEANS_BUSY)
    told.say(ADMIN, "/settings")
    await told.wait(2)
    await told.press(ADMIN, "Từ báo bận (1)")
    assert "1. # of # lines are in use" in told.texts(ADMIN)[-1]
    await told.press(ADMIN, "Bỏ 1")

    assert "Chưa có từ nào." in told.texts(ADMIN)[-1]


async def test_while_the_pbx_is_out_of_reach_rows_keep_their_turn_and_go_on_by_themselves(
    told: Journey,
) -> None:
    callees = numbers(*[LISTENS] * 12)
    card = await confirmed(told, callees)
    await told.wait(10)
    told.pbx.faults.pbx_503 = True
    await told.wait(60)
    assert lines(told, card)[0].startswith("⏳ Đang chờ, xong ")
    assert lines(told, card)[1].startswith("Chờ tổng đài, bảo trì từ 09:1")
    assert "còn khoảng" not in "\n".join(lines(told, card))
    await told.wait(600)
    told.pbx.faults.pbx_503 = False
    await told.wait(240)

    assert set(told.pbx.placements.values()) == {1}
    assert first_line(now_of(told, card)) == f"Xong 12 số · {DEBT}"
    assert not any("Đợt gọi tự tạm dừng" in text for text in told.texts(OPERATOR))


async def test_without_any_connection_nobody_is_called_and_no_row_is_lost(
    told: Journey,
) -> None:
    callees = numbers(*[LISTENS] * 12)
    told.pbx_wire.cut = True
    card = await confirmed(told, callees)
    await told.wait(120)
    assert lines(told, card)[1] == "Chờ tổng đài, mất kết nối từ 09:12"
    assert not told.pbx.placements
    told.pbx_wire.cut = False
    await told.wait(180)

    assert told.pbx.placements == dict.fromkeys(callees, 1)
    assert told.texts(OPERATOR)[-1].split("\n")[1].endswith("(12/12)")


async def test_a_list_is_paused_and_stopped_while_the_pbx_is_out_of_reach(told: Journey) -> None:
    told.pbx_wire.cut = True
    card = await confirmed(told, numbers(*[LISTENS] * 12))
    await told.wait(60)
    stop = next(one for one in buttons(now_of(told, card)) if one.startswith("Dừng hẳn"))
    await told.press(OPERATOR, stop, on=now_of(told, card))
    await told.wait(60)
    told.pbx_wire.cut = False
    await told.wait(120)

    assert not told.pbx.placements
    assert first_line(now_of(told, card)) == f"Đã dừng, gọi 0/12 số · {DEBT}"


async def test_lines_that_another_system_of_the_customer_holds_are_waited_for(
    told: Journey,
) -> None:
    told.pbx.manner.no_channel_status = 429
    elsewhere: dict[str, Any] = {"template_name": "thong_bao", "customer_name": "A"}
    for callee in numbers(HOLDS, HOLDS, HOLDS, first=500):
        told.pbx.switchboard.place_elsewhere(
            SEED.account, callee, param=elsewhere, caller=SEED.caller
        )
    callees = numbers(*[LISTENS] * 8)
    card = await confirmed(told, callees)
    await told.wait(240)

    assert first_line(now_of(told, card)) == f"Xong 8 số · {DEBT}"
    assert {callee: told.pbx.placements[callee] for callee in callees} == dict.fromkeys(callees, 1)
