"""The two ways to say no: `Refused` to the bot, in Telegram's words, and `NotPossible` to a person.

Words are those of tdlib/telegram-bot-api; nothing here decides when they are said.
"""

from __future__ import annotations


class Refused(Exception):
    """A Bot API error: HTTP status, Telegram's description, `parameters` of the response."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class NotPossible(Exception):
    """A person's act that Telegram's own app would not let them do; one sentence a language."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


def bad_request(words: str) -> Refused:
    """400 with Telegram's prefix."""
    return Refused(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refused:
    """403 with Telegram's prefix."""
    return Refused(403, f"Forbidden: {words}")
