"""The voice on the callee's phone: in step with the words, and silent when it should be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.page.demo import Demo, Stage, running
from tests.page.screen import Screen
from tests.page.test_phone import BY_HAND, DEBT, VALUES, act
from tests.recordings import recording, tone

pytestmark = [pytest.mark.browser, pytest.mark.real_time]


async def a_tone(_text: str, _voice: str, _speed: float) -> bytes:
    """In place of a voice."""
    return recording("ogg", tone(8.0, rate=48_000))


#: What of the page's one sound is asked: how far it is, or None while it is silent.
HEARD = """() => {
    const { audio, playing } = document.querySelector(".handset").voice;
    return playing && !audio.paused ? audio.currentTime : null;
}"""


@pytest.fixture
def demo(stage: Stage) -> Iterator[Demo]:
    """The sandbox alone, at the pace of life."""
    with running(stage, None, speak=a_tone, speed=1.0) as demo:
        yield demo


def test_the_phone_speaks_while_words_light_up_until_the_call_ends(
    screen: Screen, demo: Demo
) -> None:
    tab = screen.page
    demo.calls(BY_HAND, DEBT, **VALUES)
    act(screen, "Nghe").click()
    tab.wait_for_function(f"() => ({HEARD})() > 0.3")

    act(screen, "Tắt tiếng").click()
    tab.wait_for_function(f"() => ({HEARD})() === null")
    tab.reload()
    screen.wait()
    expect(act(screen, "Bật tiếng")).to_be_visible()
    act(screen, "Bật tiếng").click()
    tab.wait_for_function(f"() => ({HEARD})() > 0.3")

    act(screen, "Cúp máy").click()
    tab.wait_for_function(f"() => ({HEARD})() === null")
