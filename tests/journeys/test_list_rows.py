"""Rows that are not called: counted, shown with line and reason, and had back as a file."""

from __future__ import annotations

from tests.journeys.lists import (
    DEBT,
    HEADING,
    MAY_NOT_SEE,
    PAYS,
    WANTS,
    confirm,
    confirmed,
    csv,
    files,
    first_line,
    now_of,
    numbers,
    sent,
    what,
)
from tests.journeys.world import ADMIN, GROUP, OPERATOR, Journey, buttons, plain, problem

ODD = (
    f"{HEADING}\r\n"
    "0912000121;An;1.000.000;30/11/2026;1\r\n"
    "912000222;Bình;2.000.000;30/11/2026;2\r\n"
    "0912 000 121;Chi;3.000.000;30/11/2026;3\r\n"
    "098765432;Dung;4.000.000;30/11/2026;4\r\n"
    "chưa có;Em;5.000.000;30/11/2026;5\r\n"
    ";Giang;6.000.000;30/11/2026;6\r\n"
    ";;;;\r\n"
    "0912000322;;7.000.000;30/11/2026;7\r\n"
    "0912000422;Hà;#REF!;30/11/2026;8\r\n"
    "01629333921;Lan;9.000.000;30/11/2026;9\r\n"
    "0329333921;Mai;10.000.000;30/11/2026;10\r\n"
).encode("utf-8-sig")
REASONS = [
    "Dòng 4: 0912000121 trùng dòng 2",
    "Dòng 5: 098765432 thiếu 1 số",
    "Dòng 6: chưa có không phải số di động hay cố định",
    "Dòng 7: không có số điện thoại",
    "Dòng 9: 0912000322 thiếu customer_name",
    "Dòng 10: 0912000422 due_amount quá dài, hoặc là ô lỗi",
    "Dòng 12: 0329333921 trùng dòng 11",
]


async def test_what_is_left_out_is_counted_by_reason_and_the_rest_is_called(told: Journey) -> None:
    await sent(told, ODD)
    assert told.texts(OPERATOR)[0].split("\n")[1:3] == [
        f"nhac_no.csv, 10 dòng → gọi 3 số · {DEBT}",
        "Bỏ 7: 2 trùng, 3 sai số, 1 thiếu giá trị, 1 sai giá trị",
    ]
    await confirm(told)
    await told.wait(120)

    assert told.pbx.placements == {"0912000121": 1, "0912000222": 1, "0329333921": 1}


async def test_an_old_number_is_called_under_its_new_one_and_that_is_said(told: Journey) -> None:
    await sent(told, ODD)

    assert "⚠️ 1 số cũ 11 số, gọi bằng số mới" in told.texts(OPERATOR)[0].split("\n")


async def test_each_row_that_is_left_out_is_shown_with_its_line_and_its_reason(
    told: Journey,
) -> None:
    await sent(told, ODD)
    await told.press(OPERATOR, "7 dòng bị bỏ")

    page = told.shown(OPERATOR)[-1]
    assert plain(page.text).split("\n") == [f"Dòng bị bỏ · {DEBT} · 1–7 trong 7", *REASONS]
    assert buttons(page) == ["Tải tệp", "Tất cả 3"]


async def test_they_can_be_had_back_as_a_file_as_they_came_with_the_reason(told: Journey) -> None:
    await sent(told, ODD)
    await told.press(OPERATOR, "7 dòng bị bỏ")
    assert await told.press(OPERATOR, "Tải tệp") == "Đang lập tệp"
    await told.wait(3)

    [(name, content)] = files(told)
    assert name == "nhac_no-dong-bi-bo.csv"
    heading, *rows = content.decode("utf-8-sig").splitlines()
    assert heading == f"{HEADING};Kết quả"
    assert rows[0] == "0912 000 121;Chi;3.000.000;30/11/2026;3;Không gọi: trùng dòng 2"
    assert rows[4] == "0912000322;;7.000.000;30/11/2026;7;Không gọi: thiếu customer_name"
    assert len(rows) == len(REASONS)
    assert told.texts(OPERATOR)[-1] == "7 dòng không gọi, lý do ở cột cuối"


async def test_a_file_of_what_was_left_out_comes_back_mended_as_a_list_of_its_own(
    told: Journey,
) -> None:
    await sent(told, ODD)
    await told.press(OPERATOR, "7 dòng bị bỏ")
    await told.press(OPERATOR, "Tải tệp")
    await told.wait(3)
    [(name, content)] = files(told)
    await sent(told, content.replace(b"098765432;", b"0987654321;"), name)

    assert what(told) == f"{name}, 7 dòng → gọi 3 số · {DEBT}"


