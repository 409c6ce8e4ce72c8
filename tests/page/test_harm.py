"""Texts that mean harm: they are shown as they are, and do nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.page.demo import GROUP, Demo
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script><b>đậm</b>"
#: Right-to-left override, isolates and an embedding that are never closed.
REVERSED = "\u202e\u2067\u202bđảo"


@pytest.fixture
def demo(sandbox: Demo) -> Demo:
    """The sandbox alone: what a bot would do with such texts is not asked here."""
    return sandbox


def test_markup_that_people_type_is_text(screen: Screen) -> None:
    screen.write(MARKUP, "group")

    mine = screen.message("onerror", "group")
    expect(mine.locator(".text")).to_contain_text(MARKUP)
    expect(mine.locator(".text img, .text script, .text b")).to_have_count(0)


def test_markup_in_buttons_quotes_and_pop_ups_is_text(screen: Screen, demo: Demo) -> None:
    keyboard = {"inline_keyboard": [[{"text": MARKUP, "callback_data": "x"}]]}
    demo.says(MARKUP, reply_markup=keyboard)
    answer = {"answered": True, "text": MARKUP, "alert": False, "url": "javascript:alert(3)"}
    screen.page.route("**/page/press", lambda route: route.fulfill(json=answer))
    message = screen.message("onerror", "group")

    message.focus()
    screen.page.keyboard.press("r")
    expect(screen.strip("group")).to_contain_text(MARKUP)
    screen.button("onerror", "group").click()

    expect(screen.pop_up).to_have_text(MARKUP)
    expect(screen.page.locator("main img, main script")).to_have_count(0)
    assert screen.page.context.pages == [screen.page]


def test_only_web_addresses_become_links(screen: Screen, demo: Demo) -> None:
    for address in ("javascript:alert(1)", "data:text/html,x", "tg://x", "//[", "https://a.vn/x"):
        link = {"type": "text_link", "offset": 0, "length": 3, "url": address}
        demo.says(f"xem {address}", entities=[link])

    expect(screen.message("https://a.vn/x", "group")).to_be_visible()
    links = screen.log("group").locator("a")
    expect(links).to_have_count(2)
    for shown in links.all():
        expect(shown).to_have_attribute("href", "https://a.vn/x")
        expect(shown).to_have_attribute("rel", "noopener noreferrer")


def test_marks_of_direction_stay_inside_their_message(screen: Screen, demo: Demo) -> None:
    demo.says("trước")
    plain, marked = (
        screen.page.locator(f"#bubble-{GROUP}-{demo.says(text)} .meta")
        for text in ("đảo", REVERSED)
    )

    expect(marked).to_have_text(plain.inner_text())
    one, other = plain.bounding_box(), marked.bounding_box()
    assert one
    assert other
    assert one["x"] == pytest.approx(other["x"], abs=2)


def test_the_longest_text_and_the_longest_word_stay_in_their_pane(
    screen: Screen, demo: Demo
) -> None:
    demo.says("dài " * 1024)
    screen.write("x" * 4096, "group")

    expect(screen.message("xxx", "group")).to_be_visible()
    log = screen.log("group")
    assert log.evaluate("node => node.scrollWidth <= node.clientWidth")
    screen.write("x" * 4097, "group")
    expect(screen.pop_up).to_have_text("Dài quá 4096 ký tự.")
    assert len(screen.box("group").input_value()) == 4097
