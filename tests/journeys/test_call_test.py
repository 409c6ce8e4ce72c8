"""[Test on my phone]: the same call to one's own number, before anybody else hears it."""

from __future__ import annotations

import pytest

from tests.journeys.test_call import CALLEE, COMMAND, DEBT, PREVIEW, SCRIPT, previewed
from tests.journeys.world import GROUP, OPERATOR, Journey, buttons, plain, problem

#: The operator's own number in the sandbox's Telegram: it is busy.
MINE = "0905000201"
ASKED = "Bot chưa biết số của bạn.\nBấm nút bên dưới để gửi, rồi bot gọi thử."
KEPT = "Đã nhớ số của bạn. Chỉ dùng để gọi thử."
AGAIN = "Chưa gọi thử, bản xem trước đã cũ.\nXem bản mới rồi bấm lại."
TEST = "Gọi thử máy tôi"


async def _shared(told: Journey) -> None:
    """The operator's number is known from an earlier test."""
    await told.program.store.write(lambda tx: tx.people.set_phone(OPERATOR, MINE))


async def test_one_s_own_number_is_asked_for_once_and_the_test_goes_on_by_itself(
    told: Journey,
) -> None:
    await previewed(told)
    await told.press(OPERATOR, TEST)
    preview, asked = told.shown(OPERATOR)
    assert plain(asked.text) == ASKED
    assert asked.markup is not None
    assert asked.markup["keyboard"][0][0]["request_contact"] is True
    told.telegram.share_contact(OPERATOR, OPERATOR)
    await told.wait(3)
    assert told.pbx.placements == {MINE: 1}
    await told.wait(120)

    preview, kept, card, line = told.shown(OPERATOR)
    assert plain(preview.text) == PREVIEW
    assert plain(kept.text) == KEPT
    assert plain(card.text).split("\n")[1] == f"Gọi thử · {MINE} · {DEBT}"
    assert plain(card.text).split("\n")[-1] == SCRIPT
    assert buttons(card) == ["Chi tiết"]
    assert plain(line.text).startswith("✅ Gọi thử: nghe máy")
    assert line.reply_to == card.id
    assert told.texts(GROUP) == []


async def test_a_number_that_comes_late_is_tested_as_long_as_the_preview_is_fresh(
    told: Journey,
) -> None:
    await previewed(told)
    await told.press(OPERATOR, TEST)
    await told.wait(310)
    told.telegram.share_contact(OPERATOR, OPERATOR)
    await told.wait(3)

    assert told.pbx.placements == {MINE: 1}


async def test_a_number_that_comes_when_the_preview_is_old_is_kept_and_it_is_drawn_anew(
    told: Journey,
) -> None:
    await previewed(told)
    await told.press(OPERATOR, TEST)
    await told.wait(901)
    told.telegram.share_contact(OPERATOR, OPERATOR)
    await told.wait(3)
    assert not told.pbx.placements
    assert told.texts(OPERATOR) == [KEPT, AGAIN, PREVIEW]
    await told.press(OPERATOR, TEST)
    await told.wait(2)

    assert told.pbx.placements == {MINE: 1}


async def test_the_number_is_asked_for_by_one_question_at_a_time(told: Journey) -> None:
    await previewed(told)
    await told.press(OPERATOR, TEST)
    await told.press(OPERATOR, TEST)
    assert told.texts(OPERATOR) == [PREVIEW, ASKED]
    told.telegram.share_contact(OPERATOR, OPERATOR)
    await told.wait(120)
    told.telegram.send_contact(
        OPERATOR, OPERATOR, phone_number=MINE, first_name="Tôi", contact_user_id=OPERATOR
    )
    await told.wait(3)

    assert told.pbx.placements == {MINE: 1}


async def test_after_the_test_the_preview_still_calls_without_a_warning(told: Journey) -> None:
    await _shared(told)
    await previewed(told)
    assert await told.press(OPERATOR, TEST) == "Đang gọi thử máy bạn"
    await told.wait(120)
    await told.press(OPERATOR, "Gọi")
    await told.wait(2)

    assert told.pbx.placements == {MINE: 1, CALLEE: 1}


