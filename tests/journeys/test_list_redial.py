"""Who is called again by itself and who never is; calls of which nothing more is heard."""

from __future__ import annotations

from itertools import pairwise

import httpx

from bot.core.list_rules import OVERDUE
from bot.sandbox.telegram.records import Message
from tests.journeys.lists import (
    BUSY,
    DEBT,
    LISTENS,
    PAYS,
    SILENT,
    WANTS,
    WRONG,
    confirmed,
    first_line,
    go_button,
    now_of,
    numbers,
    pasted,
)
from tests.journeys.world import GROUP, OPERATOR, Journey, buttons, plain

VOICE = "/autocall/voice"


async def redialled(told: Journey, callees: list[str], *labels: str) -> Message:
    """A list that calls some again, after five minutes; its card."""
    preview = await pasted(told, callees)
    await told.press(OPERATOR, "Tự gọi lại")
    for label in (*labels, "Sau 15 phút", "Sau 30 phút", "Sau 1 giờ", "Sau 2 giờ"):
        await told.press(OPERATOR, label)
    await told.press(OPERATOR, "‹ Xem trước")
    preview = now_of(told, preview)
    await told.press(OPERATOR, go_button(preview))
    return preview


def lines(told: Journey, card: Message) -> list[str]:
    return plain(now_of(told, card).text).split("\n")


async def test_chosen_outcomes_are_called_again_after_a_while_so_often_and_no_others(
    told: Journey,
) -> None:
    busy, silent, wrong, pays = callees = numbers(BUSY, SILENT, WRONG, PAYS)
    card = await redialled(told, callees, "Bận", "Số lần: 1")
    await told.wait(60)
    assert lines(told, card)[0] == f"Đang gọi, xong 3/4 · {DEBT}"
    assert lines(told, card)[2] == "🔸 0912000102 bận · gọi lại 09:17"
    await told.wait(260)
    assert told.pbx.placements == {busy: 2, silent: 1, wrong: 1, pays: 1}
    await told.wait(400)

    assert told.pbx.placements == {busy: 3, silent: 1, wrong: 1, pays: 1}
    calls = told.pbx.switchboard.exchange.calls.values()
    at = [call.created for call in calls if call.callee == busy]
    assert all(300 <= later - earlier < 310 for earlier, later in pairwise(at))
    assert first_line(now_of(told, card)) == f"Xong 4 số · {DEBT}"


async def test_nobody_is_called_again_while_there_is_no_record_of_the_last_call(
    told: Journey,
) -> None:
    told.pbx.faults.report_status = 404
    busy, pays = callees = numbers(BUSY, PAYS)
    card = await redialled(told, callees, "Bận", "Số lần: 1", "Số lần: 2")
    await told.wait(420)
    assert told.pbx.placements == {busy: 1, pays: 1}
    assert lines(told, card)[0] == f"Đang gọi, xong 1/2 · {DEBT}"
    assert lines(told, card)[2] == "🔸 0912000102 không nghe"
    told.pbx.faults.report_status = None
    await told.wait(240)
    assert "bận · gọi lại" in lines(told, card)[2]
    await told.wait(300)

    assert told.pbx.placements == {busy: 2, pays: 1}


async def test_whose_record_never_comes_counts_by_its_hooks_and_is_not_called_again(
    told: Journey,
) -> None:
    told.pbx.faults.report_status = 404
    callees = numbers(BUSY, PAYS)
    card = await redialled(told, callees, "Bận")
    await told.wait(OVERDUE - 20)
    assert first_line(now_of(told, card)) == f"Đang gọi, xong 1/2 · {DEBT}"
    await told.wait(60)
    assert first_line(now_of(told, card)) == f"Xong 2 số · {DEBT}"
    assert "🔸 1 chưa gặp" in told.texts(OPERATOR)[-1]
    told.pbx.faults.report_status = None
    await told.wait(1800)

    assert told.pbx.placements == dict.fromkeys(callees, 1)


async def test_a_list_that_is_stopped_waits_for_no_record_to_be_over(told: Journey) -> None:
    told.pbx.faults.report_status = 404
    callees = numbers(BUSY, PAYS)
    card = await redialled(told, callees, "Bận")
    await told.wait(120)
    await told.press(OPERATOR, "Dừng hẳn", on=now_of(told, card))
    await told.wait(5)

    assert first_line(now_of(told, card)) == f"Đã dừng, gọi 2/2 số · {DEBT}"
    assert "🔸 1 chưa gặp" in told.texts(OPERATOR)[-1]


async def test_without_a_rule_nobody_is_called_again(told: Journey) -> None:
    callees = numbers(BUSY, SILENT, PAYS)
    await confirmed(told, callees)
    await told.wait(1800)

    assert told.pbx.placements == dict.fromkeys(callees, 1)


