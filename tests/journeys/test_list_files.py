"""Lists that come as files: how they are sent, and which column is what."""

from __future__ import annotations

from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.journeys.lists import (
    BUSY,
    DEBT,
    HEAD,
    PAYS,
    WANTS,
    confirm,
    csv,
    numbers,
    send_file,
    sent,
    what,
)
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, buttons, problem
from tests.media.books import book

THREE = numbers(PAYS, WANTS, BUSY)
OTHERS = "Họ tên;Điện thoại;Số tiền;Hạn;Mã HĐ"
ROWS = "An;0912000121;1.000.000;30/11/2026;24001\r\nBình;0912000222;2.000.000;30/11/2026;24002\r\n"


def named(heading: str, rows: str = ROWS) -> bytes:
    """A file with this heading."""
    return f"{heading}\r\n{rows}".encode("utf-8-sig")


def asked(told: Journey) -> str:
    """Line 1 of what was said last."""
    return told.texts(OPERATOR)[-1].split("\n")[0]


async def test_a_csv_with_the_command_as_its_caption_becomes_a_preview(told: Journey) -> None:
    await sent(told, csv(THREE))

    assert [text.split("\n")[0] for text in told.texts(OPERATOR)] == [HEAD]
    assert what(told) == f"nhac_no.csv, 3 dòng → gọi 3 số · {DEBT}"
    assert "Dòng 2: Chào bạn Khách 1 " in told.texts(OPERATOR)[0]
    assert not told.pbx.placements


async def test_that_it_is_being_read_is_said_until_it_was(told: Journey) -> None:
    await sent(told, csv(THREE))

    said = [message.text for message in told.telegram.history(OPERATOR) if message.by_bot]
    assert said[0] == "⏳ Đang đọc nhac_no.csv"
    assert "⏳ Đang đọc nhac_no.csv" not in told.texts(OPERATOR)


async def test_a_workbook_s_numbers_dates_and_amounts_are_read_as_people_see_them(
    told: Journey,
) -> None:
    def fill(workbook: Workbook, sheet: Worksheet) -> None:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Số điện thoại", "customer_name", "due_amount", "due_date", "ref"])
        sheet.write_row(1, 0, [912000121, "An", 1500000])
        sheet.write_datetime(1, 3, date(2026, 11, 30), day)
        sheet.write(1, 4, 24018)

    await sent(told, book(fill), "nhac_no.xlsx")

    text = told.texts(OPERATOR)[-1]
    assert (
        "khoản nợ một năm không không không không không trước ngày ba mươi tháng mười một" in text
    )
    assert "⚠️ 1 số tiền không có dấu chấm" in text
    await confirm(told)
    await told.wait(60)
    assert told.pbx.placements == {"0912000121": 1}


async def test_the_command_may_reply_to_somebody_else_s_file_in_the_group(told: Journey) -> None:
    told.say(OPERATOR, "/start")
    file = send_file(told, csv(THREE), who=ADMIN, chat=GROUP)
    await told.wait(3)
    assert told.texts(GROUP) == []
    told.telegram.send(OPERATOR, GROUP, f"/call {DEBT}", reply_to=file.id)
    await told.wait(3)

    assert told.texts(GROUP) == ["Xem trước trong chat riêng"]
    assert what(told) == f"nhac_no.csv, 3 dòng → gọi 3 số · {DEBT}"


async def test_a_caption_for_another_bot_is_left_alone(told: Journey) -> None:
    send_file(told, csv(THREE), chat=GROUP, caption=f"/call@other_bot {DEBT}")
    await told.wait(3)

    assert told.texts(GROUP) == told.texts(OPERATOR) == []


