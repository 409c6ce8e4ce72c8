"""What is wrong with values is said on the preview, and a button beside it puts it right."""

from __future__ import annotations

import re

import pytest

from bot.core.people import Language
from bot.sandbox.telegram.records import Message
from tests.journeys.lists import (
    DEBT,
    HEAD,
    LISTENS,
    PAYS,
    WANTS,
    first_line,
    heard,
    now_of,
    numbers,
    rewrite,
    sent,
    what,
)
from tests.journeys.world import OPERATOR, Journey, buttons, plain

CALLEE = "0987654321"
HEADING = "Số điện thoại;customer_name;due_amount;due_date"
THREE = numbers(PAYS, WANTS, LISTENS)
#: A minute and more of it.
LONG = "Chào {{customer_name}} {{due_amount}} {{due_date}} " + "rất dài " * 200


async def speaks(told: Journey, language: Language) -> None:
    """What the operator reads from now on."""
    await told.program.store.write(lambda tx: tx.people.set_language(OPERATOR, language))


async def previewed(told: Journey, **values: str) -> Message:
    """The preview of a call with these values in place of right ones."""
    right = {"customer_name": "Nguyễn Văn A", "due_amount": "10.410.000", "due_date": "30/11/2026"}
    filled = " ".join(f'{name}="{value}"' for name, value in {**right, **values}.items())
    told.say(OPERATOR, f"/call {CALLEE} {DEBT} {filled}")
    await told.wait(2)
    return told.shown(OPERATOR)[-1]


def warnings(message: Message) -> list[str]:
    return [line for line in plain(message.text).split("\n") if line.startswith("⚠️")]


def called_with(told: Journey) -> str:
    [call] = told.pbx.switchboard.exchange.calls.values()
    return call.param


@pytest.mark.parametrize(
    ("language", "values", "warning", "fix", "then", "param"),
    [
        (
            Language.VI,
            {"due_amount": "10410000"},
            "⚠️ 10410000 sẽ đọc từng chữ số",
            "Sửa thành 10.410.000",
            "khoản nợ mười triệu bốn trăm mười nghìn trước",
            '"10.410.000"',
        ),
        (
            Language.EN,
            {"due_amount": "10410000"},
            "⚠️ 10410000 will be read digit by digit",
            "Change to 10.410.000",
            "khoản nợ mười triệu bốn trăm mười nghìn trước",
            '"10.410.000"',
        ),
        (
            Language.VI,
            {"due_date": "30/1/21"},
            "⚠️ 30/1/21 chỉ có hai số của năm",
            "Sửa thành 30/1/2021",
            "ba mươi tháng một năm hai không hai mươi mốt",
            '"30/1/2021"',
        ),
        (
            Language.EN,
            {"due_date": "30/1/21"},
            "⚠️ 30/1/21 has a two-digit year",
            "Change to 30/1/2021",
            "ba mươi tháng một năm hai không hai mươi mốt",
            '"30/1/2021"',
        ),
    ],
)
async def test_what_is_plain_is_put_right_in_place_and_called_so(
    told: Journey,
    language: Language,
    values: dict[str, str],
    warning: str,
    fix: str,
    then: str,
    param: str,
) -> None:
    await speaks(told, language)
    preview = await previewed(told, **values)
    anyway, call = ("Vẫn gọi", "Gọi") if language is Language.VI else ("Call anyway", "Call")
    assert warnings(preview) == [warning]
    assert buttons(preview)[:2] == [fix, anyway]
    await told.press(OPERATOR, fix)

    preview = now_of(told, preview)
    assert warnings(preview) == []
    assert then in plain(preview.text)
    assert buttons(preview)[0] == call
    assert not told.pbx.placements
    await told.press(OPERATOR, call)
    assert param in called_with(told)


