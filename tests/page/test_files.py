"""Files both ways: chosen, dropped, pasted, refused, stopped; shown, played and saved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.page.demo import Demo
from tests.page.screen import Screen
from tests.pictures import png
from tests.sounds import wav

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

#: Gives a pane, or its box, a file in the way that the event's name says.
GIVE = """(node, [type, name, size]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(size)], name));
  const carrier = type === "paste" ? { clipboardData: data } : { dataTransfer: data };
  const Kind = type === "paste" ? ClipboardEvent : DragEvent;
  node.dispatchEvent(new Kind(type, { ...carrier, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def demo(sandbox: Demo) -> Demo:
    return sandbox


def test_a_photo_goes_with_its_caption_and_its_place_is_kept(screen: Screen) -> None:
    screen.attach("ảnh.png", "image/png", png(1600, 400))
    expect(screen.strip()).to_contain_text("ảnh.png")
    expect(screen.box()).to_have_attribute("placeholder", "Chú thích")

    screen.write("Đây là <b>chú thích</b>")

    photo = screen.message("Đây là <b>chú thích</b>").locator("img")
    expect(photo).to_have_attribute("width", "380")
    expect(photo).to_have_attribute("height", "95")
    expect(photo).to_have_js_property("naturalWidth", 1600)
    expect(screen.strip()).to_have_count(0)


def test_a_photo_can_go_as_a_file_and_is_saved_under_its_own_name(screen: Screen) -> None:
    screen.attach("ảnh.png", "image/png", png(8, 8))
    screen.strip().get_by_label("Gửi như").select_option("Tệp")
    screen.box().press("Enter")
    link = screen.log().get_by_role("link", name="ảnh.png")

    with screen.page.expect_download() as saving:
        link.click()

    assert saving.value.suggested_filename == "ảnh.png"


def test_sound_both_ways_has_a_player_that_plays_and_can_be_wound(
    screen: Screen, demo: Demo
) -> None:
    screen.attach("AUDIO_1.wav", "audio/wav", wav(3), "group")
    screen.box("group").press("Enter")
    mine = screen.pane("group").locator("article.out")
    expect(mine).to_contain_text("AUDIO_1.wav")
    expect(mine).to_contain_text("0:03 · 48 KB")
    demo.sends("audio", wav(60), "AUDIO_2.wav", caption="Nghe thử")
    player = screen.message("Nghe thử", "group").locator("audio")
    expect(player).to_have_js_property("duration", 60)

    player.evaluate("async (node) => { node.currentTime = 50; await node.play(); }")

    assert player.evaluate("node => node.currentTime >= 50")


def test_a_sound_is_left_to_play_while_its_caption_is_edited(screen: Screen, demo: Demo) -> None:
    sent = demo.sends("audio", wav(60), "AUDIO_1.wav", caption="Nghe thử")
    player = screen.pane("group").locator("audio")
    player.evaluate("async (node) => { await node.play(); }")

    demo.changes_caption(sent, "Đã nghe thử")

    expect(screen.message("Đã nghe thử", "group")).to_be_visible()
    assert not player.evaluate("node => node.paused")


@pytest.mark.parametrize(("event", "where"), [("drop", "#group"), ("paste", "#group-box")])
def test_a_file_is_taken_by_dropping_and_by_pasting(screen: Screen, event: str, where: str) -> None:
    screen.page.locator(where).evaluate(GIVE, [event, "danh sách.csv", 2048])
    expect(screen.strip("group")).to_contain_text("danh sách.csv")
    expect(screen.box("group")).to_be_focused()

    screen.pane("group").get_by_role("button", name="Gửi", exact=True).click()

    expect(screen.log("group").get_by_role("link", name="danh sách.csv")).to_contain_text("2 KB")


def test_what_the_sandbox_refuses_comes_back_with_its_caption(screen: Screen) -> None:
    screen.attach("a.txt", "text/plain", b"a")
    screen.write("x" * 1025)

    expect(screen.pop_up).to_have_text("Dài quá 1024 ký tự.")
    expect(screen.strip()).to_contain_text("a.txt")
    expect(screen.box()).to_have_value("x" * 1025)


def test_a_file_too_large_to_send_is_refused_at_once(screen: Screen) -> None:
    screen.pane().evaluate(GIVE, ["drop", "phim.mp4", 50 * 1024 * 1024 + 1])

    expect(screen.pop_up).to_have_text("Tệp lớn quá 50 MB")
    expect(screen.strip()).to_have_count(0)


def test_a_file_on_its_way_shows_how_far_it_is_and_can_be_stopped(screen: Screen) -> None:
    held: list[Route] = []
    screen.page.route("**/page/attach", lambda route: held.append(route))
    screen.attach("a.txt", "text/plain", b"a")
    screen.write("chú thích")
    expect(screen.strip().get_by_role("progressbar", name="Đang gửi a.txt")).to_be_visible()

    screen.strip().get_by_role("button", name="Ngừng gửi").click()

    expect(screen.strip().get_by_role("button", name="Bỏ tệp này")).to_be_visible()
    expect(screen.box()).to_have_value("chú thích")
