"""Everything by keyboard: writing, the command menu, walking a chat, replying, changing panes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.page.demo import Demo
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]


@pytest.fixture
def demo(sandbox: Demo) -> Demo:
    """The sandbox alone, with commands as a bot sets them."""
    sandbox.offers("start", "otp", "status")
    return sandbox


def test_a_slash_opens_the_menu_and_arrows_enter_and_escape_work_it(screen: Screen) -> None:
    box, menu = screen.box(), screen.pane().get_by_role("listbox")
    box.press("/")
    first, second = menu.get_by_role("option").nth(0), menu.get_by_role("option").nth(1)
    expect(first).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "private-box-commands-1")

    chosen = second.locator("b").inner_text()
    box.press("Enter")
    expect(box).to_have_value(f"{chosen} ")
    expect(menu).to_be_hidden()

    box.fill("/")
    expect(menu).to_be_visible()
    box.press("Escape")
    expect(menu).to_be_hidden()
    expect(box).to_have_value("/")


def test_the_menu_narrows_while_one_types(screen: Screen) -> None:
    screen.box().press_sequentially("/st")

    options = screen.pane().get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.filter(has_text="/otp")).to_have_count(0)


def test_enter_sends_shift_enter_breaks_and_up_in_an_empty_box_recalls(screen: Screen) -> None:
    box = screen.box()
    box.press_sequentially("một")
    box.press("Shift+Enter")
    box.press_sequentially("hai")
    expect(box).to_have_value("một\nhai")

    box.press("Enter")
    expect(screen.pane().locator("article.out .text")).to_contain_text("một hai")
    expect(box).to_have_value("")
    box.press("ArrowUp")
    expect(box).to_have_value("một\nhai")
    box.press("ArrowDown")
    expect(box).to_have_value("")


def test_an_empty_box_sends_nothing(screen: Screen) -> None:
    screen.box().fill(" \n ")
    screen.box().press("Enter")

    expect(screen.pane().locator("article")).to_have_count(0)


def test_tab_leads_into_the_chat_arrows_walk_it_and_escape_leaves_it(
    screen: Screen, demo: Demo
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Xem", "callback_data": "x"}]]}
    for text in ("một", "hai", "ba"):
        demo.says(text, reply_markup=keyboard)
    one, two, three = (screen.message(text, "group") for text in ("một", "hai", "ba"))
    expect(three).to_be_visible()
    screen.pane("group").get_by_role("button", name="Đính kèm tệp").focus()

    screen.page.keyboard.press("Shift+Tab")
    expect(three.get_by_role("button", name="Xem")).to_be_focused()
    screen.page.keyboard.press("Shift+Tab")
    expect(three).to_be_focused()
    screen.page.keyboard.press("ArrowUp")
    expect(two).to_be_focused()
    expect(two).to_have_css("outline-style", "solid")
    expect(two).to_have_css("outline-width", "2px")
    screen.page.keyboard.press("Home")
    expect(one).to_be_focused()
    screen.page.keyboard.press("Tab")
    expect(one.get_by_role("button", name="Xem")).to_be_focused()
    screen.page.keyboard.press("Escape")
    expect(one).to_be_focused()
    screen.page.keyboard.press("Escape")
    expect(screen.box("group")).to_be_focused()


def test_r_replies_and_the_cross_or_escape_drops_it(screen: Screen, demo: Demo) -> None:
    demo.says("Ai gọi lại?")
    asked, strip = screen.message("Ai gọi lại?", "group"), screen.strip("group")
    asked.focus()
    screen.page.keyboard.press("r")
    expect(strip).to_contain_text("Trả lời Tổng đài trong chat")
    expect(screen.box("group")).to_be_focused()

    strip.get_by_role("button", name="Bỏ trả lời").click()
    expect(strip).to_be_hidden()

    asked.focus()
    screen.page.keyboard.press("r")
    expect(strip).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(strip).to_be_hidden()

    asked.hover()
    asked.get_by_role("button", name="Trả lời").click()
    screen.write("Tôi", "group")
    expect(screen.message("Tôi", "group").locator(".quote")).to_have_text("Ai gọi lại?")
    expect(strip).to_be_hidden()


def test_alt_and_a_number_change_panes(screen: Screen) -> None:
    screen.page.keyboard.press("Alt+Digit2")
    expect(screen.box("group")).to_be_focused()
    screen.page.keyboard.press("Alt+Digit3")
    expect(screen.pane("phone").get_by_role("group", name="Chưa có cuộc gọi")).to_be_focused()
    screen.page.keyboard.press("Alt+Digit1")
    expect(screen.box()).to_be_focused()