@pytest.mark.parametrize(
    ("language", "values", "warning", "fix", "question", "answer", "then"),
    [
        (
            Language.VI,
            {"due_date": "31/02/2026"},
            "⚠️ Không có ngày 31/02/2026",
            "Nhập lại due_date",
            "due_date là gì?\nĐang là 31/02/2026",
            "28/02/2026",
            "hai mươi tám tháng hai",
        ),
        (
            Language.EN,
            {"due_date": "31/02/2026"},
            "⚠️ There is no 31/02/2026",
            "Enter due_date again",
            "What is due_date?\nNow 31/02/2026",
            "28/02/2026",
            "hai mươi tám tháng hai",
        ),
        (
            Language.VI,
            {"due_amount": "0912345678"},
            "⚠️ due_amount là 0912345678, có nhầm mục?",
            "Nhập lại due_amount",
            "due_amount là gì?\nĐang là 0912345678",
            "2.000.000",
            "khoản nợ hai triệu trước",
        ),
        (
            Language.EN,
            {"due_amount": "0912345678"},
            "⚠️ due_amount is 0912345678, the wrong field?",
            "Enter due_amount again",
            "What is due_amount?\nNow 0912345678",
            "2.000.000",
            "khoản nợ hai triệu trước",
        ),
        (
            Language.VI,
            {"customer_name": "-"},
            "⚠️ customer_name để trống",
            "Nhập lại customer_name",
            "customer_name là gì?\nĐang là -",
            "Nguyễn Văn B",
            "Chào bạn Nguyễn Văn B vui lòng",
        ),
        (
            Language.EN,
            {"customer_name": "-"},
            "⚠️ customer_name is empty",
            "Enter customer_name again",
            "What is customer_name?\nNow -",
            "Nguyễn Văn B",
            "Chào bạn Nguyễn Văn B vui lòng",
        ),
    ],
)
async def test_what_nobody_can_guess_is_asked_for_and_drawn_anew(
    told: Journey,
    language: Language,
    values: dict[str, str],
    warning: str,
    fix: str,
    question: str,
    answer: str,
    then: str,
) -> None:
    await speaks(told, language)
    preview = await previewed(told, **values)
    assert warnings(preview) == [warning]
    assert buttons(preview)[0] == fix
    await told.press(OPERATOR, fix)
    assert told.texts(OPERATOR)[-1] == question
    told.reply(OPERATOR, answer)
    await told.wait(2)

    [again] = told.shown(OPERATOR)
    assert warnings(again) == []
    assert then in plain(again.text)
    assert not told.pbx.placements


@pytest.mark.parametrize(
    ("language", "warning", "fix"),
    [
        (Language.VI, r"⚠️ Đọc hết mất 1 phút \d+ giây", "Kịch bản khác"),
        (Language.EN, r"⚠️ Takes 1 min \d+ s to read", "Another template"),
    ],
)
async def test_a_script_longer_than_a_minute_is_said_with_its_length_and_another_picked(
    told: Journey, language: Language, warning: str, fix: str
) -> None:
    await speaks(told, language)
    await rewrite(told, content=LONG)
    preview = await previewed(told)
    assert re.fullmatch(warning, "\n".join(warnings(preview)))
    await told.press(OPERATOR, fix)
    assert "thong_bao" in buttons(told.shown(OPERATOR)[-1])


async def test_each_of_several_faults_has_its_button_until_none_is_left(told: Journey) -> None:
    preview = await previewed(told, due_amount="10410000", due_date="30/1/21")
    assert warnings(preview) == [
        "⚠️ 10410000 sẽ đọc từng chữ số",
        "⚠️ 30/1/21 chỉ có hai số của năm",
    ]
    await told.press(OPERATOR, "Sửa → 30/1/2021")
    assert warnings(now_of(told, preview)) == ["⚠️ 10410000 sẽ đọc từng chữ số"]
    await told.press(OPERATOR, "Sửa thành 10.410.000")
    assert warnings(now_of(told, preview)) == []


async def test_a_fix_of_an_older_drawing_draws_anew_and_changes_nothing(told: Journey) -> None:
    preview = await previewed(told, due_amount="10410000", due_date="30/1/21")
    old = [str(button["callback_data"]) for button in preview.keyboard[0]]
    await told.press(OPERATOR, "Sửa → 30/1/2021")
    pressed = told.telegram.press(OPERATOR, OPERATOR, preview.id, old[0])
    assert plain((await pressed.answer).text) == "Đã làm mới, xem lại rồi bấm Gọi"
    await told.wait(2)
    assert warnings(now_of(told, preview)) == ["⚠️ 10410000 sẽ đọc từng chữ số"]


def file(*rows: str) -> bytes:
    """A file of rows for the three callees: name, amount, date."""
    lines = (f"{callee};{row}" for callee, row in zip(THREE, rows, strict=True))
    return "".join(f"{line}\r\n" for line in (HEADING, *lines)).encode("utf-8-sig")


