"""Rows that are pasted: which template, account and values they are for, and what is asked."""

from __future__ import annotations

import pytest

from bot.flows.list_reading import SAME_PASTE
from tests.journeys.lists import (
    BUSY,
    DEBT,
    HEAD,
    LISTENS,
    PAYS,
    WANTS,
    confirmed,
    first_line,
    go_button,
    heard,
    now_of,
    numbers,
    pasted,
    rows,
    what,
)
from tests.journeys.world import OPERATOR, Journey, buttons, plain, problem

THREE = numbers(PAYS, WANTS, BUSY)
SCRIPT = (
    "Dòng 1: Chào bạn Khách 1 (tổng đài tự đọc) vui lòng thanh toán khoản nợ một triệu trước ngày "
    "ba mươi tháng mười một năm hai không hai mươi sáu, "
    "vui lòng bấm phím 1 nếu bạn đã thanh toán"
)
ASKS = "Kịch bản nào?\nDán vào, 3 dòng. Chưa gọi ai.\nTên khác thì trả lời tin này."


async def test_rows_below_the_command_become_a_preview_and_nobody_is_called(
    told: Journey,
) -> None:
    preview = await pasted(told, THREE)
    await told.wait(600)

    assert told.texts(OPERATOR) == [
        f"{HEAD}\nDán vào, 3 dòng → gọi 3 số · {DEBT}\n{SCRIPT}\n"
        "Bấm 1 → Cám ơn Khách 1 đã thanh toán\nBấm 2 → Chúng tôi sẽ gọi lại cho Khách 1\n"
        "Kết thúc → Cám ơn Khách 1 đã sử dụng\nBấm sai → Khách 1 đã nhập sai\n"
        "3 cuộc cùng lúc, khoảng 1 phút"
    ]
    assert buttons(preview) == [
        *("Gọi 3 số", "Hẹn giờ", "Gọi thử", "Tự gọi lại", "Dòng 2 ›", "Hủy"),
    ]
    assert preview.keyboard[0][0]["style"] == "success"
    assert not told.pbx.placements


async def test_a_confirmed_list_calls_each_row_once_with_its_own_values(told: Journey) -> None:
    await confirmed(told, THREE)
    await told.wait(120)

    assert told.pbx.placements == dict.fromkeys(THREE, 1)
    params = heard(told, THREE)
    assert [f"Khách {at}" in param for at, param in enumerate(params, 1)] == [True] * 3
    assert [f'"{at}.000.000"' in param for at, param in enumerate(params, 1)] == [True] * 3


async def test_rows_alone_are_asked_for_their_template_by_buttons(told: Journey) -> None:
    told.say(OPERATOR, rows(THREE))
    await told.wait(2)
    assert told.texts(OPERATOR) == [ASKS]
    assert buttons(told.shown(OPERATOR)[0]) == ["thong_bao", DEBT, "Hủy"]

    await told.press(OPERATOR, DEBT)

    assert [text.split("\n")[0] for text in told.texts(OPERATOR)] == [HEAD]
    assert what(told) == f"Dán vào, 3 dòng → gọi 3 số · {DEBT}"


async def test_the_template_may_be_typed_and_one_that_nobody_knows_is_said_to_be_none(
    told: Journey,
) -> None:
    told.say(OPERATOR, rows(THREE))
    await told.wait(2)
    told.say(OPERATOR, "thong_bao_no_cuoc_02")
    await told.wait(2)
    assert DEBT in buttons(told.shown(OPERATOR)[-1])
    assert not any(text.startswith(HEAD) for text in told.texts(OPERATOR))

    told.reply(OPERATOR, DEBT)
    await told.wait(2)

    assert what(told) == f"Dán vào, 3 dòng → gọi 3 số · {DEBT}"


async def test_a_template_of_the_command_that_nobody_knows_is_asked_for_and_the_rows_are_kept(
    told: Journey,
) -> None:
    told.say(OPERATOR, f"/call thong_bao_no_cuoc_02\n{rows(THREE)}")
    await told.wait(2)
    await told.press(OPERATOR, DEBT)

    assert what(told) == f"Dán vào, 3 dòng → gọi 3 số · {DEBT}"


async def test_a_second_paste_right_behind_the_first_is_more_of_it(told: Journey) -> None:
    await pasted(told, THREE)
    told.say(OPERATOR, rows(numbers(PAYS, LISTENS, first=50)))
    await told.wait(2)

    assert [text.split("\n")[0] for text in told.texts(OPERATOR)] == [HEAD]
    assert what(told) == f"Dán vào, 5 dòng → gọi 5 số · {DEBT}"


async def test_a_second_paste_while_the_template_is_asked_for_is_more_of_the_first(
    told: Journey,
) -> None:
    told.say(OPERATOR, rows(THREE))
    await told.wait(2)
    told.say(OPERATOR, rows(numbers(PAYS, LISTENS, first=50)))
    await told.wait(2)
    await told.press(OPERATOR, DEBT)

    assert what(told) == f"Dán vào, 5 dòng → gọi 5 số · {DEBT}"


async def test_the_preview_of_the_first_half_calls_nobody_once_there_is_a_second(
    told: Journey,
) -> None:
    half = await pasted(told, THREE)
    told.say(OPERATOR, rows(numbers(PAYS, LISTENS, first=50)))
    await told.wait(2)
    await told.press(OPERATOR, "Gọi 3 số", on=half)
    await told.wait(30)

    assert not told.pbx.placements


