"""Buttons that put right what was mistyped, where the nearest right word is known."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.messages.text import Button
from bot.errors import UsageError

#: Telegram's limit of what a button carries, in bytes.
_MOST: Final = 64
#: What a mend of a problem does, and how its button shows the right word, the mend's last part.
_MENDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"command_unknown": ("mend.cmd", "/{}"), "argument_unknown": ("mend.key", "{}=")}
)


def mend_keyboard(error: UsageError) -> tuple[tuple[Button, ...], ...]:
    """A button for each of the problem's `mends`, as far as a button can carry it."""
    action, label = _MENDS.get(error.problem, ("", ""))
    buttons = tuple(
        Button(label.format(mend.rpartition(":")[2]), data=data)
        for mend in error.values.get("mends", "").split()
        if len((data := f"{action}:{mend}").encode()) <= _MOST
    )
    return (buttons,) if buttons else ()
