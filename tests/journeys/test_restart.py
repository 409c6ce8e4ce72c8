"""The power goes and comes back: nobody is dialled twice, and what is owed is told once.

What happens in a real process that is killed is told in test_kill.py.
"""

from __future__ import annotations

from bot.core.calls import State
from bot.core.records import the_call
from tests.journeys.world import GROUP, OPERATOR, Journey

CARD = "0987654321\nOTP •••• · otp_demo\n"


async def _states(told: Journey) -> list[State]:
    calls = await told.program.store.read(lambda tx: tx.calls.in_state(*State))
    return [call.state for call in calls if call.callee == "0987654321"]


async def test_cut_off_before_the_pbx_was_asked_it_is_dropped_and_said_so(told: Journey) -> None:
    told.pbx.faults.token_status = 500
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(0.5)
    assert await _states(told) == [State.PENDING]
    await told.lose_power()
    told.pbx.faults.token_status = None
    await told.start()
    await told.wait(60)

    assert told.texts(OPERATOR) == [
        f"⚠️ Chưa gọi: đã bỏ · {CARD}Chưa gọi ai. Bot vừa chạy lại.",
        "⚠️ 0987654321 chưa gọi: bot vừa chạy lại",
    ]
    assert told.texts(GROUP)[0].startswith("⚠️ Chưa gọi: đã bỏ\n0987•••321 · chưa gọi ai")
    assert not told.pbx.placements


async def test_cut_off_while_the_pbx_was_asked_it_is_unknown_until_it_is_found(
    told: Journey,
) -> None:
    told.pbx.faults.answer_after = 10.0
    told.pbx.faults.hooks_lose = True
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(3)
    assert await _states(told) == [State.PLACING]
    await told.lose_power()
    told.pbx.faults.answer_after = 0.0
    told.pbx.faults.report_status = 500
    await told.start()
    await told.wait(20)
    assert told.texts(OPERATOR)[0].startswith(f"❓ Chưa rõ cuộc gọi đã đi chưa · {CARD}")

    told.pbx.faults.report_status = None
    await told.wait(120)

    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]
    assert told.pbx.placements == {"0987654321": 1}


async def test_a_request_that_got_lost_with_the_power_leaves_no_trace_and_that_is_said(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    told.pbx_wire.lossy = True
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(3)
    assert await _states(told) == [State.PLACING]
    await told.lose_power()
    await told.start()
    await told.wait(660)

    *_, card, line = told.texts(OPERATOR)
    assert card.startswith(f"❓ Không thấy cuộc gọi này trên tổng đài · {CARD}")
    assert line == "❓ 0987654321 chưa rõ đã gọi chưa, hỏi khách trước khi gọi lại"
    assert told.pbx.placements == {"0912345602": 1}


async def test_cut_off_during_the_call_the_card_goes_on_and_the_outcome_comes_once(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(8)
    before = told.shown(OPERATOR)
    await told.lose_power()
    await told.wait(30)
    await told.start()
    await told.wait(120)

    assert [m.id for m in told.shown(OPERATOR)[:1]] == [m.id for m in before]
    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]
    assert len(told.texts(GROUP)) == 1


async def test_what_is_owed_when_the_power_goes_is_sent_after_it_is_back_once(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(10)
    told.telegram.faults.outage = 502
    await told.wait(60)
    assert told.heard(OPERATOR) == []
    await told.lose_power()
    told.telegram.faults.clear()
    await told.start()
    await told.wait(60)

    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]
    assert len(told.texts(GROUP)) == 1


async def test_a_code_still_to_be_deleted_is_deleted_after_the_restart(told: Journey) -> None:
    told.telegram.faults.fail_next("deleteMessage", 1, status=500)
    asked = told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(0.6)
    assert told.telegram.find(OPERATOR, asked.id)
    await told.lose_power()
    await told.start()
    await told.wait(30)

    assert told.telegram.find(OPERATOR, asked.id) is None


async def test_after_an_orderly_stop_nothing_is_repeated(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(60)
    before = [m.versions for chat in (OPERATOR, GROUP) for m in told.telegram.history(chat)]

    for _ in range(3):
        await told.stop()
        await told.start()
    await told.wait(60)

    after = [m.versions for chat in (OPERATOR, GROUP) for m in told.telegram.history(chat)]
    assert after == before
    assert told.pbx.placements == {"0987654321": 1}


async def test_stopped_while_the_pbx_is_asked_the_answer_is_waited_for(told: Journey) -> None:
    told.pbx.faults.answer_after = 2.0
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(1)
    await told.stop()
    await told.start()
    await told.wait(90)

    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]
    assert not any("❓" in v.text for v in told.shown(OPERATOR)[0].versions)


async def test_stopped_while_the_pbx_is_silent_the_call_is_looked_up_after_the_start(
    told: Journey,
) -> None:
    told.pbx.faults.hang = True
    told.pbx.faults.hooks_lose = True
    told.say(OPERATOR, "/otp 0987654321 4821")
    await told.wait(1)
    began = told.now()
    await told.stop()
    assert told.now() - began <= 10
    await told.start()
    await told.wait(120)

    assert told.heard(OPERATOR) == ["✅ 0987654321 nghe máy 10 giây"]
    assert told.pbx.placements == {"0987654321": 1}


async def test_after_the_days_it_is_kept_only_the_call_itself_is_left(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0912345602 4821")
    await told.wait(60)
    await told.stop()
    began = told.now
    told.now = lambda: began() + 31 * 86400
    told.settings = told.settings.model_copy(update={"retention_days": 30})
    await told.start()
    await told.wait(30)

    [call] = await told.program.store.read(lambda tx: tx.calls.in_state(State.ENDED))
    assert await told.program.store.read(lambda tx: tx.hooks.of(call.id)) == 0
    assert await told.program.store.read(lambda tx: tx.deliveries.of(the_call(call.id))) == []
    assert await told.program.store.read(lambda tx: tx.cards.of(the_call(call.id))) is None
    told.say(OPERATOR, "0912345602")
    await told.wait(10)
    assert "bận" in told.texts(OPERATOR)[-1]