async def test_a_paste_that_comes_later_is_a_list_of_its_own(told: Journey) -> None:
    await pasted(told, THREE)
    await told.wait(SAME_PASTE)
    told.say(OPERATOR, rows(numbers(PAYS, LISTENS, first=50)))
    await told.wait(2)

    assert told.texts(OPERATOR)[-1].startswith("Kịch bản nào?\nDán vào, 2 dòng.")
    assert what_of(told, 0) == f"Dán vào, 3 dòng → gọi 3 số · {DEBT}"


def what_of(told: Journey, at: int) -> str:
    return told.texts(OPERATOR)[at].split("\n")[1]


async def test_a_paste_after_the_list_was_confirmed_is_not_added_to_it(told: Journey) -> None:
    card = await confirmed(told, THREE)
    told.say(OPERATOR, rows(numbers(PAYS, LISTENS, first=50)))
    await told.wait(120)

    assert told.texts(OPERATOR)[1].startswith("Kịch bản nào?\nDán vào, 2 dòng.")
    assert first_line(now_of(told, card)) == f"Xong 3 số · {DEBT}"
    assert told.pbx.placements == dict.fromkeys(THREE, 1)


async def test_what_the_first_line_gives_holds_for_every_row_and_is_warned_of(
    told: Journey,
) -> None:
    below = "\n".join(f"{callee}; {at}.000.000" for at, callee in enumerate(THREE, 1))
    told.say(OPERATOR, f'/call {DEBT} customer_name="Nguyễn Văn A" due_date=30/11/2026\n{below}')
    await told.wait(2)

    text = told.texts(OPERATOR)[-1]
    assert "Dòng 1: Chào bạn Nguyễn Văn A vui lòng thanh toán khoản nợ một triệu" in text
    assert "⚠️ 3 người sẽ nghe cùng customer_name: Nguyễn Văn A\n3 cuộc" in text
    assert go_button(told.shown(OPERATOR)[-1]) == "Vẫn gọi 3 số"
    assert "style" not in told.shown(OPERATOR)[-1].keyboard[0][0]


async def test_a_row_s_own_value_goes_before_the_one_for_all(told: Journey) -> None:
    told.say(
        OPERATOR,
        f"/call {DEBT} due_date=30/11/2026\nphone;customer_name;due_amount;due_date\n"
        f"{THREE[0]};An;1.000.000;\n{THREE[1]};Bình;2.000.000;15/12/2026",
    )
    await told.wait(2)
    assert "trước ngày ba mươi tháng mười một năm" in told.texts(OPERATOR)[-1]
    await told.press(OPERATOR, "Dòng 3 ›")

    assert (
        "Chào bạn Bình vui lòng thanh toán khoản nợ hai triệu trước ngày mười lăm tháng mười hai"
        in (told.texts(OPERATOR)[-1])
    )


async def test_a_phone_or_a_ref_for_the_whole_list_is_refused(told: Journey) -> None:
    told.say(OPERATOR, f"/call {DEBT} ref=24018\n{rows(THREE)}")
    await told.wait(2)

    assert told.texts(OPERATOR) == [problem("list_and_ref")]


@pytest.mark.parametrize("sign", ["; ", "\t", " | ", ", ", "   "])
async def test_pasted_rows_follow_the_order_of_the_script_whatever_parts_them(
    told: Journey, sign: str
) -> None:
    below = "\n".join(
        sign.join((callee, f"Khách {at}", f"{at}.000.000", "30/11/2026"))
        for at, callee in enumerate(THREE, 1)
    )
    told.say(OPERATOR, f"/call {DEBT}\n{below}")
    await told.wait(2)

    assert SCRIPT in told.texts(OPERATOR)[-1]


async def test_no_typed_in_words_cancels_a_list_that_is_asked_about(told: Journey) -> None:
    told.say(OPERATOR, rows(THREE))
    await told.wait(2)
    [question] = told.shown(OPERATOR)
    told.say(OPERATOR, "hủy")
    await told.wait(2)
    assert told.texts(OPERATOR) == [problem("cancelled")]

    await told.press(OPERATOR, DEBT, on=question)

    assert not any(text.startswith(HEAD) for text in told.texts(OPERATOR))


async def test_cancel_puts_one_line_in_the_preview_s_place_and_calls_nobody(
    told: Journey,
) -> None:
    preview = await pasted(told, THREE)
    await told.press(OPERATOR, "Hủy")
    assert told.texts(OPERATOR) == ["Đã hủy đợt gọi. Chưa gọi ai."]
    await told.press(OPERATOR, "Gọi 3 số", on=preview)

    assert told.texts(OPERATOR)[-1] == problem("list_gone")
    assert not told.pbx.placements


async def test_what_is_pasted_is_the_same_after_a_restart(told: Journey) -> None:
    preview = await pasted(told, THREE)
    await told.stop()
    await told.start()
    await told.press(OPERATOR, "Gọi 3 số", on=preview)
    await told.wait(60)

    assert told.pbx.placements == dict.fromkeys(THREE, 1)


async def test_a_list_reads_english_for_who_reads_english(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")
    preview = await pasted(told, THREE)
    assert plain(preview.text).split("\n")[:2] == [
        "List preview, nobody called yet",
        f"Pasted, 3 rows → 3 numbers · {DEBT}",
    ]
    await told.press(OPERATOR, "Call 3 numbers")
    await told.wait(120)

    digest = told.texts(OPERATOR)[-1].split("\n")
    assert digest[0] == f"3 numbers done · {DEBT}"
    assert "Pressed 2 cần gọi lại: 1" in digest
    assert buttons(told.shown(OPERATOR)[-1]) == [
        *("1 to call back", "Retry 1 number", "List", "Get the results"),
    ]
