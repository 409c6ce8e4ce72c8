"""Contrast as the browser has computed it, held against PAGE.md's figures in both themes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Locator, expect

from tests.page.demo import Demo, Stage, running
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

Theme = Literal["light", "dark"]

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Thường", "callback_data": "1"}],
        [{"text": "Gọi", "callback_data": "2", "style": "success"}],
        [{"text": "Bỏ", "callback_data": "3", "style": "danger"}],
    ]
}
VALUES = {"customer_name": "Nguyễn Văn A", "due_amount": "10.410.000", "due_date": "30/11/2026"}
CARD = """\
✅ <b>Nghe máy</b> · <code>0987654321</code>
<blockquote>⏳ 📞 🔊 🔸 ❌ ❓ ⚠️</blockquote>"""

#: The least ratio, the property that is seen, and what it is seen on.
TEXT, QUIET, BUTTON, EDGE = 8.5, 5.0, 5.8, 3.0
SEEN = (
    (TEXT, "color", ".text, .text code, .text blockquote, h1, h2, .chip, textarea, .empty p"),
    (TEXT, "color", ".callee, .doing, .script .said, .script .now, .saved b"),
    (QUIET, "color", ".meta, .day, h2 small, #theme, #language b, #language span, .sender"),
    (QUIET, "color", ".quiet, .script :not(.said, .now), .saved small, h3"),
    (QUIET, "stroke", ".sign:not(.mid):not(.ok), .tool .icon"),
    (QUIET, "fill", ".sign.mid, .sign.ok"),
    (BUTTON, "color", ".key, .send, .people button, .pill, .pad-key"),
    (EDGE, "border-top-color", "textarea, .key.danger, .pad-key.offered"),
)
#: The WCAG ratio of a property to the nearest opaque ground under or around the element.
RATIOS = """(nodes, property) => nodes
  .filter((node) => node.checkVisibility())
  .map((node) => {
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const bytes = (colour) => {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      return [...paint.getImageData(0, 0, 1, 1).data];
    };
    const isEdge = property.startsWith("border");
    let around = isEdge ? node.parentElement : node;
    while (bytes(getComputedStyle(around).backgroundColor)[3] < 255) around = around.parentElement;
    const light = (colour) => bytes(colour).slice(0, 3)
      .map((byte) => byte / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
    const both = [getComputedStyle(node)[property], getComputedStyle(around).backgroundColor];
    const [more, less] = both.map(light).sort((a, b) => b - a);
    return [node.getAttribute("class") ?? node.tagName, (more + 0.05) / (less + 0.05)];
  })"""


@pytest.fixture
def demo(stage: Stage) -> Iterator[Demo]:
    """The sandbox alone, slow enough for a call to be read for as long as it is looked at."""
    with running(stage, None, speed=4.0) as demo:
        yield demo


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_stands_out_from_its_ground(screen: Screen, demo: Demo, theme: Theme) -> None:
    screen.page.emulate_media(color_scheme=theme)
    demo.says(CARD, parse_mode="HTML", reply_markup=KEYBOARD)
    screen.write("Tôi", "group")
    demo.sends("document", b"a", "a.csv")
    demo.calls("0912345600", "thong_bao_no_cuoc_01", **VALUES)
    screen.phone.get_by_role("button", name="Nghe", exact=True).click()
    expect(screen.phone.locator(".said").first).to_be_attached()
    expect(screen.message("Tôi", "group")).to_be_visible()
    expect(screen.button("Bỏ", "group")).to_be_visible()

    for least, shown, what in SEEN:
        found = ratios(screen.page.locator(what), shown)
        assert found
        assert [(name, round(ratio, 2)) for name, ratio in found if ratio < least] == []


def ratios(nodes: Locator, shown: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = nodes.evaluate_all(RATIOS, shown)
    return found