def row_of(message: Message) -> str:
    """Which row a preview shows."""
    text = plain(message.text)
    return next(line for line in text.split("\n") if line.startswith(("Dòng ", "Row ")))[:9]


@pytest.mark.parametrize(
    ("language", "warning", "fix", "said"),
    [
        (
            Language.VI,
            "⚠️ 2 ngày chỉ có hai số của năm",
            "Sửa 2 năm",
            "Đã sửa 2 năm, chưa gọi ai",
        ),
        (
            Language.EN,
            "⚠️ 2 dates have a two-digit year",
            "Fix 2 years",
            "2 years mended, nobody called yet",
        ),
    ],
)
async def test_short_years_of_a_list_are_put_right_all_at_once(
    told: Journey, language: Language, warning: str, fix: str, said: str
) -> None:
    await speaks(told, language)
    preview = await sent(
        told, file("An;1.000.000;30/11/2026", "Bình;2.000.000;1/12/26", "Chi;3.000.000;2/12/26")
    )
    assert warnings(preview) == [warning]
    # A row that is warned of comes first.
    assert row_of(preview) in {"Dòng 3: C", "Row 3: Ch"}
    assert await told.press(OPERATOR, fix) == said

    preview = now_of(told, preview)
    assert warnings(preview) == []
    await told.press(OPERATOR, buttons(preview)[0])
    await told.wait(60)
    assert ['"1/12/2026"' in one for one in heard(told, THREE)] == [False, True, False]


@pytest.mark.parametrize(
    ("language", "warning", "fix", "left"),
    [
        (
            Language.VI,
            "⚠️ 1 ngày không có thật: 31/02/2026",
            "Bỏ 1 dòng sai ngày",
            "Bỏ 1: 1 sai ngày",
        ),
        (
            Language.EN,
            "⚠️ 1 date does not exist: 31/02/2026",
            "Leave 1 row out",
            "1 left out: 1 wrong date",
        ),
    ],
)
async def test_rows_of_a_list_with_a_date_that_does_not_exist_are_left_out(
    told: Journey, language: Language, warning: str, fix: str, left: str
) -> None:
    await speaks(told, language)
    preview = await sent(
        told,
        file("An;1.000.000;30/11/2026", "Bình;2.000.000;31/02/2026", "Chi;3.000.000;1/12/2026"),
    )
    assert warnings(preview) == [warning]
    await told.press(OPERATOR, fix)
    preview = now_of(told, preview)
    assert warnings(preview) == []
    assert plain(preview.text).split("\n")[2] == left
    await told.press(OPERATOR, buttons(preview)[0])
    await told.wait(60)
    assert sorted(told.pbx.placements) == [THREE[0], THREE[2]]


@pytest.mark.parametrize(
    ("language", "warning", "fix", "question"),
    [
        (
            Language.VI,
            "⚠️ 1 dòng thiếu due_date",
            "Điền due_date",
            "due_date là gì, cho 1 dòng thiếu?\nChưa gọi ai.",
        ),
        (
            Language.EN,
            "⚠️ 1 row has no due_date",
            "Fill in due_date",
            "What is due_date, for 1 row without?\nNobody was called.",
        ),
    ],
)
async def test_a_key_field_that_stayed_empty_is_filled_for_the_rows_without(
    told: Journey, language: Language, warning: str, fix: str, question: str
) -> None:
    await speaks(told, language)
    preview = await sent(
        told, file("An;1.000.000;30/11/2026", "Bình;2.000.000;-", "Chi;3.000.000;1/12/2026")
    )
    assert warnings(preview) == [warning]
    await told.press(OPERATOR, fix)
    assert told.texts(OPERATOR)[-1] == question
    told.reply(OPERATOR, "15/12/2026")
    await told.wait(3)

    [again] = told.shown(OPERATOR)
    assert warnings(again) == []
    await told.press(OPERATOR, buttons(again)[0])
    await told.wait(60)
    assert [one.count("15/12/2026") for one in heard(told, THREE)] == [0, 1, 0]


async def test_filling_in_is_taken_back_and_the_list_stands_as_it_did(told: Journey) -> None:
    await sent(told, file("An;1.000.000;30/11/2026", "Bình;2.000.000;", "Chi;3.000.000;1/12/2026"))
    await told.press(OPERATOR, "Điền due_date")
    told.reply(OPERATOR, "hủy")
    await told.wait(3)
    [again] = told.shown(OPERATOR)
    assert warnings(again) == ["⚠️ 1 dòng thiếu due_date"]
    assert what(told) == f"nhac_no.csv, 3 dòng → gọi 2 số · {DEBT}"


