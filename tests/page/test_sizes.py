"""From a phone to a desk: panes, tabs with their counts, the drawer, and nothing that overflows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.page.demo import ADMIN, Demo
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

PHONES = ((390, 844), (320, 640))
#: As /notify has them: of switches in the group, and one that asks for a chat in private.
SWITCHES = {
    "inline_keyboard": [
        [{"text": f"✓ {name}", "callback_data": name} for name in ("OTP", "Voice", "Lỗi", "Phím")],
        [{"text": "Chỉ những cuộc gọi không nghe máy", "callback_data": "x"}],
        [{"text": "Ngừng", "callback_data": "y", "style": "danger"}],
    ]
}
PICKER = {
    "keyboard": [
        [{"text": "Chọn nhóm", "request_chat": {"request_id": 1, "chat_is_channel": False}}]
    ],
    "resize_keyboard": True,
}
#: Breakpoints of PAGE.md, a phone lying down, and 1280 px at 200 %, too.
WIDTHS = (320, 390, 640, 719, 720, 900, 1119, 1120, 1280)


@pytest.fixture
def demo(sandbox: Demo) -> Demo:
    return sandbox


def resize(screen: Screen, width: int, height: int = 844) -> None:
    screen.page.set_viewport_size({"width": width, "height": height})


def tab(screen: Screen, name: str) -> Locator:
    return screen.page.get_by_role("tab", name=name)


def test_nothing_is_wider_than_the_screen_at_any_width(screen: Screen, demo: Demo) -> None:
    screen.become("Quản trị")
    screen.write("/notify")
    demo.says("Nhóm này nhận kết quả cuộc gọi.", reply_markup=SWITCHES)
    demo.says("Gửi kết quả vào nhóm nào?", ADMIN, reply_markup=PICKER)
    expect(screen.button("Ngừng", "group")).to_be_visible()
    expect(screen.pane().get_by_role("button", name="Chọn nhóm")).to_be_visible()
    demo.says("x" * 500 + "\n" + "▰▱ dài " * 90)
    expect(screen.message("dài", "group")).to_be_visible()

    for language in ("tiếng Anh", "Vietnamese"):
        for width in WIDTHS:
            resize(screen, width)
            for name in ("private", "group", "phone") if width < 720 else ("private",):
                if width < 720:
                    screen.page.locator(f"#tabs [aria-controls={name}]").click()
                assert overflowing(screen) == [], width
        screen.page.get_by_role("button", name=language).click()
        screen.wait()


def overflowing(screen: Screen) -> list[str]:
    """What is wider inside than outside, of what holds other things."""
    wide: list[str] = screen.page.evaluate(
        """() => [...document.querySelectorAll(
        "html, body, header, nav, main, .log, .foot, .line, .desk, .handset, .script")]
        .filter((node) => node.scrollWidth > node.clientWidth)
        .map((node) => `${node.tagName} ${node.className}`)"""
    )
    return wide


@pytest.mark.parametrize(("width", "height"), PHONES)
def test_on_a_phone_one_pane_shows_and_tabs_count_what_is_unread(
    screen: Screen, demo: Demo, width: int, height: int
) -> None:
    resize(screen, width, height)
    expect(screen.pane("group")).to_be_hidden()
    demo.says("một")
    demo.says("hai")
    group = tab(screen, "Kết quả cuộc gọi")
    expect(group.get_by_role("img", name="2 tin chưa đọc")).to_have_text("2")

    group.click()

    expect(screen.pane("group")).to_be_visible()
    expect(screen.pane()).to_be_hidden()
    expect(group.locator(".count")).to_have_count(0)
    expect(screen.message("hai", "group")).to_be_in_viewport()
    expect(screen.box("group")).to_be_in_viewport(ratio=1)


def test_on_a_phone_every_tab_can_be_read_whole(screen: Screen) -> None:
    resize(screen, 320)

    titles = screen.page.locator("#tabs button > span:first-child")
    expect(titles).to_have_count(3)
    assert titles.evaluate_all("all => all.every((one) => one.scrollWidth <= one.clientWidth)")


def test_on_a_phone_a_number_to_try_leads_to_the_box(screen: Screen) -> None:
    resize(screen, 390)
    tab(screen, "Điện thoại").click()
    screen.pane("phone").get_by_role("button", name="máy bận").click()

    expect(screen.box()).to_be_focused()
    expect(screen.box()).to_have_value("/otp 0912345602 4821")


def test_what_a_finger_presses_is_44_pixels_high(screen: Screen, demo: Demo) -> None:
    resize(screen, 390)
    keyboard = {"inline_keyboard": [[{"text": "Xem", "callback_data": "x"}]]}
    demo.says("0987•••321", reply_markup=keyboard)
    tab(screen, "Kết quả cuộc gọi").click()

    for target in (screen.button("Xem", "group"), tab(screen, "Bot")):
        expect(target).to_be_visible()
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44


def test_on_a_tablet_the_phone_is_a_drawer(screen: Screen) -> None:
    resize(screen, 900, 700)
    drawer = screen.page.get_by_role("button", name="Điện thoại khách")
    expect(screen.pane("group")).to_be_visible()
    expect(screen.pane("phone")).to_be_hidden()

    drawer.click()
    expect(screen.pane("phone")).to_be_visible()
    screen.pane("phone").get_by_role("button", name="Đóng").press("Escape")

    expect(screen.pane("phone")).to_be_hidden()
    expect(drawer).to_be_focused()


def test_one_who_reads_further_up_is_told_of_what_came_below(screen: Screen, demo: Demo) -> None:
    demo.says("dòng\n" * 60)
    screen.message("dòng", "group").hover()
    screen.page.mouse.wheel(0, -600)
    below = screen.pane("group").get_by_role("button", name="Xuống cuối")
    expect(below).to_be_visible()
    demo.says("mới")

    screen.pane("group").get_by_role("button", name="1 tin mới").click()

    expect(screen.message("mới", "group")).to_be_in_viewport()
    expect(below).to_be_hidden()
