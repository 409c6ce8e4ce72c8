"""Calls on the page, from what is typed to what is read: cards, lines, questions, presses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.page.demo import ADMIN, Demo
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]


def test_the_first_otp_typed_into_an_empty_page_shows_card_line_and_group_message(
    screen: Screen,
) -> None:
    screen.write("/otp 0987654321 4821")

    card = screen.message("OTP •••• · otp_demo")
    expect(card.locator(".text b")).to_have_text(re.compile(r"^\s*Nghe\smáy\s\d+\sgiây$"))
    expect(card.get_by_role("img", name="nghe máy")).to_be_visible()
    expect(card.locator(".text")).to_contain_text(re.compile(r"chuông\s0:\d\d · nghe\s0:\d\d"))
    line = screen.message("0987654321 nghe máy")
    expect(line.locator(".quote")).to_contain_text("Nghe máy")
    expect(line.get_by_role("img", name="có chuông")).to_be_visible()
    expect(card.get_by_role("img", name="có chuông")).to_have_count(0)
    expect(screen.message("0987•••321", "group")).to_contain_text("Nhân viên gọi")


def test_the_command_with_the_code_is_gone_and_leaves_a_trace(screen: Screen) -> None:
    screen.write("/otp 0912345602 4821")

    expect(screen.pane().locator(".service")).to_have_text("Bot đã xóa lệnh này")
    expect(screen.message("OTP ••••")).to_be_visible()
    expect(screen.log()).not_to_contain_text("4821")


def test_an_empty_chat_suggests_and_a_press_sends(screen: Screen) -> None:
    screen.pane().get_by_role("button", name="/start").click()

    expect(screen.message("Chào Nhân viên.")).to_be_visible()
    expect(screen.pane().get_by_text("Chưa có tin nào. Thử:")).to_be_hidden()


def test_a_number_to_try_fills_the_composer_and_sends_nothing(screen: Screen) -> None:
    screen.pane("phone").get_by_role("button", name="máy bận").click()

    expect(screen.box()).to_have_value("/otp 0912345602 4821")
    expect(screen.box()).to_be_focused()
    expect(screen.pane().locator("article")).to_have_count(0)


def test_a_pressed_button_spins_and_takes_no_second_press_until_the_bot_has_answered(
    screen: Screen,
) -> None:
    screen.write("/otp 0912345602 4821")
    again = screen.button("Gọi với mã mới")
    held: list[Route] = []
    screen.page.route("**/page/press", lambda route: held.append(route))
    with screen.page.expect_request("**/page/press"):
        again.click()
    expect(again).to_have_attribute("aria-busy", "true")
    again.click(force=True)
    expect(again).to_have_attribute("aria-disabled", "true")

    [route] = held
    route.continue_()

    expect(again).not_to_have_attribute("aria-busy", "true")
    expect(screen.strip()).to_contain_text("Mã mới cho 0912345602?")


def test_what_a_press_is_told_pops_up_and_goes(screen: Screen) -> None:
    screen.become("Quản trị")
    screen.write("/notify", "group")
    expect(screen.button("Ngừng", "group")).to_be_visible()
    screen.become("Nhân viên")

    screen.button("Ngừng", "group").click()

    expect(screen.pop_up).to_have_text("Chỉ quản trị viên đổi được.")
    expect(screen.pop_up).to_be_hidden()


def test_an_alert_is_a_dialog_that_is_closed_by_hand(screen: Screen, demo: Demo) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Xem số", "callback_data": "x"}]]}
    demo.says("0987•••321", reply_markup=keyboard)
    alert = {"answered": True, "text": "0987654321", "alert": True, "url": None}
    screen.page.route("**/page/press", lambda route: route.fulfill(json=alert))
    show = screen.button("Xem số", "group")

    show.click()

    dialog = screen.page.get_by_role("dialog", name="0987654321")
    expect(dialog.get_by_role("button", name="Đóng")).to_be_focused()
    screen.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(show).to_be_focused()


def test_a_button_that_nobody_answers_says_so(screen: Screen, demo: Demo) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Xem", "callback_data": "x"}]]}
    demo.says("?", reply_markup=keyboard)
    silence = {"answered": False, "text": None, "alert": False, "url": None}
    screen.page.route("**/page/press", lambda route: route.fulfill(json=silence))

    screen.button("Xem", "group").click()

    expect(screen.pop_up).to_have_text("Bot chưa trả lời nút này")


def test_a_forced_reply_opens_the_strip_and_its_answers_place_the_call(screen: Screen) -> None:
    screen.write("/otp")
    expect(screen.strip()).to_contain_text("Gọi số nào?")
    expect(screen.box()).to_have_attribute("placeholder", "Ví dụ 0987654321")

    screen.write("0912345602")
    expect(screen.strip()).to_contain_text("Mã cho 0912345602?")
    screen.write("4821")

    expect(screen.message("0912345602 máy bận")).to_be_visible()
    expect(screen.strip()).to_be_hidden()


def test_in_the_group_only_who_was_asked_is_made_to_reply(screen: Screen) -> None:
    screen.write("/otp", "group")
    expect(screen.strip("group")).to_contain_text("Gọi số nào?")

    screen.become("Quản trị")
    expect(screen.message("Gọi số nào?", "group")).to_be_visible()
    expect(screen.strip("group")).to_be_hidden()

    screen.become("Nhân viên")
    expect(screen.strip("group")).to_contain_text("Gọi số nào?")


def test_in_the_group_whom_a_forced_reply_names_is_made_to_reply(
    screen: Screen, demo: Demo
) -> None:
    question = f'<a href="tg://user?id={ADMIN}">Quản trị</a>, mã mới?'
    asking = {"force_reply": True, "selective": True}
    demo.says(question, parse_mode="HTML", reply_markup=asking)
    expect(screen.message("mã mới?", "group")).to_be_visible()
    expect(screen.strip("group")).to_be_hidden()

    screen.become("Quản trị")
    expect(screen.strip("group")).to_contain_text("mã mới?")


#: Keeps on <body> the name of the animation that began last.
WATCH = """() => document.addEventListener(
  "animationstart", (event) => { document.body.dataset.moved = event.animationName; })"""


def test_an_edit_flashes_once_in_silence_and_an_outcome_is_read_aloud(
    screen: Screen, demo: Demo
) -> None:
    screen.page.evaluate(WATCH)
    card = demo.says("⏳ <b>Tổng đài đã nhận</b>", parse_mode="HTML")
    shown = screen.pane("group").locator("article").last
    expect(shown).to_contain_text("Tổng đài đã nhận")
    expect(screen.log("group")).to_have_attribute("aria-live", "polite")

    demo.changes(card, "📞 <b>Đang đổ chuông</b>", parse_mode="HTML")
    expect(shown).to_contain_text("Đang đổ chuông")
    expect(screen.page.locator("body")).to_have_attribute("data-moved", "flash")
    expect(shown.locator(".bubble")).to_have_css("animation-name", "none")
    expect(shown).to_have_attribute("aria-live", "off")
    expect(shown).to_contain_text("đã sửa")
    expect(screen.announced).to_be_empty()

    demo.changes(card, "✅ <b>Nghe máy 41 giây</b> · 0987654321", parse_mode="HTML")
    expect(screen.announced).to_have_text("Nghe máy 41 giây · 0987654321")


def test_reset_empties_both_chats_once_it_is_confirmed(screen: Screen) -> None:
    screen.write("/start")
    screen.write("/status", "group")
    expect(screen.message("Chào Nhân viên.")).to_be_visible()
    expect(screen.message("Mọi thứ bình thường", "group")).to_be_visible()
    screen.option("Xóa mọi tin nhắn").click()
    screen.page.get_by_role("dialog").get_by_role("button", name="Hủy").click()
    expect(screen.message("Chào Nhân viên.")).to_be_visible()

    screen.option("Xóa mọi tin nhắn").click()
    screen.page.get_by_role("dialog").get_by_role("button", name="Xóa tin nhắn").click()

    for pane in ("private", "group"):
        expect(screen.pane(pane).locator("article")).to_have_count(0)
        expect(screen.pane(pane).get_by_text("Chưa có tin nào. Thử:")).to_be_visible()


def test_a_pbx_that_is_switched_to_503_is_a_maintenance_card(screen: Screen) -> None:
    screen.option("Tổng đài trả lời 503").click()
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("#options")).to_have_accessible_name(
        "Tùy chọn hộp cát, đang bật lỗi"
    )

    screen.write("/otp 0987654321 4821")

    card = screen.message("Tổng đài bảo trì từ")
    expect(card).to_contain_text("(503)")
    expect(card).to_contain_text("Chưa gọi ai.")


def test_a_call_whose_answer_never_came_is_shown_as_not_known(screen: Screen, demo: Demo) -> None:
    demo.sandbox.pbx.faults.placement_status = 500

    screen.write("/otp 0987654321 4821")

    card = screen.message("Chưa rõ cuộc gọi đã đi chưa")
    expect(card.get_by_role("img", name="chưa rõ")).to_be_visible()
    expect(card.get_by_role("button", name="Tra ngay")).to_be_visible()