async def test_pages_of_what_is_left_out_are_turned(told: Journey) -> None:
    await sent(told, csv([*numbers(PAYS), *(f"091200{at:02}" for at in range(20))]))
    await told.press(OPERATOR, "20 dòng bị bỏ")
    page = told.shown(OPERATOR)[-1]
    assert first_line(page) == f"Dòng bị bỏ · {DEBT} · 1–8 trong 20"
    await told.press(OPERATOR, "Tiếp ›")
    await told.press(OPERATOR, "Tiếp ›")

    assert first_line(now_of(told, page)) == f"Dòng bị bỏ · {DEBT} · 17–20 trong 20"
    assert buttons(now_of(told, page)) == ["‹ Trước", "Tải tệp", "Tất cả 1"]


async def test_of_a_preview_that_is_cancelled_no_row_is_kept(told: Journey) -> None:
    preview = await sent(told, csv([*numbers(PAYS), *(f"091200{at:02}" for at in range(600))]))
    await told.press(OPERATOR, "600 dòng bị bỏ")
    page = told.shown(OPERATOR)[-1]
    await told.press(OPERATOR, "Hủy", on=preview)

    assert await told.program.store.read(lambda tx: tx.rows.all(1)) == []
    await told.press(OPERATOR, "Tải tệp", on=page)
    assert files(told) == []
    assert told.texts(OPERATOR)[-1] == problem("list_gone")


async def test_a_list_of_which_nobody_can_be_called_has_no_button_that_calls(
    told: Journey,
) -> None:
    await sent(told, csv(["098765432", "091234567"]))

    preview = told.shown(OPERATOR)[-1]
    assert plain(preview.text).split("\n") == [
        "Xem trước đợt gọi, chưa gọi ai",
        f"nhac_no.csv, 2 dòng → không gọi được số nào · {DEBT}",
        "Bỏ 2: 2 sai số",
    ]
    assert buttons(preview) == ["2 dòng bị bỏ", "Hủy"]


async def test_rows_of_a_list_under_way_are_paged_and_sorted_by_how_they_came_out(
    told: Journey,
) -> None:
    await confirmed(told, numbers(*(WANTS, "02", "05", PAYS) * 3))
    await told.wait(120)
    await told.press(OPERATOR, "Danh sách")
    page = told.shown(OPERATOR)[-1]
    assert first_line(page) == f"Danh sách gọi · {DEBT} · 1–8 trong 12"
    assert plain(page.text).split("\n")[2] == "2. 09:12 🔸 0912000202 bận"
    assert buttons(page) == ["Tiếp ›", "Tải tệp", "Cần gọi lại 3", "Chưa gặp 3", "Lỗi 3"]
    await told.press(OPERATOR, "Chưa gặp 3")

    page = now_of(told, page)
    assert plain(page.text).split("\n") == [
        f"Chưa gặp · {DEBT} · 1–3 trong 3",
        "2. 09:12 🔸 0912000202 bận",
        "6. 09:12 🔸 0912000602 bận",
        "10. 09:12 🔸 0912001002 bận",
    ]


async def test_rows_are_masked_in_a_group_and_no_file_is_offered_there(told: Journey) -> None:
    await confirmed(told, numbers(PAYS, WANTS))
    await told.wait(120)
    await told.press(ADMIN, "Danh sách", GROUP)

    page = told.shown(GROUP)[-1]
    assert plain(page.text).split("\n")[1].startswith("1. 09:12 ✅ 0912•••121 0:1")
    assert "Tải tệp" not in buttons(page)
    assert not page.rang


async def test_of_somebody_else_s_list_no_row_is_shown(told: Journey) -> None:
    preview = await sent(told, ODD)
    data = next(
        button["callback_data"]
        for row in preview.keyboard
        for button in row
        if button["callback_data"].startswith("list.rows")
    )
    await told.program.store.write(lambda tx: tx.accounts.unshare(1, ADMIN))
    told.say(ADMIN, "/start")
    await told.wait(2)
    before = told.texts(ADMIN)
    answer = await told.telegram.press(ADMIN, ADMIN, told.shown(ADMIN)[-1].id, data).answer
    await told.wait(2)

    assert answer.text == MAY_NOT_SEE
    assert told.texts(ADMIN) == before
