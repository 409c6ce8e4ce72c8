"""A list's card while it runs, and the digest once it is over (CARDS.md L2, G2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.calls import Outcome, Seen
from bot.core.list_views import ListView
from bot.core.lists import ListState, Pause, Redial, RowState, Tally
from bot.core.messages.lists.card import PAUSES, render_list_card
from bot.core.messages.lists.digest import busy_data, render_list_over
from bot.core.messages.text import LINE, Message, Style
from bot.core.people import Language
from bot.core.templates import PressKey
from tests.core.cases import NOW, TOLD, ended, seen
from tests.core.list_cases import (
    BEGUN,
    DRAFTED,
    EACH,
    EN,
    ENDED,
    FAILURE,
    HELD,
    KEY,
    LONG,
    NO_LINE,
    OVER,
    ROW,
    RUNNING,
    SCRIPT,
    VI,
    called,
    data,
    labels,
    largest,
    over,
    read,
    running,
)
from tests.core.test_messages_voice import pressed

STATES = [state for state in ListState if state not in {ListState.READING, ListState.DRAFT}]


def card(view: ListView, language: Language = VI, *, masked: bool = False) -> Message:
    return render_list_card(view, language=language, masked=masked)


def digest(view: ListView, language: Language = VI, *, masked: bool = True) -> Message:
    return render_list_over(view, language=language, masked=masked)


def test_a_list_that_runs_is_l2() -> None:
    message = card(running())
    assert message.html.split("\n")[0].startswith("<b>Đang\u00a0gọi")
    assert read(message) == [
        "Đang gọi, xong 64/178 · nhac_no_t11 · nhac_no.xlsx",
        "▰▰▰▰▱▱▱▱▱▱ 36%, còn khoảng 16 phút",
        "✅ 38 nghe máy · 🔸 21 chưa gặp · ❌ 5 lỗi",
        "Bấm 1 đã thanh toán: 17",
        "Bấm 2 cần gọi lại: 6",
    ]
    assert labels(message) == [["Tạm dừng", "Danh sách"], ["Dừng hẳn, bỏ 104 số"]]
    assert data(message) == [f"list.pause:{KEY}", f"list.rows:{KEY}:all:0", f"list.stop:{KEY}"]
    assert message.keyboard[1][0].style is Style.STOP
    assert message.silent


def test_in_english_it_says_the_same() -> None:
    message = card(running(), EN)
    assert read(message)[:3] == [
        "Calling, 64/178 done · nhac_no_t11 · nhac_no.xlsx",
        "▰▰▰▰▱▱▱▱▱▱ 36%, about 16 min left",
        "✅ 38 answered · 🔸 21 not reached · ❌ 5 failed",
    ]
    assert labels(message) == [["Pause", "List"], ["Stop, drop 104 numbers"]]


def test_a_group_sees_the_same_card_while_only_counts_are_shown() -> None:
    assert card(running(), masked=True) == card(running())


def test_before_anybody_was_reached_there_are_no_counts() -> None:
    told = read(card(running(tally=Tally(rows=178, total=178, waiting=168, calling=10))))
    assert told[1:] == [
        "▱▱▱▱▱▱▱▱▱▱ 0%, còn khoảng 16 phút",
        "Bấm 1 đã thanh toán: 0",
        "Bấm 2 cần gọi lại: 0",
    ]


def test_a_bar_is_full_only_once_it_is_all() -> None:
    nearly = Tally(rows=1000, total=1000, calling=1, answered=999)
    assert read(card(running(tally=nearly)))[1].startswith("▰▰▰▰▰▰▰▰▰▱ 99%")
    whole = Tally(rows=1000, total=1000, answered=1000)
    assert read(card(running(tally=whole)))[1] == "▰▰▰▰▰▰▰▰▰▰ 100%"


def test_keys_that_the_script_has_no_meaning_for_have_a_line_if_they_were_pressed() -> None:
    told = read(card(running(tally=replace(RUNNING, keys={"2": 6, "9": 1}))))
    assert told[3:] == ["Bấm 1 đã thanh toán: 0", "Bấm 2 cần gọi lại: 6", "Bấm 9: 1"]
    unknown = running(tally=replace(RUNNING, keys={"3": 2}), script=None)
    assert read(card(unknown))[3:] == ["Bấm 3: 2"]


def test_more_keys_than_a_phone_has_share_a_line() -> None:
    keys = {str(num): 2 for num in range(10, 30)}
    told = read(card(running(tally=replace(RUNNING, keys=keys))))
    assert told[-1] == "Bấm phím khác: 20"
    assert len(told) == 3 + 12 + 1


@pytest.mark.parametrize("masked", [False, True])
def test_numbers_that_were_typed_at_the_prompt_share_a_line_everywhere(masked: bool) -> None:
    keys = {"2": 6, "12": 1, "0987654321": 1, "4111111111111111": 2}
    running_on = running(tally=replace(RUNNING, keys=keys))
    told = ["Bấm 1 đã thanh toán: 0", "Bấm 2 cần gọi lại: 6", "Bấm 12: 1", "Bấm phím khác: 3"]
    assert read(card(running_on, masked=masked))[3:] == told
    assert read(digest(over(tally=replace(OVER, keys=keys)), masked=masked))[3:7] == told
    assert read(card(running_on, EN))[-1] == "Pressed other keys: 3"


def test_a_group_reads_no_number_in_a_row_s_ref_or_keys_and_whoever_asked_does() -> None:
    typed = called(ROW, pressed("0912345678"), label="HĐ 0987654321")
    view = running(each=(typed,))
    assert read(card(view, masked=True))[2] == "✅ 0987•••321 0:41 bấm phím khác · HĐ 0987•••321"
    assert read(card(view, EN, masked=True))[2] == "✅ 0987•••321 0:41 other keys · HĐ 0987•••321"
    assert read(card(view))[2] == "✅ 0987654321 0:41 bấm 0912345678 · HĐ 0987654321"
    failed = over(failure=called(FAILURE.row, FAILURE.call, label="0912345678"))
    assert "Lỗi mới nhất: 0912•••678 số sai · HĐ 0912•••678" in read(digest(failed))


@pytest.mark.parametrize("pause", list(Pause))
@pytest.mark.parametrize("language", list(Language))
def test_a_list_that_stands_still_says_why_in_one_sentence(
    pause: Pause, language: Language
) -> None:
    view = running(
        ListState.PAUSED, by="Trần Thị B", pause=pause, paused_at=NOW, start_at=NOW - 600
    )
    message = card(view, language)
    told = read(message)
    assert told[0].startswith(("⚠️ Tạm dừng, xong 64/178 ·", "⚠️ Paused, 64/178 done ·"))
    assert told[1].endswith(".")
    assert ". " not in told[1]
    assert told[2] == "▰▰▰▰▱▱▱▱▱▱ 36%"
    assert data(message)[0] == f"list.on:{KEY}"
    assert set(PAUSES) == set(Pause)


def test_whoever_paused_it_is_named_with_the_time() -> None:
    view = running(ListState.PAUSED, by="Trần Thị B", pause=Pause.ASKED, paused_at=NOW)
    assert read(card(view))[1] == "Trần Thị B tạm dừng lúc 09:13."
    assert labels(card(view))[0] == ["Gọi tiếp", "Danh sách"]


def test_a_missed_time_is_said() -> None:
    view = running(ListState.PAUSED, pause=Pause.MISSED, paused_at=NOW, start_at=NOW - 3600)
    assert read(card(view))[1] == "Giờ hẹn 08:13 đã qua, còn cần thì bấm Gọi tiếp."
    assert read(card(view, EN))[1] == "08:13 has passed, press Go on if it is still wanted."


def test_after_a_pause_the_card_says_who_went_on() -> None:
    assert read(card(running(by="Lan", idle=60.0)))[1] == "Lan cho gọi tiếp."
    assert read(card(running(by="Lan"))) == read(card(running()))


def test_while_the_pbx_is_down_it_waits_and_says_since_when() -> None:
    view = running(down_since=NOW - 60, down_status=503)
    assert read(card(view))[:3] == [
        "⏳ Đang chờ, xong 64/178 · nhac_no_t11 · nhac_no.xlsx",
        "Chờ tổng đài, bảo trì từ 09:12",
        "▰▰▰▰▱▱▱▱▱▱ 36%",
    ]
    lost = running(down_since=NOW - 60)
    assert read(card(lost))[1] == "Chờ tổng đài, mất kết nối từ 09:12"


def test_a_list_that_is_being_stopped_waits_for_the_calls_on_the_line() -> None:
    tally = replace(RUNNING, waiting=0, dropped=104)
    message = card(running(ListState.STOPPING, tally, by="Lan"))
    assert read(message)[:3] == [
        "⏳ Đang dừng, xong 64/178 · nhac_no_t11 · nhac_no.xlsx",
        "Lan dừng, bỏ 104 số, chờ 10 cuộc.",
        "▰▰▰▰▰▰▰▰▰▱ 86%",
    ]
    assert labels(message) == [["Danh sách"]]


def test_when_all_that_is_left_is_on_the_line_there_is_nothing_to_stop() -> None:
    last = replace(RUNNING, waiting=0, calling=10, answered=142)
    assert labels(card(running(tally=last))) == [["Danh sách"]]
    redial = Redial(outcomes=frozenset({Outcome.BUSY}), times=1)
    again = card(running(tally=last, redial=redial))
    assert labels(again) == [["Tạm dừng", "Danh sách"], ["Dừng hẳn"]]


def test_words_with_which_the_pbx_refused_can_be_taught_in_private_only() -> None:
    view = running(refused="no channel")
    private = card(view)
    assert "Tổng đài từ chối: “no channel”" in read(private)
    assert labels(private)[1] == ["Coi là hết đường"]
    assert data(private)[2] == busy_data(KEY, "no channel")
    assert card(view, masked=True) == card(running(), masked=True)


def test_rows_that_wait_for_a_line_of_the_pbx_are_counted() -> None:
    waits = running(no_line=12)
    assert read(card(waits))[-1] == "12 số chờ tổng đài có đường trống"
    assert card(waits, masked=True) == card(waits)
    assert read(card(waits, EN))[-1] == "12 numbers wait for a free line of the PBX"
    assert read(card(running(no_line=1), EN))[-1] == "1 number waits for a free line of the PBX"
    assert not any("đường trống" in line for line in read(card(running())))


def test_up_to_eight_callees_have_a_line_each_in_place_of_the_counts() -> None:
    view = running(each=EACH)
    assert read(card(view))[2:] == [
        "✅ 0987654321 0:41 bấm 1",
        "🔸 0912345678 bận · HĐ 24019",
        "⏳ 0903112233 chờ lượt",
        "⚠️ 0903112244 chưa gọi",
    ]
    assert read(card(view, EN, masked=True))[2:] == [
        "✅ 0987•••321 0:41 key 1",
        "🔸 0912•••678 busy · HĐ 24019",
        "⏳ 0903•••233 waiting",
        "⚠️ 0903•••244 not called",
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (called(ROW, NO_LINE, state=RowState.WAITING), "⏳ 0987654321 chờ lượt"),
        (called(ROW, HELD, state=RowState.WAITING), "⏳ 0987654321 chờ lượt"),
        (called(ROW, NO_LINE), "❌ 0987654321 lỗi tổng đài"),
        (called(ROW, seen(Seen.RINGING), state=RowState.CALLING), "📞 0987654321 đổ chuông"),
        (called(ROW, seen(Seen.RINGING)), "❓ 0987654321 chưa rõ"),
        (called(ROW, TOLD["no trace"]), "❓ 0987654321 chưa rõ"),
        (called(ROW, HELD, state=RowState.DROPPED), "⚠️ 0987654321 chưa gọi"),
        (called(ROW, TOLD["busy"], state=RowState.DROPPED), "🔸 0987654321 bận"),
        (
            called(ROW, TOLD["busy"], state=RowState.WAITING, due_at=NOW + 600),
            "🔸 0987654321 bận · gọi lại 09:23",
        ),
        (called(ROW, TOLD["busy"], state=RowState.WAITING, due_at=NOW), "🔸 0987654321 bận"),
    ],
    ids=[
        "no line was free",
        "held back",
        "no line, five times",
        "under way",
        "not heard of in time",
        "no trace",
        "dropped",
        "dropped between two calls",
        "to be called again",
        "due again",
    ],
)
def test_a_row_says_how_it_stands(row: Any, told: str) -> None:
    assert read(card(running(each=(row,))))[2] == told


def test_a_list_for_later_says_when_and_that_nobody_was_called() -> None:
    view = running(ListState.SCHEDULED, start_at=NOW + 3600)
    message = card(view)
    assert read(message) == [
        "⏳ Hẹn gọi 10:13 · nhac_no_t11 · nhac_no.xlsx",
        "178 số, khoảng 16 phút. Chưa gọi ai.",
    ]
    assert labels(message) == [["Gọi ngay", "Bỏ hẹn"]]
    assert data(message) == [f"list.now:{KEY}", f"list.drop:{KEY}"]
    assert read(card(view, EN)) == [
        "⏳ To be called at 10:13 · nhac_no_t11 · nhac_no.xlsx",
        "178 numbers, about 16 min. Nobody called yet.",
    ]


def test_a_list_that_waits_for_a_second_person_says_who_was_asked() -> None:
    view = running(ListState.APPROVAL, asked=("Lan", "Minh", "Hoa", "Tú", "Bình"))
    message = card(view)
    assert read(message) == [
        "⏳ Chờ duyệt gọi 178 số · nhac_no_t11 · nhac_no.xlsx",
        "Đã hỏi Lan, Minh, Hoa và 2 người nữa. Chưa gọi ai.",
    ]
    assert [labels(message), data(message)] == [[["Rút lại"]], [f"list.drop:{KEY}"]]
    assert read(card(running(ListState.APPROVAL)))[1] == "Cần người thứ hai đồng ý. Chưa gọi ai."


def test_once_a_list_is_over_line_1_is_left_of_its_card() -> None:
    for language, told in (
        (VI, ["Xong 178 số · nhac_no_t11 · nhac_no.xlsx"]),
        (EN, ["178 numbers done · nhac_no_t11 · nhac_no.xlsx"]),
    ):
        message = card(over(), language)
        assert read(message) == told
        assert (message.keyboard, message.silent) == ((), True)
    tally = replace(OVER, answered=6, dropped=104)
    assert read(card(over(ListState.STOPPED, tally))) == [
        "Đã dừng, gọi 74/178 số · nhac_no_t11 · nhac_no.xlsx"
    ]


def test_a_list_that_was_never_called_says_so_and_who_said_no() -> None:
    own = over(ListState.CANCELLED, by="Nhân viên", changed_by=DRAFTED.person_id)
    assert read(card(own)) == ["Đã hủy, chưa gọi ai · nhac_no_t11 · nhac_no.xlsx"]
    refused = over(ListState.CANCELLED, by="Lan", changed_by=5550002)
    assert read(card(refused)) == [
        "Đã hủy, chưa gọi ai · nhac_no_t11 · nhac_no.xlsx · Lan không cho gọi"
    ]
    removed = over(ListState.CANCELLED, changed_by=None)
    assert read(card(removed)) == [
        "Đã hủy, chưa gọi ai · nhac_no_t11 · nhac_no.xlsx · tài khoản bị gỡ"
    ]


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("state", STATES)
def test_every_card_fits_whatever_the_list_holds(
    state: ListState, language: Language, masked: bool
) -> None:
    big = largest()
    keys = tuple(PressKey(num=str(num), meaning=LONG) for num in range(12))
    script = replace(SCRIPT, keys=keys)
    view = running(state, big["tally"], asker=LONG, by=LONG, refused=LONG * 9, asked=(LONG,) * 9)
    whole = replace(view.called, template=LONG, script=script, pause=Pause.ASKED, changed_by=9)
    told = read(card(replace(view, called=whole, seconds=1e7), language, masked=masked))
    assert not any("…" in label for row in labels(card(view, language)) for label in row)
    assert len(told) <= 5 + 13


def line_1(source: str, language: Language = VI, *, masked: bool = False, **changes: Any) -> str:
    """How line 1 of a list from this file ends, which its card and its digest agree about."""
    view = over(source=source, **changes)
    ends = {
        read(shown)[0].partition(" · nhac_no_t11")[2]
        for shown in (
            card(running(source=source, **changes), language, masked=masked),
            card(view, language, masked=masked),
            digest(view, language, masked=masked),
        )
    }
    assert len(ends) == 1
    return ends.pop()


@pytest.mark.parametrize("masked", [False, True])
def test_two_lists_of_one_script_are_told_apart_by_their_files(masked: bool) -> None:
    assert line_1("khach_t11.xlsx", masked=masked) == " · khach_t11.xlsx"
    assert line_1("khach_t12.xlsx", masked=masked) == " · khach_t12.xlsx"
    assert line_1("", masked=masked) == ""
    again: dict[str, Any] = {"masked": masked, "retry_of": 7}
    assert line_1("khach_t11.xlsx", VI, **again) == " · Gọi lại khach_t11.xlsx"
    assert line_1("khach_t11.xlsx", EN, **again) == " · khach_t11.xlsx again"
    assert line_1("", **again) == ""


def test_a_file_s_name_that_is_too_long_loses_its_middle_not_what_tells_it_apart() -> None:
    name = "danh_sach_khach_hang_nhac_no_thang_{}.xlsx"
    assert line_1(name.format(11)) == " · danh_sach_kha…hang_11.xlsx"
    assert line_1(name.format(12)) == " · danh_sach_kha…hang_12.xlsx"
    assert len(line_1(LONG, retry_of=7)) <= len(" · ") + LINE


def test_a_group_reads_no_number_in_a_file_s_name() -> None:
    assert line_1("khach_0987654321.xlsx") == " · khach_0987654321.xlsx"
    assert line_1("khach_0987654321.xlsx", masked=True) == " · khach_0987•••321.xlsx"
    # Masked before it is cut: half a number would be too short to be known as one.
    half = line_1(f"{'x' * 8}0987654321{'x' * 20}.xlsx", masked=True)
    assert half == " · xxxxxxxx0987•…xxxxxxx.xlsx"


def test_a_file_s_name_is_no_markup() -> None:
    assert "a&lt;b&gt;&amp;.csv" in card(running(source="a<b>&.csv")).html


def test_a_list_that_is_over_is_g2() -> None:
    message = digest(over(to_call_back=18))
    assert read(message) == [
        "Xong 178 số · nhac_no_t11 · nhac_no.xlsx",
        "▰▰▰▰▰▰▱▱▱▱ nghe máy 62% (110/178)",
        "🔸 57 chưa gặp · ❌ 10 lỗi · ❓ 1 chưa rõ",
        "Bấm 1 đã thanh toán: 41",
        "Bấm 2 cần gọi lại: 18",
        "Lỗi mới nhất: 0912•••678 số sai",
        "Nhân viên gọi 09:00–09:26",
    ]
    assert labels(message) == [["18 khách cần gọi lại"], ["Gọi lại 57 số", "Danh sách"]]
    assert data(message) == [
        f"list.rows:{KEY}:back:0",
        f"list.retry:{KEY}",
        f"list.rows:{KEY}:all:0",
    ]
    assert not message.silent


def test_in_english_the_digest_says_the_same() -> None:
    message = digest(over(to_call_back=18), EN)
    told = read(message)
    assert told[:3] == [
        "178 numbers done · nhac_no_t11 · nhac_no.xlsx",
        "▰▰▰▰▰▰▱▱▱▱ 62% answered (110/178)",
        "🔸 57 not reached · ❌ 10 failed · ❓ 1 unknown",
    ]
    assert told[-2:] == ["Latest failure: 0912•••678 bad number", "Nhân viên called 09:00–09:26"]
    assert labels(message) == [["18 to call back"], ["Retry 57 numbers", "List"]]


def test_who_asked_reads_the_number_and_gets_the_file() -> None:
    failure = called(replace(FAILURE.row, label="24018"), FAILURE.call, label="24018")
    message = digest(over(failure=failure), masked=False)
    assert "Lỗi mới nhất: 0912345678 số sai · HĐ 24018" in read(message)
    assert labels(message)[-1] == ["Tải kết quả"]
    assert data(message)[-1] == f"list.file:{KEY}"


def test_words_with_which_the_pbx_refused_stand_at_the_end_too_in_private_only() -> None:
    view = over(refused="no channel")
    message = digest(view, masked=False)
    assert read(message)[-1] == "Tổng đài từ chối: “no channel”"
    assert labels(message)[-2:] == [["Tải kết quả"], ["Coi là hết đường"]]
    assert data(message)[-1] == busy_data(KEY, "no channel")
    assert digest(view) == digest(over())


def test_a_ref_that_says_itself_what_it_is_stands_alone() -> None:
    failure = called(FAILURE.row, FAILURE.call, label="HD24018")
    told = read(digest(over(failure=failure), masked=False))
    assert "Lỗi mới nhất: 0912345678 số sai · HD24018" in told


def test_buttons_that_would_lead_nowhere_are_not_there() -> None:
    everybody = Tally(rows=2, total=2, answered=2)
    message = digest(over(tally=everybody, failure=None))
    assert labels(message) == [["Danh sách"]]
    assert read(message)[1:] == [
        "▰▰▰▰▰▰▰▰▰▰ nghe máy 100% (2/2)",
        "Bấm 1 đã thanh toán: 0",
        "Bấm 2 cần gọi lại: 0",
        "Nhân viên gọi 09:00–09:26",
    ]


def test_a_list_that_was_stopped_says_by_whom_and_how_many_were_never_called() -> None:
    tally = replace(RUNNING, waiting=0, calling=0, dropped=114)
    told = read(digest(over(ListState.STOPPED, tally, by="Lan")))
    assert told[:2] == [
        "Đã dừng, gọi 64/178 số · nhac_no_t11 · nhac_no.xlsx",
        "▰▰▰▰▰▰▱▱▱▱ nghe máy 59% (38/64)",
    ]
    assert told[-1] == "Lan dừng, bỏ 114 số, chưa gọi ai trong đó"


def test_those_for_whom_no_phone_rang_can_be_called_after_the_end() -> None:
    tally = replace(RUNNING, waiting=0, calling=0, dropped=114)
    message = digest(over(ListState.STOPPED, tally, by="Lan", rest=114))
    assert ["Gọi nốt 114 số"] in labels(message)
    assert f"list.rest:{KEY}" in data(message)
    english = digest(over(ListState.STOPPED, tally, by="Lan", rest=1), EN)
    assert ["Call 1 other too"] in labels(english)
    assert "Gọi nốt" not in str(labels(digest(over())))


def test_a_list_that_was_cancelled_can_be_prepared_again() -> None:
    gone = over(ListState.CANCELLED, by="Nhân viên", changed_by=DRAFTED.person_id, rest=178)
    assert labels(card(gone)) == [["Soạn lại"]]
    assert data(card(gone)) == [f"list.rest:{KEY}"]


def test_while_rows_only_wait_to_be_called_again_the_card_says_when() -> None:
    waits = running(tally=replace(RUNNING, waiting=8, calling=0), next_at=NOW + 600)
    assert any(line.endswith("gọi lại lúc 09:23") for line in read(card(waits)))
    soon = running(tally=replace(RUNNING, waiting=8, calling=0), next_at=NOW + 30)
    assert any("còn khoảng" in line for line in read(card(soon)))


def test_a_list_that_was_stopped_before_its_first_call_says_that_nobody_was_called() -> None:
    tally = Tally(rows=178, total=178, dropped=178)
    view = over(ListState.STOPPED, tally, by="Lan", started_at=None, failure=None)
    assert read(digest(view))[0] == "Đã dừng, gọi 0/178 số · nhac_no_t11 · nhac_no.xlsx"
    assert read(digest(view))[-2:] == [
        "Nhân viên · chưa gọi ai",
        "Lan dừng, bỏ 178 số, chưa gọi ai trong đó",
    ]


def test_a_list_over_two_days_says_both() -> None:
    view = over(started_at=BEGUN - 86_400)
    assert read(digest(view))[-1] == "Nhân viên gọi 22/11 09:00–23/11 09:26"
    assert read(digest(view, EN))[-1] == "Nhân viên called 22 Nov 09:00–23 Nov 09:26"
    before = over(started_at=BEGUN - 86_400, ended_at=ENDED - 86_400)
    assert read(digest(before))[-1] == "Nhân viên gọi 22/11 09:00–09:26"


@pytest.mark.parametrize("state", [ListState.DONE, ListState.STOPPED])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("language", list(Language))
def test_every_digest_fits_whatever_the_list_holds(
    state: ListState, language: Language, masked: bool
) -> None:
    big = largest()
    keys = tuple(PressKey(num=str(num), meaning=LONG) for num in range(12))
    view = over(
        state,
        replace(big["tally"], dropped=10_000),
        to_call_back=10_000,
        asker=LONG,
        by=LONG,
        refused=LONG * 9,
    )
    script = replace(SCRIPT, keys=keys)
    view = replace(view, called=replace(view.called, template=LONG, script=script))
    message = digest(view, language, masked=masked)
    read(message)
    assert len(message.keyboard) <= (3 if masked else 4)
    assert not any("…" in label for row in labels(message) for label in row)


SECRETS = ("0987654321", "0912345678", "Nguyễn Văn A", "10.410.000", "Chào")


@pytest.mark.parametrize("state", STATES)
def test_a_group_sees_no_name_amount_script_or_whole_number(state: ListState) -> None:
    each = (called(ROW, pressed("1")), called(ROW, ended("USER_BUSY")))
    view = over(state, each=each, refused="no route to 0987654321", asker="Lan", by="Minh")
    messages = [card(view, masked=True)]
    if state in {ListState.DONE, ListState.STOPPED}:
        messages.append(digest(view))
    shown = "\n".join(line for message in messages for line in read(message))
    assert [secret for secret in SECRETS if secret in shown] == []
