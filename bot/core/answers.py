"""What people type in place of an answer, or around one; shared by every family of questions."""

from __future__ import annotations

from typing import Final

#: What people type to be asked no more.
_NO: Final = frozenset({"hủy", "huỷ", "huy", "thôi", "thoi", "không", "cancel", "stop", "no"})
_QUOTES: Final = "\"“”'‘’"


def says_no(text: str) -> bool:
    """Whether this takes a question back instead of answering it."""
    return text.strip().casefold() in _NO


def unquoted(text: str) -> str:
    """A value without the blanks and quotes around it."""
    return text.strip().strip(_QUOTES).strip()
