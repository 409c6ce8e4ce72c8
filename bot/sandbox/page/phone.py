"""The callee's phone as the page needs it; which calls it rings for is decided elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol


class Spoken(Protocol):
    """What a voice reads in one go."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def voice(self) -> str:
        """Whose voice it is, as the PBX names it."""

    @property
    def speed(self) -> float:
        """How fast, 1 is the usual pace."""


#: Makes a voice note (Ogg) of a text in a voice at a pace; None: it could not.
Speak = Callable[[str, str, float], Awaitable[bytes | None]]


class CalleePhone(Protocol):
    """The phone at the far end of the sandbox's calls."""

    #: Called when `view` changes by itself.
    watchers: list[Callable[[], None]]

    def view(self) -> Mapping[str, Any] | None:
        """The call that it shows now, if any; times are Unix seconds."""

    def sound(self, call_id: str, number: int) -> Spoken | None:
        """A sound that plays in a call of its, if a voice reads it."""

    def act(self, call_id: str, act: str, key: str | None = None) -> bool:
        """Answer, reject, press or hang up; False if that is not possible, or no longer."""


def phone_view(phone: CalleePhone, now: float) -> dict[str, Any] | None:
    """What the phone shows, and what its clock says: a browser's own may differ."""
    view = phone.view()
    return None if view is None else {**view, "now": now}
