"""The bot was away, or loses its power, with a voice call under way: nobody is called twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.core.calls import State
from bot.core.people import Role
from bot.store import Transaction
from tests.journeys.test_call import CALLEE, COMMAND, DEBT, PREVIEW, SCRIPT, previewed
from tests.journeys.world import ADMIN, COLLEAGUE, GROUP, OPERATOR, Journey, buttons, plain


async def _states(told: Journey) -> list[State]:
    calls = await told.program.store.read(lambda tx: tx.calls.in_state(*State))
    return [call.state for call in calls]


async def test_a_command_that_waited_is_asked_about_and_previewed_again(told: Journey) -> None:
    await told.lose_power()
    told.say(OPERATOR, COMMAND)
    await told.wait(600)
    await told.start()
    await told.wait(3)
    (asked,) = told.shown(OPERATOR)
    assert plain(asked.text) == "⚠️ Lệnh gửi lúc 09:12, bot vừa chạy lại\nChưa gọi ai."
    assert buttons(asked) == ["Xem trước lại", "Bỏ"]
    await told.press(OPERATOR, "Xem trước lại")
    assert told.texts(OPERATOR) == [PREVIEW]
    assert not told.pbx.placements
    await told.press(OPERATOR, "Gọi")
    await told.wait(2)

    assert told.pbx.placements == {CALLEE: 1}


async def test_a_command_that_waited_is_dropped_by_a_button(told: Journey) -> None:
    await told.lose_power()
    told.say(OPERATOR, COMMAND)
    await told.wait(600)
    await told.start()
    await told.wait(3)
    await told.press(OPERATOR, "Bỏ")

    assert told.texts(OPERATOR) == ["Đã hủy. Chưa gọi ai."]


async def test_a_preview_outlives_a_restart(told: Journey) -> None:
    await previewed(told)
    await told.lose_power()
    await told.start()
    await told.press(OPERATOR, "Gọi")
    await told.wait(120)

    assert told.pbx.placements == {CALLEE: 1}
    assert told.texts(OPERATOR)[-1] == "✅ HĐ 24018 bấm 1: đã thanh toán"


async def test_a_preview_of_which_the_bot_never_learned_that_it_arrived_calls_once(
    told: Journey,
) -> None:
    told.telegram.faults.drop_next("sendMessage")
    await previewed(told)
    await told.wait(5)
    first, *copies = told.shown(OPERATOR)
    await told.press(OPERATOR, "Gọi", on=first)
    for copy in copies:
        assert await told.press(OPERATOR, "Gọi", on=copy) == "Đã bấm rồi, đang gọi"
    await told.wait(120)

    assert told.pbx.placements == {CALLEE: 1}
    assert told.texts(OPERATOR)[0].startswith("✅ Bấm 1: đã thanh toán")
    assert all("đã đóng" in plain(m.text) for m in told.shown(OPERATOR)[1 : 1 + len(copies)])


async def test_pressed_and_cut_off_before_the_pbx_was_asked_it_goes_on_once(
    told: Journey,
) -> None:
    told.pbx.faults.token_status = 500
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    pressed = told.telegram.press(OPERATOR, OPERATOR, preview.id, _data(preview.keyboard))
    await told.wait(0.5)
    assert await _states(told) == [State.PENDING]
    await told.lose_power()
    told.pbx.faults.token_status = None
    await told.start()
    await told.wait(120)

    assert pressed.answer.done()
    assert told.pbx.placements == {CALLEE: 1}
    assert told.texts(OPERATOR)[0].startswith(f"✅ Bấm 1: đã thanh toán\n{CALLEE} · HĐ 24018")
    assert told.texts(OPERATOR)[1:] == ["✅ HĐ 24018 bấm 1: đã thanh toán"]
    assert len(told.texts(GROUP)) == 1


async def test_a_call_that_waited_for_a_quarter_of_an_hour_is_dropped_and_said_so(
    told: Journey,
) -> None:
    told.pbx.faults.token_status = 500
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    told.telegram.press(OPERATOR, OPERATOR, preview.id, _data(preview.keyboard))
    await told.wait(0.5)
    await told.lose_power()
    told.pbx.faults.token_status = None
    await told.wait(901)
    await told.start()
    await told.wait(60)

    card, line = told.shown(OPERATOR)
    assert plain(card.text) == (
        f"⚠️ Chưa gọi: đã bỏ\n{CALLEE} · HĐ 24018 · {DEBT}\nChưa gọi ai. Bot vừa chạy lại.\n{SCRIPT}"
    )
    assert buttons(card) == ["Gọi lại", "Chi tiết"]
    assert plain(line.text) == "⚠️ HĐ 24018 chưa gọi: bot vừa chạy lại"
    assert not told.pbx.placements


async def _stops_being_theirs(told: Journey, why: str) -> None:
    """The asker, who has pressed, may not call any more."""

    def unit(tx: Transaction) -> None:
        match why:
            case "taken out":
                tx.people.revoke(OPERATOR, told.now())
            case "made a viewer":
                tx.people.set_role(OPERATOR, Role.VIEWER)
            case "lost the account":
                tx.accounts.unshare(1, OPERATOR)
            case "account closed":
                tx.accounts.close(1, told.now())

    await told.program.store.write(unit)


@pytest.mark.parametrize(
    "why", ["taken out", "made a viewer", "lost the account", "account closed"]
)
async def test_a_call_that_waits_for_the_pbx_is_dropped_if_its_asker_may_not_call_any_more(
    told: Journey, why: str
) -> None:
    told.pbx.faults.token_status = 500
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    told.telegram.press(OPERATOR, OPERATOR, preview.id, _data(preview.keyboard))
    await told.wait(0.3)
    assert await _states(told) == [State.PENDING]
    await _stops_being_theirs(told, why)
    told.pbx.faults.token_status = None
    await told.wait(60)

    assert not told.pbx.placements
    assert await _states(told) == [State.DROPPED]


async def test_who_lost_the_account_while_a_call_waited_is_told_that_nobody_was_called(
    told: Journey,
) -> None:
    told.pbx.faults.token_status = 500
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    told.telegram.press(OPERATOR, OPERATOR, preview.id, _data(preview.keyboard))
    await told.wait(0.3)
    await _stops_being_theirs(told, "account closed")
    told.pbx.faults.token_status = None
    await told.wait(60)

    assert told.texts(OPERATOR)[0].startswith(f"⚠️ Chưa gọi: đã bỏ\n{CALLEE} · HĐ 24018")
    assert "Chưa gọi ai." in told.texts(OPERATOR)[0]


async def test_a_call_that_waited_over_a_restart_is_dropped_if_its_asker_is_an_admin_no_more(
    told: Journey,
) -> None:
    told.pbx.faults.token_status = 500
    await previewed(told, who=ADMIN)
    (preview,) = told.shown(ADMIN)
    told.telegram.press(ADMIN, ADMIN, preview.id, _data(preview.keyboard))
    await told.wait(0.5)
    await told.lose_power()
    told.pbx.faults.token_status = None
    told.settings = told.settings.model_copy(update={"admin_ids": (COLLEAGUE,)})
    await told.start()
    await told.wait(60)

    assert not told.pbx.placements
    assert await _states(told) == [State.DROPPED]


async def test_cut_off_while_the_pbx_was_asked_it_is_looked_up_and_not_repeated(
    told: Journey,
) -> None:
    told.pbx.faults.answer_after = 10.0
    told.pbx.faults.hooks_lose = True
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    told.telegram.press(OPERATOR, OPERATOR, preview.id, _data(preview.keyboard))
    await told.wait(3)
    assert await _states(told) == [State.PLACING]
    await told.lose_power()
    told.pbx.faults.answer_after = 0.0
    await told.start()
    await told.wait(300)

    assert told.pbx.placements == {CALLEE: 1}
    assert told.texts(OPERATOR)[0].startswith("✅ Bấm 1: đã thanh toán")


async def test_a_press_that_comes_again_after_the_restart_calls_nobody(told: Journey) -> None:
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    await told.press(OPERATOR, "Gọi")
    await told.lose_power()
    await told.start()
    await told.press(OPERATOR, "Gọi", on=preview)
    await told.wait(120)

    assert told.pbx.placements == {CALLEE: 1}


def _data(keyboard: Sequence[Sequence[Mapping[str, Any]]]) -> str:
    return str(keyboard[0][0]["callback_data"])
