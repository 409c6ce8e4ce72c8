"""What was said that day can be shown later, whatever becomes of the script; a code never."""

from __future__ import annotations

from tests.journeys.lists import DEBT, PAYS, confirmed, numbers
from tests.journeys.world import OPERATOR, Journey

CALL = f'/call 0987654321 {DEBT} customer_name="An" due_amount=1.000.000 due_date=30/11/2026'
SAID = "Chào bạn An vui lòng thanh toán khoản nợ 1.000.000 trước ngày 30/11/2026"


async def record(told: Journey, number: str) -> str:
    """What the newest record of a number says."""
    told.say(OPERATOR, f"/cdr {number}")
    await told.wait(5)
    await told.press(OPERATOR, "1")
    return told.texts(OPERATOR)[-1]


async def changed(told: Journey, name: str = DEBT) -> None:
    """The script is registered with other words."""
    told.say(OPERATOR, f"/template add {name} Lời khác hẳn")
    await told.wait(3)
    await told.press(OPERATOR, "Thay")


async def test_a_record_shows_the_words_as_they_were_sent_and_those_after_the_key(
    told: Journey,
) -> None:
    told.say(OPERATOR, CALL)
    await told.wait(3)
    await told.press(OPERATOR, "Gọi")
    await told.wait(60)
    await changed(told)

    shown = await record(told, "0987654321")

    assert f"\nĐã đọc:\n{SAID}, vui lòng bấm phím 1" in shown
    assert "\nSau khi bấm 1: Cám ơn An đã thanh toán\n" in shown
    assert "Lời khác hẳn" not in shown


async def test_whoever_did_not_answer_was_only_sent_the_words(told: Journey) -> None:
    told.say(OPERATOR, CALL.replace("0987654321", "0912345602"))
    await told.wait(3)
    await told.press(OPERATOR, "Gọi")
    await told.wait(90)
    assert f"\nLời gửi đi:\n{SAID}" in await record(told, "0912345602")


async def test_a_lists_calls_keep_each_their_own_words(told: Journey) -> None:
    [callee] = numbers(PAYS)
    await confirmed(told, [callee])
    await told.wait(90)
    await changed(told)
    assert "Đã đọc:\nChào bạn Khách 1 vui lòng thanh toán khoản nợ 1.000.000" in await record(
        told, callee
    )


async def test_a_code_calls_words_are_kept_and_its_code_is_not(told: Journey) -> None:
    told.say(OPERATOR, "/otp 0987654321 775533")
    await told.wait(60)
    await changed(told, "otp_demo")
    shown = await record(told, "0987654321")
    assert "\nĐã đọc:\nMã xác nhận của bạn là •••• xin nhắc lại" in shown
    assert "775533" not in shown
    dump = told.settings.database.read_bytes()
    assert b"775533" not in dump


async def test_of_a_script_that_nobody_knew_the_values_are_shown(told: Journey) -> None:
    await told.program.store.write(lambda tx: tx.templates.remove(1, DEBT))
    told.say(OPERATOR, CALL)
    await told.wait(3)
    await told.press(OPERATOR, "Gọi không xem trước")
    await told.wait(60)
    assert "\nGiá trị gửi đi:\ncustomer_name: An\ndue_amount: 1.000.000" in await record(
        told, "0987654321"
    )