#: The amounts stand where the second phone is expected, under each other's headings.
SWAPPED = "Số điện thoại;customer_name;due_amount;lien_he;due_date"


def swapped() -> bytes:
    rows = (
        f"{callee};Khách;091300012{at};{at + 1}.000.000;30/11/2026"
        for at, callee in enumerate(THREE)
    )
    return "".join(f"{line}\r\n" for line in (SWAPPED, *rows)).encode("utf-8-sig")


@pytest.mark.parametrize(
    ("language", "warning", "fix", "column"),
    [
        (
            Language.VI,
            "⚠️ 3 due_amount nhầm cột: 0913000120",
            "Chọn lại cột due_amount",
            "lien_he: 1.000.000",
        ),
        (
            Language.EN,
            "⚠️ 3 due_amount misplaced: 0913000120",
            "Choose the due_amount column",
            "lien_he: 1.000.000",
        ),
    ],
)
async def test_a_phone_in_the_amount_is_put_right_by_choosing_the_column_anew(
    told: Journey, language: Language, warning: str, fix: str, column: str
) -> None:
    await speaks(told, language)
    preview = await sent(told, swapped())
    assert warning in warnings(preview)
    await told.press(OPERATOR, fix)
    [question] = told.shown(OPERATOR)
    assert question.id == preview.id
    assert column in buttons(question)
    await told.press(OPERATOR, column)

    [again] = told.shown(OPERATOR)
    assert warning not in warnings(again)
    assert "khoản nợ một triệu trước" in plain(again.text)
    await told.press(OPERATOR, next(one for one in buttons(again) if "3" in one))
    await told.wait(60)
    assert ["000.000" in one for one in heard(told, THREE)] == [True] * 3


async def test_from_the_columns_one_goes_back_to_the_preview_as_it_was(told: Journey) -> None:
    preview = await sent(told, swapped())
    before = plain(preview.text)
    await told.press(OPERATOR, "Chọn lại cột due_amount")
    await told.press(OPERATOR, "‹ Xem trước")
    assert plain(now_of(told, preview).text) == before
    # The question is closed: nothing that is replied now answers it.
    told.reply(OPERATOR, "2.000.000", to=preview)
    await told.wait(3)
    assert [first_line(one) for one in told.shown(OPERATOR)].count(HEAD) == 1
    assert plain(now_of(told, preview).text) == before


async def test_a_list_whose_script_became_longer_than_a_minute_says_so_and_offers_others(
    told: Journey,
) -> None:
    preview = await sent(
        told, file("An;1.000.000;30/11/2026", "Bình;2.000.000;1/12/2026", "Chi;3.000.000;1/12/2026")
    )
    assert warnings(preview) == []
    await rewrite(told, content=LONG)
    await told.press(OPERATOR, "Dòng 3 ›")
    [warning] = warnings(now_of(told, preview))
    assert warning.startswith("⚠️ 3 người phải nghe quá một phút, lâu nhất 1 phút ")
    await told.press(OPERATOR, "Kịch bản khác")
    await told.press(OPERATOR, "thong_bao")

    [again] = told.shown(OPERATOR)
    assert warnings(again) == []
    assert what(told) == "nhac_no.csv, 3 dòng → gọi 3 số · thong_bao"


async def test_one_wrong_value_for_all_rows_is_asked_for_anew(told: Journey) -> None:
    rows = "\n".join(f"{callee};{at * 'An'};{at}.000.000" for at, callee in enumerate(THREE, 1))
    heading = "phone;customer_name;due_amount"
    told.say(OPERATOR, f"/call {DEBT} due_date=31/02/2026\n{heading}\n{rows}")
    await told.wait(3)
    preview = told.shown(OPERATOR)[-1]
    assert "⚠️ 3 ngày không có thật: 31/02/2026" in warnings(preview)
    await told.press(OPERATOR, "Nhập lại due_date")
    assert told.texts(OPERATOR)[-1] == "due_date là gì, cho mọi dòng?\nChưa gọi ai."
    told.reply(OPERATOR, "28/02/2026")
    await told.wait(3)

    [again] = told.shown(OPERATOR)
    assert warnings(again) == []