async def test_a_file_without_a_word_is_asked_for_its_template_by_buttons(told: Journey) -> None:
    send_file(told, csv(THREE))
    await told.wait(3)
    assert told.texts(OPERATOR) == [
        "Kịch bản nào?\nnhac_no.csv, 3 dòng. Chưa gọi ai.\nTên khác thì trả lời tin này."
    ]
    await told.press(OPERATOR, DEBT)

    assert what(told) == f"nhac_no.csv, 3 dòng → gọi 3 số · {DEBT}"


async def test_headings_are_the_fields_without_marks_case_or_blanks_in_any_order(
    told: Journey,
) -> None:
    await sent(
        told,
        named(
            "Ref;DUE AMOUNT;Due-Date;SỐ ĐIỆN THOẠI;Customer Name",
            "24001;1.000.000;30/11/2026;0912000121;An\r\n",
        ),
    )

    assert (
        "Chào bạn An vui lòng thanh toán khoản nợ một triệu trước ngày ba mươi tháng mười một"
        in (told.texts(OPERATOR)[-1])
    )


async def test_columns_of_other_names_are_asked_for_one_by_one_and_remembered(
    told: Journey,
) -> None:
    await sent(told, named(OTHERS))
    assert told.texts(OPERATOR)[-1] == (
        "Cột nào là customer_name?\nMọi dòng cùng một giá trị thì trả lời tin này.\nChưa gọi ai."
    )
    assert buttons(told.shown(OPERATOR)[-1]) == [
        *("Họ tên: An", "Số tiền: 1.000.000", "Hạn: 30/11/2026", "Điện thoại: 0912000121", "Hủy"),
    ]
    await told.press(OPERATOR, "Họ tên: An")
    assert asked(told) == "Cột nào là due_amount?"
    await told.press(OPERATOR, "Số tiền: 1.000.000")
    assert asked(told) == "Cột nào là due_date?"
    await told.press(OPERATOR, "Hạn: 30/11/2026")
    assert [text.split("\n")[0] for text in told.texts(OPERATOR)] == [HEAD]

    await told.press(OPERATOR, "Hủy")
    await sent(told, named(OTHERS, "Chi;0912000323;3.000.000;01/12/2026;24003\r\n"), "thang_12.csv")

    assert what(told) == f"thang_12.csv, 1 dòng → gọi 1 số · {DEBT}"
    assert (
        "Chào bạn Chi vui lòng thanh toán khoản nợ ba triệu trước ngày một tháng mười hai"
        in (told.texts(OPERATOR)[-1])
    )


async def test_what_was_said_of_columns_is_not_taken_for_another_template(told: Journey) -> None:
    await sent(told, named(OTHERS))
    for label in ("Họ tên: An", "Số tiền: 1.000.000", "Hạn: 30/11/2026"):
        await told.press(OPERATOR, label)
    send_file(told, named(OTHERS), caption="/call thong_bao")
    await told.wait(3)

    assert asked(told) == "Cột nào là customer_name?"


async def test_a_column_that_is_missing_is_one_value_for_all_that_is_typed(told: Journey) -> None:
    await sent(told, named("Số ĐT;customer_name;due_amount", "0912000121;An;1.000.000\r\n"))
    assert asked(told) == "Cột nào là due_date?"
    told.reply(OPERATOR, "30/11/2026")
    await told.wait(3)

    assert "khoản nợ một triệu trước ngày ba mươi tháng mười một" in told.texts(OPERATOR)[-1]


async def test_which_column_is_the_phone_is_asked_where_two_may_be_it(told: Journey) -> None:
    await sent(
        told,
        named(
            "Máy 1;Máy 2;customer_name;due_amount;due_date",
            "0912000121;0912000222;An;1.000.000;30/11/2026\r\n"
            "0912000321;0912000422;Bình;2.000.000;30/11/2026\r\n",
        ),
    )
    assert told.texts(OPERATOR) == ["Cột nào là số điện thoại?\nChưa gọi ai."]
    await told.press(OPERATOR, "Máy 2: 0912000222")
    await confirm(told)
    await told.wait(60)

    assert told.pbx.placements == {"0912000222": 1, "0912000422": 1}


