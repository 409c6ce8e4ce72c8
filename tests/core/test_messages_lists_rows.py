"""The rows of a list a page at a time, and what is written beside them in the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest

from bot.core.calls import Known, Seen, Source
from bot.core.columns import Columns
from bot.core.list_views import RowsPage, Which
from bot.core.lists import Called, LeftOut, NewRow, RowState
from bot.core.messages.lists.results import reason_text, result_cells, result_heading
from bot.core.messages.lists.rows import FILTERS, HEADS, render_rows
from bot.core.messages.text import Message
from bot.core.people import Language
from bot.core.rows import read_rows
from bot.core.tables import Table, TableKind, TableRow
from tests.core.cases import NOW, TOLD, TZ, not_reached, seen
from tests.core.list_cases import (
    DRAFTED,
    EACH,
    EN,
    HELD,
    KEY,
    ROW,
    VI,
    called,
    data,
    labels,
    read,
)
from tests.core.test_messages_voice import pressed

COUNTS = {Which.ALL: 178, Which.BACK: 18, Which.UNREACHED: 57, Which.FAILED: 11, Which.OUT: 8}
PAGE = RowsPage(called=DRAFTED, which=Which.ALL, rows=EACH, offset=8, total=178, counts=COUNTS)
#: What somebody sent, and the reason that each row gets.
SENT = {
    "098765432": ("098765432 thiếu 1 số", "098765432 is 1 digit short"),
    "09876543211": ("09876543211 thừa 1 số", "09876543211 is 1 digit too long"),
    "+4915112345678": ("+4915112345678 là số nước ngoài", "+4915112345678 is a foreign number"),
    "không có": (
        "không có không phải số di động hay cố định",
        "không có is not a mobile or landline number",
    ),
    "": ("không có số điện thoại", "no phone number"),
}


def left_out(number: str, *, name: str = "Nguyễn Văn A") -> Called:
    """A row as it is read from a file in which a good row stands above it."""
    cells = (("0987654321", "Nguyễn Văn A"), (number, name))
    rows = tuple(TableRow(line=line, cells=row) for line, row in enumerate(cells, start=6))
    table = Table(kind=TableKind.CSV, rows=rows)
    columns = Columns(phone=0, fields={"customer_name": 1})
    *_, row = read_rows(table, columns, ["customer_name"], {}, heading=False)
    return out(row)


def out(new: NewRow) -> Called:
    return Called(
        row=replace(
            ROW,
            line=new.line,
            cells=new.cells,
            callee=new.callee,
            label=new.label,
            left_out=new.left_out,
            detail=new.detail,
            state=RowState.OUT,
        )
    )


def shown(page: RowsPage = PAGE, language: Language = VI, *, masked: bool = False) -> Message:
    return render_rows(page, language=language, masked=masked, tz=TZ, now=NOW)


def of(which: Which, *rows: Called, total: int = 1, offset: int = 0) -> RowsPage:
    return replace(PAGE, which=which, rows=rows, total=total, offset=offset)


def test_rows_are_lines_with_their_line_in_the_file_and_their_ref_or_the_time() -> None:
    message = shown()
    assert read(message) == [
        "Danh sách gọi · nhac_no_t11 · 9–12 trong 178",
        "2. 09:12 ✅ 0987654321 0:41 bấm 1",
        "3. 🔸 0912345678 bận · HĐ 24019",
        "4. ⏳ 0903112233 chờ lượt",
        "5. ⚠️ 0903112244 chưa gọi",
    ]
    assert labels(message) == [
        ["‹ Trước", "Tiếp ›", "Tải tệp"],
        ["Cần gọi lại 18", "Chưa gặp 57"],
        ["Lỗi 11", "Bị bỏ 8"],
    ]
    assert data(message) == [
        f"list.rows:{KEY}:all:0",
        f"list.rows:{KEY}:all:16",
        f"list.file:{KEY}",
        f"list.rows:{KEY}:back:0",
        f"list.rows:{KEY}:unreached:0",
        f"list.rows:{KEY}:failed:0",
        f"list.rows:{KEY}:out:0",
    ]


def test_a_group_sees_numbers_masked_and_gets_no_file() -> None:
    message = shown(language=EN, masked=True)
    assert read(message)[1:3] == [
        "2. 09:12 ✅ 0987•••321 0:41 key 1",
        "3. 🔸 0912•••678 busy · HĐ 24019",
    ]
    assert labels(message)[0] == ["‹ Back", "More ›"]


@pytest.mark.parametrize("label", ["HĐ24018", "hđ 24018", "HD24018", "HDTD-24018", "Hợp đồng 7"])
def test_a_ref_that_says_itself_what_it_is_gets_no_word_in_front(label: str) -> None:
    row = called(ROW, TOLD["busy"], label=label)
    assert read(shown(of(Which.ALL, row)))[1] == f"1. 🔸 0987654321 bận · {label}"


@pytest.mark.parametrize("label", ["24018", "KH-HD1"])
def test_any_other_ref_is_led_by_what_it_is(label: str) -> None:
    row = called(ROW, TOLD["busy"], label=label)
    assert read(shown(of(Which.ALL, row)))[1] == f"1. 🔸 0987654321 bận · HĐ {label}"


def test_only_choices_that_have_rows_are_offered() -> None:
    message = shown(replace(PAGE, rows=EACH[:1], offset=0, total=1, counts={Which.ALL: 1}))
    assert read(message)[0] == "Danh sách gọi · nhac_no_t11 · 1 trong 1"
    assert labels(message) == [["Tải tệp"]]
    assert (
        shown(replace(PAGE, rows=EACH[:1], offset=0, total=1, counts={}), masked=True).keyboard
        == ()
    )


def test_a_choice_without_rows_says_so() -> None:
    assert read(shown(of(Which.BACK, total=0))) == [
        "Khách cần gọi lại · nhac_no_t11 · không có dòng nào"
    ]


def test_every_choice_has_its_heading_and_its_button() -> None:
    assert set(HEADS) == set(FILTERS) == set(Which)


#: Somebody said not to call with a date that does not exist.
NO_SUCH_DAY = Called(
    row=replace(
        left_out("0912345678").row,
        state=RowState.OUT,
        left_out=LeftOut.DATE,
        detail="due_date",
    )
)


@pytest.mark.parametrize("number", SENT)
def test_a_row_that_is_left_out_says_line_number_and_reason(number: str) -> None:
    message = shown(of(Which.OUT, left_out(number)))
    assert read(message) == ["Dòng bị bỏ · nhac_no_t11 · 1 trong 1", f"Dòng 7: {SENT[number][0]}"]
    assert data(message)[0] == f"list.bad:{KEY}"
    english = shown(of(Which.OUT, left_out(number)), EN)
    assert read(english)[1] == f"Row 7: {SENT[number][1]}"


@pytest.mark.parametrize(
    ("row", "vi", "en"),
    [
        (left_out("0987654321"), "trùng dòng 6", "same as row 6"),
        (left_out("0912345678", name=""), "thiếu customer_name", "no customer_name"),
        (
            left_out("0912345678", name="x" * 999),
            "customer_name quá dài, hoặc là ô lỗi",
            "customer_name is too long, or the cell is an error",
        ),
        (NO_SUCH_DAY, "due_date không phải ngày có thật", "due_date is no date that exists"),
    ],
    ids=["repeated", "empty", "value", "date"],
)
def test_a_row_whose_number_is_right_says_number_and_reason(row: Called, vi: str, en: str) -> None:
    for language, why in ((VI, f"Dòng 7: # {vi}"), (EN, f"Row 7: # {en}")):
        told = read(shown(of(Which.OUT, row), language))[1]
        assert told == why.replace("#", row.row.callee)


def test_every_reason_can_be_said() -> None:
    rows = [*map(left_out, SENT), left_out("0987654321"), left_out("0912345678", name="")]
    rows += [left_out("0912345678", name="x" * 999), NO_SUCH_DAY]
    blocked = replace(NO_SUCH_DAY.row, left_out=LeftOut.BLOCKED, detail="")
    rows.append(replace(NO_SUCH_DAY, row=blocked))
    assert {row.row.left_out for row in rows} == set(LeftOut)
    assert all(reason_text(row.row, language) for row, language in product(rows, Language))


def test_in_a_group_no_left_out_row_shows_a_whole_number() -> None:
    rows = [left_out(number) for number in ("098765432", "09876543211", "0987654321")]
    told = read(shown(of(Which.OUT, *rows, total=3), masked=True))[1:]
    assert told == [
        "Dòng 7: 098•••32 thiếu 1 số",
        "Dòng 7: 0987•••211 thừa 1 số",
        "Dòng 7: 0987•••321 trùng dòng 6",
    ]


def test_in_a_group_what_stands_in_place_of_a_number_is_not_repeated() -> None:
    told = read(shown(of(Which.OUT, left_out("Nguyễn Văn A")), masked=True))
    assert told[1:] == ["Dòng 7: không phải số điện thoại"]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("which", list(Which))
def test_the_longest_page_fits_and_its_labels_are_whole(which: Which, language: Language) -> None:
    rows = [replace(row, row=replace(row.row, line=1_048_576, label="H" * 40)) for row in EACH * 2]
    if which is Which.OUT:
        rows = [left_out("không" * 99, name="x")] * 8
    page = replace(of(which, *rows, total=10_000, offset=16), counts=dict.fromkeys(Which, 10_000))
    message = shown(page, language)
    read(message)
    assert not any("…" in label for row in labels(message) for label in row)
    assert len(message.keyboard) == 4


def cells(row: Called, language: Language = VI) -> tuple[object, ...]:
    result = result_cells(row, language=language, tz=TZ)
    assert len(result) == len(result_heading(language))
    return result


def test_the_headings_of_the_results_are_in_the_reader_s_language() -> None:
    assert result_heading(VI) == (
        "Kết quả", "Phím", "Nghĩa", "Số giây", "Giờ gọi", "Số lần gọi", "Mã cuộc gọi",
    )  # fmt: skip
    assert result_heading(EN) == (
        "Outcome", "Key", "Meaning", "Seconds", "Time", "Attempts", "Call id",
    )  # fmt: skip


def test_an_answered_row_has_a_cell_for_each_thing_that_is_known() -> None:
    call = pressed("1")
    known = replace(call.facts, call_id=Known(source=Source.REPLY, value="9a-1"))
    row = called(ROW, replace(call, facts=known), attempts=2)
    assert cells(row) == (
        "Nghe máy", "1", "đã thanh toán", 41, datetime(2026, 11, 23, 9, 12, 33), 2, "9a-1",
    )  # fmt: skip
    assert cells(row, EN)[0] == "Answered"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (called(ROW, TOLD["busy"]), "Máy bận"),
        (called(ROW, TOLD["refused"]), "Tổng đài từ chối: “missing tts key”"),
        (called(ROW, TOLD["no trace"]), "Không thấy cuộc gọi này trên tổng đài"),
        (called(ROW, seen(Seen.RINGING)), "Chưa rõ cuộc gọi đã đi chưa"),
        (called(ROW, not_reached(503)), "Tổng đài bảo trì từ 23/11/2026 09:12:34"),
        (called(ROW), "Đang chờ lượt gọi"),
        (called(ROW, HELD, state=RowState.DROPPED), "Chưa gọi: đã bỏ"),
        (left_out("098765432"), "Không gọi: 098765432 thiếu 1 số"),
    ],
)
def test_whatever_became_of_a_row_is_said_in_words(row: Called, said: str) -> None:
    assert cells(row)[0] == said


def test_a_call_on_the_line_is_counted_among_the_attempts() -> None:
    on_the_line = called(ROW, seen(Seen.RINGING), state=RowState.CALLING, attempts=1)
    assert cells(on_the_line)[5] == 2
    waits = called(ROW, TOLD["busy"], state=RowState.WAITING, attempts=1)
    assert cells(waits)[5] == 1


def test_a_row_that_nobody_was_called_for_has_no_time_and_no_seconds() -> None:
    assert cells(called(ROW))[1:] == (None, None, None, None, 0, None)
    assert cells(left_out("098765432"))[1:] == (None,) * 6
    assert cells(called(ROW, TOLD["busy"]))[3] is None
