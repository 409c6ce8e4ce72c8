"""Lists on the page: one to try, its file both ways, and cards that are edited while one reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from bot.sandbox.samples import SAMPLE_NAME, SAMPLE_ROWS, paste, sample_csv
from tests.page.demo import ADMIN, GROUP, OPERATOR, Demo
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

CARD = "<b>Đang gọi, xong {done}/178</b> · nhac_no_t11\n{bar} {done}%"
KEYS = {
    "inline_keyboard": [
        [{"text": "Tạm dừng", "callback_data": "p"}, {"text": "Gọi", "callback_data": "g"}],
        [{"text": "Dừng hẳn, bỏ 104 số", "callback_data": "s", "style": "danger"}],
        [{"text": "Gọi lại 57 số", "callback_data": "r", "style": "success"}],
    ]
}
#: Gives a pane a file of this text, by dropping it.
DROP = """(node, [name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  const dropped = { dataTransfer: data, bubbles: true, cancelable: true };
  node.dispatchEvent(new DragEvent("drop", dropped));
}"""


@pytest.fixture
def demo(sandbox: Demo) -> Demo:
    return sandbox


def writes(demo: Demo, *texts: str) -> None:
    """The administrator writes these in the group, as fast as nobody could."""

    async def write() -> None:
        for text in texts:
            demo.sandbox.telegram.send(ADMIN, GROUP, text)

    demo.do(write())


def top(node: Locator) -> float:
    """How far down the screen it stands."""
    box = node.bounding_box()
    assert box
    return box["y"]


def card(done: int) -> str:
    return CARD.format(done=done, bar="▰" * (done // 10) + "▱" * (10 - done // 10))


def test_the_list_to_try_fills_the_box_and_is_sent_line_by_line(screen: Screen, demo: Demo) -> None:
    screen.pane("phone").get_by_role("button", name="Dán 12 dòng").click()
    expect(screen.box()).to_have_value(paste())
    expect(screen.box()).to_be_focused()
    expect(screen.pane().locator("article")).to_have_count(0)

    screen.box().press("Shift+Enter")
    screen.box().press_sequentially("0987654321; Nguyễn Văn A; 1.000.000; 01/12/2026")
    screen.box().press("Enter")

    expect(screen.message("/call thong_bao_no_cuoc_01")).to_contain_text("0987654321")
    (sent,) = demo.sandbox.telegram.messages(OPERATOR)
    assert sent.text.split("\n")[:13] == paste().split("\n")
    assert len(sent.text.split("\n")) == 14


def test_the_sample_is_saved_and_dropped_with_a_command_arrives_as_the_same_file(
    screen: Screen, demo: Demo
) -> None:
    with screen.page.expect_download() as saving:
        screen.pane("phone").get_by_role("link", name=f"CSV {SAMPLE_ROWS} dòng").click()
    assert saving.value.suggested_filename == SAMPLE_NAME
    content = saving.value.path().read_bytes()
    assert content == sample_csv()

    screen.pane().evaluate(DROP, [SAMPLE_NAME, content.decode()])
    expect(screen.strip()).to_contain_text(SAMPLE_NAME)
    screen.write("/call thong_bao_no_cuoc_01")

    link = screen.log().get_by_role("link", name=SAMPLE_NAME)
    expect(link).to_contain_text("KB")
    (sent,) = demo.sandbox.telegram.messages(OPERATOR)
    assert sent.text == "/call thong_bao_no_cuoc_01"
    assert sent.attachment is not None
    assert (sent.attachment.kind, sent.attachment.mime_type) == ("document", "text/csv")
    kept = demo.sandbox.telegram.files.get(sent.attachment.file_id)
    assert kept is not None
    assert kept.content == content
    with screen.page.expect_download() as again:
        link.click()
    assert again.value.path().read_bytes() == content


def test_a_card_keeps_its_keys_and_its_bar_from_edit_to_edit(screen: Screen, demo: Demo) -> None:
    sent = demo.says(card(30), parse_mode="HTML", reply_markup=KEYS)
    stop, again = screen.button("Dừng hẳn", "group"), screen.button("Gọi lại 57 số", "group")
    expect(screen.message("▰▰▰▱▱▱▱▱▱▱ 30%", "group")).to_be_visible()
    expect(stop).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(stop).to_have_css("color", "rgb(179, 38, 30)")
    expect(again).to_have_css("background-color", "rgb(20, 108, 60)")
    stop.focus()

    demo.changes(sent, card(40), parse_mode="HTML", reply_markup=KEYS)

    expect(screen.message("▰▰▰▰▱▱▱▱▱▱ 40%", "group")).to_be_visible()
    expect(stop).to_be_focused()


def test_what_one_reads_stays_where_it_is_while_cards_around_it_are_edited(
    screen: Screen, demo: Demo
) -> None:
    above = demo.says(card(10), parse_mode="HTML", reply_markup=KEYS)
    writes(demo, *(f"tin {number}\nhai dòng" for number in range(30)))
    below = demo.says(card(20), parse_mode="HTML", reply_markup=KEYS)
    expect(screen.message("20%", "group")).to_be_in_viewport()
    read = screen.message("tin 15", "group")
    read.scroll_into_view_if_needed()
    expect(screen.pane("group").get_by_role("button", name="Xuống cuối")).to_be_visible()
    stood = top(read)

    for done in (30, 40):
        longer = "\n".join((card(done), *("Bấm 1 đã thanh toán: 17",) * (done // 10)))
        demo.changes(above, longer, parse_mode="HTML", reply_markup=KEYS)
        demo.changes(below, longer, parse_mode="HTML", reply_markup=KEYS)
        expect(screen.pane("group").locator("article", has_text=f"{done}%")).to_have_count(2)
        assert abs(top(read) - stood) < 2


def test_at_the_end_of_a_chat_a_card_that_grows_stays_in_sight(screen: Screen, demo: Demo) -> None:
    writes(demo, *(f"tin {number}" for number in range(30)))
    sent = demo.says(card(10), parse_mode="HTML")

    demo.changes(sent, card(90) + "\nmột dòng" * 12 + "\ndòng cuối", parse_mode="HTML")

    expect(screen.message("dòng cuối", "group").locator(".meta")).to_be_in_viewport()


def test_after_a_day_of_messages_the_oldest_have_gone_and_their_edits_do_not_bring_them_back(
    screen: Screen, demo: Demo
) -> None:
    sent = demo.says(card(10), parse_mode="HTML")
    expect(screen.message("10%", "group")).to_be_visible()
    writes(demo, *(f"tin {number}" for number in range(360)))
    expect(screen.message("tin 359", "group")).to_be_in_viewport()
    shown = screen.pane("group").locator("article")
    assert 300 <= shown.count() <= 350

    demo.changes(sent, card(90), parse_mode="HTML")
    writes(demo, "sau đó")

    expect(screen.message("sau đó", "group")).to_be_in_viewport()
    expect(shown.filter(has_text="90%")).to_have_count(0)


def test_an_alert_that_the_bot_answers_with_is_a_dialog(screen: Screen, demo: Demo) -> None:
    demo.says("0987•••321 · HĐ 24018", reply_markup=KEYS)
    screen.button("Gọi lại 57 số", "group").click()
    expect(screen.button("Gọi lại 57 số", "group")).to_have_attribute("aria-busy", "true")
    (press,) = demo.sandbox.telegram.presses

    demo.answers(press, "Số: 0987654321")

    dialog = screen.page.get_by_role("dialog", name="Số: 0987654321")
    dialog.get_by_role("button", name="Đóng").click()
    expect(dialog).to_be_hidden()
