"""How rows become calls: never more than there are lines, in turn, and behind codes."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import httpx

from bot.core.people import Role
from bot.sandbox.world import SEED
from tests.journeys.lists import (
    DEBT,
    HOLDS,
    LISTENS,
    PAYS,
    confirmed,
    first_line,
    go_button,
    now_of,
    numbers,
    pasted,
)
from tests.journeys.world import (
    ADMIN,
    COLLEAGUE,
    OPERATOR,
    Journey,
    buttons,
    plain,
    went_through,
)

LINES = SEED.account.concurrency
ONE = f'/call 0912999901 {DEBT} customer_name="An" due_amount=1.000.000 due_date=30/11/2026'
VOICE = "/autocall/voice"


def use(told: Journey) -> tuple[int, int]:
    """How many calls hold a channel, and the most that ever did."""
    used = told.pbx.switchboard.use(SEED.account.user_id)
    return used.busy, used.peak


def called(told: Journey) -> list[str]:
    """Whom the PBX was asked to call, in order."""
    return [call.callee for call in told.pbx.switchboard.exchange.calls.values()]


async def test_two_lists_and_a_single_call_never_hold_more_lines_than_there_are(
    told: Journey,
) -> None:
    await confirmed(told, numbers(*[LISTENS] * 12))
    await confirmed(told, numbers(*[PAYS] * 12, first=100), ADMIN)
    told.say(ADMIN, ONE)
    await told.wait(3)
    await told.press(ADMIN, "Gọi")
    await told.wait(400)

    assert len(told.pbx.placements) == 25
    assert set(told.pbx.placements.values()) == {1}
    assert use(told) == (0, LINES)
    assert set(told.asked(VOICE)) == {200}


async def test_lines_are_all_in_use_while_rows_wait(told: Journey) -> None:
    await confirmed(told, numbers(*[HOLDS] * 20))
    await told.wait(5)
    for _ in range(8):
        await told.wait(10)
        assert use(told)[0] >= LINES - 1


async def test_lists_of_one_account_take_turns_whoever_asked(told: Journey) -> None:
    first = numbers(*[LISTENS] * 20)
    second = numbers(*[LISTENS] * 20, first=100)
    await confirmed(told, first)
    await told.wait(10)
    await confirmed(told, second, ADMIN)
    begun = len(called(told))
    await told.wait(60)

    turns = ["first" if one in first else "second" for one in called(told)[begun:]]
    assert len(turns) > 8
    assert all(one != other for one, other in pairwise(turns))


async def test_a_list_of_another_account_has_lines_of_its_own(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    second = await told.link("Thu nợ", COLLEAGUE)
    known = await told.program.store.read(lambda tx: tx.templates.get(1, DEBT))
    assert known is not None
    script = replace(known, account_id=second)
    await told.program.store.write(lambda tx: tx.templates.put(script))
    asked: list[str] = []

    def listen(request: httpx.Request) -> None:
        if request.url.path.endswith(VOICE):
            asked.append(json.loads(request.content)["callee"])

    told.pbx_wire.instead = listen
    await confirmed(told, numbers(*[HOLDS] * 8))
    await told.wait(3)
    assert len(asked) == LINES
    await confirmed(told, numbers(*[HOLDS] * 8, first=100), COLLEAGUE)
    await told.wait(3)

    # The sandbox's customer is the same one, and has no channel left: our own count had.
    assert len(asked) > LINES


async def test_a_code_goes_before_the_rows_that_wait_and_its_card_says_that_it_waits(
    told: Journey,
) -> None:
    await confirmed(told, numbers(*[LISTENS] * 12))
    await told.wait(5)
    told.say(ADMIN, "/otp 0987654321 4821")
    await told.wait(3)
    assert told.texts(ADMIN)[-1].startswith("⏳ Đang chờ lượt gọi · 0987654321")
    assert "0987654321" not in told.pbx.placements
    await told.wait(60)

    assert called(told)[LINES] == "0987654321"
    assert told.texts(ADMIN)[-1].startswith("✅ 0987654321 nghe máy 1")
    assert told.asked("/autocall/otp") == [200]


async def test_a_code_that_comes_as_a_list_fills_the_lines_is_not_refused_by_the_pbx(
    told: Journey,
) -> None:
    preview = await pasted(told, numbers(*[LISTENS] * 12))
    go = await told.press(OPERATOR, go_button(preview), on=preview)
    codes = numbers(*[LISTENS] * 3, first=500)
    for code in codes:
        told.say(ADMIN, f"/otp {code} 4821")
    await told.wait(200)

    assert not go
    assert told.asked("/autocall/otp") == [200] * len(codes)
    assert [told.pbx.placements[code] for code in codes] == [1] * len(codes)


async def test_no_row_is_asked_of_the_pbx_s_own_queue(told: Journey) -> None:
    bodies: list[dict[str, Any]] = []

    def listen(request: httpx.Request) -> None:
        if request.url.path.endswith(VOICE):
            bodies.append(json.loads(request.content))

    told.pbx_wire.instead = listen
    callees = numbers(*[PAYS] * 8)
    await confirmed(told, callees)
    await told.wait(120)

    assert [body.get("queue") for body in bodies] == [None] * 8
    assert {body["caller"] for body in bodies} == {SEED.caller}
    # Those that go out at one moment come in any order.
    names = {body["callee"]: body["param"]["customer_name"] for body in bodies}
    assert names == {callee: f"Khách {at}" for at, callee in enumerate(callees, 1)}


async def test_a_row_whose_number_was_called_just_now_waits_and_holds_up_nobody(
    told: Journey,
) -> None:
    rows = numbers(*[LISTENS] * 4)
    told.say(ADMIN, f"/otp {rows[1]} 4821")
    await told.wait(3)
    card = await confirmed(told, rows)
    await told.wait(20)
    assert told.pbx.placements == dict.fromkeys(rows, 1)
    assert called(told)[0] == rows[1]
    assert "⏳ 0912000201 chờ lượt" in plain(now_of(told, card).text)
    await told.wait(90)

    assert told.pbx.placements == {**dict.fromkeys(rows, 1), rows[1]: 2}
    assert first_line(now_of(told, card)) == f"Xong 4 số · {DEBT}"


async def test_the_card_follows_the_list_from_its_preview_to_its_end(told: Journey) -> None:
    card = await confirmed(told, numbers(*[PAYS] * 12))
    await told.wait(20)
    under_way = plain(now_of(told, card).text).split("\n")
    assert under_way[0].startswith("Đang gọi, xong ")
    assert under_way[0].endswith(f"/12 · {DEBT}")
    assert "%, còn khoảng " in under_way[1]
    assert buttons(now_of(told, card))[:2] == ["Tạm dừng", "Danh sách"]
    await told.wait(120)

    lines = went_through(now_of(told, card))
    done = [line for line in lines if line.startswith("Đang gọi, xong ")]
    assert done == sorted(done, key=lambda line: int(line.split()[-1].partition("/")[0]))
    assert lines[-1] == "Xong 12 số"
    digest = told.shown(OPERATOR)[-1]
    assert plain(digest.text).split("\n") == [
        f"Xong 12 số · {DEBT}",
        "▰▰▰▰▰▰▰▰▰▰ nghe máy 100% (12/12)",
        "Bấm 1 đã thanh toán: 12",
        "Bấm 2 cần gọi lại: 0",
        "Nhân viên gọi 09:12–09:13",
    ]
    assert buttons(digest) == ["Danh sách", "Tải kết quả"]
    assert digest.rang
