"""The questions before a list can be called, and the panels under its preview."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.calls import Outcome
from bot.core.lists import REDIALLED, Redial
from bot.core.messages.lists.questions import (
    render_ask_account,
    render_ask_field_column,
    render_ask_phone_column,
    render_ask_template,
    render_ask_time,
    render_how,
    render_list_cancelled,
    render_reading,
    render_redial,
    render_schedule,
)
from bot.core.messages.text import Message
from bot.core.people import Language
from tests.core.cases import NOW, TZ
from tests.core.list_cases import ACCOUNT, DRAFT, DRAFTED, EN, KEY, LONG, VI, data, labels, read

COLUMNS = [
    ("Số ĐT", "0987654321"),
    ("Họ và tên khách hàng vay vốn", "Nguyễn Văn A"),
    ("", "10410000"),
]


def ask_template(*names: str, language: Language = VI, unknown: str = "") -> Message:
    return render_ask_template(
        DRAFT, names, source="nhac_no.xlsx", rows=186, language=language, unknown=unknown
    )


def test_which_script_is_meant_is_a_button_each() -> None:
    message = ask_template("nhac_no_t11", "nhac_no_t10")
    assert read(message) == [
        "Kịch bản nào?",
        "nhac_no.xlsx, 186 dòng. Chưa gọi ai.",
        "Tên khác thì trả lời tin này.",
    ]
    assert labels(message) == [["nhac_no_t11", "nhac_no_t10"], ["Hủy"]]
    assert data(message) == [
        f"list.pick:{DRAFT}:0",
        f"list.pick:{DRAFT}:1",
        f"list.leave:{DRAFT}",
    ]


def test_a_script_that_nobody_knows_is_said_to_be_so() -> None:
    told = read(ask_template("nhac_no_t11", unknown="nhac_no_t1", language=EN))
    assert told[:2] == ["❌ The bot does not know nhac_no_t1", "Which template?"]


def test_without_any_known_script_its_name_is_typed() -> None:
    message = ask_template()
    assert read(message) == ["Kịch bản nào?", "nhac_no.xlsx, 186 dòng. Chưa gọi ai."]
    assert (message.ask, message.keyboard) == ("Tên kịch bản", ())


def test_which_account_is_asked_of_whatever_was_sent() -> None:
    accounts = [ACCOUNT, replace(ACCOUNT, name="Thu nợ")]
    message = render_ask_account(DRAFT, accounts, source="", rows=1, language=EN)
    assert read(message) == ["Which account?", "Pasted, 1 row. Nobody was called."]
    assert labels(message) == [["CSKH", "Thu nợ"], ["Cancel"]]


def test_a_column_is_a_button_with_its_heading_and_what_stands_there() -> None:
    message = render_ask_phone_column(DRAFT, COLUMNS, language=VI)
    assert read(message) == ["Cột nào là số điện thoại?", "Chưa gọi ai."]
    assert labels(message) == [
        ["Số ĐT: 0987654321"],
        ["Họ và tên khách…: Nguyễn Văn A"],
        ["10410000"],
        ["Hủy"],
    ]
    assert data(message)[2] == f"list.pick:{DRAFT}:2"


def test_a_key_field_may_be_one_value_for_all_instead_of_a_column() -> None:
    message = render_ask_field_column(DRAFT, COLUMNS, name="due_amount", language=VI)
    assert read(message) == [
        "Cột nào là due_amount?",
        "Mọi dòng cùng một giá trị thì trả lời tin này.",
        "Chưa gọi ai.",
    ]
    typed = render_ask_field_column(DRAFT, [], name="due_amount", language=EN)
    assert read(typed)[0] == "What is due_amount, for every row?"
    assert (typed.ask, typed.keyboard) == ("due_amount", ())


@pytest.mark.parametrize("count", [1, 8, 9, 16, 17, 96, 500])
@pytest.mark.parametrize("language", list(Language))
def test_however_many_columns_there_are_telegram_takes_the_buttons(
    count: int, language: Language
) -> None:
    message = render_ask_phone_column(DRAFT, [(LONG, LONG)] * count, language=language)
    read(message)
    assert len(data(message)) == min(count, 96) + 1
    assert len(message.keyboard[0]) == (1 if count <= 8 else 2 if count <= 16 else 3)


def test_times_to_begin_at_are_a_button_each_and_any_other_is_typed() -> None:
    times = [NOW + 1800, NOW + 86_400, NOW + 3 * 86_400]
    message = render_schedule(DRAFTED, times, total=178, language=VI, tz=TZ, now=NOW)
    assert read(message) == ["Hẹn gọi 178 số · nhac_no_t11", "Chưa gọi ai."]
    assert labels(message) == [
        ["09:43", "09:13 mai"],
        ["26/11 09:13"],
        ["Giờ khác", "‹ Xem trước"],
    ]
    assert data(message)[0] == f"list.at:{KEY}:{DRAFTED.drawings}:{int(NOW + 1800) // 60}"
    assert data(message)[-2:] == [f"list.at:{KEY}:{DRAFTED.drawings}:ask", f"list.show:{KEY}"]
    english = render_schedule(DRAFTED, times, total=1, language=EN, tz=TZ, now=NOW)
    assert read(english)[0] == "Schedule 1 number · nhac_no_t11"
    assert labels(english)[0] == ["09:43", "09:13 tomorrow"]


@pytest.mark.parametrize("language", list(Language))
def test_a_time_is_asked_for_with_an_example(language: Language) -> None:
    message = render_ask_time(language=language)
    read(message)
    assert 1 <= len(message.ask or "") <= 64


def redial(rules: Redial, language: Language = VI) -> Message:
    return render_redial(replace(DRAFTED, redial=rules), language=language)


def test_who_is_called_again_is_a_panel_of_toggles() -> None:
    message = redial(Redial(outcomes=frozenset({Outcome.BUSY, Outcome.NO_ANSWER}), times=2))
    assert read(message) == [
        "Tự gọi lại · nhac_no_t11",
        "Bận, không nghe: gọi lại tối đa 2 lần, sau 15 phút.",
        "Cuộc chưa rõ thì không bao giờ gọi lại.",
        "Chưa gọi ai.",
    ]
    assert labels(message) == [
        ["✓ Bận", "✓ Không nghe"],
        ["Từ chối", "Ngoài vùng"],
        ["Lỗi mạng", "Số lần: 2"],
        ["Sau 15 phút", "‹ Xem trước"],
    ]
    assert data(message) == [
        *(f"list.re:{KEY}:{outcome}" for outcome in REDIALLED),
        f"list.times:{KEY}:3",
        f"list.after:{KEY}:30",
        f"list.show:{KEY}",
    ]


def test_figures_of_the_panel_begin_anew_after_the_last() -> None:
    most = redial(Redial(outcomes=frozenset({Outcome.BUSY}), times=3, after=7200), EN)
    assert labels(most)[2:] == [["Network", "Times: 3"], ["After 2 h", "‹ Preview"]]
    assert data(most)[-3:-1] == [f"list.times:{KEY}:0", f"list.after:{KEY}:5"]


@pytest.mark.parametrize(
    "rules", [Redial(), Redial(times=2), Redial(outcomes=frozenset({Outcome.BUSY}))]
)
def test_where_nobody_is_called_again_the_panel_says_so(rules: Redial) -> None:
    assert read(redial(rules))[1] == "Không gọi lại ai."
    assert read(redial(rules, EN))[1] == "Nobody is called again."


@pytest.mark.parametrize("language", list(Language))
def test_every_panel_s_labels_fit(language: Language) -> None:
    everything = Redial(outcomes=frozenset(REDIALLED), times=3, after=7200)
    read(redial(everything, language))
    read(
        render_ask_account(
            DRAFT, [replace(ACCOUNT, name=LONG)] * 9, source=LONG, rows=10_000, language=language
        )
    )
    read(ask_template(*[LONG] * 9, language=language, unknown=LONG))


def test_a_file_that_is_being_read_is_named() -> None:
    assert read(render_reading("nhac_no.xlsx", language=VI)) == ["⏳ Đang đọc nhac_no.xlsx"]
    assert read(render_reading("", language=EN)) == ["⏳ Reading the list"]


def test_a_cancelled_list_says_that_nobody_was_called() -> None:
    assert read(render_list_cancelled(language=VI)) == ["Đã hủy đợt gọi. Chưa gọi ai."]


@pytest.mark.parametrize("language", list(Language))
def test_how_a_list_is_sent_names_both_ways(language: Language) -> None:
    told = "\n".join(read(render_how(language=language)))
    assert [word for word in ("Excel", "CSV", "/call") if word not in told] == []
