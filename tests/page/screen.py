"""The page as a person meets it: what to press and read, by what it is called on the screen."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Locator, Page


class Screen:
    """One browser page that shows the chat."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.announced = page.locator("#announcer")
        self.pop_up = page.locator("#toast")

    def open(self, url: str) -> None:
        """Load the page, and wait until it shows somebody's chats."""
        self.page.goto(url)
        self.wait()

    def wait(self) -> None:
        """Until the chats of whom one is are there."""
        self.page.locator("#panes[aria-busy=false]").wait_for()

    def become(self, who: str) -> None:
        """Be somebody else."""
        self.page.get_by_role("radio", name=who).click()
        self.wait()

    def pane(self, name: str = "private") -> Locator:
        """A pane: private, group or phone."""
        return self.page.locator(f"#{name}")

    def box(self, pane: str = "private") -> Locator:
        """Where one types."""
        return self.page.locator(f"#{pane}-box")

    def log(self, pane: str = "private") -> Locator:
        """Where a pane's messages stand."""
        return self.pane(pane).get_by_role("log")

    @property
    def phone(self) -> Locator:
        """The callee's phone, without the numbers to try."""
        return self.page.locator(".handset")

    def attach(self, name: str, mime_type: str, content: bytes, pane: str = "private") -> None:
        """Choose a file, as by the paperclip."""
        file: FilePayload = {"name": name, "mimeType": mime_type, "buffer": content}
        self.pane(pane).locator("input[type=file]").set_input_files(file)

    def strip(self, pane: str = "private") -> Locator:
        """The strip over the box that says what one replies to."""
        return self.pane(pane).locator(".strip:not([hidden])")

    def write(self, text: str, pane: str = "private") -> None:
        """Type and send."""
        self.box(pane).fill(text)
        self.box(pane).press("Enter")

    def message(self, text: str, pane: str = "private") -> Locator:
        """The newest of the messages that hold this text, quotes apart."""
        said = self.page.locator(".text", has_text=text)
        return self.pane(pane).locator("article", has=said).last

    def button(self, label: str, pane: str = "private") -> Locator:
        """The newest inline button of this label."""
        return self.pane(pane).locator("article").get_by_role("button", name=label).last

    def option(self, label: str) -> Locator:
        """A switch or button of the sandbox's menu, which is opened for it."""
        menu = self.page.locator("#menu")
        if not menu.is_visible():
            self.page.locator("#options").click()
        return menu.get_by_label(label).or_(menu.get_by_role("button", name=label))