async def test_an_unknown_call_is_never_made_again(told: Journey) -> None:
    told.pbx.faults.placement_status = 500
    card = await redialled(told, numbers(PAYS, LISTENS), *OUTCOMES)
    await told.wait(5)
    told.pbx.faults.placement_status = None
    await told.wait(1500)

    assert not told.pbx.placements
    assert len(told.asked(VOICE)) == 2
    assert first_line(now_of(told, card)) == f"Xong 2 số · {DEBT}"
    assert "❓ 2 chưa rõ" in told.texts(OPERATOR)[-1]


OUTCOMES = ("Bận", "Không nghe", "Từ chối", "Ngoài vùng", "Lỗi mạng")


async def test_stop_calls_nobody_again_and_counts_those_calls_that_were_made(told: Journey) -> None:
    callees = numbers(BUSY, BUSY, PAYS)
    card = await redialled(told, callees, "Bận")
    await told.wait(60)
    await told.press(OPERATOR, "Dừng hẳn, bỏ 2 số", on=now_of(told, card))
    await told.wait(600)

    assert told.pbx.placements == dict.fromkeys(callees, 1)
    assert first_line(now_of(told, card)) == f"Đã dừng, gọi 3/3 số · {DEBT}"
    assert told.texts(OPERATOR)[-1].split("\n")[-1] == "Nhân viên dừng"


async def test_a_rule_survives_a_restart(told: Journey) -> None:
    callees = numbers(BUSY, PAYS)
    await redialled(told, callees, "Bận")
    await told.wait(60)
    await told.stop()
    await told.wait(120)
    await told.start()
    await told.wait(300)

    assert told.pbx.placements == {callees[0]: 2, callees[1]: 1}


async def test_a_silent_call_counts_as_unknown_and_the_list_ends(told: Journey) -> None:
    told.pbx.faults.hooks_lose = True
    told.pbx.faults.report_status = 404
    card = await confirmed(told, numbers(PAYS, LISTENS))
    await told.wait(OVERDUE - 20)
    assert first_line(now_of(told, card)) == f"Đang gọi, xong 0/2 · {DEBT}"
    await told.wait(60)

    assert first_line(now_of(told, card)) == f"Xong 2 số · {DEBT}"
    assert told.texts(OPERATOR)[-1].split("\n")[2] == "❓ 2 chưa rõ"
    assert "Gọi lại" not in "".join(buttons(told.shown(OPERATOR)[-1]))


async def test_a_result_that_comes_late_corrects_the_digests_and_rings_nobody(
    told: Journey,
) -> None:
    told.pbx.faults.hooks_lose = True
    told.pbx.faults.report_status = 404
    await confirmed(told, numbers(PAYS, WANTS))
    await told.wait(OVERDUE + 60)
    rang = len(told.heard(OPERATOR))
    assert "❓ 2 chưa rõ" in told.texts(OPERATOR)[-1]
    told.pbx.faults.report_status = None
    await told.wait(1200)

    for chat in (OPERATOR, GROUP):
        digest = next(text for text in told.texts(chat) if "▱ nghe máy" in text or "▰ nghe" in text)
        assert digest.split("\n")[1].endswith("(2/2)")
        assert "❓" not in digest
    assert len(told.heard(OPERATOR)) == rang
    wants = [text for text in told.texts(GROUP) if text.startswith("✅ Bấm 2: cần gọi lại")]
    assert len(wants) == 1


async def test_without_any_hook_a_list_ends_by_its_records(told: Journey) -> None:
    told.pbx.faults.hooks_lose = True
    callees = numbers(PAYS, WANTS, BUSY, SILENT, WRONG, LISTENS, PAYS, LISTENS, BUSY)
    card = await confirmed(told, callees)
    await told.wait(OVERDUE)

    assert told.pbx.placements == dict.fromkeys(callees, 1)
    assert first_line(now_of(told, card)) == f"Xong 9 số · {DEBT}"
    digest = told.texts(OPERATOR)[-1].split("\n")
    assert digest[1].endswith("(5/9)")
    assert digest[2] == "🔸 3 chưa gặp · ❌ 1 lỗi"


async def test_a_call_that_got_lost_and_was_placed_is_found_and_counted_once(
    told: Journey,
) -> None:
    told.pbx.faults.placement_status = 500
    told.pbx.faults.placed_anyway = True
    callees = numbers(PAYS, LISTENS)
    await confirmed(told, callees)
    await told.wait(400)

    assert told.pbx.placements == dict.fromkeys(callees, 1)
    assert told.texts(OPERATOR)[-1].split("\n")[1].endswith("(2/2)")


async def test_calls_whose_answers_do_not_come_hold_their_lines_for_a_while(
    told: Journey,
) -> None:
    told.pbx_wire.instead = lambda request: (
        httpx.Response(504) if request.url.path.endswith(VOICE) else None
    )
    asked: list[float] = []

    def note(request: httpx.Request) -> float:
        asked.extend([told.now()] if request.url.path.endswith(VOICE) else [])
        return 0.0

    told.pbx_wire.takes = note
    await confirmed(told, numbers(*[PAYS] * 9))
    await told.wait(100)
    assert len(asked) == 5
    await told.wait(60)

    assert len(asked) == 9
