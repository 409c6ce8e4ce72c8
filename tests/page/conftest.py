"""A browser for all tests of the page, and for each a demo of its own and a page that shows it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, expect, sync_playwright

from tests.page.demo import Demo, running
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
def browser() -> Iterator[Browser]:
    """One for each run of these tests: while it lives, its loop runs in the tests' own thread.

    So it ends before an async test of another folder begins.
    """
    path = find_browser()
    if path is None and os.environ.get("CI"):
        pytest.fail("no Chromium, and in CI no browser test may be skipped")
    if path is None:
        pytest.skip("no Chromium on this machine; CHROMIUM=/path/to/it names one")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with running(tmp_path) as demo:
        yield demo


@pytest.fixture
def expected() -> tuple[str, ...]:
    """How lines of the console may begin."""
    return (REFUSED,)


@pytest.fixture
def context(browser: Browser, demo: Demo, expected: tuple[str, ...]) -> Iterator[BrowserContext]:
    """A fresh profile, in whose console nothing unexpected may stand; it goes before its demo."""
    wrong: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(expected):
            wrong.append(message.text)

    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    context.on("console", listen)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    yield context
    context.close()
    assert not wrong


@pytest.fixture
def screen(context: BrowserContext, demo: Demo) -> Screen:
    """The page, opened as the operator."""
    screen = Screen(context.new_page())
    screen.open(demo.url)
    return screen