async def test_a_test_is_no_figure(told: Journey) -> None:
    await _shared(told)
    await previewed(told)
    await told.press(OPERATOR, TEST)
    await told.wait(120)

    counted = await told.program.store.read(lambda tx: tx.tallies.answered_today([1], 0.0))
    assert counted == (0, 0)


async def test_one_test_at_a_time_and_then_another(told: Journey) -> None:
    await _shared(told)
    await previewed(told)
    await told.press(OPERATOR, TEST)
    await told.press(OPERATOR, TEST)
    assert problem("test_under_way") in told.texts(OPERATOR)
    assert told.pbx.placements == {MINE: 1}
    await told.wait(120)
    await told.press(OPERATOR, TEST)
    await told.wait(2)

    assert told.pbx.placements == {MINE: 2}


async def test_a_script_that_nobody_here_knows_can_be_heard_first(told: Journey) -> None:
    await _shared(told)
    await previewed(told, f"/call {CALLEE} chuc_mung_sinh_nhat ten_khach=A")
    await told.press(OPERATOR, TEST)
    await told.wait(120)

    assert told.pbx.placements == {MINE: 1}
    assert told.texts(OPERATOR)[-1].startswith("✅ Gọi thử: nghe máy")


async def test_somebody_else_s_number_does_not_count(told: Journey) -> None:
    await previewed(told)
    await told.press(OPERATOR, TEST)
    told.telegram.send_contact(
        OPERATOR, OPERATOR, phone_number="+84912345601", first_name="Ai", contact_user_id=None
    )
    await told.wait(3)

    assert told.texts(OPERATOR)[-1] == problem("contact_other")
    assert not told.pbx.placements


@pytest.mark.parametrize(
    ("number", "kind"), [("12025550100", "phone_foreign"), ("+84181234567", "phone_invalid")]
)
async def test_a_number_that_can_t_be_called_is_refused(
    told: Journey, number: str, kind: str
) -> None:
    await previewed(told)
    await told.press(OPERATOR, TEST)
    told.telegram.send_contact(
        OPERATOR, OPERATOR, phone_number=number, first_name="Tôi", contact_user_id=OPERATOR
    )
    await told.wait(3)

    number = number if number.startswith("+") else f"+{number}"
    assert told.texts(OPERATOR)[-1] == problem(kind, number=number)
    assert not told.pbx.placements


async def test_a_contact_that_no_test_waits_for_is_kept_and_calls_nobody(told: Journey) -> None:
    told.telegram.send_contact(
        OPERATOR, OPERATOR, phone_number=f"84{MINE[1:]}", first_name="Tôi", contact_user_id=OPERATOR
    )
    await told.wait(3)
    assert told.texts(OPERATOR) == [KEPT]
    assert not told.pbx.placements
    await previewed(told)
    await told.press(OPERATOR, TEST)
    await told.wait(2)

    assert told.pbx.placements == {MINE: 1}


async def test_a_preview_that_was_cancelled_meanwhile_is_not_tested(told: Journey) -> None:
    await previewed(told)
    await told.press(OPERATOR, TEST)
    await told.press(OPERATOR, "Hủy")
    told.telegram.share_contact(OPERATOR, OPERATOR)
    await told.wait(3)

    assert told.texts(OPERATOR)[-1] == problem("prompt_gone")
    assert not told.pbx.placements


async def test_the_test_plays_what_the_callee_would_hear_under_no_ref(told: Journey) -> None:
    await _shared(told)
    await previewed(told, COMMAND)
    await told.press(OPERATOR, TEST)
    await told.wait(2)
    (test,) = await told.program.store.read(
        lambda tx: [one.call for one in tx.listings.to_number(MINE, 0.0) if one.call]
    )

    assert (test.callee, test.label, test.values["due_amount"]) == (MINE, "", "10.410.000")
