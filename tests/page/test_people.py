"""Who one is, in which language, in which light: what each of them sees, and what is kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.page.demo import Demo
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

#: PAGE.md's --bg and --bad, by theme.
LIGHT, DARK = "rgb(230, 235, 239)", "rgb(14, 20, 24)"
RED = "rgb(179, 38, 30)"


def ground(screen: Screen) -> Locator:
    """What has the theme's own background."""
    return screen.page.locator("body")


def test_a_stranger_reads_only_how_to_get_in_and_sees_no_group(screen: Screen) -> None:
    screen.become("Người lạ")
    screen.write("/start")

    greeting = screen.message("Bot này dùng nội bộ.")
    expect(greeting).to_contain_text("5550001")
    expect(greeting.get_by_role("button", name="Chép ID")).to_be_visible()
    group = screen.pane("group")
    expect(group).to_contain_text("Người lạ không ở trong nhóm này.")
    expect(group).not_to_contain_text("Kết quả cuộc gọi")
    expect(screen.box("group")).to_be_hidden()


def test_an_administrator_sets_what_the_group_hears_and_stop_is_red(screen: Screen) -> None:
    screen.become("Quản trị")
    screen.box("group").press("/")
    expect(screen.pane("group").get_by_role("option", name="/notify")).to_be_visible()
    screen.write("/notify", "group")
    expect(screen.button("✓ OTP", "group")).to_be_visible()
    expect(screen.button("Ngừng", "group")).to_have_css("color", RED)
    expect(screen.button("Ngừng", "group")).to_have_css("border-color", RED)

    screen.button("✓ OTP", "group").click()
    expect(screen.button("OTP", "group")).to_have_text("OTP")
    expect(screen.message("Không gửi OTP", "group")).to_be_visible()

    screen.button("Ngừng", "group").click()
    expect(screen.message("không nhận kết quả nữa", "group")).to_be_visible()


def test_an_operator_is_not_offered_what_administrators_do(screen: Screen) -> None:
    screen.box().press("/")

    offered = screen.pane().get_by_role("option")
    expect(offered.filter(has_text="/otp")).to_be_visible()
    expect(offered.filter(has_text="/notify")).to_have_count(0)


def test_what_was_typed_stays_with_whom_it_was_typed_as(screen: Screen) -> None:
    screen.box().fill("của nhân viên")
    screen.become("Quản trị")
    expect(screen.box()).to_have_value("")
    screen.become("Nhân viên")
    expect(screen.box()).to_have_value("của nhân viên")


def test_arrows_choose_who_one_is(screen: Screen) -> None:
    screen.page.get_by_role("radio", name="Nhân viên").press("ArrowRight")

    expect(screen.page.get_by_role("radio", name="Quản trị")).to_be_checked()
    expect(screen.page.get_by_role("radio", name="Quản trị")).to_be_focused()


def test_english_turns_the_page_and_what_the_bot_answers_and_is_kept(screen: Screen) -> None:
    screen.page.get_by_role("button", name="VI EN: đổi sang tiếng Anh").click()
    page = screen.page
    expect(page.get_by_role("heading", name="The PBX in chat")).to_be_visible()
    expect(screen.pane("group")).to_contain_text("Call outcomes")
    expect(screen.pane("phone")).to_contain_text("answers, presses 1")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    screen.write("/start")
    expect(screen.message("No calls yet today.")).to_be_visible()
    screen.box().press("/")
    expect(screen.pane().get_by_role("option", name="/otp")).to_contain_text("read a code")

    page.reload()
    screen.wait()
    expect(page.get_by_role("radio", name="Operator")).to_be_checked()


def test_the_theme_goes_from_the_system_s_to_light_to_dark_and_back_and_is_kept(
    screen: Screen,
) -> None:
    page, theme = screen.page, screen.page.locator("#theme")
    page.emulate_media(color_scheme="dark")
    expect(theme).to_have_accessible_name("Giao diện: theo máy")
    expect(ground(screen)).to_have_css("background-color", DARK)

    theme.click()
    expect(theme).to_have_accessible_name("Giao diện: sáng")
    expect(ground(screen)).to_have_css("background-color", LIGHT)

    theme.click()
    page.emulate_media(color_scheme="light")
    expect(theme).to_have_accessible_name("Giao diện: tối")
    expect(ground(screen)).to_have_css("background-color", DARK)
    page.reload()
    screen.wait()
    expect(ground(screen)).to_have_css("background-color", DARK)

    theme.click()
    expect(ground(screen)).to_have_css("background-color", LIGHT)


def test_lost_hooks_are_switched_for_all_and_shown_as_on(screen: Screen, demo: Demo) -> None:
    screen.option("Làm mất hook").click()
    expect(screen.option("Làm mất hook")).to_be_checked()
    assert demo.sandbox.pbx.faults.hooks_lose

    screen.page.reload()
    screen.wait()
    expect(screen.option("Làm mất hook")).to_be_checked()
    expect(screen.page.locator("#options")).to_have_class(re.compile("faulty"))