async def test_the_phone_s_column_is_picked_and_not_typed(told: Journey) -> None:
    await sent(
        told,
        named(
            "Máy 1;Máy 2;customer_name;due_amount;due_date",
            "0912000121;0912000222;An;1.000.000;30/11/2026\r\n",
        ),
    )
    told.reply(OPERATOR, "Máy 2")
    await told.wait(3)
    assert told.texts(OPERATOR)[-1] == problem("press_button")
    await told.press(OPERATOR, "Máy 2: 0912000222")

    assert what(told) == f"nhac_no.csv, 1 dòng → gọi 1 số · {DEBT}"


async def test_cancel_under_a_question_ends_the_list(told: Journey) -> None:
    await sent(told, named(OTHERS))
    [question] = told.shown(OPERATOR)
    await told.press(OPERATOR, "Hủy")
    assert told.texts(OPERATOR) == ["Đã hủy đợt gọi. Chưa gọi ai."]

    await told.press(OPERATOR, "Họ tên: An", on=question)

    assert told.texts(OPERATOR) == ["Đã hủy đợt gọi. Chưa gọi ai.", problem("list_gone")]


async def test_a_question_that_was_answered_takes_no_other_answer(told: Journey) -> None:
    await sent(told, named(OTHERS))
    [question] = told.shown(OPERATOR)
    await told.press(OPERATOR, "Họ tên: An")

    said = await told.press(OPERATOR, "Số tiền: 1.000.000", on=question)

    assert said == "Câu hỏi này đã đóng, không gọi thêm"
    assert asked(told) == "Cột nào là due_amount?"


async def test_a_question_about_columns_is_answered_after_a_restart(told: Journey) -> None:
    await sent(told, named(OTHERS))
    await told.stop()
    await told.start()
    for label in ("Họ tên: An", "Số tiền: 1.000.000", "Hạn: 30/11/2026"):
        await told.press(OPERATOR, label)

    assert what(told) == f"nhac_no.csv, 2 dòng → gọi 2 số · {DEBT}"


async def test_the_ref_s_column_is_shown_on_cards_as_the_team_s_own_id(told: Journey) -> None:
    await sent(told, csv(numbers(WANTS, PAYS)).replace(b"HD2", b"2"))
    await confirm(told)
    await told.wait(6)
    card = told.texts(OPERATOR)[0]
    assert "0912000122" in card
    assert card.split("\n")[2].endswith(" · HĐ 24001")
    await told.wait(60)

    to_group = next(text for text in told.texts(GROUP) if text.startswith("✅ Bấm 2"))
    assert to_group.split("\n")[1].startswith("0912•••122 · HĐ 24001 · nghe ")


async def test_a_title_above_the_heading_is_no_row(told: Journey) -> None:
    heading = "ref;customer_name;due_amount;due_date;phone"
    row = "24001;An;1.000.000;30/11/2026;0912000121\r\n"
    await sent(told, named(f"DANH SÁCH NHẮC NỢ THÁNG 11;;;;\r\n;;;;\r\n{heading}", row))

    assert what(told) == f"nhac_no.csv, 1 dòng → gọi 1 số · {DEBT}"
    assert "Dòng 4: Chào bạn An " in told.texts(OPERATOR)[-1]


async def test_of_a_workbook_s_sheets_one_is_read_and_the_others_are_spoken_of(
    told: Journey,
) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["phone", "customer_name", "due_amount", "due_date"])
        sheet.write_row(1, 0, ["0912000121", "An", "1.000.000", "30/11/2026"])

    await sent(told, book(fill, fill, fill), "nhac_no.xlsx")

    assert "⚠️ Chỉ đọc trang A, còn 2 trang khác" in told.texts(OPERATOR)[-1]
    assert told.texts(OPERATOR)[-1].count("Dòng ") == 1
