"""What the sandbox PBX's customers have made: their scripts and their audio files.

A name is taken once in an account, and nothing is ever changed or taken away: this version of the
PBX can't.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.sandbox.calls import Script
from bot.sandbox.pbx.scripts import Template


class Library:
    """Scripts and files by account (`user_id`) and name; `read` is how the voice says a value."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read
        self._templates: dict[tuple[str, str], Template] = {}
        self._audio: dict[tuple[str, str], bytes] = {}

    def add_template(self, user_id: str, template: Template) -> bool:
        """Keep a script; False: its name is taken."""
        if (user_id, template.name) in self._templates:
            return False
        self._templates[user_id, template.name] = template
        return True

    def template(self, user_id: str, name: str) -> Template | None:
        """The account's script of this name."""
        return self._templates.get((user_id, name))

    def add_audio(self, user_id: str, name: str, content: bytes) -> bool:
        """Keep a file as it is; False: its name is taken."""
        if (user_id, name) in self._audio:
            return False
        self._audio[user_id, name] = content
        return True

    def audio(self, user_id: str, name: str) -> bytes | None:
        """The account's file of this name, byte for byte."""
        return self._audio.get((user_id, name))

    def script(self, user_id: str, template: Template, param: Mapping[str, object]) -> Script:
        """What a call of this account with these values plays."""
        return template.script(param, lambda name: self.audio(user_id, name) or b"", self._read)
