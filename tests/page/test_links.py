"""Links that start the bot: followed here, as whoever one is, wherever they are met."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.page.demo import Demo
from tests.page.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.real_time]

LINK = "https://t.me/pbx_sandbox_bot?start=inv_Abc-123"


@pytest.fixture
def demo(sandbox: Demo) -> Demo:
    return sandbox


def test_a_stranger_pastes_a_link_opens_it_and_is_in_the_bot_s_chat(
    screen: Screen, demo: Demo
) -> None:
    screen.become("Người lạ")
    offer = screen.pane().get_by_role("button", name="Mở liên kết")
    expect(offer).to_be_hidden()
    screen.box().fill(f"vào đây: {LINK}.")

    offer.click()

    expect(screen.message("/start inv_Abc-123")).to_be_visible()
    expect(screen.box()).to_have_value("vào đây: .")
    expect(offer).to_be_hidden()


def test_no_other_link_is_offered(screen: Screen) -> None:
    for address in (
        "https://t.me/another_bot?start=inv_Abc-123",
        "https://t.me/pbx_sandbox_bot",
        "https://t.me.a.vn/pbx_sandbox_bot?start=inv_Abc-123",
        "https://a.vn/pbx_sandbox_bot?start=x",
        "https://[?start=x",
    ):
        screen.box().fill(address)

        expect(screen.pane().get_by_role("button", name="Mở liên kết")).to_be_hidden()


def test_a_link_in_the_group_is_followed_in_the_private_chat_and_not_outside(
    screen: Screen, demo: Demo
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Vào", "url": LINK.replace("Abc", "Key")}]]}
    demo.says("Mời: T.me/PBX_Sandbox_Bot?start=inv_Abc-123, một lần.", reply_markup=keyboard)
    link = screen.log("group").get_by_role("link", name="T.me/PBX_Sandbox_Bot?start=inv_Abc-123")
    link.click()
    expect(screen.message("/start inv_Abc-123")).to_be_visible()
    expect(screen.box()).to_be_focused()

    screen.log("group").get_by_role("link", name="Vào").click()

    expect(screen.message("/start inv_Key-123")).to_be_visible()
    assert screen.page.context.pages == [screen.page]
