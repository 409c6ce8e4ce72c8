"""The file that goes back: the same columns, order and rows, and how each came out beside them."""

from __future__ import annotations

import csv as reader
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.core.people import Role
from tests.journeys.lists import (
    BUSY,
    DEBT,
    HEADING,
    PAYS,
    SILENT,
    WANTS,
    WRONG,
    confirm,
    confirmed,
    csv,
    files,
    numbers,
    send_file,
    sent,
)
from tests.journeys.world import ADMIN, COLLEAGUE, GROUP, OPERATOR, Journey, plain, problem
from tests.media.books import book

ADDED = ["Kết quả", "Phím", "Nghĩa", "Số giây", "Giờ gọi", "Số lần gọi", "Mã cuộc gọi"]
SIX = numbers(PAYS, WANTS, BUSY, SILENT, WRONG, "01")


async def had_back(told: Journey, label: str = "Tải kết quả") -> tuple[str, bytes]:
    """The newest file that the operator gets by a button."""
    await told.press(OPERATOR, label)
    await told.wait(3)
    return files(told)[-1]


def table(content: bytes, delimiter: str = ";") -> list[list[str]]:
    """The cells of a CSV."""
    return list(reader.reader(StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def cells(content: bytes) -> list[list[Any]]:
    """The cells of a workbook's one sheet."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    [name] = workbook.sheet_names
    return workbook.get_sheet_by_name(name).to_python()


async def test_at_the_end_every_row_comes_back_as_it_was_with_its_outcome(told: Journey) -> None:
    came = csv(SIX)
    await sent(told, came)
    await confirm(told)
    await told.wait(120)
    name, content = await had_back(told)

    assert name == "nhac_no-ket-qua.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 7
    before, after = table(came), table(content)
    assert after[0] == [*before[0], *ADDED]
    assert [row[:5] for row in after] == before
    outcomes = [row[5:8] for row in after[1:]]
    assert outcomes == [
        ["Nghe máy", "1", "đã thanh toán"],
        ["Nghe máy", "2", "cần gọi lại"],
        ["Máy bận", "", ""],
        ["Không nghe máy", "", ""],
        ["Số không tồn tại", "", ""],
        ["Nghe máy", "", ""],
    ]
    assert 15 < int(after[1][8]) < 22
    assert after[1][9] == "23/11/2026 09:12"
    assert [row[10] for row in after[1:]] == ["1"] * 6
    calls = {call.callee: call.call_id for call in told.pbx.switchboard.exchange.calls.values()}
    assert [row[11] for row in after[1:]] == [calls[callee] for callee in SIX]
    assert told.texts(OPERATOR)[-1] == "Kết quả đợt gọi, 6 dòng"


async def test_while_it_runs_the_file_has_what_is_known_so_far(told: Journey) -> None:
    await sent(told, csv(SIX))
    await confirm(told)
    await told.wait(6)
    await told.press(OPERATOR, "Danh sách")
    _, content = await had_back(told, "Tải tệp")

    said = [row[5] for row in table(content)[1:]]
    assert len(said) == 6
    assert {"Máy bận", "Số không tồn tại"} & set(said)
    assert any(one.startswith("Đang ") or one == "Tổng đài đã nhận" for one in said)
    # Whoever is on the line is being called for the first time.
    assert [row[10] for row in table(content)[1:]] == ["1"] * 6
    assert told.texts(OPERATOR)[-1].startswith("Kết quả đến lúc này, xong ")
    assert told.texts(OPERATOR)[-1].endswith("/6")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
async def test_a_csv_goes_back_with_the_separator_that_it_came_with(
    told: Journey, delimiter: str
) -> None:
    await sent(told, csv(SIX[:2]).replace(b";", delimiter.encode()))
    await confirm(told)
    await told.wait(60)
    _, content = await had_back(told)

    assert table(content, delimiter)[0] == [*HEADING.split(";"), *ADDED]


async def test_rows_that_were_left_out_come_back_in_their_places(told: Journey) -> None:
    came = csv([SIX[0], "098765432", SIX[0], SIX[1]])
    await sent(told, came)
    await confirm(told)
    await told.wait(60)
    _, content = await had_back(told)

    after = table(content)
    assert [row[:5] for row in after] == table(came)
    assert [row[5] for row in after[1:]] == [
        *("Nghe máy", "Không gọi: 098765432 thiếu 1 số", "Không gọi: trùng dòng 2", "Nghe máy"),
    ]


async def test_a_workbook_goes_back_as_one_with_its_types(told: Journey) -> None:
    def fill(workbook: Workbook, sheet: Worksheet) -> None:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        heads = ["Ghi chú", "Số điện thoại", "customer_name", "due_amount", "due_date", "ref"]
        sheet.write_row(0, 0, heads)
        for at, callee in enumerate(SIX[:3], 1):
            sheet.write_row(at, 0, [f"ghi chú {at}", int(callee), f"Khách {at}", at * 1000000])
            sheet.write_datetime(at, 4, date(2026, 11, 30), day)
            sheet.write(at, 5, 24000 + at)

    await sent(told, book(fill), "nhac_no.xlsx")
    await confirm(told)
    await told.wait(60)
    name, content = await had_back(told)

    assert name == "nhac_no-ket-qua.xlsx"
    heading, *rows = cells(content)
    assert heading[6:] == ADDED
    assert rows[0][:6] == ["ghi chú 1", 912000121, "Khách 1", 1000000, date(2026, 11, 30), 24001]
    assert rows[0][6:9] == ["Nghe máy", "1", "đã thanh toán"]
    assert 15 < rows[0][9] < 22
    assert isinstance(rows[0][10], datetime)
    assert rows[0][11] == 1
    assert rows[2][6:9] == ["Máy bận", "", ""]


async def test_a_paste_goes_back_as_a_csv_with_names_above_its_columns(told: Journey) -> None:
    await confirmed(told, SIX[:2])
    await told.wait(60)
    name, content = await had_back(told)

    assert name == "dot-goi-ket-qua.csv"
    assert table(content)[0] == ["phone", "customer_name", "due_amount", "due_date", *ADDED]
    assert table(content)[1][:2] == [SIX[0], "Khách 1"]


async def test_no_cell_of_a_file_that_goes_back_is_a_formula(told: Journey) -> None:
    evil = '=HYPERLINK(""http://x"";""An"")'
    rows = f'{SIX[0]};"{evil}";1.000.000;30/11/2026;@SUM(A1)\r\n{SIX[1]};+84 An;2;-3+4;-\r\n'
    await sent(told, f"{HEADING}\r\n{rows}".encode())
    await confirm(told)
    await told.wait(60)
    _, content = await had_back(told)

    first, second = table(content)[1:]
    assert first[1].startswith("'=HYPERLINK")
    assert first[4] == "'@SUM(A1)"
    assert second[1:5] == ["'+84 An", "2", "'-3+4", "-"]


async def test_the_pbx_s_own_words_open_no_formula_either(told: Journey) -> None:
    told.pbx.faults.placement_status = 400
    told.pbx.faults.body = '{"error": "=1+1"}'
    await sent(told, csv(SIX[:1]))
    await confirm(told)
    await told.wait(30)
    _, content = await had_back(told)

    assert not table(content)[1][5].startswith("=")
    assert "=1+1" in table(content)[1][5]


async def test_amounts_that_were_mended_go_back_as_they_came(told: Journey) -> None:
    came = csv(SIX[:2]).replace(b"1.000.000", b"1000000")
    await sent(told, came)
    await told.press(OPERATOR, "Sửa 1 số tiền")
    await confirm(told)
    await told.wait(60)
    _, content = await had_back(told)

    assert [row[:5] for row in table(content)] == table(came)


async def test_a_title_above_the_heading_comes_back_too(told: Journey) -> None:
    came = b"\xef\xbb\xbfTH\xc3\x81NG 11;;;;\r\n" + csv(SIX[:1]).removeprefix(b"\xef\xbb\xbf")
    await sent(told, came)
    await confirm(told)
    await told.wait(60)
    _, content = await had_back(told)

    after = table(content)
    assert after[0][0] == "THÁNG 11"
    assert after[1] == [*HEADING.split(";"), *ADDED]
    assert after[2][5] == "Nghe máy"


async def test_a_stopped_list_s_file_says_who_was_not_called(told: Journey) -> None:
    await sent(told, csv(numbers(*["01"] * 9)))
    await confirm(told)
    await told.wait(10)
    await told.press(OPERATOR, "Dừng hẳn, bỏ 4 số")
    await told.wait(60)
    _, content = await had_back(told)

    said = [row[5] for row in table(content)[1:]]
    assert said == ["Nghe máy"] * 5 + ["Chưa gọi: đã bỏ"] * 4


async def test_another_operator_has_the_file_in_private_and_nobody_in_a_group(
    told: Journey,
) -> None:
    await told.let_in(COLLEAGUE, Role.OPERATOR)
    await sent(told, csv(SIX[:2]))
    await confirm(told)
    await told.wait(60)
    data = next(
        str(button["callback_data"])
        for row in told.shown(OPERATOR)[-1].keyboard
        for button in row
        if plain(button["text"]) == "Tải kết quả"
    )
    told.say(ADMIN, "/start")
    told.say(COLLEAGUE, "/start")
    await told.wait(3)
    for who, chat in ((ADMIN, ADMIN), (COLLEAGUE, COLLEAGUE), (ADMIN, GROUP)):
        await told.telegram.press(who, chat, told.shown(chat)[-1].id, data).answer
        await told.wait(5)

    assert [name for name, _ in files(told, ADMIN)] == ["nhac_no-ket-qua.csv"]
    assert files(told, COLLEAGUE) == files(told, GROUP) == []


async def test_what_goes_back_is_named_in_english_for_who_reads_english(told: Journey) -> None:
    told.telegram.set_language(OPERATOR, "en")
    send_file(told, csv(SIX[:2]), caption=f"/call {DEBT}")
    await told.wait(3)
    await told.press(OPERATOR, "Call 2 numbers")
    await told.wait(60)
    name, content = await had_back(told, "Get the results")

    assert name == "nhac_no-results.csv"
    assert table(content)[0][5:] == [
        *("Outcome", "Key", "Meaning", "Seconds", "Time", "Attempts", "Call id"),
    ]
    assert table(content)[1][5] == "Answered"


async def test_a_file_that_telegram_does_not_take_at_once_is_sent_again(told: Journey) -> None:
    await confirmed(told, numbers(PAYS, PAYS))
    await told.wait(60)
    told.telegram.faults.fail_next("sendDocument", 2, status=429, retry_after=3)
    await told.press(OPERATOR, "Tải kết quả")
    await told.wait(30)

    assert len(files(told)) == 1


async def test_of_a_file_that_telegram_never_takes_it_is_said(told: Journey) -> None:
    await confirmed(told, numbers(PAYS, PAYS))
    await told.wait(60)
    told.telegram.faults.fail_next("sendDocument", 99, status=502)
    await told.press(OPERATOR, "Tải kết quả")
    await told.wait(300)

    assert files(told) == []
    assert told.texts(OPERATOR)[-1] == problem("table_unwritten")
