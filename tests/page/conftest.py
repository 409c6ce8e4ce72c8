"""One tab of one browser for all tests of the page, clean for each, and a demo for each."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page, WebError, expect, sync_playwright

from tests.page.demo import Demo, Stage, a_stage, running
from tests.page.screen import Screen

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
#: Milliseconds that a person would wait: the machine may be busy with other tests.
PATIENCE = 20_000
#: What Chromium itself says when the sandbox refuses something, as it should.
REFUSED = "Failed to load resource: the server responded with a status of 4"


def find_browser() -> str | None:
    """Where a Chromium is: the variable CHROMIUM says, or it is found by one of its names."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="package")
def tab() -> Iterator[Page]:
    """One for each run of these tests, for opening it takes longer than most of them.

    While its browser lives, that one's loop runs in the tests' own thread: so it ends before an
    async test of another folder begins.
    """
    path = find_browser()
    if path is None and os.environ.get("CI"):
        pytest.fail("no Chromium, and in CI no browser test may be skipped")
    if path is None:
        pytest.skip("no Chromium on this machine; CHROMIUM=/path/to/it names one")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        tab = browser.new_page(locale="vi-VN")
        tab.set_default_timeout(PATIENCE)
        yield tab
        browser.close()


@pytest.fixture(scope="package")
def stage() -> Iterator[Stage]:
    """One server for all demos, which come and go faster so."""
    with a_stage() as stage:
        yield stage


@pytest.fixture
def demo(stage: Stage, tmp_path: Path) -> Iterator[Demo]:
    """Bot and sandbox, of this test alone."""
    with running(stage, tmp_path) as demo:
        yield demo


@pytest.fixture
def sandbox(stage: Stage) -> Iterator[Demo]:
    """The sandbox alone, which is up sooner."""
    with running(stage, None) as demo:
        yield demo


@pytest.fixture
def expected() -> tuple[str, ...]:
    """How lines of the console may begin."""
    return (REFUSED,)


@pytest.fixture
def page(tab: Page, demo: Demo, expected: tuple[str, ...]) -> Iterator[Page]:
    """The tab as if it were new, in whose console nothing unexpected may stand."""
    wrong: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(expected):
            wrong.append(message.text)

    def fail(error: WebError) -> None:
        wrong.append(str(error.error))

    tab.set_viewport_size({"width": 1280, "height": 860})
    tab.emulate_media(color_scheme="null", reduced_motion="null")
    tab.on("console", listen)
    tab.context.on("weberror", fail)
    yield tab
    tab.unroute_all()
    if tab.url.startswith("http"):
        tab.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    tab.goto("about:blank")  # lets go of the demo, which ends next
    tab.remove_listener("console", listen)
    tab.context.remove_listener("weberror", fail)
    assert not wrong


@pytest.fixture
def screen(page: Page, demo: Demo) -> Screen:
    """The page, opened as the operator."""
    screen = Screen(page)
    screen.open(demo.url)
    return screen
