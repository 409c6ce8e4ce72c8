"""The preview of a list, and the question to a second person (CARDS.md L1)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calls import Outcome
from bot.core.cautions import Caution, Warned
from bot.core.columns import Columns
from bot.core.list_views import ListPreview
from bot.core.lists import LeftOut, ListState, Redial, Tally
from bot.core.messages.lists.approval import render_approval
from bot.core.messages.lists.cautions import CAUTIONS
from bot.core.messages.lists.fixes import FIXES
from bot.core.messages.lists.preview import REASONS, render_list_preview
from bot.core.messages.text import Message, Style
from bot.core.people import Language
from bot.core.templates import PressKey
from tests.core.cases import NOW, TZ
from tests.core.list_cases import (
    DRAFTED,
    EN,
    KEY,
    LONG,
    PREVIEW,
    ROW,
    SCRIPT,
    TALLY,
    VI,
    data,
    labels,
    largest,
    read,
    running,
)

HOUR = 3600.0
SHARED = Warned(caution=Caution.SHARED, count=178, name="customer_name", value="Nguyễn Văn A")
UNDOTTED = Warned(caution=Caution.UNDOTTED, count=12)
ALL = tuple(
    Warned(caution=caution, count=10_000, name=LONG, value=LONG, who=LONG, at=NOW - 90_000)
    for caution in Caution
)


def drawn(
    preview: ListPreview = PREVIEW, language: Language = VI, *, approve: bool = False
) -> Message:
    return render_list_preview(preview, language=language, tz=TZ, now=NOW, approve=approve)


def of(**changes: Any) -> ListPreview:
    """The preview of a list that differs so."""
    return replace(PREVIEW, called=replace(DRAFTED, **changes))


def test_a_preview_is_l1() -> None:
    message = drawn(replace(PREVIEW, warnings=(UNDOTTED,)))
    assert message.html.replace("\u00a0", " ") == (
        "<b>Xem trước đợt gọi, chưa gọi ai</b>\n"
        "nhac_no.xlsx, 186 dòng → <b>gọi 178 số</b> · nhac_no_t11\n"
        "Bỏ 8: 3 trùng, 2 sai số, 2 thiếu giá trị, 1 sai giá trị\n"
        "<blockquote>Dòng 1: Chào bạn <b>Nguyễn Văn A</b>, "
        "khoản nợ <b>mười triệu bốn trăm mười nghìn</b></blockquote>\n"
        "<blockquote expandable>Bấm 1 → Cám ơn <b>Nguyễn Văn A</b>\n"
        "Bấm 2 → Sẽ có người gọi</blockquote>\n"
        "⚠️ 12 số tiền không có dấu chấm\n"
        "10 cuộc cùng lúc, khoảng 26 phút"
    )
    assert labels(message) == [
        ["Sửa 12 số tiền"],
        ["Vẫn gọi 178 số", "Hẹn giờ"],
        ["Gọi thử", "Tự gọi lại", "Dòng 2 ›"],
        ["8 dòng bị bỏ", "Hủy"],
    ]
    assert data(message) == [
        f"list.fix:{KEY}:3:undotted",
        f"list.go:{KEY}:3",
        f"list.when:{KEY}",
        f"list.test:{KEY}:3",
        f"list.redial:{KEY}",
        f"list.row:{KEY}:1",
        f"list.rows:{KEY}:out:0",
        f"list.drop:{KEY}",
    ]


def test_in_english_it_says_the_same() -> None:
    message = drawn(replace(PREVIEW, warnings=(UNDOTTED,)), EN)
    told = read(message)
    assert told[:3] == [
        "List preview, nobody called yet",
        "nhac_no.xlsx, 186 rows → 178 numbers · nhac_no_t11",
        "8 left out: 3 repeated, 2 bad, 2 incomplete, 1 wrong value",
    ]
    assert told[-2:] == ["⚠️ 12 amounts have no dots", "10 at a time, about 26 minutes"]
    assert labels(message) == [
        ["Fix 12 amounts"],
        ["Call 178 anyway", "Schedule"],
        ["Test it", "Redial", "Row 2 ›"],
        ["The 8 left out", "Cancel"],
    ]


def test_calling_is_green_only_on_a_clean_preview() -> None:
    clean = drawn().keyboard[0][0]
    warned = drawn(replace(PREVIEW, warnings=(SHARED,))).keyboard[0][0]
    assert (clean.label, clean.style) == ("Gọi 178 số", Style.GO)
    assert (warned.label, warned.style) == ("Vẫn gọi 178 số", None)


def test_where_a_second_person_is_asked_the_button_says_so() -> None:
    for language, label in ((VI, "Gửi duyệt 178 số"), (EN, "Ask approval, 178")):
        message = drawn(language=language, approve=True)
        assert (message.keyboard[0][0].label, message.keyboard[0][0].style) == (label, None)
        assert message.keyboard[0][0].data == f"list.go:{KEY}:3"


def test_what_is_one_s_default_goes_unsaid_and_the_rest_is_said() -> None:
    unlike = of(caller="19001234", campaign_id="7")
    told = read(drawn(replace(unlike, default_account=False)))[1]
    assert told == (
        "nhac_no.xlsx, 186 dòng → gọi 178 số · nhac_no_t11 · tài khoản CSKH · đầu số 19001234"
        " · chiến dịch 7"
    )


def test_a_paste_and_a_list_that_is_called_again_say_where_they_came_from() -> None:
    assert read(drawn(of(source="")))[1].startswith("Dán vào, 186 dòng →")
    assert read(drawn(of(source=""), EN))[1].startswith("Pasted, 186 rows →")
    assert read(drawn(of(retry_of=7)))[1].startswith("Gọi lại nhac_no.xlsx, 186 dòng →")


def test_rows_that_are_left_out_are_counted_by_reason_in_order() -> None:
    assert list(REASONS) == list(LeftOut)
    tally = replace(TALLY, out={LeftOut.VALUE: 1, LeftOut.REPEATED: 2, LeftOut.EMPTY: 0})
    assert "Bỏ 3: 2 trùng, 1 sai giá trị" in read(drawn(replace(PREVIEW, tally=tally)))


def test_a_list_without_such_rows_has_no_line_and_no_button_for_them() -> None:
    message = drawn(replace(PREVIEW, tally=replace(TALLY, rows=178, out={})))
    assert read(message)[2].startswith("Dòng 1:")
    assert labels(message)[-1] == ["Hủy"]


def test_where_nobody_can_be_called_no_button_calls() -> None:
    nobody = Tally(rows=8, out={LeftOut.NUMBER: 8})
    preview = replace(PREVIEW, tally=nobody, row=None, next_at=None, next_line=None)
    message = drawn(preview)
    assert read(message) == [
        "Xem trước đợt gọi, chưa gọi ai",
        "nhac_no.xlsx, 8 dòng → không gọi được số nào · nhac_no_t11",
        "Bỏ 8: 8 sai số",
    ]
    assert data(message) == [f"list.rows:{KEY}:out:0", f"list.drop:{KEY}"]


def test_a_list_of_one_has_no_other_row_and_one_call_at_a_time() -> None:
    one = replace(TALLY, rows=1, total=1, out={})
    message = drawn(replace(PREVIEW, tally=one, next_at=None, next_line=None, seconds=20))
    assert read(message)[-1] == "1 cuộc cùng lúc, khoảng 1 phút"
    assert labels(message)[1] == ["Gọi thử", "Tự gọi lại"]


@pytest.mark.parametrize(
    ("seconds", "vi", "en"),
    [
        (60.5, "khoảng 2 phút", "about 2 minutes"),
        (2 * HOUR, "khoảng 2 giờ", "about 2 h"),
        (2 * HOUR + 300, "khoảng 2 giờ 5 phút", "about 2 h 5 min"),
    ],
)
def test_how_long_it_takes_is_said_roughly(seconds: float, vi: str, en: str) -> None:
    for language, expected in ((VI, vi), (EN, en)):
        assert read(drawn(replace(PREVIEW, seconds=seconds), language))[-1].endswith(expected)


def test_who_is_called_again_is_said_before_it_is_confirmed() -> None:
    redial = Redial(outcomes=frozenset({Outcome.BUSY}), times=2, after=900)
    message = drawn(of(redial=redial))
    assert read(message)[-1].endswith("khoảng 26 phút · tự gọi lại tối đa 2 lần, sau 15 phút")
    assert labels(message)[1][1] == "Tự gọi: 2"
    assert labels(drawn(of(redial=redial), EN))[1][1] == "Redial: 2"


def test_every_caution_has_its_words() -> None:
    assert set(CAUTIONS) == set(Caution)


def test_one_person_s_name_for_many_is_a_warning_that_says_which() -> None:
    preview = replace(PREVIEW, warnings=(SHARED,))
    assert "⚠️ 178 người sẽ nghe cùng customer_name: Nguyễn Văn A" in read(drawn(preview))


def test_content_that_was_called_before_says_by_whom_and_when() -> None:
    before = Warned(caution=Caution.CALLED_BEFORE, who="Lan", at=NOW - 800, count=178)
    preview = replace(PREVIEW, warnings=(before,))
    assert "⚠️ Lan đã gọi đúng nội dung này lúc 09:00, 178 số" in read(drawn(preview))
    assert "⚠️ Called by Lan at 09:00, 178 numbers" in read(drawn(preview, EN))
    unnamed = replace(PREVIEW, warnings=(replace(before, who=""),))
    assert "⚠️ Người khác đã gọi đúng nội dung này lúc 09:00, 178 số" in read(drawn(unnamed))


def test_four_warnings_at_most_the_worst_first() -> None:
    told = read(drawn(replace(PREVIEW, warnings=ALL[::-1])))
    warned = [line for line in told if line.startswith("⚠️")]
    assert len(warned) == 4
    assert all("nội dung này" in line for line in warned[:2])
    assert "nghe cùng" in warned[2]


def test_amounts_of_several_fields_are_mended_by_one_button() -> None:
    message = drawn(replace(PREVIEW, warnings=(UNDOTTED, replace(UNDOTTED, count=3))))
    assert labels(message)[0] == ["Sửa 15 số tiền"]


def test_a_script_that_nobody_here_knows_is_warned_of_and_its_values_are_shown() -> None:
    message = drawn(of(script=None))
    told = read(message)
    assert told[3:6] == [
        "Dòng 1: customer_name: Nguyễn Văn A",
        "due_amount: 10.410.000",
        "⚠️ Bot chưa biết kịch bản nhac_no_t11",
    ]
    assert message.keyboard[0][0].label == "Vẫn gọi 178 số"


def test_a_long_script_folds_and_is_never_cut() -> None:
    long = replace(SCRIPT, content="xin chào {{customer_name}} " * 30, keys=())
    message = drawn(of(script=long))
    assert "<blockquote expandable>Dòng 1: xin chào" in message.html.replace("\u00a0", " ")
    assert message.html.count("<b>Nguyễn Văn A</b>") == 30


def test_what_no_message_can_hold_is_left_out_whole() -> None:
    keys = tuple(PressKey(num=str(num), content="x" * 900) for num in range(4))
    without_keys = read(drawn(of(script=replace(SCRIPT, content="Chào " * 500, keys=keys))))
    assert not any("Bấm 0" in line for line in without_keys)
    assert any(line.startswith("Dòng 1: Chào") for line in without_keys)
    nothing = read(drawn(of(script=replace(SCRIPT, content="Chào " * 900))))
    assert nothing[3] == "Kịch bản dài quá một tin. Gọi thử để nghe hết."


OF_VALUES = {
    Caution.MISPLACED: (
        Warned(caution=Caution.MISPLACED, count=3, name="due_amount", value="0987654321"),
        "3 due_amount nhầm cột: 0987654321",
        "3 due_amount misplaced: 0987654321",
        ("Chọn lại cột due_amount", "Choose the due_amount column"),
    ),
    Caution.EMPTY: (
        Warned(caution=Caution.EMPTY, count=1, name="due_date"),
        "1 dòng thiếu due_date",
        "1 row has no due_date",
        ("Điền due_date", "Fill in due_date"),
    ),
    Caution.NO_DATE: (
        Warned(caution=Caution.NO_DATE, count=2, name="due_date", value="31/02/2026"),
        "2 ngày không có thật: 31/02/2026",
        "2 dates do not exist: 31/02/2026",
        ("Bỏ 2 dòng sai ngày", "Leave 2 rows out"),
    ),
    Caution.UNDOTTED: (
        UNDOTTED,
        "12 số tiền không có dấu chấm",
        "12 amounts have no dots",
        ("Sửa 12 số tiền", "Fix 12 amounts"),
    ),
    Caution.SHORT_YEAR: (
        Warned(caution=Caution.SHORT_YEAR, count=4, name="due_date", value="30/11/26"),
        "4 ngày chỉ có hai số của năm",
        "4 dates have a two-digit year",
        ("Sửa 4 năm", "Fix 4 years"),
    ),
    Caution.LONG: (
        Warned(caution=Caution.LONG, count=178, seconds=74),
        "178 người phải nghe quá một phút, lâu nhất 1 phút 14 giây",
        "178 people hear over a minute, 1 min 14 s at the longest",
        ("Kịch bản khác", "Another template"),
    ),
}


#: Each field has a column of its own.
PREVIEW_OF_COLUMNS = of(columns=Columns(phone=0, fields={"due_amount": 1, "due_date": 2}))


def test_all_that_can_be_put_right_has_its_button() -> None:
    assert set(OF_VALUES) == set(FIXES)


@pytest.mark.parametrize("caution", FIXES)
def test_what_is_wrong_with_values_is_said_and_put_right_by_a_button(caution: Caution) -> None:
    warned, vi, en, labelled = OF_VALUES[caution]
    for language, told, fix in zip((VI, EN), (vi, en), labelled, strict=True):
        message = drawn(replace(PREVIEW_OF_COLUMNS, warnings=(warned,)), language)
        assert f"⚠️ {told}" in read(message)
        assert labels(message)[0] == [fix]
        assert data(message)[0] == f"list.fix:{KEY}:3:{caution}"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("amount", [2, 3, 4])
def test_several_fixes_share_one_row_the_gravest_first(amount: int, language: Language) -> None:
    found = [warned for warned, *_ in OF_VALUES.values()][:amount]
    message = drawn(replace(PREVIEW_OF_COLUMNS, warnings=tuple(found)), language)
    read(message)
    assert len(message.keyboard) == 4
    assert [one.rpartition(":")[2] for one in data(message)][: min(amount, 3)] == [
        warned.caution for warned in found[:3]
    ]
    assert not any("…" in label for row in labels(message) for label in row)


@pytest.mark.parametrize("caution", [Caution.MISPLACED, Caution.NO_DATE])
def test_what_was_given_once_for_all_rows_is_entered_once_more(caution: Caution) -> None:
    warned = OF_VALUES[caution][0]
    message = drawn(replace(PREVIEW, warnings=(warned,)))
    assert labels(message)[0] == [f"Nhập lại {warned.name}"]


@pytest.mark.parametrize("line", [1, 999, 1000, 9999, 10_000, 1_048_576])
@pytest.mark.parametrize("language", list(Language))
def test_the_next_row_is_named_whole_whatever_its_line_is(line: int, language: Language) -> None:
    message = drawn(replace(PREVIEW, next_line=line), language)
    read(message)
    assert str(line) in labels(message)[1][2]


@pytest.mark.parametrize("approve", [False, True])
@pytest.mark.parametrize("language", list(Language))
def test_the_longest_list_fits_into_one_message_of_nine_lines(
    language: Language, approve: bool
) -> None:
    message = drawn(
        replace(
            PREVIEW,
            **largest(),
            default_account=False,
            warnings=ALL,
            row=replace(ROW, values={"customer_name": LONG, "due_amount": LONG}, line=10_000),
            next_at=9_999,
            next_line=1_048_576,
            seconds=10_000 * HOUR,
        ),
        language,
        approve=approve,
    )
    read(message)
    unquoted = re.sub(r"<blockquote.*?</blockquote>\n", "", message.html, flags=re.DOTALL)
    # The script is the ninth; what follows a key folds apart.
    assert len(unquoted.split("\n")) == 8
    assert len(message.keyboard) == 4
    assert not any("…" in label for row in labels(message) for label in row)


@given(
    source=st.text(max_size=80),
    template=st.text(max_size=80),
    values=st.dictionaries(
        st.sampled_from(["customer_name", "due_amount"]), st.text(max_size=3000)
    ),
    language=st.sampled_from(Language),
)
def test_whatever_a_file_holds_its_preview_can_be_sent(
    source: str, template: str, values: dict[str, str], language: Language
) -> None:
    preview = replace(of(source=source, template=template), row=replace(ROW, values=values))
    read(drawn(preview, language))


def asked(language: Language = VI, **changes: Any) -> Message:
    view = running(ListState.APPROVAL, TALLY, cautions=(UNDOTTED,), **changes)
    return render_approval(view, ROW, language=language)


def test_who_may_agree_reads_who_asks_for_how_many_and_what_a_row_hears() -> None:
    message = asked()
    assert read(message) == [
        "Nhân viên xin duyệt gọi 178 số, chưa gọi ai",
        "nhac_no.xlsx, 186 dòng · nhac_no_t11 · tài khoản CSKH",
        "Dòng 1: Chào bạn Nguyễn Văn A, khoản nợ mười triệu bốn trăm mười nghìn",
        "Bấm 1 → Cám ơn Nguyễn Văn A",
        "Bấm 2 → Sẽ có người gọi",
        "⚠️ 12 số tiền không có dấu chấm",
        "10 cuộc cùng lúc, khoảng 16 phút",
    ]
    assert labels(message) == [["Duyệt, gọi 178 số"], ["8 dòng bị bỏ"], ["Danh sách", "Không"]]
    assert data(message) == [
        f"list.yes:{KEY}",
        f"list.rows:{KEY}:out:0",
        f"list.rows:{KEY}:all:0",
        f"list.no:{KEY}",
    ]


def test_a_list_for_later_says_when_to_who_may_agree() -> None:
    message = asked(EN, start_at=NOW + HOUR)
    assert read(message)[-1] == "To be called at 10:13"
    assert labels(message)[0] == ["Agree, schedule 178 numbers"]


@pytest.mark.parametrize("language", list(Language))
def test_the_question_to_a_second_person_fits_whatever_the_list_holds(language: Language) -> None:
    big = largest()
    view = replace(
        running(ListState.APPROVAL, big["tally"], start_at=NOW + 90_000),
        called=replace(big["called"], state=ListState.APPROVAL, cautions=ALL),
        asker=LONG,
    )
    read(
        render_approval(view, replace(ROW, values={"customer_name": "x" * 4000}), language=language)
    )


def test_once_it_is_answered_one_line_says_by_whom_and_when() -> None:
    agreed = running(agreed="Lan", agreed_at=NOW)
    message = render_approval(agreed, ROW, language=VI)
    assert read(message) == ["Lan đã duyệt lúc 09:13 · nhac_no_t11 · nhac_no.xlsx"]
    assert (message.keyboard, message.silent) == ((), True)
    nameless = render_approval(running(agreed_at=NOW), ROW, language=EN)
    assert read(nameless) == ["Agreed at 09:13 · nhac_no_t11 · nhac_no.xlsx"]


def test_a_list_that_was_refused_or_taken_back_says_that_nobody_was_called() -> None:
    refused = running(ListState.CANCELLED, by="Lan", changed_by=5550002)
    assert read(render_approval(refused, ROW, language=VI)) == [
        "Lan không cho gọi, chưa gọi ai · nhac_no_t11 · nhac_no.xlsx"
    ]
    taken_back = running(ListState.CANCELLED, by="Nhân viên", changed_by=DRAFTED.person_id)
    assert read(render_approval(taken_back, ROW, language=EN)) == [
        "Nhân viên withdrew it, nobody was called · nhac_no_t11 · nhac_no.xlsx"
    ]
    removed = running(ListState.CANCELLED, changed_by=None)
    assert read(render_approval(removed, ROW, language=EN)) == [
        "The account was removed, nobody was called · nhac_no_t11 · nhac_no.xlsx"
    ]
