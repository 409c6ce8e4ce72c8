"""A connection that is lost: it is said, nothing that was typed is lost, and all catches up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.page.demo import Demo
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]


@pytest.fixture
def expected() -> tuple[str, ...]:
    """What Chromium says of requests that broke off, or that nobody took."""
    return ("Failed to load resource: net::ERR_",)


def test_a_lost_connection_is_said_keeps_the_text_and_catches_up(page: Page, demo: Demo) -> None:
    screen = Screen(page)
    lost = screen.page.get_by_role("status").filter(has_text="Mất kết nối")
    with demo.cable() as (url, cable):
        screen.open(url)
        screen.box("group").fill("đang gõ")
        demo.do(cable.pull())
        expect(lost).to_be_visible()

        screen.write("/status")
        expect(screen.pop_up).to_have_text("Chưa tới được hộp cát, thử lại")
        expect(screen.box()).to_have_value("/status")
        expect(screen.box("group")).to_have_value("đang gõ")
        demo.says("có tin mới")

        demo.do(cable.plug())
        expect(lost).to_be_hidden()
        expect(screen.message("có tin mới", "group")).to_be_visible()
        expect(screen.box("group")).to_have_value("đang gõ")
        screen.box().press("Enter")
        expect(screen.message("Mọi thứ bình thường")).to_be_visible()
