"""Nobody is called with what was not seen: each drawing of a preview has buttons of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.people import Role
from bot.sandbox.telegram.records import Message
from tests.journeys.test_call import CALLEE, COMMAND, DEBT, PREVIEW, REFRESHED, WARNED, previewed
from tests.journeys.world import COLLEAGUE, GROUP, OPERATOR, Journey, buttons, plain, problem

TEST = "Gọi thử máy tôi"
MINE = "0905000201"
OTHER = "Chào {{customer_name}}, còn nợ {{due_amount}} đến {{due_date}}"
OTHER_WORDS = "Chào Nguyễn Văn A, còn nợ mười triệu"


async def _becomes_other(told: Journey) -> None:
    """The script of the previews says something else from now on."""
    store = told.program.store
    script = await store.read(lambda tx: tx.templates.get(1, DEBT))
    assert script is not None
    other = replace(script, content=OTHER)
    await store.write(lambda tx: tx.templates.put(other))


async def _pressed_twice(told: Journey, label: str) -> tuple[str, str]:
    """Both presses of a nervous finger reach the bot before it has answered the first."""
    (preview,) = told.shown(OPERATOR)
    data = _data_of(preview, label)
    first = told.telegram.press(OPERATOR, OPERATOR, preview.id, data)
    second = told.telegram.press(OPERATOR, OPERATOR, preview.id, data)
    await told.wait(10)
    return plain((await first.answer).text), plain((await second.answer).text)


def _data_of(preview: Message, label: str) -> str:
    rows = preview.keyboard
    return str(next(b["callback_data"] for row in rows for b in row if plain(b["text"]) == label))


async def _colleague_calls(told: Journey) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await told.share(COLLEAGUE)
    told.say(COLLEAGUE, f"/otp {CALLEE} 4821")
    await told.wait(60)


@pytest.mark.parametrize("label", ["Gọi", TEST])
async def test_a_double_press_on_an_old_preview_draws_it_anew_and_calls_nobody(
    told: Journey, label: str
) -> None:
    await told.program.store.write(lambda tx: tx.people.set_phone(OPERATOR, MINE))
    await previewed(told)
    await told.wait(3600)

    assert await _pressed_twice(told, label) == (REFRESHED, REFRESHED)
    assert told.texts(OPERATOR) == [PREVIEW]
    assert not told.pbx.placements
    await told.press(OPERATOR, label)
    await told.wait(2)
    assert sum(told.pbx.placements.values()) == 1


async def test_a_double_press_calls_nobody_where_somebody_else_has_called_meanwhile(
    told: Journey,
) -> None:
    await previewed(told)
    await _colleague_calls(told)

    assert await _pressed_twice(told, "Gọi") == (REFRESHED, REFRESHED)
    assert told.pbx.placements == {CALLEE: 1}
    assert buttons(told.shown(OPERATOR)[0]) == WARNED


@pytest.mark.parametrize("label", ["Gọi", TEST])
async def test_a_double_press_calls_nobody_with_words_that_have_become_others(
    told: Journey, label: str
) -> None:
    await told.program.store.write(lambda tx: tx.people.set_phone(OPERATOR, MINE))
    await previewed(told)
    await _becomes_other(told)

    assert await _pressed_twice(told, label) == (REFRESHED, REFRESHED)
    assert OTHER_WORDS in told.texts(OPERATOR)[0]
    assert not told.pbx.placements


async def test_a_preview_that_could_not_be_drawn_anew_asks_again(told: Journey) -> None:
    await previewed(told)
    await _becomes_other(told)
    told.telegram.faults.fail_next("editMessageText", 5)
    await told.press(OPERATOR, "Gọi")
    told.telegram.faults.clear()
    assert told.texts(OPERATOR) == [PREVIEW]
    await told.press(OPERATOR, "Gọi")

    assert not told.pbx.placements
    assert OTHER_WORDS in told.texts(OPERATOR)[0]
    await told.press(OPERATOR, "Gọi")
    await told.wait(2)
    assert told.pbx.placements == {CALLEE: 1}


async def test_a_copy_that_shows_the_words_of_before_asks_again(told: Journey) -> None:
    told.telegram.faults.drop_next("sendMessage")
    await previewed(told)
    await told.wait(5)
    first, *copies = told.shown(OPERATOR)
    assert copies, "Telegram's answer was lost, so the preview was sent again"
    await _becomes_other(told)
    await told.press(OPERATOR, "Gọi", on=first)

    assert await told.press(OPERATOR, "Gọi", on=copies[0]) == REFRESHED
    assert not told.pbx.placements


@pytest.mark.parametrize("presses", ["at once", "when the first drawing anew was lost"])
async def test_a_call_made_since_the_preview_was_drawn_is_seen_first_however_old_it_is(
    told: Journey, presses: str
) -> None:
    await previewed(told)
    await _colleague_calls(told)
    await told.wait(800)
    if presses != "at once":
        told.telegram.faults.fail_next("editMessageText", 5)
        await told.press(OPERATOR, "Gọi")
        told.telegram.faults.clear()

    assert await told.press(OPERATOR, "Gọi") == REFRESHED
    (preview,) = told.shown(OPERATOR)
    assert f"⚠️ Người {COLLEAGUE} vừa gọi số này lúc 09:12: " in plain(preview.text)
    assert told.pbx.placements == {CALLEE: 1}
    await told.press(OPERATOR, "Vẫn gọi")
    await told.wait(2)
    assert told.pbx.placements == {CALLEE: 2}


async def test_what_a_changed_preview_shows_includes_the_calls_since_the_first_one(
    told: Journey,
) -> None:
    await previewed(told)
    await _colleague_calls(told)
    await told.wait(800)
    await told.press(OPERATOR, "Sửa")
    await told.press(OPERATOR, "HĐ")
    told.reply(OPERATOR, "24019")
    await told.wait(2)

    assert buttons(told.shown(OPERATOR)[-1]) == WARNED


async def test_a_test_waiting_for_a_number_shows_a_script_that_became_another_first(
    told: Journey,
) -> None:
    await previewed(told)
    await told.press(OPERATOR, TEST)
    await _becomes_other(told)
    told.telegram.share_contact(OPERATOR, OPERATOR)
    await told.wait(3)

    assert not told.pbx.placements
    assert OTHER_WORDS in told.texts(OPERATOR)[-1]
    assert buttons(told.shown(OPERATOR)[-1])[1] == TEST
    await told.press(OPERATOR, TEST)
    await told.wait(2)
    assert told.pbx.placements == {MINE: 1}


async def test_a_test_waiting_for_a_number_does_not_ring_with_words_that_never_arrived(
    told: Journey,
) -> None:
    await previewed(told)
    (preview,) = told.shown(OPERATOR)
    await told.press(OPERATOR, TEST)
    await _becomes_other(told)
    told.telegram.faults.fail_next("editMessageText", 5)
    await told.press(OPERATOR, "Gọi", on=preview)
    told.telegram.faults.clear()
    told.telegram.share_contact(OPERATOR, OPERATOR)
    await told.wait(3)

    assert not told.pbx.placements


async def test_the_link_to_a_preview_leads_into_the_private_chat_also_from_a_group(
    told: Journey,
) -> None:
    told.say(OPERATOR, "/help")
    told.say(OPERATOR, COMMAND.replace("/call", "/call@pbx_sandbox_bot"), GROUP)
    await told.wait(3)
    carried = str(told.shown(GROUP)[-1].keyboard[0][0]["url"]).partition("start=")[2]
    told.say(OPERATOR, f"/start@pbx_sandbox_bot {carried}", GROUP)
    await told.wait(3)

    assert told.texts(GROUP) == ["Xem trước trong chat riêng"] * 2
    assert told.texts(OPERATOR)[1:] == [PREVIEW]
    await told.press(OPERATOR, "Gọi")
    await told.wait(2)
    assert told.pbx.placements == {CALLEE: 1}


async def test_the_buttons_of_a_preview_do_nothing_with_a_question(told: Journey) -> None:
    told.say(OPERATOR, "/call")
    await told.wait(2)
    (asked,) = told.shown(OPERATOR)
    draft = await told.program.store.read(lambda tx: tx.drafts.at(OPERATOR, asked.id))
    assert draft is not None
    for data in (f"call.go:{draft.id}:0", f"call.test:{draft.id}:0", f"call.edit:{draft.id}"):
        pressed = told.telegram.press(OPERATOR, OPERATOR, asked.id, data)
        assert plain((await pressed.answer).text) == "Nút này đã cũ, gửi lại lệnh"

    assert told.texts(OPERATOR) == [plain(asked.text)]
    assert problem("fault") not in told.texts(OPERATOR)
