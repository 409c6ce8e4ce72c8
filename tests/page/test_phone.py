"""The callee's phone on the page: it rings, shows what is read, takes keys, as the PBX has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.page.demo import Demo, Stage, running
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

DEBT = "thong_bao_no_cuoc_01"
VALUES = {"customer_name": "Nguyễn Văn A", "due_amount": "10.410.000", "due_date": "30/11/2026"}
#: The same at a length that a fast voice needs ten seconds and more for.
LONG = VALUES | {"due_amount": "mười triệu " * 300}
#: Rings until a hand lifts it; is busy; answers and presses 1 by itself; rings for half a minute.
BY_HAND, BUSY, PRESSES_1, UNANSWERED = "0912345600", "0912345602", "0912345621", "0912345603"


@pytest.fixture
def demo(stage: Stage) -> Iterator[Demo]:
    """The sandbox alone: it calls as if another system had asked, ten times as fast as in life."""
    with running(stage, None, speed=10.0) as demo:
        yield demo


def act(screen: Screen, label: str) -> Locator:
    return screen.phone.get_by_role("button", name=label, exact=True)


def key(screen: Screen, digit: str) -> Locator:
    return screen.phone.locator(f"[data-key='{digit}']")


def test_a_hand_answers_presses_a_key_and_hangs_up(screen: Screen, demo: Demo) -> None:
    expect(screen.phone).to_contain_text("Chưa có cuộc gọi")
    call_id = demo.calls(BY_HAND, DEBT, **LONG)
    expect(screen.phone).to_contain_text(BY_HAND)
    expect(screen.phone).to_contain_text("Gọi từ 0123456789")
    expect(screen.phone.get_by_role("img", name="đổ chuông")).to_be_visible()
    expect(screen.phone).to_contain_text("Chờ bạn: nghe hay từ chối?")

    act(screen, "Nghe").click()
    expect(screen.phone).to_contain_text(re.compile(r"Đang\snghe\smáy · 0:0\d"))
    expect(key(screen, "1")).to_have_accessible_name("1: Cám ơn Nguyễn Văn A đã thanh toán")
    expect(screen.phone.locator(".now")).to_have_count(1)
    expect(screen.phone.locator(".said").nth(5)).to_be_attached()
    expect(screen.phone.locator(".script span:not(.said, .now)").last).to_have_text("toán")

    key(screen, "1").click()
    expect(key(screen, "1")).to_have_attribute("aria-pressed", "true")
    expect(screen.phone.locator(".script")).to_contain_text("Cám ơn Nguyễn Văn A đã sử dụng")
    act(screen, "Cúp máy").click()

    expect(screen.phone).to_contain_text(re.compile(r"Nghe\smáy\s0:0\d,\sbấm\s1"))
    expect(screen.phone.locator(".now")).to_have_count(0)
    assert demo.sandbox.pbx.switchboard.exchange.calls[call_id].keypress == "1"


def test_values_are_heard_as_they_are_read_and_stand_out(screen: Screen, demo: Demo) -> None:
    demo.calls(BY_HAND, DEBT, **VALUES)
    act(screen, "Nghe").click()
    expect(screen.phone.locator(".script")).to_contain_text(
        "khoản nợ mười triệu bốn trăm mười nghìn trước ngày ba mươi tháng mười một "
        "năm hai không hai mươi sáu, vui lòng"
    )
    bold = screen.phone.locator(".script b")
    expect(bold.first).to_have_text("Nguyễn")
    expect(bold.first).to_have_css("font-weight", "700")
    expect(bold.last).to_have_text("sáu,")
    expect(screen.phone.locator(".script span").first).to_have_css("font-weight", "400")


def test_by_keyboard_enter_answers_and_digits_press(screen: Screen, demo: Demo) -> None:
    demo.calls(BY_HAND, DEBT, **LONG)
    expect(act(screen, "Nghe")).to_be_visible()
    screen.page.keyboard.press("Alt+Digit3")
    screen.page.keyboard.press("Enter")
    expect(act(screen, "Cúp máy")).to_be_visible()
    expect(screen.phone).to_be_focused()

    screen.page.keyboard.press("9")

    expect(key(screen, "9")).to_have_attribute("aria-pressed", "true")
    expect(screen.phone.locator("[aria-live]")).to_have_text("Đã bấm 9")


def test_a_number_plays_by_itself_and_says_before_what_it_will_do(
    screen: Screen, demo: Demo
) -> None:
    demo.calls(PRESSES_1, DEBT, **VALUES)

    expect(screen.phone).to_contain_text("Để yên: nghe, bấm 1")
    expect(screen.phone).to_contain_text(re.compile(r"Nghe\smáy\s0:\d\d,\sbấm\s1"))


def test_how_a_call_ended_is_said_in_both_languages(screen: Screen, demo: Demo) -> None:
    demo.calls(BY_HAND, "otp_demo", code_otp="4821")
    act(screen, "Từ chối").click()
    expect(screen.phone).to_contain_text(re.compile(r"Từ\schối\scuộc\sgọi"))
    demo.calls(BUSY, "otp_demo", code_otp="4821")
    expect(screen.phone).to_contain_text(re.compile(r"Máy\sbận"))

    screen.page.get_by_role("button", name="VI EN").click()

    expect(screen.phone.get_by_role("img", name="not reached")).to_be_visible()
    expect(screen.phone).to_contain_text("Busy")


def test_of_several_calls_the_newest_is_shown_and_the_others_are_counted(
    screen: Screen, demo: Demo
) -> None:
    demo.calls(UNANSWERED, "otp_demo", code_otp="4821")
    demo.calls(BY_HAND, "otp_demo", code_otp="4821")

    expect(screen.phone).to_contain_text(BY_HAND)
    expect(screen.phone).to_contain_text("cuộc khác: 1")


def test_a_long_script_scrolls_with_the_voice_unless_one_reads_elsewhere(
    screen: Screen, demo: Demo
) -> None:
    demo.calls(BY_HAND, DEBT, **LONG)
    act(screen, "Nghe").click()
    script, now = screen.phone.locator(".script"), screen.phone.locator(".now")
    expect(script).not_to_have_js_property("scrollTop", 0)
    assert now.evaluate(IN_SIGHT)

    script.evaluate("node => { node.scrollTop = node.scrollHeight; }")
    read = screen.phone.locator(".said").count()
    expect(screen.phone.locator(".said").nth(read + 20)).to_be_attached()

    assert not now.evaluate(IN_SIGHT)


IN_SIGHT = """(node) => {
  const box = node.parentNode.getBoundingClientRect(), word = node.getBoundingClientRect();
  return word.top >= box.top - 1 && word.bottom <= box.bottom + 1;
}"""


#: The lines of a script as they are seen.
LINES = """(script) => Object.values(Object.groupBy(script.children, (word) => word.offsetTop))
  .map((line) => line.map((word) => word.textContent).join(" "))"""


def test_each_sound_begins_a_line_of_its_own(screen: Screen, demo: Demo) -> None:
    demo.calls(BY_HAND, DEBT, **VALUES)
    act(screen, "Nghe").click()
    expect(screen.phone.locator(".said").nth(2)).to_be_attached()

    key(screen, "1").click()

    script = screen.phone.locator(".script")
    expect(script).to_contain_text("Cám ơn Nguyễn Văn A đã sử dụng")
    lines = script.evaluate(LINES)
    assert lines[0].startswith("Chào bạn")
    assert len([line for line in lines if line.startswith("Cám ơn Nguyễn")]) == 2


def test_reset_empties_the_phone_of_a_call_that_has_ended(screen: Screen, demo: Demo) -> None:
    demo.calls(BUSY, "otp_demo", code_otp="4821")
    expect(screen.phone).to_contain_text(re.compile(r"Máy\sbận"))

    screen.option("Xóa mọi tin nhắn").click()
    screen.page.get_by_role("dialog").get_by_role("button", name="Xóa tin nhắn").click()

    expect(screen.phone).to_contain_text("Chưa có cuộc gọi")


def test_a_reload_in_the_middle_of_the_reading_goes_on_where_the_voice_is(
    screen: Screen, demo: Demo
) -> None:
    demo.calls(BY_HAND, DEBT, **LONG)
    act(screen, "Nghe").click()
    expect(screen.phone.locator(".said").nth(20)).to_be_attached()

    screen.page.reload()
    screen.wait()

    assert screen.phone.locator(".said").count() > 20
    expect(screen.phone.locator(".now")).to_be_in_viewport()


def test_where_the_phone_is_out_of_sight_its_ringing_is_marked(screen: Screen, demo: Demo) -> None:
    drawer = screen.page.locator("#drawer")
    screen.page.set_viewport_size({"width": 900, "height": 700})
    demo.calls(BY_HAND, "otp_demo", code_otp="4821")
    expect(drawer).to_have_accessible_name("Điện thoại khách, Đang đổ chuông")
    expect(drawer.locator(".sign")).to_have_css("animation-name", "ring")
    screen.page.emulate_media(reduced_motion="reduce")
    expect(drawer.locator(".sign")).to_have_css("animation-name", "none")
    expect(screen.phone).to_have_css("animation-name", "none")

    screen.page.set_viewport_size({"width": 390, "height": 844})
    tab = screen.page.get_by_role("tab", name="Điện thoại đổ chuông")
    tab.click()
    act(screen, "Nghe").click()

    expect(screen.page.get_by_role("tab", name="Điện thoại đang nghe")).to_be_visible()
    expect(act(screen, "Cúp máy")).to_be_in_viewport(ratio=1)


def test_a_phone_without_a_voice_has_no_switch_for_it(screen: Screen, demo: Demo) -> None:
    demo.calls(BY_HAND, DEBT, **LONG)
    act(screen, "Nghe").click()
    expect(screen.phone.locator(".now")).to_have_count(1)
    expect(screen.phone.locator(".sound-key")).to_be_hidden()
